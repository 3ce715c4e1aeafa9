"""How people get in and what they send: staff by choice, others by link and code from a mail."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

import httpx

from tests.faults.client import PATIENCE
from tests.faults.mail import Mails
from workflows.payloads.codes import LetterKind

LINK = re.compile(r"/l/([A-Za-z0-9_-]+)")
CODE = re.compile(r"\b(\d{6})\b")
CODES_IN_A_ROW = 6


class Refused(Exception):
    """The API said no."""

    def __init__(self, answer: httpx.Response) -> None:
        asked = f"{answer.request.method} {answer.request.url.path}"
        super().__init__(f"{asked}: {answer.status_code} {answer.text[:500]}")
        self.status = answer.status_code


@dataclass(frozen=True)
class Someone:
    """Somebody's browser; without a session it is anybody's."""

    api: httpx.AsyncClient
    token: str | None = None

    async def get(self, path: str, **params: str) -> Any:
        return await self._ask("GET", path, params=params)

    async def post(self, path: str, body: Any = None) -> Any:
        return await self._ask("POST", path, json=body)

    async def put(self, path: str, body: Any) -> Any:
        return await self._ask("PUT", path, json=body)

    async def edit(self, path: str, body: Any) -> None:
        """Write over what people edit; once more where nobody knows whether that was done."""
        while True:
            version = (await self.get(path))["version"]
            try:
                await self._ask("PUT", path, json=body, headers={"If-Match": f'"{version}"'})
            except Refused as refused:
                if refused.status != 412:
                    raise
            else:
                return

    async def _ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, **sent: Any
    ) -> Any:
        who = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = await self.api.request(
            method, f"/api/v1{path}", headers={**who, **(headers or {})}, **sent
        )
        # One client speaks for many people: none of their cookies may stay.
        self.api.cookies.clear()
        if not answer.is_success:
            raise Refused(answer)
        return answer.json() if answer.content else None


class Doors:
    """Lets each person in once."""

    def __init__(self, api: httpx.AsyncClient, mails: Mails) -> None:
        self.anybody = Someone(api)
        self._mails = mails
        self._in: dict[str, Someone] = {}
        self._ids: dict[str, str] = {}

    async def staff(self, address: str) -> Someone:
        """A member of staff."""
        if address not in self._in:
            person = await self.person(address)
            opened = await self.anybody.post("/demo/sessions", {"person_id": person})
            self._in[address] = Someone(self.anybody.api, opened["token"])
        return self._in[address]

    async def person(self, address: str) -> str:
        """The id of a member of staff."""
        if address not in self._ids:
            people = (await self.anybody.get("/demo/people"))["items"]
            self._ids = {each["email"]: each["person_id"] for each in people}
        return self._ids[address]

    async def outsider(self, address: str, kind: LetterKind) -> Someone:
        """Somebody without a login; what is lost on the way is asked for as in a new browser."""
        if address not in self._in:
            link = await self._find(LINK, address, kind, 1)
            for tries in range(1, CODES_IN_A_ROW + 1):
                try:
                    self._in[address] = await self._by_code(address, f"/links/{link}")
                    break
                except Refused:
                    if tries == CODES_IN_A_ROW:
                        raise
        return self._in[address]

    async def _by_code(self, address: str, link: str) -> Someone:
        kind = LetterKind.SIGN_IN_CODE
        before = len(self._mails.to(address, kind))
        browser = (await self.anybody.get(link))["browser"]
        await self.anybody.post(f"{link}/codes", {"browser": browser})
        code = await self._find(CODE, address, kind, before + 1)
        opened = await self.anybody.post(f"{link}/sessions", {"code": code, "browser": browser})
        return Someone(self.anybody.api, opened["token"])

    async def _find(
        self, pattern: re.Pattern[str], address: str, kind: LetterKind, letters: int
    ) -> str:
        """What the newest letter of a kind says, when so many have come."""
        async with asyncio.timeout(PATIENCE):
            found = await self._mails.wait_for(address, kind, letters)
        said = pattern.search(found[-1].text)
        assert said
        return said[1]
