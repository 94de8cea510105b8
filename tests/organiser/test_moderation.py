"""The queue of names, comments and held signatures, as organisers open and press it."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import AuditEvent, Organisation, SealingKey
from campaign.organiser import moderation as desk
from campaign.pages.models import Campaign
from campaign.signatures import moderation, queue
from campaign.signatures.models import Reason
from tests import factories
from tests.organiser.people import (
    account,
    at_the_desk,
    authenticator_app,
    code_of,
    signed_in,
    stay_away,
    words,
)
from tests.organiser.walking import DONE, ONLY_PRESSED, Walk, editors, entrusted, members
from tests.signatures.moderated import comment, commented, held

pytestmark = pytest.mark.django_db

LIST = "/organiser/river/signatures/"
OPEN = {
    LIST: members(),
    f"{LIST}?show=held": members(),
    f"{LIST}policy/": members(),
    f"{LIST}undo/BATCH/": ONLY_PRESSED,
    f"{LIST}names/": ONLY_PRESSED,
}
PRESS = {
    LIST: ({"do": "approve", "ticked": "ANN:comment"}, editors(DONE)),
    f"{LIST}undo/BATCH/": ({}, editors(DONE)),
    f"{LIST}policy/": ({"names": "wait", "comments": ""}, editors(DONE)),
    f"{LIST}names/": ({"show": "held", "listed": "BOT"}, entrusted()),
}


def arranged() -> tuple[Organisation, dict[str, Any]]:
    made = factories.campaign()
    return made.organisation, of_all_kinds(made)


WALK = Walk(arranged, OPEN, PRESS)


@pytest.fixture
def client(campaign: Campaign) -> Client:
    return signed_in("editor", campaign.organisation)


@pytest.fixture
def ids(campaign: Campaign) -> dict[str, str]:
    return of_all_kinds(campaign)


def of_all_kinds(campaign: Campaign) -> dict[str, str]:
    """Something to open and to press: a waiting comment, a held signature, a batch to undo."""
    by = account("owner", factories.organisation("Somebody"))
    ann, bob = commented(campaign), commented(campaign, "bob@example.org")
    batch = moderation.hide(
        campaign=campaign, words=comment(bob), reason=Reason.SPAM, by=by, now=timezone.now()
    ).batch
    bot = held(campaign, name="Bot Example")
    by.delete()
    return {"ANN": ann.id.hex, "BOT": bot.id.hex, "BATCH": str(batch.id)}


def test_names_stay_sealed_for_an_editor_and_open_for_the_entrusted(campaign, ids):
    editor, staff = (signed_in(role, campaign.organisation) for role in ("editor", "staff"))
    listed = {"show": "held", "listed": ids["BOT"]}

    assert "Bot Example" not in words(editor.get(f"{LIST}?show=held"))
    answer = staff.post(f"{LIST}names/", listed)

    assert "Bot Example" in words(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Bot Example" not in words(staff.get(f"{LIST}?show=held"))


def test_names_open_to_who_proved_within_half_an_hour_who_they_are(campaign, ids):
    user = account("staff", campaign.organisation)
    client = at_the_desk(user)
    listed = {"show": "held", "listed": ids["BOT"]}
    stay_away(client, minutes=29)
    assert "Bot Example" in words(client.post(f"{LIST}names/", listed))
    stay_away(client, minutes=2)

    asked = client.post(f"{LIST}names/", listed)

    assert "reauthenticate" in asked.headers["Location"]
    assert campaign.audit_events.filter(action="names-read").count() == 1
    code = code_of(authenticator_app(user))
    page = words(client.post(asked.headers["Location"], {"code": code}))
    assert "Bot Example" in page
    assert "Held signatures" in page


def test_where_only_the_organisation_has_the_key_the_page_says_so(campaign, ids):
    SealingKey.objects.update(custody="offline", wrapped_private_key=None)
    staff = signed_in("staff", campaign.organisation)

    answer = staff.post(f"{LIST}names/", {"show": "held", "listed": ids["BOT"]})

    assert "only your organisation holds" in words(answer)


def test_a_viewer_sees_and_has_nothing_to_press(campaign, ids):
    viewer = signed_in("viewer", campaign.organisation)

    page = viewer.get(LIST).content.decode()

    assert "Because." in page
    assert 'type="checkbox"' not in page
    assert 'name="do"' not in page


def test_each_list_holds_what_its_name_says(campaign, client):
    now = timezone.now()
    by = account("owner", campaign.organisation)
    people = {
        each: commented(campaign, f"{each}@example.org", f"Said by {each}.", name=each.title())
        for each in ("waiting", "shown", "hidden", "refused")
    }
    press = {"campaign": campaign, "by": by, "now": now}
    moderation.approve(words=comment(people["shown"]), **press)
    moderation.hide(words=comment(people["hidden"]), reason=Reason.INSULT, note="again", **press)
    moderation.refuse(signature_ids=[people["refused"].id], reason=Reason.SPAM, **press)
    held(campaign, comment="Said by held.")

    said = {show: words(client.get(f"{LIST}?show={show}")) for show in desk.LISTS}

    for show in ("waiting", "hidden", "held", "refused"):
        found = re.findall(r"Said by (\w+)", said[show])
        assert (show, set(found)) == (show, {show})
    assert "Said by shown." in said["shown"]
    assert "Hidden: Insult or threat" in said["hidden"]
    assert "Note: again" in said["hidden"]
    assert "one of many from throwaway addresses" in said["held"]


def test_a_list_can_be_narrowed_to_one_language(campaign, client):
    commented(campaign, "en@example.org", "In English.", language="en")
    commented(campaign, "my@example.org", "ဗမာလို", language="my")

    said = words(client.get(f"{LIST}?language=my"))

    assert "ဗမာလို" in said
    assert "In English." not in said


@pytest.mark.parametrize("query", ["?show=nonsense", "?language=xx", "?after=zz", "?after=1-2-3"])
def test_an_address_that_makes_no_sense_is_the_first_page(campaign, client, query):
    commented(campaign)

    assert "Because." in words(client.get(LIST + query))


def test_pressing_comes_back_to_the_same_list_and_says_what_was_done(campaign, client):
    ann = commented(campaign, language="my")

    answer = client.post(
        f"{LIST}?language=my", {"do": "approve", "ticked": f"{ann.id.hex}:comment"}, follow=True
    )

    assert answer.redirect_chain == [(f"{LIST}?show=waiting&language=my", 302)]
    assert "1 approved." in words(answer)
    assert "Your last decision" in words(answer)


def test_the_button_beside_the_words_means_these_words_only(campaign, client):
    ann, bob = commented(campaign), commented(campaign, "bob@example.org")

    client.post(LIST, {"only": f"approve {ann.id.hex}:comment", "ticked": f"{bob.id.hex}:comment"})

    for each in (ann, bob):
        each.refresh_from_db()
    assert (ann.comment_standing, bob.comment_standing) == ("shown", "waiting")


def test_hiding_without_a_reason_changes_nothing_and_loses_nothing(campaign, client):
    ann = commented(campaign)
    box = f"{ann.id.hex}:comment"

    answer = client.post(LIST, {"do": "hide", "ticked": box, "note": "Look at this"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Please choose a reason" in page
    assert re.search(rf'value="{box}"[^>]* checked', page)
    assert 'value="Look at this"' in page
    assert "<details data-reasons open>" in page
    ann.refresh_from_db()
    assert ann.comment_standing == "waiting"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"do": "approve"}, "Tick what you want to decide about first."),
        ({"do": "vanish", "ticked": "x"}, "Press one of the buttons"),
        ({"do": "hide", "ticked": "x", "reason": "boredom"}, "Select a valid choice"),
        ({"do": "hide", "ticked": "x", "reason": "spam", "note": "x" * 201}, "Up to 200"),
    ],
)
def test_a_press_that_makes_no_sense_is_answered_beside_it(campaign, client, typed, said):
    commented(campaign)

    answer = client.post(LIST, typed)

    assert answer.status_code == 422
    assert said in words(answer)


@pytest.mark.parametrize("ticked", ["x", "zz:comment", f"{'0' * 32}:comment", f"{'0' * 32}:sealed"])
def test_what_is_nobodys_box_changes_nothing(campaign, client, ticked):
    answer = client.post(LIST, {"do": "approve", "ticked": ticked}, follow=True)

    assert "it was so already" in words(answer)


def test_a_whole_list_can_be_decided_about_at_once(campaign, client):
    for number in range(3):
        held(campaign, f"{number}@example.org", language="en" if number else "my")
    counted = factories.confirmed(campaign)

    client.post(f"{LIST}?show=held&language=en", {"do": "refuse", "whole": "on", "reason": "spam"})

    assert (queue.held_count(campaign), queue.refused_count(campaign)) == (1, 2)
    counted.refresh_from_db()
    assert not counted.is_held


def test_words_are_never_decided_about_unread(campaign, client):
    commented(campaign)

    answer = client.post(LIST, {"do": "approve", "whole": "on"})

    assert answer.status_code == 422
    assert queue.waiting_count(campaign) == 1


def test_undoing_from_the_page(campaign, client):
    ann = commented(campaign)
    client.post(LIST, {"do": "hide", "ticked": f"{ann.id.hex}:comment", "reason": "spam"})
    [address] = re.findall(r'action="([^"]+/undo/[^"]+)"', client.get(LIST).content.decode())

    first = client.post(address, follow=True)
    second = client.post(address, follow=True)

    assert "Undone" in words(first)
    assert "undone as a whole any more" in words(second)
    ann.refresh_from_db()
    assert ann.comment_standing == "waiting"


def test_nobody_undoes_what_another_campaign_did(campaign, client):
    theirs = factories.campaign("theirs", organisation=factories.organisation("Theirs"))
    batch = moderation.approve(
        campaign=theirs,
        words=comment(commented(theirs)),
        by=account("owner", theirs.organisation),
        now=timezone.now(),
    ).batch

    answer = client.post(f"{LIST}undo/{batch.id}/", follow=True)

    assert "undone as a whole any more" in words(answer)
    batch.refresh_from_db()
    assert batch.undone_at is None


def test_what_people_write_is_shown_as_they_wrote_it_and_never_runs(campaign, client):
    long = "ကျွန်ုပ်တို့" * 41
    commented(campaign, "a@example.org", "<script>alert(1)</script> h" + "\u0300" * 400)
    commented(campaign, "b@example.org", long[:500], name="<b>Ann</b>")

    page = client.get(LIST).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>Ann</b>" not in page
    assert long[:500] in page
    assert "stacks marks on its letters" in page


def test_every_list_asks_the_same_for_one_and_for_three(campaign):
    client = signed_in("owner", campaign.organisation)
    by = account("staff", campaign.organisation)
    costs: dict[str, list[int]] = {show: [] for show in desk.LISTS}
    for round_ in ("a", "bc"):
        for letter in round_:
            now = {"campaign": campaign, "by": by, "now": timezone.now()}
            commented(campaign, f"w{letter}@example.org")
            hidden = commented(campaign, f"h{letter}@example.org")
            moderation.hide(words=comment(hidden), reason=Reason.SPAM, **now)
            held(campaign, f"x{letter}@example.org")
            out = held(campaign, f"y{letter}@example.org")
            moderation.refuse(signature_ids=[out.id], reason=Reason.SPAM, **now)
        for show, cost in costs.items():
            with CaptureQueriesContext(connection) as queries:
                client.get(f"{LIST}?show={show}")
            cost.append(len(queries))

    assert all(one == three < 20 for one, three in costs.values()), costs


def test_older_ones_are_a_page_further(campaign, client, monkeypatch):
    monkeypatch.setattr(queue, "ON_A_PAGE", 1)
    for number in range(3):
        commented(campaign, f"{number}@example.org", f"Number {number}.")

    seen, address = [], LIST
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r"Number (\d)\.</span></label>", page)
        found = re.findall(r'href="([^"]+)" rel="next"', page)
        address = found[0].replace("&amp;", "&") if found else ""

    assert seen == ["2", "1", "0"]


@pytest.mark.parametrize("show", desk.LISTS)
def test_an_empty_list_says_so(campaign, client, show):
    page = words(client.get(f"{LIST}?show={show}"))

    assert re.search(
        r"Nothing (waits for you|is on the page yet|is hidden|is held|was left out)", page
    )


def test_what_waits_is_the_campaigns_choice(campaign, client):
    client.post(f"{LIST}policy/", {"names": "wait", "comments": ""})

    campaign.refresh_from_db()
    assert (campaign.names_wait, campaign.comments_wait) == (True, False)
    event = AuditEvent.objects.get()
    assert event.details == {"names_wait": True, "comments_wait": False}
    assert client.post(f"{LIST}policy/", {"names": "never"}).status_code == 422
