"""Files with signatures on paper: read, checked, taken in whole or as far as they are good."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts.auditing import READINGS
from campaign.accounts.models import AuditEvent, Membership, Organisation, SealingKey
from campaign.lib import leases, sealing
from campaign.lib.weeks import day_of, is_week
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign
from campaign.signatures import actions, counting, noting, watching
from campaign.signatures.followers import followers
from campaign.signatures.models import Signature
from campaign.signatures.paper import imports, reading, undoing, working
from campaign.signatures.paper.models import PaperBatch, PaperEntry, PaperFault
from campaign.signatures.paper.taking_in import still_there
from campaign.signatures.paper.undoing import undo
from campaign.signatures.signals import closing_for_good, erasing_on_request
from campaign.signatures.sources import signatures_on_paper
from campaign.signatures.terms import forget_terms
from tests import factories
from tests.signatures.papers import (
    COLUMNS,
    begun,
    checked,
    each_reason,
    faults,
    importer,
    lines,
    taken,
    with_bad_ones,
    workbook,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def test_of_a_long_file_every_bad_line_is_named_and_the_good_ones_go_in(campaign):
    content, wrong = with_bad_ones(10_000, bad=300)

    batch = checked(campaign, content)

    assert [(line, reason) for line, _column, reason in faults(batch)] == list(each_reason(wrong))
    assert (batch.state, batch.good, batch.bad, batch.rows_done) == ("checked", 9_700, 300, 10_000)
    assert not Signature.objects.exists()

    taken(batch)
    counting.fold_confirmed(now=timezone.now())

    assert (batch.state, batch.count) == ("taken", 9_700)
    campaign.refresh_from_db()
    assert campaign.signature_count == 9_700
    assert signatures_on_paper(campaign) == 9_700
    assert not PaperEntry.objects.exists()


def test_all_or_none_takes_none_where_one_is_bad(campaign):
    batch = checked(campaign, lines("Ann,Thailand,,", "Bo,Atlantis,,"), all_or_none=True)

    taken(batch)

    assert batch.state == "checked"
    assert not Signature.objects.exists()


def test_what_comes_in_is_sealed_like_any_other(campaign):
    taken(checked(campaign, lines("Ann Example,TH,ann@example.org,x", "Bo Example,ລາວ,,")))

    ann, bo = Signature.objects.order_by("id")
    assert ann.opened() == {"name": "Ann Example", "email": "ann@example.org", "affiliation": ""}
    assert (ann.source, ann.country, ann.wants_updates, ann.public_name) == (
        "paper",
        "TH",
        True,
        "",
    )
    assert (bo.fingerprint, bo.mailed_at, bo.wants_updates, bo.country) == (None, [], False, "LA")
    assert not OutgoingMail.objects.exclude(message="paper_notice").exists()


def test_doubles_are_named_and_left_out(campaign):
    factories.confirmed(campaign, "ann@example.org")
    taken(checked(campaign, lines("Bo,Thailand,bo@example.org,")))

    batch = checked(
        campaign,
        lines(
            "Ann,Thailand,Ann+tag@example.org,",
            "Bo,Thailand,bo@example.org,",
            "Cho,Thailand,cho@example.org,",
            "Cho,Laos,cho@example.org,",
            "Dan,Thailand,,",
            "dan,Thailand,,",
        ),
    )

    assert faults(batch) == [
        (2, "email", "same-online"),
        (3, "email", "same-on-paper"),
        (5, "email", "same-in-file"),
        (7, "name", "same-name"),
    ]
    assert (batch.good, batch.doubles, batch.bad) == (3, 3, 0)


def test_that_somebody_saw_who_had_signed_is_in_the_record_as_a_reading(campaign):
    checked(campaign, lines("Ann,Thailand,ann@example.org,", "Bo,Thailand,,"))

    event = AuditEvent.objects.get(action="paper-compared")
    assert (event.actor, event.details) == (importer(), {"addresses": 1, "mark": "Market"})
    assert event.action in READINGS


def test_where_only_the_organisation_reads_names_a_file_finds_out_nobody(campaign):
    """A list of suspects, imported: neither lines nor numbers say who of them has signed."""
    key, _private = factories.offline_key(campaign.organisation)
    Campaign.objects.update(sealing_key=key)
    forget_terms()
    campaign.refresh_from_db()
    factories.confirmed(campaign, "ann@example.org")
    found = []

    for address in ("ann@example.org", "stranger@example.org"):
        batch = checked(campaign, lines(f"Ann,Thailand,{address},"))
        looked = (faults(batch), batch.good, batch.doubles)
        taken(batch)
        after = (faults(batch), batch.state, batch.count, still_there(batch), batch.failure)
        undone = undo(batch, by=importer(), now=timezone.now())
        events = campaign.audit_events.order_by("-id").values_list("action", "details")
        found.append((looked, after, undone, list(events[:2])))

    assert found[0] == found[1]
    assert found[0][0] == ([], 1, 0)
    assert Signature.objects.confirmed().count() == 1  # Ann, once, and not by paper
    assert not AuditEvent.objects.filter(action="paper-compared").exists()


def test_whoever_names_columns_again_and_again_keeps_a_file_no_longer_than_a_day(campaign):
    batch = checked(campaign, lines("Ann,Thailand,,"), now=timezone.now() - timedelta(hours=23))
    imports.choose_again(batch)
    again = {"columns": COLUMNS, "has_headings": True, "all_or_none": False}
    imports.check(batch, **again, by=importer(), now=timezone.now())
    working.work_on_next()

    assert imports.expire(now=timezone.now() + timedelta(hours=1, seconds=1)) == 1


def test_whoever_signs_online_meanwhile_counts_once(campaign):
    batch = checked(campaign, lines("Ann,Thailand,ann@example.org,", "Bo,Thailand,,"))
    online = factories.confirmed(campaign, "ann@example.org")

    taken(batch)

    assert batch.count == 1
    assert Signature.objects.confirmed().count() == 2
    assert Signature.objects.filter(id=online.id, paper_batch=None).exists()
    assert faults(batch) == [(2, "email", "same-online")]


def test_paper_stands_in_for_a_form_that_nobody_confirmed(campaign):
    pending = factories.sign(campaign, "ann@example.org")

    taken(checked(campaign, lines("Ann,Thailand,ann@example.org,")))

    pending.refresh_from_db()
    assert pending.state == "withdrawn"
    assert Signature.objects.confirmed().get().source == "paper"


def test_who_signed_on_paper_can_leave_like_anybody(campaign):
    batch = taken(checked(campaign, lines("Ann,Thailand,ann@example.org,x", "Bo,Laos,,")))
    counting.fold_confirmed(now=timezone.now())
    ann = batch.signatures.get(country="TH")

    actions.withdraw(signature_id=ann.id, now=timezone.now())

    ann.refresh_from_db()
    assert (ann.state, bytes(ann.sealed), ann.paper_batch) == ("withdrawn", b"", None)
    assert signatures_on_paper(campaign) == 1
    assert batch.signatures.count() == 1
    assert counting.reconcile(campaign.id) == 0


def test_paper_is_no_form_that_came_in_and_no_mail_that_was_confirmed(campaign):
    long_ago = timezone.now() - timedelta(hours=1)
    taken(checked(campaign, lines(*[f"Person {'abcdefghij'[n % 10]},TH,," for n in range(600)])))
    Signature.objects.update(created_at=long_ago)

    noting.fold_signed(now=timezone.now() + timedelta(minutes=1))

    assert not campaign.figures.filter(about="signed", number__gt=0).exists()
    assert watching.confirm_ratio(campaign, now=timezone.now()) is None


def test_whoever_ticked_and_gave_an_address_follows_and_nobody_else(campaign):
    taken(
        checked(
            campaign,
            lines("Ann,Thailand,ann@example.org,x", "Bo,Laos,bo@example.org,", "Cho,Laos,,x"),
        )
    )

    assert [each.opened()["name"] for each in followers(campaign)] == ["Ann"]


def test_of_a_high_risk_campaign_the_week_is_known_and_nobody_follows():
    campaign = factories.high_risk()
    taken(checked(campaign, lines("Ann,Thailand,ann@example.org,x")))

    signature = Signature.objects.get()
    assert is_week(signature.created_at)
    assert signature.confirmed_at == day_of(signature.confirmed_at)
    assert not signature.wants_updates
    counting.fold_confirmed(now=timezone.now() + timedelta(days=1))  # once its day is over
    signature.refresh_from_db()
    assert signature.counted_at is not None
    assert is_week(signature.confirmed_at)


def test_who_withdraws_goes_from_lines_that_wait_too(campaign):
    batch = checked(campaign, lines("Ann,Thailand,ann@example.org,", "Bo,Laos,bo@example.org,"))
    signature = factories.confirmed(campaign, "ann@example.org")

    actions.withdraw(signature_id=signature.id, now=timezone.now())

    assert [entry.line for entry in batch.entries.all()] == [3]


def test_imports_that_wait_are_given_up_when_somebody_is_erased_and_when_it_ends(
    campaign, settings
):
    for signal in (erasing_on_request, closing_for_good):
        batch = checked(campaign, lines("Ann,Thailand,ann@example.org,"))
        how = {"campaigns": [campaign]} if signal is erasing_on_request else {"campaign": campaign}
        signal.send(Signature, **how, by=importer(), now=timezone.now())
        batch.refresh_from_db()
        assert (batch.state, batch.wrapped_key) == (PaperBatch.State.CANCELLED, None)
        assert not PaperEntry.objects.exists()


def test_an_address_from_paper_is_told_so_when_it_signs_online(campaign):
    taken(checked(campaign, lines("Ann,Thailand,ann@example.org,")))

    factories.sign(campaign, "ann@example.org", now=timezone.now() + timedelta(hours=1))

    assert OutgoingMail.objects.filter(message="already_signed").count() == 1
    assert Signature.objects.count() == 1


def test_undone_it_is_as_if_it_had_never_come(campaign):
    factories.confirmed(campaign, "online@example.org")
    batch = taken(checked(campaign, lines("Ann,Thailand,ann@example.org,x", "Bo,Laos,,")))
    counting.fold_confirmed(now=timezone.now())

    undo(batch, by=importer(), now=timezone.now())

    campaign.refresh_from_db()
    assert campaign.signature_count == 1
    assert signatures_on_paper(campaign) == 0
    assert Signature.objects.get().paper_batch is None
    assert counting.reconcile(campaign.id) == 0
    assert not campaign.tallies.filter(source="paper", confirmed__gt=0).exists()
    batch.refresh_from_db()
    assert batch.state == "undone"


@pytest.fixture
def long_one(campaign, monkeypatch) -> PaperBatch:
    """Of five, where a request takes out two, beside one who signed online."""
    monkeypatch.setattr(undoing, "AT_ONCE", 2)
    factories.confirmed(campaign, "online@example.org")
    batch = taken(checked(campaign, lines(*(f"{name},Laos,," for name in "ABCDE"))))
    counting.fold_confirmed(now=timezone.now())
    return batch


def test_of_a_long_one_the_request_takes_nothing_out_and_a_worker_all(campaign, long_one):
    Membership.objects.create(user=importer(), organisation=campaign.organisation, role="owner")
    assert undo(long_one, by=importer(), now=timezone.now()) == 5

    assert (long_one.state, long_one.is_being_undone, still_there(long_one)) == ("waiting", True, 5)
    with pytest.raises(undoing.CannotUndo):
        undo(long_one, by=importer(), now=timezone.now())
    assert working.work_on_next()

    long_one.refresh_from_db()
    campaign.refresh_from_db()
    assert (long_one.state, long_one.is_being_undone) == ("undone", False)
    assert (campaign.signature_count, signatures_on_paper(campaign)) == (1, 0)
    assert Signature.objects.get().paper_batch is None
    assert counting.reconcile(campaign.id) == 0
    notices = OutgoingMail.objects.filter(message="paper_notice")
    assert [mail.opened()["action"] for mail in notices].count("paper-undone") == 1
    assert campaign.audit_events.filter(action="paper-undone").count() == 1


def test_a_worker_that_died_while_undoing_is_followed_by_one_that_goes_on(campaign, long_one):
    now = timezone.now()
    undo(long_one, by=importer(), now=now)
    dead = imports.claim(now=now)
    assert undoing.take_next_out(dead, now=now) == 2
    campaign.refresh_from_db()
    assert (campaign.signature_count, still_there(long_one)) == (4, 3)
    assert not working.work_on_next()  # it may live
    PaperBatch.objects.update(claimed_until=now - timedelta(seconds=1))

    assert working.work_on_next()

    with pytest.raises(leases.LostClaim):
        undoing.take_next_out(dead, now=timezone.now())
    campaign.refresh_from_db()
    assert (campaign.signature_count, still_there(long_one)) == (1, 0)


def test_what_is_being_undone_is_neither_cancelled_nor_left_half_way_by_an_ending(
    campaign, long_one
):
    undo(long_one, by=importer(), now=timezone.now())

    imports.cancel(long_one, by=importer(), now=timezone.now())
    closing_for_good.send(Campaign, campaign=campaign, by=None, now=timezone.now())
    assert working.work_on_next()

    long_one.refresh_from_db()
    assert (long_one.state, still_there(long_one)) == ("undone", 0)


def test_its_file_is_gone_once_it_is_taken_in(campaign, settings):
    batch = checked(campaign, lines("Ann,Thailand,,"))
    (file,) = settings.PAPER_DIR.iterdir()
    assert b"Ann" not in file.read_bytes()

    taken(batch)

    assert list(settings.PAPER_DIR.iterdir()) == []
    assert batch.wrapped_key is None


@pytest.mark.django_db(transaction=True)
def test_given_up_nothing_of_it_is_left(campaign, settings):
    batch = checked(campaign, lines("Ann,Thailand,,", "Bo,Atlantis,,"))

    imports.cancel(batch, by=importer(), now=timezone.now())

    assert not PaperEntry.objects.exists()
    assert not PaperFault.objects.exists()
    assert list(settings.PAPER_DIR.iterdir()) == []


def test_a_worker_that_died_is_followed_by_one_that_starts_again(campaign):
    batch = begun(campaign, lines("Ann,Thailand,,", "Bo,Atlantis,,"))
    now = timezone.now()
    values = {"columns": COLUMNS, "has_headings": True, "all_or_none": False, "by": importer()}
    imports.check(batch, now=now, **values)
    dead = imports.claim(now=now - timedelta(minutes=5))
    working._check(dead)  # all but its end
    PaperBatch.objects.update(state="building", claimed_until=now - timedelta(minutes=1))

    assert working.work_on_next()

    batch.refresh_from_db()
    assert (batch.state, batch.good, batch.bad) == ("checked", 1, 1)
    assert PaperEntry.objects.count() == 1
    with pytest.raises(leases.LostClaim):
        leases.go_on(dead, now=timezone.now())


def test_under_offline_custody_it_is_sealed_to_the_key_that_is_not_here():
    organisation = Organisation.objects.create(name="Far", slug="far")
    public, private = sealing.new_keypair()
    key = SealingKey.objects.create(organisation=organisation, custody="offline", public_key=public)
    campaign = factories.campaign(organisation=organisation, sealing_key=key)

    taken(checked(campaign, lines("Ann,Thailand,,")))

    signature = Signature.objects.get()
    assert signature.opened() is None
    opened = sealing.open_sealed(
        private, signature.sealed, campaign=campaign.id, signature=signature.id
    )
    assert opened["name"] == "Ann"


def test_a_key_that_changed_meanwhile_is_said(campaign):
    batch = checked(campaign, lines("Ann,Thailand,,"))
    campaign.sealing_key = SealingKey.objects.create_for_server(campaign.organisation)
    campaign.save()

    taken(batch)

    assert (batch.state, batch.failure) == ("failed", working.KEY_CHANGED)
    assert not Signature.objects.exists()


def test_owners_are_written_to(campaign):
    Membership.objects.create(
        user=importer(), organisation=campaign.organisation, role=Membership.Role.OWNER
    )

    taken(checked(campaign, lines("Ann,Thailand,,")))

    assert OutgoingMail.objects.filter(message="paper_notice").count() == 1
    assert campaign.audit_events.get(action="paper-taken-in").details["signatures"] == 1


def test_nobody_decides_and_it_is_forgotten(campaign):
    batch = checked(campaign, lines("Ann,Thailand,,"))

    assert imports.expire(now=timezone.now() + timedelta(hours=25)) == 1

    batch.refresh_from_db()
    assert (batch.state, batch.wrapped_key) == ("expired", None)
    assert not PaperEntry.objects.exists()


# --- Files of every kind ------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found(encoding, delimiter):
    content = delimiter.join(["Name", "Country"]) + "\r\n" + delimiter.join(["မမ", "TH"])

    how = reading.guess(content.encode(encoding))

    assert how.is_sure
    assert how.delimiter == delimiter
    rows = reading.first_rows([content.encode(encoding)], how)
    assert [cells for _line, cells, _reason in rows] == [["Name", "Country"], ["မမ", "TH"]]


def test_a_quotation_mark_that_is_not_closed_swallows_nobody(campaign):
    content = lines(
        '"Ann,Thailand,,', "Bo,Thailand,,", "Cho,Thailand,,", '"Dan ""D"" Do",Laos,,', "Eh,Laos,,"
    )

    batch = checked(campaign, content)

    assert faults(batch) == [(2, "", "open-quote")]
    assert batch.good == 4


def test_a_cell_of_several_lines_is_one_row(campaign):
    batch = checked(campaign, lines('"Ann\nExample",Thailand,,', "Bo,Atlantis,,"))

    assert batch.good == 1
    assert faults(batch) == [(4, "country", "unknown-country")]


def test_an_older_thai_file_is_guessed_and_a_person_is_asked():
    content = "\n".join(["ชื่อ,ประเทศ", *["สมชาย ใจดี,ไทย"] * 20]).encode("cp874")

    how = reading.guess(content)

    assert (how.encoding, how.is_sure) == ("cp874", False)


def test_a_workbook_is_read_by_its_rows_numbers(campaign):
    content = workbook([["Ann", "Thailand", ""], ["", "", ""], ["Bo", "Atlantis", ""]])

    batch = checked(campaign, content, columns={"name": 0, "country": 1, "email": 2})

    assert batch.format == "xlsx"
    assert faults(batch) == [(4, "country", "unknown-country")]
    assert batch.good == 1


def test_a_formula_in_a_workbook_is_no_name(campaign):
    content = changed_sheet(
        workbook([["Ann", "Thailand", ""]]),
        b'<row r="3"><c r="A3" t="str"><f>A2</f><v>Ann</v></c>'
        b'<c r="B3" t="str"><v>Thailand</v></c></row></sheetData>',
    )

    batch = checked(campaign, content, columns={"name": 0, "country": 1})

    assert (3, "name", "formula") in faults(batch)
    assert batch.good == 1


def changed_sheet(content: bytes, ending: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"</sheetData>", ending))
    return made.getvalue()


def bomb() -> bytes:
    """Small, and 600 MB inside."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        with zipfile.ZipFile(io.BytesIO(workbook([]))) as plain:
            for part in plain.namelist():
                if "sheet1" not in part:
                    package.writestr(part, plain.read(part))
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _time in range(600):
                sheet.write(b" " * 2**20)
    return made.getvalue()


def wide() -> bytes:
    """One cell so far off that a table up to there takes all memory there is."""
    return changed_sheet(
        workbook([["Ann", "TH", ""]]),
        b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData>',
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (bomb, "too-much"),
        (wide, "died"),
        (lambda: b"PK\x03\x04 and nothing more", "damaged"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old-excel"),
        (
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
)
def test_what_cannot_be_read_is_said(campaign, content, reason):
    batch = checked(campaign, content())

    assert (batch.state, batch.failure) == ("failed", reading.REFUSALS[reason])
    assert batch.wrapped_key is None


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"Name,Country\n", b"\n\n\n"])
def test_a_file_without_a_line_has_nothing_to_take_in(campaign, content):
    batch = checked(campaign, content)

    assert (batch.state, batch.good, batch.bad) == ("checked", 0, 0)
