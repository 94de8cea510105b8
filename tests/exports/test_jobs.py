"""Exports: asked for, claimed, written, opened once, and gone."""

import hashlib
import itertools
import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts.models import Membership, SealingKey, User
from campaign.exports import building, jobs, rows, writing
from campaign.exports.choosing import Contradiction, Filters
from campaign.exports.forms import ExportForm
from campaign.exports.jobs import AlreadyGone, CannotExport
from campaign.exports.models import ExportJob
from campaign.lib import sealing
from campaign.lib.addresses import Address
from campaign.lib.leases import LEASE, LostClaim
from campaign.mail.composing import composed, words
from campaign.mail.models import OutgoingMail
from campaign.signatures import actions
from campaign.signatures.weeding import sweeping
from tests import factories
from tests.exports.signers import NOW, actions_of, asked, built, content, signer, table

pytestmark = pytest.mark.django_db
DAY = NOW.date()


@pytest.fixture
def alice(campaign) -> User:
    """Who owns it."""
    user = User.objects.create_user("alice@example.org")
    Membership.objects.create(user=user, organisation=campaign.organisation, role="owner")
    return user


@pytest.mark.parametrize("format", ["csv", "xlsx", "jsonl"])
def test_the_same_rows_come_out_of_every_format(campaign, format):
    signer(campaign, "=cmd|' /C calc'!A0")
    signer(campaign, "မြန်မာ, “Ann”\n")

    job = built(campaign, format=format, preset="delivery")

    first = "'=cmd|' /C calc'!A0" if format == "csv" else "=cmd|' /C calc'!A0"
    assert (job.state, job.rows_done, job.rows_total) == ("ready", 2, 2)
    assert table(content(job), format)[1:] == [[first, "Thailand"], ["မြန်မာ, “Ann”\n", "Thailand"]]


def test_of_a_high_risk_campaign_no_number_moves_as_a_button_is_pressed():
    """Whoever has a suspect's phone and somebody's desk would press one and look at the other."""
    campaign = factories.high_risk()
    now = timezone.now()
    factories.confirmed(campaign, "ann@example.org", now=now - timedelta(days=1))
    factories.confirmed(campaign, "bo@example.org", now=now)
    wanted = {"format": "sealed", "preset": "delivery", "name_display": "as-signed"}
    everybody = {"campaign": campaign, **wanted, "filters": Filters()}

    assert jobs.matching(**everybody, now=now).count() == 1
    assert sweeping.request_sweep(campaign=campaign, by=None, now=now).rows_total == 1
    assert jobs.matching(**everybody, now=now + timedelta(days=1)).count() == 2


@pytest.mark.parametrize(
    "part", [{"countries": ("TH",)}, {"languages": ("en",)}, {"sources": ("x",)}, {"since": DAY}]
)
@pytest.mark.parametrize("format", ["sealed", "csv"])
def test_of_a_high_risk_campaign_no_part_is_counted_by_itself(format, part):
    campaign = factories.high_risk()
    preset = "delivery" if format == "sealed" else "statistics"
    wanted = {"format": format, "preset": preset, "name_display": "as-signed"}

    with pytest.raises(Contradiction, match="could point at somebody"):
        jobs.matching(campaign=campaign, **wanted, filters=Filters(**part), now=NOW)

    form = ExportForm(campaign)
    assert not form.fields["countries"].choices


def test_csv_is_what_the_standard_says_with_and_without_the_mark(campaign):
    signer(campaign, 'Ann "the second", Example')

    marked = content(built(campaign, preset="delivery"))
    plain = content(built(campaign, preset="delivery", with_mark=False))

    assert marked == b"\xef\xbb\xbf" + plain
    assert plain == b'Name,Country\r\n"Ann ""the second"", Example",Thailand\r\n'


def test_what_is_shown_of_the_file_is_true(campaign):
    signer(campaign, "Ann")

    job = built(campaign)

    assert job.sha256 == hashlib.sha256(content(job)).hexdigest()
    assert job.size == len(content(job))


