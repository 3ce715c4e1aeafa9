"""What letters of the selection tell, in the form their templates want."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from services.access.links import LinkKind
from services.candidates.applications.tables import Application
from services.kit import clock
from services.messages.letters import CalendarMethod, LetterContext
from services.messages.values import LINKED, VALUES
from services.selection.letters import LETTERS
from services.selection.lists import service as lists
from services.selection.references.tables import Reference
from tests.selection.scene import ONE, Scene
from workflows.payloads.codes import LetterKind, StepCode
from workflows.payloads.letters import SendLetter


async def context(scene: Scene, kind: LetterKind, process: UUID, about: UUID) -> LetterContext:
    """The context of a letter, with exactly the fields of its kind."""
    letter = SendLetter(kind, process, about, scene.people[ONE], 1, clock.now())
    async with scene.database.transaction() as session:
        found = await LETTERS[kind](session, letter)
    assert set(found.values) == set(VALUES[kind].__annotations__)
    assert (found.link is not None) == (kind in LINKED)
    assert found.unit_id == scene.unit_id
    return found


@pytest.fixture
def ready(shortlisted: Scene) -> Scene:
    return shortlisted


async def test_interview_letters_carry_one_calendar_event(ready: Scene):
    invited = (await ready.invite(ONE)).json()
    one = UUID(invited["interview_id"])
    first = await context(ready, LetterKind.INTERVIEW_INVITATION, ready.case_id, one)
    assert first.person_id == ready.people[ONE]
    assert first.calendar
    assert (first.calendar.uid, first.calendar.sequence) == (one, 0)
    assert first.calendar.method is CalendarMethod.REQUEST
    moved = {"starts_at": (clock.now() + timedelta(days=5)).isoformat(), "place": "Room 3"}
    await ready.ask("leader", "PATCH", f"interviews/{one}", moved, **{"If-Match": '"0"'})
    second = await context(ready, LetterKind.INTERVIEW_CHANGE, ready.case_id, one)
    assert second.calendar
    assert second.calendar.sequence == 1
    assert second.values["previous_starts_at"] == first.values["starts_at"]
    assert second.values["place"] == "Room 3"
    await ready.ask("leader", "POST", f"interviews/{one}/cancellation", {"reason": "Illness."})
    third = await context(ready, LetterKind.INTERVIEW_CANCELLATION, ready.case_id, one)
    assert third.calendar
    assert (third.calendar.uid, third.calendar.sequence) == (one, 2)
    assert third.calendar.method is CalendarMethod.CANCEL
    answer_by = third.values["answer_by"]
    assert isinstance(answer_by, date)
    assert answer_by > clock.today()


@pytest.mark.parametrize("granted", [True, False])
async def test_exemption_letters(scene: Scene, granted: bool):
    one = scene.applications[ONE]
    async with scene.database.transaction() as session:
        (await session.get_one(Application, one)).exemption_asked = True
    async with scene.database.transaction() as session:
        await lists.open_exemption(session, one, clock.now())
    async with scene.database.transaction() as session:
        request = (await lists.exemption_of(session, one)).id
    body = {"granted": granted, "reason": "The post leads forty people."}
    await scene.ask("hr", "POST", f"exemption-requests/{request}/decision", body)
    if granted:
        found = await context(scene, LetterKind.EXEMPTION_GRANTED, one, one)
        assert found.link is None
        return
    found = await context(scene, LetterKind.EXEMPTION_REFUSED, one, one)
    assert found.values["reason"] == body["reason"]
    assert found.link
    assert (found.link.kind, found.link.about) == (LinkKind.EXEMPTION, one)
    assert found.link.expires_at == found.values["withdraw_by"]


async def test_reference_letters(ready: Scene):
    one = ready.applications[ONE]
    referees = [
        {"name": name, "email": f"{name.lower()}@example.org", "relation": "Leader"}
        for name in ("Turid", "Odd")
    ]
    await ready.ask(ONE, "PUT", f"/my/applications/{one}/referees", {"referees": referees})
    await ready.ask("leader", "POST", f"applications/{one}/references/request")
    async with ready.database.transaction() as session:
        row = (await session.exec(select(Reference).where(Reference.name == "Turid"))).one()
    await ready.task(StepCode.GIVE_REFERENCE, row.id, "hr", process=one)
    for kind in (LetterKind.REFERENCE_ASKED, LetterKind.REFERENCE_REMINDER):
        found = await context(ready, kind, one, row.id)
        assert found.person_id == row.person_id
        assert found.values["applicant_name"] == ONE
        assert found.link
        assert (found.link.kind, found.link.about) == (LinkKind.REFERENCE, row.id)
    thanks = await context(ready, LetterKind.REFERENCE_THANKS, one, row.id)
    assert thanks.language is None
