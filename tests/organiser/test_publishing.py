"""From draft to public and on: the checklist, the preview, changes, history, putting back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import AuditEvent
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText, Demand
from campaign.pages.pictures import set_picture
from campaign.pages.publishing import publish_changes
from campaign.pages.remembered import ON_A_PAGE, PublishedChange, remember
from campaign.pages.working_copies import WorkingCopy
from campaign.public.kept import forget_pages
from tests import factories
from tests.organiser.people import signed_in, words
from tests.pages.writing import pictures, write

pytestmark = pytest.mark.django_db

RIVER = "/organiser/river/"
PUBLISH, PREVIEW, HISTORY = f"{RIVER}publish/", f"{RIVER}preview/", f"{RIVER}history/"


@pytest.fixture
def draft() -> Campaign:
    made = factories.campaign(state=State.DRAFT, time_zone="Asia/Yangon")
    Demand.objects.create(text=made.texts.get(), sentence="Stop the dam.")
    return made


@pytest.fixture
def public() -> Campaign:
    return factories.campaign(opens_at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def client() -> Client:
    """An editor of the organisation that `factories.campaign` makes."""
    return signed_in("editor", factories.organisation())


def page(language: str = "en"):
    forget_pages()
    return Client().get(f"/{language}/c/river/")


def checks(answer) -> dict[str, tuple[bool, bool]]:
    return {each.name: (each.is_fine, each.is_blocking) for each in answer.context["checks"]}


# --- The checklist --------------------------------------------------------------------------


def test_a_complete_draft_is_published_with_one_press(draft, client):
    write(draft, title="Keep the river free of dams")
    assert page().status_code == 404

    answer = client.post(PUBLISH, {"when": "now"}, follow=True)

    assert "Your campaign is public." in words(answer)
    assert "http://testserver/c/river/" in words(answer) or "/en/c/river/" in words(answer)
    assert b"Keep the river free of dams" in page().content
    draft.refresh_from_db()
    assert draft.is_open(timezone.now())
    assert [event.action for event in AuditEvent.objects.order_by("id")] == [
        *("words-changed", "campaign-published"),
    ]
    assert sorted(draft.history.values_list("kind", "language")) == [
        *(("settings", ""), ("words", "en")),
    ]


def test_published_at_a_time_it_opens_then(draft, client):
    answer = client.post(PUBLISH, {"when": "later", "opens_at": "2031-05-01T09:00"}, follow=True)

    draft.refresh_from_db()
    assert draft.state == State.SCHEDULED
    assert draft.opens_at == datetime(2031, 5, 1, 2, 30, tzinfo=UTC)
    assert "Signing opens on 1 May 2031 at 09:00" in words(answer)
    assert AuditEvent.objects.get().action == "campaign-scheduled"
    assert b"Signing has not opened yet" in page().content


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "when", "Say when."),
        ({"when": "later"}, "opens_at", "Say on which day"),
        ({"when": "later", "opens_at": "2020-01-01T10:00"}, "opens_at", "This time has passed."),
        ({"when": "later", "opens_at": "2031-07-01T10:00"}, "opens_at", "open after it closes"),
        ({"when": "later", "opens_at": "noon"}, "opens_at", "This is not a day and a time."),
    ],
)
def test_a_time_that_will_not_do_is_said_beside_it(draft, client, typed, field, said):
    Campaign.objects.update(closes_at=datetime(2031, 6, 1, tzinfo=UTC))

    answer = client.post(PUBLISH, typed)

    assert answer.status_code == 422
    assert said in answer.context["form"].errors[field][0]
    assert Campaign.objects.get().state == State.DRAFT


def test_what_is_missing_keeps_it_from_being_published_and_advice_does_not(draft, client):
    set_picture(
        draft, renditions=pictures(), alt={"en": "x"}, credit="", by=None, now=timezone.now()
    )
    write(draft, "my", title="မြစ်")  # no summary yet, and nobody described the picture in it
    Campaign.objects.update(sealing_key=None, closes_at=timezone.now() - timedelta(days=1))

    shown = client.get(PUBLISH)
    pressed = client.post(PUBLISH, {"when": "now"})

    missing = [each.name for each in shown.context["blocking"]]
    assert missing == ["words", "key", "times", "picture"]
    assert checks(shown)["recipients"] == (False, False)
    assert checks(shown)["demands"] == (True, False)
    assert "4 things are missing" in words(shown)
    assert f"{RIVER}settings/#custody" in shown.content.decode()
    assert f"{RIVER}settings/picture/" in shown.content.decode()
    assert pressed.status_code == 422
    assert Campaign.objects.get().state == State.DRAFT
    assert not AuditEvent.objects.exclude(action="picture-changed").exists()


def test_a_key_that_nobody_has_shown_to_be_saved_keeps_it_from_being_published(draft, client):
    key = draft.organisation.sealing_keys.create(custody="offline", public_key=bytes(32))
    Campaign.objects.update(sealing_key=key)

    shown = client.get(PUBLISH)
    pressed = client.post(PUBLISH, {"when": "now"})

    assert checks(shown)["key"] == (False, True)
    assert "Nobody has shown that your organisation’s own key is saved" in words(shown)
    assert "/keys/" in shown.content.decode()
    assert pressed.status_code == 422
    assert Campaign.objects.get().state == State.DRAFT


def test_what_still_stands_in_the_main_language_is_told_and_may_be_published(draft, client):
    write(draft, "my", title="မြစ်", summary=draft.texts.get().summary)

    shown = client.get(PUBLISH)

    assert checks(shown)["translations"] == (False, False)
    assert "Burmese: 1 passage is not translated yet." in words(shown)
    assert f'href="{RIVER}page/my/"' in shown.content.decode()
    write(draft, "my", title="မြစ်", summary="မြစ်")
    assert "translations" not in checks(client.get(PUBLISH))


def test_a_page_that_asks_for_nothing_may_be_published_all_the_same(draft, client):
    Demand.objects.all().delete()

    shown = client.get(PUBLISH)

    assert checks(shown)["demands"] == (False, False)
    assert "it has no demand" in words(shown)
    assert client.post(PUBLISH, {"when": "now"}).status_code == 302


def test_pressed_twice_it_is_published_once(draft, client):
    client.post(PUBLISH, {"when": "now"})
    opened = Campaign.objects.get().opens_at

    again = client.post(PUBLISH, {"when": "now"}, follow=True)

    assert "It has been published already." in words(again)
    assert Campaign.objects.get().opens_at == opened
    assert AuditEvent.objects.count() == 1


# --- The preview ----------------------------------------------------------------------------


def test_the_preview_shows_what_is_being_written_in_each_language(draft, client):
    write(draft, title="Keep it <b>wild</b>")
    write(draft, "my", title="မြစ်ကို ကာကွယ်ပါ", summary="အတိုချုပ်")

    around = client.get(f"{PREVIEW}?language=my&on=phone")
    english, burmese = client.get(f"{PREVIEW}en/"), client.get(f"{PREVIEW}my/")

    assert around.content.count(b"<iframe") == 1
    assert f'src="{PREVIEW}my/"' in around.content.decode()
    assert client.get(PREVIEW).content.count(b"<iframe") == 2
    assert "Keep it &lt;b&gt;wild&lt;/b&gt;" in english.content.decode()
    assert "မြစ်ကို ကာကွယ်ပါ" in burmese.content.decode()
    assert "Preview: nothing can be signed here." in english.content.decode()
    assert 'name="email"' in english.content.decode()  # as on the day it opens
    assert page().status_code == 404


def test_only_that_page_stands_in_a_frame_and_only_in_one_of_ours(draft, client):
    around, frame = client.get(PREVIEW).headers, client.get(f"{PREVIEW}en/").headers
    elsewhere = client.get(PUBLISH).headers

    assert "frame-src 'self'" in around["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in around["Content-Security-Policy"]
    policy = frame["Content-Security-Policy"]
    for rule in ("frame-ancestors 'self'", "form-action 'none'", "script-src 'none'"):
        assert rule in policy
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-src" not in elsewhere["Content-Security-Policy"]
    assert elsewhere["X-Frame-Options"] == "DENY"
    assert b'sandbox="allow-same-origin"' in client.get(PREVIEW).content
    assert b"<script" not in client.get(f"{PREVIEW}en/").content


def test_a_preview_without_a_key_shows_that_nobody_could_sign(draft, client):
    Campaign.objects.update(sealing_key=None)

    assert b'name="email"' not in client.get(f"{PREVIEW}en/").content


# --- Changes --------------------------------------------------------------------------------


def test_what_will_change_is_shown_before_it_does(public, client):
    write(
        public,
        title="Keep the river wild",
        demands=[{"sentence": "Stop <the> dam."}, {"sentence": "No.", "decision": "dropped"}],
    )

    shown = client.get(PUBLISH).content.decode()

    assert "Keep the river <del>free</del><ins>wild</ins>" in shown
    assert "<ins>Stop &lt;the&gt; dam.</ins>" in shown
    assert "No." not in shown
    assert b"Keep the river free" in page().content

    client.post(PUBLISH)

    assert b"Keep the river wild" in page().content
    assert "All that is written is what readers see." in words(client.get(PUBLISH))
    newest, first = public.history.order_by("-id")
    assert (newest.changed, newest.by_email) == (["title", "demands"], "editor@example.org")
    assert (first.content["title"], first.by_email) == ("Keep the river free", "")
    assert first.at == public.opens_at


def test_words_that_are_not_complete_stay_where_they_are(public, client):
    write(public, title="")
    write(public, "my", title="မြစ်", summary="မြစ်")

    shown, pressed = client.get(PUBLISH), client.post(PUBLISH)

    assert "English: 1 part is not complete." in words(shown)
    assert b"Publish these changes" not in shown.content
    assert pressed.status_code == 422
    assert CampaignText.objects.get().title == "Keep the river free"
    assert not public.history.exists()


# --- The history ----------------------------------------------------------------------------


@pytest.fixture
def changed_twice(public: Campaign) -> Campaign:
    for title in ("Second", "Third"):
        write(public, title=title)
        publish_changes(public, by=None, now=timezone.now())
    return public


def oldest(campaign: Campaign) -> PublishedChange:
    return campaign.history.order_by("id").first()


def test_one_change_is_compared_with_today_and_put_back(changed_twice, client):
    first = oldest(changed_twice)

    shown = client.get(f"{HISTORY}{first.id}/").content.decode()
    assert "<del>Keep the river free</del>" in shown
    assert "<ins>Third</ins>" in shown
    client.post(f"{HISTORY}{first.id}/put-back/")

    assert b"Keep the river free" in page().content
    assert WorkingCopy.objects.get().content["title"] == "Keep the river free"
    newest = changed_twice.history.listed().first()
    assert (newest.put_back, newest.changed) == (first, ["title"])
    assert changed_twice.history.count() == 4  # nothing is taken out of it
    assert AuditEvent.objects.latest("id").action == "words-put-back"
    assert "put back" in words(client.get(HISTORY))
    assert "The page says the same today." in words(client.get(f"{HISTORY}{newest.id}/"))


def test_putting_back_leaves_alone_what_somebody_is_writing(changed_twice, client):
    write(changed_twice, title="Fourth, unfinished")

    answer = client.post(f"{HISTORY}{oldest(changed_twice).id}/put-back/", follow=True)

    assert "Somebody is writing other words in this language." in words(answer)
    assert b"Keep the river free" in page().content
    assert WorkingCopy.objects.get().content["title"] == "Fourth, unfinished"


def test_a_language_that_was_removed_can_be_put_back(public, client):
    CampaignText.objects.create(campaign=public, language="my", title="မြစ်", summary="မြစ်")

    client.post(f"{RIVER}page/my/remove/")

    assert not CampaignText.objects.filter(language="my").exists()
    removed, as_it_was = public.history.words_in("my").order_by("-id")
    assert "Took this language off the page" in words(client.get(HISTORY))
    assert b"Put these words back" not in client.get(f"{HISTORY}{removed.id}/").content
    client.post(f"{HISTORY}{as_it_was.id}/put-back/")
    assert "မြစ်" in page("my").content.decode()


def test_words_that_a_page_may_not_have_any_more_are_not_put_back(changed_twice, client):
    PublishedChange.objects.update(content={"title": "x" * 500, "summary": "s"})

    answer = client.post(f"{HISTORY}{oldest(changed_twice).id}/put-back/")

    assert answer.status_code == 409
    assert "Nothing was put back" in words(answer)
    assert b"Third" in page().content


def test_a_draft_has_no_history_and_says_when_it_begins(draft, client):
    assert "The history begins when the campaign is published." in words(client.get(HISTORY))


def test_a_long_history_goes_on_where_the_page_ended(public, client):
    for number in range(ON_A_PAGE + 2):
        content = {"banner": {}, "final_words": {}, "number": number}
        remember(
            *(public, PublishedChange.Kind.SIGNING, content),
            changed=["banner-set"],
            by=None,
            now=timezone.now(),
        )

    first = client.get(HISTORY)
    rest = client.get(f"{HISTORY}?before={first.context['older']}")

    assert len(first.context["rows"]) == ON_A_PAGE
    assert len(rest.context["rows"]) == 2
    assert rest.context["older"] is None
    assert client.get(f"{HISTORY}?before=x").status_code == 200
    assert client.get(f"{HISTORY}?before={10**30}").status_code == 200
