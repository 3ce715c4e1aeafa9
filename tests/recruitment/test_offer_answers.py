"""An offer is accepted, declined, or left to lapse."""

from datetime import timedelta
from uuid import UUID

import pytest

from activities.defaults import no_answer_to_offer
from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.processes.decisions import Outcome
from services.messages.tables import Message
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer import service
from services.recruitment.offer.tables import Offer
from services.tasks.tables import Task
from tests.messages.letters import a_letter
from tests.recruitment.hiring import TERMS, Hiring
from tests.recruitment.offering import CASE
from workflows.payloads.codes import Fact, LetterKind, StepCode
from workflows.payloads.tasks import Otherwise


def letter_of(hiring: Hiring, offer: Offer, left: timedelta | None) -> Message:
    """The letter with an offer, which left some time after it; without one it bounced."""
    return a_letter(
        trust_id=hiring.trust,
        process_id=hiring.case,
        kind=LetterKind.OFFER,
        about=offer.id,
        to_id=hiring.people["anna"],
        state="failed" if left is None else "sent",
        queued_at=offer.sent_at,
        sent_at=None if left is None else offer.sent_at + left,
    )


class TestAnswering:
    async def test_accepted_is_told_and_final(self, nominated: Hiring) -> None:
        offer = UUID((await nominated.offer())["offer_id"])
        task = await nominated.task(StepCode.ANSWER_OFFER, "anna", offer)
        response = await nominated.answer("anna", "accepted")
        assert response.json()["state"] == "accepted"
        assert (await nominated.told())[-1] == (Fact.OFFER_ACCEPTED, offer)
        settled = await nominated.row(Task, id=task)
        assert (settled.state, settled.outcome) == ("done", Fact.OFFER_ACCEPTED)
        again = await nominated.answer("anna", "declined")
        assert (again.status_code, again.json()["code"]) == (409, "offer_answered")

    async def test_declined_opens_it_to_the_next(self, nominated: Hiring) -> None:
        offer = UUID((await nominated.offer())["offer_id"])
        await nominated.answer("anna", "declined", reason="Too far.")
        assert (await nominated.told())[-1] == (Fact.OFFER_DECLINED, offer)
        row = await nominated.row(Offer, id=offer)
        assert (row.state, row.decline_reason) == ("declined", "Too far.")
        application = await nominated.row(Application, id=nominated.applications["anna"])
        assert application.state == "declined"
        await nominated.check_preference()
        assert (await nominated.offer())["application_id"] == str(nominated.applications["bo"])

    async def test_too_late_by_the_clock(self, nominated: Hiring) -> None:
        await nominated.offer(answer_days=1)
        clock.set_offset(timedelta(days=3), mode="embedded")
        late = await nominated.answer("anna", "accepted")
        assert (late.status_code, late.json()["code"]) == (409, "offer_lapsed")

    async def test_silence_lapses_unless_an_answer_came(self, nominated: Hiring) -> None:
        first = UUID((await nominated.offer())["offer_id"])
        for _ in range(2):
            async with nominated.database.transaction() as session:
                fact = await service.lapse_offer(session, first, clock.now())
            assert fact is Fact.OFFER_LAPSED
        application = await nominated.row(Application, id=nominated.applications["anna"])
        assert application.state == "lapsed"
        assert (await nominated.answer("anna", "accepted")).json()["code"] == "offer_lapsed"
        await nominated.check_preference()
        second = UUID((await nominated.offer())["offer_id"])
        await nominated.answer("bo", "accepted")
        async with nominated.database.transaction() as session:
            fact = await service.lapse_offer(session, second, clock.now())
        assert fact is Fact.OFFER_ACCEPTED

    @pytest.mark.parametrize(
        ("left", "then"),
        [
            (None, Otherwise.STOP),
            (timedelta(days=4, hours=12), Otherwise.STOP),
            (timedelta(minutes=5), Outcome(Fact.OFFER_LAPSED)),
        ],
    )
    async def test_silence_counts_only_of_who_was_reached(
        self, nominated: Hiring, left: timedelta | None, then: Outcome | Otherwise
    ) -> None:
        offer = await nominated.row(
            Offer, id=UUID((await nominated.offer(answer_days=4))["offer_id"])
        )
        await nominated.add(letter_of(nominated, offer, left))
        task_id = await nominated.task(StepCode.ANSWER_OFFER, "anna", offer.id)
        async with nominated.database.transaction() as session:
            task = await session.get_one(Task, task_id)
            said = await no_answer_to_offer(session, task, offer.answer_by)
        if isinstance(then, Outcome):
            then = Outcome(then.fact, offer.id)
        assert said == then
        state = (await nominated.row(Offer, id=offer.id)).state
        assert state == ("sent" if then is Otherwise.STOP else "lapsed")

    async def test_withdrawn_application_declines_for_itself(self, nominated: Hiring) -> None:
        offer = UUID((await nominated.offer())["offer_id"])
        for _ in range(2):
            async with nominated.database.transaction() as session:
                await service.decline_for(session, nominated.applications["anna"], clock.now())
        assert (await nominated.told()).count((Fact.OFFER_DECLINED, offer)) == 1

    async def test_nobody_is_left_at_last(self, nominated: Hiring) -> None:
        for name in ("anna", "bo", "cat"):
            await nominated.offer()
            await nominated.answer(name, "declined")
            await nominated.check_preference()
        async with nominated.database.transaction() as session:
            assert await service.next_to_offer(session, nominated.case) is None
        response = await nominated.ask("leader", "POST", f"{CASE}/offers", {"terms": TERMS})
        assert (response.status_code, response.json()["code"]) == (409, "nobody_to_offer")

    async def test_ended_case_takes_no_answer(self, nominated: Hiring) -> None:
        await nominated.offer()
        await nominated.change(Recruitment, nominated.case, ending="cancelled")
        response = await nominated.answer("anna", "accepted")
        assert (response.status_code, response.json()["code"]) == (409, "case_ended")
