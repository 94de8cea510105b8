"""What a campaign needs of those who run it: one sentence and one button each.

To add one, write a function of a campaign and the moment that returns what is needed, and put it
into NEEDS. It asks the database once or twice, however much there is.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Q, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.accounts.models import KeyChange, Membership
from campaign.exports.models import ExportJob
from campaign.exports.schedule_models import ExportSchedule
from campaign.letters.attention import attention
from campaign.letters.writing import Letters
from campaign.organiser.showing import address_of
from campaign.pages.editing import unpublished
from campaign.pages.lifecycle import PUBLIC_STATES, State
from campaign.pages.models import Campaign
from campaign.signatures import queue
from campaign.signatures.counted_models import Figure
from campaign.signatures.ending_models import FIRST_WARNING, Ending
from campaign.signatures.figures import at_day
from campaign.signatures.models import Signature
from campaign.signatures.weeding import suspects
from campaign.templatetags.typeset import clock, day, number, zone_name

CLOSES_SOON = timedelta(days=3)
# Of the last week's mail: so many, and more than this share, refused is more than mistyped ones.
MANY_REFUSED, SHARE_REFUSED = 10, 0.05
# So many have signed in this hour and the last, and no mail went out: it is not going out.
WAITING_FOR_MAIL = 3

About, Span = Figure.About, Figure.Span


@dataclass(frozen=True, slots=True)
class Need:
    sentence: str
    button: str = ""
    url: str = ""  # empty: there is nothing to press here
    is_urgent: bool = False  # something does not work until somebody acts
    is_post: bool = False  # the button does it, rather than lead to where it is done
    roles: Collection[str] = Membership.SEEING  # of those whom it is for: others do not see it


def needs_of(campaign: Campaign, *, role: str, now: datetime) -> list[Need]:
    """All that are for this role, what is urgent first. Of a draft, first_steps.py tells it step by
    step."""
    if campaign.state == State.DRAFT:
        return []
    found = [need for needs in NEEDS for need in needs(campaign, now) if role in need.roles]
    return sorted(found, key=lambda need: not need.is_urgent)


# --- Each of them ---------------------------------------------------------------------------


def signing_needs(campaign: Campaign, now: datetime) -> list[Need]:
    """Can people sign, and for how long?"""
    state = campaign.state_at(now)
    signing = address_of("organiser_signing", campaign)
    found = []
    if campaign.sealing_key_id is None and state in (State.SCHEDULED, State.OPEN):
        sentence = _("Nobody can sign: there is no key that signatures could be sealed to.")
        choose = address_of("organiser_settings", campaign)
        found.append(Need(sentence, _("Choose who keeps the key"), choose, is_urgent=True))
    if campaign.paused_at and state is State.OPEN:
        since = day(campaign.paused_at, campaign.time_zone)
        sentence = _("Signing has been paused since %(day)s.") % {"day": since}
        found.append(Need(sentence, _("Resume signing"), signing, is_urgent=True))
    if state is State.OPEN and campaign.closes_at and campaign.closes_at - now < CLOSES_SOON:
        zone = campaign.time_zone
        sentence = _("This campaign closes on %(day)s at %(time)s (%(zone)s).") % {
            "day": day(campaign.closes_at, zone),
            "time": clock(campaign.closes_at, zone),
            "zone": zone_name(zone),
        }
        found.append(Need(sentence, _("Look at its dates"), signing))
    return found


def mail_needs(campaign: Campaign, now: datetime) -> list[Need]:
    """Is our mail going out, and taken?"""
    if campaign.mail_held_at:
        sentence = _(
            "Mail is on hold: so few people confirmed that somebody may be signing with other "
            "people’s addresses. Nobody gets a link to confirm until you let it go."
        )
        release = address_of("organiser_release_mail", campaign)
        return [Need(sentence, _("Let the mail go"), release, is_urgent=True, is_post=True)]
    lately, week = _mail(campaign, now)
    if lately.get(About.SIGNED, 0) >= WAITING_FOR_MAIL and not (
        lately.get(About.MAILED) or lately.get(About.REFUSED)
    ):
        sentence = _(
            "People sign and no mail goes out. Please tell whoever runs this site: its mail server "
            "may be away."
        )
        return [Need(sentence, is_urgent=True)]
    refused, mailed = week.get(About.REFUSED, 0), week.get(About.MAILED, 0)
    if refused >= MANY_REFUSED and refused > SHARE_REFUSED * (mailed + refused):
        sentence = ngettext(
            "%(number)s mail of the last seven days was refused for good by its reader’s server.",
            "%(number)s mails of the last seven days were refused for good by their readers’ "
            "servers.",
            refused,
        ) % {"number": number(refused)}
        return [Need(sentence, _("See what became of the mail"), "#funnel")]
    return []


def _mail(campaign: Campaign, now: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """In this hour and the one before it; in the last week."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    first = campaign.today(now) - timedelta(days=6)
    lately = Q(span=Span.HOUR, at__gte=hour - timedelta(hours=1))
    week = Q(span=Span.DAY, at__gte=at_day(first))
    figures = Figure.objects.filter(
        lately | week, campaign=campaign, about__in=(About.SIGNED, About.MAILED, About.REFUSED)
    )
    found: dict[str, dict[str, int]] = {Span.HOUR: {}, Span.DAY: {}}
    for span, about, counted in figures.values_list("span", "about").annotate(Sum("number")):
        found[span][about] = counted
    return found[Span.HOUR], found[Span.DAY]


