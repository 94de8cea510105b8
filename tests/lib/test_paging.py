"""One page of a long list."""

import pytest

from campaign.lib.paging import one_page


@pytest.mark.parametrize(
    ("rows", "page"),
    [([], ([], False)), ([1, 2], ([1, 2], False)), ([1, 2, 3], ([1, 2], True))],
)
def test_a_page_knows_whether_another_follows(rows, page):
    assert one_page(rows, 2) == page
