"""Sealed bundles: written without a key, opened with it; what was meddled with is named."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from nacl.public import PublicKey, SealedBox

from campaign.accounts.models import SealingKey
from campaign.exports import building, rows
from campaign.exports.choosing import Contradiction
from campaign.lib import key_files, sealing
from campaign.lib.key_files import fingerprint
from campaign.signatures.models import Signature
from campaign.signatures.weeding.listed import numbers_in
from tests import factories
from tests.exports.signers import (
    as_the_first_were,
    asked,
    built,
    content,
    offline_key,
    signer,
    table,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch) -> None:
    monkeypatch.setenv("SEALED_PASSPHRASE", "four words")


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


def test_an_opened_bundle_names_its_signatures_as_the_weeding_page_reads_them(
    campaign, key, tmp_path
):
    there = [signer(campaign, "Ann", comment="One\ntwo"), signer(campaign, "Ben")]

    rows = opened(bundle_of(campaign, tmp_path), key)

    assert [row[-1] for row in rows] == ["Signature number", *(str(each.id) for each in there)]
    lines = (tmp_path / "opened").read_text(encoding="utf-8-sig").splitlines()
    assert [*numbers_in(lines)] == [each.id for each in there]


def test_columns_are_those_it_was_asked_for_with_or_others(campaign, key, tmp_path):
    signer(campaign, "Ann")
    bundle = bundle_of(campaign, tmp_path, preset="delivery")

    assert opened(bundle, key) == [["Name", "Country"], ["Ann", "Thailand"]]
    assert opened(bundle, key, more=("--preset=mailing",))[0][:2] == ["Name", "Email"]


def test_a_bundle_from_before_there_were_partners_and_numbers_opens_with_all_columns(
    campaign, key, tmp_path, monkeypatch
):
    ann = signer(campaign, "Ann")
    with monkeypatch.context() as back:
        as_the_first_were(back)
        bundle = bundle_of(campaign, tmp_path, preset="full")

    assert "Signature number" not in opened(bundle, key)[0]
    headings, row = opened(bundle, key, more=("--preset=full",))
    there = dict(zip(headings, row, strict=True))
    assert there["Signature number"] == str(ann.id)
    assert there["Online or paper"] == "online"
    assert there["Name"] == "Ann"


def test_columns_of_ones_own_come_out(campaign, key, tmp_path):
    signer(campaign, "Ann", email="ann@example.org")
    own = bundle_of(campaign, tmp_path, preset="own", columns=["country", "email"])

    assert opened(own, key) == [["Email", "Country"], ["ann@example.org", "Thailand"]]
    others = opened(own, key, more=("--preset=delivery",))
    assert others == [["Name", "Country"], ["Ann", "Thailand"]]


def test_after_a_change_of_keys_each_row_opens_with_its_own(campaign, key, tmp_path):
    signer(campaign, "Old key")
    second = offline_key(campaign, tmp_path, "second")
    signer(campaign, "New key")
    bundle = bundle_of(campaign, tmp_path, preset="delivery")

    assert [row[0] for row in opened(bundle, key, second)[1:]] == ["Old key", "New key"]
    with pytest.raises(CommandError, match="a key is missing: some rows open only with"):
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
    given = fingerprint(bytes(campaign.sealing_key.public_key))

    with pytest.raises(
        CommandError, match=f"another key: this bundle opens with {needed}; given was {given}"
    ):
        opened(bundle, foreign)
    assert not (tmp_path / "opened").exists()


def test_a_row_that_was_moved_from_another_campaign_is_named(campaign, tmp_path):
    lake = factories.campaign("lake")
    key = offline_key(campaign, tmp_path)
    lake.sealing_key = campaign.sealing_key
    moved = signer(lake, "Moved")
    Signature.objects.filter(id=moved.id).update(campaign=campaign)

    with pytest.raises(CommandError, match=f"signature {moved.id}: sealed for another campaign"):
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

    with pytest.raises(CommandError, match="cut short"):
        opened(bundle, key)

    assert {path.name for path in tmp_path.iterdir()} == {"bundle", "key", "exports"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"campaign": 4711}, "its first line was changed"),
        ({"columns": ["name"]}, "its first line was changed"),
        ({"slug": "=lake"}, "its first line was changed"),
        ({"keys": []}, "another key: this bundle opens with no key at all"),
        ({"version": 3}, "a later version"),
        ({"version": 1}, "an earlier version"),
        ({"keys": [{"public_key": 1}]}, "its first line was changed"),
    ],
)
def test_one_whose_first_line_was_changed_opens_nothing(campaign, key, tmp_path, changed, says):
    signer(campaign, "Ann")
    bundle = bundle_of(campaign, tmp_path)
    first, rest = bundle.read_bytes().split(b"\n", 1)
    line = json.dumps(json.loads(first) | changed, ensure_ascii=False, separators=(",", ":"))
    bundle.write_bytes(line.encode() + b"\n" + rest)

    with pytest.raises(CommandError, match=says):
        opened(bundle, key)
    assert not (tmp_path / "opened").exists()


def test_not_even_a_space_more_passes_in_the_first_line(campaign, key, tmp_path):
    signer(campaign, "Ann")
    bundle = bundle_of(campaign, tmp_path)
    bundle.write_bytes(bundle.read_bytes().replace(b"{", b"{ ", 1))

    with pytest.raises(CommandError, match="its first line was changed"):
        opened(bundle, key)


def test_the_stream_key_of_another_bundle_is_noticed(campaign, key, tmp_path):
    """By somebody who was sent two bundles, and opens neither."""
    signer(campaign, "Ann")
    first, _rest = bundle_of(campaign, tmp_path).read_bytes().split(b"\n", 1)
    bundle = bundle_of(campaign, tmp_path)
    bundle.write_bytes(first + b"\n" + bundle.read_bytes().split(b"\n", 1)[1])

    with pytest.raises(CommandError, match="changed on the way"):
        opened(bundle, key)


def test_a_byte_that_was_changed_on_the_way_is_noticed_and_after_which_row(campaign, key, tmp_path):
    for number in range(300):
        signer(campaign, f"Signer {number}")
    bundle = bundle_of(campaign, tmp_path)
    whole = bytearray(bundle.read_bytes())
    whole[-2_000] ^= 1
    bundle.write_bytes(whole)

    with pytest.raises(CommandError, match=r"changed on the way, after row \d\d+\. Nothing was"):
        opened(bundle, key)
    assert not (tmp_path / "opened").exists()


def test_sealed_parts_that_changed_places_are_noticed(campaign, key, tmp_path):
    one, other = signer(campaign, "One"), signer(campaign, "Other")
    Signature.objects.filter(id=one.id).update(sealed=other.sealed)
    Signature.objects.filter(id=other.id).update(sealed=one.sealed)

    with pytest.raises(CommandError, match=f"signature {one.id}: sealed for another row"):
        opened(bundle_of(campaign, tmp_path), key)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[]", "unknown format"),
        (b'{"v":1,"campaign":%d,"signature":"%s"}', "there is no '(name|email)' in it"),
        (b'{"v":1,"campaign":%d,"signature":"%s","name":["="]}', "unknown format"),
    ],
)
def test_what_a_stranger_sealed_to_our_key_is_named(campaign, key, tmp_path, content, says):
    """The public key is no secret: whoever can write to the database may seal anything to it."""
    forged = signer(campaign, "Ann")
    if b"%d" in content:
        content %= (campaign.id, forged.id.hex.encode())
    sealed = SealedBox(PublicKey(bytes(campaign.sealing_key.public_key))).encrypt(content)
    Signature.objects.filter(id=forged.id).update(sealed=sealed)

    with pytest.raises(CommandError, match=f"signature {forged.id}: {says}"):
        opened(bundle_of(campaign, tmp_path), key)


def test_a_wrong_passphrase_is_named(campaign, key, tmp_path, monkeypatch):
    signer(campaign, "Ann")
    monkeypatch.setenv("SEALED_PASSPHRASE", "five words")

    with pytest.raises(CommandError, match="wrong passphrase"):
        opened(bundle_of(campaign, tmp_path), key)


def test_nobody_is_asked_for_the_passphrase_of_a_key_that_does_not_fit(
    campaign, key, tmp_path, monkeypatch
):
    signer(campaign, "Ann")
    bundle = bundle_of(campaign, tmp_path, preset="delivery")
    foreign = offline_key(campaign, tmp_path, "foreign")
    damaged = json.loads(foreign.read_bytes()) | {"sealed": "AAAA"}
    foreign.write_text(json.dumps(damaged))  # would not open, if it were tried

    assert opened(bundle, foreign, key)[1:] == [["Ann", "Thailand"]]


@pytest.mark.parametrize("lines", [1, 4])
def test_the_code_on_paper_opens_it(campaign, tmp_path, monkeypatch, lines):
    public, private = sealing.new_keypair()
    offline_key(campaign, tmp_path)
    SealingKey.objects.filter(id=campaign.sealing_key_id).update(public_key=public)
    campaign.sealing_key.refresh_from_db()
    signer(campaign, "Ann")
    bundle = bundle_of(campaign, tmp_path, preset="delivery")
    code = key_files.recovery_code(private)
    typed = iter(code if lines == 4 else [" ".join(code)])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(typed))

    assert opened(bundle, more=("--recovery",))[1:] == [["Ann", "Thailand"]]


def test_without_any_key_it_says_what_to_give(campaign, key, tmp_path):
    with pytest.raises(CommandError, match="--key FILE, or --recovery"):
        opened(tmp_path / "bundle")


def test_a_bundle_of_people_who_all_withdrew_opens_as_an_empty_list(campaign, key, tmp_path):
    gone = signer(campaign, "Ann")
    job = asked(campaign, format="sealed", preset="delivery", now=timezone.now())
    gone.delete()
    assert building.build_next()
    job.refresh_from_db()
    (tmp_path / "bundle").write_bytes(content(job))

    assert opened(tmp_path / "bundle", key) == [["Name", "Country"]]


def test_words_are_those_of_the_campaigns_language(campaign, key, tmp_path):
    campaign.main_language = "id"
    campaign.save()
    signer(campaign, "Ann", country="DE")

    there = opened(bundle_of(campaign, tmp_path, preset="delivery"), key)

    assert there[1] == ["Ann", "Jerman"]


def test_it_opens_without_a_database_or_any_of_a_servers_secrets(campaign, key, tmp_path):
    signer(campaign, "Ann")
    bundle = bundle_of(campaign, tmp_path, preset="delivery")
    output = tmp_path / "list.csv"

    done = subprocess.run(
        [
            *(sys.executable, "manage.py", "open_sealed", str(bundle)),
            *(f"--key={key}", f"--output={output}"),
        ],
        cwd=settings.BASE_DIR,
        env={"PATH": "", "UNDERSIGNED_VAR": "/nonexistent", "SEALED_PASSPHRASE": "four words"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert table(output.read_bytes(), "csv") == [["Name", "Country"], ["Ann", "Thailand"]]


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 60_000,
        b'{"undersigned":"bundle","version":1e999}',
        b'{"undersigned":"bundle","version":2,"keys":[],"slug":"x","rows":1e999}',
    ],
)
def test_a_first_line_that_was_made_to_hurt_is_no_bundle(key, tmp_path, content):
    (tmp_path / "bundle").write_bytes(content + b"\n")

    with pytest.raises(CommandError, match="no sealed bundle"):
        opened(tmp_path / "bundle", key)


def test_files_that_are_something_else_are_named(campaign, key, tmp_path):
    (tmp_path / "list").write_bytes(base64.b64encode(b"x" * 1000))
    signer(campaign, "Ann")

    with pytest.raises(CommandError, match="no sealed bundle"):
        opened(tmp_path / "list", key)
    with pytest.raises(CommandError, match="no key file"):
        opened(bundle_of(campaign, tmp_path), tmp_path / "list")
    with pytest.raises(CommandError, match="There is no file"):
        opened(tmp_path / "bundle", tmp_path / "nowhere")


def test_statistics_are_never_sealed(campaign, key):
    signer(campaign, "Ann")

    with pytest.raises(Contradiction, match="nothing to seal"):
        asked(campaign, format="sealed", preset="statistics")


def test_the_command_writes_the_same_bundle(campaign, key, tmp_path):
    signer(campaign, "Ann")
    bundle = tmp_path / "bundle"

    call_command("export_signatures", "river", "--format=sealed", f"--output={bundle}")

    assert opened(bundle, key)[1][0] == "Ann"
