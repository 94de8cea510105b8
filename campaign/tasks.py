"""The roll-call of tasks: Celery looks here, each task lives in its room."""

from campaign.accounts.tasks import forget_audit_events, forget_invitations
from campaign.letters.tasks import (
    build_dossiers,
    clear_dossiers,
    count_deliveries,
    forget_deliveries,
    mail_letters,
    tell_followers,
)
from campaign.mail.tasks import deliver_mail, forget_failed_mail
from campaign.pages.tasks import advance_lifecycles
from campaign.signatures.tasks import (
    count_confirmed,
    purge_unconfirmed,
    reconcile_counts,
    watch_confirmations,
)

__all__ = [
    "advance_lifecycles",
    "build_dossiers",
    "clear_dossiers",
    "count_confirmed",
    "count_deliveries",
    "deliver_mail",
    "forget_audit_events",
    "forget_deliveries",
    "forget_failed_mail",
    "forget_invitations",
    "mail_letters",
    "purge_unconfirmed",
    "reconcile_counts",
    "tell_followers",
    "watch_confirmations",
]
