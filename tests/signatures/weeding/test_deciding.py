"""Left out, kept, undone: and every ledger says the same."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.accounts.models import AuditEvent, User
from campaign.exports import rows
from campaign.exports.choosing import COLUMNS, Filters
from campaign.lib import tokens
from campaign.organiser.audit_sentences import sentence_of
from campaign.pages.models import Campaign
from campaign.public.kept import forget_pages
from campaign.signatures import actions, batches, moderation
from campaign.signatures.batches import CannotUndo
from campaign.signatures.counted_models import Tally
from campaign.signatures.models import Reason, Signature
from campaign.signatures.weeding import deciding, suspects
from campaign.signatures.weeding.listed import BadList, list_suspects, numbers_in
from campaign.signatures.weeding.models import Suspect, Why
from campaign.signatures.weeding.published import left_out_for, published
from tests import factories
from tests.organiser.people import account
from tests.signatures.weeding.people import crowd, found, sign, swept, total, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(campaign: Campaign) -> User:
    return account("staff", campaign.organisation)


@pytest.fixture
def press(campaign: Campaign, staff: User) -> dict:
    return {"campaign": campaign, "by": staff, "now": timezone.now()}


def leave_out(press: dict, why: Why) -> deciding.Done:
    ids = [each.id for each in waiting(press["campaign"], why)]
    return deciding.leave_out(why=why, suspect_ids=ids, **press)


def undo(press: dict, **fields) -> int:
    batch = deciding.undoable(press["campaign"], handed_over_at=None).first()
    return deciding.undo(batch_id=batch.id, **{"handed_over_at": None} | press | fields)


def ledgers() -> list:
    return sorted(Tally.objects.values_list("hour", "country", "source", "confirmed", "withdrawn"))


def test_left_out_is_out_of_the_count_of_every_list_and_of_the_page(campaign, press):
    sign(campaign, "Ann Example")
    [joke] = sign(campaign, "Mickey Mouse", public_name="Mickey Mouse", country="LA")
    assert total(campaign) == 2
    swept(campaign)

    assert leave_out(press, Why.FIGURE) == deciding.Done("weeded", 1)

    assert total(campaign) == 1
    handed_over = rows.rows(
        campaign,
        columns=COLUMNS["delivery"],
        name_display="as-signed",
        filters=Filters(),
        as_of=timezone.now(),
    )
    assert list(handed_over) == [["Ann Example", "Thailand"]]
    assert not Signature.objects.shown().exists()
    joke.refresh_from_db()
    assert joke.is_refused
    assert left_out_for(joke) == Why.FIGURE
    assert found(campaign) == []


def test_undoing_restores_count_and_tallies_exactly_and_they_wait_again(campaign, press):
    sign(campaign, "Mickey Mouse", "Donald Duck", "Ann Example", source="poster")
    total(campaign)
    before = ledgers()
    swept(campaign)
    waited = found(campaign)
    leave_out(press, Why.FIGURE)
    batch = deciding.undoable(campaign, handed_over_at=None).get()
    assert total(campaign) == 1

    assert undo(press) == 2

    assert total(campaign) == 3
    assert ledgers() == before
    assert found(campaign) == waited
    with pytest.raises(CannotUndo):
        deciding.undo(batch_id=batch.id, handed_over_at=None, **press)


def test_what_was_handed_over_is_not_undone_as_a_whole_but_one_by_one(campaign, press):
    [joke] = sign(campaign, "Mickey Mouse")
    swept(campaign)
    leave_out(press, Why.FIGURE)
    later = press["now"] + timedelta(days=3)

    with pytest.raises(CannotUndo):
        undo(press, handed_over_at=later, now=later)
    ids, _more = suspects.ids_of(campaign, Why.FIGURE, "left_out")
    deciding.keep(why=Why.FIGURE, suspect_ids=ids, **press)

    assert total(campaign) == 1
    assert published(campaign) is None
    assert left_out_for(Signature.objects.get(id=joke.id)) == ""


def test_undoing_works_long_after_half_an_hour_while_nothing_was_handed_over(campaign, press):
    sign(campaign, "Mickey Mouse")
    swept(campaign)
    leave_out(press, Why.FIGURE)

    assert undo(press, now=press["now"] + timedelta(days=40)) == 1
    assert total(campaign) == 1


def test_the_organisers_own_undo_leaves_it_to_this_room(campaign, press):
    sign(campaign, "Mickey Mouse")
    swept(campaign)
    leave_out(press, Why.FIGURE)
    batch = deciding.undoable(campaign, handed_over_at=None).get()

    assert batches.last_batch(campaign=campaign, by=press["by"], now=press["now"]) is None
    with pytest.raises(CannotUndo):
        batches.undo(batch_id=batch.id, **press)


def test_what_a_colleague_has_decided_since_stays(campaign, press):
    joke, duck = sign(campaign, "Mickey Mouse", "Donald Duck")
    swept(campaign)
    leave_out(press, Why.FIGURE)
    moderation.release(signature_ids=[joke.id], **press)
    moderation.refuse(signature_ids=[joke.id], reason=Reason.SPAM, **press)

    assert undo(press) == 1

    joke.refresh_from_db()
    duck.refresh_from_db()
    assert (joke.is_refused, duck.is_refused) == (True, False)


def test_who_withdraws_between_leaving_out_and_undoing_stays_away(campaign, press):
    joke, duck = sign(campaign, "Mickey Mouse", "Donald Duck")
    swept(campaign)
    leave_out(press, Why.FIGURE)
    actions.withdraw(signature_id=joke.id, now=timezone.now())

    assert undo(press) == 1

    assert total(campaign) == 1
    joke.refresh_from_db()
    assert joke.is_withdrawn
    assert {each.signature_id for each in Suspect.objects.all()} == {duck.id}


def test_pressing_twice_is_pressing_once_and_kept_can_be_left_out_after_all(campaign, press):
    sign(campaign, "Mickey Mouse")
    swept(campaign)
    ids = [each.id for each in waiting(campaign)]

    kept = [deciding.keep(why=Why.FIGURE, suspect_ids=ids, **press) for _twice in range(2)]
    out = [deciding.leave_out(why=Why.FIGURE, suspect_ids=ids, **press) for _twice in range(2)]

    assert [each.changed for each in kept + out] == [1, 0, 1, 0]
    assert total(campaign) == 0


def test_one_reasons_numbers_decide_nothing_about_another_and_nobody_elses_campaign(
    campaign, press
):
    lake = factories.campaign("lake", organisation=factories.organisation("Lake Watch"))
    sign(campaign, "Mickey Mouse")
    sign(lake, "Donald Duck")
    for each in (campaign, lake):
        swept(each)
    ids = [each.id for each in Suspect.objects.all()]

    assert deciding.leave_out(why=Why.OFFICE, suspect_ids=ids, **press).changed == 0
    assert deciding.leave_out(why=Why.FIGURE, suspect_ids=ids, **press).changed == 1
    assert (total(campaign), total(lake)) == (0, 1)


def test_a_group_of_five_thousand_is_shown_a_page_at_a_time_and_decided_about_at_once(
    campaign, press
):
    crowd(campaign, ["Ann Example"] * 5_001)
    swept(campaign)
    began = time.monotonic()

    page = suspects.page_of(campaign, Why.SAME_NAME, "waiting", number=1)
    [group] = page.together
    whole = suspects.group_of(campaign, Why.SAME_NAME, group.anchor)
    alone = suspects.page_of_group(campaign, Why.SAME_NAME, whole, number=125)
    ids, are_more = suspects.ids_of(campaign, Why.SAME_NAME, "waiting", group=whole)
    took = time.monotonic() - began
    deciding.leave_out(why=Why.SAME_NAME, suspect_ids=ids, **press)

    assert (len(group.members), group.waiting, group.first is not None) == (4, 5_000, True)
    assert (len(alone.together[0].members), alone.following) == (40, None)
    assert not are_more
    assert took < 5  # seconds; on a quiet machine a fifth of one
    assert total(campaign) == 1
    assert undo(press) == 5_000
    assert total(campaign) == 5_001


def test_the_record_says_who_how_many_and_why_and_nobodys_name(campaign, press):
    sign(campaign, "Mickey Mouse")
    swept(campaign, by=press["by"])
    leave_out(press, Why.FIGURE)
    undo(press)

    said = [sentence_of(each) for each in AuditEvent.objects.order_by("id")]

    assert said == [
        "Began to look through 1 signatures for some to leave out.",
        "Left signatures out before handing over: 1 (A figure from a story).",
        "Undid a decision before handing over: 1 signatures wait again.",
    ]
    assert "Mickey" not in str([each.details for each in AuditEvent.objects.all()])


# --- What everybody is told -----------------------------------------------------------------------


def test_where_nothing_was_left_out_nothing_is_said_and_nothing_asked(
    campaign, django_assert_num_queries
):
    sign(campaign, "Mickey Mouse")
    swept(campaign)

    with django_assert_num_queries(0):
        assert published(campaign) is None


def test_few_are_told_as_few_and_many_as_they_are(campaign, press):
    sign(campaign, "Mickey Mouse", "Donald Duck", country="LA")
    sign(campaign, *["test"] * 6, country="VN")
    swept(campaign)
    leave_out(press, Why.FIGURE)
    campaign.refresh_from_db()
    few = published(campaign)
    leave_out(press, Why.PLACEHOLDER)

    told = published(campaign)

    assert (few.number, [rule.number for rule in few.rules]) == (None, [None])
    assert told.number == 8
    assert [(rule.sentence, rule.number) for rule in told.rules] == [
        ("A word such as “test” in place of a name", 6),
        ("The name of a figure from a story", None),
    ]


def test_what_moderation_left_out_is_not_called_weeded(campaign, press):
    [bot] = sign(campaign, "Mickey Mouse")
    swept(campaign)
    Campaign.objects.update(weeded_at=timezone.now())
    campaign.refresh_from_db()

    moderation.refuse(signature_ids=[bot.id], reason=Reason.SPAM, **press)

    assert published(campaign) is None


def test_who_was_left_out_reads_why_on_their_own_page(campaign, press, client):
    sign(campaign, "Ann Example")
    [double] = sign(campaign, "Ann Example")
    swept(campaign)
    leave_out(press, Why.SAME_NAME)

    mine = client.get(f"/en/my/{tokens.for_signature(tokens.MY, double.id)}/").text
    thanks = client.get(f"/en/confirm/{tokens.for_signature(tokens.CONFIRM, double.id)}/").text

    for page in (mine, thanks):
        assert "taken for a second signature of one person" in page
        assert "as if a program had made it" not in page


def test_everybody_reads_how_many_and_by_which_rules(campaign, press, client):
    sign(campaign, *["test"] * 6)
    swept(campaign)
    before = client.get("/en/c/river/what-is-shown/").text
    leave_out(press, Why.PLACEHOLDER)
    forget_pages()

    page, rules = (client.get(f"/en/c/river/{path}").text for path in ("", "what-is-shown/"))

    assert "handed over" not in before
    for each in (page, rules):
        assert "6 signatures were left out and are not in the count." in each
    assert "A word such as “test” in place of a name: 6" in rules


# --- A list made offline --------------------------------------------------------------------------


def test_a_list_brings_its_signatures_into_the_queue_and_leaves_nobody_out(campaign, press):
    ann, ben = sign(campaign, "Ann Example", "Ben Example")
    gone = sign(campaign, "Gone Example")[0]
    actions.withdraw(signature_id=gone.id, now=timezone.now())
    lines = ["Signature,Name", f"{ann.id},Ann", f'"{ben.id.hex}"', "", str(gone.id), str(ann.id)]

    done = list_suspects(numbers=numbers_in(lines), **press)
    again = list_suspects(numbers=numbers_in(lines), **press)

    assert (done.added, done.known, done.strangers) == (2, 0, [5])
    assert (again.added, again.known) == (0, 2)
    assert found(campaign) == [(ann.id, Why.LISTED), (ben.id, Why.LISTED)]
    assert total(campaign) == 2
    swept(campaign)
    assert len(found(campaign)) == 2  # a search does not take them for out of date


def test_a_list_with_a_bad_line_names_it_and_brings_nothing():
    with pytest.raises(BadList) as caught:
        numbers_in(["id", "01a214b8-e0d5-7495-9237-508b88f38541", "Ann Example", "123"])

    assert caught.value.lines == [3, 4]


def test_a_comment_that_goes_on_over_lines_is_no_bad_line():
    ann, ben = "01a214b8-e0d5-7495-9237-508b88f38541", "01a214b8-e0d5-7495-9237-508b88f38542"
    lines = ["Name,Comment,Signature number", 'Ann,"One', "", f'two ""x"" ",{ann}', f"Ben,,{ben}"]

    assert [*numbers_in(lines).values()] == [4, 5]
    with pytest.raises(BadList) as caught:
        numbers_in([*lines, "Cee,no number"])
    assert caught.value.lines == [6]


@pytest.mark.parametrize("lines", [[], ["Names"], ["", ""]])
def test_a_list_of_nothing_is_none(lines):
    with pytest.raises(BadList):
        numbers_in(lines)
