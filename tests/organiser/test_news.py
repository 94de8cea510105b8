"""News at the desk: writing, showing, publishing; who may do what; what is wrong is said kindly."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts.auditing import Action
from campaign.accounts.models import AuditEvent, Organisation, SealingKey
from campaign.mail.models import OutgoingMail
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.news import Words
from campaign.pages.news_models import NewsItem, NewsText
from campaign.signatures import feeding
from campaign.signatures.mailing_models import Mailing
from tests import factories
from tests.organiser.people import signed_in, words
from tests.organiser.walking import DONE, ONLY_PRESSED, Walk, at, editors, everything, members
from tests.signatures.news import follower, news_item, start

pytestmark = pytest.mark.django_db

NEWS = "/organiser/river/news/"
TYPED = {
    "on": "2026-11-20",
    "title-en": "The minister answered",
    "body-en": "She **will** come.",
}
# ITEM is published news that has not been mailed, MAILED has.
OPEN = {
    NEWS: members(),
    f"{NEWS}new/": editors(),
    f"{NEWS}ITEM/": editors(),
    f"{NEWS}ITEM/preview/": members(),
    f"{NEWS}ITEM/preview/mail/": members(),
    f"{NEWS}ITEM/publish/": ONLY_PRESSED,
    f"{NEWS}ITEM/take-down/": editors(),
    f"{NEWS}ITEM/mail/": members(),
    f"{NEWS}MAILED/mail/": members(),
    f"{NEWS}ITEM/mail/test/": ONLY_PRESSED,
    f"{NEWS}MAILED/mail/progress.json": members(),
    f"{NEWS}MAILED/mail/pause/": ONLY_PRESSED,
    f"{NEWS}MAILED/mail/resume/": ONLY_PRESSED,
    f"{NEWS}MAILED/mail/cancel/": ONLY_PRESSED,
}
PRESS = {
    f"{NEWS}new/": (TYPED, editors(DONE)),
    f"{NEWS}ITEM/": (TYPED | {"was": "another"}, editors(409)),
    f"{NEWS}DRAFT/publish/": ({}, editors(DONE)),
    f"{NEWS}ITEM/take-down/": ({}, editors(DONE)),
    f"{NEWS}ITEM/mail/": ({"shown": "1", "typed": "1"}, editors(DONE)),
    f"{NEWS}ITEM/mail/test/": ({}, editors(DONE)),
    f"{NEWS}MAILED/mail/pause/": ({}, editors(DONE)),
    f"{NEWS}PAUSED/mail/resume/": ({}, editors(DONE)),
    f"{NEWS}MAILED/mail/cancel/": ({}, editors(DONE)),
}


def followed() -> Campaign:
    """Ann wants to hear of it."""
    made = factories.campaign()
    follower(made, "ann")
    OutgoingMail.objects.all().delete()
    return made


@pytest.fixture
def campaign() -> Campaign:
    return followed()


def arranged() -> tuple[Organisation, dict[str, Any]]:
    made = followed()
    there = {name: news_item(made) for name in ("ITEM", "MAILED", "PAUSED")}
    there["DRAFT"] = news_item(made, published=False)
    earlier = timezone.now() - timedelta(days=2)  # so that today may have one more
    start(there["MAILED"], now=earlier)
    paused = start(there["PAUSED"], now=earlier)
    Mailing.objects.filter(id=paused.id).update(state=Mailing.State.PAUSED)
    return made.organisation, {name: item.id for name, item in there.items()}


WALK = Walk(arranged, OPEN, PRESS)


def owner(campaign: Campaign) -> Client:
    return signed_in("owner", campaign.organisation)


# --- Who may do what ------------------------------------------------------------------------


def test_nothing_of_another_campaign_is_reached_through_ones_own(campaign):
    theirs = factories.campaign("theirs", organisation=factories.organisation("Theirs"))
    follower(theirs, "bo")
    item = news_item(theirs)
    start(item)
    client = owner(campaign)
    before = everything()

    for path in ("", "preview/", "preview/mail/", "take-down/", "mail/", "mail/progress.json"):
        assert client.get(f"{NEWS}{item.id}/{path}").status_code == 404
    for path in ("", "publish/", "take-down/", "mail/", "mail/test/", "mail/cancel/"):
        assert client.post(f"{NEWS}{item.id}/{path}", TYPED).status_code == 404
    assert client.get(f"{NEWS}999999999999999999999/").status_code == 404

    assert everything() == before


# --- Writing --------------------------------------------------------------------------------


def test_news_is_written_in_each_language_shown_and_published(campaign):
    CampaignText.objects.create(campaign=campaign, language="my", title="မြစ်", summary="မြစ်")
    client = owner(campaign)

    saved = client.post(f"{NEWS}new/", TYPED | {"title-my": "သတင်း", "body-my": "ဖြေကြားသည်"})
    item = NewsItem.objects.get()
    shown = client.get(saved.headers["Location"] + "?language=my")
    assert "သတင်း" in words(shown)
    assert Client().get(f"/en/c/river/news/{item.id}/").status_code == 404
    client.post(f"{NEWS}{item.id}/publish/")

    page = Client().get(f"/my/c/river/news/{item.id}/")
    assert "သတင်း" in page.content.decode()
    assert list(AuditEvent.objects.values_list("action", "details")) == [
        (Action.NEWS_PUBLISHED, {"news": item.id})
    ]


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(campaign):
    client = owner(campaign)

    answer = client.post(
        f"{NEWS}new/", {"on": "the 5th", "title-en": "", "body-en": "I wrote this for an hour."}
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="error_on"' in page
    assert 'id="error_title-en"' in page
    assert "I wrote this for an hour." in page
    assert 'value="the 5th"' in page
    assert not NewsItem.objects.exists()


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"title-en": "x" * 151}, "Up to 150 characters fit"),
        ({"body-en": "x" * 20_001}, "Up to 20,000 characters fit"),
        ({"title-en": "\u202e\x00 "}, "News needs a title"),
        ({"body-en": "\x00\r\n"}, "Please write what has happened"),
        ({"on": "2026-02-30"}, "This is not a date"),
    ],
)
def test_what_cannot_be_news_is_refused(campaign, typed, complaint):
    answer = owner(campaign).post(f"{NEWS}new/", TYPED | typed)

    assert answer.status_code == 422
    assert complaint in words(answer)
    assert not NewsItem.objects.exists()


def test_a_language_is_left_empty_or_whole(campaign):
    CampaignText.objects.create(campaign=campaign, language="th", title="แม่น้ำ", summary="แม่น้ำ")

    answer = owner(campaign).post(f"{NEWS}new/", TYPED | {"title-th": "ข่าว", "body-th": ""})

    assert answer.status_code == 422
    assert 'id="error_body-th"' in answer.content.decode()


def test_script_in_news_never_becomes_markup(campaign):
    client = owner(campaign)
    attack = "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://evil.example/p.png)"

    client.post(f"{NEWS}new/", TYPED | {"title-en": attack, "body-en": attack})

    item = NewsItem.objects.get()
    client.post(f"{NEWS}{item.id}/publish/")
    for page in (
        client.get(f"{NEWS}{item.id}/preview/"),
        client.get(f"{NEWS}{item.id}/preview/mail/"),
        client.get(f"{NEWS}{item.id}/"),
        client.get(f"/en/c/river/news/{item.id}/", follow=True),
        client.get("/en/c/river/news/feed.atom"),
    ):
        assert page.status_code == 200
        content = page.content.decode()
        assert "<script>alert" not in content
        assert 'href="javascript' not in content
        assert "<img" not in content


def test_two_who_edit_are_told_apart(campaign):
    item = news_item(campaign)
    client = owner(campaign)
    opened = client.get(f"{NEWS}{item.id}/").content.decode()
    was = opened.split('name="was" value="')[1].split('"')[0]
    client.post(f"{NEWS}{item.id}/", TYPED | {"body-en": "Theirs.", "was": was})

    answer = client.post(f"{NEWS}{item.id}/", TYPED | {"body-en": "Mine.", "was": was})

    assert answer.status_code == 409
    assert "Somebody else has changed this news meanwhile" in words(answer)
    assert "Mine." in words(answer)
    assert "Theirs." in words(answer)
    assert NewsText.objects.get().body == "Theirs."
    again = answer.content.decode().split('name="was" value="')[1].split('"')[0]
    client.post(f"{NEWS}{item.id}/", TYPED | {"body-en": "Both.", "was": again})
    assert NewsText.objects.get().body == "Both."


def test_a_change_of_what_is_published_is_shown_and_recorded_once(campaign):
    item = news_item(campaign)
    client = owner(campaign)
    opened = client.get(f"{NEWS}{item.id}/").content.decode()
    was = opened.split('name="was" value="')[1].split('"')[0]

    client.post(f"{NEWS}{item.id}/", TYPED | {"was": was})  # as it was
    item.refresh_from_db()
    assert item.changed_at is None
    client.post(f"{NEWS}{item.id}/", TYPED | {"body-en": "Another.", "was": was})

    item.refresh_from_db()
    assert item.changed_at is not None
    assert AuditEvent.objects.filter(action=Action.NEWS_CHANGED).count() == 1
    assert (
        "changed on" in Client().get(f"/en/c/river/news/{item.id}/", follow=True).content.decode()
    )


def test_taking_it_down_stops_its_mailing(campaign):
    item = news_item(campaign)
    mailing = start(item)
    client = owner(campaign)

    assert "being mailed at present" in words(client.get(f"{NEWS}{item.id}/take-down/"))
    client.post(f"{NEWS}{item.id}/take-down/")

    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.CANCELLED
    assert feeding.feed(timezone.now()) == 0
    assert Client().get(f"/en/c/river/news/{item.id}/").status_code == 404


# --- Mailing --------------------------------------------------------------------------------


def test_the_page_says_who_gets_it_in_which_language(campaign):
    follower(campaign, "tam", language="th")
    item = news_item(campaign, en=Words("News", "Words."))

    page = words(owner(campaign).get(f"{NEWS}{item.id}/mail/"))

    assert "It goes to 2 people" in page
    assert "Thai 1 English (not translated)" in page
    assert "We do not track who opens it" in page


@pytest.mark.parametrize("typed", ["", "2", "one", "11", "0"])
def test_without_the_right_number_nothing_is_sent(campaign, typed):
    item = news_item(campaign)

    answer = owner(campaign).post(
        f"{NEWS}{item.id}/mail/", {"shown": "1", "typed": typed, "per_hour": "500"}
    )

    assert answer.status_code == 422
    assert 'id="error_typed"' in answer.content.decode()
    # Also where it stands at the address at which somebody has just given their password.
    assert f'action="{NEWS}{item.id}/mail/"' in answer.content.decode()
    assert '<option value="500" selected>' in answer.content.decode()
    assert not Mailing.objects.exists()


def test_the_number_may_be_typed_as_it_is_read(campaign):
    item = news_item(campaign)

    owner(campaign).post(f"{NEWS}{item.id}/mail/", {"shown": "12431", "typed": "12,431"})

    assert Mailing.objects.get().news == item


def test_pressing_send_twice_makes_one_mailing(campaign):
    item = news_item(campaign)
    client = owner(campaign)

    for _twice in range(2):
        answer = client.post(f"{NEWS}{item.id}/mail/", {"shown": "1", "typed": "1"})
        assert answer.headers["Location"] == f"{NEWS}{item.id}/mail/"

    assert Mailing.objects.count() == 1


def test_sending_needs_somebody_who_has_lately_shown_who_they_are(campaign, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0  # whatever was typed was long ago
    item = news_item(campaign)
    client = signed_in("editor", campaign.organisation)

    answer = client.post(f"{NEWS}{item.id}/mail/", {"shown": "1", "typed": "1"})

    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert not Mailing.objects.exists()


def test_a_mailing_a_few_hours_ago_is_pointed_out_and_a_third_refused(campaign):
    client = owner(campaign)
    start(news_item(campaign))
    item = news_item(campaign)
    assert "People who get too much mail leave" in words(client.get(f"{NEWS}{item.id}/mail/"))

    start(news_item(campaign))
    page = words(client.get(f"{NEWS}{item.id}/mail/"))
    assert "It cannot be mailed now" in page
    assert "Send to" not in page
    client.post(f"{NEWS}{item.id}/mail/", {"shown": "1", "typed": "1"})

    assert Mailing.objects.count() == 2


def test_under_offline_custody_the_page_says_so(campaign):
    SealingKey.objects.update(custody=SealingKey.Custody.OFFLINE, wrapped_private_key=None)
    item = news_item(campaign)
    client = owner(campaign)

    assert "cannot read them again" in words(client.get(f"{NEWS}{item.id}/mail/"))
    assert "your organisation, which alone can open the list" in words(client.get(NEWS))
    client.post(f"{NEWS}{item.id}/mail/", {"shown": "1", "typed": "1"})

    assert not Mailing.objects.exists()


def test_a_test_mail_goes_to_oneself_alone(campaign, mailoutbox):
    from tests.mail.outbox import deliver

    item = news_item(campaign, published=False)
    client = owner(campaign)

    for _twice in range(2):
        client.post(f"{NEWS}{item.id}/mail/test/", {"language": "th"})
    deliver()

    [mail] = mailoutbox
    assert mail.to == ["owner@example.org"]
    assert mail.subject == "[Test] The minister answered"
    assert ".invalid" not in mail.body
    assert "/my/" not in mail.body


def test_the_progress_is_told_in_numbers_and_words(campaign):
    item = news_item(campaign)
    start(item)

    answer = owner(campaign).get(f"{NEWS}{item.id}/mail/progress.json")

    assert answer.json() == {
        "done": 0,
        "total": 1,
        "words": "0 of 1 person is done.",
        "state": "running",
        "standing": "Sending",
    }


# --- What the pages cost --------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "ITEM/", "ITEM/preview/", "ITEM/mail/", "MAILED/mail/"])
def test_pages_cost_the_same_queries_for_one_and_for_three(
    campaign, settings, path, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    settings.MAILINGS_A_DAY = 9
    client = owner(campaign)
    there = {"ITEM": str(news_item(campaign).id)}
    mailed = news_item(campaign)
    start(mailed)
    there["MAILED"] = str(mailed.id)
    with CaptureQueriesContext(connection) as for_one:
        client.get(NEWS + at(path, there))
    for number in range(2):
        start(news_item(campaign))
        news_item(campaign)
        follower(campaign, f"reader{number}", language="th")

    with django_assert_num_queries(len(for_one)):
        client.get(NEWS + at(path, there))

    assert len(for_one) < 20
