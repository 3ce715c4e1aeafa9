"""A real SMTP server that fails as it is told, one fault for each mail, and then takes the rest."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from aiosmtpd.smtp import SMTP, Envelope, Session


class Fault(StrEnum):
    """What happens to a mail instead of being taken."""

    REFUSE_FOR_NOW = "451 Not now"
    REFUSE = "550 No such person"
    STALL = "stall"
    """The server says nothing after the final dot."""
    DROP = "drop"
    """The server takes the mail, and is gone before it says so."""


@dataclass
class FaultySmtp:
    """What the server is to do next, and the bytes it has taken."""

    faults: list[Fault] = field(default_factory=list[Fault])
    taken: list[bytes] = field(default_factory=list[bytes])
    recipients: list[str] = field(default_factory=list[str])
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = self.faults.pop(0) if self.faults else None
        match fault:
            case Fault.REFUSE_FOR_NOW | Fault.REFUSE:
                return fault
            case Fault.STALL:
                await asyncio.Event().wait()
            case _:
                pass
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        if fault is Fault.DROP:
            _cut(server)
        return "250 Taken"


@asynccontextmanager
async def faulty_smtp(faults: Iterable[Fault] = (), port: int = 0) -> AsyncGenerator[FaultySmtp]:
    """Run the server on loopback; port 0 takes any free one."""
    taker = FaultySmtp([*faults])
    sessions: list[SMTP] = []

    def session() -> SMTP:
        sessions.append(SMTP(taker, hostname="faulty", enable_SMTPUTF8=True))
        return sessions[-1]

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", port)
    taker.port = int(server.sockets[0].getsockname()[1])
    yield taker
    server.close()
    for one in sessions:
        _cut(one)
    await server.wait_closed()


def _cut(session: SMTP) -> None:
    if isinstance(session.transport, asyncio.Transport):
        session.transport.abort()
