"""What waits to be sent, and who must never be written to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

import uuid_utils.compat
from django.db import models
from django.db.models import Q

from campaign.lib import sealing


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime) -> Self:
        return self.filter(failed_at=None, is_held=False, due_at__lte=now)

    def claim(self, *, now: datetime, lease: timedelta, most: int) -> list["OutgoingMail"]:
        """Up to `most` due messages that nobody else will touch until the lease is over.

        One statement. A sender that dies leaves messages that come due again by themselves. What
        is due is picked once, ahead of the update: as a subquery of it some plans would pick again
        for each row, and claim more than `most`.
        """
        claimed = self.raw(
            """
            WITH due AS MATERIALIZED (
                SELECT id FROM campaign_outgoingmail
                WHERE failed_at IS NULL AND NOT is_held AND due_at <= %s
                ORDER BY is_bulk, due_at LIMIT %s FOR UPDATE SKIP LOCKED
            )
            UPDATE campaign_outgoingmail AS mail SET due_at = %s
            FROM due WHERE mail.id = due.id
            RETURNING mail.*
            """,
            [now, most, now + lease],
        )
        return sorted(claimed, key=lambda mail: (mail.is_bulk, mail.id))


class OutgoingMail(models.Model):
    """One message to one address. Deleted when it is sent: a mail queue is a list of people."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7)
    message = models.CharField(max_length=40)  # which template folder under templates/email/
    language = models.CharField(max_length=10)
    about = models.UUIDField(null=True)  # the row it is about, so that erasing one erases the other
    content = models.BinaryField()  # who to and their words, encrypted; empty once it failed
    # Not before this moment. A lease moves it on, so that one column serves waiting and sending.
    due_at = models.DateTimeField()
    is_held = models.BooleanField(default=False)  # mail of its campaign is on hold
    # Those that failed: a sender that was killed, or a server that was away, costs none.
    attempts = models.SmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)  # NULL while there is hope
    failure = models.CharField(max_length=100, default="", db_default="")  # a code, no address
    # One of many alike: after all other mail, and never twice, even where its sender died.
    is_bulk = models.BooleanField(default=False, db_default=False)
    # Bulk mail only: a sender began to hand it over. Whether it arrived is not known from then on.
    handed_over_at = models.DateTimeField(null=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["is_bulk", "due_at"],
                name="mail_due_in_order",
                condition=Q(failed_at=None, is_held=False),
            ),
            models.Index(fields=["about"], name="mail_about", condition=Q(about__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.id}"

    def opened(self) -> dict[str, Any]:
        """The content given to `seal_content`: at least `{"to": address}`. Raises CannotOpen."""
        return sealing.decrypt_mail(self.content, mail=self.id)

    @classmethod
    def to(
        cls,
        address: str,
        *,
        message: str,
        language: str,
        due_at: datetime,
        about: UUID | None = None,
        words: Mapping[str, str | int] | None = None,
        is_bulk: bool = False,
        mail_id: UUID | None = None,
    ) -> Self:
        """A new message, not stored yet. `words`: what composing it will need."""
        mail_id = mail_id or uuid_utils.compat.uuid7()
        return cls(
            id=mail_id,
            message=message,
            language=language,
            about=about,
            content=cls.seal_content(mail_id, address, **words or {}),
            due_at=due_at,
            is_bulk=is_bulk,
        )

    @staticmethod
    def seal_content(mail_id: UUID, to: str, **words: str | int) -> bytes:
        return sealing.encrypt_mail({"to": to, **words}, mail=mail_id)


class Suppression(models.Model):
    """An address that asked never to be written to, as a keyed hash: recognisable, not readable."""

    address_hash = models.BinaryField(unique=True, max_length=16)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"suppressed on {self.created_at:%Y-%m-%d}"
