"""The page that opens sealed bundles, put together into one file that needs no other.

It is read from static/opener/ and from what config/assets.py fetched, and its own rules travel with
it: a policy that forbids every request, wherever the file lies. Nothing runs there but the one
script whose hash the policy names, and the workers that it makes of the text beside it.
"""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

STYLES = ("css/tokens.css", "css/base.css", "opener/opener.css")
SCRIPT = ("opener/page.js",)
WORKER = (
    *("js/key-files.js", "opener/bundle.js", "opener/rows.js", "opener/writing.js"),
    "opener/worker.js",
)
LIBRARIES = ("libsodium-sumo.js", "libsodium-wrappers.js", "index.js")
LICENCES = (
    *("LICENSE-libsodium-sumo.txt", "LICENSE-libsodium-wrappers-sumo.txt", "LICENSE-fflate.txt"),
)


@dataclass(frozen=True, slots=True)
class OpenerFile:
    """In one language. `content`: to be saved; `page`: the same with an offer to save it."""

    content: bytes
    sha256: str  # of content
    page: bytes
    policy: str
    is_complete: bool  # were the libraries fetched?


def opener_file(language: str) -> OpenerFile:
    """Put together once in the life of a process; at each request while somebody works on it."""
    return _put_together(language) if settings.DEBUG else _kept(language)


@cache
def _kept(language: str) -> OpenerFile:
    return _put_together(language)


def _put_together(language: str) -> OpenerFile:
    style = _read(settings.BASE_DIR / "static" / name for name in STYLES)
    script = _read(settings.BASE_DIR / "static" / name for name in SCRIPT)
    program = _program()
    policy = _policy(style, script)
    context = {
        "SITE_NAME": settings.SITE_NAME,
        "policy": policy,
        "style": _element("style", "", style),
        "program": _element("script", ' type="text/plain" id="program"', program),
        "script": _element("script", ' type="module"', script) if program else "",
    }
    with translation.override(language):
        content = render_to_string("opener/page.html", context).encode()
        sha256 = hashlib.sha256(content).hexdigest()
        page = render_to_string("opener/page.html", context | {"file_sha256": sha256}).encode()
    return OpenerFile(content, sha256, page, policy, is_complete=bool(program))


def _program() -> str:
    """What its workers run; empty where the libraries are not here."""
    fetched = settings.ASSETS_DIR / "sealing"
    if not all((fetched / name).is_file() for name in (*LIBRARIES, *LICENCES)):
        return ""
    licences = _read(fetched / name for name in LICENCES).replace("*/", "* /")
    libraries = _read(fetched / name for name in LIBRARIES)
    ours = _read(settings.BASE_DIR / "static" / name for name in WORKER)
    return f"/*\n{licences}\n*/\n{libraries}\n{ours}"


def _policy(style: str, script: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",  # connect-src too: no request of any kind
            f"script-src '{_hash(script)}' 'wasm-unsafe-eval'",
            f"style-src '{_hash(style)}'",
            "worker-src blob:",
            "img-src data:",  # the icon that is none, for which browsers would ask otherwise
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types opener",
        ]
    )


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _read(files: Iterable[Path]) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _element(name: str, attributes: str, content: str) -> SafeString:
    """Content that an HTML parser takes as it is. What would end it, or begin another, is in
    strings only, where a backslash more changes nothing."""
    for sign in ("</script", "<!--", "<script", "</style"):
        content = content.replace(sign, f"{sign[0]}\\{sign[1:]}")
    return mark_safe(f"<{name}{attributes}>{content}</{name}>") if content else mark_safe("")  # noqa: S308
