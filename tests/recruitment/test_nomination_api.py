"""The ranking and the nomination, from draft to decision, as the people in the case meet them."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from services.access.audit.tables import AuditEvent
from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.database import Database
from services.organisation.tables import Absence
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.nomination import service
from services.recruitment.nomination.tables import Nomination, UnionRemark
from services.selection.conflicts.tables import ConflictDeclaration
from services.selection.references.tables import Reference
from services.selection.scores.tables import ScoreSheet
from services.tasks.tables import Task
from tests.recruitment.hiring import Hiring, conflict
from tests.recruitment.nominating import begin
from workflows.payloads.codes import Fact, Relation, StepCode

CASE = "/recruitments/{case}"
NOMINATION = f"{CASE}/nomination"


async def put(hiring: Hiring, *names: str, version: int = 0) -> Any:
    body = {"entries": await hiring.entries(*names), "summary": "Compared."}
    return await hiring.ask("leader", "PUT", NOMINATION, body, if_match=str(version))


async def missing(hiring: Hiring) -> dict[str, set[str]]:
    response = await hiring.ask("leader", "GET", f"{NOMINATION}/missing")
    found: dict[str, set[str]] = {"submission": set(), "decision": set(), "nothing": set()}
    for item in response.json()["items"]:
        found[item["blocks"]].add(item["code"])
    return found


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"{CASE}/ranking", None),
        ("GET", NOMINATION, None),
        ("PUT", NOMINATION, {"entries": []}),
        ("GET", f"{NOMINATION}/missing", None),
        ("POST", f"{NOMINATION}/remark", {}),
        ("POST", f"{NOMINATION}/submission", None),
        ("POST", f"{NOMINATION}/decision", {"approved": True}),
    ],
)
async def test_strangers_get_nowhere(
    hiring: Hiring, method: str, path: str, body: dict[str, Any] | None
) -> None:
    await hiring.refusals(method, path, body)


async def test_each_part_does_its_own(hiring: Hiring) -> None:
    for name, method, path in (
        ("expert", "PUT", NOMINATION),
        ("union", "POST", f"{NOMINATION}/submission"),
        ("leader", "POST", f"{NOMINATION}/remark"),
        ("union", "POST", f"{NOMINATION}/decision"),
    ):
        body: dict[str, Any] = {"entries": [], "approved": True}
        response = await hiring.ask(name, method, path, body, if_match="0")
        assert (response.status_code, response.json()["code"]) == (403, "wrong_part")


class TestRanking:
    async def test_by_the_formula(self, hiring: Hiring) -> None:
        items = (await hiring.ask("union", "GET", f"{CASE}/ranking")).json()["items"]
        assert [(one["name"], one["total"], one["rank"]) for one in items] == [
            ("Anna Aas", 4.15, 1),
            ("Bo Aas", 4.0, 2),
            ("Cat Aas", 3.4, 3),
        ]
        (ct, *_) = items[2]["criteria"]
        assert (ct["key"], ct["weight"], ct["mean"], ct["spread_flagged"]) == ("ct", 50, 4.0, True)
        assert {mark["mark"] for mark in ct["marks"]} == {3, 5}

    async def test_sealed_for_everybody_until_opened(self, hiring: Hiring) -> None:
        await hiring.change(Recruitment, hiring.case, scores_opened_at=None)
        for name in ("leader", "hr", "union"):
            response = await hiring.ask(name, "GET", f"{CASE}/ranking")
            assert (response.status_code, response.json()["code"]) == (403, "scores_sealed")

    async def test_sealed_for_who_has_not_handed_in(self, hiring: Hiring) -> None:
        sheet = await hiring.row(
            ScoreSheet,
            person_id=hiring.people["expert"],
            application_id=hiring.applications["bo"],
        )
        await hiring.change(ScoreSheet, sheet.id, person_id=hiring.people["stranger"])
        for path in (f"{CASE}/ranking", NOMINATION, f"{NOMINATION}/missing"):
            late = await hiring.ask("expert", "GET", path)
            assert (late.status_code, late.json()["code"]) == (403, "scores_outstanding")
        assert (await hiring.ask("leader", "GET", f"{CASE}/ranking")).status_code == 200

    async def test_nobody_reads_before_declaring(self, hiring: Hiring) -> None:
        said = await hiring.row(ConflictDeclaration, person_id=hiring.people["union"])
        await hiring.change(ConflictDeclaration, said.id, person_id=hiring.people["stranger"])
        response = await hiring.ask("union", "GET", f"{CASE}/ranking")
        assert (response.status_code, response.json()["code"]) == (403, "conflicts_undeclared")

    async def test_conflict_with_one_applicant_hides_that_one(self, hiring: Hiring) -> None:
        await conflict(hiring, "leader", "cat")
        items = (await hiring.ask("leader", "GET", f"{CASE}/ranking")).json()["items"]
        by_name = {one["name"]: one for one in items}
        assert by_name["Cat Aas"]["total"] == 3.0
        assert by_name["Cat Aas"]["withheld"]
        assert by_name["Cat Aas"]["criteria"] == []
        assert not by_name["Anna Aas"]["withheld"]
        seen = (await hiring.ask("union", "GET", f"{CASE}/ranking")).json()["items"][2]
        assert {mark["counts"] for mark in seen["criteria"][0]["marks"]} == {True, False}

    async def test_conflict_with_the_whole_case_shuts_out(
        self, database: Database, tmp_path: Path
    ) -> None:
        hiring = await begin(database, tmp_path, scope="case")
        await conflict(hiring, "expert", "cat")
        response = await hiring.ask("expert", "GET", f"{CASE}/ranking")
        assert (response.status_code, response.json()["code"]) == (403, "conflicted")
        items = (await hiring.ask("leader", "GET", f"{CASE}/ranking")).json()["items"]
        assert {one["name"]: one["total"] for one in items}["Anna Aas"] == 3.8


class TestDraft:
    async def test_begins_empty_and_is_versioned(self, hiring: Hiring) -> None:
        empty = await hiring.ask("leader", "GET", NOMINATION)
        assert (empty.json()["state"], empty.headers["ETag"]) == ("draft", '"0"')
        written = await put(hiring, "anna", "bo")
        assert written.headers["ETag"] == '"1"'
        assert [entry["total"] for entry in written.json()["entries"]] == [4.15, 4.0]
        stale = await put(hiring, "bo", "anna")
        assert stale.status_code == 412
        again = await put(hiring, "bo", "anna", version=1)
        assert again.headers["ETag"] == '"2"'
        assert [entry["total"] for entry in again.json()["entries"]] == [4.0, 4.15]

    async def test_says_which_version(self, hiring: Hiring) -> None:
        response = await hiring.ask("leader", "PUT", NOMINATION, {"entries": []})
        assert response.status_code in {422, 428}

    @pytest.mark.parametrize("name", ["dag", "eva"])
    async def test_only_the_interviewed_and_qualified(self, hiring: Hiring, name: str) -> None:
        response = await put(hiring, "anna", name)
        assert (response.status_code, response.json()["code"]) == (422, "nomination_invalid")
        assert response.json()["fields"].keys() == {"entries.1.application_id"}

    async def test_not_the_withdrawn(self, hiring: Hiring) -> None:
        await hiring.change(Application, hiring.applications["bo"], withdrawn_at=clock.now())
        assert (await put(hiring, "anna", "bo")).status_code == 422

    async def test_places_run_from_one(self, hiring: Hiring) -> None:
        entries = await hiring.entries("anna", "bo")
        entries[1]["rank"] = 3
        response = await hiring.ask("leader", "PUT", NOMINATION, {"entries": entries}, if_match="0")
        assert response.json()["fields"].keys() == {"entries"}
        twice = await hiring.entries("anna", "anna")
        response = await hiring.ask("leader", "PUT", NOMINATION, {"entries": twice}, if_match="0")
        assert response.status_code == 422

    async def test_ended_case_takes_none(self, hiring: Hiring) -> None:
        await hiring.change(Recruitment, hiring.case, ending="cancelled")
        response = await put(hiring, "anna")
        assert (response.status_code, response.json()["code"]) == (409, "case_ended")


class TestMissing:
    async def test_all_at_once(self, hiring: Hiring) -> None:
        assert (await missing(hiring))["submission"] == {"no_entries"}
        entries = await hiring.entries("bo", "anna")
        entries[0]["reason"] = ""
        await hiring.ask("leader", "PUT", NOMINATION, {"entries": entries}, if_match="0")
        reference = await hiring.row(
            Reference, application_id=hiring.applications["anna"], recent_leader=True
        )
        await hiring.change(Reference, reference.id, received_at=None)
        found = await missing(hiring)
        assert found["submission"] == {"order_reason_wanting", "references_wanting"}
        assert found["nothing"] == {"few_entries", "recent_leader_wanting"}
        assert found["decision"] == {"union_remark_wanting"}

    async def test_criterion_without_a_mark_blocks(self, hiring: Hiring) -> None:
        await put(hiring, "anna", "bo", "cat")
        for who in ("leader", "expert"):
            await conflict(hiring, who, "bo")
        response = await hiring.ask("leader", "POST", f"{NOMINATION}/submission")
        assert (response.status_code, response.json()["code"]) == (422, "nomination_incomplete")
        lacking = ("criterion_without_mark", "author_conflicted")
        about = {f"{code}.{hiring.applications['bo']}" for code in lacking}
        assert response.json()["fields"].keys() == about

    async def test_hr_nominates_where_the_leader_has_a_conflict(self, hiring: Hiring) -> None:
        await conflict(hiring, "leader", "bo")
        await put(hiring, "anna", "bo", "cat")
        refused = await hiring.ask("leader", "POST", f"{NOMINATION}/submission")
        assert refused.json()["code"] == "nomination_incomplete"
        body = {"entries": await hiring.entries("anna", "bo", "cat"), "summary": "As written."}
        written = await hiring.ask("hr", "PUT", NOMINATION, body, if_match="1")
        assert written.status_code == 200, written.text
        still = await hiring.ask("leader", "POST", f"{NOMINATION}/submission")
        assert (still.status_code, still.json()["code"]) == (403, "conflicted_with_applicant")
        assert (await hiring.ask("hr", "POST", f"{NOMINATION}/submission")).status_code == 200


class TestSubmission:
    async def test_is_refused_while_something_is_missing(self, hiring: Hiring) -> None:
        response = await hiring.ask("leader", "POST", f"{NOMINATION}/submission")
        assert (response.status_code, response.json()["code"]) == (422, "nomination_incomplete")
        assert await hiring.told() == []

    async def test_tells_settles_and_fixes(self, hiring: Hiring) -> None:
        task = await hiring.task(StepCode.NOMINATE, "leader")
        await put(hiring, "bo", "anna", "cat")
        response = await hiring.ask("leader", "POST", f"{NOMINATION}/submission")
        nomination = UUID(response.json()["nomination_id"])
        assert await hiring.told() == [(Fact.NOMINATION_SUBMITTED, nomination)]
        settled = await hiring.row(Task, id=task)
        assert (settled.state, settled.outcome) == ("done", Fact.NOMINATION_SUBMITTED)
        again = await hiring.ask("leader", "POST", f"{NOMINATION}/submission")
        assert (again.status_code, again.json()["code"]) == (409, "nomination_submitted")
        assert (await put(hiring, "anna", version=1)).status_code == 409


class TestRemark:
    async def test_waits_for_a_submission(self, hiring: Hiring) -> None:
        await put(hiring, "anna")
        response = await hiring.ask("union", "POST", f"{NOMINATION}/remark", {"remark": "Early"})
        assert (response.status_code, response.json()["code"]) == (409, "nothing_to_remark")

    async def test_is_told_and_given_once(self, hiring: Hiring) -> None:
        await put(hiring, "anna", "bo", "cat")
        sent = await hiring.ask("leader", "POST", f"{NOMINATION}/submission")
        nomination = UUID(sent.json()["nomination_id"])
        task = await hiring.task(StepCode.REMARK_ON_NOMINATION, "union", nomination)
        first = await hiring.ask("union", "POST", f"{NOMINATION}/remark", {"remark": "Fair."})
        assert first.status_code == 201
        assert (await hiring.told())[-1] == (Fact.NOMINATION_REMARKED, nomination)
        assert (await hiring.row(Task, id=task)).state == "done"
        second = await hiring.ask("union", "POST", f"{NOMINATION}/remark", {})
        assert (second.status_code, second.json()["code"]) == (409, "remark_recorded")
        async with hiring.database.transaction() as session:
            assert not await service.default_remark(session, nomination, clock.now())

    async def test_default_says_that_none_came(self, hiring: Hiring) -> None:
        await put(hiring, "anna", "bo", "cat")
        sent = await hiring.ask("leader", "POST", f"{NOMINATION}/submission")
        nomination = UUID(sent.json()["nomination_id"])
        for taken in (True, False):
            async with hiring.database.transaction() as session:
                assert await service.default_remark(session, nomination, clock.now()) is taken
        row = await hiring.row(UnionRemark, nomination_id=nomination)
        assert (row.person_id, row.remark) == (None, None)
        late = await hiring.ask("union", "POST", f"{NOMINATION}/remark", {"remark": "Late"})
        assert late.json()["code"] == "remark_recorded"


class TestDecision:
    async def submitted(self, hiring: Hiring) -> UUID:
        await put(hiring, "anna", "bo", "cat")
        sent = await hiring.ask("leader", "POST", f"{NOMINATION}/submission")
        return UUID(sent.json()["nomination_id"])

    async def decide(self, hiring: Hiring, **body: Any) -> Any:
        return await hiring.ask("approver", "POST", f"{NOMINATION}/decision", body)

    async def test_waits_for_the_remark(self, hiring: Hiring) -> None:
        await self.submitted(hiring)
        response = await self.decide(hiring, approved=True)
        assert (response.status_code, response.json()["code"]) == (409, "remark_outstanding")

    async def test_a_skipped_remark_is_not_waited_for(self, hiring: Hiring) -> None:
        nomination = await self.submitted(hiring)
        task = await hiring.task(StepCode.REMARK_ON_NOMINATION, "union", nomination)
        await hiring.change(Task, task, state="skipped")
        assert (await self.decide(hiring, approved=True)).status_code == 200

    async def test_not_by_the_author(self, hiring: Hiring) -> None:
        await self.submitted(hiring)
        await hiring.add(
            CaseMember(
                recruitment_id=hiring.case,
                person_id=hiring.people["leader"],
                relation=Relation.APPROVER,
            )
        )
        response = await hiring.ask("leader", "POST", f"{NOMINATION}/decision", {"approved": True})
        assert (response.status_code, response.json()["code"]) == (403, "own_nomination")

    async def test_not_by_who_leads_the_case_for_an_absent_approver(self, hiring: Hiring) -> None:
        body = {"entries": await hiring.entries("anna", "bo", "cat"), "summary": "As written."}
        written = await hiring.ask("hr", "PUT", NOMINATION, body, if_match="0")
        assert written.status_code == 200, written.text
        assert (await hiring.ask("hr", "POST", f"{NOMINATION}/submission")).status_code == 200
        await hiring.ask("union", "POST", f"{NOMINATION}/remark", {})
        await hiring.add(
            Absence(
                person_id=hiring.people["approver"],
                deputy_id=hiring.people["leader"],
                starts=clock.today(),
                ends=clock.today(),
                accepted_at=clock.now(),
            )
        )
        response = await hiring.ask("leader", "POST", f"{NOMINATION}/decision", {"approved": True})
        assert (response.status_code, response.json()["code"]) == (403, "own_nomination")

    async def test_not_by_who_has_a_conflict_with_the_nominated(self, hiring: Hiring) -> None:
        await self.submitted(hiring)
        await conflict(hiring, "approver", "cat")
        response = await self.decide(hiring, approved=True)
        said = (response.status_code, response.json()["code"])
        assert said == (403, "conflicted_with_applicant")

    async def test_not_by_who_has_not_declared(self, hiring: Hiring) -> None:
        await self.submitted(hiring)
        declared = await hiring.row(ConflictDeclaration, person_id=hiring.people["approver"])
        await hiring.change(ConflictDeclaration, declared.id, person_id=hiring.people["stranger"])
        response = await self.decide(hiring, approved=True)
        assert (response.status_code, response.json()["code"]) == (403, "conflicts_undeclared")

    async def test_not_once_the_totals_are_others(self, hiring: Hiring) -> None:
        await self.submitted(hiring)
        await hiring.ask("union", "POST", f"{NOMINATION}/remark", {})
        # A conflict that becomes known late takes marks out, for one who is nominated.
        await conflict(hiring, "expert", "cat")
        response = await self.decide(hiring, approved=True)
        assert (response.status_code, response.json()["code"]) == (409, "nomination_outdated")
        returned = await self.decide(hiring, approved=False, reason="The totals have changed.")
        assert returned.status_code == 200

    async def test_not_once_somebody_is_unqualified(self, hiring: Hiring) -> None:
        await self.submitted(hiring)
        await hiring.ask("union", "POST", f"{NOMINATION}/remark", {})
        await hiring.change(Application, hiring.applications["cat"], qualified=False)
        response = await self.decide(hiring, approved=True)
        assert (response.status_code, response.json()["code"]) == (409, "nomination_outdated")
        # Whoever has withdrawn is passed over, whatever else is true of them.
        await hiring.change(Application, hiring.applications["cat"], withdrawn_at=clock.now())
        assert (await self.decide(hiring, approved=True)).status_code == 200

    async def test_returned_with_a_reason_and_written_anew(self, hiring: Hiring) -> None:
        nomination = await self.submitted(hiring)
        await hiring.ask("union", "POST", f"{NOMINATION}/remark", {})
        silent = await self.decide(hiring, approved=False, reason=" ")
        assert silent.json()["fields"].keys() == {"reason"}
        returned = await self.decide(hiring, approved=False, reason="Compare on contact too.")
        assert returned.json() == {"nomination_id": str(nomination), "approved": False}
        assert (await hiring.told())[-1] == (Fact.NOMINATION_RETURNED, nomination)
        shown = (await hiring.ask("leader", "GET", NOMINATION)).json()
        assert shown["decision_reason"] == "Compare on contact too."
        anew = await put(hiring, "anna", "bo", "cat", version=shown["version"])
        assert (anew.json()["number"], anew.json()["remark"]) == (2, None)

    async def test_approved_ranks_the_nominated(self, hiring: Hiring) -> None:
        nomination = await hiring.nominate("anna", "bo")
        assert (await hiring.told())[-1] == (Fact.NOMINATION_APPROVED, nomination)
        states = {
            name: (await hiring.row(Application, id=application)).state
            for name, application in hiring.applications.items()
        }
        assert [states[name] for name in ("anna", "bo", "cat")] == ["ranked", "ranked", "qualified"]
        row = await hiring.row(Nomination, id=nomination)
        assert (row.state, row.decided_by) == ("approved", hiring.people["approver"])
        again = await self.decide(hiring, approved=True)
        assert (again.status_code, again.json()["code"]) == (409, "no_nomination")

    async def test_everything_is_in_the_audit(self, hiring: Hiring) -> None:
        await hiring.nominate("anna", "bo")
        async with hiring.database.transaction() as session:
            query = select(AuditEvent.kind).where(AuditEvent.chain == hiring.case)
            kinds = set(await session.exec(query))
        assert kinds >= {
            "nomination.drafted",
            "nomination.submitted",
            "nomination.remarked",
            "nomination.approved",
        }
