"""Links, mail files and PDFs of one letter: whole, and with nothing smuggled in."""

import email
import email.policy
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from campaign.letters import passing_on
from campaign.letters.passing_on import LONGEST_LINK, mail_link, to_eml, webmail_links
from campaign.letters.writing import Letter

BURMESE = "မြန်မာစစ်အုပ်စုသည် အာဆီယံ-ရုရှား ဆက်ဆံရေး၏ ညှိနှိုင်းရေးမှူးအဖြစ် တာဝန်ယူထားသည်။\n\n" * 3


def parsed(raw: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_a_short_letter_is_wholly_in_the_link():
    link = mail_link(to="office@example.org", subject="A & B?", body="Dear all,\n\n50 % + more")

    assert link.has_body
    assert link.url == (
        "mailto:office@example.org?subject=A%20%26%20B%3F"
        "&body=Dear%20all%2C%0D%0A%0D%0A50%20%25%20%2B%20more"
    )


@pytest.mark.parametrize("body", [BURMESE, "x" * LONGEST_LINK], ids=["Burmese", "long"])
def test_a_letter_too_long_for_a_link_goes_without_its_body(body):
    links = [
        mail_link(to="", subject="A request", body=body),
        *webmail_links(to="", subject="A request", body=body),
    ]

    for link in links:
        assert not link.has_body
        assert len(link.url) <= LONGEST_LINK
        assert "body" not in link.url
        assert "A%20request" in link.url
    assert links[0].url == "mailto:?subject=A%20request"


def test_no_link_is_longer_than_the_limit_wherever_the_body_ends():
    for length in range(1900, 2010):
        link = mail_link(to="", subject="A", body="x" * length)

        assert len(link.url) <= LONGEST_LINK
        assert link.has_body == (f"body={'x' * length}" in link.url)


def test_each_webmail_gets_recipient_subject_and_body():
    links = webmail_links(to="office@example.org", subject="Überraschung", body="Zeile\nZeile")

    assert [link.name for link in links] == ["Gmail", "Outlook", "Yahoo"]
    for link in links:
        asked = parse_qs(urlsplit(link.url).query)
        assert asked["to"] == ["office@example.org"]
        assert (asked.get("subject") or asked["su"]) == ["Überraschung"]
        assert asked["body"] == ["Zeile\r\nZeile"]


@pytest.mark.parametrize("text", ["{body}", "{to}", "&bcc=x@example.org", "?cc=x", "\r\nBcc: x"])
def test_nothing_in_a_subject_becomes_part_of_the_link(text):
    [query] = urlsplit(mail_link(to="", subject=text, body="B").url).query.splitlines()

    asked = parse_qs(query, keep_blank_values=True)
    assert set(asked) == {"subject", "body"}
    assert asked["subject"] == [text]
    assert asked["body"] == ["B"]


def test_a_mail_file_opens_as_a_mail_that_is_yet_to_be_sent():
    message = parsed(to_eml(to="office@example.org", subject="เรื่อง", body=BURMESE))

    assert message["X-Unsent"] == "1"
    assert message["To"] == "office@example.org"
    assert message["From"] is None
    assert message["Subject"] == "เรื่อง"
    assert message.get_content().replace("\r\n", "\n").strip() == BURMESE.strip()


def test_a_mail_file_without_a_checked_address_has_no_recipient():
    assert parsed(to_eml(to="", subject="A", body="B"))["To"] is None


def test_a_mail_file_to_a_unicode_domain_bears_an_address_that_mail_programs_know():
    assert b"\r\nTo: office@xn--strae-oqa.example\r\n" in to_eml(
        to="office@straße.example", subject="A", body="B"
    )


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b"])
def test_no_header_can_be_smuggled_into_a_mail_file(end):
    raw = to_eml(to="", subject=f"A{end}Bcc: victim@example.org", body=f"B{end}Bcc: v@example.org")

    message = parsed(raw)
    assert message["Bcc"] is None
    assert set(message.keys()) == {
        *("X-Unsent", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version")
    }
    assert message["Subject"].count("Bcc") == 1


def test_a_mail_file_is_plain_ascii_with_short_lines_ending_as_the_standard_says():
    raw = to_eml(to="", subject=BURMESE[:150].strip(), body="x" * 4000 + BURMESE)

    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.splitlines()) <= 998


@pytest.mark.parametrize(
    ("body", "ends", "footer"),
    [
        ("Dear all,\n\nAnn\nYangon\n\nSee x.org", "Ann\nYangon", "See x.org"),
        ("Dear all,\n\nAnn\n\nA\n\nB", "Ann", "A\nB"),
        ("Dear all,\n\nAnn", "Ann", ""),
        ("Dear all,\n\nSee x.org", "See x.org", ""),
        ("Ann\n\nasks\n\nAnn\n\nx", "Ann", "x"),
        ("Dear all,\n\nAnn\n\n" + "P" * 301, "P" * 301, ""),
    ],
)
def test_on_paper_a_letter_ends_with_the_name_and_a_note_below_it_goes_to_the_foot(
    body, ends, footer
):
    letter = Letter(
        recipient=None,
        office=None,
        version=None,
        language="en",
        address=["The Minister"],
        date="25 November 2026",
        subject="",
        body="",
    )

    data = passing_on.for_typesetting(letter, name="Ann", place="Yangon", subject="A", body=body)

    assert (data["paragraphs"][-1], data["footer"]) == (ends, footer)
    assert data["sender"] == ["Ann", "Yangon"]


def test_what_is_typed_in_a_pattern_stays_typed():
    link = mail_link(to="", subject="{subject}", body="{body} %7Bto%7D")

    assert unquote(link.url) == "mailto:?subject={subject}&body={body} %7Bto%7D"
    assert passing_on.without_body(link.pattern) == "mailto:{to}?subject={subject}"
