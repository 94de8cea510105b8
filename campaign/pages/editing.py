"""Verbs about the words of a page: written in a working copy, published together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.pages.content import (
    LEFT_OUT,
    PARTS,
    WORDS,
    Content,
    content_of,
    on_page,
    problems,
    published_words,
    write_content,
)
from campaign.pages.merging_words import Clash, Marks, marks, merge
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.working_copies import Presence, WorkingCopy, with_ids


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
    published = published_words(campaign)
    return [
        copy.language
        for copy in campaign.working_copies.order_by("language")
        if _differs(copy, published.get(copy.language))
    ]


def is_unpublished(copy: WorkingCopy, text: CampaignText | None) -> bool:
    return _differs(copy, content_of(text) if text else None)


def _differs(copy: WorkingCopy, published: Content | None) -> bool:
    if published is None:
        return True
    written, shown = on_page(copy.content), on_page(published)
    if "source" not in written:
        shown.pop("source", None)
    return written != shown


def texts_with_parts(campaign: Campaign) -> list[CampaignText]:
    texts = CampaignText.objects.filter(campaign=campaign).select_related("campaign")
    return list(texts.prefetch_related("demands", "quotes", "facts", "timeline"))


def words_written(campaign: Campaign) -> dict[str, Content]:
    """The words as they are being written, by language; where nobody writes, as published."""
    published = {text.language: content_of(text) for text in texts_with_parts(campaign)}
    return published | {copy.language: copy.content for copy in campaign.working_copies.all()}


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


# --- Writing --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Saved:
    """What became of an attempt to save.

    copy: as it is stored now
    clashes: parts that somebody else has changed meanwhile, too; where there are any, nothing was
        stored, and `merged` is what would have been, with theirs in these places
    taken_over: somebody else's changes are in it that the writer has not seen
    """

    copy: WorkingCopy
    merged: Content
    clashes: list[Clash]
    taken_over: bool


@transaction.atomic
def save_words(
    copy: WorkingCopy, content: Content, *, opened: Marks, by: User, now: datetime
) -> Saved:
    """Store what somebody wrote, without a word of anybody else's being lost.

    opened: the marks of what they had before them (campaign/pages/merging_words.py)
    """
    campaign = copy.campaign
    copies = WorkingCopy.objects.select_for_update(of=("self",)).select_related("changed_by")
    copy = copies.get(id=copy.id)
    copy.campaign = campaign
    merged, clashes = merge(content, copy.content, opened)
    if clashes or marks(merged) == marks(copy.content):
        return Saved(copy, merged, clashes, taken_over=False)
    _keep_in_step(copy, merged)
    copy.content = merged
    copy.stamp += 1
    copy.changed_by, copy.changed_at = by, now
    copy.save()
    return Saved(copy, merged, [], taken_over=marks(merged) != marks(content))


def _keep_in_step(copy: WorkingCopy, content: Content) -> None:
    """Whoever changes a part of a translation has looked at what it translates."""
    if copy.translated_from is None:
        return
    main = WorkingCopy.objects.for_language(copy.campaign, copy.campaign.main_language)
    was, original = marks(copy.content), marks(main.content)
    for name, mark in marks(content).items():
        if mark != was.get(name) and name in original:
            copy.translated_from[name] = original[name]


# --- Languages ------------------------------------------------------------------------------


@transaction.atomic
def add_language(
    campaign: Campaign, language: str, *, by: User | None, now: datetime
) -> WorkingCopy:
    """A working copy in one more language, which begins with the main language's words.

    Its parts keep their ids, so that each stands beside what it translates. Changes nothing where
    there is one already.
    """
    main = WorkingCopy.objects.for_language(campaign, campaign.main_language)
    content = {
        name: value for name, value in main.content.items() if name in WORDS or name in PARTS
    }
    content |= {
        kind: [part for part in content[kind] if part["decision"] not in LEFT_OUT] for kind in PARTS
    }
    copy, is_new = WorkingCopy.objects.get_or_create(
        campaign=campaign,
        language=language,
        defaults={"content": content, "translated_from": marks(main.content)},
    )
    if is_new:
        record(Action.LANGUAGE_ADDED, actor=by, now=now, campaign=campaign, language=language)
    return copy


@transaction.atomic
def remove_language(campaign: Campaign, language: str, *, by: User | None, now: datetime) -> None:
    """Delete its words, also those that readers see. Raises ValidationError for the main one."""
    if language == campaign.main_language:
        raise ValidationError(_("The main language cannot be removed."))
    copies, _of_each = campaign.working_copies.filter(language=language).delete()
    texts, _of_each = campaign.texts.filter(language=language).delete()
    if copies or texts:
        record(Action.LANGUAGE_REMOVED, actor=by, now=now, campaign=campaign, language=language)


# --- Who else is here -----------------------------------------------------------------------

STILL_HERE = timedelta(seconds=50)  # static/js/editor.js says every 20 seconds that somebody is
GONE = timedelta(hours=1)


def be_present(copy: WorkingCopy, *, by: User, now: datetime) -> None:
    """Remember that `by` has it open."""
    copy.presences.filter(seen_at__lt=now - GONE).delete()
    presence, is_new = Presence.objects.get_or_create(
        copy=copy, user=by, defaults={"since": now, "seen_at": now}
    )
    if is_new:
        return
    if presence.seen_at < now - STILL_HERE:
        presence.since = now
    presence.seen_at = now
    presence.save(update_fields=["since", "seen_at"])


def others_present(copy: WorkingCopy, *, than: User, now: datetime) -> list[Presence]:
    here = copy.presences.filter(seen_at__gte=now - STILL_HERE).exclude(user=than)
    return list(here.select_related("user").order_by("since"))
