"""What an organiser presses in the queue, and the campaign's choice of what waits."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import User
from campaign.lib.fields import LineField
from campaign.pages.models import Campaign
from campaign.signatures import moderation, queue
from campaign.signatures.models import Reason
from campaign.signatures.moderation import Done, Words
from campaign.signatures.noticing import COMMENT, NAME
from campaign.signatures.queue import Signatures

# Each press, and whether it wants a reason.
OF_WORDS = {
    "approve": (moderation.approve, False),
    "restore": (moderation.restore, False),
    "hide": (moderation.hide, True),
}
OF_SIGNATURES = {
    "hold": (moderation.hold, True),
    "release": (moderation.release, False),
    "refuse": (moderation.refuse, True),
}
# As many as two boxes for each signature of a page, and some to spare.
MOST_AT_ONCE = 4 * queue.ON_A_PAGE
MOST_OF_A_LIST = 1000

_WORDS = re.compile(rf"([0-9a-f]{{32}}):({NAME}|{COMMENT})\Z")


class DecisionForm(forms.Form):
    """Some names, comments or signatures that were ticked, and what shall become of them.

    ticked: "<id>:name", "<id>:comment"; a signature is ticked by any of its words, or as "<id>"
    only: one press and what it is about, whatever is ticked
    whole: all of a list of signatures, as far as one press goes; a burst has thousands
    """

    do = forms.ChoiceField(choices=[(each, each) for each in (*OF_WORDS, *OF_SIGNATURES)])
    whole = forms.BooleanField(required=False)
    reason = forms.ChoiceField(
        label=_("Reason"), choices=Reason, required=False, widget=forms.RadioSelect
    )
    note = LineField(
        label=_("Note for colleagues"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("Up to 200 characters fit.")},
        widget=forms.TextInput(attrs={"maxlength": 200, "autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        if data and "only" in data:  # a button beside one's words: "approve <id>:comment"
            data = data.copy()
            data["do"], _space, data["ticked"] = data["only"].partition(" ")
        super().__init__(data)
        self.ticked = data.getlist("ticked")[:MOST_AT_ONCE] if data else []

    def clean(self) -> None:
        do = self.cleaned_data.get("do")
        whole = self.cleaned_data["whole"] and do in OF_SIGNATURES
        if not self.ticked and not whole:
            raise forms.ValidationError(_("Tick what you want to decide about first."))
        wants_reason = {**OF_WORDS, **OF_SIGNATURES}.get(do, (None, False))[1]
        if wants_reason and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Please choose a reason: whoever signed is told it."))

    def carry_out(self, *, campaign: Campaign, listed: Signatures, by: User, now: datetime) -> Done:
        """listed: the list it was pressed in."""
        do = self.cleaned_data["do"]
        verb, wants_reason = {**OF_WORDS, **OF_SIGNATURES}[do]
        about: dict[str, Any] = (
            {"words": self._words()}
            if do in OF_WORDS
            else {"signature_ids": self._signatures(listed)}
        )
        if wants_reason:
            about |= {
                "reason": Reason(self.cleaned_data["reason"]),
                "note": self.cleaned_data["note"],
            }
        return verb(campaign=campaign, by=by, now=now, **about)

    def _words(self) -> list[Words]:
        found = (_WORDS.match(each) for each in self.ticked)
        return [Words(UUID(hex=each[1]), each[2]) for each in found if each]

    def _signatures(self, listed: Signatures) -> list[UUID]:
        if self.cleaned_data["whole"]:
            return list(listed.values_list("id", flat=True)[:MOST_OF_A_LIST])
        return identities(self.ticked)


def identities(ticked: list[str]) -> list[UUID]:
    """Whose boxes these are; what is no id is nobody's."""
    codes = dict.fromkeys(each.partition(":")[0] for each in ticked[:MOST_AT_ONCE])
    return [UUID(hex=code) for code in codes if re.fullmatch("[0-9a-f]{32}", code)]


class PolicyForm(forms.Form):
    """Do names and comments appear at once, or when somebody has read them?"""

    WAYS = [("", _("Appear at once; you may hide them afterwards")), ("wait", _("Wait for you"))]

    names = forms.ChoiceField(
        label=_("Names"), choices=WAYS, required=False, widget=forms.RadioSelect
    )
    comments = forms.ChoiceField(
        label=_("Comments"), choices=WAYS, required=False, widget=forms.RadioSelect
    )

    def __init__(self, data: QueryDict | None, *, campaign: Campaign) -> None:
        now = {
            "names": "wait" if campaign.names_wait else "",
            "comments": "wait" if campaign.comments_wait else "",
        }
        super().__init__(data, initial=now)

    def carry_out(self, *, campaign: Campaign, by: User, now: datetime) -> None:
        moderation.change_policy(
            campaign=campaign,
            names_wait=bool(self.cleaned_data["names"]),
            comments_wait=bool(self.cleaned_data["comments"]),
            by=by,
            now=now,
        )
