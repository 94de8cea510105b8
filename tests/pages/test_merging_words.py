"""Two people write on one page: nobody's words are lost, and only real clashes are asked about."""

import pytest

from campaign.pages.content import blank
from campaign.pages.merging_words import Clash, decided, marks, merge

OPENED = blank() | {
    "title": "The river",
    "summary": "It runs.",
    "demands": [
        {"id": "aaaaaaaa", "decision": "", "sentence": "Stop."},
        {"id": "bbbbbbbb", "decision": "", "sentence": "Publish."},
    ],
    "questions": [{"id": "q1", "text": "When?", "about": "", "answered": False}],
    "source": {"title": "", "publisher": "", "date": "", "url": ""},
}


def changed(**parts):
    return OPENED | parts


def demands(*sentences, decision=""):
    return [
        part | {"sentence": sentence, "decision": decision}
        for part, sentence in zip(OPENED["demands"], sentences, strict=True)
    ]


def test_what_only_one_of_them_changed_is_taken_from_that_one():
    mine = changed(title="My river", demands=demands("Stop it.", "Publish."))
    theirs = changed(summary="It ran.", demands=demands("Stop.", "Publish all."))

    merged, clashes = merge(mine, theirs, marks(OPENED))

    assert clashes == []
    assert (merged["title"], merged["summary"]) == ("My river", "It ran.")
    assert [part["sentence"] for part in merged["demands"]] == ["Stop it.", "Publish all."]


def test_what_both_changed_alike_is_no_clash():
    both = changed(title="Our river")

    assert merge(both, both, marks(OPENED)) == (both, [])


def test_what_both_changed_is_asked_and_theirs_stands_until_then():
    merged, clashes = merge(
        changed(title="Mine", demands=demands("My stop.", "Publish.")),
        changed(title="Theirs", demands=demands("Their stop.", "Publish.")),
        marks(OPENED),
    )

    assert [clash.name for clash in clashes] == ["title", "demands.aaaaaaaa"]
    assert clashes[0] == Clash("title", "Mine", "Theirs")
    assert merged["title"] == "Theirs"
    assert decided(merged, clashes, {"title"})["title"] == "Mine"
    assert decided(merged, clashes, {"demands.aaaaaaaa"})["demands"][0]["sentence"] == "My stop."
    assert decided(merged, clashes, set())["demands"][0]["sentence"] == "Their stop."


def test_one_left_out_what_the_other_rewrote():
    _merged, clashes = merge(
        changed(demands=demands("Stop.", "Publish.", decision="dropped")),
        changed(demands=demands("Stop now.", "Publish.")),
        marks(OPENED),
    )

    assert [clash.name for clash in clashes] == ["demands.aaaaaaaa"]


def test_what_each_of_them_added_is_there():
    mine = changed(demands=[*OPENED["demands"], {"id": "cccccccc", "sentence": "Mine."}])
    theirs = changed(demands=[{"id": "dddddddd", "sentence": "Theirs."}, *OPENED["demands"]])

    merged, clashes = merge(mine, theirs, marks(OPENED))

    assert clashes == []
    assert {part["id"][0] for part in merged["demands"]} == {"a", "b", "c", "d"}


def test_the_order_of_whoever_moved_something_is_kept():
    moved = changed(demands=OPENED["demands"][::-1])
    rewritten = changed(demands=demands("Stop it.", "Publish."))

    for mine, theirs in ((moved, rewritten), (rewritten, moved)):
        merged, clashes = merge(mine, theirs, marks(OPENED))

        assert clashes == []
        assert [part["sentence"] for part in merged["demands"]] == ["Publish.", "Stop it."]


def test_a_question_that_either_of_them_ticked_is_answered():
    ticked = changed(questions=[OPENED["questions"][0] | {"answered": True}])

    for mine, theirs in ((ticked, OPENED), (OPENED, ticked)):
        merged, _clashes = merge(mine, theirs, marks(OPENED))

        assert merged["questions"][0]["answered"] is True


@pytest.mark.parametrize("opened", [{}, {"title": 7}])
def test_a_page_that_does_not_say_what_it_had_before_it_overwrites_nothing(opened):
    _merged, clashes = merge(changed(title="Mine"), changed(title="Theirs"), opened)

    assert [clash.name for clash in clashes] == ["title"]
