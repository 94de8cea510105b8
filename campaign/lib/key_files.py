"""The private half of a sealing key, in a file that a passphrase opens.

One line of JSON, so that any program with libsodium reads it: the key under a secret box
(XSalsa20-Poly1305) whose own key Argon2id makes of the passphrase, with what it needs for that.

    {"undersigned": "key", "version": 1, "public_key": …, "salt": …, "passes": 3,
     "memory": 268435456, "sealed": …}
"""

import base64
import json

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.secret import SecretBox
from nacl.utils import random

from campaign.lib.sealing import CannotOpen

VERSION = 1
PASSES = pwhash.argon2id.OPSLIMIT_MODERATE
MEMORY = pwhash.argon2id.MEMLIMIT_MODERATE  # bytes: guessing costs as much, each time
MOST_PASSES, MOST_MEMORY = 32, 2 * 1024**3  # a file that asks for more would only stop the machine


def protected(private_key: bytes, passphrase: str, *, memory: int = MEMORY) -> bytes:
    """What the file holds."""
    salt = random(pwhash.argon2id.SALTBYTES)
    box = SecretBox(_key_from(passphrase, salt, PASSES, memory))
    content = {
        "undersigned": "key",
        "version": VERSION,
        "public_key": _text(bytes(PrivateKey(private_key).public_key)),
        "salt": _text(salt),
        "passes": PASSES,
        "memory": memory,
        "sealed": _text(box.encrypt(private_key)),
    }
    return json.dumps(content).encode() + b"\n"


def unprotected(content: bytes, passphrase: str) -> bytes:
    """The private key. Raises CannotOpen, naming what is wrong."""
    try:
        said = json.loads(content)
        is_key = said["undersigned"] == "key" and said["version"] == VERSION
        public, salt, sealed = (
            base64.b64decode(said[name], validate=True) for name in ("public_key", "salt", "sealed")
        )
        passes, memory = int(said["passes"]), int(said["memory"])
    except (ValueError, KeyError, TypeError) as error:
        raise CannotOpen("this is no key file") from error
    if not is_key or passes > MOST_PASSES or memory > MOST_MEMORY:
        raise CannotOpen("this is no key file that this version knows")
    try:
        private = SecretBox(_key_from(passphrase, salt, passes, memory)).decrypt(sealed)
        is_whole = bytes(PrivateKey(private).public_key) == public
    except (CryptoError, ValueError, TypeError) as error:
        raise CannotOpen("wrong passphrase, or a damaged key file") from error
    if not is_whole:
        raise CannotOpen("a damaged key file")
    return private


def _key_from(passphrase: str, salt: bytes, passes: int, memory: int) -> bytes:
    return pwhash.argon2id.kdf(
        SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=passes, memlimit=memory
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
