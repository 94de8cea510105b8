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
from campaign.signatures.paper.tasks import clear_paper, read_paper
from campaign.signatures.tasks import (
    advance_mailings,
    blur_mail_times,
    change_keys,
    clear_dead_rows,
    count_confirmed,
    end_campaigns,
    erase_names,
    forget_hours,
    forget_mailings,
    keep_high_risk,
    purge_unconfirmed,
    read_bounces,
    reconcile_counts,
    reseal_names,
    sweep_signatures,
    watch_confirmations,
)

__all__ = [
    "advance_lifecycles",
    "advance_mailings",
    "blur_mail_times",
    "build_dossiers",
    "build_exports",
    "clear_dead_rows",
    "change_keys",
    "clear_dossiers",
    "clear_exports",
    "clear_paper",
    "count_confirmed",
    "count_deliveries",
    "deliver_mail",
    "end_campaigns",
    "erase_names",
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
    "keep_high_risk",
    "mail_letters",
    "purge_unconfirmed",
    "read_bounces",
    "read_paper",
    "reconcile_counts",
    "reseal_names",
    "sweep_signatures",
    "run_schedules",
    "tell_followers",
    "watch_confirmations",
]
