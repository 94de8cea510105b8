"""Composing letters: for everybody, without an account, a cookie or a trace."""

import email
import email.policy
import logging
import re

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.letters.models import (
    CarriedLetter,
    Delivery,
    Fact,
    LetterVersion,
    Office,
    Recipient,
)
from campaign.lib import tokens
from campaign.pages.lifecycle import State
from campaign.pages.models import Campaign
from campaign.public.kept import forget_pages
from tests import factories
from tests.public.composing import (
    LETTERS,
    THAILAND,
    WRITER,
    campaign_with_letters,
    compose,
    composed,
    my_letters,
    value_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return campaign_with_letters()


# --- Choosing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LETTERS, THAILAND])
def test_the_pages_are_the_same_for_everybody(campaign, path):
    response = Client().get(path)

    assert response.status_code == 200
    assert response.headers["Cache-Control"].startswith("public, max-age=")
    assert response.headers["Vary"] == "Accept-Encoding"
    assert not response.cookies
    # No number of a composition either: it would be everybody's.
    assert "composition" not in response.content.decode()


def test_the_form_asks_for_ones_own_words_first_and_names_who_is_left_out_and_why(campaign):
    page = Client().get(LETTERS).content.decode()

    asked = [page.index(f'name="{name}"') for name in ("personal_line", "name", "place")]
    assert asked == sorted(asked)
    assert asked[-1] < page.index('name="recipient"')
    assert re.findall(r'name="recipient" value="(\w+)"', page) == ["tha", "sgp", "sec"]
    assert "It would be read as recognition." in page


def test_one_recipients_page_shows_the_letter_with_blanks_for_its_writer(campaign):
    page = Client().get(THAILAND).content.decode()

    for part in ("Please act, Thailand.", "[Your name]", "[What you say in your own words]"):
        assert part in page
    assert "443 Sri Ayudhya Road, Bangkok 10400" in page


@pytest.mark.parametrize("recipient", ["mmr", "nowhere", "mmr-copy"])
def test_whom_the_campaign_does_not_write_to_is_not_there(campaign, browser, recipient):
    for path in (f"{LETTERS}{recipient}/", my_letters(factories.confirmed(campaign), recipient)):
        assert browser.get(path).status_code == 404
        assert browser.post(path, WRITER | {"do": "pdf"}).status_code == 404
    assert browser.post(LETTERS, WRITER | {"recipient": ["tha", recipient]}).status_code == 404


def test_a_campaign_without_letters_or_that_is_not_public_has_no_such_page(campaign, browser):
    factories.campaign("bare")
    Campaign.objects.filter(slug="river").update(state=State.DRAFT)

    for slug in ("bare", "river", "none"):
        for rest in ("letters/", "letters/tha/"):
            assert browser.get(f"/en/c/{slug}/{rest}").status_code == 404
            assert browser.post(f"/en/c/{slug}/{rest}", WRITER).status_code == 404


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"state": State.CLOSED}, "The time for letters is over"),
        ({"state": State.ARCHIVED}, "The time for letters is over"),
        ({"state": State.SCHEDULED}, "Letters can be written once the campaign opens"),
        ({"paused_at": timezone.now()}, "Writing is paused"),
    ],
)
def test_nobody_writes_while_the_campaign_does_not_run(campaign, browser, fields, says):
    form = composed(browser)
    Campaign.objects.update(**fields)
    forget_pages()

    for path in (LETTERS, THAILAND):
        page = browser.get(path).content.decode()
        assert says in page
        assert 'name="name"' not in page
        assert "Be the first." not in page
        answer = browser.post(path, form | {"do": "pdf"})
        assert (answer.status_code, says in answer.content.decode()) == (409, True)
    assert not Delivery.objects.exists()


# --- Composing --------------------------------------------------------------------------------


