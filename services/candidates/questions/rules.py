"""Screening questions: is a definition sound, is an answer, and what does an answer lead to.

An answer can raise a flag, set a tag or add a note for the people who assess. It can never turn
an applicant down: nobody is rejected by a machine (GDPR art. 22).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from services.candidates.questions.kinds import (
    CHOICES,
    LONGEST,
    READERS,
    REGISTERS,
    Answer,
    BadAnswerError,
    Question,
    QuestionKind,
    limit_reader,
    scale_of,
)

OUTCOMES = ("flag", "tag", "note")


def definition_problem(question: Question) -> str | None:
    """What keeps this question from being asked, as a msgid; None if nothing does."""
    try:
        _check_definition(question)
    except BadAnswerError as bad:
        return str(bad)
    return None


def _check_definition(question: Question) -> None:
    if question.kind not in set(QuestionKind):
        raise BadAnswerError("There is no such kind of question.")
    kind = QuestionKind(question.kind)
    if not question.nb.strip() or not question.en.strip():
        raise BadAnswerError("Write the question in bokmål and in English.")
    if kind in CHOICES:
        _check_choices(question)
    elif kind is QuestionKind.REGISTER_NUMBER:
        if question.limits.get("register") not in REGISTERS:
            raise BadAnswerError("Say which register the number belongs to.")
    elif question.options:
        _check_limits(kind, question)
    for action in question.actions:
        _check_action(question, action)


def _check_choices(question: Question) -> None:
    if len(question.options) < 2:
        raise BadAnswerError("A choice needs two options or more.")
    if any(not option.get(key, "").strip() for option in question.options for key in _CHOICE_KEYS):
        raise BadAnswerError("Each option needs a value and a text in bokmål and in English.")
    if len(set(question.choices)) != len(question.choices):
        raise BadAnswerError("Two options have the same value.")


_CHOICE_KEYS = ("value", "nb", "en")


def _check_limits(kind: QuestionKind, question: Question) -> None:
    read = limit_reader(kind)
    if read is None or len(question.options) > 1:
        raise BadAnswerError("This kind of question takes no options.")
    try:
        low, high = (
            read(question.limits[end]) if end in question.limits else None for end in ("min", "max")
        )
    except ValueError:
        raise BadAnswerError("A limit of this question cannot be read.") from None
    if kind is QuestionKind.SCALE:
        low, high = scale_of(question)
    longest = LONGEST.get(kind)
    if longest and any(not 0 <= end <= longest for end in (low, high) if end is not None):
        raise BadAnswerError("A limit of this question is longer than such a text can be.")
    if low is not None and high is not None and low >= high:
        raise BadAnswerError("The lowest answer is not below the highest.")


def _check_action(question: Question, action: Mapping[str, Any]) -> None:
    then = _only_entry(action.get("then"))
    if then is None or then[0] not in OUTCOMES:
        raise BadAnswerError("An answer can lead to a flag, a tag or a note, and to nothing else.")
    if not isinstance(then[1], str) or not then[1].strip():
        raise BadAnswerError("Say what the flag, tag or note says.")
    when = _only_entry(action.get("when"))
    if when is None or when[0] not in _TESTS:
        raise BadAnswerError("Say by one test when an answer leads to this.")
    if when[0] != "unanswered":
        _check_operand(question, *when)


def _only_entry(value: Any) -> tuple[str, Any] | None:
    entries = list(cast("dict[str, Any]", value).items()) if isinstance(value, dict) else []
    return entries[0] if len(entries) == 1 else None


def _check_operand(question: Question, test: str, operand: Any) -> None:
    """The operand must be an answer the question could get, or the test would never be met."""
    kind = QuestionKind(question.kind)
    ordered = kind in {QuestionKind.NUMBER, QuestionKind.SCALE, QuestionKind.DATE}
    if test in {"at_least", "at_most"} and not ordered:
        raise BadAnswerError("Only numbers, scales and dates can be compared.")
    if test == "contains" and kind is not QuestionKind.MULTIPLE_CHOICE:
        raise BadAnswerError("Only a multiple choice can contain something.")
    READERS[kind](question, [operand] if test == "contains" else operand)


def read_answer(question: Question, sent: Any) -> Answer | None:
    """The answer as it is stored; None for one left open. Raises BadAnswerError."""
    if sent is None or sent == "" or sent == []:
        if question.required:
            raise BadAnswerError("This question must be answered.")
        return None
    answer = READERS[QuestionKind(question.kind)](question, sent)
    if question.required and answer in ("", []):
        raise BadAnswerError("This question must be answered.")
    return answer


def outcomes(question: Question, answer: Answer | None) -> list[str]:
    """What the answer leads to, each as `flag:…`, `tag:…` or `note:…`."""
    led_to: list[str] = []
    for action in question.actions:
        test, operand = next(iter(action["when"].items()))
        if _TESTS[test](answer, operand):
            outcome, text = next(iter(action["then"].items()))
            led_to.append(f"{outcome}:{text}")
    return led_to


def _is(answer: Answer | None, operand: Any) -> bool:
    return (type(answer) is type(operand) and answer == operand) or _equal_numbers(answer, operand)


def _equal_numbers(answer: Any, operand: Any) -> bool:
    both = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (answer, operand))
    return both and answer == operand


def _at_least(answer: Answer | None, operand: Any) -> bool:
    return answer is not None and _ordered(answer) >= _ordered(operand)


def _at_most(answer: Answer | None, operand: Any) -> bool:
    return answer is not None and _ordered(answer) <= _ordered(operand)


def _ordered(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _contains(answer: Answer | None, operand: Any) -> bool:
    return isinstance(answer, list) and operand in answer


_TESTS: Mapping[str, Callable[[Answer | None, Any], bool]] = {
    "is": _is,
    "is_not": lambda answer, operand: answer is not None and not _is(answer, operand),
    "at_least": _at_least,
    "at_most": _at_most,
    "contains": _contains,
    "unanswered": lambda answer, _: answer is None,
}
