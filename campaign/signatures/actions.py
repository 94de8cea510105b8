"""Verbs about signatures. Each happens wholly or not at all."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import uuid_utils.compat
from django.db import connection, transaction

from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.lib.weeks import id_in_week_of
from campaign.mail.models import OutgoingMail
from campaign.pages.lifecycle import CONFIRMABLE_STATES
from campaign.pages.models import Campaign
from campaign.pages.profiles import by_profile
from campaign.signatures import bursts, noticing, noting
from campaign.signatures.admission import Admission, admit, write_again
from campaign.signatures.mailing_models import Undeliverable
from campaign.signatures.mailings import count_unsubscribed
from campaign.signatures.models import Signature, Standing
from campaign.signatures.signals import withdrawing
from campaign.signatures.terms import (
    fingerprint_in,
    forget_terms,
    known_source,
    known_wordings,
    signing_terms,
)


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
    agreed: Collection[int] = (),
    language: str,
    source: str = "",
    now: datetime,
) -> None:
    """Take in a signature and queue its mail, or raise SigningClosed.

    agreed: wordings of partners that were ticked; those of no partner here count as none.
    All values have passed SignForm; a `source` that no link has counts as none, and what the
    campaign's profile does not ask for is as if it had not been given. Returns nothing on
    purpose: whoever called must answer a new address, a known one and one that had too much mail
    in the very same way.
    """
    for _attempt in range(2):
        terms = signing_terms(slug, now)
        if terms is None:
            raise SigningClosed
        rules = terms.rules
        if not rules.shows_signers:
            comment, show_name = "", False
        affiliation = affiliation if rules.asks_affiliation else ""
        signature_id = id_in_week_of(now) if rules.knows_weeks_only else uuid_utils.compat.uuid7()
        mail_id = uuid_utils.compat.uuid7()
        public_name = name if show_name else ""
        worth_a_look = noticing.notice(name=public_name, comment=comment)
        repeated, held_for = bursts.notice(
            bursts.Signing(terms.campaign_id, name, email.domain, comment, source), now=now
        )
        worth_a_look += repeated
        admission = Admission(
            id=signature_id,
            campaign_id=terms.campaign_id,
            sealing_key_id=terms.sealing_key_id,
            profile=terms.profile,
            sealed=sealing.seal(
                terms.public_key,
                campaign=terms.campaign_id,
                signature=signature_id,
                fields={"name": name, "email": email.typed, "affiliation": affiliation},
            ),
            fingerprint=fingerprint_in(terms, email),
            public_name=public_name,
            comment=comment,
            country=country,
            language=language,
            source=known_source(source, terms),
            wants_updates=wants_updates and rules.has_followers,
            agreed_to=(known_wordings(agreed, terms) or None) if rules.has_followers else None,
            noticed=[*worth_a_look, *held_for] or None,
            name_flagged=bool(noticing.about(noticing.NAME, worth_a_look)),
            comment_flagged=bool(noticing.about(noticing.COMMENT, worth_a_look)),
            is_held=bool(held_for),
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
                "campaign_states": list(CONFIRMABLE_STATES),
            },
        )


# By hand: putting it together each time cost four times what it costs to run.
_WITHIN = by_profile(lambda rules: f"interval '{rules.confirm_within.total_seconds()} seconds'")
# Where weeks are all that is to be known, the day: it is needed until it is over (counting.py).
_CONFIRMED_AT = by_profile(
    lambda rules: (
        "date_trunc('day', %(now)s::timestamptz)"
        if rules.knows_weeks_only
        else "%(now)s::timestamptz"
    )
)
CONFIRM = f"""
UPDATE campaign_signature AS s SET state = 'confirmed', confirmed_at = {_CONFIRMED_AT}
FROM campaign_campaign AS c
WHERE s.id = %(id)s AND s.state = 'pending' AND s.created_at > %(now)s - {_WITHIN}
  AND c.id = s.campaign_id AND c.state = ANY(%(campaign_states)s)
