"""People as the API sees them: staff who sign in, and others who come by a mailed link."""

import re
from dataclasses import dataclass
from typing import Any

import httpx

LINK = re.compile(r"/l/([A-Za-z0-9_-]+)")
CODE = re.compile(r"\b(\d{6})\b")


class Refused(Exception):
    """The API said no; in its words, and on which request."""

    def __init__(self, answer: httpx.Response) -> None:
        problem: dict[str, Any] = answer.json() if answer.text.startswith("{") else {}
        fields: dict[str, str] = problem.get("fields") or {}
        where = "".join(f" {key}: {says}" for key, says in fields.items())
        self.status = answer.status_code
        self.code = problem.get("code")
        super().__init__(
            f"{problem.get('detail') or answer.text[:2000]}{where}"
            f" ({answer.request.method} {answer.request.url.path}: {self.status} {self.code})"
        )


@dataclass(frozen=True)
class Someone:
    """Somebody signed in, whose requests carry their session."""

    api: httpx.AsyncClient
    token: str

    async def get(self, path: str, **params: Any) -> Any:
        return await self._ask("GET", path, params=params)

    async def post(self, path: str, body: Any = None) -> Any:
        return await self._ask("POST", path, json=body)

    async def put(self, path: str, body: Any, version: int | None = None) -> Any:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return await self._ask("PUT", path, json=body, headers=headers)

    async def every(self, path: str, **params: Any) -> list[Any]:
        """All pages of a list."""
        items: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            page = await self.get(path, limit=200, **params, **cursor)
            items += page["items"]
            if not page["next"]:
                return items
            cursor = {"cursor": page["next"]}

    async def _ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, **body: Any
    ) -> Any:
        answer = await self.api.request(
            method,
            f"/api/v1{path}",
            headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
            **body,
        )
        return answered(answer)


def answered(answer: httpx.Response) -> Any:
    """The body of an answer; raises `Refused` for any that is not a yes."""
    if not answer.is_success:
        raise Refused(answer)
    return answer.json() if answer.content else None


class Doors:
    """How people get in: staff by the choice of demo people, others by link and code."""

    def __init__(self, api: httpx.AsyncClient, inbox: httpx.AsyncClient) -> None:
        self._api = api
        self._inbox = inbox
        self._in: dict[str, Someone] = {}
        self._last = 0

    async def staff(self, address: str) -> Someone:
        """A member of staff."""
        if address not in self._in:
            people = answered(await self._api.get("/api/v1/demo/people"))["items"]
            chosen = next(
                each["person_id"] for each in people if each["email"].lower() == address.lower()
            )
            opened = await self._api.post("/api/v1/demo/sessions", json={"person_id": chosen})
            self._let_in(address, opened)
        return self._in[address]

    async def outsider(self, address: str, letter: str) -> Someone:
        """Somebody without a login, by the link in the newest letter of a kind."""
        if address not in self._in:
            link = _found(LINK, (await self._newest(address, letter))["text"])
            asked = answered(await self._api.post(f"/api/v1/links/{link}/codes"))
            code = _found(CODE, (await self._newest(address, "sign_in_code"))["text"])
            opened = await self._api.post(
                f"/api/v1/links/{link}/sessions",
                json={"code": code, "browser": asked["browser"]},
            )
            self._let_in(address, opened)
        return self._in[address]

    def _let_in(self, address: str, opened: httpx.Response) -> None:
        """Keep the token, and none of the cookies: one client speaks for many people here."""
        self._in[address] = Someone(self._api, answered(opened)["token"])
        self._api.cookies.clear()

    async def apply(self, advert: str, application: dict[str, Any]) -> str:
        """Hand in an application, as anybody may; returns its id."""
        answer = await self._api.post(f"/api/v1/adverts/{advert}/applications", json=application)
        return str(answered(answer)["id"])

    def shut(self) -> None:
        """Sessions do not outlast the time that is skipped: everybody comes in anew."""
        self._in.clear()

    async def letters(self, *, after: int = 0, **wanted: str) -> list[dict[str, Any]]:
        """What the inbox holds beyond the letter `after`, the oldest first."""
        letters: list[dict[str, Any]] = []
        while page := answered(
            await self._inbox.get("/api/messages", params={**wanted, "after": after, "limit": 500})
        ):
            letters += page
            after = int(page[-1]["n"])
        return letters

    async def last_letter(self) -> int:
        """The number of the newest letter, 0 when there is none."""
        for each in await self.letters(after=self._last):
            self._last = int(each["n"])
        return self._last

    async def _newest(self, address: str, letter: str) -> dict[str, Any]:
        return (await self.letters(to=address, letter=letter))[-1]


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    if match is None:
        raise LookupError(f"no {pattern.pattern} in the letter")
    return match.group(1)
