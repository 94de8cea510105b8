"""QR codes for print: an address as modules, as SVG, as PNG.

Black on white whatever the page's theme is, with the quiet zone of four modules that readers
need, and able to lose a seventh of what is printed (ISO/IEC 18004, level M or better).
"""

import io

import segno

QUIET_ZONE = 4  # modules on each side


def svg(address: str) -> bytes:
    """For print at any size, and for showing on a page."""
    return _saved(address, kind="svg", scale=10)


def png(address: str, *, at_least: int = 1200) -> bytes:
    """For programs that take no SVG; `at_least` so many pixels wide, each module the same."""
    code = _code(address)
    scale = -(-at_least // (len(code.matrix) + 2 * QUIET_ZONE))
    return _saved(address, kind="png", scale=scale)


def modules(address: str) -> list[list[int]]:
    """Row by row, 1 for dark; without the quiet zone."""
    return [list(row) for row in _code(address).matrix]


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")


def _saved(address: str, *, kind: str, scale: int) -> bytes:
    to = io.BytesIO()
    _code(address).save(to, kind=kind, scale=scale, border=QUIET_ZONE, dark="#000", light="#fff")
    return to.getvalue()
