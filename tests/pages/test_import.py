"""`manage.py import_statement`: a page out of any statement, one sentence for any bad input."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from campaign.accounts.actions import create_organisation
from campaign.accounts.models import Organisation
from campaign.management.commands import import_statement
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.statements import draft_from

SHARED = settings.BASE_DIR.parent / "shared" / "statements"
needs_statements = pytest.mark.skipif(
    not SHARED.exists(), reason="the real statements are not part of this clone"
)

RELEASE = """\
Harbour Watch calls for the release of two reporters

Osthaven, 3 November 2026 – Two reporters of the Osthaven Courier have been held without charge \
for 40 days.

“They wrote down what they saw,” said Ines Dahl, director of Harbour Watch.

Harbour Watch calls on the Ministry of Justice to:

- release both reporters at once;
- return their notes and equipment.
"""

UNTITLED = """\
Two reporters of the Osthaven Courier have been held without charge for 40 days, Harbour Watch \
said on Tuesday, and nobody has told their families where they are.
The ministry did not answer questions about the case.
"""

ENCRYPTED_PDF = (
    b"%%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<%(key)s>/U<%(key)s>>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\n"
) % {b"key": b"5a" * 32}


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return written(tmp_path, "release.txt", RELEASE.encode())


@pytest.fixture
def untitled(tmp_path: Path) -> Path:
    return written(tmp_path, "untitled.txt", UNTITLED.encode())


def written(folder: Path, name: str, content: bytes) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def run(*arguments: object) -> tuple[str, str]:
    """What the command says on standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_statement", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refusal(*arguments: object) -> str:
    """The one sentence it refuses with, having written nothing."""
    before = Campaign.objects.count(), Organisation.objects.count()
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert (Campaign.objects.count(), Organisation.objects.count()) == before
    assert refused.value.returncode != 0
    assert "\n" not in str(refused.value)
    return str(refused.value)


# --- The draft alone ------------------------------------------------------------------------


def test_json_prints_the_draft_and_touches_no_database(release: Path) -> None:
    # Without the django_db mark any query would fail this test.
    out, _ = run(release, "--json")

    assert json.loads(out) == draft_from(RELEASE).as_json()
    assert "“They wrote down" in out  # not escaped: people read this too
    assert out.startswith('{\n  "title"')


def test_a_statement_can_come_by_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(RELEASE.encode())))

    out, _ = run("-", "--json")

    assert json.loads(out) == draft_from(RELEASE).as_json()


# --- The page -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_statement_becomes_a_draft_that_visitors_cannot_see(
    release: Path, client: Client
) -> None:
    out, _ = run(release, "--slug", "osthaven-reporters")

    campaign = Campaign.objects.get()
    address, standing = out.splitlines()[:2]
    assert address == f"{settings.SITE_URL}/en/c/osthaven-reporters/"
    assert standing == f"It is a draft of {campaign.organisation}; visitors cannot see it yet."
    assert campaign.state == State.DRAFT
    assert campaign.statement == RELEASE.strip()
    assert client.get("/en/c/osthaven-reporters/").status_code == 404


@pytest.mark.django_db
def test_published_it_is_open_and_its_page_carries_the_statement(
    release: Path, client: Client
) -> None:
    out, _ = run(release, "--publish", "--slug", "osthaven-reporters")

    campaign = Campaign.objects.get()
    page = client.get("/en/c/osthaven-reporters/")
    assert f"It is open for signatures, run by {campaign.organisation}." in out
    assert campaign.is_open(timezone.now())
    assert page.status_code == 200
    assert "Harbour Watch calls for the release of two reporters" in page.text
    assert "Return their notes and equipment" in page.text


@pytest.mark.django_db
def test_what_the_organiser_gives_stands_in_for_what_the_statement_lacks(untitled: Path) -> None:
    out, _ = run(
        untitled,
        *("--title", "Free the Osthaven reporters"),
        *("--demand", "Release both reporters."),
        *("--demand", "Tell their families where they are."),
    )

    campaign = Campaign.objects.get()
    text = campaign.text_in("en")
    assert campaign.slug == "free-the-osthaven-reporters"
    assert text.title == "Free the Osthaven reporters"
    assert [demand.sentence for demand in text.demands.all()] == [
        "Release both reporters.",
        "Tell their families where they are.",
    ]
    assert "the page carries" not in out
    assert "asks for nothing" not in out