def test_the_chosen_letters_are_shown_whole_and_nothing_is_stored(campaign, browser):
    with CaptureQueriesContext(connection) as queries:
        page = compose(browser, recipient=["sgp", "tha"])

    assert value_of("body-tha", page) == (
        "Your Excellency,\n\nI was born there.\n\nPlease act, Thailand.\n\nAnn Example\nYangon"
    )
    assert "Please act, Singapore." in value_of("body-sgp", page)
    assert 'name="body-sec"' not in page
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_the_answer_is_one_persons(campaign, browser):
    response = browser.post(LETTERS, WRITER | {"recipient": "tha"})

    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    links = re.findall(r'(?:href|action)="(/[^"]*|#[^"]*)"', response.content.decode())
    assert [link for link in links if "Ann" in link or "?" in link] == []


def test_all_can_be_written_to_at_once(campaign, browser):
    page = compose(browser, do="all", recipient=[])

    assert re.findall(r'name="body-(\w+)"', page) == ["tha", "sgp", "sec"]


def test_composing_costs_the_same_for_one_and_for_three(campaign, browser):
    costs = []
    for chosen in (["tha"], ["tha", "sgp", "sec"]):
        with CaptureQueriesContext(connection) as queries:
            compose(browser, recipient=chosen)
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_a_form_from_elsewhere_is_refused(campaign):
    for path in (LETTERS, THAILAND, my_letters(factories.confirmed(campaign))):
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
            answer = Client(headers=headers).post(path, WRITER | {"recipient": "tha"})
            assert answer.status_code == 403


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": ""}, "A letter needs the name of who writes it."),
        ({"name": "\x00\u202e\r\n"}, "A letter needs the name of who writes it."),
        ({"name": "A" * 101}, "Up to 100 characters fit."),
        ({"place": "A" * 101}, "Up to 100 characters fit."),
        ({"personal_line": "word " * 101}, "Up to 500 characters fit"),
        ({"recipient": []}, "Choose at least one recipient."),
    ],
)
def test_what_needs_another_look_is_said_and_nothing_typed_is_lost(campaign, browser, typed, says):
    page = compose(browser, status=422, **typed)

    assert says in page
    assert "Please look at one thing again" in page
    for name, value in (WRITER | typed).items():
        if name != "recipient" and "\x00" not in value:
            assert value_of(name, page) == value
    assert 'id="to-tha" name="recipient" value="tha"' in page
    assert ("checked" in page) == (typed.get("recipient") != [])


def test_the_way_back_keeps_what_was_typed_and_chosen(campaign, browser):
    page = compose(browser, do="choose", recipient=["tha", "sec"])

    assert value_of("personal_line", page) == "I was born there."
    assert re.findall(r'value="(\w+)" checked', page) == ["tha", "sec"]
    assert "Please look" not in page


# --- Changing ---------------------------------------------------------------------------------


def test_the_links_have_the_words_of_the_last_change(campaign, browser):
    form = composed(browser) | {"subject-tha": "My own", "body-tha": "My own words & more"}

    page = compose(browser, **form)

    assert "subject=My%20own&amp;body=My%20own%20words%20%26%20more" in page
    assert value_of("body-tha", page) == "My own words & more"


def test_a_hundred_kilobytes_are_too_many_and_are_kept(campaign, browser):
    for letters in (6001, 100_000):
        form = composed(browser) | {"body-tha": "x" * letters}
        for do in ("show", "eml", "pdf", "sent"):
            page = compose(browser, THAILAND, status=422, **form | {"do": do})
            assert "This letter is too long: up to 6,000 characters fit" in page
            assert value_of("body-tha", page) == "x" * letters
            assert "mailto:" not in page
    assert not Delivery.objects.exists()


def test_the_longest_letter_of_an_organiser_has_room_for_the_longest_line_of_its_own(
    campaign, browser
):
    blanks = "{{ salutation }},\n\n{{ personal_line }}\n\n{{ signer_name }}\n\n"
    campaign.letter_versions.update(body=blanks + "x" * (4000 - len(blanks)))

    compose(browser, THAILAND, **WRITER | {"personal_line": "y" * 500})


