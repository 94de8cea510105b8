"""Verbs that make words public, and the memory of each time that was done.

Words are written in working copies (editing.py) and go out together. What readers saw before is
kept (remembered.py), and can be put back.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import User
from campaign.pages import actions, editing
from campaign.pages.content import Content, content_of, write_content
from campaign.pages.editing import is_unpublished, publish_words, rewrite, texts_with_parts
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.remembered import REMOVED, PublishedChange, remember
from campaign.pages.settings import settings_of

Kind = PublishedChange.Kind


@transaction.atomic
def publish_campaign(
    campaign: Campaign, *, opens_at: datetime | None, by: User | None, now: datetime
) -> None:
    """Make the page public, with the words as they are written; open for signing from `opens_at`
    on, or from now. Raises ValidationError where it cannot be."""
    stored = Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)
    if stored.state != State.DRAFT:
        raise ValidationError(_("This campaign has been published already."))
    publish_words(stored, by=by, now=now)
    stored.opens_at = opens_at
    if stored.closes_at and opens_at and stored.closes_at <= opens_at:
        raise ValidationError(_("It would close before it opens. Change one of the two times."))
    actions.publish(stored, now=now)
    is_later = stored.state == State.SCHEDULED
    record(
        Action.CAMPAIGN_SCHEDULED if is_later else Action.CAMPAIGN_PUBLISHED,
        actor=by,
        now=now,
        campaign=stored,
        opens_at=stored.opens_at.isoformat(),
    )
    remember(stored, Kind.SETTINGS, settings_of(stored), changed=[], by=by, now=now)
    for text in texts_with_parts(stored):
        _remember_words(stored, text.language, content_of(text), before=None, by=by, now=now)
    campaign.refresh_from_db()


@transaction.atomic
def publish_changes(campaign: Campaign, *, by: User, now: datetime) -> list[str]:
    """What is written becomes what readers see, in all languages; those that changed.

    Raises ValidationError where a language cannot be published as it is.
    """
    before = _contents(campaign)
    changed = publish_words(campaign, by=by, now=now)
    after = _contents(campaign)
    for language in changed:
        _keep_first(campaign, language, before.get(language))
        _remember_words(
            campaign, language, after[language], before=before.get(language), by=by, now=now
        )
    return changed


@transaction.atomic
def put_back(change: PublishedChange, *, by: User, now: datetime) -> bool:
    """Make the words of `change` what readers see; False where something is being written in its
    language that says otherwise, and would replace them once published.

    What readers saw until now stays in the history, and this is one entry more.
    """
    campaign = Campaign.objects.select_for_update(no_key=True).get(id=change.campaign_id)
    language = change.language
    texts = {text.language: text for text in texts_with_parts(campaign)}
    text = texts.get(language)
    before = content_of(text) if text else None
    copy = campaign.working_copies.filter(language=language).first()
    is_being_written = copy is not None and text is not None and is_unpublished(copy, text)
    _keep_first(campaign, language, before)
    write_content(text or CampaignText(campaign=campaign, language=language), change.content)
    if copy and not is_being_written:
        rewrite(campaign, language, change.content, by=by, now=now)
    record(Action.WORDS_PUT_BACK, actor=by, now=now, campaign=campaign, language=language)
    _remember_words(
        campaign, language, change.content, before=before, by=by, now=now, put_back=change
    )
    return not is_being_written


@transaction.atomic
def remove_language(campaign: Campaign, language: str, *, by: User, now: datetime) -> None:
    """Take a language off the page. What it said is kept, and can be put back.

    Raises ValidationError for the main one.
    """
    before = _contents(campaign).get(language)
    _keep_first(campaign, language, before)
    editing.remove_language(campaign, language, by=by, now=now)
    if before is not None:
        remember(campaign, Kind.WORDS, {}, changed=[REMOVED], by=by, now=now, language=language)


def changed_names(before: Content | None, after: Content) -> list[str]:
    """Which of its parts two contents differ in, in the order of a page."""
    return [name for name in after if before is None or before.get(name) != after[name]]


def _contents(campaign: Campaign) -> dict[str, Content]:
    return {text.language: content_of(text) for text in texts_with_parts(campaign)}


def _keep_first(campaign: Campaign, language: str, before: Content | None) -> None:
    """A page that was public before there was a history: keep how it was until now."""
    if before is not None and not campaign.history.words_in(language).exists():
        since = campaign.opens_at or campaign.created_at
        _remember_words(campaign, language, before, before=None, by=None, now=since)


def _remember_words(
    campaign: Campaign,
    language: str,
    content: Content,
    *,
    before: Content | None,
    by: User | None,
    now: datetime,
    put_back: PublishedChange | None = None,
) -> None:
    changed = [] if before is None else changed_names(before, content)
    remember(
        campaign,
        Kind.WORDS,
        content,
        changed=changed,
        by=by,
        now=now,
        language=language,
        put_back=put_back,
    )
