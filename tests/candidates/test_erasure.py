"""Nothing of who was erased is left in the case they applied in."""

from typing import Any
from uuid import UUID, uuid4

import httpx

from services.candidates import service
from services.integrations.mail.port import Mail, MailPort
from services.kit import clock
from services.messages import service as messages
from services.messages.tables import Message
from services.organisation.tables import Employment
from services.selection.letters import LETTERS
from services.selection.lists.tables import ExemptionRequest
from services.selection.references.tables import Reference
from tests.candidates.conftest import World
from tests.candidates.traces import Traces, apply, owner, sent
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import MessageState, SendLetter


async def test_nothing_the_candidate_wrote_is_left_in_the_case(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    erased_id = await apply(anonymous, case, handed)
    kept_id = await apply(anonymous, case, handed | {"email": "other@example.org"})
    of_erased = await Traces.left(world, case, erased_id)
    of_kept = await Traces.left(world, case, kept_id)
    _, me = await owner(world, erased_id)
    await anonymous.delete(f"/my/applications/{erased_id}", headers=me)
    async with world.database.transaction() as session:
        for row in of_erased.all:
            now = await session.get_one(type(row), row.id)
            assert "CANARY" not in now.model_dump_json()
        for row in of_kept.all:
            assert await session.get_one(type(row), row.id) == row
        decided = await session.get_one(ExemptionRequest, of_erased.exemption.id)
        assert decided.decision_reason == of_erased.exemption.decision_reason
        reference = await session.get_one(Reference, of_erased.reference.id)
        assert reference.answers == of_erased.reference.answers


async def test_no_letter_of_the_case_or_to_a_referee_is_left(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    erased_id = await apply(anonymous, case, handed)
    kept_id = await apply(anonymous, case, handed | {"email": "other@example.org"})
    letters: dict[UUID, list[UUID]] = {}
    for application_id in (erased_id, kept_id):
        traces = await Traces.left(world, case, application_id)
        me, leader = (await owner(world, application_id))[0], traces.reference.person_id
        of_case, interview, offer = case.recruitment_id, traces.interview.id, traces.offer.id
        letters[application_id] = [
            await sent(world, case, of_case, LetterKind.INTERVIEW_INVITATION, interview, me),
            await sent(world, case, of_case, LetterKind.OFFER_DECLINED, offer, me),
            await sent(world, case, of_case, LetterKind.CONTRACT, offer, me),
            await sent(
                world,
                case,
                application_id,
                LetterKind.REFERENCE_ASKED,
                traces.reference.id,
                leader,
            ),
        ]
    person_id, me_signed_in = await owner(world, erased_id)
    async with world.database.transaction() as session:
        # Who works here stays a person and keeps other letters: these go with the application.
        session.add(Employment(person_id=person_id, unit_id=case.unit_id, starts=clock.today()))
    await anonymous.delete(f"/my/applications/{erased_id}", headers=me_signed_in)
    async with world.database.transaction() as session:
        await service.mark_answered(session, erased_id, clock.now())
    async with world.database.transaction() as session:
        for message_id in letters[erased_id]:
            assert (await session.get_one(Message, message_id)).text == ""
        for message_id in letters[kept_id]:
            assert (await session.get_one(Message, message_id)).text == "CANARY Ingrid"


class NoMail(MailPort):
    """Takes nothing: whoever sends fails the test."""

    async def send(self, mail: Mail) -> None:
        raise AssertionError(mail.subject)


async def test_the_case_writes_no_more_about_an_erased_application(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    """Whoever withdraws has interviews cancelled by the case, which may come later."""
    case = await world.case()
    application_id = await apply(anonymous, case, handed)
    interview = (await Traces.left(world, case, application_id)).interview.id
    person_id, me = await owner(world, application_id)
    await anonymous.delete(f"/my/applications/{application_id}", headers=me)
    async with world.database.transaction() as session:
        await service.mark_answered(session, application_id, clock.now())
    kind = LetterKind.INTERVIEW_CANCELLATION
    letter = SendLetter(kind, case.recruitment_id, interview, person_id, 1, clock.now())
    done = await messages.deliver(world.database, NoMail(), LETTERS, letter, world.settings)
    assert done.state is MessageState.CANCELLED
    async with world.database.transaction() as session:
        message = await session.get_one(Message, done.message)
        assert (message.text, message.address, message.calendar) == ("", "", None)


async def test_a_letter_to_staff_about_their_task_stays(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    application_id = await apply(anonymous, case, handed)
    adviser = await world.person("adviser@example.org")
    _, me = await owner(world, application_id)
    about_task = await sent(world, case, application_id, LetterKind.TASK, uuid4(), adviser.id)
    await anonymous.delete(f"/my/applications/{application_id}", headers=me)
    async with world.database.transaction() as session:
        await service.mark_answered(session, application_id, clock.now())
    async with world.database.transaction() as session:
        assert (await session.get_one(Message, about_task)).text
