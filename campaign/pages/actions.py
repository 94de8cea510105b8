"""Verbs about campaigns."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import Organisation, User
from campaign.lib import text as plain
from campaign.pages.content import write_content
from campaign.pages.drafting import content_from
from campaign.pages.lifecycle import State
from campaign.pages.models import RESERVED_SLUGS, Campaign, CampaignText
from campaign.pages.remembered import FormerAddress
from campaign.pages.working_copies import WorkingCopy
from campaign.statements import Draft


def create_from_draft(
    draft: Draft,
    *,
    organisation: Organisation,
    statement: str,
    by: User | None,
    now: datetime,
    slug: str = "",
    title: str = "",
    demands: Sequence[str] = (),
    language: str = "en",
) -> Campaign:
    """A campaign in draft with a page made from a statement's draft, all of it or nothing.

    by: who does it; None on the command line
    title, demands: stand in for what the statement does not say

    The page says what an organiser is shown first; the working copy beside it also keeps what was
    left out, and what is asked (campaign/pages/drafting.py). Raises ValidationError where the slug
    is taken, or where a title or demand given here is too long for a page.
    """
    content = content_from(draft, statement=statement, title=title, demands=demands)
    campaign = Campaign(
        slug=slug or _free_slug(content["title"]),
        organisation=organisation,
        main_language=language,
        statement=plain.paragraphs(statement),
        sealing_key=organisation.active_key(),
    )
    with transaction.atomic():
        # Uniqueness is the database's to judge: two imports may come at once.
        # Its secret is made as it is saved.
        unready = ["sealing_key", "wrapped_fingerprint_secret"]
        campaign.full_clean(exclude=unready, validate_unique=False)
        try:
            if FormerAddress.objects.filter(slug=campaign.slug).exists():
                raise IntegrityError("another campaign's, for good")
            with transaction.atomic():
                campaign.save()
        except IntegrityError:
            raise ValidationError(
                _("There is a campaign at %(slug)s already. Please choose another address.")
                % {"slug": campaign.slug}
            ) from None
        write_content(CampaignText(campaign=campaign, language=language), content)
        WorkingCopy.objects.create(campaign=campaign, language=language, content=content)
        record(Action.CAMPAIGN_CREATED, actor=by, now=now, campaign=campaign)
    return campaign


def publish(campaign: Campaign, *, now: datetime) -> None:
    """Open it, or schedule it where it opens later. Raises ValidationError where it cannot be."""
    if campaign.state not in {State.DRAFT, State.SCHEDULED}:
        raise ValidationError(_("This campaign has been published already."))
    if campaign.sealing_key is None:
        raise ValidationError(
            _("There is no key to seal signatures with yet, so nobody could sign safely.")
        )
    if not (campaign.sealing_key.is_active and campaign.sealing_key.is_sure):
        raise ValidationError(
            _("Nobody has shown that the key of this campaign is saved and opens. Check it first.")
        )
    if campaign.closes_at and campaign.closes_at <= now:
        raise ValidationError(_("Its closing time has passed. Please choose a later one."))
    campaign.opens_at = campaign.opens_at or now
    campaign.state = State.SCHEDULED if campaign.opens_at > now else State.OPEN
    campaign.save(update_fields=["opens_at", "state", "changed_at"])


def advance_lifecycles(*, now: datetime) -> None:
    """Write down what time has decided: scheduled campaigns open, open ones close."""
    Campaign.objects.filter(state=State.SCHEDULED, opens_at__lte=now).update(state=State.OPEN)
    Campaign.objects.filter(state=State.OPEN, closes_at__lte=now).update(state=State.CLOSED)


def _free_slug(title: str) -> str:
    words = slugify(title)
    if len(words) > 70:
        words = words[:71].rpartition("-")[0] or words[:70]
    base = words.strip("-") or "campaign"
    taken = set(Campaign.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    former = FormerAddress.objects.filter(slug__startswith=base)
    taken |= set(former.values_list("slug", flat=True))
    taken |= RESERVED_SLUGS & {base}
    candidates = (
        base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2)
    )
    return next(slug for slug in candidates if slug not in taken)
