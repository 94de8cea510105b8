"""Files that only a key of their own opens."""

from io import BytesIO
from pathlib import Path

import pytest

from campaign.lib.encrypted_files import PIECE, Encrypting, decrypted
from campaign.lib.sealing import CannotOpen

KEY, OTHER = b"k" * 32, b"o" * 32
SEALED_PIECE = PIECE + 17
HEADER = 24


def encrypted(content: bytes, *, step: int = 10_000) -> bytes:
    file = BytesIO()
    with Encrypting(file, KEY) as sink:
        for start in range(0, len(content), step):
            sink.write(content[start : start + step])
    return file.getvalue()


def opened(file: bytes, key: bytes = KEY) -> bytes:
    return b"".join(decrypted(BytesIO(file), key))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 200_000])
def test_what_was_written_is_read(size):
    content = bytes(number % 251 for number in range(size))

    file = encrypted(content)

    assert opened(file) == content
    assert size < 1000 or content[:1000] not in file


def test_it_is_read_in_pieces_however_it_was_written():
    file = encrypted(b"a" * (2 * PIECE + 5), step=2 * PIECE + 5)

    assert [len(piece) for piece in decrypted(BytesIO(file), KEY)] == [PIECE, PIECE, 5]


def test_equal_content_does_not_look_equal():
    assert encrypted(b"the same") != encrypted(b"the same")


def test_another_key_opens_nothing():
    with pytest.raises(CannotOpen):
        opened(encrypted(b"secret"), OTHER)


@pytest.mark.parametrize("kept", [0, 10, HEADER, HEADER + 5, HEADER + SEALED_PIECE, -1])
def test_a_file_cut_short_is_refused(kept):
    file = encrypted(b"a" * (2 * PIECE))

    with pytest.raises(CannotOpen):
        opened(file[:kept])


@pytest.mark.parametrize("place", [0, HEADER, HEADER + SEALED_PIECE + 3, -1])
def test_a_changed_byte_is_noticed(place):
    file = bytearray(encrypted(b"a" * (2 * PIECE)))
    file[place] ^= 1

    with pytest.raises(CannotOpen):
        opened(bytes(file))


def test_pieces_cannot_change_places_or_be_repeated():
    file = encrypted(b"a" * (3 * PIECE))
    header, first, second, third = (
        file[:HEADER],
        *(file[HEADER + n * SEALED_PIECE : HEADER + (n + 1) * SEALED_PIECE] for n in range(3)),
    )

    for pieces in ([second, first, third], [first, first, second, third], [first, third]):
        with pytest.raises(CannotOpen):
            opened(header + b"".join(pieces))


def test_nothing_may_follow_the_end():
    file = encrypted(b"a" * PIECE)

    with pytest.raises(CannotOpen):
        opened(file + file[HEADER:])


def test_a_file_whose_writing_failed_never_opens(tmp_path: Path):
    path = tmp_path / "file"

    with (
        pytest.raises(RuntimeError),
        path.open("xb") as file,
        Encrypting(file, KEY) as sink,
    ):
        sink.write(b"a" * 2 * PIECE)
        raise RuntimeError

    with pytest.raises(CannotOpen):
        opened(path.read_bytes())
