"""What stands between a campaign and its readers: looked at before it is published.

Some of it keeps a page from being published; the rest is advice, which an organiser may have good
reasons not to take.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from campaign.letters.attention import Attention, attention
from campaign.letters.writing import Letters
from campaign.organiser.showing import address_of
from campaign.pages.content import Content, problems
from campaign.pages.editing import words_written
from campaign.pages.models import Campaign
from campaign.pages.translations import same_sentences


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    is_fine: bool
    is_blocking: bool  # where it is not fine
    words: str
    mend: str = ""  # where that is done: an address, or nothing
    mend_words: str = ""


def readiness(campaign: Campaign, *, now: datetime) -> list[Check]:
    """Of this campaign as it is written now."""
    letters = Letters(campaign, today=campaign.today(now))
    picture = getattr(campaign, "picture", None)
    return checks(
        campaign,
        written=words_written(campaign),
        alt=picture and picture.alt,
        addressed=len(letters.addressed),
        letters=attention(letters),
        now=now,
    )


def checks(
    campaign: Campaign,
    *,
    written: dict[str, Content],
    alt: dict[str, str] | None,
    addressed: int,
    letters: Attention,
    now: datetime,
) -> list[Check]:
    """In the order in which they are shown.

    written: the words of each language; alt: those of the picture, None where there is none;
    addressed: how many recipients the campaign writes to
    """
    return [
        *words(campaign, written),
        _key(campaign),
        _times(campaign, now),
        *_picture(campaign, written, alt),
        _recipients(campaign, addressed),
        *_letters(campaign, addressed, letters),
        _mail(),
    ]


def blocking(found: list[Check]) -> list[Check]:
    return [check for check in found if check.is_blocking and not check.is_fine]


def words(campaign: Campaign, written: dict[str, Content]) -> Iterator[Check]:
    mend = (address_of("organiser_page", campaign), _("Write the page"))
    for language in sorted(written, key=lambda each: (each != campaign.main_language, each)):
        name = get_language_info(language)["name_translated"]
        found = problems(written[language])
        said = ngettext(
            "%(language)s: %(count)d part is not complete.",
            "%(language)s: %(count)d parts are not complete.",
            len(found),
        ) % {"language": name, "count": len(found)}
        complete = _("%(language)s: the words are complete.") % {"language": name}
        yield Check("words", not found, True, said if found else complete, *mend)
    yield from _translations(campaign, written)
    if campaign.main_language not in written:
        name = get_language_info(campaign.main_language)["name_translated"]
        said = _("There are no words in the main language, %(language)s.") % {"language": name}
        yield Check("words", False, True, said, *mend)
    elif not any(
        part.get("decision") not in {"dropped", "offered"}
        for part in written[campaign.main_language]["demands"]
    ):
        yield Check(
            "demands", False, False, _("The page asks for nothing yet: it has no demand."), *mend
        )
    else:
        yield Check("demands", True, False, _("The page says what you ask for."))


def _translations(campaign: Campaign, written: dict[str, Content]) -> Iterator[Check]:
    """A translation begins as a copy of the main language's words: say where it still is one."""
    main = written.get(campaign.main_language)
    if main is None:
        return
    for language in sorted(set(written) - {campaign.main_language}):
        if same := same_sentences(written[language], main):
            said = ngettext(
                "%(language)s: %(count)d passage is not translated yet.",
                "%(language)s: %(count)d passages are not translated yet.",
                same,
            ) % {"language": get_language_info(language)["name_translated"], "count": same}
            mend = reverse("organiser_page_in", args=[campaign.slug, language])
            yield Check("translations", False, False, said, mend, _("Translate them"))


def _key(campaign: Campaign) -> Check:
    key = campaign.sealing_key
    if key and key.is_active and key.is_sure:
        return Check("key", True, True, _("There is a key to seal signatures with."))
    if key and key.is_active:
        return Check(
            "key",
            False,
            True,
            _(
                "Nobody has shown that your organisation’s own key is saved and opens. If it is "
                "lost, so are the names. An owner can show it."
            ),
            reverse("organisation_keys", kwargs={"slug": campaign.organisation.slug}),
            _("Show that it is saved"),
        )
    return Check(
        "key",
        False,
        True,
        _("There is no key to seal signatures with, so nobody could sign safely."),
        address_of("organiser_settings", campaign) + "#custody",
        _("Choose who keeps the key"),
    )


def _times(campaign: Campaign, now: datetime) -> Check:
    if campaign.closes_at and campaign.closes_at <= now:
        return Check(
            "times",
            False,
            True,
            _("The closing time has passed."),
            address_of("organiser_settings", campaign) + "#times",
            _("Change the closing time"),
        )
    said = _("It closes after it opens.") if campaign.closes_at else _("It has no closing time.")
    return Check("times", True, True, said)


def _picture(
    campaign: Campaign, written: dict[str, Content], alt: dict[str, str] | None
) -> Iterator[Check]:
    mend = address_of("organiser_picture", campaign)
    if alt is None:
        yield Check(
            "picture",
            False,
            False,
            _("There is no picture. A page works without one; with one it is passed on more."),
            mend,
            _("Add a picture"),
        )
    elif missing := [language for language in written if not alt.get(language)]:
        names = ", ".join(str(get_language_info(each)["name_translated"]) for each in missing)
        yield Check(
            "picture",
            False,
            True,
            _("Nobody has said what the picture shows in: %(languages)s.") % {"languages": names},
            mend,
            _("Describe the picture"),
        )
    else:
        yield Check("picture", True, True, _("The picture is described in every language."))


def _recipients(campaign: Campaign, addressed: int) -> Check:
    mend = (address_of("organiser_addressees", campaign), _("Choose recipients"))
    if not addressed:
        said = _("It writes to nobody yet: people can sign, and not write letters.")
        return Check("recipients", False, False, said, *mend)
    said = ngettext(
        "It writes to %(count)d recipient.", "It writes to %(count)d recipients.", addressed
    ) % {"count": addressed}
    return Check("recipients", True, False, said)


def _letters(campaign: Campaign, addressed: int, letters: Attention) -> Iterator[Check]:
    if not addressed:
        return
    mend = (address_of("organiser_letters", campaign), _("Look at the letters"))
    if letters.without_letter:
        without = len(letters.without_letter)
        said = ngettext(
            "%(count)d recipient has no letter that fits.",
            "%(count)d recipients have no letter that fits.",
            without,
        ) % {"count": without}
        yield Check("letters", False, False, said, *mend)
    elif letters.is_needed:
        yield Check("letters", False, False, _("Something about the letters needs a look."), *mend)
    else:
        yield Check("letters", True, False, _("Every recipient has a letter."))


def _mail() -> Check:
    """Confirmations go out by mail: without it nothing counts."""
    sender = settings.DEFAULT_FROM_EMAIL
    if settings.EMAIL_BACKEND == "campaign.mail.backends.EmlFolder":
        said = _(
            "This site sends no mail: what it would send lies in a folder of this machine. That is "
            "right for trying things out, and nobody else can confirm."
        )
        return Check("mail", False, False, said)
    return Check(
        "mail", True, False, _("Mails to confirm come from %(sender)s.") % {"sender": sender}
    )
