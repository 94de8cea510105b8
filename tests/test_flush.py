"""What a test that commits leaves to the next: nothing, and what Django needs."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone

from campaign.accounts import auditing
from campaign.accounts.auditing import Action
from campaign.accounts.models import AuditEvent, User
from campaign.pages.models import Campaign
from tests import factories


@pytest.mark.django_db
def test_flushed_it_is_as_new():
    kinds, permissions = ContentType.objects.count(), Permission.objects.count()
    factories.confirmed(factories.campaign(), "ann@example.org")
    auditing.record(Action.CAMPAIGN_CREATED, actor=None, now=timezone.now())

    call_command("flush", verbosity=0, interactive=False)

    for model in (Campaign, User, AuditEvent):
        assert not model.objects.exists()
    assert ContentType.objects.count() == kinds > 50
    assert Permission.objects.count() == permissions > kinds
    factories.confirmed(factories.campaign(), "ann@example.org")