def test_nothing_of_a_name_touches_the_disk_in_clear(campaign, folder, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for number in range(50):
        signer(campaign, f"Canary Zwitscher {number}")

    for format in ("csv", "xlsx", "jsonl"):
        built(campaign, format=format)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 3
    assert all(b"Canary" not in path.read_bytes() for path in files)
    assert all(path.suffix == ".export" for path in files)


def test_the_number_is_known_before_and_nobody_who_signs_later_is_in_it(campaign):
    signer(campaign, "Ann")
    job = asked(campaign, now=timezone.now())
    assert job.rows_total == 1
    signer(campaign, "Late", at=timezone.now())

    building.build_next()

    job.refresh_from_db()
    assert [row[0] for row in table(content(job), "csv")[1:]] == ["Ann"]


def test_whoever_withdraws_before_their_turn_is_not_in_it_and_afterwards_is_counted(campaign):
    ann = factories.confirmed(campaign)
    factories.confirmed(campaign, "ben@example.org")
    factories.confirmed(campaign, "cho@example.org")
    job = asked(campaign, now=timezone.now())
    actions.withdraw(signature_id=ann.id, now=timezone.now())

    building.build_next()

    job.refresh_from_db()
    assert job.rows_total == 2
    assert jobs.gone_since(job) == 0
    ben = factories.signature_of(campaign, "ben@example.org")
    actions.withdraw(signature_id=ben.id, now=timezone.now())
    assert jobs.gone_since(job) == 1


def test_nobody_to_export_is_said(campaign):
    signer(campaign, "Ann")

    with pytest.raises(CannotExport, match="There is nobody to export"):
        asked(campaign, filters=Filters(countries=("LA",)))
    with pytest.raises(Contradiction):
        asked(campaign, preset="mailing", filters=Filters(consent="no"))
    assert not ExportJob.objects.exists()


def test_under_offline_custody_only_what_needs_no_key(campaign):
    public, _private = sealing.new_keypair()
    campaign.sealing_key = SealingKey.objects.create(
        organisation=campaign.organisation, custody="offline", public_key=public
    )
    campaign.save()
    signer(campaign, "Offline")

    for preset in ("full", "delivery"):
        with pytest.raises(CannotExport, match="cannot read them again"):
            asked(campaign, preset=preset)
    assert built(campaign, preset="statistics").state == "ready"


def test_two_clicks_are_one_export(campaign):
    signer(campaign, "Ann")

    assert asked(campaign).id == asked(campaign).id
    assert asked(campaign, preset="delivery").id != asked(campaign).id


def test_one_whose_worker_died_is_begun_again_by_another(campaign):
    signer(campaign, "Ann")
    asked(campaign)
    slow = jobs.claim(now=NOW)
    jobs.go_on(slow, done=1, now=NOW + timedelta(seconds=50))
    assert jobs.claim(now=NOW + timedelta(seconds=100)) is None

    next_one = jobs.claim(now=NOW + LEASE + timedelta(seconds=51))

    assert (next_one.id, next_one.rows_done) == (slow.id, 0)
    with pytest.raises(LostClaim):
        jobs.go_on(slow, done=2, now=NOW + timedelta(seconds=130))


def test_one_that_is_cancelled_while_it_is_written_stops_and_leaves_no_file(
    campaign, folder, alice, monkeypatch
):
    signer(campaign, "Ann")
    job = asked(campaign, now=timezone.now())
    write = writing.write

    def cancel_meanwhile(*args, **kwargs):
        jobs.cancel(job, by=alice, now=timezone.now())
        write(*args, **kwargs)

    monkeypatch.setattr(writing, "write", cancel_meanwhile)

    building.build_next()

    job.refresh_from_db()
    assert (job.state, [*folder.iterdir()]) == ("cancelled", [])
    assert not building.build_next()
    assert actions_of(campaign) == ["export-requested", "export-cancelled"]


def test_cancelled_in_the_middle_the_worker_stops_within_a_second_or_so(campaign, alice):
    """It would have gone on for ever: an export without an end."""
    signer(campaign, "Ann")
    job = asked(campaign, now=timezone.now())
    mine = jobs.claim(now=timezone.now())
    told = building.Told(lambda done: jobs.go_on(mine, done=done, now=timezone.now()))
    writing_on = told.each(itertools.repeat(["Ann"]))
    next(writing_on)
    jobs.cancel(job, by=alice, now=timezone.now())
    begun = time.monotonic()

    with pytest.raises(LostClaim):
        for _row in writing_on:
            pass

    assert time.monotonic() - begun < 3 * building.TELL_EVERY


def test_how_far_it_is_is_told_while_it_is_written(campaign, monkeypatch):
    monkeypatch.setattr(building, "TELL_EVERY", 0)
    told = []
    counting = building.Told(told.append)

    list(counting.each([[n] for n in range(1200)]))

    assert (told, counting.done) == ([500, 1000], 1200)
    counting.so_far(0)
    counting.so_far(7)
    assert (told, counting.done) == ([500, 1000, 7], 7)


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (sealing.CannotOpen("Canary"), "is SEALING_KEY the right one?"),
        (OSError(28, "No space left"), "is the disk full?"),
        (RuntimeError("Canary Zwitscher"), "Something broke on our side."),
    ],
)
def test_trouble_is_said_in_a_sentence_and_leaves_no_file(
    campaign, folder, monkeypatch, trouble, sentence
):
    for number in range(3):
        signer(campaign, f"Signer {number}")

    def broken(*args, **kwargs):
        yield ["Ann"] * 11
        raise trouble

    monkeypatch.setattr(rows, "rows", broken)

    job = built(campaign)

    assert job.state == "failed"
    assert sentence in job.failure
    assert "Canary" not in job.failure
    assert [*folder.iterdir()] == []


def test_a_full_disk_is_a_failure_in_words_and_leaves_nothing(campaign, settings):
    """A real one: every write to /dev/full fails as a full disk does."""
    signer(campaign, "Ann")
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    settings.EXPORT_DIR.mkdir()
    job = asked(campaign, now=timezone.now())
    with pytest.MonkeyPatch.context() as patch:
        opened = type(settings.EXPORT_DIR).open
        patch.setattr(
            type(settings.EXPORT_DIR),
            "open",
            lambda path, mode="r", *rest: opened(
                type(path)("/dev/full") if "x" in mode else path, mode.replace("x", "w"), *rest
            ),
        )
        building.build_next()

    job.refresh_from_db()
    assert (job.state, job.failure) == ("failed", building.CANNOT_WRITE)
    assert [*settings.EXPORT_DIR.iterdir()] == []


