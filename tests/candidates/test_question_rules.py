"""Definitions, answers and answer actions, without a database."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.candidates.questions.kinds import BadAnswerError, Question, QuestionKind
from services.candidates.questions.rules import definition_problem, outcomes, read_answer

CHOICES = [
    {"value": "day", "nb": "Dag", "en": "Day"},
    {"value": "night", "nb": "Natt", "en": "Night"},
]


def question(kind: str, **more: Any) -> Question:
    return Question(kind=kind, nb="Spørsmål", en="Question", **more)


OF_EACH_KIND = {
    "yes_no": question("yes_no"),
    "single_choice": question("single_choice", options=CHOICES),
    "multiple_choice": question("multiple_choice", options=CHOICES),
    "number": question("number", options=[{"min": "0", "max": "40"}]),
    "date": question("date", options=[{"min": "2027-01-01"}]),
    "short_text": question("short_text"),
    "long_text": question("long_text", options=[{"max": "10"}]),
    "scale": question("scale"),
    "file": question("file"),
    "register_number": question("register_number", options=[{"register": "hpr"}]),
}


def test_there_are_ten_kinds_and_each_can_be_asked() -> None:
    assert set(OF_EACH_KIND) == set(QuestionKind)
    assert len(OF_EACH_KIND) == 10
    assert [definition_problem(asked) for asked in OF_EACH_KIND.values()] == [None] * 10


@pytest.mark.parametrize(
    ("kind", "sent", "stored"),
    [
        ("yes_no", False, False),
        ("single_choice", "night", "night"),
        ("multiple_choice", ["night", "day", "night"], ["day", "night"]),
        ("number", 2.5, 2.5),
        ("date", "2027-03-01", "2027-03-01"),
        ("short_text", "  Rana  ", "Rana"),
        ("long_text", "ti tegn...", "ti tegn..."),
        ("scale", 5, 5),
        ("file", "vitnemål.pdf", "vitnemål.pdf"),
        ("register_number", "1234 567", "1234567"),
    ],
)
def test_a_good_answer_is_stored(kind: str, sent: Any, stored: Any) -> None:
    assert read_answer(OF_EACH_KIND[kind], sent) == stored


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("yes_no", "yes"),
        ("yes_no", 1),
        ("single_choice", "evening"),
        ("single_choice", ["day"]),
        ("multiple_choice", "day"),
        ("multiple_choice", ["evening"]),
        ("number", True),
        ("number", "4"),
        ("number", 41),
        ("number", -1),
        ("number", float("nan")),
        ("date", "1. mars"),
        ("date", 20270301),
        ("date", "2026-12-31"),
        ("short_text", "x" * 201),
        ("short_text", 7),
        ("long_text", "elleve tegn"),
        ("scale", 6),
        ("scale", 0),
        ("scale", 2.5),
        ("file", 1),
        ("register_number", "12"),
        ("register_number", "0123456"),
        ("register_number", 1234567),
    ],
)
def test_a_bad_answer_is_refused(kind: str, sent: Any) -> None:
    with pytest.raises(BadAnswerError):
        read_answer(OF_EACH_KIND[kind], sent)


@pytest.mark.parametrize("sent", [None, "", [], "   "])
def test_a_required_question_must_be_answered(sent: Any) -> None:
    asked = question("short_text", required=True)
    if sent == []:
        asked = question("multiple_choice", required=True, options=CHOICES)
    with pytest.raises(BadAnswerError, match="must be answered"):
        read_answer(asked, sent)


def test_no_is_an_answer_to_a_required_question() -> None:
    assert read_answer(question("yes_no", required=True), False) is False


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (question("riddle"), "no such kind"),
        (Question(kind="yes_no", nb="Norsk", en=" "), "in bokmål and in English"),
        (question("single_choice", options=CHOICES[:1]), "two options"),
        (question("single_choice", options=[CHOICES[0], CHOICES[0]]), "same value"),
        (question("multiple_choice", options=[*CHOICES, {"value": "x"}]), "Each option"),
        (question("yes_no", options=CHOICES), "takes no options"),
        (question("number", options=[{"min": "five"}]), "cannot be read"),
        (question("number", options=[{"min": "5", "max": "5"}]), "not below"),
        (question("scale", options=[{"min": "7"}]), "not below"),
        (question("number", options=[{"min": "NaN"}]), "cannot be read"),
        (question("number", options=[{"min": "0", "max": "Infinity"}]), "cannot be read"),
        (question("long_text", options=[{"max": "1000000"}]), "longer than such a text"),
        (question("date", options=[{"min": "soon"}]), "cannot be read"),
        (question("register_number"), "which register"),
        (question("register_number", options=[{"register": "births"}]), "which register"),
    ],
)
def test_an_unsound_definition_is_named(asked: Question, message: str) -> None:
    problem = definition_problem(asked)
    assert problem is not None
    assert message in problem


def acting(kind: str, when: Any, then: Any, **more: Any) -> Question:
    return question(kind, actions=[{"when": when, "then": then}], **more)


@pytest.mark.parametrize(
    "then",
    [
        {"reject": "Not a nurse"},
        {"state": "rejected"},
        {},
        {"flag": ""},
        {"flag": 1},
        "reject",
        None,
        {"flag": "a", "tag": "b"},
    ],
)
def test_no_answer_can_turn_an_applicant_down(then: Any) -> None:
    assert definition_problem(acting("yes_no", {"is": False}, then)) is not None


@pytest.mark.parametrize(
    ("kind", "when"),
    [
        ("yes_no", {"is": "no"}),
        ("yes_no", {"at_least": True}),
        ("single_choice", {"is": "evening"}),
        ("single_choice", {"contains": "day"}),
        ("number", {"sounds_like": 1}),
        ("number", {}),
        ("number", {"at_least": 1, "at_most": 3}),
        ("number", None),
    ],
)
def test_a_test_that_can_never_be_met_is_refused(kind: str, when: Any) -> None:
    options = CHOICES if kind == "single_choice" else []
    asked = acting(kind, when, {"flag": "look"}, options=options)
    assert definition_problem(asked) is not None


@pytest.mark.parametrize(
    ("kind", "when", "meets", "misses"),
    [
        ("yes_no", {"is": False}, False, True),
        ("yes_no", {"is_not": True}, False, True),
        ("single_choice", {"is": "day"}, "day", "night"),
        ("multiple_choice", {"contains": "night"}, ["day", "night"], ["day"]),
        ("number", {"at_least": 5}, 5, 4),
        ("number", {"is": 5}, 5.0, True),
        ("scale", {"at_most": 2}, 2, 3),
        ("date", {"at_least": "2027-03-01"}, "2027-03-01", "2027-02-28"),
        ("short_text", {"unanswered": True}, None, "here"),
    ],
)
def test_an_action_follows_its_test(kind: str, when: Any, meets: Any, misses: Any) -> None:
    options = CHOICES if kind.endswith("choice") else []
    asked = acting(kind, when, {"flag": "look"}, options=options)
    assert definition_problem(asked) is None
    assert outcomes(asked, meets) == ["flag:look"]
    assert outcomes(asked, misses) == []


def test_an_open_question_meets_no_comparison() -> None:
    asked = question(
        "number",
        actions=[
            {"when": {"is_not": 3}, "then": {"tag": "a"}},
            {"when": {"at_most": 3}, "then": {"note": "b"}},
        ],
    )
    assert outcomes(asked, None) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(kind=st.sampled_from(sorted(OF_EACH_KIND)), sent=JSON)
def test_whatever_is_sent_is_read_or_refused(kind: str, sent: Any) -> None:
    asked = OF_EACH_KIND[kind]
    try:
        answer = read_answer(asked, sent)
    except BadAnswerError:
        return
    assert answer is None or read_answer(asked, answer) == answer


@given(definition=st.dictionaries(st.sampled_from(["when", "then"]), JSON))
def test_whatever_is_defined_is_checked(definition: dict[str, Any]) -> None:
    asked = question("number", actions=[definition])
    assert definition_problem(asked) is None or definition_problem(asked)
