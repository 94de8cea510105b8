"""Erasing a signer who asks staff to: found by the address that is typed, in this campaign or in
all of the organisation.

Promises: what there was is gone, in every table, file and queue, as if the signer had withdrawn.
Refuses to say whether there was anything: the answer, its time and its traces in the record are the
same for every address. (Whoever would use it to find out who signed erases them by asking, and
moves the public total, before the eyes of the owners, who are written to. And it is rationed.)
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import AuditEvent, Organisation, User
from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.mail.actions import suppress
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.signatures import rules
from campaign.signatures.actions import withdraw
from campaign.signatures.ending_emails import TOLD_AFTER, tell_of_erasures
from campaign.signatures.models import Signature
from campaign.signatures.signals import erasing_on_request


class TooManyAsked(Exception):
    """This organisation has typed in as many addresses as it may for now."""


@transaction.atomic
def erase_address(
    *,
    campaign: Campaign,
    address: Address,
    everywhere: bool,
    never_write_again: bool,
    by: User,
    now: datetime,
) -> None:
    """Withdraw whatever this address has signed, all or nothing.

    everywhere: in all campaigns of the organisation, and not in this one only
    never_write_again: no mail leaves this site for that address any more

    Lists and dossiers that wait to be downloaded may hold it, so they are destroyed, whether or not
    they do. Raises TooManyAsked; CannotOpen where SEALING_KEY is not the right one.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(
        id=campaign.organisation_id
    )
    asked = _asked(organisation)
    for within, most in rules.ERASURES_ASKED:
        if asked.filter(at__gt=now - within).count() >= most:
            raise TooManyAsked
    reached = looked_in(campaign, everywhere=everywhere)
    for signature_id in _signatures_of(address, reached):
        withdraw(signature_id=signature_id, now=now)
    if never_write_again:
        suppress(address_hash=sealing.address_hash(address.normalised), now=now)
    erasing_on_request.send(Campaign, campaigns=reached, by=by, now=now)
    if not asked.filter(at__gt=now - TOLD_AFTER).exists():
        tell_of_erasures(organisation, language=campaign.main_language, now=now)
    record(
        Action.ERASED_ON_REQUEST,
        actor=by,
        now=now,
        campaign=campaign,
        everywhere=everywhere,
        never_write_again=never_write_again,
    )


def looked_in(campaign: Campaign, *, everywhere: bool) -> list[Campaign]:
    """Where an address can be found: not in a campaign that was closed for good."""
    campaigns = Campaign.objects.filter(wrapped_fingerprint_secret__isnull=False)
    if everywhere:
        campaigns = campaigns.filter(organisation=campaign.organisation_id)
    else:
        campaigns = campaigns.filter(id=campaign.id)
    return list(campaigns.order_by("id"))


def closed_for_good_with_names(campaign: Campaign) -> list[Campaign]:
    """Where nobody can look any more, though names are there still. Those go on their day, or with
    the link in the signer's own mail."""
    return list(
        Campaign.objects.filter(organisation=campaign.organisation_id, state=State.ARCHIVED)
        .exclude(ending__state="finished")
        .prefetch_related("texts")
        .order_by("id")
    )


def _signatures_of(address: Address, campaigns: Collection[Campaign]) -> list[UUID]:
    """One for each campaign; where there is none, a number that nobody has, so that the same is
    done for every address."""
    found = []
    for campaign in campaigns:
        fingerprint = sealing.fingerprint(campaign.fingerprint_secret(), address.normalised)
        signature = Signature.objects.filter(campaign=campaign, fingerprint=fingerprint)
        found.append(signature.values_list("id", flat=True).first() or uuid4())
    return found


def _asked(organisation: Organisation) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(
        organisation=organisation, action=Action.ERASED_ON_REQUEST
    ).order_by("-at")
