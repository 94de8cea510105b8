"""Verbs about signatures. Each happens wholly or not at all."""

from datetime import datetime
from uuid import UUID

import uuid_utils.compat
from django.db import connection, transaction

from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail.models import OutgoingMail
from campaign.pages.lifecycle import CONFIRMABLE_STATES
from campaign.signatures import noting, rules
from campaign.signatures.admission import Admission, admit, write_again
from campaign.signatures.models import Signature
from campaign.signatures.signals import withdrawing
from campaign.signatures.terms import fingerprint_in, forget_terms, signing_terms


class SigningClosed(Exception):
    """The campaign does not take signatures now: not open, paused, over, or without a key."""


def sign(
    *,
    slug: str,
    name: str,
    email: Address,
    country: str,
    affiliation: str = "",
    comment: str = "",
    show_name: bool = False,
    wants_updates: bool = False,
    language: str,
    source: str = "",
    now: datetime,
) -> None:
    """Take in a signature and queue its mail, or raise SigningClosed.

    All values have passed SignForm. Returns nothing on purpose: whoever called must answer a new
    address, a known one and one that had too much mail in the very same way.
    """
    for _attempt in range(2):
        terms = signing_terms(slug, now)
        if terms is None:
            raise SigningClosed
        signature_id, mail_id = uuid_utils.compat.uuid7(), uuid_utils.compat.uuid7()
        admission = Admission(
            id=signature_id,
            campaign_id=terms.campaign_id,
            sealing_key_id=terms.sealing_key_id,
            sealed=sealing.seal(
                terms.public_key,
                campaign=terms.campaign_id,
                signature=signature_id,
                fields={"name": name, "email": email.typed, "affiliation": affiliation},
            ),
            fingerprint=fingerprint_in(terms, email),
            public_name=name if show_name else "",
            comment=comment,
            country=country,
            language=language,
            source=source,
            wants_updates=wants_updates,
            mail_id=mail_id,
            mail_content=OutgoingMail.seal_content(mail_id, email.typed),
        )
        if admit(admission, now=now):
            return
        forget_terms()  # closed, or changed in the last seconds: look once more
    raise SigningClosed


def resend(*, slug: str, email: Address, language: str, now: datetime) -> None:
    """Send the mail for this address again, as far as the limits allow.

    Says nothing of whether there is a signature: an address without one is not written to.
    """
    terms = signing_terms(slug, now)
    if terms is None:
        return
    mail_id = uuid_utils.compat.uuid7()
    write_again(
        campaign_id=terms.campaign_id,
        fingerprint=fingerprint_in(terms, email),
        language=language,
        mail_id=mail_id,
        mail_content=OutgoingMail.seal_content(mail_id, email.typed),
        now=now,
    )


def confirm(*, signature_id: UUID, now: datetime) -> None:
    """Make a pending signature count, from the next folding of tallies on.

    One conditional UPDATE. Whatever cannot be confirmed (withdrawn, expired, confirmed before, of
    an archived campaign, unknown) stays as it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            CONFIRM,
            {
                "id": signature_id,
                "now": now,
                "made_after": now - rules.CONFIRM_WITHIN,
                "campaign_states": list(CONFIRMABLE_STATES),
            },
        )


# By hand: putting it together each time cost four times what it costs to run.
CONFIRM = """
UPDATE campaign_signature SET state = 'confirmed', confirmed_at = %(now)s
WHERE id = %(id)s AND state = 'pending' AND created_at > %(made_after)s
  AND campaign_id IN (SELECT id FROM campaign_campaign WHERE state = ANY(%(campaign_states)s))
"""


def can_confirm(signature: Signature, *, now: datetime) -> bool:
    """Would `confirm` take it? The same rule, for the page that offers the button."""
    return (
        signature.is_pending
        and signature.created_at > now - rules.CONFIRM_WITHIN
        and signature.campaign.state in CONFIRMABLE_STATES
    )


def change_choices(*, signature: Signature, show_name: bool, wants_updates: bool) -> None:
    """The signer's own choices. Raises CannotOpen where the name is sealed away from us.

    Of one that is withdrawn in this moment nothing comes back.
    """
    signature.wants_updates = wants_updates
    if not show_name:
        signature.public_name = signature.comment = ""
    elif not signature.public_name and (fields := signature.opened()):
        signature.public_name = fields["name"]
    Signature.objects.filter(id=signature.id).exclude(state=Signature.State.WITHDRAWN).update(
        public_name=signature.public_name,
        comment=signature.comment,
        wants_updates=signature.wants_updates,
    )


def withdraw(*, signature_id: UUID, now: datetime) -> None:
    """Take a signature back and erase it, counted or not; its waiting mail goes too, and whatever
    other rooms keep of it (see `withdrawing`).

    The row that stays holds no personal field: it is there so that the old links say "withdrawn",
    and goes after a while. Twice is once.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK_CAMPAIGN_OF, [signature_id])
        cursor.execute(WITHDRAW, {"id": signature_id, "now": now})
        withdrawing.send(Signature, signature_id=signature_id)


# First, for the reason given in counting.py.
LOCK_CAMPAIGN_OF = """
SELECT id FROM campaign_campaign
WHERE id = (SELECT campaign_id FROM campaign_signature WHERE id = %s)
FOR NO KEY UPDATE
"""

WITHDRAW = f"""
WITH gone AS (
    SELECT * FROM campaign_signature WHERE id = %(id)s AND state <> 'withdrawn' FOR UPDATE
),
erased AS (
    UPDATE campaign_signature AS s
    SET state = 'withdrawn', withdrawn_at = %(now)s, sealed = '', fingerprint = NULL,
        public_name = '', comment = '', country = '', language = '', source = '',
        wants_updates = false, mailed_at = '{{}}'
    FROM gone WHERE s.id = gone.id
),
unsent AS (
    DELETE FROM campaign_outgoingmail WHERE about = %(id)s
),
untallied AS (
    UPDATE campaign_tally AS t SET withdrawn = t.withdrawn + 1
    FROM gone
    WHERE gone.counted_at IS NOT NULL AND t.campaign_id = gone.campaign_id
      AND t.hour = date_trunc('hour', gone.confirmed_at) AND t.country = gone.country
      AND t.language = gone.language AND t.source = gone.source
),
noted AS ({noting.ADD_WITHDRAWN}),
unnoted AS ({noting.TAKE_OUT_WITHDRAWN})
UPDATE campaign_campaign AS c SET signature_count = c.signature_count - 1
FROM gone WHERE gone.counted_at IS NOT NULL AND c.id = gone.campaign_id
"""
