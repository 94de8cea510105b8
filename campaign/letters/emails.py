"""What leaves by mail about letters: the letters that we carry, and news of an answer."""

from typing import Any
from uuid import UUID

from campaign.letters.models import CarriedLetter, RecordEntry
from campaign.lib import tokens
from campaign.mail.composing import OwnWords, absolute, composes
from campaign.mail.models import OutgoingMail
from campaign.pages.profiles import those_where
from campaign.signatures.models import Signature
from campaign.templatetags.typeset import recipient_name


@composes("carried_letter")
def carried_letter(mails: list[OutgoingMail]) -> dict[UUID, OwnWords]:
    """A signer's letter as they wrote it, from the organisation's address. Raises CannotOpen."""
    letters = (
        CarriedLetter.objects.kept()
        .filter(signature__state=Signature.State.CONFIRMED)
        .exclude(campaign__organisation__letters_from="")
        .select_related("campaign__organisation", "sealing_key")
        .in_bulk([mail.about for mail in mails])
    )
    private_keys = {
        letter.sealing_key_id: letter.sealing_key.private_key() for letter in letters.values()
    }
    said = {}
    for mail in mails:
        if (letter := letters.get(mail.about)) and (key := private_keys[letter.sealing_key_id]):
            fields = letter.opened(key)
            organisation = letter.campaign.organisation
            said[mail.id] = OwnWords(
                subject=fields["subject"],
                body=fields["body"],
                sender_name=organisation.name,
                sender_address=organisation.letters_from,
            )
    return said


@composes("state_answered")
def state_answered(mails: list[OutgoingMail]) -> dict[UUID, dict[str, Any]]:
    """To whoever asked for news: one of those written to has done something. Only those still
    signed who still want news, and only while the entry is on the page."""
    entry_of = {mail.id: mail.opened()["entry"] for mail in mails}
    entries = (
        RecordEntry.objects.published()
        .defer("document")
        .select_related("recipient__register", "campaign")
        .prefetch_related("recipient__facts", "campaign__texts")
        .in_bulk(set(entry_of.values()))
    )
    wanting = (
        Signature.objects.standing()
        .filter(wants_updates=True)
        .exclude(campaign__profile__in=those_where(lambda rules: not rules.has_followers))
        .in_bulk([mail.about for mail in mails])
    )
    return {
        mail.id: _news(entry, wanting[mail.about], mail.language)
        for mail in mails
        if mail.about in wanting and (entry := entries.get(entry_of[mail.id]))
    }


def _news(entry: RecordEntry, signature: Signature, language: str) -> dict[str, Any]:
    campaign = entry.campaign
    return {
        "event": entry.event,
        "recipient": recipient_name(entry.recipient),
        "on": entry.on,
        "campaign_title": campaign.text_in(language).title,
        "letters_url": absolute("letters", slug=campaign.slug),
        "my_url": absolute("my_signature", token=tokens.for_signature(tokens.MY, signature.id)),
        "stop_url": absolute(
            "stop_news", token=tokens.for_signature(tokens.STOP_NEWS, signature.id)
        ),
    }
