"""Dossiers: asked for, claimed, built, kept encrypted, and gone."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.utils import timezone

from campaign.accounts.models import User
from campaign.letters import building, carrying, dossiers
from campaign.letters.dossiers import CannotBuild
from campaign.letters.models import CarriedLetter, Dossier
from campaign.lib import sealing
from campaign.lib.leases import LEASE, LostClaim
from campaign.lib.typesetting import CannotTypeset
from campaign.pages.models import Campaign
from campaign.signatures import actions
from tests import factories
from tests.letters import carried
from tests.letters.carried import NOW, carry, recipient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, own_folders) -> Path:
    return settings.DOSSIER_DIR


@pytest.fixture
def campaign() -> Campaign:
    return carried.campaign()


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice@example.org")


def asked(campaign: Campaign, *, contents: str = "letters", now=None, slug: str = "tha") -> Dossier:
    return dossiers.request_dossier(
        campaign=campaign,
        recipient=recipient(slug),
        contents=contents,
        by=None,
        now=now or timezone.now(),
    )


def built(dossier: Dossier) -> Dossier:
    assert building.build_next()
    dossier.refresh_from_db()
    return dossier


def pages(dossier: Dossier) -> list[str]:
    pdf = b"".join(dossiers.pieces(dossier))
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def three_letters(campaign: Campaign) -> list[CarriedLetter]:
    return [
        carry(
            factories.confirmed(campaign, f"{name}@example.org", country=country),
            name=f"{name.title()} Example",
            body=f"Your Excellency,\n\n{name} asks you to act.\n\n{name.title()} Example",
        )
        for name, country in (("ann", "TH"), ("ben", "TH"), ("cho", "LA"))
    ]


def test_a_dossier_holds_what_its_recipient_is_to_read(campaign, alice):
    letters = three_letters(campaign)

    dossier = built(asked(campaign))

    assert dossier.state == "ready"
    assert (dossier.items_done, dossier.items_total, dossier.pages) == (3, 3, 6)
    cover, totals, *written, manifest = pages(dossier)
    assert "H.E. the Minister of Foreign Affairs of the Kingdom of Thailand" in cover
    assert "443 Sri Ayudhya Road" in cover
    assert "Your Excellency, We hand you 3 letters on “Keep the river free”" in cover
    assert "Thailand 2 Laos 1" in totals
    assert [
        f"{name} asks you to act." in page
        for name, page in zip(("ann", "ben", "cho"), written, strict=True)
    ] == [True] * 3
    assert all("Before the next meeting" in page for page in written)
    assert "Page 6 of 6" in manifest
    fields = letters[0].opened(campaign.sealing_key.private_key())
    assert hashlib.sha256(fields["body"].encode()).hexdigest() in manifest


def test_what_is_shown_of_the_file_is_true(campaign):
    three_letters(campaign)

    dossier = built(asked(campaign))

    pdf = b"".join(dossiers.pieces(dossier))
    assert dossier.sha256 == hashlib.sha256(pdf).hexdigest()
    assert dossier.size == len(pdf)


def test_nothing_of_a_letter_touches_the_disk_in_clear(campaign, folder):
    three_letters(campaign)

    dossier = built(asked(campaign))

    (file,) = folder.iterdir()
    assert file == dossiers.path_of(dossier.id)
    content = file.read_bytes()
    assert b"%PDF" not in content
    assert b"Example" not in content
    assert file.stat().st_mode & 0o077 == 0 or folder.stat().st_mode & 0o077 == 0


def test_the_names_of_those_who_show_them(campaign):
    factories.confirmed(campaign, "ann@example.org", name="Ann Shown", show_name=True)
    factories.confirmed(campaign, "ben@example.org", name="Ben Hidden")
    factories.sign(campaign, "cho@example.org", name="Cho Unconfirmed", show_name=True)

    text = " ".join(pages(built(asked(campaign, contents="names"))))

    assert "the name of 1 person who signed" in text
    assert "Ann Shown" in text
    assert "Hidden" not in text
    assert "Unconfirmed" not in text


def test_letters_to_others_and_of_other_campaigns_stay_out(campaign):
    three_letters(campaign)
    carry(factories.confirmed(campaign, "to-singapore@example.org"), "sgp", name="To Singapore")
    other = carried.campaign("lake")
    carry(factories.confirmed(other, "ann@example.org"), name="Of The Lake")

    text = " ".join(pages(built(asked(campaign))))

    assert "To Singapore" not in text
    assert "Of The Lake" not in text


def test_whoever_has_withdrawn_or_taken_back_is_not_in_it(campaign):
    ann, ben, _cho = three_letters(campaign)
    actions.withdraw(signature_id=ann.signature_id, now=timezone.now())
    CarriedLetter.objects.filter(id=ben.id).update(mailed_at=NOW)
    carrying.take_back(signature=ben.signature, recipient=recipient())

    dossier = built(asked(campaign))

    text = " ".join(pages(dossier))
    assert dossier.items_total == 1
    assert "cho asks" in text
    assert "ann asks" not in text
    assert "ben asks" not in text


@pytest.mark.parametrize("leaves", ["withdraws", "takes_back", "writes_anew"])
def test_whoever_leaves_while_it_is_built_is_not_in_it(campaign, monkeypatch, leaves):
    ann, *_others = three_letters(campaign)
    dossier = asked(campaign)
    check, seen = building._check_all_there, []

    def leave_once(*args):
        if not seen:
            seen.append(1)
            if leaves == "withdraws":
                actions.withdraw(signature_id=ann.signature_id, now=timezone.now())
            elif leaves == "takes_back":
                carrying.take_back(signature=ann.signature, recipient=recipient())
            else:
                carry(ann.signature, body="Dear all,\n\nI say it differently.", now=timezone.now())
        check(*args)

    monkeypatch.setattr(building, "_check_all_there", leave_once)

    text = " ".join(pages(built(dossier)))

    assert "ann asks" not in text
    assert "ben asks" in text
    assert ("I say it differently." in text) is (leaves == "writes_anew")


def test_where_there_is_nothing_to_hand_over_none_is_asked_for(campaign):
    for contents, sentence in (("letters", "carry a letter"), ("names", "show their name")):
        with pytest.raises(CannotBuild, match=sentence):
            asked(campaign, contents=contents)
    with pytest.raises(CannotBuild, match="does not write there"):
        asked(campaign, slug="mmr")
    assert not Dossier.objects.exists()


def test_asking_twice_is_asking_once(campaign):
    three_letters(campaign)

    first, second = asked(campaign), asked(campaign)

    assert first == second
    built(first)
    assert asked(campaign) != first


def test_one_is_built_at_a_time_the_one_that_waited_longest_first(campaign):
    three_letters(campaign)
    carry(factories.confirmed(campaign, "dan@example.org"), "sgp")
    later, first = (
        asked(campaign, now=NOW),
        asked(campaign, slug="sgp", now=NOW - timedelta(hours=1)),
    )

    assert dossiers.claim(now=NOW).id == first.id
    assert dossiers.claim(now=NOW) is None
    assert dossiers.claim(now=NOW + LEASE + timedelta(seconds=1)).id == first.id
    first.refresh_from_db()
    dossiers.cancel(first, by=None, now=NOW)
    assert dossiers.claim(now=NOW + LEASE).id == later.id


def test_a_worker_that_goes_on_keeps_its_dossier_and_one_that_was_followed_loses_it(campaign):
    three_letters(campaign)
    asked(campaign, now=NOW)
    slow = dossiers.claim(now=NOW)
    dossiers.go_on(slow, done=1, now=NOW + timedelta(seconds=50))
    assert dossiers.claim(now=NOW + timedelta(seconds=100)) is None

    next_one = dossiers.claim(now=NOW + timedelta(seconds=120))

    assert next_one.id == slow.id
    assert next_one.items_done == 0
    with pytest.raises(LostClaim):
        dossiers.go_on(slow, done=2, now=NOW + timedelta(seconds=130))
    dossiers.go_on(next_one, done=1, now=NOW + timedelta(seconds=130))


def test_one_that_is_cancelled_while_it_is_built_stops_and_leaves_no_file(
    campaign, folder, monkeypatch
):
    three_letters(campaign)
    dossier = asked(campaign)
    letters = building._letters

    def cancel_meanwhile(ids, zone):
        dossiers.cancel(dossier, by=None, now=timezone.now())
        yield from letters(ids, zone)

    monkeypatch.setattr(building, "_letters", cancel_meanwhile)

    built(dossier)

    assert dossier.state == "cancelled"
    assert list(folder.iterdir()) == []
    assert not building.build_next()


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (CannotTypeset("dossier.typ:1:1"), "A page could not be set."),
        (sealing.CannotOpen("Canary"), "is SEALING_KEY the right one?"),
        (OSError(28, "No space left"), "is the disk full?"),
        (RuntimeError("Canary Zwitscher"), "Something broke on our side."),
    ],
)
def test_trouble_is_said_in_a_sentence_and_leaves_no_file(
    campaign, folder, monkeypatch, trouble, sentence
):
    three_letters(campaign)
    dossier = asked(campaign)

    def fail(*args, **kwargs):
        raise trouble

    monkeypatch.setattr(building, "dossier_pdf", fail)

    built(dossier)

    assert dossier.state == "failed"
    assert sentence in dossier.failure
    assert "Canary" not in dossier.failure
    assert list(folder.iterdir()) == []


def test_one_that_kills_its_workers_for_hours_is_given_up(campaign):
    three_letters(campaign)

    dossier = built(asked(campaign, now=timezone.now() - timedelta(hours=7)))

    assert (dossier.state, dossier.failure) == ("failed", building.GAVE_UP)


def test_where_all_have_left_before_it_is_built_it_says_so(campaign):
    letters = three_letters(campaign)
    dossier = asked(campaign)
    for letter in letters:
        actions.withdraw(signature_id=letter.signature_id, now=timezone.now())

    assert built(dossier).failure == building.NOTHING_LEFT


def test_when_its_time_is_over_file_and_key_are_gone(
    campaign, folder, django_capture_on_commit_callbacks
):
    three_letters(campaign)
    dossier = built(asked(campaign))
    copy = dossiers.path_of(dossier.id).read_bytes()
    late = dossier.expires_at

    assert dossiers.destroy_expired(now=late - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert dossiers.destroy_expired(now=late) == 1

    dossier.refresh_from_db()
    assert (dossier.state, dossier.wrapped_key) == ("expired", None)
    assert list(folder.iterdir()) == []
    assert (late - dossier.finished_at).days == 7
    # A copy somebody made of the file is noise from now on: no key opens it.
    dossiers.path_of(dossier.id).write_bytes(copy)
    with pytest.raises(sealing.CannotOpen):
        list(dossiers.pieces(dossier))


def test_a_key_opens_its_own_dossier_only(campaign):
    three_letters(campaign)
    first, second = built(asked(campaign)), built(asked(campaign))
    second.wrapped_key = first.wrapped_key

    with pytest.raises(sealing.CannotOpen):
        list(dossiers.pieces(second))


def test_files_that_nobody_can_open_are_cleared_away_and_others_kept(campaign, folder):
    three_letters(campaign)
    dossier = built(asked(campaign))
    old = [folder / "0123.dossier", folder / f"{dossier.id.hex}.abcd.part"]
    young = folder / "4567.part"
    for path in (*old, young):
        path.write_bytes(b"noise")
    for path in (*old, dossiers.path_of(dossier.id)):
        os.utime(path, (0, 0))

    assert dossiers.remove_orphans(now=timezone.now()) == 2

    assert sorted(folder.iterdir()) == sorted([dossiers.path_of(dossier.id), young])