def letter_needs(campaign: Campaign, now: datetime) -> list[Need]:
    """The letters' own page says which, and how to mend each; a campaign may well have none."""
    letters = Letters(campaign, today=campaign.today(now))
    if not letters.everybody or campaign.state_at(now) in (State.CLOSED, State.ARCHIVED):
        return []
    asks = attention(letters)
    page = address_of("organiser_letters", campaign)
    found = []
    if without := len(asks.without_letter):
        sentence = ngettext(
            "Nobody can write to %(number)s recipient: there is no letter to it.",
            "Nobody can write to %(number)s recipients: there is no letter to them.",
            without,
        ) % {"number": number(without)}
        found.append(Need(sentence, _("See the letters"), page, is_urgent=True))
    if waiting := len(asks.unmailable):
        sentence = ngettext(
            "Letters to %(number)s recipient wait: they are to go by e-mail, and cannot.",
            "Letters to %(number)s recipients wait: they are to go by e-mail, and cannot.",
            waiting,
        ) % {"number": number(waiting)}
        found.append(Need(sentence, _("See why"), page, is_urgent=True))
    if doubtful := len(asks.doubts):
        sentence = ngettext(
            "The letters to %(number)s recipient rest on facts that somebody should check.",
            "The letters to %(number)s recipients rest on facts that somebody should check.",
            doubtful,
        ) % {"number": number(doubtful)}
        found.append(Need(sentence, _("See which"), page))
    return found


def waiting_needs(campaign: Campaign, now: datetime) -> list[Need]:
    """What waits for somebody to look at it; asked for in one statement."""
    asked = {"campaign": campaign, "state": "approval"}
    changes = campaign.key_changes.open()
    held, waiting, exports, schedules, suspected, change, due_at = Campaign.objects.values_list(
        queue.counted(Signature.objects.held().filter(campaign=campaign).values("id")),
        queue.counted(Signature.objects.waiting().filter(campaign=campaign).values("id")),
        queue.counted(ExportJob.objects.filter(**asked).values("id")),
        queue.counted(ExportSchedule.objects.filter(**asked).values("id")),
        queue.counted(suspects.waiting(campaign)),
        Subquery(changes.values("state")[:1]),
        Subquery(changes.values("due_at")[:1]),
    ).get(id=campaign.id)
    return [
        *_approval_needs(campaign, exports, schedules),
        *_key_needs(campaign, change, due_at),
        *_moderation_needs(campaign, held, waiting),
        *_weeding_needs(campaign, suspected),
    ]


