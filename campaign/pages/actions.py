"""Verbs about campaigns."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaign.accounts.models import Organisation
from campaign.lib import text as plain
from campaign.pages.fitting import fitted, shorten
from campaign.pages.lifecycle import State
from campaign.pages.models import (
    RESERVED_SLUGS,
    Campaign,
    CampaignText,
    Demand,
    KeyFact,
    PartOfPage,
    Quote,
)
from campaign.pages.remembered import FormerAddress
from campaign.statements import Draft, working_title

TITLE_ROOM = CampaignText._meta.get_field("title").max_length

# What Markdown reads as markup anywhere in a line, and what it reads so only where one begins
# ("2024. A year of…" would become a list). Escaping more would fill an editor with backslashes.
MARKUP = re.compile(r"[\\`*_\[\]<]|&(?=#|\w+;)")
START_OF_BLOCK = re.compile(r"^(?P<before>\d{0,9})(?P<mark>[.)](?=\s|$)|(?<!\d)[#+>=~|-])")

OPENING_MARKS = tuple("“\"‘'«„•-*–")


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

    `title` and `demands` stand in for what the statement does not say. What is too long in the
    draft is shortened (campaign/pages/fitting.py). Raises ValidationError where the slug is taken,
    or where a title or demand given here is too long for a page.
    """
    fit = fitted(draft)
    title = plain.one_line(title) or fit.title or _title_for(fit)
    campaign = Campaign(
        slug=slug or _free_slug(title),
        organisation=organisation,
        main_language=language,
        statement=plain.paragraphs(statement),
        statement_title=shorten(draft.title or "", 300),
        statement_publisher=shorten(draft.organisation or "", 200),
        statement_date=draft.date or "",
        sealing_key=organisation.active_key(),
    )
    with transaction.atomic():
        # Uniqueness is the database's to judge: two imports may come at once.
        campaign.full_clean(exclude=["sealing_key"], validate_unique=False)
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
        text = CampaignText(
            campaign=campaign,
            language=language,
            title=title,
            summary=fit.summary or title,
            body="\n\n".join(markdown_of(paragraph) for paragraph in _read_through(draft)),
        )
        text.full_clean()
        text.save()
        write_parts(
            text, Demand, [{"sentence": _as_item(demand)} for demand in demands or fit.demands]
        )
        write_parts(
            text,
            Quote,
            [
                {
                    "words": quote.text.rstrip(","),
                    "speaker": quote.speaker or "",
                    "role": quote.role or "",
                }
                for quote in fit.quotes
            ],
        )
        write_parts(
            text,
            KeyFact,
            [{"figure": figure.value, "sentence": figure.sentence} for figure in fit.figures],
        )
    return campaign


def write_parts(
    text: CampaignText, part: type[PartOfPage], rows: Sequence[Mapping[str, str]]
) -> None:
    """One kind of a page's parts, in the order of `rows`. Raises ValidationError."""
    parts = [
        part(text=text, position=position, **{name: plain.one_line(row[name]) for name in row})
        for position, row in enumerate(rows)
    ]
    for checked in parts:
        checked.full_clean()
    part._default_manager.bulk_create(parts)


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
    """Plain words as Markdown that shows just these words, and stays readable for its editor."""
    words = MARKUP.sub(r"\\\g<0>", plain.one_line(paragraph))
    return START_OF_BLOCK.sub(r"\g<before>\\\g<mark>", words)


def _as_item(demand: str) -> str:
    """A demand as an item of the page's list, where it stands without "we call on X to"."""
    return demand[:1].upper() + demand[1:]


def _read_through(draft: Draft) -> list[str]:
    """The paragraphs, without those that only led up to a list which the page sets by itself."""
    following = [*draft.paragraphs[1:], ""]
    return [
        paragraph
        for paragraph, after in zip(draft.paragraphs, following, strict=True)
        if not (draft.demands and paragraph.endswith(":") and not after.startswith(OPENING_MARKS))
    ]


def _title_for(draft: Draft) -> str:
    """Something to call a page whose statement has no title, and perhaps only a list of demands."""
    words = working_title(draft) or next(iter(draft.demands), "") or _("Untitled statement")
    return shorten(words, TITLE_ROOM)


def _free_slug(title: str) -> str:
    words = slugify(title)
    if len(words) > 70:
        words = words[:71].rpartition("-")[0] or words[:70]
    base = words.strip("-") or "campaign"
    taken = set(Campaign.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= set(FormerAddress.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS & {base}
    candidates = (
        base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2)
    )
    return next(slug for slug in candidates if slug not in taken)
