"""The inbox as two servers: SMTP that takes mail, and a page that shows it."""

import asyncio
import socket
from pathlib import Path
from typing import Self

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.kit import clock
from services.kit.settings import Settings
from services.messages.inbox.pages import application
from services.messages.inbox.store import Store


class Inbox:
    """Both servers, on loopback or wherever `host` says; port 0 takes any free one."""

    def __init__(self, folder: Path, host: str, smtp_port: int, web_port: int) -> None:
        self.store = Store(folder)
        self._host = host
        self._ports = (smtp_port, web_port)

    async def __aenter__(self) -> Self:
        """Listen. Raises OSError when a port is taken."""
        loop = asyncio.get_running_loop()
        self._smtp = await loop.create_server(self._session, self._host, self._ports[0])
        self._socket = socket.create_server((self._host, self._ports[1]))
        config = uvicorn.Config(
            application(self.store), log_config=None, access_log=False, lifespan="off"
        )
        self._web = uvicorn.Server(config)
        self._running = asyncio.create_task(self._web.serve([self._socket]))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._smtp.close()
        self._web.should_exit = True
        await self._running
        self._socket.close()
        await self._smtp.wait_closed()
        self.store.close()

    @property
    def smtp_port(self) -> int:
        return int(self._smtp.sockets[0].getsockname()[1])

    @property
    def web_port(self) -> int:
        return int(self._socket.getsockname()[1])

    async def ended(self) -> None:
        """Wait until the page is asked to stop, by a signal."""
        await asyncio.shield(self._running)

    def _session(self) -> SMTP:
        return SMTP(_Keeper(self.store), hostname="inbox", ident="Stafett", enable_SMTPUTF8=True)


class _Keeper:
    """What aiosmtpd asks about each mail."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer only when the mail is on the disk."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        sender = envelope.mail_from or ""
        await asyncio.to_thread(self._store.add, clock.now(), sender, envelope.rcpt_tos, raw)
        return "250 Kept"


async def serve(settings: Settings) -> None:
    """Run the inbox of an embedded installation until it is told to stop.

    Raises OSError when a port is taken.
    """
    folder = settings.home / "inbox"
    async with Inbox(folder, settings.host, settings.smtp_port, settings.inbox_port) as inbox:
        await inbox.ended()
