"""What routes ask for: settings, the database, one unit of work, the desk; and versions.

A route with `Session` commits once, before its answer is sent, so an answer of 201 is true. A
route that only hands in a decision asks for `DeskDep` and holds no session meanwhile.

Dependencies are `async`, also those that wait for nothing: FastAPI runs others in a thread each.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.database import Database
from services.kit.errors import Stale, VersionUnsaid
from services.kit.i18n import Language, language, negotiate
from services.kit.idempotency import Once
from services.kit.processes.decisions import Desk
from services.kit.settings import Settings


async def _settings(request: Request) -> Settings:
    return request.app.state.settings


async def _database(request: Request) -> Database:
    return request.app.state.database


async def _desk(request: Request) -> Desk:
    return request.app.state.desk


LANGUAGE_COOKIE = "language"
"""Kept by a browser in which somebody has chosen one for the pages."""


def language_of(request: Request) -> Language:
    """The language to answer in.

    Of the address, as chosen in this browser, of who is signed in, or asked for.
    """
    chosen: str | None = (
        getattr(request.state, "addressed", None)
        or request.cookies.get(LANGUAGE_COOKIE)
        or getattr(request.state, "language", None)
    )
    return language(chosen) if chosen else negotiate(request.headers.get("accept-language"))


async def _language(request: Request) -> Language:
    return language_of(request)


SettingsDep = Annotated[Settings, Depends(_settings)]
DatabaseDep = Annotated[Database, Depends(_database)]
DeskDep = Annotated[Desk, Depends(_desk)]
LanguageDep = Annotated[Language, Depends(_language)]


async def _session(request: Request, database: DatabaseDep) -> AsyncIterator[AsyncSession]:
    async with database.transaction() as session:
        once: Once | None = getattr(request.state, "once", None)
        if once:
            await once.claim(session)
        yield session


Session = Annotated[AsyncSession, Depends(_session, scope="function")]
"""The unit of work of a request. The scope matters: any other commits after the answer."""

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The `ETag` of what was read, quotes included; `*` changes whatever is there.",
        pattern=r'^(\*|(W/)?"[!-~]*"(, ?(W/)?"[!-~]*")*)$',
        examples=['"3"'],
    ),
]


def etag(version: int) -> str:
    """The `ETag` of a version of something people edit."""
    return f'"{version}"'


def require_version(if_match: str | None, version: int) -> None:
    """Refuse a change to something that was changed since it was read.

    Raises `VersionUnsaid` when the version is not said, and `Stale` when it is another one.
    """
    if if_match is None:
        raise VersionUnsaid
    tags = {tag.strip().removeprefix("W/") for tag in if_match.split(",")}
    if "*" not in tags and etag(version) not in tags:
        raise Stale
