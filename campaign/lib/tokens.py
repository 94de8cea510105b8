"""Links that prove themselves.

A token is what it is about (16 bytes) and a keyed check (16 bytes), in URL-safe base64: 43
characters, short enough to survive a mail program. There is no table of tokens to steal, and a
token made for one purpose is nothing for another.
"""

import base64
import binascii
import hmac
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

CONFIRM = "confirm"  # "yes, I sign"
MY = "my"  # the signer's own page
UNSUBSCRIBE = "unsubscribe"  # "never write to this address again"
INVITATION = "invitation"  # "join this organisation"
STOP_NEWS = "stop news"  # "no more news of this campaign"
BOUNCE = "bounce"  # in a return path: mail about this signature came back
BOUNCE_OF_NEWS = "bounce of news"  # and this copy of a mailing

CASELESS_CHECK = 10  # bytes: an address has room for 64 characters before its @


def make(purpose: str, subject: bytes) -> str:
    """A token that says `subject` (16 bytes) came from us, for this purpose."""
    return _encoded(subject + _check(purpose, subject))


def read(purpose: str, token: str) -> bytes | None:
    """The 16 bytes given to `make`, or None for anything that `make` did not write."""
    try:
        raw = base64.b64decode(token.encode() + b"=", altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    # The last letter has bits to spare: of four spellings of these bytes one is ours.
    if len(raw) != 32 or _encoded(raw) != token:
        return None
    subject, check = raw[:16], raw[16:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if any(hmac.compare_digest(check, _check(purpose, subject, key)) for key in keys):
        return subject
    return None


def for_signature(purpose: str, signature: UUID) -> str:
    return make(purpose, signature.bytes)


def signature_of(purpose: str, token: str) -> UUID | None:
    subject = read(purpose, token)
    return UUID(bytes=subject) if subject else None


def make_dated(purpose: str, subject: bytes, on: date) -> str:
    """As `make`, and the day on which it was made is a part of what proves it."""
    return make(_dated(purpose, on), subject)


def read_dated(purpose: str, token: str, on: date, days: int) -> tuple[bytes, date] | None:
    """What was given to `make_dated` on the day `on` or one of the `days` before it."""
    for ago in range(days + 1):
        day = on - timedelta(days=ago)
        if subject := read(_dated(purpose, day), token):
            return subject, day
    return None


def _dated(purpose: str, on: date) -> str:
    return f"{purpose} of {on.isoformat()}"


def make_caseless(purpose: str, subject: bytes) -> str:
    """As `make`, for the local part of an address, which mail servers may write in small letters:
    42 characters, letters and digits."""
    raw = subject + _check(purpose, subject)[:CASELESS_CHECK]
    return base64.b32encode(raw).decode().rstrip("=").lower()


def read_caseless(purpose: str, token: str) -> bytes | None:
    """The 16 bytes given to `make_caseless`, or None for anything that it did not write."""
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return None
    subject, check = raw[:16], raw[16:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if any(
        hmac.compare_digest(check, _check(purpose, subject, key)[:CASELESS_CHECK]) for key in keys
    ):
        return subject
    return None


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _check(purpose: str, subject: bytes, key: str | None = None) -> bytes:
    return hmac.digest(_key_for(purpose, key or settings.SECRET_KEY), subject, "sha256")[:16]


@lru_cache(maxsize=500)  # purposes with a day in them come and go
def _key_for(purpose: str, key: str) -> bytes:
    return salted_hmac(f"undersigned.token.{purpose}", b"", secret=key, algorithm="sha256").digest()
