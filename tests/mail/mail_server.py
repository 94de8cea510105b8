"""A real SMTP server on loopback, which answers as a test has told it to."""

import asyncio
import email
import email.policy
import socket
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

# Instead of an answer: say nothing, ever; or cut the connection.
HANG, DROP = "hang", "drop"


@dataclass(frozen=True)
class Received:
    """One message as it arrived, whether or not its sender was told so."""

    to: str
    message: EmailMessage

    @property
    def id(self) -> str:
        return self.message["Message-ID"]

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()


class MailServer:
    """Runs while a `with` block lasts.

    Takes everything, until `answers` says otherwise for an address ("" is any) and a moment: EHLO,
    HELO, MAIL, RCPT, or DATA, which is after the whole message has arrived.
    """

    def __init__(self, *, refuses_password: bool = False) -> None:
        self.received: list[Received] = []
        self.connections = 0
        self.commands: list[str] = []
        self.seconds_a_message = 0.0
        self._refuses_password = refuses_password
        self._script: dict[tuple[str, str], deque[str]] = defaultdict(deque)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._start())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def answers(self, moment: str, address: str, *answers: str) -> None:
        """Once each, in this order; afterwards as usual."""
        self._script[moment, address].extend(answers)

    @property
    def addressees(self) -> list[str]:
        return [received.to for received in self.received]

    # --- What aiosmtpd calls --------------------------------------------------------------

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        session.host_name = name
        answer = await self._answer(server, "EHLO", "")
        return [answer] if answer else responses

    async def handle_HELO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str
    ) -> str:
        session.host_name = name
        return await self._answer(server, "HELO", "") or "250 mail.example"

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await self._answer(server, "MAIL", ""):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await self._answer(server, "RCPT", address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await self._answer(server, "DATA", envelope.rcpt_tos[0], before=envelope)
        return answer or "250 OK"

    async def _answer(
        self, server: SMTP, moment: str, address: str, before: Envelope | None = None
    ) -> str | None:
        self.commands.append(moment)
        script = self._script[moment, address] or self._script[moment, ""]
        answer = script.popleft() if script else None
        if before and (answer is None or answer in {HANG, DROP}):
            self._keep(before)
            await asyncio.sleep(self.seconds_a_message)
        if answer == DROP:
            server.transport.abort()
        if answer in {HANG, DROP}:
            await asyncio.Event().wait()  # until the connection is gone
        return answer

    def _keep(self, envelope: Envelope) -> None:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.received.append(Received(to=envelope.rcpt_tos[0], message=message))

    # --- Running --------------------------------------------------------------------------

    async def _start(self) -> None:
        self._server = await self._loop.create_server(self._connected, sock=self._socket)

    async def _stop(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _connected(self) -> SMTP:
        self.connections += 1
        refuse = {
            "authenticator": lambda *_: AuthResult(success=False, handled=False),
            "auth_require_tls": False,
        }
        return SMTP(
            self,
            hostname="mail.example",
            loop=self._loop,
            **(refuse if self._refuses_password else {}),
        )

    def _run(self, coroutine: object) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)


def wait_until(happened: Callable[[], object], *, patience: float = 30) -> None:
    """Until it is so; a bound for what should never take long, not a measure of speed."""
    deadline = time.monotonic() + patience
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError("waited in vain")
        time.sleep(0.01)


def links(words: str) -> Iterable[str]:
    return [word for word in words.split() if "://" in word]
