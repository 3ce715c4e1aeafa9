"""What processes have done: blind numbers, last answers, and letters."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlmodel import col, select

from services.candidates import service
from services.candidates.applications.tables import Application
from services.candidates.hires import hired
from services.candidates.letters import LETTERS
from services.integrations.ats.own import OwnAts
from services.integrations.ats.port import HiredCandidate
from services.integrations.errors import FinalError
from services.integrations.jobboard.port import Standing
from services.kit import clock
from services.kit.processes.tables import Outbox, Process
from services.messages.values import LINKED, VALUES
from services.onboarding.tables import Onboarding
from services.recruitment.advert.tables import Advert
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer.tables import Offer
from tests.candidates.conftest import Case, World
from workflows.payloads.codes import Fact, LetterKind, Phase
from workflows.payloads.letters import SendLetter


async def applied(
    client: httpx.AsyncClient, case: Case, handed: dict[str, Any], count: int
) -> list[UUID]:
    answers = [
        await client.post(
            f"/adverts/{case.advert_id}/applications",
            json=handed | {"email": f"applicant{n}@example.org"},
        )
        for n in range(count)
    ]
    return [UUID(answer.json()["id"]) for answer in answers]


async def numbers(world: World, case: Case) -> list[int | None]:
    async with world.database.transaction() as session:
        query = select(Application.number).where(Application.recruitment_id == case.recruitment_id)
        return list(await session.exec(query.order_by(col(Application.received_at))))


async def test_blind_numbers_are_drawn_once_and_at_random(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    await applied(anonymous, case, handed, 12)
    assert set(await numbers(world, case)) == {None}
    async with world.database.transaction() as session:
        assert await service.draw_numbers(session, case.recruitment_id) == 12
    drawn = await numbers(world, case)
    assert sorted(n or 0 for n in drawn) == list(range(1, 13))
    # One in 479 million draws is in order.
    assert drawn != list(range(1, 13))
    async with world.database.transaction() as session:
        assert await service.draw_numbers(session, case.recruitment_id) == 0
    assert await numbers(world, case) == drawn
    await anonymous.post(
        f"/adverts/{case.advert_id}/applications",
        json=handed | {"email": "late@example.org"},
    )
    async with world.database.transaction() as session:
        assert await service.draw_numbers(session, case.recruitment_id) == 1
    assert await numbers(world, case) == [*drawn, 13]


async def closing(world: World, case: Case) -> None:
    async with world.database.transaction() as session:
        (await session.get_one(Recruitment, case.recruitment_id)).phase = Phase.CLOSING


async def tellings(world: World, case: Case) -> int:
    async with world.database.transaction() as session:
        query = select(Outbox.fact).where(Outbox.process_id == case.recruitment_id)
        return Counter(await session.exec(query))[Fact.ALL_ANSWERED]


async def answer(world: World, application_id: UUID) -> bool:
    async with world.database.transaction() as session:
        return await service.mark_answered(session, application_id, clock.now())


async def test_exactly_one_of_the_last_tells_the_case(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    applications = await applied(anonymous, case, handed, 6)
    await closing(world, case)
    told = await asyncio.gather(*(answer(world, one) for one in applications))
    assert Counter(told) == {True: 1, False: 5}
    assert await tellings(world, case) == 1
    again = await asyncio.gather(*(answer(world, one) for one in applications))
    assert not any(again)
    assert await tellings(world, case) == 1
    async with world.database.transaction() as session:
        assert await service.unanswered_count(session, case.recruitment_id) == 0


async def test_a_case_that_is_not_closing_is_not_told(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    (application,) = await applied(anonymous, case, handed, 1)
    assert not await answer(world, application)
    assert await tellings(world, case) == 0


@pytest.mark.parametrize("kind", sorted(LETTERS))
async def test_each_letter_tells_what_its_template_wants(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any], kind: LetterKind
) -> None:
    case = await world.case()
    (application_id,) = await applied(anonymous, case, handed | {"language": "en"}, 1)
    at = clock.now()
    async with world.database.transaction() as session:
        person_id = await service.person_of(session, application_id)
        letter = SendLetter(kind, application_id, application_id, person_id, 1, at)
        context = await LETTERS[kind](session, letter)
    assert context.values.keys() == VALUES[kind].__annotations__.keys()
    assert (context.person_id, context.language) == (person_id, "en")
    assert context.values["post"] == {"nb": "Sykepleier", "en": "Sykepleier (English)"}
    assert (context.link is not None) or kind not in LINKED
    assert context.unit_id == case.unit_id


def test_the_letters_of_this_area() -> None:
    assert LETTERS.keys() == {
        LetterKind.RECEIPT,
        LetterKind.APPLICATION_AGAIN,
        LetterKind.CORRECTION_CONFIRMED,
        LetterKind.WITHDRAWAL_CONFIRMED,
    }


@pytest.mark.parametrize(
    ("given", "standing"),
    [
        ({}, Standing.SHOWN),
        ({"state": "scheduled", "opens": timedelta(hours=1)}, Standing.WAITING),
        ({"state": "draft"}, Standing.UNKNOWN),
        ({"closes": timedelta(hours=-1)}, Standing.CLOSED),
        ({"state": "withdrawn"}, Standing.CLOSED),
    ],
)
async def test_where_an_advert_stands_on_our_site(
    world: World, given: dict[str, Any], standing: Standing
) -> None:
    case = await world.case(**given)
    async with world.database.transaction() as session:
        assert await service.standing(session, case.advert_id) is standing
        assert await service.standing(session, UUID(int=1)) is Standing.UNKNOWN
        assert await session.get(Advert, UUID(int=1)) is None


async def test_our_own_hires_for_the_port(
    anonymous: httpx.AsyncClient, world: World, handed: dict[str, Any]
) -> None:
    case = await world.case()
    applications = await applied(anonymous, case, handed, 2)
    at = clock.now()
    offers: list[UUID] = []
    async with world.database.transaction() as session:
        for application_id, state in zip(applications, ("accepted", "declined"), strict=True):
            person_id = await service.person_of(session, application_id)
            offer = Offer(
                recruitment_id=case.recruitment_id,
                application_id=application_id,
                state=state,
                terms={"start": "2027-03-01"},
                sent_by=person_id,
                sent_at=at,
                answer_by=at,
                answered_at=at,
            )
            session.add(offer)
            offers.append(offer.id)

    async def read() -> list[HiredCandidate]:
        async with world.database.transaction() as session:
            return await hired(session)

    ats = OwnAts(read)
    assert await ats.hired_candidates() == [str(offers[0])]
    candidate = await ats.details(str(offers[0]))
    assert (candidate.name, candidate.unit) == ("Ingrid Nyheim", str(case.unit_id))
    assert candidate.first_day == date(2027, 3, 1)
    with pytest.raises(FinalError):
        await ats.mark_processed(candidate.id)
    async with world.database.transaction() as session:
        offer = (await session.exec(select(Offer).where(Offer.state == "accepted"))).one()
        received = Onboarding(
            trust_id=case.trust_id,
            unit_id=case.unit_id,
            person_id=offer.sent_by,
            offer_id=offer.id,
            first_day=date(2027, 3, 1),
        )
        session.add(Process(id=received.id, kind="onboarding", trust_id=case.trust_id))
        session.add(received)
    await ats.mark_processed(candidate.id)
    assert await ats.hired_candidates() == []
