"""The sheet that people sign by hand: one page in every language, and a code that leads home."""

import io

import pypdfium2
import pytest
import zxingcpp

from campaign.lib.typesetting import page_count
from campaign.pages.models import CampaignText
from campaign.signatures.paper.sheets import sheets
from tests import factories

pytestmark = pytest.mark.django_db

LONG = {
    "en": ("An end to the junta’s role in coordinating relations. " * 5, "It feeds people. " * 60),
    "my": ("မြန်မာစစ်အုပ်စု၏ ညှိနှိုင်းရေးမှူးအခန်းကဏ္ဍကို အဆုံးသတ်ပါ " * 4, "မြစ်ကို လွတ်လပ်စွာ စီးဆင်းခွင့်ပြုပါ " * 25),
    "th": ("ปล่อยให้แม่น้ำไหลอย่างอิสระ " * 8, "แม่น้ำเลี้ยงดูผู้คนนับล้าน " * 30),
    "vi": ("Hãy để dòng sông tự do " * 10, "Dòng sông nuôi sống một triệu người. " * 25),
}


@pytest.mark.parametrize("language", LONG)
def test_however_long_its_words_it_is_one_page(campaign, language):
    title, summary = LONG[language]
    text = CampaignText(campaign=campaign, language=language, title=title[:300], summary=summary)

    assert page_count(sheets(campaign, [text])) == 1


def test_all_languages_are_one_file_of_a_page_each(campaign):
    CampaignText.objects.create(campaign=campaign, language="th", title="แม่น้ำ", summary="อิสระ")

    assert page_count(sheets(campaign, list(campaign.texts.all()))) == 2


def test_its_code_leads_to_the_campaign_and_says_that_it_was_paper(campaign, settings):
    settings.SITE_URL = "https://sign.example.org"
    pdf = sheets(campaign, list(campaign.texts.all()))

    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=2).to_pil()
        words = document[0].get_textpage().get_text_range()

    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == "https://sign.example.org/en/c/river/?s=sheet"
    assert "sign.example.org/en/c/river/" in words.replace("\n", "").replace("\r", "")
    for said in ("Keep the river free", "River Watch keeps this sheet", "taken off at any time"):
        assert said in " ".join(words.split())


def test_whoever_comes_by_its_code_is_counted_as_that(campaign):
    assert factories.sign(campaign, source="sheet").source == "sheet"


def test_nobody_who_signs_online_is_counted_as_paper(campaign):
    assert factories.sign(campaign, source="paper").source == ""


def test_a_sheet_is_set_in_grey_as_in_colour(campaign):
    with pypdfium2.PdfDocument(io.BytesIO(sheets(campaign, list(campaign.texts.all())))) as pdf:
        grey = pdf[0].render(scale=2, grayscale=True).to_pil()

    assert len(zxingcpp.read_barcodes(grey)) == 1