@pytest.mark.django_db
def test_a_missing_title_and_missing_demands_are_said_plainly(untitled: Path) -> None:
    out, _ = run(untitled, "--publish")

    text = Campaign.objects.get().text_in("en")
    assert (
        f"The statement has no title; the page carries “{text.title}” until you change it." in out
    )
    assert "The page asks for nothing yet: the statement makes no demand." in out
    assert "Questions that only you can answer:" in out
    assert Campaign.objects.get().statement_title == ""


@pytest.mark.django_db
def test_json_and_publish_together_keep_standard_output_to_the_draft(release: Path) -> None:
    out, err = run(release, "--json", "--publish")

    assert json.loads(out) == draft_from(RELEASE).as_json()
    assert err.startswith(f"{settings.SITE_URL}/en/c/")
    assert Campaign.objects.get().is_open(timezone.now())


@pytest.mark.django_db
def test_the_page_can_be_in_another_language(release: Path) -> None:
    out, _ = run(release, "--language", "id", "--slug", "wartawan")

    assert out.startswith(f"{settings.SITE_URL}/id/c/wartawan/\n")
    assert Campaign.objects.get().texts.get().language == "id"


@pytest.mark.django_db
def test_demands_are_set_as_a_list_and_what_led_up_to_it_is_not_left_hanging(
    tmp_path: Path,
) -> None:
    statement = tmp_path / "statement.txt"
    statement.write_text(
        "Keep the river free\n\n"
        "Fishers of the delta spoke out today against the dam.\n\n"
        "U Ba, a fisher, said:\n\n“We live here.”\n\n"
        "We call on the ministry to:\n\n- stop the dam; and\n- publish the plans.\n"
    )

    run(statement, "--slug", "river")

    text = Campaign.objects.get(slug="river").texts.get()
    assert [demand.sentence for demand in text.demands.all()] == [
        "Stop the dam",
        "Publish the plans",
    ]
    assert "call on the ministry" not in text.body
    assert "U Ba, a fisher, said:" in text.body


@pytest.mark.django_db
def test_importing_twice_without_an_address_makes_two_pages(release: Path) -> None:
    run(release, "--title", "Free the reporters")
    run(release, "--title", "Free the reporters")

    assert set(Campaign.objects.values_list("slug", flat=True)) == {
        "free-the-reporters",
        "free-the-reporters-2",
    }


@pytest.mark.django_db
def test_a_long_title_makes_an_address_of_whole_words(untitled: Path) -> None:
    run(untitled, "--title", "Release the two reporters of the Osthaven Courier " * 2)

    assert (
        Campaign.objects.get().slug
        == "release-the-two-reporters-of-the-osthaven-courier-release-the-two"
    )


@pytest.mark.django_db
def test_a_title_in_burmese_still_gets_an_address(untitled: Path) -> None:
    out, _ = run(untitled, "--title", "သတင်းထောက်များကို လွှတ်ပေးပါ")

    assert out.startswith(f"{settings.SITE_URL}/en/c/campaign/\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["- release both reporters\n- return their notes\n", "Free!\n", "“Free them.”\n"]
)
def test_the_barest_statement_still_becomes_a_page(
    tmp_path: Path, client: Client, statement: str
) -> None:
    out, _ = run(written(tmp_path, "bare.txt", statement.encode()), "--publish")

    page = client.get(out.splitlines()[0].removeprefix(settings.SITE_URL))
    assert page.status_code == 200
    assert Campaign.objects.get().text_in("en").title


# --- Which organisation ---------------------------------------------------------------------


@pytest.mark.django_db
def test_the_only_organisation_there_is_runs_it(release: Path) -> None:
    only = create_organisation(name="River Friends", now=timezone.now())

    run(release)

    assert Campaign.objects.get().organisation == only


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("in_the_statement", "made"),
    [("Harbour Watch", "Harbour Watch"), (None, "Unnamed organisation")],
)
def test_where_there_is_none_the_statements_own_is_made_with_a_key(
    release: Path, monkeypatch: pytest.MonkeyPatch, in_the_statement: str | None, made: str
) -> None:
    draft = replace(draft_from(RELEASE), organisation=in_the_statement)
    monkeypatch.setattr(import_statement, "draft_from", lambda text: draft)

    run(release)

    organisation = Organisation.objects.get()
    assert organisation.name == made
    assert Campaign.objects.get().sealing_key == organisation.sealing_keys.get()


@pytest.mark.django_db
def test_of_several_one_must_be_named(release: Path) -> None:
    create_organisation(name="River Friends", now=timezone.now())
    chosen = create_organisation(name="Harbour Watch", now=timezone.now())

    assert refusal(release) == (
        "Say with --organisation which one runs the campaign: harbour-watch, river-friends."
    )
    run(release, "--organisation", "harbour-watch")
    assert Campaign.objects.get().organisation == chosen


