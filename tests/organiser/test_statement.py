"""A statement is pasted or uploaded, and becomes a draft; what cannot be read is said kindly."""

import io
import re
import time
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from campaign.accounts.models import AuditEvent, Membership, Organisation
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.working_copies import WorkingCopy
from tests import factories
from tests.organiser.people import STRANGER, account, at_the_desk, signed_in, words
from tests.organiser.walking import DONE, FINE, TO_SIGN_IN, Walk

pytestmark = pytest.mark.django_db

NEW = "/organiser/new/"
STATEMENT = """River groups call for an answer

Twelve groups delivered 4,200 names on 3 March 2026.

We call on the government to:

• stop the dam;
• publish the licence.
"""


OPEN = {NEW: (TO_SIGN_IN, *[FINE] * 6)}  # whoever may edit nowhere is told so
PRESS = {
    NEW: (
        {"language": "en", "statement": STATEMENT},
        (TO_SIGN_IN, DONE, 422, 422, DONE, 422, DONE),
    )
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    return factories.organisation(), {}


WALK = Walk(arranged, OPEN, PRESS)


@pytest.fixture
def client(organisation) -> Client:
    return signed_in("editor", organisation)


def sent(client: Client, **typed) -> Campaign:
    response = client.post(NEW, {"language": "en"} | typed)
    assert response.status_code == 302, words(response)
    campaign = Campaign.objects.get()
    assert response.headers["Location"] == f"/organiser/{campaign.slug}/page/en/"
    return campaign


def test_a_pasted_statement_becomes_a_draft_that_nobody_else_sees(client, organisation):
    campaign = sent(client, statement=STATEMENT)

    assert (campaign.organisation, campaign.state) == (organisation, State.DRAFT)
    assert campaign.sealing_key == organisation.active_key()
    assert client.get(f"/en/c/{campaign.slug}/").status_code == 404
    copy = WorkingCopy.objects.get()
    assert [part["sentence"] for part in copy.content["demands"]] == [
        "Stop the dam",
        "Publish the licence",
    ]
    event = AuditEvent.objects.get()
    assert (event.action, event.campaign_id) == ("campaign-created", campaign.id)
    assert event.actor_email == "editor@example.org"


def test_in_another_language(client):
    client.post(NEW, {"language": "my", "statement": STATEMENT})

    assert Campaign.objects.get().main_language == "my"


def a_word_file() -> bytes:
    document = Document()
    for line in STATEMENT.split("\n\n"):
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("statement.txt", STATEMENT.encode()),
        ("statement.md", b"# River groups call for an answer\n\nThey want it stopped."),
        ("statement.html", b"<h1>River groups call for an answer</h1><p>They want it stopped.</p>"),
        ("statement.docx", a_word_file()),
    ],
    ids=["txt", "md", "html", "docx"],
)
def test_files_are_read_and_let_go(client, name, content):
    campaign = sent(client, file=SimpleUploadedFile(name, content))

    title = campaign.texts.get().title
    assert title == "River groups call for an answer"


def test_a_large_file_is_never_written_to_the_disk(client, monkeypatch):
    monkeypatch.setattr(
        "django.core.files.uploadedfile.tempfile.NamedTemporaryFile",
        lambda *a, **k: pytest.fail("it was written to the disk"),
    )
    large = STATEMENT.encode() + b"\n\n<!-- " + b"x" * 4_000_000 + b" -->"

    sent(client, file=SimpleUploadedFile("statement.html", large))


