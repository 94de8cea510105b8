"""What is kept for seconds."""

from datetime import UTC, datetime, timedelta

from campaign.lib.at_hand import kept_for

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_an_answer_is_read_once_in_so_many_seconds_for_each_that_is_asked_about():
    read = []

    @kept_for(5)
    def length_of(word: str) -> int:
        read.append(word)
        return len(word)

    for second in (0, 4, 5):
        now = NOW + timedelta(seconds=second)
        assert (length_of("river", now), length_of("sea", now)) == (5, 3)
    assert read == ["river", "sea", "river", "sea"]

    length_of.forget()
    assert length_of("river", NOW + timedelta(seconds=5)) == 5
    assert read[4:] == ["river"]


def test_what_cannot_be_read_is_tried_again():
    answers = iter([ValueError("away"), 7])

    @kept_for(60)
    def count(_of: str) -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    for expected in (None, 7, 7):
        try:
            assert count("river", NOW) == expected
        except ValueError:
            assert expected is None