"""


def can_confirm(signature: Signature, *, now: datetime) -> bool:
    """Would `confirm` take it? The same rule, for the page that offers the button."""
    return (
        signature.is_pending
        and signature.created_at > now - signature.campaign.rules.confirm_within
        and signature.campaign.state in CONFIRMABLE_STATES
    )


def change_choices(
    *,
    signature: Signature,
    show_name: bool,
    wants_updates: bool,
    agreed: Collection[int] | None = None,
    comment: str | None = None,
    new_name: str = "",
) -> None:
    """The signer's own choices. Raises CannotOpen where the name is sealed away from us.

    agreed: the wordings of partners that are still agreed to; None: as it is. Nobody is added here:
    that takes a box with its words beside it.
    comment: as it is to read from now on; None: as it is. Who takes their name off the page takes
    the comment with it.
    new_name: to be shown in place of one that organisers have hidden; ignored where none is

    New words are looked at as those of a new signature are, and always where the old ones were
    hidden. A name that is hidden stays so, taken off and put on again. Of a signature that is
    withdrawn in this moment nothing comes back. Where the campaign's profile shows nobody and has
    no followers there is nothing to choose.
    """
    with transaction.atomic():
        # Locked, so that what an organiser decides in this moment is not written over.
        now = (
            Signature.objects.select_for_update(of=("self",), no_key=True)
            .select_related("sealing_key", "campaign")
            .exclude(state=Signature.State.WITHDRAWN)
            .filter(id=signature.id)
            .first()
        )
        if now is None or not now.campaign.rules.shows_signers:
            return
        campaign = now.campaign
        before = (now.public_name, now.comment)
        _turn_news(now, wants_updates)
        if agreed is not None:
            now.agreed_to = [each for each in now.agreed_to or [] if each in agreed] or None
        if not show_name:
            if now.public_name:
                comment = ""
            now.public_name = ""
        elif not now.public_name and (fields := now.opened()):
            now.public_name = fields["name"]
        if now.public_name and new_name and now.name_standing == Standing.HIDDEN:
            now.public_name, now.name_standing = new_name, Standing.WAITING
        if comment is not None:
            now.comment = comment
        _judge_words_anew(now, campaign, before)
        now.save(update_fields=["wants_updates", "agreed_to", *WORDS])


def _turn_news(signature: Signature, wants_updates: bool) -> None:
    turned = wants_updates - signature.wants_updates
    signature.wants_updates = wants_updates
    if turned < 0:
        count_unsubscribed(signature.id)
    elif turned > 0:  # whoever asks again has read our mail
        Undeliverable.objects.filter(signature=signature.id).delete()


WORDS = (
    *("public_name", "comment", "noticed", "is_flagged"),
    *("name_standing", "name_hidden_for", "comment_standing", "comment_hidden_for"),
)


def _judge_words_anew(signature: Signature, campaign: Campaign, before: tuple[str, str]) -> None:
    """Say where changed words stand; what was decided about the old ones is forgotten."""
    name, comment = before
    if (signature.public_name, signature.comment) == before:
        return
    worth_a_look = noticing.notice(name=signature.public_name, comment=signature.comment)
    others = [code for code in signature.noticed or [] if ":" not in code]
    signature.noticed = [*worth_a_look, *others] or None
    signature.is_flagged = bool(worth_a_look)
    is_hidden = signature.name_standing == Standing.HIDDEN
    if signature.public_name not in ("", name) and not is_hidden:
        waits = campaign.names_wait or bool(signature.name_hidden_for)
        waits |= bool(noticing.about(noticing.NAME, worth_a_look))
        signature.name_standing = Standing.WAITING if waits else Standing.SHOWN
        signature.name_hidden_for = ""
    if signature.comment not in ("", comment):
        waits = campaign.comments_wait or signature.comment_standing == Standing.HIDDEN
        waits |= bool(noticing.about(noticing.COMMENT, worth_a_look))
        signature.comment_standing = Standing.WAITING if waits else Standing.SHOWN
        signature.comment_hidden_for = ""
    signature.moderations.all().delete()


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


def _kept(moment: str) -> str:
    """SQL: a moment as it may be kept of a signature of campaign `c`."""
    return by_profile(
        lambda rules: f"date_trunc('week', {moment})" if rules.knows_weeks_only else moment
    )


WITHDRAW = f"""
WITH gone AS (
    SELECT * FROM campaign_signature WHERE id = %(id)s AND state <> 'withdrawn' FOR UPDATE
),
erased AS (
    UPDATE campaign_signature AS s
    SET state = 'withdrawn', withdrawn_at = {_kept("%(now)s::timestamptz")},
        created_at = {_kept("s.created_at")}, confirmed_at = {_kept("s.confirmed_at")},
        sealed = '', fingerprint = NULL,
        public_name = '', comment = '', country = '', language = '', source = '',
        wants_updates = false, agreed_to = NULL, mailed_at = '{{}}',
        name_hidden_for = '', comment_hidden_for = '', noticed = NULL, is_flagged = false,
        held_at = NULL, is_refused = false, paper_batch_id = NULL
    FROM gone JOIN campaign_campaign AS c ON c.id = gone.campaign_id WHERE s.id = gone.id
),
unsent AS (
    DELETE FROM campaign_outgoingmail WHERE about = %(id)s
),
unread AS (
    DELETE FROM campaign_paperentry AS line USING gone, campaign_paperbatch AS batch
    WHERE batch.campaign_id = gone.campaign_id AND line.batch_id = batch.id
      AND line.fingerprint = gone.fingerprint
      AND NOT (batch.state = 'building' AND batch.is_taking)  -- it takes this one's place
),
forgotten AS (
    DELETE FROM campaign_moderatedsignature WHERE signature_id = %(id)s RETURNING batch_id
),
notes_erased AS (
    UPDATE campaign_moderationbatch SET note = '' WHERE id IN (SELECT batch_id FROM forgotten)
),
untallied AS (
    UPDATE campaign_tally AS t SET withdrawn = t.withdrawn + 1
    FROM gone JOIN campaign_campaign AS c ON c.id = gone.campaign_id
    WHERE gone.counted_at IS NOT NULL AND t.campaign_id = gone.campaign_id
      AND t.hour = {noting.TALLIED_AT.format(moment="gone.confirmed_at")}
      AND t.country = gone.country
      AND t.language = gone.language AND t.source = gone.source
),
noted AS ({noting.ADD_WITHDRAWN}),
unnoted AS ({noting.TAKE_OUT_WITHDRAWN})
UPDATE campaign_campaign AS c SET signature_count = c.signature_count - 1
FROM gone WHERE gone.counted_at IS NOT NULL AND c.id = gone.campaign_id
"""
