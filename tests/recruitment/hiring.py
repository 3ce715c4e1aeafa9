"""What a test asks of a case at its nomination, and of the people in it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Self
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from sqlmodel import SQLModel, col, select

from services.access.sessions import service as sessions
from services.access.sessions.rules import Method
from services.kit import clock
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.processes.tables import Outbox
from services.kit.settings import Settings
from services.recruitment.need.tables import PreferenceCheck
from services.selection.conflicts.tables import Conflict
from services.tasks.tables import Task
from workflows.payloads.codes import Relation, StepCode

STAFF = ("leader", "expert", "hr", "approver", "union", "stranger", "neighbour")
"""They sign in; the others come by a mailed link."""
START = date(2027, 3, 1)
TERMS: dict[str, Any] = {"percentage": 100, "start": "2027-03-01", "pay": 600_000}


@dataclass
class Hiring:
    """What a test asks of the case and its people."""

    app: FastAPI
    database: Database
    files: FileStore
    settings: Settings
    case: UUID = field(default_factory=uuid4)
    trust: UUID = field(default_factory=uuid4)
    unit: UUID = field(default_factory=uuid4)
    people: dict[str, UUID] = field(default_factory=dict[str, UUID])
    applications: dict[str, UUID] = field(default_factory=dict[str, UUID])
    criteria: dict[str, UUID] = field(default_factory=dict[str, UUID])

    def on(self, blank: Self) -> Self:
        """The same case, with the database and the routes of another test."""
        return replace(
            self,
            app=blank.app,
            database=blank.database,
            files=blank.files,
            settings=blank.settings,
            people=dict(self.people),
            applications=dict(self.applications),
            criteria=dict(self.criteria),
        )

    @asynccontextmanager
    async def client(self, name: str | None = None) -> AsyncGenerator[httpx.AsyncClient]:
        """A client, signed in as somebody if a name is given."""
        headers = {"Accept-Language": "en"}
        if name:
            async with self.database.transaction() as session:
                method = Method.DEMO if name in STAFF else Method.LINK
                opened = await sessions.begin(
                    session, self.people[name], method, clock.now(), self.settings
                )
            headers["Authorization"] = f"Bearer {opened.token}"
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="https://stafett.test/api/v1",
            headers=headers,
        ) as client:
            yield client

    async def ask(
        self, name: str | None, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """One request by somebody; `if_match` among the headers is a version."""
        sent = {"If-Match": f'"{headers["if_match"]}"'} if "if_match" in headers else {}
        async with self.client(name) as client:
            return await client.request(
                method, path.format(case=self.case), json=body, headers=sent
            )

    async def refusals(self, method: str, path: str, body: Any = None) -> None:
        """The anonymous, the stranger and the neighbour from another unit get nowhere."""
        assert (await self.ask(None, method, path, body)).status_code == 401
        for name in ("stranger", "neighbour"):
            response = await self.ask(name, method, path, body, if_match="0")
            assert response.status_code == 404, (name, response.text)

    async def add(self, *rows: SQLModel) -> None:
        async with self.database.transaction() as session:
            for _, alike in groupby(rows, type):
                session.add_all(alike)
                await session.flush()

    async def row(self, table: type[Any], **wanted: Any) -> Any:
        """The only row of a table in which these columns hold these values."""
        async with self.database.transaction() as session:
            query = select(table).where(
                *(getattr(table, name) == value for name, value in wanted.items())
            )
            return (await session.exec(query)).one()

    async def change(self, table: type[Any], row_id: UUID, **values: Any) -> None:
        async with self.database.transaction() as session:
            row = await session.get_one(table, row_id)
            for name, value in values.items():
                setattr(row, name, value)

    async def told(self, process: UUID | None = None) -> list[tuple[str | None, UUID | None]]:
        """What a process (the case by default) was told, in order."""
        async with self.database.transaction() as session:
            query = (
                select(Outbox.fact, Outbox.about)
                .where(Outbox.process_id == (process or self.case), Outbox.number > 0)
                .order_by(col(Outbox.number))
            )
            return [(fact, about) for fact, about in (await session.exec(query)).all()]

    async def task(self, step: StepCode, who: str, about: UUID | None = None) -> UUID:
        """An open task of the case."""
        at = clock.now()
        row = Task(
            process_id=self.case,
            step=step,
            about=about,
            relation=Relation.HIRING_MANAGER,
            owner_id=self.people[who],
            assignee_id=self.people[who],
            default="stop",
            due_at=at + timedelta(days=3),
            lapse_at=at + timedelta(days=6),
        )
        await self.add(row)
        return row.id

    async def entries(self, *names: str) -> list[dict[str, Any]]:
        return [
            {
                "application_id": str(self.applications[name]),
                "rank": rank,
                "reason": f"{name} has number {rank} for these reasons.",
            }
            for rank, name in enumerate(names, start=1)
        ]

    async def nominate(self, *names: str) -> UUID:
        """An approved nomination of these, in this order."""
        path = "/recruitments/{case}/nomination"
        body = {"entries": await self.entries(*names), "summary": "As written."}
        assert (await self.ask("leader", "PUT", path, body, if_match="0")).status_code == 200
        sent = await self.ask("leader", "POST", f"{path}/submission")
        assert sent.status_code == 200, sent.text
        remark = await self.ask("union", "POST", f"{path}/remark", {"remark": "Fair."})
        assert remark.status_code == 201, remark.text
        decided = await self.ask("approver", "POST", f"{path}/decision", {"approved": True})
        assert decided.status_code == 200, decided.text
        return UUID(sent.json()["nomination_id"])

    async def check_preference(self) -> None:
        await self.add(
            PreferenceCheck(
                recruitment_id=self.case,
                stage="before_offer",
                person_id=self.people["hr"],
                finding="Nobody has a claim.",
            )
        )

    async def offer(self, **terms: Any) -> dict[str, Any]:
        """An offer to the next ranked."""
        body = {"terms": {**TERMS, **terms}}
        sent = await self.ask("leader", "POST", "/recruitments/{case}/offers", body)
        assert sent.status_code == 201, sent.text
        return sent.json()

    async def answer(self, name: str, answer: str, **more: Any) -> httpx.Response:
        path = f"/my/applications/{self.applications[name]}/offer-answer"
        return await self.ask(name, "POST", path, {"answer": answer, **more})


async def conflict(hiring: Hiring, who: str, with_: str) -> None:
    """A declared conflict."""
    await hiring.add(
        Conflict(
            recruitment_id=hiring.case,
            person_id=hiring.people[who],
            application_id=hiring.applications[with_],
        )
    )
