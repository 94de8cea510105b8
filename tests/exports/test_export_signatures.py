"""manage.py export_signatures."""

import stat

import pytest
from django.core.management import CommandError, call_command

from campaign.accounts.models import SealingKey
from campaign.exports.models import ExportJob
from campaign.lib import sealing
from campaign.signatures.models import Signature
from tests.exports.signers import signer, table

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


def test_nobody_at_all_is_a_file_with_its_headings(campaign, tmp_path):
    export("river", tmp_path / "list", "--preset", "delivery", "--mark")

    assert (tmp_path / "list").read_bytes() == b"\xef\xbb\xbfName,Country\r\n"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--since", "2026-02-02", "--until", "2026-02-01"], "--until: The last day is before"),
        (["--preset", "mailing", "--consent", "no"], "--consent: A mailing list holds only"),
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
