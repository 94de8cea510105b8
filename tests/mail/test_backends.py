"""Mail on a laptop: a folder of files that any mail program opens."""

import email
import email.policy
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from campaign.mail.delivery import Outcome
from campaign.mail.models import OutgoingMail
from tests import factories
from tests.mail.outbox import deliver, sign_as


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "campaign.mail.backends.EmlFolder"
    settings.EMAIL_FILE_PATH = tmp_path / "var" / "mail"
    return settings.EMAIL_FILE_PATH


def letter(to: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives("ခေါင်းစဉ်", "Zażółć\n.\nFrom here\n", "site@example.org", [to])
    message.attach_alternative("<p>Zażółć</p>", "text/html")
    return message


def opened(file: Path) -> Any:
    return email.message_from_bytes(file.read_bytes(), policy=email.policy.default)


def test_each_message_is_one_file_that_a_mail_program_can_read(folder: Path) -> None:
    number = get_connection().send_messages([letter("ann@example.org"), letter("bo@example.org")])

    files = sorted(folder.iterdir())
    assert number == 2
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert [opened(file)["To"] for file in files] == ["ann@example.org", "bo@example.org"]
    first = opened(files[0])
    assert first["Subject"] == "ခေါင်းစဉ်"
    assert first["Date"].datetime is not None
    assert first.get_body(("plain",)).get_content() == "Zażółć\n.\nFrom here\n"
    assert first.get_body(("html",)).get_content() == "<p>Zażółć</p>"
    assert first.defects == []


def test_files_are_in_order_of_time(folder: Path) -> None:
    names = [f"signer{number}@example.org" for number in range(20)]

    for name in names:
        get_connection().send_messages([letter(name)])

    assert [opened(file)["To"] for file in sorted(folder.iterdir())] == names


@pytest.mark.django_db
def test_the_outbox_delivers_into_the_folder(folder: Path) -> None:
    sign_as(factories.campaign(), "ann", "bo")

    outcome = deliver()

    assert outcome == Outcome(sent=2)
    written = [opened(file) for file in sorted(folder.iterdir())]
    assert [message["To"] for message in written] == ["ann@example.org", "bo@example.org"]
    assert written[0]["Subject"] == "One step left: please confirm"
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_loses_no_mail(folder: Path) -> None:
    sign_as(factories.campaign(), "ann")
    folder.parent.mkdir(parents=True)
    folder.write_bytes(b"a file where the folder should be")

    assert deliver() == Outcome(deferred=1, hang_ups=1)

    assert OutgoingMail.objects.get().failed_at is None
