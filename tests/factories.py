"""What tests start from: real rows, made the way the site makes them."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from campaign.accounts.models import Organisation, SealingKey
from campaign.letters.at_hand import forget_letters
from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.pages.at_hand import forget_campaigns
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.profiles import Profile
from campaign.signatures import actions, counting
from campaign.signatures.models import Signature
from campaign.signatures.terms import fingerprint_in, forget_terms, signing_terms


def organisation(name: str = "River Watch") -> Organisation:
    """As `create_organisation` makes it, but for the event: tests count those of their own."""
    made, is_new = Organisation.objects.get_or_create(name=name, slug=slugify(name))
    if is_new:
        SealingKey.objects.create_for_server(made)
    return made


def campaign(slug: str = "river", *, title: str = "Keep the river free", **fields: Any) -> Campaign:
    """An open campaign with an English text and a server-custody key."""
    forget_terms()  # a test before this one may have had another campaign of the same name
    forget_campaigns()
    forget_letters()
    fields.setdefault("organisation", fields.get("organisation") or organisation())
    fields.setdefault("sealing_key", fields["organisation"].active_key())
    fields.setdefault("state", State.OPEN)
    made = Campaign.objects.create(slug=slug, **fields)
    CampaignText.objects.create(
        campaign=made, language="en", title=title, summary="It feeds a million people."
    )
    return made


def offline_key(organisation: Organisation) -> tuple[SealingKey, bytes]:
    """A key that is not here, and its private half, which only this test has."""
    public, private = sealing.new_keypair()
    key = organisation.sealing_keys.create(
        custody=SealingKey.Custody.OFFLINE, public_key=public, wrapped_private_key=None
    )
    return key, private


def high_risk(slug: str = "river", **fields: Any) -> Campaign:
    """As `campaign`, for people at risk."""
    key, _private = offline_key(fields.setdefault("organisation", organisation()))
    return campaign(slug, sealing_key=key, profile=Profile.HIGH_RISK, **fields)


def sign(
    campaign: Campaign,
    email: str = "ann@example.org",
    *,
    now: datetime | None = None,
    **fields: Any,
) -> Signature | None:
    """Sign as the form does; the signature of that address, if there is one afterwards."""
    now = now or timezone.now()
    fields = {"name": "Ann Example", "country": "TH", "language": "en"} | fields
    address = Address.parse(email)
    actions.sign(slug=campaign.slug, email=address, now=now, **fields)
    return signature_of(campaign, email)


def signature_of(campaign: Campaign, email: str) -> Signature | None:
    terms = signing_terms(campaign.slug, timezone.now())
    fingerprint = fingerprint_in(terms, Address.parse(email))
    return Signature.objects.filter(campaign=campaign, fingerprint=fingerprint).first()


def confirmed(
    campaign: Campaign, email: str = "ann@example.org", *, counted: bool = True, **fields: Any
) -> Signature:
    """A signature that its owner has confirmed, and that has been counted."""
    now = fields.pop("now", None) or timezone.now()
    return confirm(sign(campaign, email, now=now, **fields), now=now, counted=counted)


def confirm(
    signature: Signature, *, now: datetime | None = None, counted: bool = True
) -> Signature:
    """As its owner does."""
    now = now or timezone.now()
    actions.confirm(signature_id=signature.id, now=now)
    if counted:
        counting.fold_confirmed(now=now)
    signature.refresh_from_db()
    return signature
