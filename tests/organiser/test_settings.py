"""Settings at the desk: each mistake beside its field, nothing typed lost, old addresses kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import AuditEvent, SealingKey
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.pages.remembered import FormerAddress
from campaign.pages.settings import change_settings, stamp
from campaign.public.kept import forget_pages
from tests import factories
from tests.organiser.people import signed_in, words

pytestmark = pytest.mark.django_db

SETTINGS = "/organiser/river/settings/"


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(time_zone="Asia/Yangon", opens_at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def client(campaign: Campaign) -> Client:
    return signed_in("editor", campaign.organisation)


def typed(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    return {
        "slug": campaign.slug,
        "time_zone": campaign.time_zone,
        "opens_at": "",
        "closes_at": "",
        "goal_set": "",
        "accent": "crimson",
        "main_language": "en",
        "custody": campaign.sealing_key_id or "",
        "was": stamp(campaign),
    } | changes


def test_what_is_saved_is_on_the_page_and_in_both_records(campaign, client):
    saved = typed(
        campaign,
        accent="forest",
        goal_set="5000",
        closes_at="2031-03-01T18:00",
        statement_publisher=" River\u202e Watch ",
        statement_date="2024-03",
        statement_url="example.org/statement",
    )

    answer = client.post(SETTINGS, saved)

    assert answer.status_code == 302
    campaign.refresh_from_db()
    assert (campaign.accent, campaign.goal_set) == ("forest", 5000)
    assert campaign.closes_at == datetime(2031, 3, 1, 11, 30, tzinfo=UTC)
    assert campaign.statement_publisher == "River Watch"
    assert campaign.statement_url == "https://example.org/statement"
    changed = "closes_at, goal_set, accent, statement_publisher, statement_date, statement_url"
    event = AuditEvent.objects.get(action="settings-changed")
    assert (event.actor_email, event.details) == ("editor@example.org", {"fields": changed})
    kept = campaign.history.get()
    assert (kept.kind, kept.changed, kept.content["goal_set"]) == (
        *("settings", changed.split(", "), 5000),
    )
    forget_pages()
    assert b'data-accent="forest"' in Client().get("/en/c/river/").content


def test_saving_what_is_there_changes_nothing(campaign, client):
    shown = client.get(SETTINGS).content.decode()
    assert 'value="river"' in shown

    answer = client.post(SETTINGS, typed(campaign), follow=True)

    assert "nothing was different" in words(answer)
    assert not AuditEvent.objects.exists()
    assert not campaign.history.exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("slug", "", "The page needs an address."),
        ("slug", "registers", "is an address of the site itself"),
        ("slug", "a b", "Use letters from a to z"),
        ("slug", "../admin", "Use letters from a to z"),
        ("slug", "ร", "Use letters from a to z"),
        ("slug", "x" * 81, "Up to 80 characters fit."),
        ("slug", "taken", "Another campaign has this address."),
        ("slug", "once-taken", "Another campaign has this address."),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("closes_at", "soon", "This is not a day and a time."),
        ("closes_at", "2025-12-31T10:00", "A campaign closes after it opens."),
        ("closes_at", "2026-02-01T10:00", "This time has passed. To close a campaign at once"),
        ("goal_set", "-3", "Write a number from 1 on"),
        ("goal_set", "many", "Write a whole number"),
        ("goal_set", "99999999999", "more than there are people"),
        ("accent", "pink", "Select a valid choice"),
        ("main_language", "th", "Select a valid choice"),
        ("statement_date", "1.3.2024", "This is not a date."),
        ("statement_date", "2024-13", "This is not a date."),
        ("statement_url", "javascript:alert(1)", "This is not a web address."),
        ("statement_title", "x" * 301, "at most 300 characters"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    campaign, client, field, value, said
):
    factories.campaign("taken")
    other = factories.campaign("other", organisation=factories.organisation("Other"))
    FormerAddress.objects.create(slug="once-taken", campaign=other, left_at=timezone.now())

    mistaken = typed(campaign, statement_publisher="Kept <b>", **{field: value})
    answer = client.post(SETTINGS, mistaken)

    assert answer.status_code == 422
    assert said in words(answer)
    assert said in answer.context["form"].errors[field][0]
    assert "Kept &lt;b&gt;" in answer.content.decode()
    campaign.refresh_from_db()
    assert campaign.statement_publisher == ""


def test_times_in_the_wrong_order_and_hours_that_clocks_leave_out(campaign, client):
    Campaign.objects.update(state=State.DRAFT, opens_at=None)
    campaign.refresh_from_db()
    wrong = {"opens_at": "2031-05-01T10:00", "closes_at": "2031-04-01T10:00"}
    gap = {"time_zone": "Europe/Berlin", "opens_at": "2031-03-30T02:30"}

    in_wrong_order = client.post(SETTINGS, typed(campaign, **wrong))
    left_out = client.post(SETTINGS, typed(campaign, **gap))

    assert list(in_wrong_order.context["form"].errors) == ["closes_at"]
    assert "2031-04-01T10:00" in in_wrong_order.content.decode()
    assert "this hour is left out" in left_out.context["form"].errors["opens_at"][0]


def test_two_who_change_them_are_told_about_each_other(campaign, client):
    mine = typed(campaign, goal_set="500")
    theirs = signed_in("owner", campaign.organisation).post(
        SETTINGS, typed(campaign, accent="plum")
    )
    assert theirs.status_code == 302

    answer = client.post(SETTINGS, mine)

    assert answer.status_code == 409
    assert "Somebody else has changed the settings meanwhile" in words(answer)
    assert 'value="500"' in answer.content.decode()
    campaign.refresh_from_db()
    assert (campaign.accent, campaign.goal_set) == ("plum", None)
    again = {"goal_set": "500", "accent": "plum"}
    assert client.post(SETTINGS, typed(campaign, **again)).status_code == 302


# --- Addresses ------------------------------------------------------------------------------


def moved(campaign: Campaign, slug: str) -> None:
    change_settings(campaign, was=stamp(campaign), by=None, now=timezone.now(), slug=slug)
    forget_pages()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/en/c/river/", "/en/c/stream/"),
        ("/en/c/river/?s=line", "/en/c/stream/?s=line"),
        ("/my/c/river/sign/", "/my/c/stream/sign/"),
        ("/c/river/count.json", "/c/stream/count.json"),
    ],
)
def test_an_address_that_was_public_leads_on_for_good(campaign, old, new):
    moved(campaign, "stream")
    moved(campaign, "brook")
    moved(campaign, "stream")

    answer = Client().get(old)

    assert (answer.status_code, answer.headers["Location"]) == (308, new)
    assert Client().get(new).status_code == 200


def test_a_form_that_was_opened_before_the_move_still_arrives(campaign):
    moved(campaign, "stream")
    factories.forget_terms()
    typed_in = {"name": "Ann Example", "email": "ann@example.org", "country": "TH"}

    from_here = {"sec-fetch-site": "same-origin"}
    sent_on = Client().post("/en/c/river/sign/", typed_in, headers=from_here)
    arrived = Client().post(sent_on.headers["Location"], typed_in, headers=from_here)

    # 308: a browser sends the same form there.
    assert (sent_on.status_code, sent_on.url) == (308, "/en/c/stream/sign/")
    assert arrived.headers["Location"] == "/en/c/stream/check-your-mail/"
    assert factories.signature_of(campaign, "ann@example.org")


def test_a_draft_leaves_no_address_behind_and_tells_nobody_where_it_is(campaign):
    Campaign.objects.update(state=State.DRAFT)
    moved(campaign, "stream")
    assert not FormerAddress.objects.exists()

    FormerAddress.objects.create(slug="river", campaign=campaign, left_at=timezone.now())
    assert Client().get("/en/c/river/").status_code == 404


def test_at_the_desk_only_members_are_led_on(campaign, client):
    moved(campaign, "stream")

    answer = client.get(SETTINGS)

    assert (answer.status_code, answer.headers["Location"]) == (308, "/organiser/stream/settings/")
    assert signed_in("stranger").get(SETTINGS).status_code == 404
    assert signed_in(None).get(SETTINGS).status_code == 404


def test_nobody_else_gets_an_address_that_a_campaign_has_left(campaign):
    moved(campaign, "stream")
    other = factories.campaign("other", organisation=factories.organisation("Other"))

    with pytest.raises(Exception, match="Another campaign has this address"):
        moved(other, "river")
    moved(campaign, "river")  # its own it may take back
    assert list(FormerAddress.objects.values_list("slug", flat=True)) == ["stream"]


# --- The key --------------------------------------------------------------------------------


def test_custody_is_chosen_before_publishing_and_not_after(campaign, client):
    server = campaign.sealing_key
    offline = SealingKey.objects.create(
        organisation=campaign.organisation,
        custody="offline",
        public_key=bytes(32),
        checked_at=timezone.now(),
    )
    assert client.post(SETTINGS, typed(campaign, custody=offline.id)).status_code == 302
    campaign.refresh_from_db()
    assert campaign.sealing_key == server

    Campaign.objects.update(state=State.DRAFT)
    campaign.refresh_from_db()
    assert client.post(SETTINGS, typed(campaign, custody=offline.id)).status_code == 302

    campaign.refresh_from_db()
    assert campaign.sealing_key == offline


def test_offline_custody_is_not_offered_without_a_key_and_nobody_elses_key_is_taken(campaign):
    Campaign.objects.update(state=State.DRAFT)
    campaign.refresh_from_db()
    theirs = factories.organisation("Other").sealing_keys.get()
    client = signed_in("owner", campaign.organisation)

    said = words(client.get(SETTINGS))
    assert "Your organisation has no such key yet. Make one" in said
    answer = client.post(SETTINGS, typed(campaign, custody=theirs.id))

    assert answer.status_code == 422
    assert "custody" in answer.context["form"].errors


def test_a_key_that_nobody_has_shown_to_be_saved_is_not_offered(campaign, client):
    Campaign.objects.update(state=State.DRAFT)
    campaign.refresh_from_db()
    offline = SealingKey.objects.create(
        organisation=campaign.organisation, custody="offline", public_key=bytes(32)
    )

    answer = client.post(SETTINGS, typed(campaign, custody=offline.id))

    assert answer.status_code == 422
    campaign.refresh_from_db()
    assert campaign.sealing_key != offline


def test_a_viewer_sees_the_settings_and_no_button(campaign):
    answer = signed_in("viewer", campaign.organisation).get(SETTINGS)

    assert b'<fieldset class="plain" disabled>' in answer.content
    assert b">Save<" not in answer.content


def test_earlier_settings_come_back_through_the_form(campaign, client):
    client.post(SETTINGS, typed(campaign, goal_set="500", closes_at="2031-03-01T18:00"))
    campaign.refresh_from_db()
    earlier = campaign.history.get()
    client.post(SETTINGS, typed(campaign, goal_set="900"))
    campaign.refresh_from_db()

    shown = client.get(f"{SETTINGS}?from={earlier.id}").content.decode()
    assert 'value="500"' in shown
    assert 'value="2031-03-01T18:00"' in shown
    again = typed(campaign, goal_set="500", closes_at="2031-03-01T18:00")
    assert client.post(f"{SETTINGS}?from={earlier.id}", again).status_code == 302

    campaign.refresh_from_db()
    assert campaign.goal_set == 500
    assert campaign.closes_at - datetime(2031, 3, 1, 11, 30, tzinfo=UTC) == timedelta(0)
    assert campaign.history.listed().first().put_back == earlier
