"""The private half of a sealing key: in a file that a passphrase opens, and as a code on paper.

One line of JSON, so that any program with libsodium reads it: the key under a secret box
(XSalsa20-Poly1305) whose own key Argon2id makes of the passphrase (UTF-8, in Unicode's normal form
C), with what it needs for that.

    {"undersigned": "key", "version": 1, "public_key": …, "salt": …, "passes": 3,
     "memory": 268435456, "sealed": …}

The recovery code is the key itself, for paper in a safe: four lines of sixteen letters and digits
(Crockford's base 32: no I, L, O, U). A line holds eight bytes of the key and two that check them,
so that whoever types it is told in which line the mistake is.

static/js/key-files.js writes and reads the same in a browser.
"""

import base64
import hashlib
import json
import re
import unicodedata

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.utils import random

from campaign.lib.sealing import CannotOpen

VERSION = 1
PASSES = pwhash.argon2id.OPSLIMIT_MODERATE
MEMORY = pwhash.argon2id.MEMLIMIT_MODERATE  # bytes: guessing costs as much, each time
FEWEST_PASSES, LEAST_MEMORY = pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN
MOST_PASSES, MOST_MEMORY = 32, 2 * 1024**3  # a file that asks for more would only stop the machine

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LINES = 4
KEY_BYTES, CHECK_BYTES = 8, 2  # in each line
LINE_LENGTH = 16
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def fingerprint(public_key: bytes) -> str:
    """What owners compare, 128 bits of it, so that nobody can make a key that looks like another:
    1f2e 3d4c 5b6a 7988 9a0b 1c2d 3e4f 5061."""
    digest = hashlib.sha256(public_key).hexdigest()[:32]
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))


# --- The public half, and what shows that somebody has the private one -----------------------

# As people pass it on.
PUBLIC_PREFIX = "undersigned-public-key:"
# What a website seals to a key to see whether it was saved. Whatever opens it looks for these words
# first (static/js/keys.js does the same), so that nobody can have something else opened and told.
CHECK_PREFIX = "undersigned check: "
CHECK_LETTERS = 16


def public_line(public_key: bytes) -> str:
    return PUBLIC_PREFIX + _text(public_key)


def told(sealed: str, private_key: bytes) -> str:
    """The word that was sealed (in base64) to this key. Raises CannotOpen."""
    try:
        opened = SealedBox(PrivateKey(private_key)).decrypt(base64.b64decode(sealed, validate=True))
        words = opened.decode("ascii")
    except (CryptoError, ValueError, TypeError) as error:
        raise CannotOpen("this was sealed to another key, or is not complete") from error
    if not re.fullmatch(f"{CHECK_PREFIX}[0-9A-Z]{{{CHECK_LETTERS}}}", words):
        raise CannotOpen("this is not what a website asks to be told")
    return words.removeprefix(CHECK_PREFIX)


# --- The file -------------------------------------------------------------------------------


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
    public, salt, sealed, passes, memory = _parsed(content)
    try:
        private = SecretBox(_key_from(passphrase, salt, passes, memory)).decrypt(sealed)
        is_whole = bytes(PrivateKey(private).public_key) == public
    except (CryptoError, ValueError, TypeError) as error:
        raise CannotOpen("wrong passphrase, or a damaged key file") from error
    if not is_whole:
        raise CannotOpen("a damaged key file")
    return private


def public_key_in(content: bytes) -> bytes:
    """The public half, which needs no passphrase. Raises CannotOpen."""
    public = _parsed(content)[0]
    if len(public) != PublicKey.SIZE:
        raise CannotOpen("a damaged key file")
    return public


def _parsed(content: bytes) -> tuple[bytes, bytes, bytes, int, int]:
    """Its public key, salt, sealed private key, passes and memory. Raises CannotOpen."""
    no_key_file = CannotOpen("this is no key file")
    try:
        said = json.loads(content)
        is_key = said["undersigned"] == "key" and type(said["version"]) is int
        if is_key and said["version"] != VERSION:
            raise CannotOpen("this key file was written by a later version of Undersigned")
        passes, memory = said["passes"], said["memory"]
        public, salt, sealed = (
            base64.b64decode(said[name], validate=True) for name in ("public_key", "salt", "sealed")
        )
    except (ValueError, KeyError, TypeError) as error:
        raise no_key_file from error
    if not is_key or type(passes) is not int or type(memory) is not int:
        raise no_key_file
    if not (FEWEST_PASSES <= passes <= MOST_PASSES and LEAST_MEMORY <= memory <= MOST_MEMORY):
        raise no_key_file
    return public, salt, sealed, passes, memory


def _key_from(passphrase: str, salt: bytes, passes: int, memory: int) -> bytes:
    written = unicodedata.normalize("NFC", passphrase)  # the same from every keyboard
    return pwhash.argon2id.kdf(
        SecretBox.KEY_SIZE, written.encode(), salt, opslimit=passes, memlimit=memory
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


# --- The code on paper ----------------------------------------------------------------------


def recovery_code(private_key: bytes) -> list[str]:
    """Its four lines, each in groups of four."""
    lines = []
    for number in range(LINES):
        part = private_key[number * KEY_BYTES : (number + 1) * KEY_BYTES]
        whole = int.from_bytes(part + _check(number + 1, part))
        letters = [LETTERS[(whole >> 5 * place) & 31] for place in reversed(range(LINE_LENGTH))]
        lines.append(
            " ".join("".join(letters[each : each + 4]) for each in range(0, LINE_LENGTH, 4))
        )
    return lines


def from_recovery_code(typed: str) -> bytes:
    """The private key, from what somebody typed from paper. Raises CannotOpen, naming the line."""
    letters = re.sub(r"[\s\-–—.,·]", "", typed).upper().translate(READ_AS)
    if not set(letters) <= set(LETTERS):
        raise CannotOpen("a recovery code holds letters and digits only, and no U")
    if len(letters) != LINES * LINE_LENGTH:
        raise CannotOpen("a recovery code has 64 letters and digits")
    private = b""
    for number in range(LINES):
        whole = 0
        for letter in letters[number * LINE_LENGTH : (number + 1) * LINE_LENGTH]:
            whole = whole << 5 | LETTERS.index(letter)
        line = whole.to_bytes(KEY_BYTES + CHECK_BYTES)
        part, check = line[:KEY_BYTES], line[KEY_BYTES:]
        if check != _check(number + 1, part):
            raise CannotOpen(f"there is a mistake in line {number + 1} of the recovery code")
        private += part
    return private


def _check(line: int, part: bytes) -> bytes:
    prefix = f"undersigned recovery code, line {line}:".encode()
    return hashlib.sha256(prefix + part).digest()[:CHECK_BYTES]
