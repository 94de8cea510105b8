"""What beat wakes, and how often. Tasks are ticks: each finds its work in the database."""

from typing import Any

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def every(seconds: int, task: str, *, lost_after: int | None = None) -> dict[str, Any]:
    """A tick that nobody took is lost after `lost_after` seconds, by default when the next one
    comes: it must not pile up behind a worker that was away."""
    return {"task": task, "schedule": seconds, "options": {"expires": lost_after or seconds}}


BEAT = {
    "deliver mail": every(1, "campaign.mail.tasks.deliver_mail", lost_after=2),
    "count confirmed": every(1, "campaign.signatures.tasks.count_confirmed", lost_after=2),
    "count deliveries": every(1, "campaign.letters.tasks.count_deliveries", lost_after=2),
    "keep high-risk": every(5, "campaign.signatures.tasks.keep_high_risk"),
    "blur mail times": every(HOUR, "campaign.signatures.tasks.blur_mail_times"),
    "advance lifecycles": every(20, "campaign.pages.tasks.advance_lifecycles"),
    "draw social pictures": every(10, "campaign.pages.tasks.draw_social_pictures"),
    "watch confirmations": every(MINUTE, "campaign.signatures.tasks.watch_confirmations"),
    "change keys": every(MINUTE, "campaign.signatures.tasks.change_keys"),
    "reseal names": every(2, "campaign.signatures.tasks.reseal_names"),
    "build dossiers": every(2, "campaign.letters.tasks.build_dossiers"),
    "clear dossiers": every(10 * MINUTE, "campaign.letters.tasks.clear_dossiers"),
    "build exports": every(2, "campaign.exports.tasks.build_exports"),
    "clear exports": every(10 * MINUTE, "campaign.exports.tasks.clear_exports"),
    "read paper": every(2, "campaign.signatures.paper.tasks.read_paper"),
    "clear paper": every(10 * MINUTE, "campaign.signatures.paper.tasks.clear_paper"),
    "sweep signatures": every(2, "campaign.signatures.tasks.sweep_signatures"),
    "keep approvals": every(MINUTE, "campaign.exports.tasks.keep_approvals"),
    "run schedules": every(MINUTE, "campaign.exports.tasks.run_schedules"),
    "end two-person rules": every(MINUTE, "campaign.accounts.tasks.end_two_person_rules"),
    "mail letters": every(MINUTE, "campaign.letters.tasks.mail_letters"),
    "tell followers": every(5, "campaign.letters.tasks.tell_followers"),
    "advance mailings": every(2, "campaign.signatures.tasks.advance_mailings"),
    "read bounces": every(MINUTE, "campaign.signatures.tasks.read_bounces"),
    "forget mailings": every(DAY, "campaign.signatures.tasks.forget_mailings", lost_after=HOUR),
    "end campaigns": every(10 * MINUTE, "campaign.signatures.tasks.end_campaigns"),
    "erase names": every(5, "campaign.signatures.tasks.erase_names"),
    "clear dead rows": every(DAY, "campaign.signatures.tasks.clear_dead_rows", lost_after=HOUR),
    "purge unconfirmed": every(HOUR, "campaign.signatures.tasks.purge_unconfirmed"),
    "forget audit events": every(
        DAY, "campaign.accounts.tasks.forget_audit_events", lost_after=HOUR
    ),
    "forget invitations": every(HOUR, "campaign.accounts.tasks.forget_invitations"),
    "forget sessions": every(HOUR, "campaign.accounts.tasks.forget_sessions"),
    "forget failed mail": every(DAY, "campaign.mail.tasks.forget_failed_mail", lost_after=HOUR),
    "forget deliveries": every(DAY, "campaign.letters.tasks.forget_deliveries", lost_after=HOUR),
    "forget hours": every(DAY, "campaign.signatures.tasks.forget_hours", lost_after=HOUR),
    "reconcile counts": every(DAY, "campaign.signatures.tasks.reconcile_counts", lost_after=HOUR),
}