def encrypted_pdf() -> bytes:
    """The shape of one: a trailer that names an encryption dictionary."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    written = io.BytesIO()
    document.save(written)
    return re.sub(
        rb"trailer\s*<<",
        b"trailer <</Encrypt <</Filter/Standard/V 1/R 2/O (" + b"o" * 32 + b")/U ("
        b"" + b"u" * 32 + b")/P -4>>/ID[(a)(b)]",
        written.getvalue(),
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("s.docx", b"PK\x03\x04 broken", "Word"),
        ("s.pdf", encrypted_pdf(), "encrypted"),
        ("s.pdf", b"%PDF-1.4 nothing", "damaged"),
        ("s.txt", b"\x00\x01\x02\xff" * 200, ""),
        ("s.txt", b"  \n ", "empty"),
        ("s.exe", b"MZ", "not “.exe”"),
    ],
    ids=["broken docx", "encrypted pdf", "damaged pdf", "binary", "empty", "unknown"],
)
def test_a_file_that_cannot_be_read_is_said_beside_the_field(client, name, content, said):
    response = client.post(NEW, {"language": "th", "file": SimpleUploadedFile(name, content)})

    assert response.status_code == 422
    page = response.content.decode()
    [error] = re.findall(r'id="error_file"[^>]*>([^<]*)<', page)
    assert error
    assert said in error
    assert 'value="th" selected' in page, "what was chosen is kept"
    assert Campaign.objects.count() == 0


@pytest.mark.parametrize("pasted", ["", " \n ", "…\x00—", "12345"])
def test_nothing_to_read(client, pasted):
    response = client.post(NEW, {"language": "en", "statement": pasted})

    assert response.status_code == 422
    assert re.search(r'id="error_statement"[^>]*>[^<]+<', response.content.decode())
    assert Campaign.objects.count() == 0


def test_both_a_text_and_a_file_are_asked_about_and_the_text_is_kept(client):
    file = SimpleUploadedFile("s.txt", b"Another text.")

    response = client.post(NEW, {"language": "en", "statement": "My <b>text</b>.", "file": file})

    assert response.status_code == 422
    assert "My &lt;b&gt;text&lt;/b&gt;." in response.content.decode()


def test_more_than_a_million_letters_come_back_with_a_message(client):
    pasted = "A dam. " * 150_000

    response = client.post(NEW, {"language": "en", "statement": pasted})

    assert response.status_code == 422
    assert "longer than a million characters" in words(response)
    assert response.content.decode().count("A dam.") == 150_000


@pytest.mark.parametrize("field", ["statement", "file"])
def test_ten_megabytes_are_answered_with_the_form_and_a_message(client, field):
    ten = "A dam. " * 1_500_000
    sent = SimpleUploadedFile("s.txt", ten.encode() * 2) if field == "file" else ten

    response = client.post(NEW, {"language": "en", field: sent})

    assert response.status_code == 413
    assert "far more than a statement" in words(response)
    assert "Make a draft" in words(response)
    assert Campaign.objects.count() == 0


def test_a_forged_form_is_refused_all_the_same(organisation):
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in("editor", organisation).cookies

    response = client.post(NEW, {"language": "en", "statement": STATEMENT})

    assert response.status_code == 403
    assert Campaign.objects.count() == 0


def test_of_several_organisations_one_is_chosen_and_only_of_those_one_may_edit(organisation):
    user = account("editor", organisation)
    second, seen_only, foreign = map(factories.organisation, ("Second", "Seen only", "Foreign"))
    Membership.objects.create(user=user, organisation=second, role="owner")
    Membership.objects.create(user=user, organisation=seen_only, role="viewer")
    client = at_the_desk(user)

    page = words(client.get(NEW))
    assert "Second" in page
    assert "Seen only" not in page
    for slug in ("", seen_only.slug, foreign.slug):
        response = client.post(
            NEW, {"language": "en", "statement": STATEMENT, "organisation": slug}
        )
        assert response.status_code == 422
        assert "choose one of your organisations" in words(response)
    assert sent(client, statement=STATEMENT, organisation="second").organisation == second


@pytest.mark.parametrize("role", ["viewer", "staff", None])
def test_whoever_may_edit_nowhere_is_told_so_and_makes_nothing(organisation, role):
    client = signed_in(role, organisation)

    assert "owner or an editor" in words(client.get(NEW))
    assert client.post(NEW, {"language": "en", "statement": STATEMENT}).status_code == 422
    assert Campaign.objects.count() == 0


def test_a_stranger_makes_their_own(organisation):
    assert sent(signed_in(STRANGER, organisation), statement=STATEMENT).organisation != organisation


def test_two_hundred_kilobytes_are_read_in_about_a_second(client):
    one = "In town {n} they counted {n}00 fish, said Ann Example. “It runs dry,” she said.\n\n"
    pasted = STATEMENT + "".join(one.format(n=n) for n in range(2_500))

    began = time.process_time()  # what this process worked, whoever else the machine works for
    sent(client, statement=pasted[:200_000])

    assert time.process_time() - began < 3


SHARED = Path(settings.BASE_DIR).parent / "shared" / "statements"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared statements are not beside the checkout")
@pytest.mark.parametrize("path", sorted(SHARED.glob("*.txt")), ids=lambda path: path.stem)
def test_every_real_statement_opens_in_the_editor(client, path):
    campaign = sent(client, statement=path.read_text())

    response = client.get(f"/organiser/{campaign.slug}/page/en/")

    assert response.status_code == 200
    assert "In the statement" in words(response)
