"""Mail goes to a real SMTP server in a thread of the test."""

from collections.abc import Iterator

import pytest

from tests.mail.mail_server import MailServer
from tests.mail.outbox import send_to


@pytest.fixture
def mail_server(settings: object) -> Iterator[MailServer]:
    with MailServer() as server:
        send_to(server, settings)
        yield server
