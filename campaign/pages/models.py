"""The campaign and the texts of its page, one set for each language."""

import zoneinfo
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import Membership, Organisation, SealingKey, User
from campaign.lib import markdown, sealing
from campaign.pages import milestones
from campaign.pages.lifecycle import KEEP_DAYS_UNLESS_SAID, LONGEST_KEPT, PUBLIC_STATES, State
from campaign.pages.profiles import RULES, Profile, Rules


def check_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("This is not a time zone. It should read like Asia/Jakarta."))


# What stands in the place of a campaign's slug in the organisers' addresses.
RESERVED_SLUGS = frozenset({"new", "organisations", "registers"})


def check_slug(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(slug)s” is an address of the site itself. Please choose another one."),
            params={"slug": slug},
        )


class Said(NamedTuple):
    """Words, and the language that they are in."""

    language: str
    words: str


def said_in(words: Mapping[str, str], language: str, main_language: str) -> Said | None:
    """Of words by language those in `language`, else in the main one, else nothing."""
    for each in (language, main_language):
        if words.get(each):
            return Said(each, words[each])
    return None


class Accent(models.TextChoices):
    """A campaign's colour. Named, so that each is readable on light and on dark paper
    (static/css/tokens.css)."""

    CRIMSON = "crimson", _("Crimson")
    OCHRE = "ochre", _("Ochre")
    FOREST = "forest", _("Forest")
    TEAL = "teal", _("Teal")
    INDIGO = "indigo", _("Indigo")
    PLUM = "plum", _("Plum")


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def public(self) -> Self:
        return self.filter(state__in=PUBLIC_STATES)

    def open(self, now: datetime) -> Self:
        """Those whose state is open at `now`, paused or not; the same rule as `state_at`."""
        return self.filter(
            Q(state=State.OPEN) | Q(state=State.SCHEDULED, opens_at__lte=now),
            Q(closes_at=None) | Q(closes_at__gt=now),
        )

    def of_member(self, user: User, roles: Iterable[str] = Membership.SEEING) -> Self:
        """Of the organisations in which `user` has one of `roles`."""
        return self.filter(
            organisation__memberships__user=user, organisation__memberships__role__in=roles
        )


