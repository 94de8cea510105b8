"""What beat wakes in the outbox."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from campaign import tasks as roll_call
from campaign.mail.models import OutgoingMail
from campaign.mail.tasks import forget_failed_mail
from config.celery import app

pytestmark = pytest.mark.django_db


def test_failures_are_shown_for_a_month_and_then_forgotten():
    now = timezone.now()
    for days, failed in ((31, True), (29, True), (400, False)):
        when = now - timedelta(days=days)
        OutgoingMail.objects.create(
            message="confirm_signature",
            language="en",
            content=b"",
            due_at=when,
            failed_at=when if failed else None,
        )

    forget_failed_mail()

    assert OutgoingMail.objects.filter(failed_at=None).count() == 1
    assert OutgoingMail.objects.exclude(failed_at=None).count() == 1


def test_every_task_that_beat_wakes_is_on_the_roll_call():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled <= set(app.tasks)
    assert {task.rpartition(".")[2] for task in scheduled} == set(roll_call.__all__)
