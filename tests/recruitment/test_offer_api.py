"""Offers, checks and the contract, as the case and the candidate meet them."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdf
import pytest

from activities.defaults import no_answer_to_offer
from services.candidates.applications.tables import Application
from services.integrations.register.human import HPR_PUBLIC_PAGE
from services.kit import clock
from services.kit.database import Database
from services.kit.processes.decisions import Outcome
from services.messages.tables import Message
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer import service
from services.recruitment.offer.tables import Check, Contract, Offer
from services.tasks.tables import Task
from tests.recruitment.hiring import TERMS, Hiring, begin
from workflows.payloads.codes import Fact, LetterKind, Phase, StepCode
from workflows.payloads.tasks import Otherwise

CASE = "/recruitments/{case}"
PASSED: dict[str, dict[str, Any]] = {
    "identity": {"passed": True, "document": "passport"},
    "authorisation": {"passed": True, "register_number": "9812345"},
    "police_certificate": {"passed": True},
    "health": {"passed": True},
    "language": {"passed": True, "level": "C1"},
}


@pytest.fixture
async def hiring(database: Database, tmp_path: Path) -> Hiring:
    found = await begin(database, tmp_path)
    await found.nominate("anna", "bo", "cat")
    await found.check_preference()
    return found


async def accepted(hiring: Hiring) -> UUID:
    """Anna has accepted, and the checks are there."""
    offer = UUID((await hiring.offer())["offer_id"])
    assert (await hiring.answer("anna", "accepted")).status_code == 200
    async with hiring.database.transaction() as session:
        await service.required_checks(session, offer, clock.now())
    return offer


def letter_of(hiring: Hiring, offer: Offer, left: timedelta | None) -> Message:
    """The letter with an offer, which left some time after it; without one it bounced."""
    return Message(
        trust_id=hiring.trust,
        process_id=hiring.case,
        kind=LetterKind.OFFER,
        about=offer.id,
        to_id=hiring.people["anna"],
        person_id=hiring.people["anna"],
        language="nb",
        template_version="0",
        message_id=f"<{offer.id}@example.org>",
        address="anna@example.org",
        subject="Tilbud",
        text="",
        html="",
        state="failed" if left is None else "sent",
        queued_at=offer.sent_at,
        sent_at=None if left is None else offer.sent_at + left,
    )


async def decide(hiring: Hiring, kind: str, seen: dict[str, Any]) -> Any:
    return await hiring.ask("hr", "POST", f"{CASE}/checks/{kind}/decision", seen)


async def pass_all(hiring: Hiring) -> None:
    for kind, seen in PASSED.items():
        issued = {"issued": clock.today().isoformat()} if kind == "police_certificate" else {}
        response = await decide(hiring, kind, {**seen, **issued})
        assert response.status_code == 200, response.text


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
    hiring: Hiring, method: str, path: str, body: dict[str, Any] | None
) -> None:
    await hiring.refusals(method, path, body)


async def test_candidates_reach_their_own_offer_only(hiring: Hiring) -> None:
    await hiring.offer()
    mine = f"/my/applications/{hiring.applications['anna']}"
    for method, path, body in (
        ("GET", "offer", None),
        ("POST", "offer-answer", {"answer": "accepted"}),
        ("GET", "contract.pdf", None),
    ):
        assert (await hiring.ask(None, method, f"{mine}/{path}", body)).status_code == 401
        for other in ("stranger", "bo", "leader"):
            response = await hiring.ask(other, method, f"{mine}/{path}", body)
            assert response.status_code == 404, (other, path)


async def test_assessors_have_no_part_in_offers(hiring: Hiring) -> None:
    response = await hiring.ask("expert", "GET", f"{CASE}/offers")
    assert (response.status_code, response.json()["code"]) == (403, "wrong_part")


class TestSending:
    async def test_goes_to_the_first(self, hiring: Hiring) -> None:
        task = await hiring.task(StepCode.MAKE_OFFER, "leader")
        sent = await hiring.offer()
        assert sent["application_id"] == str(hiring.applications["anna"])
        offer = UUID(sent["offer_id"])
        assert (await hiring.told())[-1] == (Fact.OFFER_SENT, offer)
        assert (await hiring.row(Task, id=task)).state == "done"
        row = await hiring.row(Offer, id=offer)
        async with hiring.database.transaction() as session:
            assert await service.answer_by(session, offer) == row.answer_by
            assert await service.candidate_of(session, offer) == hiring.people["anna"]
        application = await hiring.row(Application, id=hiring.applications["anna"])
        assert application.state == "offered"

    async def test_needs_the_second_preference_check(
        self, database: Database, tmp_path: Path
    ) -> None:
        hiring = await begin(database, tmp_path)
        unapproved = await hiring.ask("leader", "POST", f"{CASE}/offers", {"terms": TERMS})
        assert unapproved.json()["code"] == "nomination_not_approved"
        await hiring.nominate("anna")
        unchecked = await hiring.ask("leader", "POST", f"{CASE}/offers", {"terms": TERMS})
        assert (unchecked.status_code, unchecked.json()["code"]) == (409, "preference_unchecked")

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
        self, hiring: Hiring, terms: dict[str, Any], field: str
    ) -> None:
        body = {"terms": {**TERMS, **terms}}
        response = await hiring.ask("leader", "POST", f"{CASE}/offers", body)
        assert response.status_code == 422
        assert field in response.json()["fields"]
        assert (await hiring.ask("leader", "GET", f"{CASE}/offers")).json() == {"items": []}

    async def test_refused_when_somebody_else_is_next(self, hiring: Hiring) -> None:
        body = {"terms": TERMS, "application_id": str(hiring.applications["bo"])}
        response = await hiring.ask("leader", "POST", f"{CASE}/offers", body)
        assert (response.status_code, response.json()["code"]) == (409, "not_next_ranked")

    async def test_new_version_supersedes(self, hiring: Hiring) -> None:
        first = UUID((await hiring.offer())["offer_id"])
        asked = await hiring.task(StepCode.ANSWER_OFFER, "anna", first)
        second = await hiring.offer(pay=650_000)
        assert second["version"] == 2
        assert (await hiring.row(Offer, id=first)).state == "superseded"
        assert (await hiring.row(Task, id=asked)).state == "done"
        shown = await hiring.ask(
            "anna", "GET", f"/my/applications/{hiring.applications['anna']}/offer"
        )
        assert (shown.json()["version"], shown.json()["terms"]["pay"]) == (2, 650_000)
        old = await hiring.answer("anna", "accepted", version=1)
        assert (old.status_code, old.json()["code"]) == (409, "offer_superseded")
        assert (await hiring.answer("anna", "accepted", version=2)).status_code == 200
        third = await hiring.ask("leader", "POST", f"{CASE}/offers", {"terms": TERMS})
        assert (third.status_code, third.json()["code"]) == (409, "offer_accepted")

    async def test_past_who_withdrew(self, hiring: Hiring) -> None:
        await hiring.change(Application, hiring.applications["anna"], withdrawn_at=clock.now())
        assert (await hiring.offer())["application_id"] == str(hiring.applications["bo"])


class TestAnswering:
    async def test_accepted_is_told_and_final(self, hiring: Hiring) -> None:
        offer = UUID((await hiring.offer())["offer_id"])
        task = await hiring.task(StepCode.ANSWER_OFFER, "anna", offer)
        response = await hiring.answer("anna", "accepted")
        assert response.json()["state"] == "accepted"
        assert (await hiring.told())[-1] == (Fact.OFFER_ACCEPTED, offer)
        settled = await hiring.row(Task, id=task)
        assert (settled.state, settled.outcome) == ("done", Fact.OFFER_ACCEPTED)
        again = await hiring.answer("anna", "declined")
        assert (again.status_code, again.json()["code"]) == (409, "offer_answered")

    async def test_declined_opens_it_to_the_next(self, hiring: Hiring) -> None:
        offer = UUID((await hiring.offer())["offer_id"])
        await hiring.answer("anna", "declined", reason="Too far.")
        assert (await hiring.told())[-1] == (Fact.OFFER_DECLINED, offer)
        row = await hiring.row(Offer, id=offer)
        assert (row.state, row.decline_reason) == ("declined", "Too far.")
        application = await hiring.row(Application, id=hiring.applications["anna"])
        assert application.state == "declined"
        assert (await hiring.offer())["application_id"] == str(hiring.applications["bo"])

    async def test_too_late_by_the_clock(self, hiring: Hiring) -> None:
        await hiring.offer(answer_days=1)
        clock.set_offset(timedelta(days=3), mode="embedded")
        late = await hiring.answer("anna", "accepted")
        assert (late.status_code, late.json()["code"]) == (409, "offer_lapsed")

    async def test_silence_lapses_unless_an_answer_came(self, hiring: Hiring) -> None:
        first = UUID((await hiring.offer())["offer_id"])
        for _ in range(2):
            async with hiring.database.transaction() as session:
                fact = await service.lapse_offer(session, first, clock.now())
            assert fact is Fact.OFFER_LAPSED
        application = await hiring.row(Application, id=hiring.applications["anna"])
        assert application.state == "lapsed"
        assert (await hiring.answer("anna", "accepted")).json()["code"] == "offer_lapsed"
        second = UUID((await hiring.offer())["offer_id"])
        await hiring.answer("bo", "accepted")
        async with hiring.database.transaction() as session:
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
        self, hiring: Hiring, left: timedelta | None, then: Outcome | Otherwise
    ) -> None:
        offer = await hiring.row(Offer, id=UUID((await hiring.offer(answer_days=4))["offer_id"]))
        await hiring.add(letter_of(hiring, offer, left))
        task_id = await hiring.task(StepCode.ANSWER_OFFER, "anna", offer.id)
        async with hiring.database.transaction() as session:
            task = await session.get_one(Task, task_id)
            said = await no_answer_to_offer(session, task, offer.answer_by)
        if isinstance(then, Outcome):
            then = Outcome(then.fact, offer.id)
        assert said == then
        state = (await hiring.row(Offer, id=offer.id)).state
        assert state == ("sent" if then is Otherwise.STOP else "lapsed")

    async def test_withdrawn_application_declines_for_itself(self, hiring: Hiring) -> None:
        offer = UUID((await hiring.offer())["offer_id"])
        for _ in range(2):
            async with hiring.database.transaction() as session:
                await service.decline_for(session, hiring.applications["anna"], clock.now())
        assert (await hiring.told()).count((Fact.OFFER_DECLINED, offer)) == 1

    async def test_nobody_is_left_at_last(self, hiring: Hiring) -> None:
        for name in ("anna", "bo", "cat"):
            await hiring.offer()
            await hiring.answer(name, "declined")
        async with hiring.database.transaction() as session:
            assert await service.next_to_offer(session, hiring.case) is None
        response = await hiring.ask("leader", "POST", f"{CASE}/offers", {"terms": TERMS})
        assert (response.status_code, response.json()["code"]) == (409, "nobody_to_offer")

    async def test_ended_case_takes_no_answer(self, hiring: Hiring) -> None:
        await hiring.offer()
        await hiring.change(Recruitment, hiring.case, ending="cancelled")
        response = await hiring.answer("anna", "accepted")
        assert (response.status_code, response.json()["code"]) == (409, "case_ended")


class TestChecks:
    async def test_made_once_for_what_the_post_demands(self, hiring: Hiring) -> None:
        offer = await accepted(hiring)
        async with hiring.database.transaction() as session:
            again = await service.required_checks(session, offer, clock.now())
        assert [check.kind for check in again] == list(PASSED)
        shown = (await hiring.ask("leader", "GET", f"{CASE}/checks")).json()["items"]
        assert {one["id"] for one in shown} == {str(check.id) for check in again}
        assert {one["kind"]: one["look_up"] for one in shown if one["look_up"]} == {
            "authorisation": HPR_PUBLIC_PAGE
        }

    async def test_records_what_was_seen(self, hiring: Hiring) -> None:
        await accepted(hiring)
        check = await hiring.row(Check, kind="authorisation")
        task = await hiring.task(StepCode.CHECK_AUTHORISATION, "hr", check.id)
        await decide(hiring, "authorisation", PASSED["authorisation"])
        assert (await hiring.told())[-1] == (Fact.CHECK_PASSED, check.id)
        assert (await hiring.row(Task, id=task)).state == "done"
        row = await hiring.row(Check, id=check.id)
        assert (row.state, row.register_number, row.seen_by) == (
            "passed",
            "9812345",
            hiring.people["hr"],
        )
        again = await decide(hiring, "authorisation", {"passed": False})
        assert (again.status_code, again.json()["code"]) == (409, "check_decided")

    async def test_old_certificate_and_health_details_are_refused(self, hiring: Hiring) -> None:
        await accepted(hiring)
        old = {"passed": True, "issued": (clock.today() - timedelta(days=120)).isoformat()}
        refused = await decide(hiring, "police_certificate", old)
        assert refused.json()["fields"].keys() == {"issued"}
        told = await decide(hiring, "health", {"passed": True, "register_number": "1"})
        assert told.json()["fields"].keys() == {"register_number"}
        assert (await decide(hiring, "health", {"passed": True, "note": "x"})).status_code == 422
        assert (await decide(hiring, "smell", {"passed": True})).status_code == 422

    async def test_failed_one_withdraws_the_offer(self, hiring: Hiring) -> None:
        offer = await accepted(hiring)
        check = await hiring.row(Check, kind="health")
        await decide(hiring, "health", {"passed": False})
        assert (await hiring.told())[-1] == (Fact.CHECK_FAILED, check.id)
        for _ in range(2):
            async with hiring.database.transaction() as session:
                await service.withdraw_offer(session, offer, clock.now())
        assert (await hiring.row(Offer, id=offer)).state == "withdrawn"
        assert (await hiring.row(Check, kind="identity")).state == "dropped"
        gone = await hiring.answer("anna", "accepted")
        assert (gone.status_code, gone.json()["code"]) == (409, "offer_withdrawn")
        none = await decide(hiring, "identity", PASSED["identity"])
        assert (none.status_code, none.json()["code"]) == (409, "no_accepted_offer")
        assert (await hiring.offer())["application_id"] == str(hiring.applications["bo"])


class TestWithdrawnAcceptance:
    async def test_frees_the_post_for_the_next_ranked(self, hiring: Hiring) -> None:
        offer = await accepted(hiring)
        await decide(hiring, "identity", PASSED["identity"])
        async with hiring.database.transaction() as session:
            given_back = await service.decline_for(
                session, hiring.applications["anna"], clock.now()
            )
        assert given_back == offer
        assert (await hiring.told())[-1] == (Fact.ACCEPTANCE_WITHDRAWN, offer)
        assert (await hiring.row(Offer, id=offer)).state == "declined"
        for kind in PASSED:
            state = (await hiring.row(Check, kind=kind)).state
            assert state == ("passed" if kind == "identity" else "dropped")
        late = await decide(hiring, "health", PASSED["health"])
        assert (late.status_code, late.json()["code"]) == (409, "no_accepted_offer")
        log = (await hiring.ask("hr", "GET", f"{CASE}/offers")).json()["items"]
        assert [one["state"] for one in log] == ["declined"]

    async def test_checks_of_a_void_offer_wait_for_nobody(self, hiring: Hiring) -> None:
        offer = UUID((await hiring.offer())["offer_id"])
        await hiring.answer("anna", "accepted")
        async with hiring.database.transaction() as session:
            await service.decline_for(session, hiring.applications["anna"], clock.now())
        async with hiring.database.transaction() as session:
            checks = await service.required_checks(session, offer, clock.now())
        assert {check.state for check in checks} == {"dropped"}

    async def test_is_too_late_once_the_contract_is_issued(self, hiring: Hiring) -> None:
        offer = await accepted(hiring)
        await hiring.change(Recruitment, hiring.case, phase=Phase.CLOSING)
        async with hiring.database.transaction() as session:
            assert (
                await service.decline_for(session, hiring.applications["anna"], clock.now()) is None
            )
        assert (await hiring.row(Offer, id=offer)).state == "accepted"


class TestContract:
    async def test_needs_an_accepted_offer(self, hiring: Hiring) -> None:
        for method in ("GET", "PUT"):
            response = await hiring.ask(
                "leader", method, f"{CASE}/contract", {"items": {}}, if_match="0"
            )
            assert (response.status_code, response.json()["code"]) == (409, "no_accepted_offer")
        pdf = await hiring.ask("leader", "GET", f"{CASE}/contract.pdf")
        assert pdf.status_code == 404

    async def keep(self, hiring: Hiring, **changes: dict[str, Any]) -> Any:
        shown = await hiring.ask("leader", "GET", f"{CASE}/contract")
        items = {
            one["key"]: {"value": one["value"], "law_ref": one["law_ref"]}
            for one in shown.json()["items"]
        }
        return await hiring.ask(
            "leader",
            "PUT",
            f"{CASE}/contract",
            {"items": {**items, **changes}},
            if_match=str(shown.json()["version"]),
        )

    async def test_is_prefilled_and_kept(self, hiring: Hiring) -> None:
        await accepted(hiring)
        shown = await hiring.ask("leader", "GET", f"{CASE}/contract")
        body = shown.json()
        assert (body["version"], body["complete"], body["language"]) == (0, True, "nb")
        assert "Anna Aas" in body["items"][0]["value"]
        kept = await self.keep(hiring, breaks={"law_ref": "the staff handbook"})
        assert (kept.json()["version"], kept.json()["complete"]) == (1, False)
        assert kept.headers["ETag"] == '"1"'
        stale = await hiring.ask("leader", "PUT", f"{CASE}/contract", {"items": {}}, if_match="0")
        assert stale.status_code == 412
        unknown = await self.keep(hiring, car={"value": "A car"})
        assert unknown.json()["fields"].keys() == {"car"}

    async def test_is_issued_when_nothing_is_missing(self, hiring: Hiring) -> None:
        await accepted(hiring)
        issue = f"{CASE}/contract/issue"
        early = await hiring.ask("leader", "POST", issue)
        assert (early.status_code, early.json()["code"]) == (409, "checks_open")
        await pass_all(hiring)
        unread = await hiring.ask("leader", "POST", issue)
        assert unread.json()["code"] == "contract_unwritten"
        await self.keep(hiring, breaks={"value": None, "law_ref": None})
        lacking = await hiring.ask("leader", "POST", issue)
        assert (lacking.status_code, lacking.json()["code"]) == (422, "contract_incomplete")
        assert lacking.json()["fields"].keys() == {"breaks"}
        await self.keep(hiring, breaks={"law_ref": "arbeidsmiljøloven § 10-9"})
        task = await hiring.task(StepCode.ISSUE_CONTRACT, "leader")
        issued = await hiring.ask("leader", "POST", issue)
        contract = UUID(issued.json()["contract_id"])
        assert (await hiring.told())[-1] == (Fact.CONTRACT_ISSUED, contract)
        assert (await hiring.row(Task, id=task)).state == "done"
        assert (await hiring.row(Contract, id=contract)).issued_by == hiring.people["leader"]
        await self._read(hiring)
        again = await self.keep(hiring)
        assert (again.status_code, again.json()["code"]) == (409, "contract_issued")

    async def _read(self, hiring: Hiring) -> None:
        mine = f"/my/applications/{hiring.applications['anna']}/contract.pdf"
        for name, path in (("hr", f"{CASE}/contract.pdf"), ("anna", mine)):
            response = await hiring.ask(name, "GET", path)
            assert response.headers["content-type"] == "application/pdf"
            assert response.headers["content-disposition"].startswith("attachment")
        pdf: Any = pypdf.PdfReader(BytesIO(response.content))
        root = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "nb"
        text = "".join(page.extract_text() for page in pdf.pages)
        assert "Arbeidsavtale" in text
        assert "arbeidsmiljøloven § 10-9" in text
