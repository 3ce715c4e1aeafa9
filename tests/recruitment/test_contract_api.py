"""The contract, from what the offer says to the document both sides read."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pypdf

from services.candidates.applications.tables import Application
from services.kit import clock
from services.recruitment.offer.tables import Contract
from services.tasks.tables import Task
from tests.recruitment.hiring import Hiring
from tests.recruitment.offering import CASE, PASSED, accepted, decide
from workflows.payloads.codes import Fact, StepCode


async def pass_all(hiring: Hiring) -> None:
    for kind, seen in PASSED.items():
        issued = {"issued": clock.today().isoformat()} if kind == "police_certificate" else {}
        response = await decide(hiring, kind, {**seen, **issued})
        assert response.status_code == 200, response.text


class TestContract:
    async def test_needs_an_accepted_offer(self, nominated: Hiring) -> None:
        for method in ("GET", "PUT"):
            response = await nominated.ask(
                "leader", method, f"{CASE}/contract", {"items": {}}, if_match="0"
            )
            assert (response.status_code, response.json()["code"]) == (409, "no_accepted_offer")
        pdf = await nominated.ask("leader", "GET", f"{CASE}/contract.pdf")
        assert pdf.status_code == 404

    async def keep(self, nominated: Hiring, **changes: dict[str, Any]) -> Any:
        shown = await nominated.ask("leader", "GET", f"{CASE}/contract")
        items = {
            one["key"]: {"value": one["value"], "law_ref": one["law_ref"]}
            for one in shown.json()["items"]
        }
        return await nominated.ask(
            "leader",
            "PUT",
            f"{CASE}/contract",
            {"items": {**items, **changes}},
            if_match=str(shown.json()["version"]),
        )

    async def test_is_prefilled_and_kept(self, nominated: Hiring) -> None:
        await accepted(nominated)
        shown = await nominated.ask("leader", "GET", f"{CASE}/contract")
        body = shown.json()
        assert (body["version"], body["complete"], body["language"]) == (0, True, "nb")
        assert "Anna Aas" in body["items"][0]["value"]
        kept = await self.keep(nominated, breaks={"law_ref": "the staff handbook"})
        assert (kept.json()["version"], kept.json()["complete"]) == (1, False)
        assert kept.headers["ETag"] == '"1"'
        stale = await nominated.ask(
            "leader", "PUT", f"{CASE}/contract", {"items": {}}, if_match="0"
        )
        assert stale.status_code == 412
        unknown = await self.keep(nominated, car={"value": "A car"})
        assert unknown.json()["fields"].keys() == {"car"}

    async def test_is_issued_when_nothing_is_missing(self, nominated: Hiring) -> None:
        await accepted(nominated)
        issue = f"{CASE}/contract/issue"
        early = await nominated.ask("leader", "POST", issue)
        assert (early.status_code, early.json()["code"]) == (409, "checks_open")
        await pass_all(nominated)
        unread = await nominated.ask("leader", "POST", issue)
        assert unread.json()["code"] == "contract_unwritten"
        await self.keep(nominated, breaks={"value": None, "law_ref": None})
        lacking = await nominated.ask("leader", "POST", issue)
        assert (lacking.status_code, lacking.json()["code"]) == (422, "contract_incomplete")
        assert lacking.json()["fields"].keys() == {"breaks"}
        await self.keep(nominated, breaks={"law_ref": "arbeidsmiljøloven § 10-9"})
        task = await nominated.task(StepCode.ISSUE_CONTRACT, "leader")
        issued = await nominated.ask("leader", "POST", issue)
        contract = UUID(issued.json()["contract_id"])
        assert (await nominated.told())[-1] == (Fact.CONTRACT_ISSUED, contract)
        assert (await nominated.row(Task, id=task)).state == "done"
        assert (await nominated.row(Contract, id=contract)).issued_by == nominated.people["leader"]
        await self._read(nominated)
        again = await self.keep(nominated)
        assert (again.status_code, again.json()["code"]) == (409, "contract_issued")

    async def test_is_not_issued_to_who_has_withdrawn(self, nominated: Hiring) -> None:
        await accepted(nominated)
        await pass_all(nominated)
        await self.keep(nominated, breaks={"law_ref": "arbeidsmiljøloven § 10-9"})
        anna = nominated.applications["anna"]
        await nominated.change(Application, anna, withdrawn_at=clock.now())
        refused = await nominated.ask("leader", "POST", f"{CASE}/contract/issue")
        assert (refused.status_code, refused.json()["code"]) == (409, "application_withdrawn")

    async def _read(self, nominated: Hiring) -> None:
        mine = f"/my/applications/{nominated.applications['anna']}/contract.pdf"
        for name, path in (("hr", f"{CASE}/contract.pdf"), ("anna", mine)):
            response = await nominated.ask(name, "GET", path)
            assert response.headers["content-type"] == "application/pdf"
            assert response.headers["content-disposition"].startswith("attachment")
        pdf: Any = pypdf.PdfReader(BytesIO(response.content))
        root = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "nb"
        text = "".join(page.extract_text() for page in pdf.pages)
        assert "Arbeidsavtale" in text
        assert "arbeidsmiljøloven § 10-9" in text