def test_one_letter_that_is_wrong_leaves_the_others_as_they_were(campaign, browser):
    form = composed(browser) | {"recipient": ["tha", "sgp"], "body-tha": "", "body-sgp": "Mine"}

    page = compose(browser, status=422, **form)

    assert "This letter has no words left." in page
    assert value_of("body-sgp", page) == "Mine"
    assert page.count("mailto:") == 2  # a link and the pattern beside it


def test_a_letter_can_be_had_in_another_language(campaign, browser):
    thai = LetterVersion.objects.create(
        campaign=campaign,
        position=1,
        name="Thai",
        language="th",
        subject="เรื่อง",
        body="เรียน {{ signer_name }}",
    )
    thai.recipients.set(Recipient.objects.filter(slug="tha"))
    form = composed(browser)
    assert form["language-tha"] == "en"

    page = compose(browser, **form | {"anew-tha": "th"})

    assert value_of("body-tha", page) == "เรียน Ann Example"
    assert value_of("language-tha", page) == "th"
    assert 'name="anew-tha" value="en"' in page
    assert value_of("body-tha", compose(browser, **form | {"anew-tha": "xx"})) == form["body-tha"]
    assert "เรียน" in Client().get(THAILAND).content.decode()


@pytest.mark.parametrize("do", ["", "nonsense", "note", "carry", "\x00", "take_back!"])
def test_an_unknown_wish_changes_nothing(campaign, browser, do):
    answer = browser.post(THAILAND, composed(browser) | {"do": do})

    assert answer.status_code in {200, 204}
    assert not Delivery.objects.exists()
    assert not CarriedLetter.objects.exists()


def test_nothing_in_a_letter_becomes_code(campaign, browser):
    nasty = '"><script>window.ran=1</script>\'"{% debug %}{{ settings.SECRET_KEY }}</textarea>'
    typed = {"name": nasty, "place": nasty, "personal_line": nasty}
    form = composed(browser, **typed) | typed | {"subject-tha": nasty}

    for path in (LETTERS, THAILAND):
        page = compose(browser, path, **form)
        assert "<script>window" not in page
        assert value_of("subject-tha", page) == nasty
        assert nasty in value_of("body-tha", page)


# --- Sending ----------------------------------------------------------------------------------


def test_a_mail_file_is_the_letter_as_its_writer_left_it(campaign, browser):
    form = composed(browser) | {
        "subject-tha": "Mine\r\nBcc: v@example.org",
        "body-tha": "Mine, ไทย",
    }

    response = browser.post(THAILAND, form | {"do": "eml"})

    message = email.message_from_bytes(response.content, policy=email.policy.default)
    assert response.headers["Content-Type"] == "message/rfc822"
    assert response.headers["Content-Disposition"] == 'attachment; filename="river-tha.eml"'
    assert response.headers["Cache-Control"] == "no-store"
    assert message["Subject"] == "Mine Bcc: v@example.org"
    assert message["Bcc"] is message["To"] is message["From"] is None
    assert message.get_content().strip() == "Mine, ไทย"


def test_a_pdf_is_the_letter_as_its_writer_left_it_and_typst_sees_words_only(campaign, browser):
    form = composed(browser) | {"body-tha": 'Dear #read("/etc/passwd") *all*,\n\n$x$ #panic()'}

    response = browser.post(THAILAND, form | {"do": "pdf"})

    assert response.headers["Content-Type"] == "application/pdf"
    with pypdfium2.PdfDocument(response.content) as pdf:
        words = " ".join(pdf[0].get_textpage().get_text_range().split())
    for part in (
        *("Minister of Foreign Affairs", "443 Sri Ayudhya Road", "Ann Example · Yangon"),
        *('Dear #read("/etc/passwd") *all*,', "$x$ #panic()"),
    ):
        assert part in words


