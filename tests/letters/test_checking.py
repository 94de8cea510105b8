"""Facts of the register, checked by people."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from campaign.accounts.models import Membership, Organisation, User
from campaign.letters import checking, registering
from campaign.letters.fact_forms import ChairForm, FactForm
from campaign.letters.models import ChairYear, Fact, Office, Recipient, Register
from campaign.letters.register_file import read_register
from campaign.lib.stamps import ChangedMeanwhile
from tests import factories
from tests.letters.desk import fact
from tests.letters.register import content, raw

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def staff() -> User:
    registering.load(read_register(raw(), name="test"))
    user = User.objects.create_user("staff@example.org", "x")
    Membership.objects.create(user=user, organisation=factories.organisation(), role="staff")
    return user


def check(by: User, slug: str, name: str, value: str, **fields: object) -> Fact:
    recipient = Recipient.objects.get(slug=slug)
    office = recipient.offices.filter(role=fields.pop("role", "minister")).first()
    stored = Fact.objects.filter(recipient=recipient, office=office, name=name).first()
    return checking.check_fact(
        recipient=recipient,
        office=office,
        name=name,
        value=value,
        **{
            "confidence": "verified",
            "source": "the ministry's page",
            "note": "",
            "was": checking.stamp(stored),
            "by": by,
            "now": NOW,
        }
        | fields,
    )


def test_a_checked_address_is_on_letters_and_the_server_may_send_to_a_checked_mail_address(staff):
    check(staff, "sgp", "postal_address", "1 Tanglin Road, Singapore", confidence="unverified")
    check(staff, "sgp", "email", "minister@example.org", confidence="secondary")

    office = Office.objects.get(recipient__slug="sgp", role="minister")
    assert office.known.usable("postal_address") == "1 Tanglin Road, Singapore"
    assert office.sending_address == "minister@example.org"


def test_who_checked_it_and_when_is_kept_and_no_file_overwrites_it(staff):
    check(staff, "tha", "title", "Minister for Testing")

    registering.load(read_register(raw(as_of="2026-12-01"), name="test"))

    checked = fact("tha", "title")
    assert (checked.value, checked.checked_on, checked.checked_by, checked.is_checked_by_staff) == (
        *("Minister for Testing", TODAY, staff),
        True,
    )


def test_what_is_not_known_yet_is_added(staff):
    check(
        staff,
        *("tha", "email", "mission@example.org"),
        role="permanent_representative",
        note="From the telephone.",
    )

    added = fact("tha", "email", "permanent_representative")
    assert (added.value, added.note) == ("mission@example.org", "From the telephone.")


def test_an_incumbent_is_of_the_day_its_source_says(staff):
    check(staff, "tha", "incumbent", "Ann Example", as_of=date(2026, 3, 31))

    assert fact("tha", "incumbent").checked_on == date(2026, 3, 31)


@pytest.mark.parametrize("name", ["title", "email"])
def test_who_saves_second_does_not_overwrite_the_first(staff, name):
    seen = checking.stamp(Fact.objects.filter(pk=fact("tha", name).pk).first())
    check(staff, "tha", name, "theirs@example.org")

    with pytest.raises(ChangedMeanwhile):
        check(staff, "tha", name, "mine@example.org", was=seen)

    assert fact("tha", name).value == "theirs@example.org"


def test_two_who_add_the_same_fact_do_not_overwrite_each_other(staff):
    check(staff, "tha", "incumbent", "Theirs", as_of=TODAY)

    with pytest.raises(ChangedMeanwhile):
        check(staff, "tha", "incumbent", "Mine", as_of=TODAY, was=checking.stamp(None))

    assert fact("tha", "incumbent").value == "Theirs"


def test_what_a_fact_said_before_stands_in_the_record(staff):
    check(staff, "tha", "email", "first@example.org")
    check(staff, "tha", "email", "second@example.org", confidence="secondary")
    register, singapore = Register.objects.get(), Recipient.objects.get(slug="sgp")
    given = {"confidence": "secondary", "source": "a newspaper", "by": staff, "now": NOW}
    checking.set_chair(register=register, year=2027, recipient=singapore, **given)

    events = Organisation.objects.get().audit_events.order_by("id")
    about = {"recipient": "Thailand", "fact": "email"}
    assert [event.details for event in events][1:] == [
        about
        | {"was": "first@example.org", "value": "second@example.org", "confidence": "secondary"},
        {"recipient": "Singapore", "year": 2027},
    ]
    assert {event.actor for event in events} == {staff}


# --- What a fact may be ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("email", " Minister@example.org ", "Minister@example.org"),
        ("email", "", ""),
        ("website", "https://mfa.example.org/x", "https://mfa.example.org/x"),
        ("letter_languages", "EN, th en", "en, th"),
        ("official_languages", "ms, zh-Hans", "ms, zh-hans"),
        (
            "postal_address",
            "1 Road,\r\n  10400 Bangkok \n\n Thailand\n",
            "1 Road, 10400 Bangkok, Thailand",
        ),
        ("title", "Minister\nfor\x07 Foreign\u202e Affairs", "Minister for Foreign Affairs"),
        ("salutation", "<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_what_is_typed_is_stored_as(name, typed, value):
    assert checking.checked_value(name, typed) == value


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        *(("email", wrong) for wrong in ("minister", "a@localhost", "a@b.c, d@e.f", "<a@b.org>")),
        *(("email", wrong) for wrong in ("a@example.org\nBcc: b@example.org", "x" * 300)),
        *(("website", wrong) for wrong in ("javascript:alert(1)", "//evil.example", "ftp://a.org")),
        ("website", "https://a.org/" + "x" * 500),
        *(("letter_languages", wrong) for wrong in ("Thai!", "xx", "de", "en;th")),
        *(("official_languages", wrong) for wrong in ("qqq", "english", "1")),
        ("title", "x" * 201),
        ("postal_address", "x" * 401),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(name, typed):
    with pytest.raises(ValidationError) as refused:
        checking.checked_value(name, typed)

    assert refused.value.messages[0].endswith(".")


def fact_errors(name: str, **typed: str) -> dict[str, list[str]]:
    good = {"value": "x", "confidence": "verified", "source": "its page", "note": ""}
    return dict(FactForm(name, None, good | typed, today=TODAY).errors)


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("title", {"source": ""}, "source"),
        ("title", {"source": " \x07 "}, "source"),
        ("title", {"source": "x" * 1001}, "source"),
        ("title", {"confidence": "sure"}, "confidence"),
        ("title", {"confidence": ""}, "confidence"),
        ("title", {"value": "x" * 100_000}, "value"),
        ("title", {"note": "x" * 100_000}, "note"),
        ("email", {"value": "nobody"}, "value"),
        ("incumbent", {}, "as_of"),
        ("incumbent", {"as_of": "soon"}, "as_of"),
        ("incumbent", {"as_of": "2026-11-27"}, "as_of"),
    ],
)
def test_the_form_refuses_beside_the_field(name, typed, field):
    assert list(fact_errors(name, **typed)) == [field]


def test_a_date_is_asked_of_an_incumbent_only():
    assert fact_errors("incumbent", as_of="2026-11-25") == {}
    assert fact_errors("title", as_of="2030-01-01") == {}


def test_a_source_may_be_of_the_day_that_has_begun_further_east():
    assert fact_errors("incumbent", as_of="2026-11-26") == {}


# --- The chair ------------------------------------------------------------------------------


def chair_of(year: int) -> tuple[str, str]:
    return ChairYear.objects.values_list("recipient__slug", "confidence").get(year=year)


def test_the_chair_that_staff_set_is_kept_from_the_file(staff):
    register = Register.objects.get()
    singapore = Recipient.objects.get(slug="sgp")
    for year in (2026, 2027):
        checking.set_chair(
            register=register,
            year=year,
            recipient=singapore,
            confidence="secondary",
            source="a newspaper",
            by=staff,
            now=NOW,
        )

    said = [
        change.sentence for change in registering.load(read_register(raw(**content()), name="test"))
    ]

    assert said == ["Chair in 2026: kept as staff checked it"]
    assert chair_of(2026) == chair_of(2027) == ("sgp", "secondary")
    assert ChairYear.objects.get(year=2027).checked_by == staff


def test_a_chair_is_one_of_the_states_and_has_a_source(staff):
    register = Register.objects.get()
    states = list(register.recipients.filter(kind="member_state"))

    form = ChairForm(register, states, {"recipient": "sec", "confidence": "verified", "source": ""})

    assert list(form.errors) == ["recipient", "source"]
