"""Loading a register: twice is once, and what staff have checked is theirs."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from campaign.letters import registering
from campaign.letters.models import ChairYear, Fact, Office, Recipient, Register
from campaign.letters.register_fields import RegisterFileError
from campaign.letters.register_file import read_register
from tests.letters.register import content, fact, raw, state

pytestmark = pytest.mark.django_db


def load(**changed: object) -> list[str]:
    given = read_register(raw(**changed), name="test")
    return [change.sentence for change in registering.load(given)]


def email_of(slug: str) -> Fact:
    return Fact.objects.get(recipient__slug=slug, name="email")


def test_states_a_body_and_who_gets_copies_are_loaded_with_their_offices():
    load()

    assert list(Recipient.objects.values_list("slug", "kind", "is_default")) == [
        ("tha", "member_state", True),
        ("sgp", "member_state", True),
        ("mmr", "member_state", False),
        ("mmr-copy", "informed", False),
        ("sec", "regional_body", True),
    ]
    assert list(Office.objects.filter(recipient__slug="tha").values_list("role", flat=True)) == [
        "minister",
        "permanent_representative",
    ]
    assert Recipient.objects.get(slug="mmr").why_not == "It would be read as recognition."
    assert ChairYear.objects.get().recipient.slug == "tha"


def test_loading_twice_changes_nothing_and_says_so():
    load()
    before = list(Fact.objects.order_by("id").values())

    assert load() == []
    assert list(Fact.objects.order_by("id").values()) == before


def test_what_changed_is_said_fact_by_fact():
    load()
    changed = content()
    changed["recipients"][0]["postal_address"] = fact("1 New Road, Bangkok 10500, Thailand")
    changed["recipients"][1]["salutation"] = fact("Your Excellency", "secondary")

    assert load(recipients=changed["recipients"]) == [
        "tha, Postal address: was 443 Sri Ayudhya Road, Bangkok 10400, Thailand, "
        "now 1 New Road, Bangkok 10500, Thailand",
        "sgp, Salutation: its source or confidence changed",
    ]


def test_what_staff_have_checked_is_never_overwritten():
    load()
    checked = email_of("tha")
    checked.value, checked.confidence = "minister@mfa.go.th", "verified"
    checked.is_checked_by_staff = True
    checked.save()

    said = load(
        as_of="2026-12-01",
        recipients=[state("tha", "TH", "Thailand", email=fact("other@example.org"))],
    )

    assert email_of("tha").value == "minister@mfa.go.th"
    assert "tha, E-mail address: kept as staff checked it: minister@mfa.go.th" in said


def test_a_newer_file_says_when_its_facts_were_last_checked():
    load()

    load(as_of="2026-12-01")

    assert {fact.checked_on.isoformat() for fact in Fact.objects.all()} == {"2026-12-01"}
    assert not email_of("tha").is_stale(email_of("tha").checked_on + timedelta(days=90))
    assert email_of("tha").is_stale(email_of("tha").checked_on + timedelta(days=91))


def test_a_recipient_that_is_not_in_the_file_any_more_stays():
    load()

    said = load(recipients=[state("tha", "TH", "Thailand")])

    assert "sgp: not in the file any more; left as it is" in said
    assert Recipient.objects.filter(slug="sgp").exists()


def test_a_wrong_file_loads_nothing(tmp_path):
    file = tmp_path / "asean.json"
    file.write_bytes(raw(recipients=[state("tha", "TH", "Thailand"), state("at", "ZZ", "A")]))

    with pytest.raises(CommandError, match=r"Nothing was loaded\.\n  line \d+: recipients\[1\]"):
        call_command("load_recipients", str(file))

    assert not Register.objects.exists()


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"cannot be read: No such file or directory\."):
        call_command("load_recipients", str(tmp_path / "nothing.json"))


def test_a_recipient_belongs_to_one_register(tmp_path):
    load()

    file = tmp_path / "other.json"
    file.write_bytes(raw(register="other"))
    with pytest.raises(CommandError, match="“tha” is in the register test already"):
        call_command("load_recipients", str(file))

    assert Register.objects.count() == 1


def test_a_state_keeps_its_id():
    load()

    with pytest.raises(RegisterFileError) as refused:
        load(recipients=[state("siam", "TH", "Siam")], chair={})

    assert refused.value.problems == ["“siam”: this state is in the register already, as “tha”."]
    assert not Recipient.objects.filter(slug="siam").exists()


def test_the_command_says_what_changed(tmp_path, capsys):
    file = tmp_path / "test.json"
    file.write_bytes(raw())

    call_command("load_recipients", str(file))
    call_command("load_recipients", str(file))

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Test: a new register"
    assert said[-1] == "0 changes."


def test_unverified_is_used_nowhere_until_staff_have_checked_it():
    load()
    address = Fact.objects.get(recipient__slug="sgp", name="postal_address")
    assert not address.is_usable

    address.is_checked_by_staff = True

    assert address.is_usable  # on a letter that a person posts
    assert not address.is_sendable  # but the server sends nothing to it


def test_the_server_sends_only_where_staff_checked_and_something_vouches_for_it():
    load()
    email = email_of("tha")
    email.value = "minister@mfa.go.th"
    sendable = {
        (confidence, checked): (
            setattr(email, "confidence", confidence),
            setattr(email, "is_checked_by_staff", checked),
            email.is_sendable,
        )[-1]
        for confidence in ("verified", "secondary", "unverified")
        for checked in (True, False)
    }

    assert [key for key, is_sendable in sendable.items() if is_sendable] == [
        ("verified", True),
        ("secondary", True),
    ]
