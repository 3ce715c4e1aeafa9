"""An SMTP server that treats a share of its mails badly, and remembers all it has taken."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.messages.smtp_server import Fault
from workflows.payloads.codes import LetterKind

FAULTS = (Fault.REFUSE_FOR_NOW, Fault.STALL, Fault.DROP)


@dataclass(frozen=True)
class Taken:
    """One mail that was taken, as often as it was."""

    message_id: str
    kind: str
    to: str
    text: str
    content: bytes


@dataclass
class Mails:
    """What the server has taken, and what it has done to others."""

    chance: random.Random
    share: float
    stall: float
    port: int = 0
    taken: list[Taken] = field(default_factory=list[Taken])
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    """Notified of every mail that was taken."""
    faults: Counter[Fault] = field(default_factory=Counter[Fault])

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = _read(envelope.content)
        match self._fault(mail):
            case Fault.REFUSE_FOR_NOW:
                return Fault.REFUSE_FOR_NOW
            case Fault.STALL:
                await asyncio.sleep(self.chance.uniform(0.2, self.stall))
                _cut(server)
                return "421 Gone"
            case Fault.DROP:
                await self._take(mail)
                _cut(server)
            case _:
                await self._take(mail)
        return "250 Taken"

    async def wait_for(self, address: str, kind: str, letters: int) -> list[Taken]:
        """The letters of a kind to somebody, when there are so many."""
        async with self.news:
            await self.news.wait_for(lambda: len(self.to(address, kind)) >= letters)
        return self.to(address, kind)

    def to(self, address: str, kind: str) -> list[Taken]:
        """The letters of a kind to somebody, the oldest first."""
        return [each for each in self.taken if (each.to, each.kind) == (address, kind)]

    async def _take(self, mail: Taken) -> None:
        async with self.news:
            self.taken.append(mail)
            self.news.notify_all()

    def _fault(self, mail: Taken) -> Fault | None:
        # Codes are not sent again by us: the person asks for another, and only a few times.
        if mail.kind == LetterKind.SIGN_IN_CODE or self.chance.random() >= self.share:
            return None
        fault = self.chance.choice(FAULTS)
        self.faults[fault] += 1
        return fault


@asynccontextmanager
async def running(mails: Mails) -> AsyncGenerator[Mails]:
    """The server on a free port of loopback."""
    sessions: list[SMTP] = []

    def session() -> SMTP:
        sessions.append(SMTP(mails, hostname="faulty", enable_SMTPUTF8=True))
        return sessions[-1]

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", mails.port)
    mails.port = int(server.sockets[0].getsockname()[1])
    try:
        yield mails
    finally:
        server.close()
        for one in sessions:
            _cut(one)
        await server.wait_closed()


def _read(content: bytes) -> Taken:
    message = message_from_bytes(content, EmailMessage, policy=default)
    plain = message.get_body(("plain",))
    return Taken(
        message_id=str(message["Message-ID"]),
        kind=str(message["X-Stafett-Letter"]),
        to=str(message["To"]),
        text=str(plain.get_content()) if plain else "",
        content=content,
    )


def _cut(session: SMTP) -> None:
    if isinstance(session.transport, asyncio.Transport):
        session.transport.abort()
