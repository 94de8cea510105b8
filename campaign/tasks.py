"""The roll-call of tasks: Celery looks here, each task lives in its room."""

from campaign.accounts.tasks import (
    end_two_person_rules,
    forget_audit_events,
    forget_invitations,
    forget_sessions,
)
from campaign.exports.tasks import build_exports, clear_exports, keep_approvals, run_schedules
from campaign.letters.tasks import (
    build_dossiers,
    clear_dossiers,
    count_deliveries,
    forget_deliveries,
    mail_letters,
    tell_followers,
)
from campaign.mail.tasks import deliver_mail, forget_failed_mail
from campaign.pages.tasks import advance_lifecycles, draw_social_pictures
from campaign.signatures.tasks import (
    advance_mailings,
    count_confirmed,
    forget_hours,
    forget_mailings,
    purge_unconfirmed,
    read_bounces,
    reconcile_counts,
    watch_confirmations,
)

__all__ = [
    "advance_lifecycles",
    "advance_mailings",
    "build_dossiers",
    "build_exports",
    "clear_dossiers",
    "clear_exports",
    "count_confirmed",
    "count_deliveries",
    "deliver_mail",
    "end_two_person_rules",
    "draw_social_pictures",
    "forget_audit_events",
    "forget_deliveries",
    "forget_failed_mail",
    "forget_invitations",
    "forget_sessions",
    "forget_mailings",
    "forget_hours",
    "keep_approvals",
    "mail_letters",
    "purge_unconfirmed",
    "read_bounces",
    "reconcile_counts",
    "run_schedules",
    "tell_followers",
    "watch_confirmations",
]
