"""What the letters about tasks say."""

import pytest

from activities.task_letters import LETTERS
from services.kit import clock
from services.kit.i18n import LANGUAGES, Language
from services.messages.examples import values_of
from services.messages.render import render
from services.tasks import wording
from services.tasks.rules import PERSONAL
from services.tasks.wording import HEADLINES
from tests.tasks.asking import HR, asked
from tests.tasks.conftest import LEADER, Ward
from tests.tasks.test_holding import member
from workflows.payloads.codes import NO_STEPS, LetterKind, Relation, StepCode
from workflows.payloads.letters import SendLetter
from workflows.payloads.tasks import Otherwise


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LETTERS)
def test_no_task_is_cut_in_a_subject(kind: LetterKind, language: Language) -> None:
    for step in HEADLINES.keys() - NO_STEPS:
        task = wording.headline(step)
        subject = render(kind, language, {**values_of(kind), "task": task}).subject
        assert task[language] in subject


def test_what_only_one_person_can_say_is_said_to_go_to_nobody_else() -> None:
    said = {
        step: wording.consequence(step, Otherwise.STOP) for step in StepCode if step not in NO_STEPS
    }
    assert {step for step, each in said.items() if "superior" not in each["en"]} == PERSONAL
    assert {step for step, each in said.items() if "overordnede" not in each["nb"]} == PERSONAL


@pytest.mark.parametrize(("reader", "to_ask"), [(LEADER, HR), (HR, LEADER)])
async def test_nobody_is_told_to_ask_themselves(ward: Ward, reader: str, to_ask: str) -> None:
    await member(ward, LEADER, Relation.HIRING_MANAGER)
    task = await asked(ward, StepCode.ANALYSE_JOB, Relation.HIRING_MANAGER, reader)
    letter = SendLetter(
        kind=LetterKind.TASK,
        process=ward.case,
        about=task,
        to=await ward.hospital.person(reader),
        occurrence=1,
        at=clock.now(),
    )
    async with ward.hospital.database.transaction() as session:
        told = (await LETTERS[LetterKind.TASK](session, letter)).values
    assert str(told["contact_email"]).startswith(f"{to_ask}@")
