"""The house's own rules, so that they are kept when nobody thinks of them."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NOT_ROOMS = {"migrations", "management", "templatetags"}  # Django's own folders
ROOMS = sorted(
    path for path in (ROOT / "campaign").glob("*/__init__.py") if path.parent.name not in NOT_ROOMS
)
# What they are for needs no words.
IN_EVERY_ROOM = ("models", "forms", "tasks", "emails", "urls", "errors")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MODULES = sorted([*(ROOT / "campaign").rglob("*.py"), *(ROOT / "config").rglob("*.py")])


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_point_down():
    linted = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "0 broken" in linted.stdout, linted.stdout + linted.stderr


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_migration_imports_the_application():
    for migration in (ROOT / "campaign" / "migrations").glob("0*.py"):
        assert not re.search(r"^from campaign(?!\.lib)", migration.read_text(), re.MULTILINE)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_every_module_fits_a_readers_head(module):
    about_400 = 430

    assert len(module.read_text().splitlines()) <= about_400 or "migrations" in module.parts


@pytest.mark.parametrize("room", ROOMS, ids=name_of)
def test_every_room_opens_with_what_it_promises(room):
    assert len(ast.get_docstring(ast.parse(room.read_text())) or "") > 60


@pytest.mark.parametrize("room", ROOMS, ids=name_of)
def test_every_room_says_what_its_modules_are(room):
    """And of none that is gone. How statements are read is told in docs/statements.md."""
    described = ast.get_docstring(ast.parse(room.read_text()))
    listed = set(re.findall(r"^([a-z_]+)/? {2,}\S", described, re.MULTILINE))
    if room.parent.name == "statements":
        described += (ROOT / "docs/statements.md").read_text()
    there = {path.stem for path in room.parent.glob("*.py")} - {"__init__", *IN_EVERY_ROOM}
    there |= {path.parent.name for path in room.parent.glob("*/__init__.py")} - {"models"}

    assert [name for name in sorted(there) if not re.search(rf"\b{name}\b", described)] == []
    assert listed - there - set(IN_EVERY_ROOM) == set()


def test_the_map_names_every_room_and_desk():
    described = ast.get_docstring(ast.parse((ROOT / "campaign/__init__.py").read_text()))

    assert [
        room.parent.name for room in ROOMS if f"\n    {room.parent.name} " not in described
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_documents_link_to_what_is_there(document):
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", document.read_text())
    lead_nowhere = []
    for link in links:
        name, _, heading = link.partition("#")
        there = document.parent / name if name else document
        if not there.exists() or (heading and heading not in headings_of(there)):
            lead_nowhere.append(link)

    assert lead_nowhere == []


def headings_of(document: Path) -> set[str]:
    """As addresses within it."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_templates_hold_no_inline_code_and_nothing_from_elsewhere(template):
    html = template.read_text()
    is_mail = "email" in template.parts  # mail programs know inline styles only

    assert is_mail or not re.search(r"<style|\sstyle=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+=|javascript:", html)
    assert not re.search(r"(src|<link[^>]*href)=[\"']?(https?:)?//", html)
    get_template(str(template.relative_to(ROOT / "templates")))


def test_the_settings_refuse_to_start_a_server_without_keys():
    for missing in ("SECRET_KEY", "SEALING_KEY", "MAIL_KEY", "EMAIL_URL"):
        given = {
            "SECRET_KEY": "x" * 50,
            "SEALING_KEY": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
            "MAIL_KEY": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
            "EMAIL_URL": "smtp://localhost:25",
            "SITE_URL": "https://sign.example.org",
            "UNDERSIGNED_VAR": "/nonexistent",
        }
        del given[missing]

        started = _settings_with(given)

        assert started.returncode == 1
        assert f"{missing} is missing" in started.stderr


@pytest.mark.parametrize(
    ("site", "is_refused"), [("https://sign.example.org", True), ("http://localhost:8000", False)]
)
def test_limits_can_be_lifted_on_ones_own_machine_only(site, is_refused):
    started = _settings_with(
        {
            "SECRET_KEY": "x" * 50,
            "SEALING_KEY": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
            "MAIL_KEY": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
            "EMAIL_URL": "smtp://localhost:25",
            "SITE_URL": site,
            "LIMITS": "off",
        }
    )

    assert ("LIMITS=off is for load tests" in started.stderr) is is_refused
    assert started.returncode == (1 if is_refused else 0)


def test_a_secret_may_be_kept_in_a_file(tmp_path):
    (tmp_path / "key").write_text("x" * 50)

    started = _settings_with(
        {
            "SECRET_KEY_FILE": str(tmp_path / "key"),
            "SEALING_KEY": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
            "MAIL_KEY": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
            "EMAIL_URL": "smtp://localhost:25",
            "SITE_URL": "https://sign.example.org",
        }
    )

    assert started.returncode == 0, started.stderr


def _settings_with(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env={"PATH": "", "UNDERSIGNED_VAR": "/nonexistent"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
