"""The next number to reach."""

import pytest

from campaign.pages.milestones import next_milestone


@pytest.mark.parametrize(
    ("count", "milestone"),
    [
        (0, 100),
        (90, 100),
        (91, 100),
        (92, 250),
        (100, 250),
        (249, 500),
        (500, 750),
        (700, 1_000),
        (950, 2_500),
        (9_000, 10_000),
        (64_210, 75_000),
        (2_000_000, 2_500_000),
        (6_103_056, 7_500_000),
    ],
)
def test_it_is_near_enough_to_believe_in_and_far_enough_to_matter(count, milestone):
    assert next_milestone(count) == milestone


def test_it_is_always_ahead():
    assert all(next_milestone(count) > count for count in range(0, 30_000, 7))
