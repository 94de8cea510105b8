"""What the limits on guessing remember."""

from datetime import datetime
from typing import Self

from django.db import models


class LimitQuerySet(models.QuerySet["Limit"]):
    def over(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)


class Limit(models.Model):
    """One count of attempts, for minutes. Written by campaign/accounts/limits.py."""

    key = models.CharField(primary_key=True, max_length=64)  # a keyed hash: it tells nobody whose
    value = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    objects = LimitQuerySet.as_manager()

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d %H:%M}"