@pytest.mark.django_db
def test_an_unknown_organisation_is_refused_with_those_there_are(release: Path) -> None:
    create_organisation(name="River Friends", now=timezone.now())

    assert refusal(release, "--organisation", "harbour") == (
        "There is no organisation “harbour”. There is: river-friends."
    )


# --- Bad input ------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "This file is empty"),
        ("blank.txt", b" \n\t\n", "This file is empty"),
        ("binary.txt", b"\x7fELF\x00\x01", "not plain text"),
        ("latin.txt", "déjà vu".encode("latin-1"), "not UTF-8"),
        ("huge.txt", b"word " * 2_200_000, "larger than 10 MB"),
        ("long.txt", b"word " * 220_000, "longer than a million characters"),
        ("locked.pdf", ENCRYPTED_PDF, "This PDF is encrypted"),
        ("torn.pdf", b"%PDF-1.7 torn", "This PDF is damaged"),
        ("torn.docx", b"PK\x03\x04 torn", "Word"),
        ("sheet.xlsx", b"PK\x03\x04", "can be read from .txt"),
        ("numbers.txt", b"12 34 56", "no text"),
        ("scripts.html", b"<script>alert('all there is')</script>", "No text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    assert says in refusal(written(tmp_path, name, content), "--publish")


@pytest.mark.django_db
def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.txt") == f"There is no file {tmp_path / 'nowhere.txt'}."


@pytest.mark.django_db
def test_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder.txt"
    folder.mkdir()

    assert refusal(folder) == f"{folder} cannot be read: Is a directory."


@pytest.mark.django_db
def test_an_address_that_is_taken_is_refused(release: Path) -> None:
    run(release, "--slug", "reporters")

    assert refusal(release, "--slug", "reporters") == (
        "There is a campaign at reporters already. Please choose another address."
    )


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["two words", "../etc", "ümlaut", "a" * 81])
def test_an_address_that_is_none_is_refused(release: Path, slug: str) -> None:
    assert refusal(release, "--slug", slug).startswith(f"“{slug}” cannot be an address.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--title", "", "The title is empty. Give it words, or leave --title out."),
        ("--title", "x" * 151, "The title has 151 characters; a page takes at most 150."),
        ("--demand", " ", "The demand is empty. Give it words, or leave --demand out."),
        ("--demand", "x" * 601, "The demand has 601 characters; a page takes at most 600."),
    ],
)
def test_words_that_are_missing_or_too_long_are_refused(
    release: Path, option: str, value: str, says: str
) -> None:
    assert refusal(release, option, value).startswith(says)


@pytest.mark.django_db
def test_it_is_not_opened_without_a_key_to_seal_signatures_to(release: Path) -> None:
    organisation = create_organisation(name="River Friends", now=timezone.now())
    organisation.sealing_keys.update(retired_at=timezone.now())

    assert "no key to seal signatures" in refusal(release, "--publish")


def test_without_a_database_it_says_what_to_run(release: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",  # those of tests insist on their database
        "SECRET_KEY": settings.SECRET_KEY,
        "SEALING_KEY": settings.SEALING_KEY,
        "MAIL_KEY": settings.MAIL_KEY,
        "DEBUG": "1",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    }

    ended = subprocess.run(
        [sys.executable, "manage.py", "import_statement", str(release)],
        check=False,
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == (
        "CommandError: The database does not answer. On a laptop run `make run` first; "
        "on a server check DATABASE_URL.\n"
    )


# --- Real statements ------------------------------------------------------------------------


@needs_statements
@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(file.name for file in SHARED.glob("*.txt")))
def test_every_real_statement_becomes_a_page(name: str, client: Client) -> None:
    out, _ = run(SHARED / name, "--publish")

    page = client.get(out.splitlines()[0].removeprefix(settings.SITE_URL))
    assert page.status_code == 200
    assert Campaign.objects.get().text_in("en").title in page.text.replace("&#x27;", "'")


@pytest.mark.django_db
def test_a_statement_with_very_long_parts_becomes_a_page_with_a_note(tmp_path: Path) -> None:
    endless = "release both reporters and return what was taken from them, " * 30
    statement = f"{RELEASE}- {endless}.\n\n“{endless * 3},” said Ines Dahl of Harbour Watch.\n"

    out, _ = run(written(tmp_path, "long.txt", statement.encode()), "--publish")

    assert "Shortened to fit the page: " in out
    assert Campaign.objects.get().is_open(timezone.now())
