"""What a mail says, in which language, and what it never repeats."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from campaign.lib import sealing, tokens
from campaign.lib.addresses import Address
from campaign.mail import composing
from campaign.mail.models import OutgoingMail
from campaign.pages.models import CampaignText
from campaign.signatures.emails import Contexts
from tests import factories
from tests.mail.mail_server import MailServer, Received, links
from tests.mail.outbox import deliver, only_mail, sign_as

pytestmark = pytest.mark.django_db


def sent(mail_server: MailServer) -> Received:
    deliver()
    (received,) = mail_server.received
    return received


def everything(received: Received) -> str:
    """Headers and both bodies, decoded."""
    headers = [f"{name}: {value}" for name, value in received.message.items()]
    return "\n".join([*headers, received.text, received.html])


def test_text_comes_first_and_html_second(mail_server: MailServer) -> None:
    sign_as(factories.campaign(), "ann")

    message = sent(mail_server).message

    assert message.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in message.iter_parts()]
    assert parts == ["text/plain", "text/html"]


def test_a_mail_says_that_a_machine_sent_it_and_how_to_end_it(
    mail_server: MailServer, settings: Any
) -> None:
    sign_as(factories.campaign(), "ann")
    mail_id = only_mail().id

    message = sent(mail_server).message

    address_hash = sealing.address_hash("ann@example.org")
    token = tokens.make(tokens.UNSUBSCRIBE, address_hash)
    assert message["Message-ID"] == f"<{mail_id.hex}@{settings.SITE_HOST}>"
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
    assert message["To"] == "ann@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    # A long header may be folded after its colon.
    unsubscribe = message["List-Unsubscribe"].strip()
    assert unsubscribe == f"<{settings.SITE_URL}/en/unsubscribe/{token}/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("kind", ["confirm_signature", "already_signed"])
def test_a_mail_repeats_nothing_that_was_typed_into_the_form(
    mail_server: MailServer, kind: str
) -> None:
    campaign = factories.campaign(title="Keep the river free")
    typed = {
        "name": "Zebedee Buy-Pills",
        "affiliation": "Pills Incorporated",
        "comment": "Cheap pills at pills.example",
        "source": "pills",
        "show_name": True,
    }
    if kind == "confirm_signature":
        factories.sign(campaign, "ann@example.org", **typed)
    else:
        now = timezone.now() - timedelta(hours=1)
        factories.confirmed(campaign, "ann@example.org", now=now, **typed)
        OutgoingMail.objects.all().delete()
        factories.sign(campaign, "ann@example.org", **typed)
    assert only_mail().message == kind

    words = everything(sent(mail_server))

    assert "Keep the river free" in words
    assert "pills" not in words.lower()
    assert "zebedee" not in words.lower()


def test_the_confirmation_leads_to_the_button_and_to_leaving(
    mail_server: MailServer, settings: Any
) -> None:
    (signature,) = sign_as(factories.campaign(), "ann")

    received = sent(mail_server)

    confirm = tokens.for_signature(tokens.CONFIRM, signature.id)
    my = tokens.for_signature(tokens.MY, signature.id)
    unsubscribe = tokens.make(tokens.UNSUBSCRIBE, sealing.address_hash("ann@example.org"))
    expected = [
        f"{settings.SITE_URL}/en/confirm/{confirm}/",
        f"{settings.SITE_URL}/en/my/{my}/",
        f"{settings.SITE_URL}/en/unsubscribe/{unsubscribe}/",
    ]
    assert links(received.text) == expected
    assert [link for link in expected if f'href="{link}"' in received.html] == expected
    assert received.message["Subject"] == "One step left: please confirm"


def test_who_has_signed_before_gets_no_link_to_confirm(mail_server: MailServer) -> None:
    campaign = factories.campaign()
    now = timezone.now() - timedelta(hours=1)
    signature = factories.confirmed(campaign, "ann@example.org", now=now)
    OutgoingMail.objects.all().delete()
    factories.sign(campaign, "ann@example.org")

    received = sent(mail_server)

    assert received.message["Subject"] == "You have signed already"
    assert tokens.for_signature(tokens.MY, signature.id) in received.text
    assert "/confirm/" not in everything(received)


def test_links_start_with_the_sites_address_whatever_host_was_asked(
    mail_server: MailServer, settings: Any, client: Client
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    factories.campaign("river")

    answer = client.post(
        "/en/c/river/sign/",
        {"name": "Ann", "email": "ann@example.org", "country": "TH"},
        headers={
            "Host": "evil.example",
            "X-Forwarded-Host": "evil.example",
            "Sec-Fetch-Site": "same-origin",
        },
    )

    assert answer.status_code == 303
    received = sent(mail_server)
    assert len(links(received.text)) == 3
    assert all(link.startswith(settings.SITE_URL + "/") for link in links(received.text))
    assert "evil.example" not in everything(received)


def test_the_row_decides_the_language(mail_server: MailServer) -> None:
    campaign = factories.campaign(title="Keep the river free")
    CampaignText.objects.create(
        campaign=campaign, language="my", title="မြစ်ကို လွတ်လပ်စွာ ထားပါ", summary="…"
    )
    sign_as(campaign, "ann", language="my")

    received = sent(mail_server)

    assert "မြစ်ကို လွတ်လပ်စွာ ထားပါ" in received.text
    assert "Keep the river free" not in everything(received)
    assert [link.split("/")[3] for link in links(received.text)] == ["my", "my", "my"]
    # Our own words have no Burmese catalogue yet, and do not claim to be Burmese.
    assert received.message["Content-Language"] == "en"
    assert '<html lang="en">' in received.html


def test_a_title_with_markup_is_words_in_both_parts(mail_server: MailServer) -> None:
    sign_as(factories.campaign(title="Rivers & <b>lakes</b>"), "ann")

    received = sent(mail_server)

    assert "Rivers & <b>lakes</b>" in received.text
    assert "Rivers &amp; &lt;b&gt;lakes&lt;/b&gt;" in received.html


@pytest.mark.parametrize(
    ("typed", "reached"),
    [
        ("A.B+c@example.org", "A.B+c@example.org"),
        # By the standard of 2003 this would be strasse.de, somebody else's.
        ("Ann@straße.de", "Ann@xn--strae-oqa.de"),
        ("ann@မြန်မာ.com", "ann@xn--7idjb0f4ck.com"),
        # And this would be an error.
        ("ann@שּׁ.com", "ann@xn--kdbk2j.com"),
    ],
)
def test_mail_reaches_the_domain_that_was_typed(
    mail_server: MailServer, typed: str, reached: str
) -> None:
    factories.sign(factories.campaign(), typed)

    received = sent(mail_server)

    assert received.to == reached
    assert received.message["To"] == reached


def test_the_link_to_unsubscribe_is_the_same_for_every_spelling(mail_server: MailServer) -> None:
    campaign = factories.campaign()
    factories.sign(campaign, "A.B+x@googlemail.com")
    factories.sign(factories.campaign("hill"), "ab@gmail.com")

    deliver()

    first, second = (received.message["List-Unsubscribe"] for received in mail_server.received)
    assert first == second


# --- Composers ------------------------------------------------------------------------------


def mail_of(kind: str, language: str = "en") -> OutgoingMail:
    return OutgoingMail(message=kind, language=language, due_at=timezone.now(), content=b"")


def test_each_kind_of_message_is_asked_for_once_in_each_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(composing, "_composers", {})
    asked = []

    @composing.composes("letter")
    def letter(mails: list[OutgoingMail]) -> Contexts:
        asked.append((translation.get_language(), mails))
        return {mails[0].id: {"greeting": "Dear minister"}}

    @composing.composes("note")
    def note_of(mails: list[OutgoingMail]) -> Contexts:
        return {mail.id: {"greeting": "Hello"} for mail in mails}

    letters = [mail_of("letter"), mail_of("letter", "my"), mail_of("letter")]
    note = mail_of("note")

    words = composing.words([letters[0], note, *letters[1:]])

    assert asked == [("en", [letters[0], letters[2]]), ("my", [letters[1]])]
    assert words == {
        letters[0].id: {"greeting": "Dear minister"},
        letters[1].id: {"greeting": "Dear minister"},
        note.id: {"greeting": "Hello"},
    }


def test_a_subject_is_one_line_whatever_the_template_has(settings: Any, tmp_path: Any) -> None:
    for name, words in {
        "subject.txt": "One\n  line\n",
        "body.txt": "\nText",
        "body.html": "H",
    }.items():
        file = tmp_path / "email" / "note" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words)
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]

    message = composing.composed(mail_of("note"), Address.parse("ann@example.org"), {})

    assert message.subject == "One line"
    assert message.body == "Text\n"
