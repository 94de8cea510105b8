"""The score says how far a draft agrees with what a person expected."""

from campaign.statements.scoring import Score, match, overlap, same_numbers, same_speaker, score


def test_texts_are_compared_without_case_marks_and_punctuation():
    assert overlap("The “ledger” is ours.", "the ledger is ours") == 1.0


def test_a_text_that_lacks_a_fifth_of_the_words_still_matches():
    assert match(["one two three four"], ["one two three four five"]) == [(0, 0)]


def test_a_text_that_lacks_more_does_not_match():
    assert match(["one two three"], ["one two three four five"]) == []


def test_each_expected_text_is_matched_once():
    assert match(["the same words", "the same words"], ["the same words"]) == [(0, 0)]


def test_a_surname_is_enough_for_a_speaker_and_nobody_matches_nobody():
    assert same_speaker("Dr Ana Ruiz", "Ruiz")
    assert same_speaker(None, None)
    assert not same_speaker("Ana Ruiz", None)
    assert not same_speaker("Ana Ruiz", "Hla Win")


def test_figures_match_on_their_numbers():
    assert same_numbers("1,148 airstrikes", "1,148") == 1.0
    assert same_numbers("1,148", "1,149") == 0.0
    assert same_numbers("Sixty-one organisations", "sixty-one groups") == 1.0


def test_precision_recall_and_f1_come_from_counts():
    counts = Score(right=3, found=4, expected=6)

    assert (counts.precision, counts.recall, counts.f1) == (0.75, 0.5, 0.6)


def test_a_part_that_is_rightly_empty_scores_one():
    assert Score(0, 0, 0).f1 == 1.0


def test_a_quote_counts_for_its_speaker_only_when_both_are_right():
    draft = {
        "title": "The pier",
        "date": None,
        "quotes": [{"text": "The ledger is ours", "speaker": "Hla Win", "role": None}],
        "figures": [],
        "dates": [],
        "demands": [],
    }
    expected = {
        "title": "The pier",
        "quotes": [{"text": "The ledger is ours.", "speaker": "Ana Ruiz"}],
    }

    scores = score(draft, expected)

    assert scores["quotes"] == Score(1, 1, 1)
    assert scores["right speaker"] == Score(0, 1, 1)
