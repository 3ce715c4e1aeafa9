"""Webcruiter's hired candidates, polled (Talentech's Hired Candidate API; body mapping unverified).

The calls and their order follow the public guides: list with `isProcessed=false`, details one by
one, then `process`. The processed flag is kept per API client, so this program needs a client of
its own there. CVs and files stay where they are: receiving somebody needs none of them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self, cast
from urllib.parse import quote

import httpx

from services.integrations.ats import webcruiter_fields as fields
from services.integrations.ats.port import HiredCandidate
from services.integrations.errors import FinalError
from services.integrations.http import body, send
from services.kit import clock
from services.kit.settings import Settings

SYSTEM = "webcruiter"
TIMEOUT = timedelta(seconds=20)
EARLY = timedelta(seconds=30)
"""A token is renewed this long before it ends, so that none ends on the way."""


@dataclass(frozen=True)
class Credentials:
    """OAuth2 client credentials (RFC 6749 section 4.4)."""

    base_url: str
    token_url: str
    client_id: str
    client_secret: str
    scope: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """What the settings say."""
        return cls(
            base_url=settings.webcruiter_url,
            token_url=settings.webcruiter_token_url,
            client_id=settings.webcruiter_client_id,
            client_secret=settings.webcruiter_client_secret.get_secret_value(),
            scope=settings.webcruiter_scope,
        )


class Webcruiter:
    """The adapter. `transport` is for tests."""

    system = SYSTEM

    def __init__(
        self, credentials: Credentials, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._credentials = credentials
        self._client = httpx.AsyncClient(
            base_url=credentials.base_url,
            timeout=TIMEOUT.total_seconds(),
            follow_redirects=False,
            transport=transport,
        )
        self._token = ""
        self._token_until: datetime | None = None

    async def close(self) -> None:
        await self._client.aclose()

    async def hired_candidates(self) -> list[str]:
        """Every page before anything is done: marking one moves the pages that follow."""
        found: dict[str, None] = {}
        page: str | None = None
        while True:
            asked = fields.UNPROCESSED | ({} if page is None else {fields.PAGE: page})
            listed = _object(await self._get(fields.PATHS["hired"], asked))
            for entry in _objects(listed, fields.LIST["items"]):
                found[_text(entry, fields.LIST["id"])] = None
            following = _optional(listed, fields.LIST["next_page"])
            if following is None or following == page:
                return list(found)
            page = following

    async def details(self, candidate_id: str) -> HiredCandidate:
        details = _object(await self._get(_path("details", candidate_id)))
        return HiredCandidate(
            id=candidate_id,
            name=" ".join(_text(details, part) for part in fields.NAME),
            email=_text(details, fields.CANDIDATE["email"]),
            phone=_optional(details, fields.CANDIDATE["phone"]),
            unit=_optional(details, fields.CANDIDATE["unit"]),
            first_day=_day(_optional(details, fields.CANDIDATE["first_day"])),
        )

    async def mark_processed(self, candidate_id: str) -> None:
        path = _path("process", candidate_id)
        await self._call("POST", path, content={fields.PROCESS["message"]: "Stafett"})

    async def _get(self, path: str, parameters: dict[str, str] | None = None) -> Any:
        return body(SYSTEM, await self._call("GET", path, parameters=parameters))

    async def _call(
        self,
        method: str,
        path: str,
        *,
        parameters: dict[str, str] | None = None,
        content: dict[str, Any] | None = None,
    ) -> httpx.Response:
        """One call with a token; a token that was refused is renewed once."""
        for renew in (False, True):
            headers = {"Authorization": f"Bearer {await self._bearer(renew=renew)}"}
            try:
                return await send(
                    self._client,
                    SYSTEM,
                    method,
                    path,
                    params=parameters,
                    headers=headers,
                    content=content,
                )
            except FinalError as error:
                if error.code != "http_401" or renew:
                    raise
        raise AssertionError

    async def _bearer(self, *, renew: bool) -> str:
        if renew or self._token_until is None or clock.now() >= self._token_until - EARLY:
            credentials = self._credentials
            asked = {
                "grant_type": "client_credentials",
                "client_id": credentials.client_id,
                "client_secret": credentials.client_secret,
                **({"scope": credentials.scope} if credentials.scope else {}),
            }
            answer = await send(self._client, SYSTEM, "POST", credentials.token_url, data=asked)
            given = _object(body(SYSTEM, answer))
            lasts = given.get("expires_in", 3600)
            self._token = _text(given, "access_token")
            self._token_until = clock.now() + timedelta(seconds=float(lasts))
        return self._token


def _path(name: str, candidate_id: str) -> str:
    # An id of another system may hold anything; it must not become a way out of its folder.
    return fields.PATHS[name].format(id=quote(candidate_id, safe=""))


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FinalError(SYSTEM, "unexpected_body")
    return cast("dict[str, Any]", value)


def _objects(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = value.get(name)
    if not isinstance(found, list):
        raise FinalError(SYSTEM, "unexpected_body")
    return [_object(entry) for entry in cast("list[Any]", found)]


def _optional(value: dict[str, Any], name: str) -> str | None:
    found = value.get(name)
    text = str(found).strip() if found is not None else ""
    return text or None


def _text(value: dict[str, Any], name: str) -> str:
    text = _optional(value, name)
    if text is None:
        raise FinalError(SYSTEM, f"missing_{name}")
    return text


def _day(text: str | None) -> date | None:
    """A date, with or without a time behind it."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise FinalError(SYSTEM, "bad_date") from None
