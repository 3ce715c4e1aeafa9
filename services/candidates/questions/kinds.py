"""The ten kinds of screening question, and how an answer of each kind is read.

A reader takes what was sent and gives it back in the form it is stored in (JSON), or raises
`BadAnswerError` with a message for the applicant.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from math import isfinite
from typing import Any, cast

Answer = bool | int | float | str | list[str]

SHORT_TEXT = 200
LONG_TEXT = 4000
SCALE = (1, 5)

REGISTERS: Mapping[str, re.Pattern[str]] = {
    # Helsepersonellregisteret numbers its people with at most nine digits.
    "hpr": re.compile(r"[1-9]\d{3,8}"),
}


class QuestionKind(StrEnum):
    """What an applicant can be asked for."""

    YES_NO = "yes_no"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    NUMBER = "number"
    DATE = "date"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    SCALE = "scale"
    FILE = "file"
    REGISTER_NUMBER = "register_number"


CHOICES = frozenset({QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE})


class BadAnswerError(ValueError):
    """An answer that cannot be taken; its text is a msgid."""


@dataclass(frozen=True)
class Question:
    """A question as the rules see it, whatever table or request it came from.

    `options` are the choices (`value`, `nb`, `en`) of a choice, or one entry of limits: `min` and
    `max` of a number, scale or date, `max` characters of a text, `register` of a register number.
    """

    kind: str
    nb: str
    en: str
    required: bool = False
    options: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    actions: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    @property
    def limits(self) -> Mapping[str, str]:
        return self.options[0] if self.options else {}

    @property
    def choices(self) -> list[str]:
        return [option["value"] for option in self.options]


def _yes_no(_: Question, sent: Any) -> Answer:
    if not isinstance(sent, bool):
        raise BadAnswerError("Answer yes or no.")
    return sent


def _single_choice(question: Question, sent: Any) -> Answer:
    if not isinstance(sent, str) or sent not in question.choices:
        raise BadAnswerError("Choose one of the options.")
    return sent


def _multiple_choice(question: Question, sent: Any) -> Answer:
    if not isinstance(sent, list):
        raise BadAnswerError("Choose among the options.")
    chosen = cast("list[Any]", sent)
    if any(value not in question.choices for value in chosen):
        raise BadAnswerError("Choose among the options.")
    return [value for value in question.choices if value in chosen]


def _number(question: Question, sent: Any) -> Answer:
    if isinstance(sent, bool) or not isinstance(sent, int | float) or not isfinite(sent):
        raise BadAnswerError("Give a number.")
    _within(question.limits, Decimal(str(sent)), Decimal)
    return sent


def _scale(question: Question, sent: Any) -> Answer:
    low, high = scale_of(question)
    if isinstance(sent, bool) or not isinstance(sent, int) or not low <= sent <= high:
        raise BadAnswerError("Choose one of the steps of the scale.")
    return sent


def _date(question: Question, sent: Any) -> Answer:
    try:
        day = date.fromisoformat(sent)
    except (TypeError, ValueError):
        raise BadAnswerError("Give a date such as 2027-03-01.") from None
    _within(question.limits, day, date.fromisoformat)
    return day.isoformat()


def _text(longest: int) -> Callable[[Question, Any], Answer]:
    def read(question: Question, sent: Any) -> Answer:
        if not isinstance(sent, str):
            raise BadAnswerError("Answer with text.")
        allowed = min(int(question.limits.get("max", longest)), longest)
        text = sent.strip()
        if len(text) > allowed:
            raise BadAnswerError("This text is longer than the question allows.")
        return text

    return read


def _file(_: Question, sent: Any) -> Answer:
    if not isinstance(sent, str) or not sent.strip():
        raise BadAnswerError("Name one of the files you send.")
    return sent.strip()


def _register_number(question: Question, sent: Any) -> Answer:
    digits = re.sub(r"\s", "", sent) if isinstance(sent, str) else ""
    if not REGISTERS[question.limits["register"]].fullmatch(digits):
        raise BadAnswerError("This is not a number of that register.")
    return digits


def _within(limits: Mapping[str, str], value: Any, read: Callable[[str], Any]) -> None:
    if "min" in limits and value < read(limits["min"]):
        raise BadAnswerError("This is below what the question allows.")
    if "max" in limits and value > read(limits["max"]):
        raise BadAnswerError("This is above what the question allows.")


def scale_of(question: Question) -> tuple[int, int]:
    """The lowest and the highest step of a scale."""
    low, high = SCALE
    return int(question.limits.get("min", low)), int(question.limits.get("max", high))


LONGEST: Mapping[QuestionKind, int] = {
    QuestionKind.SHORT_TEXT: SHORT_TEXT,
    QuestionKind.LONG_TEXT: LONG_TEXT,
}
"""Characters in an answer, whatever limit a question sets."""
READERS: Mapping[QuestionKind, Callable[[Question, Any], Answer]] = {
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.SINGLE_CHOICE: _single_choice,
    QuestionKind.MULTIPLE_CHOICE: _multiple_choice,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.SHORT_TEXT: _text(SHORT_TEXT),
    QuestionKind.LONG_TEXT: _text(LONG_TEXT),
    QuestionKind.SCALE: _scale,
    QuestionKind.FILE: _file,
    QuestionKind.REGISTER_NUMBER: _register_number,
}


def limit_reader(kind: QuestionKind) -> Callable[[str], Any] | None:
    """How `min` and `max` of this kind are read; None for a kind without such limits."""
    if kind is QuestionKind.DATE:
        return date.fromisoformat
    if kind is QuestionKind.NUMBER:
        return _decimal
    if kind in {QuestionKind.SCALE, QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT}:
        return int
    return None


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite():
        # No number compares with what is not one.
        raise ValueError(text)
    return number
