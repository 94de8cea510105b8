"""The page that opens bundles, as the site offers it. What it does is in tests/journeys."""

import base64
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from campaign.public import opener_file


@pytest.fixture(autouse=True)
def _anew(monkeypatch):
    opener_file._kept.cache_clear()
    yield
    opener_file._kept.cache_clear()


@pytest.fixture
def _without_libraries(settings, tmp_path):
    settings.ASSETS_DIR = tmp_path


def test_it_is_there_without_a_session_and_may_be_cached(client: Client):
    answer = client.get("/opener/")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Accept-Language" in answer.headers["Vary"]
    assert "Cookie" not in answer.headers["Vary"]
    assert not answer.cookies


def test_in_the_language_of_its_address_it_does_not_vary(client: Client):
    answer = client.get("/my/opener/")

    assert answer.status_code == 200
    assert not answer.headers.get("Vary")


def test_who_has_it_already_is_not_sent_it_again(client: Client):
    etag = client.get("/en/opener/").headers["ETag"]

    assert client.get("/en/opener/", headers={"If-None-Match": etag}).status_code == 304


def test_its_policy_allows_no_request_and_only_what_is_in_it(client: Client):
    answer = client.get("/en/opener/")
    html = answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    def hashed(pattern: str) -> str:
        (content,) = re.findall(pattern, html, re.DOTALL)
        digest = hashlib.sha256(content.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"

    script = hashed(r'<script type="module">(.*?)</script>')
    assert rules == {
        "default-src": "'none'",
        "script-src": f"{script} 'wasm-unsafe-eval'",
        "style-src": hashed(r"<style>(.*?)</style>"),
        "worker-src": "blob:",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "opener",
        "frame-ancestors": "'none'",
    }
    (in_its_head,) = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', html)
    assert in_its_head.replace("&#x27;", "'") == policy.removesuffix("; frame-ancestors 'none'")


def test_nothing_in_it_points_elsewhere(client: Client):
    file = client.get("/en/opener/undersigned-opener.html").content.decode()
    markup = re.sub(r"<(script|style)[ >].*?</\1>", "", file, flags=re.DOTALL)

    assert re.findall(r"""(?:src|href|action)=["']?([^"' >]+)""", markup) == ["data:,"]
    assert file.count("<script") == 2
    assert file.count("</script") == 2


def test_the_page_says_the_sha_256_of_the_file_that_is_saved(client: Client):
    answer = client.get("/en/opener/undersigned-opener.html")
    sha256 = hashlib.sha256(answer.content).hexdigest()

    assert answer.headers["Content-Disposition"] == 'attachment; filename="undersigned-opener.html"'
    assert sha256 in client.get("/en/opener/").content.decode()


def test_the_command_writes_the_same_file_without_a_servers_secrets(client: Client, tmp_path: Path):
    output = tmp_path / "opener.html"

    done = subprocess.run(
        [sys.executable, "manage.py", "write_opener", f"--output={output}"],
        cwd=settings.BASE_DIR,
        env={
            "PATH": "",
            "UNDERSIGNED_VAR": "/nonexistent",
            "UNDERSIGNED_ASSETS": str(settings.ASSETS_DIR),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert output.read_bytes() == client.get("/en/opener/undersigned-opener.html").content
    assert done.stdout.split()[0] == hashlib.sha256(output.read_bytes()).hexdigest()


@pytest.mark.usefixtures("_without_libraries")
def test_without_its_libraries_it_points_to_the_command_line(client: Client, tmp_path: Path):
    answer = client.get("/en/opener/")

    assert b"manage.py open_sealed BUNDLE" in answer.content
    assert b"<script" not in answer.content
    assert answer.headers["Cache-Control"] == "no-store"
    with pytest.raises(CommandError, match="not fetched yet"):
        call_command("write_opener", f"--output={tmp_path / 'opener.html'}")
    assert not (tmp_path / "opener.html").exists()
