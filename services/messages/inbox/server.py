"""The inbox as two servers: SMTP that takes mail, and a page that shows it."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
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
        self._folder = folder
        self._addresses = (host, smtp_port), (host, web_port)

    async def __aenter__(self) -> Self:
        """Listen. Raises OSError when a port is taken."""
        async with AsyncExitStack() as stack:
            smtp, web = (
                stack.enter_context(closing(socket.create_server(address)))
                for address in self._addresses
            )
            self.smtp_port, self.web_port = (int(one.getsockname()[1]) for one in (smtp, web))
            self.store = stack.enter_context(closing(Store(self._folder)))
            await stack.enter_async_context(_taking(smtp, self.store))
            await stack.enter_async_context(_showing(web, self.store))
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


async def serve(settings: Settings) -> None:
    """Run the inbox of an embedded installation until cancelled.

    Raises OSError when a port is taken.
    """
    folder = settings.home / "inbox"
    async with Inbox(folder, settings.host, settings.smtp_port, settings.inbox_port):
        await asyncio.Event().wait()


@asynccontextmanager
async def _taking(listening: socket.socket, store: Store) -> AsyncGenerator[None]:
    def session() -> SMTP:
        return SMTP(_Keeper(store), hostname="inbox", ident="Stafett", enable_SMTPUTF8=True)

    server = await asyncio.get_running_loop().create_server(session, sock=listening)
    try:
        yield
    finally:
        server.close()


@asynccontextmanager
async def _showing(listening: socket.socket, store: Store) -> AsyncGenerator[None]:
    config = uvicorn.Config(
        application(store),
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = _Web(config)
    running = asyncio.create_task(server.serve([listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await running


class _Web(uvicorn.Server):
    """Leaves signals to whoever runs the inbox."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


class _Keeper:
    """What aiosmtpd asks about each mail."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer only when the mail is on the disk."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        sender = envelope.mail_from or ""
        await asyncio.to_thread(self._store.add, clock.now(), sender, envelope.rcpt_tos, raw)
        return "250 Kept"