class Campaign(models.Model):
    slug = models.SlugField(
        _("address of the page"), max_length=80, unique=True, validators=[check_slug]
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="campaigns")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    profile = models.CharField(
        max_length=10, choices=Profile, default=Profile.STANDARD, db_default=Profile.STANDARD
    )
    # Since when what signers had shown is being erased (signatures/blurring.py), after a public
    # campaign became a high-risk one; NULL: nothing is left to erase.
    blurring_since = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)  # NULL: when published
    closes_at = models.DateTimeField(null=True, blank=True)  # NULL: until somebody closes it
    paused_at = models.DateTimeField(null=True, blank=True)  # NULL: not paused
    mail_held_at = models.DateTimeField(null=True, blank=True)  # NULL: mail goes out
    mail_released_at = models.DateTimeField(null=True, blank=True)  # an organiser last let it go
    # How long the names of signers are kept after it closes; what signers were told (keeping.py).
    keep_days = models.PositiveSmallIntegerField(
        default=KEEP_DAYS_UNLESS_SAID, db_default=KEEP_DAYS_UNLESS_SAID
    )
    # Does what signers want shown wait until an organiser has approved it?
    names_wait = models.BooleanField(default=False, db_default=False)
    comments_wait = models.BooleanField(default=True, db_default=True)
    time_zone = models.CharField(max_length=50, default="UTC", validators=[check_zone])
    main_language = models.CharField(max_length=10, default="en", choices=settings.LANGUAGES)
    goal_set = models.PositiveIntegerField(  # NULL: the next milestone
        _("goal"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    accent = models.CharField(
        _("accent colour"), max_length=10, choices=Accent, default=Accent.CRIMSON
    )
    statement = models.TextField(_("statement, as imported"), blank=True)
    statement_title = models.CharField(max_length=300, blank=True)
    statement_publisher = models.CharField(max_length=200, blank=True)
    statement_date = models.CharField(max_length=10, blank=True)  # ISO, perhaps partial
    statement_url = models.URLField(max_length=500, blank=True)
    sealing_key = models.ForeignKey(  # NULL: signing is closed, never in plain text
        SealingKey, models.PROTECT, null=True, related_name="campaigns"
    )
    # Makes one address's fingerprint, wrapped by SEALING_KEY; NULL once destroyed for good.
    wrapped_fingerprint_secret = models.BinaryField(null=True)
    signature_count = models.PositiveIntegerField(default=0)
    # What everybody sees of it where a count moves in steps, and the day it was last looked at.
    steady_count = models.PositiveIntegerField(default=0, db_default=0)
    steady_on = models.DateField(null=True, blank=True)
    # When signatures were last left out before handing over (signatures/weeding); NULL: never, and
    # its page need not ask how many.
    weeded_at = models.DateTimeField(null=True, blank=True)
    # Said on its page, by language: {"en": "…"}. Here, so that the page costs no query more.
    banner = models.JSONField(default=dict, blank=True)
    banner_until = models.DateTimeField(null=True, blank=True)  # NULL: until somebody removes it
    final_words = models.JSONField(default=dict, blank=True)  # in place of the form, once closed
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CampaignQuerySet.as_manager()

    FINGERPRINT_PURPOSE = "fingerprint-secret"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="closes_after_it_opens",
                violation_error_message=_("A campaign closes after it opens."),
            ),
            # Nobody could be recognised any more: the same person would sign twice.
            models.CheckConstraint(
                condition=Q(wrapped_fingerprint_secret__isnull=False) | Q(state=State.ARCHIVED),
                name="closed_for_good_stays_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def save(self, *args: object, **kwargs: object) -> None:
        if self._state.adding and self.wrapped_fingerprint_secret is None:
            self.wrapped_fingerprint_secret = sealing.wrap(
                sealing.new_secret(), purpose=self.FINGERPRINT_PURPOSE
            )
        super().save(*args, **kwargs)

    def state_at(self, now: datetime) -> State:
        """Where it stands at `now`, whether or not a task has written that down yet."""
        state = State(self.state)
        if state is State.SCHEDULED and self.opens_at and self.opens_at <= now:
            state = State.OPEN
        if state is State.OPEN and self.closes_at and self.closes_at <= now:
            state = State.CLOSED
        return state

    def is_open(self, now: datetime) -> bool:
        """Does it take signatures at `now`?"""
        return (
            self.state_at(now) is State.OPEN
            and not self.paused_at
            and self.sealing_key_id is not None
        )

    @property
    def names_kept_until(self) -> datetime:
        """When the names of its signers are erased at the latest, as it is planned now."""
        at_the_latest = (self.opens_at or self.created_at) + LONGEST_KEPT
        if self.closes_at is None:
            return at_the_latest
        return min(self.closes_at + timedelta(days=self.keep_days), at_the_latest)

    @property
    def is_closed_for_good(self) -> bool:
        return self.state == State.ARCHIVED or self.wrapped_fingerprint_secret is None

    def banner_in(self, language: str, now: datetime) -> Said | None:
        """What is said above its page at `now`, in `language` or else the main one."""
        if self.banner_until and self.banner_until <= now:
            return None
        return said_in(self.banner, language, self.main_language)

    def final_words_in(self, language: str) -> Said | None:
        """What stands in place of the form once it is closed, where somebody wrote it."""
        return said_in(self.final_words, language, self.main_language)

    def today(self, now: datetime) -> date:
        """The day it is, where the campaign is."""
        return now.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()

    @property
    def rules(self) -> Rules:
        return RULES[Profile(self.profile)]

    @property
    def shown_count(self) -> int:
        """How many have signed, as everybody may know it."""
        return self.signature_count if self.rules.count_step == 1 else self.steady_count

    @property
    def goal(self) -> int:
        """The number to reach: the organiser's, and once that is passed the next milestone."""
        if self.goal_set and self.shown_count < self.goal_set:
            return self.goal_set
        return milestones.next_milestone(self.shown_count)

    def text_in(self, language: str) -> "CampaignText":
        """Its words in `language`, or in its main language where there are none.

        Reads `texts`: prefetch them when there is more than one campaign. Raises
        CampaignText.DoesNotExist for a campaign without words.
        """
        texts = {text.language: text for text in self.texts.all()}
        text = (
            texts.get(language) or texts.get(self.main_language) or next(iter(texts.values()), None)
        )
        if text is None:
            raise CampaignText.DoesNotExist(f"{self.slug} has no texts")
        return text

    def fingerprint_secret(self) -> bytes:
        """32 bytes. Raises CannotOpen."""
        return sealing.unwrap(self.wrapped_fingerprint_secret, purpose=self.FINGERPRINT_PURPOSE)


class CampaignText(models.Model):
    """All the words of one campaign's page in one language."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=150)
    summary = models.TextField(_("summary"), max_length=600)
    body = models.TextField(_("text, in Markdown"), blank=True)
    changed_since = models.TextField(_("what has changed since, in Markdown"), blank=True)
    changed_since_on = models.DateField(_("as of"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "language"], name="one_text_per_language"),
            models.CheckConstraint(
                condition=Q(changed_since="") | Q(changed_since_on__isnull=False),
                name="what_changed_has_a_date",
                violation_error_message=_("Say as of which date this is so."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def body_html(self) -> SafeString:
        return markdown.to_html(self.body)

    @property
    def changed_since_html(self) -> SafeString:
        return markdown.to_html(self.changed_since)


class PartOfPage(models.Model):
    """Something a page has several of, in an order."""

    text = models.ForeignKey(CampaignText, models.CASCADE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class Demand(PartOfPage):
    sentence = models.TextField(max_length=600)

    class Meta(PartOfPage.Meta):
        default_related_name = "demands"

    def __str__(self) -> str:
        return self.sentence


class Quote(PartOfPage):
    words = models.TextField(max_length=2000)
    speaker = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=500, blank=True)

    class Meta(PartOfPage.Meta):
        default_related_name = "quotes"

    def __str__(self) -> str:
        return f"{self.speaker}: {self.words[:60]}"


class Sourced(PartOfPage):
    """A claim, and where it can be checked."""

    source_name = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=500, blank=True)

    class Meta(PartOfPage.Meta):
        abstract = True


class KeyFact(Sourced):
    figure = models.CharField(max_length=60)  # as it is set in large type: "US$406 million"
    sentence = models.TextField(max_length=600)

    class Meta(Sourced.Meta):
        default_related_name = "facts"

    def __str__(self) -> str:
        return self.figure


class TimelineEntry(Sourced):
    when = models.CharField(max_length=60)  # as people write it: "26 July 2024", "late 2025"
    iso = models.CharField(max_length=10, blank=True)  # for machines, perhaps partial: 2024-07
    sentence = models.TextField(max_length=600)

    class Meta(Sourced.Meta):
        default_related_name = "timeline"

    def __str__(self) -> str:
        return f"{self.when}: {self.sentence[:60]}"
