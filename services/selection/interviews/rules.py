"""When interviews may be, what the kit holds, and when all interviews are done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.selection.wording import Warned, warn


class State(StrEnum):
    """Where an interview stands."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    OTHER_TIME = "other_time"
    """The candidate asks for another time."""
    CANCELLED = "cancelled"
    HELD = "held"


STANDING = (State.INVITED, State.ACCEPTED, State.OTHER_TIME)
"""States in which an interview can still be moved or called off."""


@dataclass(frozen=True)
class Slot:
    """From when and how long."""

    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def overlaps(self, other: "Slot") -> bool:
        """Whether both need the same person at once; one may begin when the other ends."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Planned:
    """An interview of a shortlisted applicant."""

    application_id: UUID
    state: State
    slot: Slot


def held(planned: Planned, at: datetime) -> bool:
    """Whether an interview has taken place, as far as the clock knows."""
    return planned.state is State.HELD or (
        planned.state in STANDING and planned.slot.starts_at <= at
    )


def outstanding(
    shortlisted: Iterable[UUID], planned: Sequence[Planned], at: datetime
) -> list[UUID]:
    """Shortlisted applicants who have neither been interviewed nor had it called off."""
    by_application: dict[UUID, list[Planned]] = {}
    for one in planned:
        by_application.setdefault(one.application_id, []).append(one)

    def done(application_id: UUID) -> bool:
        found = by_application.get(application_id, [])
        ahead = any(one.state in STANDING and one.slot.starts_at > at for one in found)
        return bool(found) and not ahead

    return [each for each in shortlisted if not done(each)]


@dataclass(frozen=True)
class Asked:
    """A criterion of the profile, as far as a kit needs it."""

    key: str
    nb: str
    en: str
    level: str
    methods: Sequence[str]


def suggested(criteria: Iterable[Asked]) -> list[dict[str, Any]]:
    """A kit to begin with: one question for each criterion the panel assesses.

    It is also what everyone is asked where nobody wrote another before the first invitation.
    """
    return [
        {
            "criterion": one.key,
            "nb": f"Fortell om en situasjon som viser hva du kan: {one.nb}. Hva gjorde du, og "
            "hva kom det ut av det?",
            "en": f"Tell us about a situation that shows what you can do: {one.en}. What did you "
            "do, and what came of it?",
            "follow_ups": [],
        }
        for one in criteria
        if one.level == "should" or "interview" in one.methods
    ]


def unasked(criteria: Iterable[Asked], questions: Iterable[dict[str, Any]]) -> list[str]:
    """Criteria to be assessed in the interview that no question is about."""
    covered = {question["criterion"] for question in questions}
    return [one.key for one in criteria if "interview" in one.methods and one.key not in covered]


def wording(questions: Sequence[dict[str, Any]]) -> list[Warned]:
    """Wording in a kit that touches what may not be asked."""
    texts: list[tuple[str, str]] = []
    for place, question in enumerate(questions):
        asked = [(f"questions.{place}", question)]
        asked += [
            (f"questions.{place}.follow_ups.{number}", follow_up)
            for number, follow_up in enumerate(question.get("follow_ups", []))
        ]
        texts += [(f"{where}.{tag}", what[tag]) for where, what in asked for tag in ("nb", "en")]
    return warn(texts)