def test_only_an_address_that_staff_checked_is_written_into_a_mail(campaign, browser):
    office = Office.objects.get(recipient__slug="tha", role="minister")
    mail = Fact.objects.get(office=office, name="email")
    website = Fact.objects.create(
        recipient=office.recipient,
        office=office,
        name="website",
        confidence="verified",
        value="https://www.example.org/",
        checked_on=mail.checked_on,
    )
    mail.value, mail.confidence = "office@example.org", "verified"
    mail.save()

    unchecked = compose(browser)
    mail.is_checked_by_staff = True
    mail.save()
    checked = compose(browser)

    assert "office@example.org" not in unchecked
    assert "We have no checked e-mail address for this office" in unchecked
    assert f'href="{website.value}"' in unchecked
    assert "mailto:office@example.org?" in checked
    assert "We have no checked e-mail address" not in checked


def test_where_no_postal_address_may_be_used_the_page_says_so(campaign, browser):
    assert "We have no checked postal address" not in compose(browser, recipient="tha")
    assert "We have no checked postal address" in compose(browser, recipient="sgp")


@pytest.mark.parametrize(
    ("typed", "channel"),
    [
        ({"do": "eml"}, "eml"),
        ({"do": "pdf"}, "pdf"),
        ({"do": "sent"}, "said"),
        ({"do": "note", "channel": "mail_program"}, "mail_program"),
        ({"do": "note", "channel": "webmail"}, "webmail"),
        ({"do": "note", "channel": "copy"}, "copy"),
        ({"do": "note", "channel": "share"}, "share"),
    ],
)
def test_what_was_done_is_noted_and_not_what_was_written(campaign, browser, typed, channel):
    answer = browser.post(THAILAND, composed(browser) | typed)

    assert answer.status_code == (204 if typed["do"] == "note" else 200)
    [delivery] = Delivery.objects.values()
    assert (delivery.pop("channel"), delivery.pop("language")) == (channel, "en")
    assert set(delivery) == {
        *("id", "composition", "campaign_id", "recipient_id", "made_at", "counted_at")
    }


def test_a_letter_done_in_four_ways_is_one_letter(campaign, browser):
    form = composed(browser)

    for do in ("pdf", "eml", "sent", "sent"):
        browser.post(THAILAND, form | {"do": do})

    assert Delivery.objects.count() == 1


def test_numbers_that_are_not_ours_count_nothing_and_keep_nobody_from_a_file(campaign, browser):
    for composition in ("", "x", "A" * 43, tokens.make(tokens.MY, b"0" * 16)):
        form = composed(browser) | {"composition": composition}
        assert browser.post(THAILAND, form | {"do": "pdf"}).content[:4] == b"%PDF"
        assert browser.post(THAILAND, form | {"do": "sent"}).status_code == 200
    for channel in ("carried", "pdf", "said", "", "\x00"):
        browser.post(THAILAND, composed(browser) | {"do": "note", "channel": channel})

    assert not Delivery.objects.exists()


def test_after_one_letter_comes_thanks_and_the_next(campaign, browser):
    form = composed(browser) | {"recipient": ["tha", "sgp"]}

    page = compose(browser, THAILAND, **form | {"do": "sent"})
    assert "Thank you. The next one is ready." in page
    assert '<a href="#sgp">Singapore</a>' in page
    assert 'name="done" value="tha"' in page

    page = compose(browser, f"{LETTERS}sgp/", **form | {"do": "sent", "done": "tha"})
    assert "Thank you. Every letter is on its way." in page


def test_nobody_is_named_in_a_log(campaign, browser, caplog):
    caplog.set_level(logging.DEBUG)

    browser.post(THAILAND, composed(browser) | {"do": "sent"})
    browser.post(LETTERS, WRITER | {"recipient": "nowhere"})

    assert "Ann" not in caplog.text
    assert "born" not in caplog.text