def _approval_needs(campaign: Campaign, exports: int, schedules: int) -> list[Need]:
    """Lists of names that wait for the second of two people."""
    found = []
    if exports:
        sentence = ngettext(
            "%(number)s export waits for a second person to approve it.",
            "%(number)s exports wait for a second person to approve them.",
            exports,
        ) % {"number": number(exports)}
        page = address_of("staff_exports", campaign)
        found.append(Need(sentence, _("Look and decide"), page, roles=Membership.ENTRUSTED))
    if schedules:
        sentence = ngettext(
            "%(number)s schedule waits for a second person to approve it.",
            "%(number)s schedules wait for a second person to approve them.",
            schedules,
        ) % {"number": number(schedules)}
        page = address_of("staff_schedules", campaign)
        found.append(Need(sentence, _("Look and decide"), page, roles=Membership.ENTRUSTED))
    return found


def _key_needs(campaign: Campaign, change: str | None, due_at: datetime | None) -> list[Need]:
    """Another key for its names, which any owner may still stop.

    change: its state, of those that are open
    """
    if change is None:
        return []
    if change == KeyChange.State.APPROVED:
        sentence = _("On %(day)s at %(time)s UTC names go to another key.") % {
            "day": day(due_at),
            "time": clock(due_at),
        }
    else:
        sentence = _("Another key for the names is proposed. A second owner has to approve it.")
    keys = reverse("organisation_keys", args=[campaign.organisation.slug])
    return [Need(sentence, _("Look at the keys"), keys, roles=Membership.OWNING)]


def _moderation_needs(campaign: Campaign, held: int, waiting: int) -> list[Need]:
    """What signers wrote, and signatures, that wait for somebody to look."""
    page = address_of("organiser_signatures", campaign)
    found = []
    if held:
        sentence = ngettext(
            "%(number)s signature looks automated and does not count until somebody has looked.",
            "%(number)s signatures look automated and do not count until somebody has looked.",
            held,
        ) % {"number": _up_to_most(held)}
        found.append(Need(sentence, _("Look at held signatures"), f"{page}?show=held"))
    if waiting:
        sentence = ngettext(
            "%(number)s name or comment waits to be shown.",
            "%(number)s names or comments wait to be shown.",
            waiting,
        ) % {"number": _up_to_most(waiting)}
        found.append(Need(sentence, _("Read what waits"), page))
    return found


def _weeding_needs(campaign: Campaign, suspected: int) -> list[Need]:
    """What a search found, and somebody should look at before the list is handed over."""
    if not suspected:
        return []
    sentence = ngettext(
        "%(number)s signature stands out: look at it before you hand the list over.",
        "%(number)s signatures stand out: look at them before you hand the list over.",
        suspected,
    ) % {"number": _up_to_most(suspected)}
    page = address_of("staff_weeding", campaign)
    return [Need(sentence, _("Look through them"), page, roles=Membership.ENTRUSTED)]


def _up_to_most(counted: int) -> str:
    if counted < queue.MOST_COUNTED:
        return number(counted)
    return _("%(number)s or more") % {"number": number(counted)}


def words_needs(campaign: Campaign, now: datetime) -> list[Need]:
    """Of a page that is public: words that were written and that readers do not see yet."""
    if campaign.state not in PUBLIC_STATES:
        return []
    languages = [dict(settings.LANGUAGES)[language] for language in unpublished(campaign)]
    if not languages:
        return []
    sentence = _("Changed words are not on the page yet: %(languages)s.") % {
        "languages": ", ".join(languages)
    }
    return [Need(sentence, _("Look, and publish them"), address_of("organiser_publish", campaign))]


def ending_needs(campaign: Campaign, now: datetime) -> list[Need]:
    """Names that go soon: what is to be handed over has to be taken out before."""
    due = campaign.names_kept_until
    if now < due - FIRST_WARNING:
        return []
    ending = Ending.objects.filter(campaign=campaign).first()
    if ending is not None and ending.has_begun:
        return []
    due = ending.begins_at(due) if ending else due
    sentence = _(
        "All names are erased on %(day)s. Before that, take out what you have to hand over."
    ) % {"day": day(due, campaign.time_zone)}
    keeping = address_of("staff_keeping", campaign)
    roles = Membership.ENTRUSTED
    return [Need(sentence, _("See what goes"), keeping, is_urgent=True, roles=roles)]


NEEDS: list[Callable[[Campaign, datetime], list[Need]]] = [
    signing_needs,
    mail_needs,
    ending_needs,
    waiting_needs,
    words_needs,
    letter_needs,
]
