"""When an application is taken, and what of it may still be changed, decided without a database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from services.candidates.applications.schemas import PaperKind
from services.candidates.applications.tables import ENDED
from services.candidates.questions.kinds import Answer, BadAnswerError, Question, QuestionKind
from services.candidates.questions.rules import outcomes, read_answer
from services.kit.errors import Conflict, Gone, Invalid, NotFound
from workflows.payloads.codes import Phase

UNPROVED = 5
UNPROVED_WITHIN = timedelta(days=1)
"""How many applications from an address nobody has proved are taken beside one that stands."""

CONTACT = frozenset({"phone", "language"})
"""What may be corrected after the deadline: how to reach somebody, not what is assessed."""


class AdvertState(StrEnum):
    """Where an advert stands, as its process has written it."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


PUBLISHED = (AdvertState.SCHEDULED, AdvertState.OPEN)
"""States in which our clock says whether an advert is open; the process may be late to say so."""


def require_open(
    state: str, opens_at: datetime | None, closes_at: datetime | None, at: datetime
) -> None:
    """Refuse an application to an advert that is not open at `at`.

    Raises NotFound for one never published, Conflict before it opens and Gone after it closed.
    """
    if state == AdvertState.DRAFT or opens_at is None or closes_at is None:
        raise NotFound
    if at > closes_at:
        raise Gone("advert_closed", "The deadline was {closed_at}.", closed_at=closes_at)
    if state not in PUBLISHED:
        raise Gone("advert_withdrawn", "This advert is no longer open.")
    if at < opens_at:
        raise Conflict("advert_not_open", "This advert opens {opens_at}.", opens_at=opens_at)


@dataclass(frozen=True)
class Read:
    """An answer as it is stored, with what it leads to."""

    question_id: UUID
    answer: Answer | None
    flags: list[str]


def read_answers(
    questions: Mapping[UUID, Question],
    sent: Mapping[UUID, Any],
    files: Mapping[str, UUID],
) -> list[Read]:
    """The answers to the questions of an advert; `files` are the papers by name.

    An open question is among them only if leaving it open leads to something. Raises Invalid,
    with what to mend at `answers.<id of the question>`.
    """
    problems: dict[str, str] = {
        f"answers.{unknown}": "This is not a question of this advert."
        for unknown in sent.keys() - questions.keys()
    }
    read: list[Read] = []
    for question_id, question in questions.items():
        try:
            answer = read_answer(question, sent.get(question_id))
            if question.kind == QuestionKind.FILE and answer is not None:
                answer = _file_answer(str(answer), files)
        except BadAnswerError as bad:
            problems[f"answers.{question_id}"] = str(bad)
            continue
        flags = outcomes(question, answer)
        if answer is not None or flags:
            read.append(Read(question_id, answer, flags))
    if problems:
        raise Invalid("bad_answers", "An answer has to be mended; `fields` says which.", problems)
    return read


def _file_answer(name: str, files: Mapping[str, UUID]) -> str:
    if name not in files:
        raise BadAnswerError("Name one of the files you send.")
    return str(files[name])


def require_running(state: str) -> None:
    """Refuse a change to an application after its end."""
    if state in ENDED:
        raise Conflict("application_ended", "This application has come to its end.")


def require_disownable(version_in_use: int, newest: int) -> None:
    """Refuse to undo as somebody else's what the person has taken for their own, or may have sent.

    Of several that came from one address, those sent later are answered first.
    """
    if version_in_use > 1:
        raise Conflict(
            "application_owned",
            "You have corrected or confirmed this application. You can withdraw it.",
        )
    if newest > 1:
        raise Conflict(
            "later_one_waits", "Say first whether the application that was sent again is yours."
        )


def require_correctable(changed: Collection[str], closes_at: datetime | None, at: datetime) -> None:
    """After the deadline only what is needed to reach somebody may be changed."""
    if closes_at is not None and at > closes_at and not CONTACT.issuperset(changed):
        raise Conflict(
            "deadline_passed",
            "The deadline was {closes_at}. Only contact details can be changed now.",
            closes_at=closes_at,
        )


def require_unassessed(phase: str) -> None:
    """What was sent in time may still take effect while nobody has been chosen."""
    if phase not in {Phase.ADVERTISED, Phase.SCREENING}:
        raise Conflict(
            "applications_assessed",
            "The applications have been assessed. The first one stands.",
        )


def require_first_request(*, asked: bool) -> None:
    """One request to be left off the list is decided on; there is no second."""
    if asked:
        raise Conflict("exemption_asked_already", "You have asked for this already.")


def list_open(received_at: datetime, frozen: Sequence[datetime]) -> bool:
    """Whether no public list with this application is drawn up yet.

    It stands on the lists of every deadline from its own on, so the first one counts.
    """
    return all(deadline < received_at for deadline in frozen)


def require_list_open(received_at: datetime, frozen: Sequence[datetime]) -> None:
    """Refuse a request about a public list that is already drawn up."""
    if not list_open(received_at, frozen):
        raise Conflict("list_frozen", "The public applicant list has been drawn up already.")


def paper_kind(code: str) -> PaperKind:
    """The kind of a stored paper."""
    return cast("PaperKind", code)


def correctable(state: str, closes_at: datetime | None, at: datetime) -> bool:
    """Whether everything in an application may still be corrected."""
    return state not in ENDED and (closes_at is None or at <= closes_at)
