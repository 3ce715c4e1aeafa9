"""A client that costs next to nothing: kept connections, requests as bytes made beforehand."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from services.kit.settings import Settings


class Connection:
    """One kept connection to the web application."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, host: str, port: int) -> "Connection":
        """A new one; the server closes it when nothing is sent for some seconds."""
        return cls(*await asyncio.open_connection(host, port))

    def close(self) -> None:
        self._writer.close()

    async def post(
        self, path: str, body: bytes, kind: str = "application/json", token: str | None = None
    ) -> tuple[int, bytes]:
        """Send and return status and body of the answer."""
        lines = [
            f"POST /api/v1{path} HTTP/1.1",
            "Host: benchmark",
            f"Content-Type: {kind}",
            f"Content-Length: {len(body)}",
            *([f"Authorization: Bearer {token}"] if token else []),
        ]
        return await self._answer("\r\n".join([*lines, "", ""]).encode() + body)

    async def get(self, path: str, token: str | None = None) -> tuple[int, bytes]:
        """Read a page, and return status and body of the answer."""
        lines = [
            f"GET {path} HTTP/1.1",
            "Host: benchmark",
            *([f"Authorization: Bearer {token}"] if token else []),
        ]
        return await self._answer("\r\n".join([*lines, "", ""]).encode())

    async def _answer(self, request: bytes) -> tuple[int, bytes]:
        self._writer.write(request)
        await self._writer.drain()
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        length = int(fields.get("content-length", "0"))
        return int(head[0].split()[1]), await self._reader.readexactly(length)


@asynccontextmanager
async def connections(
    settings: Settings, number: int, port: int | None = None
) -> AsyncGenerator[list[Connection]]:
    """So many connections, each opened, to the web application if no other port is said."""
    opened = [
        await Connection.open(settings.host, port or settings.web_port) for _ in range(number)
    ]
    try:
        yield opened
    finally:
        for connection in opened:
            connection.close()
