"""Who leaves takes what was suspected of them along."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.dispatch import receiver

from campaign.signatures.signals import withdrawing

FORGET = """
WITH marks AS (DELETE FROM campaign_mark WHERE signature_id = %(id)s)
DELETE FROM campaign_suspect WHERE signature_id = %(id)s
"""


@receiver(withdrawing)
def forget(sender: Any, *, signature_id: UUID, **_more: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"id": signature_id})
