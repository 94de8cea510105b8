"""Signing while a campaign runs, and what the public sees of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import AuditEvent
from campaign.pages import signing
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText
from campaign.public.kept import forget_pages
from campaign.signatures import actions
from tests import factories
from tests.organiser.people import signed_in, words

pytestmark = pytest.mark.django_db

SIGNING = "/organiser/river/signing/"


@pytest.fixture
def campaign() -> Campaign:
    made = factories.campaign(time_zone="Asia/Yangon")
    CampaignText.objects.create(campaign=made, language="my", title="မြစ်", summary="မြစ်")
    return made


@pytest.fixture
def client(campaign: Campaign) -> Client:
    return signed_in("editor", campaign.organisation)


def page(language: str = "en", path: str = "") -> str:
    forget_pages()
    return Client().get(f"/{language}/c/river/{path}").content.decode()


def done() -> list[str]:
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def test_paused_nobody_signs_and_what_was_mailed_can_be_confirmed(campaign, client):
    signature = factories.sign(campaign)

    client.post(f"{SIGNING}pause/")
    client.post(f"{SIGNING}pause/")

    assert "Signing is paused" in page()
    assert 'name="email"' not in page()
    with pytest.raises(actions.SigningClosed):
        factories.sign(campaign, "bo@example.org")
    actions.confirm(signature_id=signature.id, now=timezone.now())
    signature.refresh_from_db()
    assert signature.state == "confirmed"

    client.post(f"{SIGNING}resume/")
    assert 'name="email"' in page()
    assert factories.sign(campaign, "bo@example.org")
    assert done() == ["signing-paused", "signing-resumed"]
    assert campaign.history.count() == 2


def test_a_banner_is_said_in_each_language_until_its_time(campaign, client):
    answer = client.post(
        f"{SIGNING}banner/",
        {"words_en": "Hearing on <Friday>.", "words_my": "", "until": "2031-05-01T09:00"},
    )

    assert answer.status_code == 302
    campaign.refresh_from_db()
    assert campaign.banner_until == datetime(2031, 5, 1, 2, 30, tzinfo=UTC)
    for shown in (page(), page("my"), page(path="sign/")):
        assert '<p lang="en">Hearing on &lt;Friday&gt;.</p>' in shown
    assert campaign.banner_in("en", campaign.banner_until) is None
    just_before = campaign.banner_until - timedelta(seconds=1)
    assert campaign.banner_in("my", just_before).language == "en"

    client.post(f"{SIGNING}banner/", {"remove": "1"})
    assert "Hearing" not in page()
    assert done() == ["banner-set", "banner-set"]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"words_en": "x" * 201}, "words_en", "Up to 200 characters fit."),
        ({"words_my": "ကြေညာချက်"}, "words_en", "Say it in this language too"),
        ({"words_en": "x", "until": "2020-01-01T00:00"}, "until", "This time has passed."),
        ({"words_en": "x", "until": "later"}, "until", "This is not a day and a time."),
    ],
)
def test_a_banner_that_will_not_do_is_said_beside_its_field(campaign, client, typed, field, said):
    answer = client.post(f"{SIGNING}banner/", typed)

    assert answer.status_code == 422
    assert said in answer.context["banner_form"].errors[field][0]
    assert list(typed.values())[0] in answer.content.decode()
    campaign.refresh_from_db()
    assert campaign.banner == {}


def test_closed_the_last_words_stand_in_place_of_the_form(campaign, client):
    pending = factories.sign(campaign)

    client.post(f"{SIGNING}close/", {"words_en": "Handed over.\n\nThank <you>.", "close": "1"})

    campaign.refresh_from_db()
    assert campaign.state_at(timezone.now()) is State.CLOSED
    shown = page()
    assert "Signing is closed" in shown
    assert "<p>Handed over.</p>" in shown
    assert "Thank &lt;you&gt;." in shown
    assert 'name="email"' not in shown
    actions.confirm(signature_id=pending.id, now=timezone.now())
    pending.refresh_from_db()
    assert pending.state == "confirmed"
    with pytest.raises(actions.SigningClosed):
        factories.sign(campaign, "bo@example.org")
    assert done() == ["campaign-closed"]


def test_last_words_written_before_appear_when_the_time_closes_it(campaign, client):
    client.post(f"{SIGNING}close/", {"words_en": "Handed over."})
    assert "Handed over." not in page()

    Campaign.objects.update(closes_at=timezone.now() - timedelta(minutes=1))

    assert "Handed over." in page()
    assert done() == ["final-words-set"]


def test_closed_it_opens_again_until_it_is_closed_for_good(campaign, client):
    signing.close(campaign, words={}, by=None, now=timezone.now())

    past = client.post(f"{SIGNING}reopen/", {"closes_at": "2020-01-01T00:00"})
    assert "This time has passed." in past.context["reopen_form"].errors["closes_at"][0]
    client.post(f"{SIGNING}reopen/", {"closes_at": "2031-05-01T09:00"})

    campaign.refresh_from_db()
    assert campaign.is_open(timezone.now())
    assert campaign.closes_at == datetime(2031, 5, 1, 2, 30, tzinfo=UTC)
    assert done()[-1] == "campaign-reopened"

    Campaign.objects.update(state=State.ARCHIVED)
    answer = client.post(f"{SIGNING}reopen/", {})
    assert answer.status_code == 409
    assert "closed for good" in words(answer)
    assert Campaign.objects.get().state == State.ARCHIVED


def test_what_is_not_open_is_not_closed_and_the_words_stay_in_the_form(campaign, client):
    Campaign.objects.update(state=State.DRAFT)

    answer = client.post(f"{SIGNING}close/", {"words_en": "Kept words", "close": "1"})

    assert answer.status_code == 409
    assert "Kept words" in answer.content.decode()
    assert Campaign.objects.get().state == State.DRAFT
    assert not AuditEvent.objects.exists()


def test_held_mail_is_let_go_from_here(campaign, client):
    Campaign.objects.update(mail_held_at=timezone.now())
    factories.sign(campaign)

    assert "1 mail waits." in words(client.get(SIGNING))
    answer = client.post("/organiser/river/release-mail/", follow=True)

    assert answer.redirect_chain[0][0] == SIGNING
    assert "Mail is held" not in words(answer)
    event = AuditEvent.objects.get()
    assert (event.action, event.details) == ("mail-released", {"mails": 1})


def test_the_page_follows_within_two_seconds_and_its_mark_with_it(campaign, client, monkeypatch):
    forget_pages()
    before = Client().get("/en/c/river/")
    client.post(f"{SIGNING}pause/")
    ticking = __import__("time").monotonic() + 2.01
    monkeypatch.setattr("campaign.public.kept.time.monotonic", lambda: ticking)

    after = Client().get("/en/c/river/", headers={"if-none-match": before.headers["ETag"]})

    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert b"Signing is paused" in after.content
