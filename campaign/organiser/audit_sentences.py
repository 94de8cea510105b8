"""What an event of the record says, as a sentence after the person's name.

An action without a sentence here is shown by its label, and what else is known of it beside it.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from campaign.accounts.auditing import Action
from campaign.accounts.models import AuditEvent, Membership
from campaign.exports.choosing import HEADINGS, Format, Preset
from campaign.exports.schedule_models import ExportSchedule
from campaign.exports.scheduling import REASONS
from campaign.letters.models import Fact, RecordEntry
from campaign.letters.models.register import Confidence
from campaign.pages.in_words import PICTURE, SETTINGS
from campaign.pages.profiles import Profile
from campaign.signatures.weeding.models import Why
from campaign.templatetags.typeset import clock, day

SENTENCES: dict[str, Promise] = {
    Action.ORGANISATION_CHANGED: gettext_lazy(
        "Changed the organisation from “%(was)s” to “%(name)s”, website %(website)s."
    ),
    Action.MEMBER_ADDED: gettext_lazy("Made an account for %(member)s: %(role)s."),
    Action.MEMBER_INVITED: gettext_lazy("Invited somebody: %(role)s."),
    Action.INVITATION_SENT_AGAIN: gettext_lazy("Sent an invitation again: %(role)s."),
    Action.INVITATION_REVOKED: gettext_lazy("Took an invitation back: %(role)s."),
    Action.INVITATION_ACCEPTED: gettext_lazy("Accepted an invitation: %(role)s."),
    Action.ROLE_CHANGED: gettext_lazy("Changed the role of %(member)s: %(was)s, now %(role)s."),
    Action.MEMBER_REMOVED: gettext_lazy("Removed %(member)s: %(role)s."),
    Action.MEMBER_LEFT: gettext_lazy("Left the organisation: %(role)s."),
    Action.KEY_MADE: gettext_lazy("Made a key of the organisation’s own: %(key)s."),
    Action.KEY_CHECKED: gettext_lazy("Showed that the key %(key)s is saved and opens."),
    Action.KEY_CHANGE_PROPOSED: gettext_lazy("Proposed to seal to the key %(key)s: %(campaigns)s."),
    Action.KEY_CHANGE_APPROVED: gettext_lazy("Approved to seal to the key %(key)s: %(campaigns)s."),
    Action.KEY_CHANGE_STOPPED: gettext_lazy(
        "Stopped the change to the key %(key)s: %(campaigns)s."
    ),
    Action.KEY_CHANGED: gettext_lazy("Names are sealed to the key %(key)s from now on."),
    Action.KEY_RETIRED: gettext_lazy("Retired the key %(key)s."),
    Action.KEY_DESTROYED: gettext_lazy("Destroyed the key that this website kept: %(key)s."),
    Action.NAMES_RESEALED: gettext_lazy("Sealed all names to the key %(key)s: %(rows)s."),
    Action.WORDS_CHANGED: gettext_lazy("Published changed words: %(languages)s."),
    Action.LANGUAGE_ADDED: gettext_lazy("Added a language: %(language)s."),
    Action.LANGUAGE_REMOVED: gettext_lazy("Removed a language: %(language)s."),
    Action.WORDS_PUT_BACK: gettext_lazy("Put earlier words back: %(language)s."),
    Action.SETTINGS_CHANGED: gettext_lazy("Changed settings: %(fields)s."),
    Action.PROFILE_CHOSEN: gettext_lazy("Chose the profile: %(profile)s."),
    Action.PICTURE_CHANGED: gettext_lazy("%(what)s."),
    Action.LINK_MADE: gettext_lazy("Made the link “%(label)s” (%(code)s)."),
    Action.LINK_RETIRED: gettext_lazy("Retired the link %(code)s."),
    Action.LINK_BROUGHT_BACK: gettext_lazy("Brought the retired link %(code)s back."),
    Action.WORDS_APPROVED: gettext_lazy("Approved names or comments: %(items)s."),
    Action.MODERATION_UNDONE: gettext_lazy("Undid a decision about signatures: %(signatures)s."),
    Action.NAMES_READ: gettext_lazy("Read names of signers: %(signatures)s."),
    Action.PAPER_TAKEN_IN: gettext_lazy("Took in signatures on paper (%(mark)s): %(signatures)s."),
    Action.PAPER_UNDONE: gettext_lazy(
        "Took signatures on paper (%(mark)s) out again: %(signatures)s."
    ),
    Action.PAPER_CANCELLED: gettext_lazy("Gave up an import of signatures on paper (%(mark)s)."),
    Action.PAPER_ERASED: gettext_lazy("Erased somebody who had signed on paper (%(mark)s)."),
    Action.PAPER_SEARCHED: gettext_lazy("Looked for a name among signatures on paper (%(mark)s)."),
    Action.WEEDING_BEGUN: gettext_lazy(
        "Began to look through %(signatures)s signatures for some to leave out."
    ),
    Action.WEEDING_CANCELLED: gettext_lazy("Broke off the search for signatures to leave out."),
    Action.SIGNATURES_WEEDED: gettext_lazy(
        "Left signatures out before handing over: %(signatures)s (%(why)s)."
    ),
    Action.SUSPECTS_KEPT: gettext_lazy(
        "Kept signatures that had stood out: %(signatures)s (%(why)s)."
    ),
    Action.SUSPECTS_LISTED: gettext_lazy(
        "Uploaded a list of signatures to look at: %(signatures)s new ones."
    ),
    Action.WEEDING_UNDONE: gettext_lazy(
        "Undid a decision before handing over: %(signatures)s signatures wait again."
    ),
    Action.NEWS_PUBLISHED: gettext_lazy("Published news."),
    Action.NEWS_CHANGED: gettext_lazy("Changed published news."),
    Action.NEWS_TAKEN_DOWN: gettext_lazy("Took news off the page."),
    Action.MAILING_STARTED: gettext_lazy("Began to mail news to signers: %(recipients)s."),
    Action.MAILING_PAUSED: gettext_lazy("Paused a mailing."),
    Action.MAILING_RESUMED: gettext_lazy("Went on with a mailing."),
    Action.MAILING_CANCELLED: gettext_lazy("Stopped a mailing for good."),
    Action.CAMPAIGN_PUBLISHED: gettext_lazy("Published the campaign."),
    Action.CAMPAIGN_SCHEDULED: gettext_lazy(
        "Published the campaign; signing opens at %(opens_at)s."
    ),
    Action.MAIL_HELD: gettext_lazy(
        "Held the campaign’s mail back: %(percent)s %% of those written to confirm."
    ),
    Action.PARTNER_ADDED: gettext_lazy("Added the partner “%(partner)s”."),
    Action.PARTNER_CHANGED: gettext_lazy("Changed the partner “%(partner)s”."),
    Action.PARTNER_RETIRED: gettext_lazy("Retired the partner “%(partner)s”."),
    Action.PARTNER_BROUGHT_BACK: gettext_lazy("Brought the partner “%(partner)s” back."),
    Action.RECIPIENTS_CHOSEN: gettext_lazy(
        "Chose whom the campaign writes to: %(addressed)s recipients."
    ),
    Action.LETTER_ADDED: gettext_lazy("Wrote the letter “%(letter)s”."),
    Action.LETTER_CHANGED: gettext_lazy("Changed the letter “%(letter)s”."),
    Action.LETTER_MOVED: gettext_lazy("Moved the letter “%(letter)s” to place %(place)s."),
    Action.LETTER_DELETED: gettext_lazy("Deleted the letter “%(letter)s”."),
    Action.LETTERS_TESTED: gettext_lazy("Mailed %(letters)s letters to themselves, as a test."),
    Action.FACT_CHECKED: gettext_lazy(
        "Checked a fact of %(recipient)s (%(fact)s): “%(was)s”, now “%(value)s”; %(confidence)s."
    ),
    Action.CHAIR_SET: gettext_lazy("Said that %(recipient)s is in the chair in %(year)s."),
    Action.REGISTER_LOADED: gettext_lazy("Loaded the register %(register)s."),
    Action.DOSSIER_REQUESTED: gettext_lazy(
        "Asked for a dossier for %(recipient)s (%(contents)s: %(items)s)."
    ),
    Action.DOSSIER_BUILT: gettext_lazy(
        "Built a dossier for %(recipient)s (%(contents)s: %(items)s)."
    ),
    Action.DOSSIER_CANCELLED: gettext_lazy(
        "Cancelled a dossier for %(recipient)s (%(contents)s: %(items)s)."
    ),
    Action.DOSSIER_APPROVED: gettext_lazy(
        "Approved the dossier for %(recipient)s (%(contents)s: %(items)s)."
    ),
    Action.DOSSIER_DOWNLOADED: gettext_lazy(
        "Downloaded the dossier for %(recipient)s (%(contents)s: %(items)s)."
    ),
    Action.DOSSIER_DESTROYED: gettext_lazy(
        "Destroyed the dossier for %(recipient)s (%(contents)s: %(items)s)."
    ),
    Action.DOSSIER_EXPIRED: gettext_lazy(
        "Destroyed the dossier for %(recipient)s, whose time was over (%(contents)s: %(items)s)."
    ),
    Action.EXPORT_REQUESTED: gettext_lazy(
        "Asked for a list of signers (%(preset)s: %(columns)s; %(format)s, rows: "
        "%(rows)s) for: %(purpose)s"
    ),
    Action.EXPORT_BUILT: gettext_lazy(
        "Wrote a list of signers (%(preset)s: %(columns)s; %(format)s, rows: "
        "%(rows)s) for: %(purpose)s"
    ),
    Action.EXPORT_CANCELLED: gettext_lazy(
        "Cancelled a list of signers (%(preset)s: %(columns)s; %(format)s, rows: "
        "%(rows)s) for: %(purpose)s"
    ),
    Action.EXPORT_DOWNLOADED: gettext_lazy(
        "Downloaded a list of signers (%(preset)s: %(columns)s; %(format)s, rows: "
        "%(rows)s) for: %(purpose)s"
    ),
    Action.EXPORT_DESTROYED: gettext_lazy(
        "Destroyed a list of signers (%(preset)s: %(columns)s; %(format)s, rows: "
        "%(rows)s) for: %(purpose)s"
    ),
    Action.EXPORT_EXPIRED: gettext_lazy(
        "Destroyed a list of signers that nobody downloaded in time (%(preset)s: "
        "%(columns)s; %(format)s, rows: %(rows)s) for: %(purpose)s"
    ),
    Action.EXPORT_WRITTEN: gettext_lazy(
        "Wrote a list of signers into a file on the server (%(preset)s: %(columns)s; "
        "%(format)s, rows: %(rows)s) for: %(purpose)s"
    ),
    Action.EXPORT_APPROVED: gettext_lazy(
        "Approved a list of signers (%(preset)s: %(columns)s; %(format)s, rows: "
        "%(rows)s) for: %(purpose)s"
    ),
    Action.PAPER_COMPARED: gettext_lazy(
        "Saw which addresses on paper had signed (addresses: %(addresses)s; mark: %(mark)s)."
    ),
    Action.KEEPING_CHANGED: gettext_lazy(
        "Changed how long names are kept: %(days)s days after closing, before: %(days_before)s."
    ),
    Action.NAMES_ERASING: gettext_lazy("Began to erase all names (rows: %(rows)s)."),
    Action.NAMES_ERASED: gettext_lazy("All names are erased (rows: %(rows)s)."),
    Action.EXPORT_REFUSED: gettext_lazy(
        "Refused a list of signers (%(preset)s: %(columns)s; %(format)s, rows: "
        "%(rows)s) for: %(purpose)s. The reason: %(reason)s"
    ),
    Action.EXPORT_UNANSWERED: gettext_lazy(
        "Nobody answered for three days about a list of signers (%(preset)s: %(columns)s; "
        "%(format)s, rows: %(rows)s) for: %(purpose)s"
    ),
    Action.EXPORT_UNAPPROVED: gettext_lazy(
        "Whoever approved a list of signers is entrusted no more (%(preset)s: %(columns)s; "
        "%(format)s, rows: %(rows)s) for: %(purpose)s"
    ),
    Action.SCHEDULE_MADE: gettext_lazy(
        "Scheduled sealed lists of signers (%(preset)s: %(columns)s; %(every)s) for: %(purpose)s"
    ),
    Action.SCHEDULE_CHANGED: gettext_lazy(
        "Changed a schedule of sealed lists (%(preset)s: %(columns)s; %(every)s) for: %(purpose)s"
    ),
    Action.SCHEDULE_APPROVED: gettext_lazy(
        "Approved a schedule of sealed lists (%(preset)s: %(columns)s; %(every)s) for: %(purpose)s"
    ),
    Action.SCHEDULE_REFUSED: gettext_lazy(
        "Refused a schedule of sealed lists (%(preset)s: %(columns)s; %(every)s) for: "
        "%(purpose)s. The reason: %(reason)s"
    ),
    Action.SCHEDULE_PAUSED: gettext_lazy(
        "Paused a schedule of sealed lists (%(preset)s: %(columns)s; %(every)s) for: %(purpose)s"
    ),
    Action.SCHEDULE_RESUMED: gettext_lazy(
        "Went on with a schedule of sealed lists (%(preset)s: %(columns)s; %(every)s) for: "
        "%(purpose)s"
    ),
    Action.SCHEDULE_HELD: gettext_lazy(
        "A schedule of sealed lists waits for a second person (%(preset)s: %(columns)s; "
        "%(every)s) for: %(purpose)s"
    ),
    Action.SCHEDULE_SKIPPED: gettext_lazy(
        "A schedule of sealed lists found nobody to export (%(preset)s: %(columns)s; "
        "%(every)s) for: %(purpose)s"
    ),
    Action.SCHEDULE_ENDED: gettext_lazy(
        "Ended a schedule of sealed lists (%(preset)s: %(columns)s; %(every)s) for: "
        "%(purpose)s. %(reason)s"
    ),
    Action.ENTRY_ADDED: gettext_lazy("Noted what happened with %(recipient)s: %(event)s."),
    Action.ENTRY_CHANGED: gettext_lazy("Changed a note about %(recipient)s: %(event)s."),
    Action.ENTRY_PUBLISHED: gettext_lazy("Put on the page: %(recipient)s, %(event)s."),
    Action.ENTRY_UNPUBLISHED: gettext_lazy("Took off the page: %(recipient)s, %(event)s."),
    Action.ENTRY_REMOVED: gettext_lazy("Removed a note about %(recipient)s: %(event)s."),
}

_LANGUAGES = {
    code: gettext_lazy(get_language_info(code)["name"]) for code, _name in settings.LANGUAGES
}

# What the codes in an event's details stand for.
CODES: dict[str, dict[str, Any]] = {
    "role": dict(Membership.Role.choices),
    "was": dict(Membership.Role.choices),
    "profile": dict(Profile.choices),
    "what": PICTURE,
    "language": _LANGUAGES,
    "contents": {"letters": gettext_lazy("letters"), "names": gettext_lazy("names")},
    "preset": dict(Preset.choices),
    "format": {each.value: each.value.upper() for each in Format},
    "reason": {each: gettext_lazy(each) for each in REASONS},  # others are in people's own words
    "every": dict(ExportSchedule.Every.choices),
    "event": dict(RecordEntry.Event.choices),
    "fact": dict(Fact.Name.choices),
    "confidence": dict(Confidence.choices),
    "why": dict(Why.choices),
}
# The same, of several beside each other.
LISTS: dict[str, dict[str, Any]] = {
    "languages": _LANGUAGES,
    "fields": SETTINGS,
    "columns": HEADINGS,
}


def sentence_of(event: AuditEvent) -> str:
    known = {name: _readable(name, value) for name, value in event.details.items()}
    try:
        return SENTENCES[event.action] % known
    except KeyError:
        return _labelled(event.action, known)


def _labelled(action: str, known: dict[str, Any]) -> str:
    label = Action(action).label if action in Action else action
    more = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in known.items())
    return f"{label} ({more})." if more else f"{label}."


def _readable(name: str, value: Any) -> Any:
    """Codes as people know them."""
    if value in {"", None}:
        return _("nothing")
    if name == "opens_at":
        moment = datetime.fromisoformat(value)
        return f"{day(moment)}, {clock(moment)} UTC"
    if name in LISTS:
        return ", ".join(str(LISTS[name].get(each, each)) for each in value.split(", "))
    return CODES.get(name, {}).get(value, value)
