"""The record of who did what, as owners read it."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaign.accounts.auditing import Action, record
from campaign.accounts.models import AuditEvent, Membership, Organisation, User
from campaign.organiser import audit
from campaign.organiser.audit_sentences import SENTENCES, sentence_of
from tests import factories
from tests.organiser.people import STRANGER, account, signed_in, words
from tests.organiser.walking import Walk, owners

pytestmark = pytest.mark.django_db

RECORD = "/organiser/organisations/river-watch/record/"
OPEN = {RECORD: owners(), f"{RECORD}download/": owners()}
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def arranged() -> tuple[Organisation, dict[str, Any]]:
    organisation = factories.organisation()
    record(Action.MEMBER_INVITED, actor=None, now=NOW, organisation=organisation, role="viewer")
    return organisation, {}


WALK = Walk(arranged, OPEN)


@pytest.fixture
def owner(organisation: Organisation) -> Client:
    return signed_in("owner", organisation)


def happened(organisation: Organisation, minutes_ago: int = 0, **more: Any) -> AuditEvent:
    action = more.pop("action", Action.MEMBER_INVITED)
    more = {"actor": None, "role": "viewer"} | more
    now = NOW - timedelta(minutes=minutes_ago)
    where = {} if "campaign" in more else {"organisation": organisation}
    return record(action, now=now, **where, **more)


def sentences(response) -> list[str]:
    return [sentence for _event, sentence in response.context["rows"]]


def test_it_reads_as_sentences_newest_first(organisation, owner):
    ann = User.objects.get()
    happened(organisation, 2, actor=ann, role="editor")
    happened(organisation, 1, actor=ann, action=Action.MEMBER_REMOVED, member="ben@example.org")

    answer = owner.get(RECORD)

    assert sentences(answer) == ["Removed ben@example.org: Viewer.", "Invited somebody: Editor."]
    assert "25 November 2026, 11:59 owner@example.org Removed ben@example.org" in words(answer)
    assert "It is kept for 2 years; the database itself refuses to change" in words(answer)


def test_an_action_that_nobody_wrote_a_sentence_for_is_shown_all_the_same(organisation):
    plain = happened(organisation, action=Action.CAMPAIGN_CREATED, language="en", actor=None)
    unknown = AuditEvent(action="from-the-future", details={"number": 3})

    assert sentence_of(plain) == "Made a campaign (role: Viewer; language: English)."
    assert sentence_of(unknown) == "from-the-future (number: 3)."


def test_codes_and_the_names_of_fields_are_told_in_words(organisation):
    happenings = [
        happened(organisation, action=Action.SETTINGS_CHANGED, fields="slug, closes_at"),
        happened(organisation, action=Action.WORDS_CHANGED, languages="en, my"),
        happened(organisation, action=Action.PICTURE_CHANGED, what="removed"),
        happened(organisation, action=Action.LANGUAGE_ADDED, language="my"),
    ]

    assert [sentence_of(each) for each in happenings] == [
        "Changed settings: Address of the page, Signing closes.",
        "Published changed words: English, Burmese.",
        "Took the picture off the page.",
        "Added a language: Burmese.",
    ]


def test_every_sentence_is_of_an_action_and_can_be_filled():
    assert set(SENTENCES) <= set(Action)
    for sentence in SENTENCES.values():
        str(sentence) % _Anything()


class _Anything(dict):
    def __missing__(self, name: str) -> str:
        return name


def test_nothing_of_another_organisation_is_in_it(organisation, owner):
    other = account(STRANGER).organisations.get()
    happened(other, role="owner")

    assert sentences(owner.get(RECORD)) == []
    assert "Nothing yet." in words(owner.get(RECORD))


def test_it_is_narrowed_by_person_campaign_kind_and_period(organisation, owner):
    ann = User.objects.get()
    river = factories.campaign(organisation=organisation)
    happened(organisation, 3, actor=ann)
    happened(organisation, 2, action=Action.CAMPAIGN_PUBLISHED, campaign=river, actor=None)
    opened = {"recipient": "Thailand", "contents": "letters", "items": 3, "campaign": river}
    happened(organisation, 1, action=Action.DOSSIER_DOWNLOADED, actor=ann, **opened)
    happened(organisation, 24 * 60)

    def found(**chosen: Any) -> list[str]:
        return [event.action for event, _words in owner.get(RECORD, chosen).context["rows"]]

    assert found(person=ann.id) == ["dossier-downloaded", "member-invited"]
    assert found(person="site") == ["campaign-published", "member-invited"]
    assert found(campaign=river.id) == ["dossier-downloaded", "campaign-published"]
    assert found(kind="reading") == ["dossier-downloaded"]
    assert found(kind="campaign-published") == ["campaign-published"]
    assert found(until="2026-11-24") == ["member-invited"]
    assert found(until="9999-12-31") == found(since="0001-01-01") == found()
    assert found(since="2026-11-25", until="2026-11-25", person=ann.id, kind="reading") == [
        "dossier-downloaded"
    ]
    assert found(since="2026-11-26") == []
    assert "Nothing of that kind in this time." in words(owner.get(RECORD, {"since": "2026-11-26"}))


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"since": "yesterday"}, "This is not a date. One reads like 2026-03-31."),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "This is before the first day."),
        ({"person": "999999"}, "Select a valid choice."),
        ({"person": "x\0"}, "Select a valid choice."),
        ({"campaign": "-1"}, "Select a valid choice."),
        ({"kind": "nonsense"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(organisation, owner, chosen, sentence):
    happened(organisation)

    answer = owner.get(RECORD, chosen)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert owner.get(f"{RECORD}download/", chosen).status_code == 422
    assert AuditEvent.objects.count() == 1


def test_page_by_page_everything_is_seen_once(organisation, owner, monkeypatch):
    monkeypatch.setattr(audit, "ON_A_PAGE", 3)
    for number in range(8):  # some in the same moment
        happened(organisation, number // 3, action=Action.CHAIR_SET, year=number, recipient="x")

    address, seen = RECORD, []
    while address:
        answer = owner.get(address)
        seen += [event.details["year"] for event, _words in answer.context["rows"]]
        older = answer.context["older"]
        address = older and f"{RECORD}?before={older}"

    assert sorted(seen) == list(range(8))
    assert seen == [2, 1, 0, 5, 4, 3, 7, 6]


@pytest.mark.parametrize("place", ["", "x", "20261125T120000.0-", "-1", "9" * 400, "a-b\0"])
def test_a_place_that_is_none_is_the_beginning(organisation, owner, place):
    happened(organisation)

    assert len(owner.get(RECORD, {"before": place}).context["rows"]) == 1


def test_the_table_to_take_along_holds_it_all_and_no_formula(organisation, owner, monkeypatch):
    monkeypatch.setattr(audit, "AT_A_TIME", 2)
    ann = User.objects.get()
    for number in range(5):
        happened(organisation, number, actor=ann, action=Action.LETTER_ADDED, letter="=cmd|x")
    User.objects.update(email="=1+1@example.org")
    happened(organisation, 6, actor=User.objects.get())

    answer = owner.get(f"{RECORD}download/")
    text = b"".join(answer.streaming_content).decode()

    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == ["When (UTC)", "Who", "What", "Campaign"]
    downloaded = [row for row in rows if row[2] == "Downloaded this record."]
    assert len(downloaded) == 1  # this download is in it, too
    rest = [row for row in rows[1:] if row not in downloaded]
    assert rest[0] == [
        *("2026-11-25 12:00:00", "owner@example.org", "Wrote the letter “=cmd|x”.", ""),
    ]
    assert rest[5][1] == "'=1+1@example.org"
    assert len(rest) == 6
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_taking_it_along_is_recorded_and_reading_it_is_not(organisation, owner):
    owner.get(RECORD)
    assert not AuditEvent.objects.exists()

    owner.get(f"{RECORD}download/")

    event = AuditEvent.objects.get()
    assert (event.action, event.actor_email) == ("record-exported", "owner@example.org")


def test_the_page_costs_the_same_for_one_event_and_for_three(organisation, owner):
    river = factories.campaign(organisation=organisation)
    happened(organisation)
    owner.get(RECORD)
    with CaptureQueriesContext(connection) as one:
        owner.get(RECORD)
    for name in ("b", "c"):
        user = User.objects.create_user(f"{name}@example.org", "x")
        Membership.objects.create(user=user, organisation=organisation, role="editor")
        happened(organisation, actor=user, campaign=river)

    with CaptureQueriesContext(connection) as three:
        owner.get(RECORD)

    assert len(three) == len(one) < 20
