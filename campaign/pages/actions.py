"""Verbs about campaigns."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaign.accounts.models import Organisation
from campaign.lib import text as plain
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText, Demand, KeyFact, Quote
from campaign.statements import Draft, working_title


def create_from_draft(
    draft: Draft,
    *,
    organisation: Organisation,
    statement: str,
    slug: str = "",
    title: str = "",
    demands: Sequence[str] = (),
    language: str = "en",
) -> Campaign:
    """A campaign in draft with a page made from a statement's draft, all of it or nothing.

    `title` and `demands` stand in for what the statement does not say. Raises ValidationError
    where the slug is taken or a part is too long for a page.
    """
    title = plain.one_line(title or draft.title or working_title(draft))
    with transaction.atomic():
        campaign = Campaign(
            slug=slug or _free_slug(title),
            organisation=organisation,
            main_language=language,
            statement=statement,
            statement_title=(draft.title or "")[:300],
            statement_publisher=(draft.organisation or "")[:200],
            statement_date=draft.date or "",
            sealing_key=organisation.sealing_keys.filter(retired_at=None).last(),
        )
        campaign.full_clean(exclude=["sealing_key"])
        try:
            with transaction.atomic():
                campaign.save()
        except IntegrityError:
            raise ValidationError(
                _("There is a campaign at %(slug)s already. Please choose another address.")
                % {"slug": campaign.slug}
            ) from None
        text = CampaignText(
            campaign=campaign,
            language=language,
            title=title,
            summary=draft.summary or title,
            body="\n\n".join(markdown_of(paragraph) for paragraph in draft.paragraphs),
        )
        text.full_clean()
        text.save()
        Demand.objects.bulk_create(
            Demand(text=text, position=position, sentence=sentence)
            for position, sentence in enumerate(demands or draft.demands)
        )
        Quote.objects.bulk_create(
            Quote(
                text=text,
                position=position,
                words=quote.text.rstrip(","),
                speaker=quote.speaker or "",
                role=quote.role or "",
            )
            for position, quote in enumerate(draft.quotes)
        )
        KeyFact.objects.bulk_create(
            KeyFact(text=text, position=position, figure=figure.value, sentence=figure.sentence)
            for position, figure in enumerate(draft.figures)
        )
    return campaign


def publish(campaign: Campaign, *, now: datetime) -> None:
    """Open it, or schedule it where it opens later. Raises ValidationError where it cannot be."""
    if campaign.state not in {State.DRAFT, State.SCHEDULED}:
        raise ValidationError(_("This campaign has been published already."))
    if campaign.sealing_key is None:
        raise ValidationError(
            _("There is no key to seal signatures with yet, so nobody could sign safely.")
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


def markdown_of(paragraph: str) -> str:
    """Plain words as Markdown that shows just these words."""
    return "".join(
        f"\\{letter}" if letter in r"\`*_{}[]()<>#+-.!|&~" else letter for letter in paragraph
    )


def _free_slug(title: str) -> str:
    base = slugify(title)[:70].strip("-") or "campaign"
    taken = set(Campaign.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (
        base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2)
    )
    return next(slug for slug in candidates if slug not in taken)
