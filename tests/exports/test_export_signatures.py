"""manage.py export_signatures."""

import stat

import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from campaign.accounts.models import SealingKey
from campaign.exports.models import ExportJob
from campaign.lib import sealing, typesetting
from campaign.signatures.models import Signature
from tests.exports.signers import signer, table
from tests.signatures.test_agreeing import partner

pytestmark = pytest.mark.django_db


def export(slug, output, *more: str, format: str = "csv") -> None:
    call_command("export_signatures", slug, "--format", format, "--output", str(output), *more)


@pytest.mark.parametrize("format", ["csv", "xlsx", "jsonl"])
def test_it_writes_what_there_is_for_nobody_else_to_read(campaign, tmp_path, capsys, format):
    signer(campaign, "Ann Example", email="ann@example.org")
    output = tmp_path / f"list.{format}"

    export("river", output, format=format)

    assert table(output.read_bytes(), format)[1][:2] == ["Ann Example", "ann@example.org"]
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert capsys.readouterr().err == f"1 rows in {output}\n"
    event = campaign.audit_events.get()
    assert (event.action, event.actor, event.details["rows"]) == ("export-written", None, 1)
    assert ExportJob.objects.get().state == "written"


def test_filters_and_presets_are_those_of_the_desk(campaign, tmp_path):
    signer(campaign, "Thai")
    signer(campaign, "Lao", country="LA")

    export("river", tmp_path / "list", "--preset", "delivery", "--country", "la")

    assert (tmp_path / "list").read_bytes() == b"Name,Country\r\nLao,Laos\r\n"


def test_columns_of_ones_own_are_written_and_recorded(campaign, tmp_path):
    signer(campaign, "Ann", email="ann@example.org", affiliation="Choir")

    export("river", tmp_path / "list", "--columns", "country, email")

    assert (tmp_path / "list").read_bytes() == b"Email,Country\r\nann@example.org,Thailand\r\n"
    assert ExportJob.objects.get().columns == ["email", "country"]
    assert campaign.audit_events.get().details["columns"] == "email, country"


def test_a_pdf_is_name_and_country_unless_something_else_is_said(campaign, tmp_path, capsys):
    signer(campaign, "Ann Example")
    output = tmp_path / "list.pdf"

    export("river", output, "--handed-to", "Ministry of Water", format="pdf")

    with pypdfium2.PdfDocument(output) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert "Ministry of Water" in text
    assert "Ann Example Thailand" in text
    assert ExportJob.objects.get().columns == ["name", "country"]
    assert capsys.readouterr().err == f"1 rows in {output}\n"


def test_a_partners_list_holds_those_who_agreed_to_it(campaign, tmp_path):
    delta = partner(campaign)
    signer(campaign, "Ann", email="ann@example.org", agreed_to=[delta.wordings.get().id])
    signer(campaign, "Ben")

    export("river", tmp_path / "list", "--preset", "partner", "--partner", "Delta Friends")

    headings, *rows = table((tmp_path / "list").read_bytes(), "csv")
    assert headings == ["Name", "Email", "Country", "Language", "Agreed to", "Signed"]
    assert [row[:2] for row in rows] == [["Ann", "ann@example.org"]]


def test_fonts_that_were_not_fetched_are_named(campaign, tmp_path, monkeypatch):
    signer(campaign, "ကိုကို")
    monkeypatch.setattr(typesetting, "missing_fonts", lambda: {"Noto Sans Myanmar"})

    with pytest.raises(CommandError, match="Fonts are missing: Noto Sans Myanmar"):
        export("river", tmp_path / "list", format="pdf")

    assert [*tmp_path.iterdir()] == []
    assert not campaign.audit_events.exists()


def test_nobody_at_all_is_a_file_with_its_headings(campaign, tmp_path):
    export("river", tmp_path / "list", "--preset", "delivery", "--mark")

    assert (tmp_path / "list").read_bytes() == b"\xef\xbb\xbfName,Country\r\n"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--since", "2026-02-02", "--until", "2026-02-01"], "--until: The last day is before"),
        (["--preset", "mailing", "--consent", "no"], "--consent: A mailing list holds only"),
        (["--columns", "name,shoes"], "--columns: There is no such column: shoes."),
        (["--columns", "name", "--preset", "full"], "leave one of them out"),
        (["--columns", "name,email", "--names", "initials"], "--names: An address gives away"),
        (["--preset", "partner"], "--partner: Please say which partner"),
        (["--partner", "Hills"], "The campaign has no partner “Hills”."),
        (["--format", "pdf", "--preset", "full"], "--format: A PDF is handed over on paper"),
    ],
)
def test_what_contradicts_itself_is_said_and_nothing_written(campaign, tmp_path, more, says):
    with pytest.raises(CommandError, match=says):
        export("river", tmp_path / "list", *more)

    assert [*tmp_path.iterdir()] == []


def test_where_it_cannot_be_done_a_sentence_says_why_and_nothing_is_left(campaign, tmp_path):
    signer(campaign, "Ann")

    with pytest.raises(CommandError, match="There is no campaign “lake”"):
        export("lake", tmp_path / "list")
    with pytest.raises(CommandError, match="There is no folder"):
        export("river", tmp_path / "no" / "list")
    Signature.objects.update(sealed=b"noise")
    with pytest.raises(CommandError, match="could not be opened"):
        export("river", tmp_path / "list")

    assert [*tmp_path.iterdir()] == []
    assert not campaign.audit_events.exists()


def test_an_older_file_is_replaced_only_by_a_whole_one(campaign, tmp_path):
    signer(campaign, "Ann")
    (tmp_path / "list").write_text("older")
    Signature.objects.update(sealed=b"noise")

    with pytest.raises(CommandError):
        export("river", tmp_path / "list")

    assert (tmp_path / "list").read_text() == "older"


def test_under_offline_custody_it_is_refused(campaign, tmp_path):
    public, _private = sealing.new_keypair()
    campaign.sealing_key = SealingKey.objects.create(
        organisation=campaign.organisation, custody="offline", public_key=public
    )
    campaign.save()
    signer(campaign, "Offline")

    with pytest.raises(CommandError, match="only your organisation’s own key opens them"):
        export("river", tmp_path / "list")
    export("river", tmp_path / "list", "--preset", "statistics")
