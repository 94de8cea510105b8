"""The stamp of what somebody has opened."""

from campaign.lib.stamps import stamp_of


def test_a_stamp_changes_with_what_is_said_and_with_nothing_else():
    opened = stamp_of({"title": "မြစ်", "points": [1, 2]})

    assert opened == stamp_of({"points": [1, 2], "title": "မြစ်"})
    assert len(opened) == 32
    assert opened != stamp_of({"title": "မြစ်", "points": [2, 1]})
    assert opened != stamp_of({"title": "မြစ်။", "points": [1, 2]})
    assert stamp_of(["ab", "c"]) != stamp_of(["a", "bc"])
