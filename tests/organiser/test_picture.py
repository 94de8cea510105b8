"""The picture: drawn anew, described in every language, served so that caches keep it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from campaign.accounts.models import AuditEvent
from campaign.pages.models import Campaign, CampaignText
from campaign.pages.pictures import (
    Picture,
    PictureFile,
    file_at_hand,
    forget_files,
    remove_picture,
    set_picture,
)
from campaign.public.kept import forget_pages
from tests import factories
from tests.lib.test_redrawing import bomb, pdf, picture
from tests.organiser.people import account, signed_in, words
from tests.pages.writing import pictures

pytestmark = pytest.mark.django_db

PICTURE = "/organiser/river/settings/picture/"
WORDS = {"words_en": "A boat on the river.", "words_my": "မြစ်ပေါ်ရှိ လှေ", "credit": "CC BY, Ann"}


@pytest.fixture
def campaign() -> Campaign:
    forget_files()
    made = factories.campaign()
    CampaignText.objects.create(campaign=made, language="my", title="မြစ်", summary="မြစ်")
    return made


@pytest.fixture
def client(campaign: Campaign) -> Client:
    return signed_in("editor", campaign.organisation)


def upload(content: bytes, name: str = "river.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def page(language: str = "en") -> str:
    forget_pages()
    return Client().get(f"/{language}/c/river/").content.decode()


def test_a_picture_comes_onto_the_page_in_every_format_with_its_words(campaign, client):
    photograph = picture("JPEG", size=(1400, 900))

    answer = client.post(PICTURE, {**WORDS, "picture": upload(photograph)})

    assert answer.status_code == 302
    html = page()
    assert '<source type="image/avif"' in html
    assert '<source type="image/webp"' in html
    assert 'width="1280" height="823" alt="A boat on the river." loading="lazy"' in html
    assert "<figcaption>CC BY, Ann</figcaption>" in html
    assert 'alt="မြစ်ပေါ်ရှိ လှေ"' in page("my")
    event = AuditEvent.objects.get()
    assert (event.action, event.details) == ("picture-changed", {"what": "new"})
    assert campaign.history.get().content["alt"]["en"] == "A boat on the river."


def test_every_file_is_what_it_says_and_may_be_kept_for_ever(campaign, client):
    client.post(PICTURE, {**WORDS, "picture": upload(picture("PNG", size=(700, 500)))})

    for file in PictureFile.objects.all():
        answer = Client().get(f"/pictures/{file.name}")
        assert answer.headers["Content-Type"] == file.type
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
        drawn = Image.open(BytesIO(answer.content))
        assert (f"image/{drawn.format.lower()}", *drawn.size) == (file.type, 640, 457)
    for no_file in ("no-such.avif", "%00", f"{file.name}%00", file.name.replace("-", "-9")):
        assert Client().get(f"/pictures/{no_file}").status_code == 404
    assert Client().post(f"/pictures/{file.name}").status_code == 405


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "This is not a JPEG"),
        (picture("PNG", size=(700, 500)) + b"<script>alert(1)</script>", "or it is something else"),
        (pdf(), "This is not a JPEG"),
        (picture("JPEG", size=(900, 700))[:400], "This picture cannot be read."),
        (bomb(20_000, 20_000), "This picture is too large"),
        (picture("PNG", size=(200, 200)), "This picture is too small"),
        (picture("JPEG", size=(700, 500)) + bytes(20 * 1024 * 1024), "10 MB at most"),
        (b"", "This file is empty."),
    ],
    ids=["svg", "polyglot", "pdf", "broken", "bomb", "small", "20 MB", "empty"],
)
def test_a_file_that_will_not_do_is_refused_beside_the_field_and_the_words_stay(
    campaign, client, content, said
):
    answer = client.post(PICTURE, {**WORDS, "picture": upload(content)})

    assert answer.status_code == 422
    assert said in answer.context["form"].errors["picture"][0]
    assert "A boat on the river." in answer.content.decode()
    assert "မြစ်ပေါ်ရှိ လှေ" in answer.content.decode()
    assert not Picture.objects.exists()
    assert not AuditEvent.objects.exists()


def test_what_is_to_be_seen_is_said_in_every_language(campaign, client):
    half = {**WORDS, "words_my": " "}

    answer = client.post(PICTURE, {**half, "picture": upload(picture("JPEG", size=(700, 500)))})

    assert list(answer.context["form"].errors) == ["words_my"]
    assert "Please choose the picture again" in words(answer)
    assert not Picture.objects.exists()


def test_words_change_without_the_file_and_another_file_replaces_the_first(campaign, client):
    set_picture(
        campaign, renditions=pictures(), alt={"en": "x"}, credit="", by=None, now=timezone.now()
    )
    first = set(PictureFile.objects.values_list("name", flat=True))

    assert client.post(PICTURE, WORDS).status_code == 302
    assert set(PictureFile.objects.values_list("name", flat=True)) == first
    assert Picture.objects.get().alt["en"] == "A boat on the river."

    client.post(PICTURE, {**WORDS, "picture": upload(picture("PNG", size=(700, 500)))})
    assert not first & set(PictureFile.objects.values_list("name", flat=True))
    assert PictureFile.objects.count() == 3


def test_taken_off_the_page_nothing_of_it_is_left(campaign, client):
    set_picture(
        campaign, renditions=pictures(), alt={"en": "x"}, credit="", by=None, now=timezone.now()
    )
    name = PictureFile.objects.first().name

    assert client.post(f"{PICTURE}remove/").status_code == 302

    assert "<picture>" not in page()
    assert not PictureFile.objects.exists()
    forget_files()
    assert Client().get(f"/pictures/{name}").status_code == 404
    remove_picture(campaign, by=None, now=timezone.now())
    assert [change.changed for change in campaign.history.order_by("id")] == [["new"], ["removed"]]


def test_a_language_without_words_of_its_own_gets_the_main_ones_and_says_so(campaign):
    set_picture(
        campaign,
        renditions=pictures(),
        alt={"en": "A <boat>."},
        credit="",
        by=None,
        now=timezone.now(),
    )

    assert 'alt="A &lt;boat&gt;." lang="en"' in page("my")


def test_names_that_there_are_not_push_no_picture_out_of_memory(
    campaign, django_assert_num_queries
):
    set_picture(
        campaign,
        renditions=pictures(),
        alt={"en": "A boat."},
        credit="",
        by=account("owner", campaign.organisation),
        now=timezone.now(),
    )
    name = PictureFile.objects.values_list("name", flat=True)[0]
    now = timezone.now()
    assert file_at_hand(name, now)

    for number in range(100):
        assert file_at_hand(f"{number:032x}-640.avif", now) is None

    with django_assert_num_queries(0):
        assert file_at_hand(name, now)
