"""Whatever is more than plain text, read in a process of its own.

Decoders are where files attack, as campaign/lib/redrawing.py says of pictures: a PDF may be made
to crash its decoder, and forty kilobytes of a Word document to hold a table with a hundred million
columns. That process knows none of our keys and may take so much memory and so many seconds and no
more; that it dies is an answer like another. Nor is pdfium made for several threads, which web
servers have.
"""

import contextlib
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from campaign.statements.errors import StatementError
from campaign.statements.readers import markdown, page, pdf, word

READERS = {"markdown": markdown.read, "page": page.read, "pdf": pdf.read, "word": word.read}
SECONDS = 20
MEMORY = 1024 * 1024 * 1024  # bytes of addresses, the interpreter's own among them
REFUSED = 3  # what the process ends with where it says why


def read_by(reader: str, content: bytes) -> str:
    """By one of READERS. Raises StatementError."""
    try:
        reading = subprocess.run(  # noqa: S603 (ourselves)
            [sys.executable, "-c", f"from {__name__} import main; main({reader!r})"],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            cwd=Path(__file__).parents[3],
            env={},  # none of our keys
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if reading.returncode == 0:
        return reading.stdout.decode()
    if reading.returncode == REFUSED:
        raise StatementError(_(reading.stdout.decode()))  # as it stands in the reader
    raise _too_much()


def _too_much() -> StatementError:
    return StatementError(_("This document is far larger inside than a statement. Paste its text."))


# --- In the process of its own --------------------------------------------------------------


def main(reader: str) -> None:
    with contextlib.suppress(ImportError, ValueError):  # not on Windows; not all on a Mac
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    settings.configure(USE_I18N=False)  # refusals are translated above
    try:
        said, ends_with = READERS[reader](sys.stdin.buffer.read()), 0
    except StatementError as error:
        said, ends_with = str(error), REFUSED
    sys.stdout.buffer.write(said.encode(errors="replace"))
    sys.exit(ends_with)
