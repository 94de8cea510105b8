"""What signing one campaign needs, kept at hand for seconds.

A crowd signs the same campaign with the same key: reading and unwrapping it for each signature
would double the work. The statement that admits a signature checks the campaign and the key
again, so stale terms refuse nobody and admit nobody.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from campaign.accounts.models import SealingKey
from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.lib.at_hand import kept_for
from campaign.pages.models import Campaign
from campaign.pages.partner_models import ConsentWording
from campaign.pages.profiles import RULES, Profile, Rules
from campaign.pages.sharing.channels import BUILT_IN_CODES, ON_PAPER
from campaign.pages.sharing.models import SourceLink

logger = logging.getLogger(__name__)

SECONDS_KEPT = 5


@dataclass(frozen=True, slots=True)
class SigningTerms:
    campaign_id: int
    slug: str
    profile: Profile
    sealing_key_id: int
    public_key: bytes
    fingerprint_secret: bytes
    source_codes: frozenset[str]
    partner_of: Mapping[int, int]  # by wording

    @property
    def rules(self) -> Rules:
        return RULES[self.profile]

    def __repr__(self) -> str:
        return f"<SigningTerms {self.slug}>"  # never the secret, in a log or a traceback


def known_source(code: str, terms: SigningTerms) -> str:
    """The code of a link, as it is counted; "" where no such link was made.

    Anybody can write an address that ends in `?s=…`. Each invented code would be a row of tallies
    for ever, so those that nobody made count as none.
    """
    code = code.lower()
    return code if code in terms.source_codes else ""


def known_wordings(agreed: Collection[int], terms: SigningTerms) -> list[int]:
    """Of what was ticked, one for each partner here.

    Words that have been replaced since are known still: the page may have been open for a while,
    and what its reader saw is what they agreed to.
    """
    by_partner = {terms.partner_of[each]: each for each in agreed if each in terms.partner_of}
    return sorted(by_partner.values())


def fingerprint_in(terms: SigningTerms, email: Address) -> bytes:
    """32 bytes that are the same for the same person's address within this campaign only."""
    return sealing.fingerprint(terms.fingerprint_secret, email.normalised)


def forget_terms() -> None:
    """Read them anew: the statement found them out of date."""
    signing_terms.forget()


@kept_for(SECONDS_KEPT)
def signing_terms(slug: str) -> SigningTerms | None:
    """The terms of a campaign that could be signed, or None where it has no key or no page."""
    made = SourceLink.objects.filter(campaign=OuterRef("pk")).values("code")
    campaign = (
        Campaign.objects.public()
        .select_related("sealing_key")
        .annotate(made_codes=ArraySubquery(made))
        .filter(slug=slug)
        .first()
    )
    if campaign is None or campaign.sealing_key is None or not campaign.sealing_key.is_active:
        return None
    if campaign.wrapped_fingerprint_secret is None:
        return None
    is_offline = campaign.sealing_key.custody == SealingKey.Custody.OFFLINE
    if campaign.rules.needs_offline_key and not is_offline:
        logger.error("Signing %s is closed: its profile wants a key that is not here", slug)
        return None
    try:
        secret = campaign.fingerprint_secret()
    except sealing.CannotOpen as error:
        logger.error("Signing %s is closed: %s", slug, error)
        return None
    asked = ConsentWording.objects.filter(partner__campaign=campaign, partner__retired_at=None)
    return SigningTerms(
        campaign_id=campaign.id,
        slug=slug,
        profile=Profile(campaign.profile),
        sealing_key_id=campaign.sealing_key_id,
        public_key=bytes(campaign.sealing_key.public_key),
        fingerprint_secret=secret,
        source_codes=BUILT_IN_CODES.union(campaign.made_codes) - {ON_PAPER},
        partner_of=dict(asked.values_list("id", "partner_id")),
    )
