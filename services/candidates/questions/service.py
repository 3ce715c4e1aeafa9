"""What other areas ask about screening questions."""

from collections.abc import Sequence

from services.candidates.questions.kinds import Question
from services.candidates.questions.rules import definition_problem
from services.kit.errors import Invalid


def check_definitions(questions: Sequence[Question]) -> None:
    """Refuse questions that cannot be asked; `fields` says which one (`questions.0`) and why."""
    problems = {
        f"questions.{place}": problem
        for place, question in enumerate(questions)
        if (problem := definition_problem(question)) is not None
    }
    if problems:
        raise Invalid("bad_questions", "A screening question cannot be asked like this.", problems)
