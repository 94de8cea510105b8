"""The picture beside a shared link: when it is drawn, what it shows, what it weighs."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings as site_settings
from django.utils import timezone
from PIL import Image, ImageChops

from campaign.lib import typesetting
from campaign.pages.lifecycle import State
from campaign.pages.models import Accent, Campaign, CampaignText
from campaign.pages.sharing import social_pictures
from campaign.pages.sharing.models import SocialPicture
from campaign.pages.sharing.posters import poster, printed_address
from campaign.pages.sharing.social_pictures import ACCENTS, SHAPES, draw, draw_due
from tests import factories
from tests.lib.test_typesetting import IN_OTHER_SCRIPTS, needs_fonts

pytestmark = pytest.mark.django_db

LONGEST = "We ask each of them, " * 7 + "now"  # 150 characters, as long as a title can be


def counted(campaign: Campaign, number: int) -> None:
    Campaign.objects.filter(id=campaign.id).update(signature_count=number)


def drawn(campaign: Campaign) -> SocialPicture:
    return campaign.social_pictures.get(language="en")


def in_picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


# --- When it is drawn -----------------------------------------------------------------------


def test_it_is_drawn_once_and_then_again_when_words_colour_or_goal_change():
    campaign, now = factories.campaign(), timezone.now()

    assert draw_due(now=now) == 1
    assert draw_due(now=now) == 0
    for change in (
        lambda: CampaignText.objects.update(title="Another title"),
        lambda: Campaign.objects.update(accent=Accent.TEAL),
        lambda: Campaign.objects.update(goal_set=777),
    ):
        change()
        assert (draw_due(now=now), draw_due(now=now)) == (1, 0)
    assert SocialPicture.objects.count() == 1
    assert campaign.social_pictures.get().drawn_at == now


@pytest.mark.parametrize(
    ("before", "after", "later", "is_drawn"),
    [
        (1000, 1009, timedelta(hours=1), False),
        (1000, 1010, timedelta(hours=1), True),
        (1000, 990, timedelta(hours=1), True),  # people leave, too
        (1000, 1001, timedelta(days=1), True),
        (1000, 1000, timedelta(days=30), False),
        (3, 20, timedelta(days=1), False),  # too few to be shown, before and after
        (20, 30, timedelta(hours=1), True),
    ],
)
def test_it_is_drawn_anew_when_the_count_has_moved_enough(before, after, later, is_drawn):
    campaign, now = factories.campaign(signature_count=before), timezone.now()
    draw_due(now=now)
    counted(campaign, after)

    assert draw_due(now=now + later) == int(is_drawn)


def test_one_for_each_language_of_campaigns_that_the_public_sees():
    campaign = factories.campaign()
    CampaignText.objects.create(campaign=campaign, language="id", title="Sungai", summary="x")
    factories.campaign("draft", organisation=campaign.organisation, state=State.DRAFT)
    factories.campaign("over", organisation=campaign.organisation, state=State.CLOSED)

    draw_due(now=timezone.now())

    assert sorted(SocialPicture.objects.values_list("campaign__slug", "language")) == [
        ("over", "en"),
        ("river", "en"),
        ("river", "id"),
    ]


def test_what_cannot_be_drawn_keeps_its_old_picture_and_holds_up_no_other(monkeypatch):
    campaign, now = factories.campaign(), timezone.now()
    draw_due(now=now)
    old = drawn(campaign).version
    CampaignText.objects.update(title="New")
    monkeypatch.setitem(ACCENTS, "crimson", "no colour")
    factories.campaign("hills", organisation=campaign.organisation, accent=Accent.TEAL)

    assert draw_due(now=now) == 1

    assert drawn(campaign).version == old
    assert SocialPicture.objects.filter(campaign__slug="hills").exists()


def test_without_its_font_a_language_has_no_picture_rather_than_boxes(monkeypatch):
    campaign = factories.campaign()
    CampaignText.objects.create(campaign=campaign, language="my", title="မြန်မာ", summary="x")
    monkeypatch.setattr(social_pictures, "missing_fonts", lambda: {"Noto Sans Myanmar"})

    assert draw_due(now=timezone.now()) == 1

    assert campaign.social_pictures.get().language == "en"


def test_one_task_draws_so_many_and_leaves_the_rest_to_the_next(monkeypatch):
    monkeypatch.setattr(social_pictures, "MOST_AT_ONCE", 2)
    owner = factories.organisation()
    for number in range(3):
        factories.campaign(f"river-{number}", organisation=owner)

    assert [draw_due(now=timezone.now()) for _run in range(3)] == [2, 1, 0]


# --- What it shows --------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_has_its_size_and_little_weight(shape):
    campaign = factories.campaign(title=LONGEST, signature_count=123_456)

    picture = draw(campaign, campaign.texts.get(), shape=shape)

    assert in_picture(picture).size == SHAPES[shape]
    assert len(picture) < 100_000


def test_the_count_is_shown_once_it_is_worth_showing():
    campaign = factories.campaign()
    pictures = []
    for count in (0, 24, 25):
        counted(campaign, count)
        campaign.refresh_from_db()
        pictures.append(draw(campaign, campaign.texts.get()))

    assert pictures[0] == pictures[1] != pictures[2]


@needs_fonts
@pytest.mark.parametrize(
    ("language", "shape"),
    [(language, "square") for language in ("my", "th", "lo", "km", "ta", "zh-hans")]
    + [("my", "card"), ("ta", "story")],
)
def test_no_title_in_any_script_runs_over_what_stands_below_or_off_the_edge(language, shape):
    campaign = factories.campaign(signature_count=12_345)
    title = (IN_OTHER_SCRIPTS[language] * 4)[:150]
    text = CampaignText(campaign=campaign, language=language, title=title, summary="x")
    blank = CampaignText(campaign=campaign, language=language, title="\u00a0", summary="x")

    whole, frame = (in_picture(draw(campaign, each, shape=shape)) for each in (text, blank))

    width, height = whole.size
    title_left, title_top, title_right, title_bottom = inked(ImageChops.difference(whole, frame))
    below_head = frame.crop((0, height // 3, width, height))
    foot_top = height // 3 + inked(ImageChops.invert(below_head), darkest=60)[1]
    assert title_bottom <= foot_top
    assert title_left > 40
    assert title_right < width - 40
    assert title_bottom - title_top > height * 0.2  # and it is there, large


def inked(picture: Image.Image, darkest: int = 60) -> tuple[int, int, int, int]:
    """Where there is something: left, top, right, bottom."""
    return picture.convert("L").point(lambda value: 255 * (value > darkest)).getbbox()


def test_the_accents_are_those_of_the_page():
    tokens = Path(site_settings.BASE_DIR, "static/css/tokens.css").read_text()
    light = dict(re.findall(r'\n  \[data-accent="(\w+)"\] \{ --accent: (#\w+); \}', tokens))

    assert light == ACCENTS
    assert set(ACCENTS) == set(Accent.values)


# --- Posters --------------------------------------------------------------------------------


@needs_fonts
@pytest.mark.parametrize(
    ("language", "paper"), [("en", "a4"), ("my", "a4"), ("th", "a4"), ("km", "a5")]
)
def test_a_poster_is_one_sheet_whose_code_leads_to_the_campaign(language, paper):
    campaign = factories.campaign()
    written = IN_OTHER_SCRIPTS.get(language, LONGEST)
    text = CampaignText(
        campaign=campaign,
        language=language,
        title=written[:150],
        summary=(written * 4)[:600],
    )
    address = printed_address("river", "flyer-jakarta", language)

    sheet = poster(campaign, text, address=address, paper=paper)

    assert typesetting.page_count(sheet) == 1
    with pypdfium2.PdfDocument(sheet) as document:
        width, height = document[0].get_size()
        picture = document[0].render(scale=2.5).to_pil().convert("L")
        printed = document[0].get_textpage().get_text_bounded()
    assert (round(width), round(height)) == {"a4": (595, 842), "a5": (420, 595)}[paper]
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [address]
    assert address.startswith(site_settings.SITE_URL)
    assert f"{address.partition('://')[2].partition('?')[0]}" in printed
