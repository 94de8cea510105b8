"""What others' sites fetch when a link is shared."""

import hashlib

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.sharing.models import SocialPicture
from campaign.pages.sharing.social_pictures import draw_due
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(signature_count=1234)


def path_of(picture: SocialPicture) -> str:
    return f"/c/river/picture/{picture.language}-{picture.version}.png"


@pytest.fixture
def picture(campaign) -> SocialPicture:
    draw_due(now=timezone.now())
    return campaign.social_pictures.get()


def head_of(path: str = "/en/c/river/") -> str:
    return Client().get(path).content.decode().partition("</head>")[0]


def test_the_page_names_its_picture_with_words_beside_it(picture):
    head = head_of()

    assert f'<meta property="og:image" content="{settings.SITE_URL}{path_of(picture)}">' in head
    assert (
        '<meta property="og:image:alt" content="Keep the river free · River Watch · '
        '1,234 people have signed">' in head
    )
    assert '<meta name="twitter:card" content="summary_large_image">' in head


def test_before_it_was_drawn_the_page_does_without(campaign):
    head = head_of()

    assert "og:image" not in head
    assert '<meta name="twitter:card" content="summary">' in head
    assert '<meta property="og:title" content="Keep the river free">' in head


def test_in_a_language_without_words_the_picture_is_that_of_the_words_shown(picture):
    assert path_of(picture) in head_of("/th/c/river/")


def test_it_is_kept_for_ever_by_whoever_fetches_it_and_shown_anywhere(picture):
    answer = Client().get(path_of(picture))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert hashlib.sha256(answer.content).hexdigest()[:16] == picture.version
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers
    assert "Vary" not in answer.headers


def test_head_says_the_same_without_it(picture):
    get, head = Client().get(path_of(picture)), Client().head(path_of(picture))

    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(get.content))
    assert head.headers["ETag"] == get.headers["ETag"]


def test_who_has_it_is_told_so(picture):
    etag = Client().get(path_of(picture)).headers["ETag"]

    answer = Client().get(path_of(picture), headers={"If-None-Match": etag})

    assert (answer.status_code, answer.content) == (304, b"")


def test_an_old_address_leads_to_the_picture_of_today(picture, campaign):
    Campaign.objects.update(signature_count=5000)
    draw_due(now=timezone.now())

    answer = Client().get(path_of(picture))

    assert answer.status_code == 302
    assert answer.headers["Location"] == settings.SITE_URL + path_of(campaign.social_pictures.get())
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_what_is_not_there_or_not_public_is_not_there(picture, campaign):
    for path in ("/c/river/picture/th-0.png", "/c/no-such/picture/en-0.png"):
        assert Client().get(path).status_code == 404

    Campaign.objects.update(state=State.DRAFT)
    assert Client().get(path_of(picture)).status_code == 404


def test_it_is_only_looked_at(picture):
    assert Client().post(path_of(picture)).status_code == 405


# --- A printed code without a language -------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("th-TH,th;q=0.9,en;q=0.8", "th"),
        ("fr,th;q=0.5", "th"),
        ("zh-CN", "zh-hans"),
        ("zh-TW,zh;q=0.5", "zh-hans"),
        ("fr", "en"),
        ("", "en"),
        ("<script>;q=x", "en"),
    ],
)
def test_a_printed_code_leads_on_to_the_page_in_the_readers_language(campaign, asked, language):
    for other in ("th", "zh-hans"):
        CampaignText.objects.create(campaign=campaign, language=other, title="x", summary="y")

    answer = Client().get("/c/river/?s=flyer&x=//evil", headers={"Accept-Language": asked})

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/{language}/c/river/?s=flyer"
    assert answer.headers["Vary"] == "Accept-Language"


def test_what_follows_in_the_address_stays_a_code(campaign):
    answer = Client().get("/c/river/", {"s": "a\r\nSet-Cookie: x=1&b"})

    assert answer.headers["Location"] == "/en/c/river/?s=a%0D%0ASet-Cookie%3A+x%3D1%26b"


def test_no_campaign_no_way_on():
    assert Client().get("/c/no-such/").status_code == 404
