"""Letters about an offer tell what they must, to the right person, in their language."""

from uuid import UUID

import pytest

from services.access.links import LinkKind
from services.kit import clock
from services.messages.letters import LetterContext
from services.messages.values import VALUES, OfferWithdrawn
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer import service as offers
from services.recruitment.offer.letters import LETTERS
from services.recruitment.offer.tables import Check
from tests.messages.letters import a_letter
from tests.recruitment.conftest import BroughtHiring
from tests.recruitment.hiring import START, Hiring
from tests.recruitment.nominating import planted
from workflows.payloads.codes import Ending, LetterKind
from workflows.payloads.letters import SendLetter


async def cat_nominated(hiring: Hiring) -> None:
    await hiring.nominate("cat")
    await hiring.check_preference()


@pytest.fixture
async def hiring(brought: BroughtHiring) -> Hiring:
    return await brought(planted, cat_nominated)


async def context(hiring: Hiring, kind: LetterKind, offer: UUID) -> LetterContext:
    letter = SendLetter(kind, hiring.case, offer, hiring.people["cat"], 1, clock.now())
    async with hiring.database.transaction() as session:
        return await LETTERS[kind](session, letter)


async def test_every_kind_has_its_values(hiring: Hiring) -> None:
    offer = UUID((await hiring.offer())["offer_id"])
    for kind in LETTERS:
        found = await context(hiring, kind, offer)
        assert found.values.keys() == VALUES[kind].__annotations__.keys()
        assert (found.person_id, found.language) == (hiring.people["cat"], "en")
        assert found.unit_id == hiring.unit


async def test_offer_leads_to_the_application(hiring: Hiring) -> None:
    sent = await hiring.offer()
    found = await context(hiring, LetterKind.OFFER, UUID(sent["offer_id"]))
    assert found.link
    assert (found.link.kind, found.link.about) == (LinkKind.OFFER, hiring.applications["cat"])
    assert found.values["starts_on"] == START
    assert found.values["post"] == {"nb": "Radiograf", "en": "Radiographer"}
    assert found.values["contact_email"] == "leader@helse.example.org"


async def withdrawn(hiring: Hiring, offer: UUID) -> OfferWithdrawn:
    async with hiring.database.transaction() as session:
        await offers.withdraw_offer(session, offer, clock.now())
    found = await context(hiring, LetterKind.OFFER_WITHDRAWN, offer)
    return OfferWithdrawn(str(found.values["reason"]))


async def test_an_offer_that_falls_with_the_case_is_not_for_a_failed_check(hiring: Hiring) -> None:
    offer = UUID((await hiring.offer())["offer_id"])
    await hiring.change(Recruitment, hiring.case, ending=Ending.SEARCH_FAILED)
    assert await withdrawn(hiring, offer) == OfferWithdrawn.CASE_CANCELLED


async def test_a_failed_check_stays_the_reason_when_the_case_ends(hiring: Hiring) -> None:
    offer = UUID((await hiring.offer())["offer_id"])
    await hiring.add(
        Check(recruitment_id=hiring.case, offer_id=offer, kind="health", state="failed")
    )
    await hiring.change(Recruitment, hiring.case, ending=Ending.CANCELLED)
    assert await withdrawn(hiring, offer) == OfferWithdrawn.CHECK_FAILED


async def test_of_a_withdrawn_offer_its_candidate_is_told_once(hiring: Hiring) -> None:
    offer = UUID((await hiring.offer())["offer_id"])
    await withdrawn(hiring, offer)

    async def untold() -> list[UUID]:
        async with hiring.database.transaction() as session:
            return await offers.withdrawn_untold(session, hiring.case)

    assert await untold() == [offer]
    await hiring.add(
        a_letter(
            trust_id=hiring.trust,
            process_id=hiring.case,
            kind=LetterKind.OFFER_WITHDRAWN,
            about=offer,
            to_id=hiring.people["cat"],
        )
    )
    assert await untold() == []


async def test_without_an_offer_there_is_no_letter(hiring: Hiring) -> None:
    letter = SendLetter(LetterKind.OFFER, hiring.case, None, hiring.people["cat"], 1, clock.now())
    async with hiring.database.transaction() as session:
        with pytest.raises(ValueError, match="about an offer"):
            await LETTERS[LetterKind.OFFER](session, letter)
