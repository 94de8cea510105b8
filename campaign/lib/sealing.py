"""What only a key opens.

Three uses, all libsodium (PyNaCl):

- `seal` / `open_sealed`: a signer's personal fields and letters, to the public half of a campaign's
  key. The server can write them without being able to read them.
- `wrap` / `unwrap`: a secret the database stores (a private key, a campaign's fingerprint secret)
  under SEALING_KEY, which lives outside it.
- `encrypt_mail` / `decrypt_mail`: mail that waits to be sent, under MAIL_KEY.

Each value is bound to the place it was made for and is refused elsewhere, so that somebody who
can write to the database cannot swap one person's row for another's.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead
from nacl.utils import random

FORMAT = 1
STEP = 256  # bytes: sealed values come in few sizes, so that a length does not tell a name


class CannotOpen(Exception):
    """Wrong key, damaged value, or a value that was moved from where it belongs."""


def new_keypair() -> tuple[bytes, bytes]:
    """(public, private), 32 bytes each."""
    private = PrivateKey.generate()
    return bytes(private.public_key), bytes(private)


def seal(
    public_key: bytes,
    *,
    campaign: int,
    signature: UUID,
    part: Mapping[str, str | int] | None = None,
    fields: dict[str, str],
) -> bytes:
    """The fields, readable only with the private half, only as this signature of this campaign.

    What belongs to a signature and lies in a row of its own names that row in `part`, and is
    nothing but that part: neither another one nor the signature itself.
    """
    content = {"v": FORMAT, "campaign": campaign, "signature": signature.hex, **fields}
    if part:
        content["part"] = dict(part)
    return SealedBox(PublicKey(public_key)).encrypt(_pad(_to_json(content)))


class Opener:
    """Opens what was sealed to one key: for many in a row, since making one costs as much as
    opening. What it does outside of Python's lock is nearly all of it, so threads help, and a
    SealedBox, which does the same in a fifth more time inside that lock, does not."""

    def __init__(self, private_key: bytes) -> None:
        self._private = private_key
        self._public = bytes(PrivateKey(private_key).public_key)

    def open(
        self,
        sealed: bytes,
        *,
        campaign: int,
        signature: UUID,
        part: Mapping[str, str | int] | None = None,
    ) -> dict[str, str]:
        """The fields given to `seal`. Raises CannotOpen."""
        try:
            content = json.loads(
                bindings.crypto_box_seal_open(bytes(sealed), self._public, self._private)
            )
        except (CryptoError, ValueError, TypeError) as error:
            raise CannotOpen("wrong key or damaged value") from error
        # Whoever has the public key, which is no secret, may have sealed anything.
        if not isinstance(content, dict) or content.pop("v", None) != FORMAT:
            raise CannotOpen("unknown format")
        if content.pop("campaign", None) != campaign:
            raise CannotOpen("sealed for another campaign")
        if content.pop("signature", None) != signature.hex:
            raise CannotOpen("sealed for another row")
        if content.pop("part", {}) != dict(part or {}):
            raise CannotOpen("sealed as another part")
        if not all(isinstance(value, str) for value in content.values()):
            raise CannotOpen("unknown format")
        return content


def open_sealed(
    private_key: bytes,
    sealed: bytes,
    *,
    campaign: int,
    signature: UUID,
    part: Mapping[str, str | int] | None = None,
) -> dict[str, str]:
    """The fields given to `seal`. Raises CannotOpen."""
    opener = Opener(private_key)
    return opener.open(sealed, campaign=campaign, signature=signature, part=part)


def wrap(secret: bytes, *, purpose: str) -> bytes:
    """`secret` under SEALING_KEY, for this purpose only."""
    return _sealing_box().encrypt(secret, purpose.encode())


def unwrap(wrapped: bytes, *, purpose: str) -> bytes:
    """The secret given to `wrap`. Raises CannotOpen."""
    try:
        return _sealing_box().decrypt(bytes(wrapped), purpose.encode())
    except CryptoError as error:
        raise CannotOpen("SEALING_KEY is not the one this was wrapped with") from error


def new_secret() -> bytes:
    return random(32)


def encrypt_mail(content: dict[str, Any], *, mail: UUID) -> bytes:
    return _mail_box().encrypt(_pad(_to_json(content)), mail.bytes)


def decrypt_mail(sealed: bytes, *, mail: UUID) -> dict[str, Any]:
    """The content given to `encrypt_mail`. Raises CannotOpen."""
    try:
        return json.loads(_mail_box().decrypt(bytes(sealed), mail.bytes))
    except (CryptoError, ValueError) as error:
        raise CannotOpen("MAIL_KEY is not the one this was encrypted with") from error


def address_hash(normalised_address: str) -> bytes:
    """16 bytes that recognise an address, to whoever holds MAIL_KEY and nobody else."""
    key = hashlib.sha256(b"suppression" + key_from("MAIL_KEY")).digest()
    return hmac.digest(key, normalised_address.encode(), "sha256")[:16]


def fingerprint(secret: bytes, normalised_address: str) -> bytes:
    """32 bytes that are the same for the same person's address within one campaign."""
    return hmac.digest(secret, normalised_address.encode(), "sha256")


@cache
def decoded_key(encoded: str, name: str) -> bytes:
    """The 32 bytes of a base64 key, standard or URL-safe, padded or not."""
    standard = encoded.strip().replace("-", "+").replace("_", "/")
    try:
        key = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(f"{name} must be 32 random bytes in base64.")
    return key


def key_from(name: str) -> bytes:
    """The key that setting `name` holds."""
    return decoded_key(getattr(settings, name), name)


def _sealing_box() -> Aead:
    return Aead(key_from("SEALING_KEY"))


def _mail_box() -> Aead:
    return Aead(key_from("MAIL_KEY"))


def _to_json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _pad(plain: bytes) -> bytes:
    """JSON ignores the spaces around it, so padding needs no undoing."""
    return plain + b" " * (-len(plain) % STEP)
