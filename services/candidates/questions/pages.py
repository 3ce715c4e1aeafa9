"""Answers to screening questions as a form sends them, read into what the rules take.

What cannot be read is passed on as it was typed: the rules say what is to be mended.
"""

from collections.abc import Iterable
from typing import Any, Protocol, cast
from uuid import UUID

from services.candidates.questions.kinds import QuestionKind
from services.kit.i18n import translate
from services.kit.pages.forms import Form


class Asked(Protocol):
    """A question of a form."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def nb(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def options(self) -> list[dict[str, Any]]: ...


Typed = bool | int | float | str | list[str] | None


def field(question_id: UUID) -> str:
    """The name of the field of a question."""
    return f"answers.{question_id}"


def answers(form: Form, asked: Iterable[Asked]) -> dict[UUID, Typed]:
    """What was answered, without what was left open; files are read by `papers_of`."""
    read = {
        one.id: _typed(QuestionKind(one.kind), form, field(one.id))
        for one in asked
        if one.kind != QuestionKind.FILE
    }
    return {question: answer for question, answer in read.items() if answer not in (None, "", [])}


def _typed(kind: QuestionKind, form: Form, name: str) -> Typed:
    typed = form.text(name)
    match kind:
        case QuestionKind.MULTIPLE_CHOICE:
            return form.texts(name)
        case QuestionKind.YES_NO:
            return {"yes": True, "no": False}.get(typed)
        case QuestionKind.SCALE:
            return int(typed) if typed.isdecimal() else typed
        case QuestionKind.NUMBER:
            return _number(typed)
        case _:
            return typed


def _number(typed: str) -> Typed:
    plain = typed.replace("\xa0", "").replace(" ", "").replace(",", ".")
    try:
        return int(plain) if plain.removeprefix("-").isdecimal() else float(plain)
    except ValueError:
        return typed


def said(one: Asked, answer: object, language: str) -> str:
    """An answer in words."""
    if isinstance(answer, bool):
        return translate(language, "Yes" if answer else "No")
    words = {str(option.get("value")): str(option.get(language)) for option in one.options}
    given = cast("list[object]", answer) if isinstance(answer, list) else [answer]
    return ", ".join(words.get(str(each), str(each)) for each in given)
