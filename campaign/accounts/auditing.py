"""The record of who did what: every change, and every reading of personal data.

Verbs call `record` inside their own transaction, so that what was done and that it was done are
stored together or not at all.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import AuditEvent, Organisation, User


class Action(models.TextChoices):
    """What can be done, in the words that the record shows. Values are stored: never change one."""

    # Organisations and who is in them.
    ORGANISATION_CREATED = "organisation-created", _("Made the organisation")
    ORGANISATION_CHANGED = "organisation-changed", _("Changed what the organisation is called")
    MEMBER_ADDED = "member-added", _("Made an account")
    MEMBER_INVITED = "member-invited", _("Invited somebody")
    INVITATION_SENT_AGAIN = "invitation-sent-again", _("Sent an invitation again")
    INVITATION_REVOKED = "invitation-revoked", _("Took an invitation back")
    INVITATION_ACCEPTED = "invitation-accepted", _("Accepted an invitation")
    ROLE_CHANGED = "role-changed", _("Changed a role")
    MEMBER_REMOVED = "member-removed", _("Removed a member")
    MEMBER_LEFT = "member-left", _("Left the organisation")
    RECORD_EXPORTED = "record-exported", _("Downloaded this record")
    TWO_PEOPLE_ON = "two-people-on", _("Asked for two people behind each export")
    TWO_PEOPLE_ENDING = "two-people-ending", _("Wants exports to need one person only")
    TWO_PEOPLE_KEPT = "two-people-kept", _("Kept two people behind each export")
    TWO_PEOPLE_OFF = "two-people-off", _("Exports need one person only")

    # The keys that names are sealed to.
    KEY_MADE = "key-made", _("Made a key of the organisation’s own")
    KEY_CHECKED = "key-checked", _("Showed that a key is saved and opens")
    KEY_CHANGE_PROPOSED = "key-change-proposed", _("Proposed another key")
    KEY_CHANGE_APPROVED = "key-change-approved", _("Approved another key")
    KEY_CHANGE_STOPPED = "key-change-stopped", _("Stopped the change to another key")
    KEY_CHANGED = "key-changed", _("Names are sealed to another key")
    KEY_RETIRED = "key-retired", _("Retired a key")
    KEY_DESTROYED = "key-destroyed", _("Destroyed the key that the server kept")
    NAMES_RESEALED = "names-resealed", _("Sealed all names to another key")

    # Campaigns.
    CAMPAIGN_CREATED = "campaign-created", _("Made a campaign")
    CAMPAIGN_PUBLISHED = "campaign-published", _("Published the campaign")
    MAIL_HELD = "mail-held", _("Held the campaign’s mail back")

    WORDS_CHANGED = "words-changed", _("Changed the words of the page")
    LANGUAGE_ADDED = "language-added", _("Added a language")
    LANGUAGE_REMOVED = "language-removed", _("Removed a language")

    LINK_MADE = "link-made", _("Made a link")
    LINK_RETIRED = "link-retired", _("Retired a link")
    LINK_BROUGHT_BACK = "link-brought-back", _("Brought a retired link back")
    SHARE_TEXT_CHANGED = "share-text-changed", _("Changed the words to pass on")

    WORDS_APPROVED = "words-approved", _("Approved names or comments")
    WORDS_HIDDEN = "words-hidden", _("Hid names or comments")
    WORDS_RESTORED = "words-restored", _("Put hidden names or comments back")
    SIGNATURES_HELD = "signatures-held", _("Held signatures")
    SIGNATURES_RELEASED = "signatures-released", _("Let held signatures count")
    SIGNATURES_REFUSED = "signatures-refused", _("Left signatures out of the count")
    MODERATION_UNDONE = "moderation-undone", _("Undid a decision about signatures")
    MODERATION_CHANGED = "moderation-changed", _("Changed what waits for approval")
    NAMES_READ = "names-read", _("Read names of signers")

    # Before a list is handed over.
    WEEDING_BEGUN = "weeding-begun", _("Began to look for signatures to leave out")
    WEEDING_CANCELLED = "weeding-cancelled", _("Broke off the search for signatures to leave out")
    SIGNATURES_WEEDED = "signatures-weeded", _("Left signatures out before handing over")
    SUSPECTS_KEPT = "suspects-kept", _("Kept signatures that had stood out")
    SUSPECTS_LISTED = "suspects-listed", _("Uploaded a list of signatures to look at")
    WEEDING_UNDONE = "weeding-undone", _("Undid a decision before handing over")

    NEWS_PUBLISHED = "news-published", _("Published news")
    NEWS_CHANGED = "news-changed", _("Changed published news")
    NEWS_TAKEN_DOWN = "news-taken-down", _("Took news off the page")
    MAILING_STARTED = "mailing-started", _("Began to mail news to signers")
    MAILING_PAUSED = "mailing-paused", _("Paused a mailing")
    MAILING_RESUMED = "mailing-resumed", _("Went on with a mailing")
    MAILING_CANCELLED = "mailing-cancelled", _("Stopped a mailing for good")
    MAILING_FINISHED = "mailing-finished", _("A mailing is finished")

    CAMPAIGN_SCHEDULED = "campaign-scheduled", _("Scheduled the campaign")
    WORDS_PUT_BACK = "words-put-back", _("Put earlier words back")
    PROFILE_CHOSEN = "profile-chosen", _("Chose the profile")
    SETTINGS_CHANGED = "settings-changed", _("Changed the settings")
    PICTURE_CHANGED = "picture-changed", _("Changed the picture")
    SIGNING_PAUSED = "signing-paused", _("Paused signing")
    SIGNING_RESUMED = "signing-resumed", _("Resumed signing")
    BANNER_SET = "banner-set", _("Changed the banner")
    FINAL_WORDS_SET = "final-words-set", _("Changed the closing message")
    CAMPAIGN_CLOSED = "campaign-closed", _("Closed the campaign")
    CAMPAIGN_REOPENED = "campaign-reopened", _("Reopened the campaign")
    MAIL_RELEASED = "mail-released", _("Let held mail go")

    PARTNER_ADDED = "partner-added", _("Added a partner")
    PARTNER_CHANGED = "partner-changed", _("Changed a partner")
    PARTNER_RETIRED = "partner-retired", _("Retired a partner")
    PARTNER_BROUGHT_BACK = "partner-brought-back", _("Brought a retired partner back")

    # Letters, and what is known of those they go to.
    RECIPIENTS_CHOSEN = "recipients-chosen", _("Chose whom the campaign writes to")
    SENDER_CHANGED = "sender-changed", _("Changed the address that letters are sent from")
    LETTER_ADDED = "letter-added", _("Wrote a letter")
    LETTER_CHANGED = "letter-changed", _("Changed a letter")
    LETTER_MOVED = "letter-moved", _("Moved a letter up or down")
    LETTER_DELETED = "letter-deleted", _("Deleted a letter")
    LETTERS_TESTED = "letters-tested", _("Mailed all letters to themselves")
    FACT_CHECKED = "fact-checked", _("Checked a fact of the register")
    CHAIR_SET = "chair-set", _("Said who is in the chair")
    REGISTER_LOADED = "register-loaded", _("Loaded a register")

    # Names and letters of signers, taken out.
    DOSSIER_REQUESTED = "dossier-requested", _("Asked for a dossier")
    DOSSIER_BUILT = "dossier-built", _("Built a dossier")
    DOSSIER_CANCELLED = "dossier-cancelled", _("Cancelled a dossier")
    DOSSIER_APPROVED = "dossier-approved", _("Approved a dossier")
    DOSSIER_DOWNLOADED = "dossier-downloaded", _("Downloaded a dossier")
    DOSSIER_DESTROYED = "dossier-destroyed", _("Destroyed a dossier")
    DOSSIER_EXPIRED = "dossier-expired", _("Destroyed a dossier whose time was over")

    EXPORT_REQUESTED = "export-requested", _("Asked for a list of signers")
    EXPORT_BUILT = "export-built", _("Wrote a list of signers")
    EXPORT_CANCELLED = "export-cancelled", _("Cancelled a list of signers")
    EXPORT_DOWNLOADED = "export-downloaded", _("Downloaded a list of signers")
    EXPORT_DESTROYED = "export-destroyed", _("Destroyed a list of signers")
    EXPORT_EXPIRED = "export-expired", _("Destroyed a list of signers whose time was over")
    EXPORT_WRITTEN = "export-written", _("Wrote a list of signers on the server")
    EXPORT_APPROVED = "export-approved", _("Approved a list of signers")
    EXPORT_REFUSED = "export-refused", _("Refused a list of signers")
    EXPORT_UNANSWERED = "export-unanswered", _("Nobody answered about a list of signers")
    EXPORT_UNAPPROVED = "export-unapproved", _("Whoever approved a list may not any more")

    SCHEDULE_MADE = "schedule-made", _("Scheduled sealed lists of signers")
    SCHEDULE_CHANGED = "schedule-changed", _("Changed a schedule of sealed lists")
    SCHEDULE_APPROVED = "schedule-approved", _("Approved a schedule of sealed lists")
    SCHEDULE_REFUSED = "schedule-refused", _("Refused a schedule of sealed lists")
    SCHEDULE_PAUSED = "schedule-paused", _("Paused a schedule of sealed lists")
    SCHEDULE_RESUMED = "schedule-resumed", _("Went on with a schedule of sealed lists")
    SCHEDULE_HELD = "schedule-held", _("A schedule of sealed lists waits for a second person")
    SCHEDULE_SKIPPED = "schedule-skipped", _("A schedule found nobody to export")
    SCHEDULE_ENDED = "schedule-ended", _("Ended a schedule of sealed lists")

    # The end of data.
    KEEPING_CHANGED = "keeping-changed", _("Changed how long names are kept")
    CLOSED_FOR_GOOD = "closed-for-good", _("Closed the campaign for good")
    ERASURE_ANNOUNCED = "erasure-announced", _("Wrote to owners that names will be erased")
    NAMES_ERASING = "names-erasing", _("Began to erase all names")
    NAMES_ERASED = "names-erased", _("Erased all names")
    ERASED_ON_REQUEST = "erased-on-request", _("Erased an address on request")
    # Signatures on paper.
    PAPER_TAKEN_IN = "paper-taken-in", _("Took in signatures on paper")
    PAPER_UNDONE = "paper-undone", _("Took signatures on paper out again")
    PAPER_CANCELLED = "paper-cancelled", _("Gave up an import of signatures on paper")
    PAPER_ERASED = "paper-erased", _("Erased somebody who had signed on paper")
    PAPER_SEARCHED = "paper-searched", _("Looked for a name among signatures on paper")
    PAPER_COMPARED = "paper-compared", _("Saw which addresses on paper had signed")

    # The record of what became of the letters.
    ENTRY_ADDED = "entry-added", _("Noted what happened")
    ENTRY_CHANGED = "entry-changed", _("Changed a note of what happened")
    ENTRY_PUBLISHED = "entry-published", _("Put a note on the page")
    ENTRY_UNPUBLISHED = "entry-unpublished", _("Took a note off the page")
    ENTRY_REMOVED = "entry-removed", _("Removed a note")

    # Somebody's own account, of no organisation.
    SIGNED_IN = "signed-in", _("Signed in")
    SIGNED_OUT = "signed-out", _("Signed out")
    SESSIONS_ENDED = "sessions-ended", _("Signed out everywhere else")
    FACTOR_FAILED = "factor-failed", _("A wrong code was given")
    FACTOR_ADDED = "factor-added", _("Added a second factor")
    FACTOR_REMOVED = "factor-removed", _("Removed a second factor")
    CODES_MADE = "recovery-codes-made", _("Made new recovery codes")
    CODE_USED = "recovery-code-used", _("Used a recovery code")
    PASSWORD_CHANGED = "password-changed", _("Changed the password")
    PASSWORD_RESET = "password-reset", _("Set a new password by mail")
    EMAIL_CHANGED = "email-changed", _("Changed the e-mail address")


# Whoever did one of these had signers' names or letters before them.
READINGS = frozenset(
    {
        *(Action.DOSSIER_BUILT, Action.DOSSIER_DOWNLOADED, Action.NAMES_READ),
        *(Action.EXPORT_BUILT, Action.EXPORT_DOWNLOADED, Action.EXPORT_WRITTEN),
        *(Action.PAPER_SEARCHED, Action.PAPER_COMPARED),
    }
)


def record(
    action: Action,
    *,
    actor: User | None,
    now: datetime,
    organisation: Organisation | None = None,
    campaign: Any = None,
    **details: str | int | bool | None,
) -> AuditEvent:
    """Store that `actor` (None: the site itself) did it.

    campaign: a Campaign, whose organisation it is then; this room knows no campaigns
    details: what else is worth knowing later. Never anything of a signer.
    """
    return AuditEvent.objects.create(
        at=now,
        action=action,
        organisation_id=campaign.organisation_id if campaign else organisation and organisation.id,
        campaign_id=campaign and campaign.id,
        campaign_slug=campaign.slug if campaign else "",
        actor_id=actor and actor.id,
        actor_email=actor.email if actor else "",
        details=details,
    )


def forget_old(*, now: datetime) -> int:
    """Delete what is older than settings.AUDIT_DAYS; how many there were.

    The database itself refuses to delete what is younger than a year.
    """
    limit = now - timedelta(days=settings.AUDIT_DAYS)
    return AuditEvent.objects.older_than(limit).delete()[0]
