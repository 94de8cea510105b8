"""Verbs about the words of a page: written in a working copy, published together."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.pages.content import Content, content_of, on_page, problems, write_content
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.working_copies import WorkingCopy, with_ids


@transaction.atomic
def publish_words(campaign: Campaign, *, by: User | None, now: datetime) -> list[str]:
    """Make what is written in each working copy what readers see; the languages that changed.

    All languages or none: raises ValidationError, {"en.title": "…"}, where one cannot be published.
    """
    copies = campaign.working_copies.select_for_update().order_by("language")
    published = {text.language: text for text in texts_with_parts(campaign)}
    waiting = [copy for copy in copies if is_unpublished(copy, published.get(copy.language))]
    found = {
        f"{copy.language}.{name}": said
        for copy in waiting
        for name, said in problems(copy.content).items()
    }
    if found:
        raise ValidationError(found)
    for copy in waiting:
        text = published.get(copy.language) or CampaignText(language=copy.language)
        text.campaign = campaign  # the caller's own: it may be told where the statement comes from
        write_content(text, copy.content)
    changed = [copy.language for copy in waiting]
    if changed:
        record(
            Action.WORDS_CHANGED, actor=by, now=now, campaign=campaign, languages=", ".join(changed)
        )
    return changed


def unpublished(campaign: Campaign) -> list[str]:
    """The languages whose working copy says something else than the page."""
    published = {text.language: text for text in texts_with_parts(campaign)}
    return [
        copy.language
        for copy in campaign.working_copies.order_by("language")
        if is_unpublished(copy, published.get(copy.language))
    ]


def is_unpublished(copy: WorkingCopy, text: CampaignText | None) -> bool:
    if text is None:
        return True
    written, shown = on_page(copy.content), on_page(content_of(text))
    if "source" not in written:
        shown.pop("source", None)
    return written != shown


def texts_with_parts(campaign: Campaign) -> list[CampaignText]:
    texts = CampaignText.objects.filter(campaign=campaign).select_related("campaign")
    return list(texts.prefetch_related("demands", "quotes", "facts", "timeline"))


@transaction.atomic
def rewrite(
    campaign: Campaign, language: str, content: Content, *, by: User | None, now: datetime
) -> WorkingCopy:
    """Make these the words of the working copy, whatever it says: for putting old ones back."""
    WorkingCopy.objects.for_language(campaign, language)
    copy = WorkingCopy.objects.select_for_update().get(campaign=campaign, language=language)
    kept = {
        name: copy.content[name] for name in ("questions", "addressees") if name in copy.content
    }
    copy.content = with_ids(on_page(content)) | kept
    copy.stamp += 1
    copy.changed_by, copy.changed_at = by, now
    copy.save()
    return copy
