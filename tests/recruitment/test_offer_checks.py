"""The checks of whoever accepted, and an acceptance that is withdrawn."""

from datetime import timedelta
from uuid import UUID

from services.integrations.register.human import HPR_PUBLIC_PAGE
from services.kit import clock
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer import service
from services.recruitment.offer.tables import Check, Offer
from services.tasks.tables import Task
from tests.recruitment.hiring import Hiring
from tests.recruitment.offering import CASE, PASSED, accepted, decide
from workflows.payloads.codes import Fact, Phase, StepCode


class TestChecks:
    async def test_made_once_for_what_the_post_demands(self, nominated: Hiring) -> None:
        offer = await accepted(nominated)
        async with nominated.database.transaction() as session:
            again = await service.required_checks(session, offer, clock.now())
        assert [check.kind for check in again] == list(PASSED)
        shown = (await nominated.ask("leader", "GET", f"{CASE}/checks")).json()["items"]
        assert {one["id"] for one in shown} == {str(check.id) for check in again}
        assert {one["kind"]: one["look_up"] for one in shown if one["look_up"]} == {
            "authorisation": HPR_PUBLIC_PAGE
        }

    async def test_records_what_was_seen(self, nominated: Hiring) -> None:
        await accepted(nominated)
        check = await nominated.row(Check, kind="authorisation")
        task = await nominated.task(StepCode.CHECK_AUTHORISATION, "hr", check.id)
        await decide(nominated, "authorisation", PASSED["authorisation"])
        assert (await nominated.told())[-1] == (Fact.CHECK_PASSED, check.id)
        assert (await nominated.row(Task, id=task)).state == "done"
        row = await nominated.row(Check, id=check.id)
        assert (row.state, row.register_number, row.seen_by) == (
            "passed",
            "9812345",
            nominated.people["hr"],
        )
        again = await decide(nominated, "authorisation", {"passed": False})
        assert (again.status_code, again.json()["code"]) == (409, "check_decided")

    async def test_old_certificate_and_health_details_are_refused(self, nominated: Hiring) -> None:
        await accepted(nominated)
        old = {"passed": True, "issued": (clock.today() - timedelta(days=120)).isoformat()}
        refused = await decide(nominated, "police_certificate", old)
        assert refused.json()["fields"].keys() == {"issued"}
        told = await decide(nominated, "health", {"passed": True, "register_number": "1"})
        assert told.json()["fields"].keys() == {"register_number"}
        assert (await decide(nominated, "health", {"passed": True, "note": "x"})).status_code == 422
        assert (await decide(nominated, "smell", {"passed": True})).status_code == 422

    async def test_failed_one_withdraws_the_offer(self, nominated: Hiring) -> None:
        offer = await accepted(nominated)
        check = await nominated.row(Check, kind="health")
        await decide(nominated, "health", {"passed": False})
        assert (await nominated.told())[-1] == (Fact.CHECK_FAILED, check.id)
        for _ in range(2):
            async with nominated.database.transaction() as session:
                await service.withdraw_offer(session, offer, clock.now())
        assert (await nominated.row(Offer, id=offer)).state == "withdrawn"
        assert (await nominated.row(Check, kind="identity")).state == "dropped"
        gone = await nominated.answer("anna", "accepted")
        assert (gone.status_code, gone.json()["code"]) == (409, "offer_withdrawn")
        none = await decide(nominated, "identity", PASSED["identity"])
        assert (none.status_code, none.json()["code"]) == (409, "no_accepted_offer")
        await nominated.check_preference()
        assert (await nominated.offer())["application_id"] == str(nominated.applications["bo"])


class TestWithdrawnAcceptance:
    async def test_frees_the_post_for_the_next_ranked(self, nominated: Hiring) -> None:
        offer = await accepted(nominated)
        await decide(nominated, "identity", PASSED["identity"])
        async with nominated.database.transaction() as session:
            given_back = await service.decline_for(
                session, nominated.applications["anna"], clock.now()
            )
        assert given_back == offer
        assert (await nominated.told())[-1] == (Fact.ACCEPTANCE_WITHDRAWN, offer)
        assert (await nominated.row(Offer, id=offer)).state == "declined"
        for kind in PASSED:
            state = (await nominated.row(Check, kind=kind)).state
            assert state == ("passed" if kind == "identity" else "dropped")
        late = await decide(nominated, "health", PASSED["health"])
        assert (late.status_code, late.json()["code"]) == (409, "no_accepted_offer")
        log = (await nominated.ask("hr", "GET", f"{CASE}/offers")).json()["items"]
        assert [one["state"] for one in log] == ["declined"]

    async def test_checks_of_a_void_offer_wait_for_nobody(self, nominated: Hiring) -> None:
        offer = UUID((await nominated.offer())["offer_id"])
        await nominated.answer("anna", "accepted")
        async with nominated.database.transaction() as session:
            await service.decline_for(session, nominated.applications["anna"], clock.now())
        async with nominated.database.transaction() as session:
            checks = await service.required_checks(session, offer, clock.now())
        assert {check.state for check in checks} == {"dropped"}

    async def test_is_too_late_once_the_contract_is_issued(self, nominated: Hiring) -> None:
        offer = await accepted(nominated)
        await nominated.change(Recruitment, nominated.case, phase=Phase.CLOSING)
        async with nominated.database.transaction() as session:
            assert (
                await service.decline_for(session, nominated.applications["anna"], clock.now())
                is None
            )
        assert (await nominated.row(Offer, id=offer)).state == "accepted"
