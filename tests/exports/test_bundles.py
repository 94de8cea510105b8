"""Sealed bundles: written without a key, opened with it; what was meddled with is named."""

import base64
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.accounts.models import SealingKey
from campaign.exports import rows
from campaign.exports.bundles import Bundle, fingerprint
from campaign.exports.choosing import Contradiction
from campaign.lib import key_files, sealing
from campaign.signatures.models import Signature
from tests import factories
from tests.exports.signers import asked, built, content, signer, table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch) -> None:
    monkeypatch.setenv("SEALED_PASSPHRASE", "four words")


def offline_key(campaign, folder: Path, name: str = "key") -> Path:
    """The campaign seals to it from now on; its file."""
    public, private = sealing.new_keypair()
    campaign.sealing_key = SealingKey.objects.create(
        organisation=campaign.organisation, custody="offline", public_key=public
    )
    campaign.save()
    file = folder / name
    file.write_bytes(key_files.protected(private, "four words", memory=8 * 1024 * 1024))
    return file


@pytest.fixture
def key(campaign, tmp_path) -> Path:
    return offline_key(campaign, tmp_path)


def bundle_of(campaign, tmp_path, **fields) -> Path:
    job = built(campaign, format="sealed", **fields)
    assert job.state == "ready", job.failure
    file = tmp_path / "bundle"
    file.write_bytes(content(job))
    return file


def opened(bundle: Path, *keys: Path, more: tuple[str, ...] = (), format: str = "csv"):
    output = bundle.parent / "opened"
    named = [f"--key={key}" for key in keys]
    call_command(
        "open_sealed", str(bundle), *named, f"--output={output}", f"--format={format}", *more
    )
    return table(output.read_bytes(), format)


@pytest.mark.parametrize("format", ["csv", "xlsx", "jsonl"])
def test_what_the_server_cannot_read_comes_out_with_the_key(campaign, key, tmp_path, format):
    signer(campaign, "Canary Zwitscher", email="canary@example.org", comment="Canary comment")
    bundle = bundle_of(campaign, tmp_path)

    assert b"Canary" not in bundle.read_bytes()
    with CaptureQueriesContext(connection) as queries:
        row = opened(bundle, key, format=format)[1]
    assert row[:2] == ["Canary Zwitscher", "canary@example.org"]
    assert "Canary comment" in row
    assert len(queries) == 0


def test_columns_are_those_it_was_asked_for_with_or_others(campaign, key, tmp_path):
    signer(campaign, "Ann")
    bundle = bundle_of(campaign, tmp_path, preset="delivery")

    assert opened(bundle, key) == [["Name", "Country"], ["Ann", "Thailand"]]
    assert opened(bundle, key, more=("--preset=mailing",))[0][:2] == ["Name", "Email"]


def test_columns_of_ones_own_come_out_and_those_of_an_older_bundle(campaign, key, tmp_path):
    signer(campaign, "Ann", email="ann@example.org")
    own = bundle_of(campaign, tmp_path, preset="own", columns=["country", "email"])

    assert opened(own, key) == [["Email", "Country"], ["ann@example.org", "Thailand"]]
    with own.open("rb") as file:
        bundle = Bundle(file)
    assert bundle.columns() == ("email", "country")
    bundle.about |= {"columns": None, "preset": "delivery"}
    assert bundle.columns() == ("name", "country")
    assert bundle.columns("mailing") == ("name", "email", "country", "language")


def test_after_a_change_of_keys_each_row_opens_with_its_own(campaign, key, tmp_path):
    signer(campaign, "Old key")
    second = offline_key(campaign, tmp_path, "second")
    signer(campaign, "New key")
    bundle = bundle_of(campaign, tmp_path, preset="delivery")

    assert [row[0] for row in opened(bundle, key, second)[1:]] == ["Old key", "New key"]
    with pytest.raises(CommandError, match="sealed to a key that is not here"):
        opened(bundle, key)


def test_batches_leave_nobody_out(campaign, key, tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 3)
    for number in range(7):
        signer(campaign, f"Signer {number}")

    there = opened(bundle_of(campaign, tmp_path, preset="delivery"), key)

    assert [row[0] for row in there[1:]] == [f"Signer {number}" for number in range(7)]


def test_another_key_is_named_with_the_one_that_is_needed(campaign, key, tmp_path):
    signer(campaign, "Ann")
    bundle = bundle_of(campaign, tmp_path)
    needed = fingerprint(bytes(campaign.sealing_key.public_key))
    foreign = offline_key(campaign, tmp_path, "foreign")

    with pytest.raises(CommandError, match=f"another key: this bundle opens with {needed}"):
        opened(bundle, foreign)
    assert not (tmp_path / "opened").exists()


def test_a_row_that_was_moved_from_another_campaign_is_named(campaign, tmp_path):
    lake = factories.campaign("lake")
    key = offline_key(campaign, tmp_path)
    lake.sealing_key = campaign.sealing_key
    moved = signer(lake, "Moved")
    Signature.objects.filter(id=moved.id).update(campaign=campaign)

    with pytest.raises(CommandError, match=f"signature {moved.id}: sealed for another row"):
        opened(bundle_of(campaign, tmp_path), key)


def test_a_row_that_was_changed_is_named(campaign, key, tmp_path):
    changed = signer(campaign, "Changed")
    noise = bytes(changed.sealed)[:-1] + bytes([bytes(changed.sealed)[-1] ^ 1])
    Signature.objects.filter(id=changed.id).update(sealed=noise)

    with pytest.raises(CommandError, match=f"signature {changed.id}: wrong key or damaged"):
        opened(bundle_of(campaign, tmp_path), key)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9, 0.999])
def test_one_that_was_cut_is_refused_and_nothing_left(campaign, key, tmp_path, share):
    for number in range(300):
        signer(campaign, f"Signer {number}")
    bundle = bundle_of(campaign, tmp_path)
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(CommandError, match="cut short|damaged file"):
        opened(bundle, key)

    assert {path.name for path in tmp_path.iterdir()} == {"bundle", "key", "exports"}


def test_one_whose_first_line_was_changed_opens_nothing_as_another_campaigns(
    campaign, key, tmp_path
):
    signer(campaign, "Ann")
    bundle = bundle_of(campaign, tmp_path)
    first, rest = bundle.read_bytes().split(b"\n", 1)
    for changed, says in (
        ({"campaign": campaign.id + 1}, "sealed for another row"),
        ({"version": 2}, "later version"),
    ):
        line = json.dumps(json.loads(first) | changed).encode()
        bundle.write_bytes(line + b"\n" + rest)

        with pytest.raises(CommandError, match=says):
            opened(bundle, key)


def test_files_that_are_something_else_are_named(campaign, key, tmp_path):
    (tmp_path / "list").write_bytes(base64.b64encode(b"x" * 1000))

    with pytest.raises(CommandError, match="no sealed bundle"):
        opened(tmp_path / "list", key)
    with pytest.raises(CommandError, match="no key file"):
        opened(tmp_path / "list", tmp_path / "list")
    with pytest.raises(CommandError, match="There is no file"):
        opened(tmp_path / "list", tmp_path / "nowhere")


def test_statistics_are_never_sealed(campaign, key):
    signer(campaign, "Ann")

    with pytest.raises(Contradiction, match="nothing to seal"):
        asked(campaign, format="sealed", preset="statistics")


def test_the_command_writes_the_same_bundle(campaign, key, tmp_path):
    signer(campaign, "Ann")
    bundle = tmp_path / "bundle"

    call_command("export_signatures", "river", "--format=sealed", f"--output={bundle}")

    assert opened(bundle, key)[1][0] == "Ann"
