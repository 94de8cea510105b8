"""What owners are written about keys: whoever changes what names are sealed to is seen doing it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation

from campaign.accounts.auditing import Action
from campaign.accounts.models import Organisation, SealingKey, User
from campaign.accounts.telling import tell
from campaign.mail.composing import absolute, composes
from campaign.mail.models import OutgoingMail


def tell_owners(
    organisation: Organisation,
    action: Action,
    *,
    key: SealingKey,
    by: User | None,
    now: datetime,
    campaigns: Sequence[str] = (),
    due_at: datetime | None = None,
    language: str = "",
) -> None:
    """In the transaction of what they are told about.

    campaigns: their slugs; by: None where nobody pressed anything; language: that of the page
    where it is not given
    """
    words = {
        "organisation": organisation.id,
        "action": action.value,
        "key": key.fingerprint,
        "by": by.shown_name if by else "",
        "campaigns": ", ".join(campaigns),
        "due_at": due_at.isoformat() if due_at else "",
    }
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    tell(organisation.active_owners(), "key_notice", words, language=language, due_at=now)


@composes("key_notice", about_account=True)
def key_notice(mails: list[OutgoingMail]) -> dict[UUID, dict[str, Any]]:
    """To owners: something about the keys of their organisation is not as it was."""
    opened = {mail.id: mail.opened() for mail in mails}
    organisations = Organisation.objects.in_bulk(
        {words["organisation"] for words in opened.values()}
    )
    return {
        mail_id: words
        | {
            "organisation": organisation,
            "due_at": datetime.fromisoformat(words["due_at"]) if words["due_at"] else None,
            "keys_url": absolute("organisation_keys", slug=organisation.slug),
        }
        for mail_id, words in opened.items()
        if (organisation := organisations.get(words["organisation"]))
    }
