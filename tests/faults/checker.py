"""What must hold after any run: read from the database, the SMTP server and Temporal."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio.client import Client, WorkflowExecutionStatus

from services.access.audit import verify
from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application
from services.kit.database import Database
from services.kit.processes.decisions import id_of
from services.kit.processes.tables import Decision, IdempotencyKey, Outbox, Process
from services.messages.rules import LAST
from services.messages.tables import Message
from services.recruitment.need.tables import Recruitment
from services.tasks.tables import Task
from tests.faults.cases import ENDS
from tests.faults.client import Acknowledged
from tests.faults.course import Course
from tests.faults.mail import Mails
from workflows.payloads.codes import LetterKind, Phase
from workflows.payloads.letters import MessageState
from workflows.payloads.processes import ProcessKind, workflow_id

WITHOUT_KEY = ("/sessions", "/codes")
"""Ways in: each time a new one."""
LASTING = frozenset({ProcessKind.ONBOARDING})
"""Processes that outlive their case: they wait for a first day that lies months ahead."""


@dataclass(frozen=True)
class Checker:
    """One run, when it has come to rest."""

    database: Database
    temporal: Client
    mails: Mails
    courses: Sequence[Course]
    acknowledged: Acknowledged

    async def wrongs(self) -> list[str]:
        """Everything that does not hold, in words; nothing if all is well."""
        found = [*self._letters_to_applicants(), *self._copies()]
        async with self.database.transaction() as session:
            for check in (
                self._applications,
                self._letters,
                self._cases,
                self._decisions,
                self._acknowledged_decisions,
                self._outbox,
            ):
                found += [f"{check.__name__}: {wrong}" for wrong in await check(session)]
            processes = (await session.exec(select(Process))).all()
        async with self.database.transaction() as session:
            found += await self._audit(session)
        return [*found, *[wrong for each in processes if (wrong := await self._process(each))]]

    async def _applications(self, session: AsyncSession) -> list[str]:
        """None that was acknowledged is lost; nobody has two in one case."""
        there = set((await session.exec(select(Application.id))).all())
        said = {UUID(each) for course in self.courses for each in course.applications.values()}
        twice = await session.exec(
            select(Application.recruitment_id, Application.person_id)
            .group_by(col(Application.recruitment_id), col(Application.person_id))
            .having(func.count() > 1)
        )
        return [
            *(f"{each} was acknowledged and is lost" for each in said - there),
            *(f"{each} nobody was told of" for each in there - said),
            *(f"person {person} has two in case {case}" for case, person in twice),
        ]

    def _letters_to_applicants(self) -> Iterable[str]:
        """By what people have in their mailboxes alone: a receipt and one last letter each."""
        ids: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for mail in self.mails.taken:
            ids[mail.to, mail.kind].add(mail.message_id)
        for course in self.courses:
            for address, last in course.last_letters.items():
                for kind in (LetterKind.RECEIPT, *LAST):
                    expected = 1 if kind in {LetterKind.RECEIPT, last} else 0
                    if len(ids[address, kind]) != expected:
                        yield f"{address} has {len(ids[address, kind])} letters {kind}, {expected=}"

    async def _letters(self, session: AsyncSession) -> list[str]:
        """What the database says was sent is what was taken, under the same Message-IDs."""
        rows = (await session.exec(select(Message))).all()
        keys = Counter(
            (row.process_id, row.kind, row.about, row.to_id, row.occurrence) for row in rows
        )
        taken = {
            mail.message_id for mail in self.mails.taken if mail.kind != LetterKind.SIGN_IN_CODE
        }
        known = {row.message_id for row in rows}
        open_tasks = set((await session.exec(select(Task.id).where(Task.state == "open"))).all())
        rows = [row for row in rows if not _needless(row) or row.about in open_tasks]
        unsent = [row for row in rows if row.state != MessageState.SENT]
        return [
            *(f"{key} is there twice" for key, times in keys.items() if times > 1),
            *(f"{row.kind} {row.id} is {row.state} after {row.attempts}" for row in unsent),
            *(f"{row.kind} was never taken" for row in rows if row.message_id not in taken),
            *(f"mail {each} is of none" for each in taken - known),
        ]

    def _copies(self) -> Iterable[str]:
        """Mails taken more than once are byte for byte the same."""
        contents: defaultdict[str, set[bytes]] = defaultdict(set)
        for mail in self.mails.taken:
            contents[mail.message_id].add(mail.content)
        for message_id, different in contents.items():
            if len(different) > 1:
                yield f"mail {message_id} has {len(different)} different contents"

    async def _cases(self, session: AsyncSession) -> list[str]:
        """Each is closed, as its people ended it."""
        wrongs: list[str] = []
        endings = {
            str(row.id): (row.phase, row.ending, row.ended_at)
            for row in (await session.exec(select(Recruitment))).all()
        }
        for number, course in enumerate(self.courses):
            phase, ending, ended_at = endings.pop(course.id)
            if phase != Phase.CLOSED or ended_at is None:
                wrongs.append(f"case {number} is in {phase}")
            if ending != (right := ENDS[course.way][0]):
                wrongs.append(f"case {number} ended as {ending}, not {right}")
        return [*wrongs, *(f"nobody began {each}" for each in endings)]

    async def _decisions(self, session: AsyncSession) -> list[str]:
        """What is recorded has its one fact; what was refused or voided has left nothing."""
        rows = (await session.exec(select(Decision))).all()
        events = (await session.exec(select(AuditEvent))).all()
        traces = Counter(str(event.data.get("decision")) for event in events)
        facts = {
            (row.process_id, row.number): row.fact
            for row in (await session.exec(select(Outbox))).all()
        }
        used: Counter[tuple[UUID, int]] = Counter()
        wrongs: list[str] = []
        for row in rows:
            if row.state == "recorded" and row.outcome:
                place = (row.process_id, int(row.outcome["number"]))
                used[place] += 1
                if facts.get(place) != row.outcome["fact"]:
                    wrongs.append(f"{row.kind} {row.id} has no fact")
            elif traces[str(row.id)] or row.outcome:
                wrongs.append(f"{row.kind} {row.id} is {row.state} and has effects")
        return [*wrongs, *(f"fact {each} is of two" for each, times in used.items() if times > 1)]

    async def _acknowledged_decisions(self, session: AsyncSession) -> list[str]:
        """A yes is never taken back: every POST that got one left its answer or its decision."""
        kept = set((await session.exec(select(IdempotencyKey.key))).all())
        rows = {row.id: row for row in (await session.exec(select(Decision))).all()}
        people = {row.actor_id for row in rows.values()}
        wrongs: list[str] = []
        for path, key in self.acknowledged.posts:
            tries = (each for person in people for each in _tries(rows, person, key))
            recorded = any(each.state == "recorded" for each in tries)
            if key not in kept and not recorded and not path.endswith(WITHOUT_KEY):
                wrongs.append(f"{path} was answered with a yes and is lost")
        return wrongs

    async def _audit(self, session: AsyncSession) -> list[str]:
        report = await verify(session)
        return [
            f"audit: {fault.what} in {fault.chain} at {fault.number}" for fault in report.faults
        ]

    async def _outbox(self, session: AsyncSession) -> list[str]:
        left = (await session.exec(select(Outbox).where(col(Outbox.sent_at).is_(None)))).all()
        return [f"{row.fact} {row.number} of {row.process_id} was never told" for row in left]

    async def _process(self, process: Process) -> str | None:
        """Ended in the database and completed in Temporal, or waiting in both."""
        kind = ProcessKind(process.kind)
        handle = self.temporal.get_workflow_handle(workflow_id(kind, process.id))
        status = (await handle.describe()).status
        lasts = kind in LASTING
        right = WorkflowExecutionStatus.RUNNING if lasts else WorkflowExecutionStatus.COMPLETED
        if status is right and (process.ended_at is None) is lasts:
            return None
        said = status.name if status is not None else "unknown"
        return f"process {kind} {process.id} is {said}, and ended {process.ended_at}"


def _needless(row: Message) -> bool:
    """A task's letter that was called back: it was begun, forgotten, and the task answered."""
    return row.state == MessageState.CANCELLED and row.kind == LetterKind.TASK


def _tries(rows: Mapping[UUID, Decision], person: UUID, key: str) -> Iterable[Decision]:
    """What somebody decided with one key: again each time that the try before was voided."""
    for attempt in count():
        row = rows.get(id_of(person, key, attempt))
        if row is None:
            return
        yield row
