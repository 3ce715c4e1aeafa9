"""Who may do what with offers, checks and contracts, and how an offer is made."""

from typing import Any
from uuid import UUID

import pytest

from services.candidates.applications.tables import Application
from services.kit import clock
from services.recruitment import service as recruitment
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer import service
from services.recruitment.offer.tables import Offer
from services.tasks.tables import Task
from tests.recruitment.hiring import TERMS, Hiring
from tests.recruitment.offering import CASE, accepted, decide
from workflows.payloads.codes import Fact, Phase, StepCode


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", f"{CASE}/offers", {"terms": TERMS}),
        ("GET", f"{CASE}/offers", None),
        ("GET", f"{CASE}/checks", None),
        ("POST", f"{CASE}/checks/health/decision", {"passed": True}),
        ("GET", f"{CASE}/contract", None),
        ("PUT", f"{CASE}/contract", {"items": {}}),
        ("POST", f"{CASE}/contract/issue", None),
        ("GET", f"{CASE}/contract.pdf", None),
    ],
)
async def test_strangers_get_nowhere(
    nominated: Hiring, method: str, path: str, body: dict[str, Any] | None
) -> None:
    await nominated.refusals(method, path, body)


async def test_candidates_reach_their_own_offer_only(nominated: Hiring) -> None:
    await nominated.offer()
    mine = f"/my/applications/{nominated.applications['anna']}"
    for method, path, body in (
        ("GET", "offer", None),
        ("POST", "offer-answer", {"answer": "accepted"}),
        ("GET", "contract.pdf", None),
    ):
        assert (await nominated.ask(None, method, f"{mine}/{path}", body)).status_code == 401
        for other in ("stranger", "bo", "leader"):
            response = await nominated.ask(other, method, f"{mine}/{path}", body)
            assert response.status_code == 404, (other, path)


async def test_assessors_have_no_part_in_offers(nominated: Hiring) -> None:
    response = await nominated.ask("expert", "GET", f"{CASE}/offers")
    assert (response.status_code, response.json()["code"]) == (403, "wrong_part")


class TestSending:
    async def test_goes_to_the_first(self, nominated: Hiring) -> None:
        task = await nominated.task(StepCode.MAKE_OFFER, "leader")
        sent = await nominated.offer()
        assert sent["application_id"] == str(nominated.applications["anna"])
        offer = UUID(sent["offer_id"])
        assert (await nominated.told())[-1] == (Fact.OFFER_SENT, offer)
        assert (await nominated.row(Task, id=task)).state == "done"
        row = await nominated.row(Offer, id=offer)
        async with nominated.database.transaction() as session:
            assert await service.answer_by(session, offer) == row.answer_by
            assert await service.candidate_of(session, offer) == nominated.people["anna"]
        application = await nominated.row(Application, id=nominated.applications["anna"])
        assert application.state == "offered"

    async def test_needs_the_second_preference_check(self, hiring: Hiring) -> None:
        unapproved = await hiring.ask("leader", "POST", f"{CASE}/offers", {"terms": TERMS})
        assert unapproved.json()["code"] == "nomination_not_approved"
        await hiring.nominate("anna")
        unchecked = await hiring.ask("leader", "POST", f"{CASE}/offers", {"terms": TERMS})
        assert (unchecked.status_code, unchecked.json()["code"]) == (409, "preference_unchecked")

    async def test_needs_another_before_each_further_offer(self, nominated: Hiring) -> None:
        """What was found before the last offer came to nothing says nothing of the next one."""
        await nominated.change(Recruitment, nominated.case, phase=Phase.OFFER)

        async def refused() -> bool:
            async with nominated.database.transaction() as session:
                lacks = await recruitment.outstanding(session, nominated.case)
            body = {"terms": TERMS, "application_id": str(nominated.applications["bo"])}
            sent = await nominated.ask("leader", "POST", f"{CASE}/offers", body)
            assert lacks.preference == (sent.status_code == 409), sent.text
            return lacks.preference and sent.json()["code"] == "preference_unchecked"

        await accepted(nominated)
        offer = await nominated.row(Offer, state="accepted")
        await decide(nominated, "health", {"passed": False})
        async with nominated.database.transaction() as session:
            await service.withdraw_offer(session, offer.id, clock.now())
        assert await refused()
        await nominated.check_preference()
        assert not await refused()
        second = await nominated.offer(pay=650_000)
        assert second["version"] == 2

    async def test_the_second_check_may_be_passed_over(self, nominated: Hiring) -> None:
        await nominated.offer()
        await nominated.answer("anna", "declined")
        body = {"terms": TERMS}
        unchecked = await nominated.ask("leader", "POST", f"{CASE}/offers", body)
        assert unchecked.json()["code"] == "preference_unchecked"
        task = await nominated.task(StepCode.CHECK_PREFERENCE_BEFORE_OFFER, "hr")
        await nominated.change(Task, task, state="skipped", settled_at=clock.now())
        assert (await nominated.offer())["application_id"] == str(nominated.applications["bo"])

    @pytest.mark.parametrize(
        ("terms", "field"),
        [
            ({"percentage": 140}, "terms.percentage"),
            ({"probation_months": 9}, "terms.probation_months"),
            ({"start": "2020-01-01"}, "start"),
            ({"position": "temporary", "ends": "2029-01-01"}, "temporary_basis"),
        ],
    )
    async def test_impossible_terms_change_nothing(
        self, nominated: Hiring, terms: dict[str, Any], field: str
    ) -> None:
        body = {"terms": {**TERMS, **terms}}
        response = await nominated.ask("leader", "POST", f"{CASE}/offers", body)
        assert response.status_code == 422
        assert field in response.json()["fields"]
        assert (await nominated.ask("leader", "GET", f"{CASE}/offers")).json() == {"items": []}

    async def test_refused_when_somebody_else_is_next(self, nominated: Hiring) -> None:
        body = {"terms": TERMS, "application_id": str(nominated.applications["bo"])}
        response = await nominated.ask("leader", "POST", f"{CASE}/offers", body)
        assert (response.status_code, response.json()["code"]) == (409, "not_next_ranked")

    async def test_new_version_supersedes(self, nominated: Hiring) -> None:
        first = UUID((await nominated.offer())["offer_id"])
        asked = await nominated.task(StepCode.ANSWER_OFFER, "anna", first)
        second = await nominated.offer(pay=650_000)
        assert second["version"] == 2
        assert (await nominated.row(Offer, id=first)).state == "superseded"
        assert (await nominated.row(Task, id=asked)).state == "done"
        shown = await nominated.ask(
            "anna", "GET", f"/my/applications/{nominated.applications['anna']}/offer"
        )
        assert (shown.json()["version"], shown.json()["terms"]["pay"]) == (2, 650_000)
        old = await nominated.answer("anna", "accepted", version=1)
        assert (old.status_code, old.json()["code"]) == (409, "offer_superseded")
        assert (await nominated.answer("anna", "accepted", version=2)).status_code == 200
        third = await nominated.ask("leader", "POST", f"{CASE}/offers", {"terms": TERMS})
        assert (third.status_code, third.json()["code"]) == (409, "offer_accepted")

    async def test_past_who_withdrew(self, nominated: Hiring) -> None:
        await nominated.change(
            Application, nominated.applications["anna"], withdrawn_at=clock.now()
        )
        assert (await nominated.offer())["application_id"] == str(nominated.applications["bo"])