def test_one_that_kills_its_workers_for_hours_is_given_up(campaign):
    signer(campaign, "Ann")

    job = built(campaign, now=timezone.now() - timedelta(hours=7))

    assert (job.state, job.failure) == ("failed", building.GAVE_UP)


def test_it_opens_once_and_is_gone_before_the_first_piece_is_sent(
    campaign, folder, alice, django_capture_on_commit_callbacks
):
    signer(campaign, "Canary Zwitscher")
    job = built(campaign)
    other = ExportJob.objects.get()  # as a second click has it, read at the same moment

    with django_capture_on_commit_callbacks(execute=True):
        opened = jobs.open_once(job, by=alice, now=timezone.now())

    assert [*folder.iterdir()] == []
    job.refresh_from_db()
    assert (job.state, job.wrapped_key, job.downloaded_by) == ("downloaded", None, alice)
    assert b"Canary Zwitscher" in b"".join(opened)
    with pytest.raises(AlreadyGone):
        jobs.open_once(job, by=alice, now=timezone.now())
    with pytest.raises((AlreadyGone, OSError)):
        jobs.open_once(other, by=alice, now=timezone.now())
    assert actions_of(campaign).count("export-downloaded") == 1


def test_of_two_who_open_it_at_once_one_has_it(campaign, alice):
    signer(campaign, "Ann")
    first, second = built(campaign), ExportJob.objects.get()
    path = jobs.folder().path_of(first.id)
    kept = path.read_bytes()
    jobs.open_once(first, by=alice, now=timezone.now())
    path.write_bytes(kept)  # as if the second had opened the file before it was deleted

    with pytest.raises(AlreadyGone):
        jobs.open_once(second, by=alice, now=timezone.now())


def test_one_whose_time_is_over_opens_no_more_and_is_destroyed(
    campaign, folder, alice, django_capture_on_commit_callbacks
):
    signer(campaign, "Ann")
    job = built(campaign)
    late = timezone.now() + timedelta(hours=25)
    with pytest.raises(AlreadyGone):
        jobs.open_once(job, by=alice, now=late)

    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.destroy_expired(now=late) == 1

    job.refresh_from_db()
    assert (job.state, job.wrapped_key, [*folder.iterdir()]) == ("expired", None, [])
    assert jobs.destroy_expired(now=late) == 0
    assert actions_of(campaign) == ["export-requested", "export-built", "export-expired"]


def test_a_damaged_file_is_no_download(campaign, alice):
    signer(campaign, "Ann")
    job = built(campaign)
    jobs.folder().path_of(job.id).write_bytes(b"noise" * 100)

    with pytest.raises(sealing.CannotOpen):
        jobs.open_once(job, by=alice, now=timezone.now())

    job.refresh_from_db()
    assert job.is_ready
    assert "export-downloaded" not in actions_of(campaign)


def test_what_died_workers_left_is_cleared_and_nothing_else(campaign, folder):
    signer(campaign, "Ann")
    job = built(campaign)
    long_ago = (timezone.now() - timedelta(hours=2)).timestamp()
    for name in ("x.1234.part", "0190d4a100007000800000000000000a.export"):
        (folder / name).write_bytes(b"")
        os.utime(folder / name, (long_ago, long_ago))
    (folder / "new.part").write_bytes(b"")
    kept = jobs.folder().path_of(job.id)
    os.utime(kept, (long_ago, long_ago))

    assert jobs.remove_orphans(now=timezone.now()) == 2

    assert {*folder.iterdir()} == {kept, folder / "new.part"}


def test_owners_and_nobody_else_hear_of_start_download_and_expiry(campaign, alice):
    bob = User.objects.create_user("bob@example.org")
    Membership.objects.create(user=bob, organisation=campaign.organisation, role="staff")
    signer(campaign, "Canary Zwitscher")
    jobs.open_once(built(campaign, by=bob), by=bob, now=timezone.now())
    built(campaign, by=bob)
    jobs.destroy_expired(now=timezone.now() + timedelta(hours=25))

    mails = [*OutgoingMail.objects.order_by("id")]

    said = words(mails)
    messages = [composed(mail, Address.parse("a@example.org"), said[mail.id]) for mail in mails]
    assert {mail.opened()["to"] for mail in mails} == {"alice@example.org"}
    assert [message.subject for message in messages] == [
        "Somebody asked for a list of signers",
        "A list of signers was downloaded",
        "Somebody asked for a list of signers",
        "A list of signers was destroyed unread",
    ]
    for message in messages:
        assert "Canary" not in message.body
        assert "For the embassy" in message.body
        assert "http://testserver/staff/river/exports/" in message.body
    assert "bob@example.org downloaded a list of signers." in messages[1].body
