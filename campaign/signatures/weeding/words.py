"""The reasons in words: for staff who decide, and for everybody who wonders."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.signatures.weeding.models import Why

# What staff have to know before they decide.
ADVICE: dict[str, Promise] = {
    Why.NOT_A_NAME: _(
        "No letters, a web or e-mail address, a number, one letter again and again, a walk along "
        "the keyboard."
    ),
    Why.PLACEHOLDER: _(
        "“Test”, “anonymous” and the like, in the languages of the region. Some people sign so "
        "because they are afraid; a ministry will not take it for a name."
    ),
    Why.FIGURE: _("Mickey Mouse and company, by a short list of whole names."),
    Why.PUBLIC_PERSON: _(
        "Is it really them? They may have signed, and others are called the same: look at the "
        "address."
    ),
    Why.OFFICE: _("“The President”, “Minister of …”: an office, and no person’s name with it."),
    Why.TRICKS: _(
        "Letters of two alphabets in one word, invisible characters, or marks in stacks: they "
        "look like a name and are found by nobody."
    ),
    Why.SAME_PERSON: _(
        "The same name and country, and something else in common: what stands before the @, the "
        "organisation, or the comment. The first of them stays."
    ),
    Why.SAME_NAME: _(
        "Nothing but the name and the country is the same, and many people share a name. Leave out "
        "only what you know to be double. The first of them stays."
    ),
    Why.SAME_DOMAIN: _(
        "Twenty-five or more within minutes from one mail domain that few people have. A program "
        "does that, and so does a class that signs together."
    ),
    Why.THROWAWAY: _(
        "The address is with a provider of addresses for one use. People in danger use them, too: "
        "by itself it is no reason."
    ),
    Why.LISTED: _("On a list that one of you uploaded here, after looking at names offline."),
}

# What everybody is told, after "12:".
RULES: dict[str, Promise] = {
    Why.NOT_A_NAME: _("No name: an address, a number, or letters at random"),
    Why.PLACEHOLDER: _("A word such as “test” in place of a name"),
    Why.FIGURE: _("The name of a figure from a story"),
    Why.PUBLIC_PERSON: _("A well-known person’s name, used by somebody else"),
    Why.OFFICE: _("An office in place of a person’s name"),
    Why.TRICKS: _("Letters put together so that they only look like a name"),
    Why.SAME_PERSON: _("A second signature of the same person"),
    Why.SAME_NAME: _("A second signature of the same name from the same country"),
    Why.SAME_DOMAIN: _("One of many from one mail domain within minutes"),
    Why.THROWAWAY: _("A throwaway address, and other signs that nobody stands behind it"),
    Why.LISTED: _("Found by the organisation while it looked through the list"),
}
