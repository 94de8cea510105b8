"""Where a link can be passed on."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from campaign.pages.sharing.channels import share_links

PAGE = "https://sign.example.org/th/c/river/"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_link_leads_to_the_page_and_carries_its_channels_code(language):
    for link in share_links(PAGE, "Keep the river free & wild: 100%", language):
        # Mastodon's words stand behind "#": they stay in the reader's browser.
        query = parse_qs(urlsplit(link.url).query or urlsplit(link.url).fragment)
        carried = " ".join(value for values in query.values() for value in values)

        assert f"{PAGE}?s={link.channel}" in carried
        assert bool(urlsplit(link.url).fragment) is (link.channel == "mastodon")


def test_the_order_is_the_readers():
    def channels(language: str) -> list[str]:
        return [link.channel for link in share_links(PAGE, "x", language)]

    assert channels("my")[:2] == ["telegram", "viber"]
    assert channels("vi")[0] == "zalo"
    assert "telegram" not in channels("vi")
    assert channels("id")[0] == "whatsapp"
