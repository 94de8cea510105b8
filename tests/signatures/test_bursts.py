"""Many alike within an hour are held, and the signer is told nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from campaign.signatures import bursts, rules
from campaign.signatures.bursts import Signing, notice

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
LONG = "Please act before the end of the year, for the sake of all who live along this river."


def held(times: int, now: datetime = NOW, **fields) -> list[list[str]]:
    """What each of so many was held for."""
    found = []
    for number in range(times):
        given = {"name": f"Ann {number}", "domain": f"d{number}.example", "comment": ""} | fields
        signing = Signing(campaign_id=1, source=given.pop("source", ""), **given)
        found.append(notice(signing, now=now)[1])
    return found


def test_a_few_from_throwaway_addresses_count_and_the_many_wait():
    found = held(8, domain="10minutemail.com")

    assert found == [[]] * 5 + [["disposable"]] * 3


def test_very_many_at_one_small_domain_through_one_link_wait():
    assert held(101, domain="tiny.example", source="x")[99:] == [[], ["same-domain"]]


def test_other_links_and_large_providers_are_no_burst():
    assert held(101, domain="tiny.example") == held(101, domain="gmail.com")[:100] + [
        ["same-domain"]
    ]
    assert held(1, domain="tiny.example", source="other") == [[]]


def test_very_many_of_one_name_wait_but_not_in_a_crowd():
    assert held(101, name="Ma Aung")[99:] == [[], ["same-name"]]
    bursts.forget()
    held(10_000)

    assert held(150, name="Ma Aung")[-1] == []


def test_a_long_comment_sent_by_many_waits_and_a_slogan_does_not():
    assert held(21, comment=LONG)[19:] == [[], ["same-comment"]]
    assert held(50, comment="Free the river!")[-1] == []


def test_a_comment_sent_a_few_times_is_put_to_the_front():
    said = [
        notice(Signing(1, f"Ann {number}", "gmail.com", "Free the  RIVER", ""), now=NOW)[0]
        for number in range(6)
    ]

    assert said == [[]] * 5 + [["comment:repeated"]]


def test_what_is_old_is_forgotten():
    held(100, domain="tiny.example")

    assert held(1, NOW + rules.BURST_WITHIN + timedelta(minutes=1), domain="tiny.example") == [[]]


def test_campaigns_know_nothing_of_each_other():
    held(100, domain="tiny.example")

    assert notice(Signing(2, "Ann", "tiny.example", "", ""), now=NOW) == ([], [])


def test_a_load_test_is_no_burst(settings):
    settings.LIMITS = False

    assert held(300, name="Ann", domain="10minutemail.com") == [[]] * 300


def test_it_remembers_numbers_and_no_words():
    held(1, name="Zwitscher", domain="canary.example", comment=LONG)

    assert all(isinstance(key, int) for key in bursts._recent.counts)
    assert "Zwitscher" not in repr(Signing(1, "Zwitscher", "canary.example", "", ""))


@pytest.mark.parametrize("most", [10])
def test_what_it_remembers_has_an_end(monkeypatch, most):
    monkeypatch.setattr(bursts._Recent, "MOST", most)
    later = NOW
    for number in range(100):
        later += timedelta(seconds=1)
        notice(Signing(1, f"Ann {number}", f"d{number}.example", "", ""), now=later)

    assert len(bursts._recent.counts) + len(bursts._recent.before) < 4 * most
