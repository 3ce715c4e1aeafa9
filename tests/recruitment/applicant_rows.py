"""The rows of those who applied for a case, and of what its selection left of them."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from sqlmodel import SQLModel

from services.candidates.applications.tables import Application, ApplicationVersion
from services.kit import clock
from services.kit.processes.tables import Process
from services.organisation.tables import Person
from services.selection.conflicts.tables import ConflictDeclaration
from services.selection.interviews.tables import Interview
from services.selection.lists.tables import ExemptionRequest, PublicList
from services.selection.references.tables import Reference
from services.selection.scores.tables import Score, ScoreSheet
from services.selection.screening.tables import MustResult
from tests.recruitment.case_rows import WEIGHTS
from tests.recruitment.hiring import Hiring
from workflows.payloads.processes import ProcessKind

READERS = ("leader", "expert", "hr", "approver", "union")


def applicant(hiring: Hiring, name: str, language: str, *, qualified: bool) -> Iterator[SQLModel]:
    at = clock.now() - timedelta(days=20)
    person = Person(name=f"{name.capitalize()} Aas", email=f"{name}@example.org", language=language)
    row = Application(
        recruitment_id=hiring.case,
        advert_id=hiring.case,
        person_id=person.id,
        number=100 + len(hiring.applications),
        state="qualified" if qualified else "unqualified",
        received_at=at,
        language=language,
        qualified=qualified,
    )
    hiring.people[name], hiring.applications[name] = person.id, row.id
    yield from (
        person,
        row,
        Process(
            id=row.id,
            kind=ProcessKind.APPLICATION,
            trust_id=hiring.trust,
            parent_id=hiring.case,
        ),
        ApplicationVersion(application_id=row.id, number=1, received_at=at, name=person.name),
    )


def selection(hiring: Hiring) -> Iterator[SQLModel]:
    at, people = clock.now(), hiring.people
    yield from (
        *(
            ConflictDeclaration(recruitment_id=hiring.case, person_id=people[name], declared_at=at)
            for name in READERS
        ),
        *(
            MustResult(
                application_id=application,
                criterion_id=hiring.criteria["authorisation"],
                met=name != "dag",
                note="As the register says.",
                person_id=people["leader"],
                assessed_at=at,
            )
            for name, application in hiring.applications.items()
        ),
        ExemptionRequest(
            application_id=hiring.applications["bo"],
            asked_at=at,
            granted=True,
            decision_reason="Works there now.",
            decided_by=people["hr"],
            decided_at=at,
        ),
        PublicList(
            recruitment_id=hiring.case,
            version=1,
            deadline=at - timedelta(days=10),
            frozen_at=at - timedelta(days=9),
            total=5,
            women=3,
            men=2,
            entries=[{"name": "Anna Aas", "age": 30, "municipality": "Vefsn"}],
        ),
    )
    given = {
        "anna": {"leader": (4, 4, 3), "expert": (5, 4, 4)},
        "bo": {"leader": (4, 4, 4), "expert": (4, 4, 4)},
        "cat": {"leader": (5, 3, 2), "expert": (3, 3, 3)},
    }
    for name, panel in given.items():
        yield from _assessment(hiring, name, panel)


def _assessment(hiring: Hiring, name: str, panel: dict[str, tuple[int, ...]]) -> Iterator[SQLModel]:
    """An interview, the marks of a panel, and two references."""
    moment, application_id = clock.now(), hiring.applications[name]
    yield Interview(
        recruitment_id=hiring.case,
        application_id=application_id,
        starts_at=moment,
        place="Room 2",
        state="held",
    )
    for assessor, marks in panel.items():
        sheet = ScoreSheet(
            recruitment_id=hiring.case,
            application_id=application_id,
            person_id=hiring.people[assessor],
            given_by=hiring.people[assessor],
            received_at=moment,
        )
        yield from (
            sheet,
            *(
                Score(
                    sheet_id=sheet.id,
                    criterion_id=hiring.criteria[key],
                    mark=mark,
                    note="As answered.",
                )
                for key, mark in zip(WEIGHTS, marks, strict=True)
            ),
        )
    for place in ("leader", "colleague"):
        referee = Person(name=f"Referee {place}", email=f"{uuid4().hex}@example.org")
        yield from (
            referee,
            Reference(
                application_id=application_id,
                person_id=referee.id,
                name=referee.name,
                relation=place,
                recent_leader=place == "leader",
                consented_at=moment,
                asked_at=moment,
                asked_by=hiring.people["leader"],
                answers=[{"question": "How?", "answer": "What only the referee said."}],
                received_at=moment,
            ),
        )
