"""Files that only a key of their own opens: written and read piece by piece, in flat memory.

libsodium's secretstream (XChaCha20-Poly1305): pieces cannot be changed, left out, repeated or put
in another order, and the last one says that it is the last, so that a file cut short is refused.

    with path.open("xb") as file, Encrypting(file, key) as sink:
        sink.write(b"…")
    for piece in decrypted(path.open("rb"), key): …
"""

from collections.abc import Iterator
from types import TracebackType
from typing import BinaryIO, Self

from nacl import bindings
from nacl.exceptions import CryptoError

from campaign.lib.sealing import CannotOpen

PIECE = 64 * 1024  # bytes
KEY = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES  # 32 of them
_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_OVERHEAD = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class Encrypting:
    """What is written to it reaches `file` encrypted. Whole only once its `with` block ended well:
    after an error in there the file is cut short, and never opens."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file = file
        self._waiting = bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        file.write(bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self._push(bytes(self._waiting), _LAST)
        self._waiting.clear()

    def write(self, content: bytes) -> int:
        self._waiting += content
        while len(self._waiting) > PIECE:  # what is left may be the last piece, and never is empty
            self._push(bytes(self._waiting[:PIECE]), _MORE)
            del self._waiting[:PIECE]
        return len(content)

    def _push(self, piece: bytes, tag: int) -> None:
        self._file.write(
            bindings.crypto_secretstream_xchacha20poly1305_push(self._state, piece, tag=tag)
        )


def decrypted(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    """The content, piece by piece. Raises CannotOpen at the first one that is not as written, and
    at the end of a file that was cut short: until then nobody may take it for whole."""
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = file.read(_HEADER)
    if len(header) != _HEADER:
        raise CannotOpen("cut short")
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
    tag = _MORE
    while sealed := file.read(PIECE + _OVERHEAD):
        if tag == _LAST:
            raise CannotOpen("more after its end")
        try:
            piece, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, sealed)
        except (CryptoError, ValueError) as error:
            raise CannotOpen("wrong key or damaged file") from error
        yield piece
    if tag != _LAST:
        raise CannotOpen("cut short")
