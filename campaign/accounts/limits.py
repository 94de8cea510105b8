"""What the limits on guessing count with: Django's cache, in one small table of ours.

Not in Redis: a login page must answer while Redis is away, and limits that are lifted by taking
Redis away are none. Not Django's own table: it would hold addresses as they are, and load what it
holds as Python objects.
"""

import hmac
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.utils import timezone

from campaign.accounts.models import Limit

WRITE = """
    INSERT INTO campaign_limit AS kept (key, value, expires_at) VALUES (%s, %s, %s)
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires_at = EXCLUDED.expires_at
"""
WRITE_NEW = f"{WRITE} WHERE kept.expires_at <= %s"
LONGEST = 24 * 3600  # seconds


class Limits(BaseCache):
    """Values are what JSON can say. A key is kept as a keyed hash, so that no row tells whose."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """One statement, so that of two who come at once one is told no."""
        row = self._row(key, value, timeout, version)
        return _execute(WRITE_NEW, [*row, timezone.now()]) == 1

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        _execute(WRITE, self._row(key, value, timeout, version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        kept = Limit.objects.filter(key=self._hashed(key, version), expires_at__gt=timezone.now())
        row = kept.first()
        return row.value if row else default

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        kept = Limit.objects.filter(key=self._hashed(key, version), expires_at__gt=timezone.now())
        return bool(kept.update(expires_at=self._expiry(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(Limit.objects.filter(key=self._hashed(key, version)).delete()[0])

    def clear(self) -> None:
        Limit.objects.all().delete()

    def _row(self, key: str, value: Any, timeout: Any, version: int | None) -> list[Any]:
        as_json = Limit._meta.get_field("value").get_db_prep_save(value, connection)
        return [self._hashed(key, version), as_json, self._expiry(timeout)]

    def _hashed(self, key: str, version: int | None) -> str:
        name = self.make_and_validate_key(key, version=version)
        return hmac.digest(settings.SECRET_KEY.encode(), name.encode(), "sha256").hex()

    def _expiry(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return timezone.now() + timedelta(seconds=LONGEST if seconds is None else seconds)


def _execute(statement: str, values: list[Any]) -> int:
    """How many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
