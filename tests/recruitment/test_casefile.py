"""Everybody is answered, the case closes, and its file says where everything comes from."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pypdf
import pytest

from services.access import audit
from services.access.audit.tables import AuditEvent
from services.access.reads.tables import ReadLog
from services.candidates.applications.tables import Application
from services.candidates.own.rules import answer_by
from services.kit import clock
from services.kit.errors import Conflict
from services.kit.i18n import catalogues, code_id
from services.kit.processes.tables import Process
from services.kit.workdays import Workdays
from services.messages.letters import LetterContext
from services.messages.rules import LAST
from services.messages.values import VALUES, RejectionReason
from services.organisation.tables import Person
from services.recruitment.casefile import rules, service
from services.recruitment.casefile.document import CODED, SECTIONS, field_id
from services.recruitment.casefile.tables import DecisionFile
from services.recruitment.need.tables import Recruitment
from services.recruitment.offer import service as offers
from services.recruitment.offer.tables import Offer
from tests.recruitment.conftest import BroughtHiring
from tests.recruitment.hiring import Hiring, conflict
from tests.recruitment.nominating import NOMINATED
from workflows.payloads.codes import Ending, Fact, LetterKind, Phase
from workflows.payloads.letters import SendLetter
from workflows.payloads.processes import ProcessKind

FILE = "/recruitments/{case}/decision-file"


async def bo_accepted(hiring: Hiring) -> None:
    await hiring.offer()
    await hiring.answer("anna", "declined")
    await hiring.check_preference()
    offer = UUID((await hiring.offer())["offer_id"])
    await hiring.answer("bo", "accepted")
    async with hiring.database.transaction() as session:
        await offers.required_checks(session, offer, clock.now())


@pytest.fixture
async def hired(brought: BroughtHiring) -> Hiring:
    """Anna declined, Bo accepted."""
    return await brought(*NOMINATED, bo_accepted)


async def answer(hiring: Hiring, ending: Ending) -> int:
    async with hiring.database.transaction() as session:
        return await service.answer_candidates(session, hiring.case, ending, clock.now())


async def close(hiring: Hiring, ending: Ending = Ending.HIRED) -> None:
    await service.close_case(hiring.database, hiring.files, hiring.case, ending, clock.now())


async def mark_all(hiring: Hiring) -> None:
    for application in hiring.applications.values():
        await hiring.change(Application, application, answered_at=clock.now())


async def states(hiring: Hiring) -> dict[str, str]:
    return {
        name: (await hiring.row(Application, id=application)).state
        for name, application in hiring.applications.items()
    }


class TestAnswers:
    async def test_everybody_gets_an_end_and_is_told_once(self, hired: Hiring) -> None:
        await hired.change(
            Application, hired.applications["eva"], state="withdrawn", withdrawn_at=clock.now()
        )
        assert await answer(hired, Ending.HIRED) == 4
        assert await answer(hired, Ending.HIRED) == 0
        assert await states(hired) == {
            "anna": "declined",
            "bo": "hired",
            "cat": "rejected",
            "dag": "rejected",
            "eva": "withdrawn",
        }
        for name, application in hired.applications.items():
            expected = [] if name == "eva" else [(Fact.CANDIDATE_ANSWERED, application)]
            assert await hired.told(application) == expected
        process = await hired.row(Process, id=hired.applications["bo"])
        assert process.next_number == 2

    async def test_cancelled_case_takes_the_offer_back(self, hired: Hiring) -> None:
        await hired.change(Recruitment, hired.case, ending=Ending.CANCELLED)
        await answer(hired, Ending.CANCELLED)
        assert (await states(hired))["bo"] == "rejected"
        row = await hired.row(Offer, application_id=hired.applications["bo"])
        assert row.state == "withdrawn"

    async def test_without_candidates_all_are_answered(self, hiring: Hiring) -> None:
        await mark_all(hiring)
        assert await answer(hiring, Ending.CANCELLED) == 0
        assert await hiring.told() == [(Fact.ALL_ANSWERED, None)]

    async def test_copes_with_three_hundred(self, hiring: Hiring) -> None:
        people = [Person(name=f"N {i}", email=f"n{i}@example.org") for i in range(300)]
        rows = [
            Application(
                recruitment_id=hiring.case,
                advert_id=hiring.case,
                person_id=person.id,
                number=1000 + i,
                received_at=clock.now(),
            )
            for i, person in enumerate(people)
        ]
        processes = [
            Process(id=row.id, kind=ProcessKind.APPLICATION, trust_id=hiring.trust) for row in rows
        ]
        await hiring.add(*people, *rows, *processes)
        assert await answer(hiring, Ending.SEARCH_FAILED) == 305
        assert await hiring.told(rows[17].id) == [(Fact.CANDIDATE_ANSWERED, rows[17].id)]


class TestLastLetters:
    @pytest.mark.parametrize(
        ("state", "ending", "letter"),
        [
            ("hired", Ending.HIRED, LetterKind.HIRED),
            ("rejected", Ending.HIRED, LetterKind.REJECTION),
            ("rejected", Ending.SEARCH_FAILED, LetterKind.REJECTION),
            ("rejected", Ending.CANCELLED, LetterKind.CASE_CANCELLED),
            ("declined", Ending.HIRED, None),
            ("lapsed", Ending.HIRED, None),
        ],
    )
    def test_follow_from_the_end(
        self, state: str, ending: Ending, letter: LetterKind | None
    ) -> None:
        assert rules.final_letter(state, ending) is letter

    def test_are_one_for_every_end(self) -> None:
        own = {
            rules.final_letter(state, ending)
            for state in ("hired", "rejected")
            for ending in Ending
        }
        after_an_offer = {LetterKind.OFFER_DECLINED, LetterKind.OFFER_LAPSED}
        assert own | after_an_offer | {LetterKind.WITHDRAWAL_CONFIRMED} == LAST

    async def context(self, hiring: Hiring, kind: LetterKind, name: str) -> LetterContext:
        application = hiring.applications[name]
        letter = SendLetter(kind, application, application, hiring.people[name], 1, clock.now())
        async with hiring.database.transaction() as session:
            return await service.LETTERS[kind](session, letter)

    async def test_every_kind_has_its_values(self, hired: Hiring) -> None:
        await answer(hired, Ending.HIRED)
        for kind in service.LETTERS:
            found = await self.context(hired, kind, "bo")
            assert found.values.keys() == VALUES[kind].__annotations__.keys()
            assert found.person_id == hired.people["bo"]
        assert (await self.context(hired, LetterKind.REJECTION, "cat")).language == "en"

    async def test_rejection_says_how_far_it_came(self, hired: Hiring) -> None:
        await answer(hired, Ending.HIRED)
        for name, reason in (
            ("cat", RejectionReason.NOT_FIRST_CHOICE),
            ("dag", RejectionReason.NOT_QUALIFIED),
            ("eva", RejectionReason.NOT_INTERVIEWED),
        ):
            found = await self.context(hired, LetterKind.REJECTION, name)
            assert found.values["reason"] == reason
        async with hired.database.transaction() as session:
            letter = await service.final_letter(session, hired.applications["cat"])
        assert letter is LetterKind.REJECTION

    async def test_failed_search_is_told_as_such(self, hiring: Hiring) -> None:
        await answer(hiring, Ending.SEARCH_FAILED)
        found = await self.context(hiring, LetterKind.REJECTION, "anna")
        assert found.values["reason"] == RejectionReason.SEARCH_FAILED
        unqualified = await self.context(hiring, LetterKind.REJECTION, "dag")
        assert unqualified.values["reason"] == RejectionReason.NOT_QUALIFIED

    def test_unscreened_application_meets_a_filled_post(self) -> None:
        application = Application(
            recruitment_id=UUID(int=1),
            advert_id=UUID(int=1),
            person_id=UUID(int=1),
            received_at=clock.now(),
        )
        assert (
            rules.rejection_reason(application, Ending.HIRED, interviewed=False)
            is RejectionReason.FILLED
        )

    def test_promises_move_on_when_broken(self) -> None:
        add = Workdays().add
        closed = datetime(2026, 11, 2, 22, 59, 59, tzinfo=UTC)
        first = rules.promises(closed, closed, add)
        assert first == (date(2026, 12, 10), date(2026, 12, 28))
        later = rules.promises(closed, datetime(2026, 12, 28, 12, tzinfo=UTC), add)
        assert later[0] == first[1]

    def test_every_letter_promises_what_the_receipt_did(self) -> None:
        days = Workdays()
        closed = datetime(2026, 11, 2, 22, 59, 59, tzinfo=UTC)
        promised = answer_by(closed, days)
        assert rules.promises(closed, closed, days.add)[0] == promised
        until = rules.promised(closed, closed, days.add).answer_by
        assert until.astimezone(clock.OSLO).date() == promised
        assert not rules.promised(closed, until - timedelta(seconds=1), days.add).passed


class TestClosing:
    async def test_refused_while_anybody_waits(self, hired: Hiring) -> None:
        await answer(hired, Ending.HIRED)
        with pytest.raises(Conflict) as refused:
            await close(hired)
        assert refused.value.code == "candidates_unanswered"
        assert refused.value.values == {"count": 5}
        assert (await hired.row(Recruitment, id=hired.case)).phase == Phase.NOMINATION

    async def test_writes_the_file_once_and_covers_the_chains(self, hired: Hiring) -> None:
        await answer(hired, Ending.HIRED)
        await mark_all(hired)
        await close(hired)
        first = await hired.row(DecisionFile, recruitment_id=hired.case)
        await close(hired)
        assert (await hired.row(DecisionFile, recruitment_id=hired.case)).id == first.id
        case = await hired.row(Recruitment, id=hired.case)
        assert (case.phase, case.ending) == (Phase.CLOSED, Ending.HIRED)
        closed = await hired.row(AuditEvent, chain=hired.case, kind="case.closed")
        assert closed.data["sha256"] == first.sha256
        kinds = [event["kind"] for event in first.content["log"]]
        assert kinds.count("chain.taken_in") == 5
        assert kinds[-1] == "case.completed"
        async with hired.database.transaction() as session:
            assert (await audit.verify(session)).whole


class TestFile:
    @pytest.mark.parametrize("path", [FILE, f"{FILE}.pdf", f"{FILE}/draft"])
    async def test_strangers_get_nowhere(self, hiring: Hiring, path: str) -> None:
        await hiring.refusals("GET", path)
        for name in ("expert", "union"):
            response = await hiring.ask(name, "GET", path)
            assert (response.status_code, response.json()["code"]) == (403, "wrong_part")

    async def test_is_not_there_before_the_case_closes(self, hiring: Hiring) -> None:
        for path in (FILE, f"{FILE}.pdf"):
            response = await hiring.ask("hr", "GET", path)
            assert (response.status_code, response.json()["code"]) == (409, "case_open")

    async def test_draft_is_for_hr_and_respects_the_seal(self, hiring: Hiring) -> None:
        assert (await hiring.ask("leader", "GET", f"{FILE}/draft")).status_code == 403
        assert (await hiring.ask("hr", "GET", f"{FILE}/draft")).status_code == 200
        await hiring.change(Recruitment, hiring.case, scores_opened_at=None)
        sealed = await hiring.ask("hr", "GET", f"{FILE}/draft")
        assert (sealed.status_code, sealed.json()["code"]) == (403, "scores_sealed")

    async def test_draft_tells_of_no_applicant_while_the_review_is_blind(
        self, hiring: Hiring
    ) -> None:
        """Nor of the marks of an earlier round: advertising again seals them."""
        await hiring.change(Recruitment, hiring.case, screened_at=None, scores_opened_at=None)
        answer = await hiring.ask("hr", "GET", f"{FILE}/draft")
        body = answer.json()
        assert {"need", "adverts"} <= body["sections"].keys()
        assert not {"applications", "public_lists", "scores", "ranking"} & body["sections"].keys()
        assert body["log"] == []
        for name, application in hiring.applications.items():
            assert str(application) not in answer.text
            assert f"{name.capitalize()} Aas" not in answer.text

    async def test_reading_is_logged_and_not_for_who_has_a_conflict(self, hired: Hiring) -> None:
        await mark_all(hired)
        await close(hired)
        assert (await hired.ask("approver", "GET", FILE)).status_code == 200
        log = await hired.row(ReadLog, what="decision_file")
        assert (log.person_id, log.process_id) == (hired.people["approver"], hired.case)
        await conflict(hired, "leader", "cat")
        for path in (FILE, f"{FILE}.pdf"):
            refused = await hired.ask("leader", "GET", path)
            assert (refused.status_code, refused.json()["code"]) == (403, "conflicted")

    async def test_every_fact_has_its_origin(self, hired: Hiring) -> None:
        body = (await hired.ask("hr", "GET", f"{FILE}/draft")).json()
        sections: dict[str, list[dict[str, Any]]] = body["sections"]
        assert sections.keys() == SECTIONS.keys()
        empty = {name for name, facts in sections.items() if not facts}
        assert empty == {"contract", "answers"}
        for fact in (fact for facts in sections.values() for fact in facts):
            assert fact["origin"]["table"]
            assert fact["origin"]["id"]
            assert fact["origin"]["at"]
        numbers = {event["number"] for event in body["log"]}
        (approved,) = (fact for fact in sections["nominations"] if "approved" in fact["values"])
        assert approved["origin"]["by"] == str(hired.people["approver"])
        assert set(approved["origin"]["events"]) <= numbers
        assert body["people"][str(hired.people["approver"])] == "Approver"

    async def test_applicants_go_by_number_and_referees_are_not_quoted(self, hired: Hiring) -> None:
        response = await hired.ask("hr", "GET", f"{FILE}/draft")
        assert "What only the referee said" not in response.text
        assert "Dag Aas" not in response.text
        assert "Eva Aas" not in response.text
        body = response.json()["sections"]
        assert [fact["values"]["total"] for fact in body["ranking"]] == [
            "4.1500",
            "4.0000",
            "3.4000",
        ]
        assert [fact["values"]["state"] for fact in body["offers"]] == ["declined", "accepted"]

    async def test_labels_and_codes_have_norwegian(self, hired: Hiring) -> None:
        body = (await hired.ask("hr", "GET", f"{FILE}/draft")).json()
        names: set[str] = set()
        codes: set[str] = set()
        for fact in (fact for facts in body["sections"].values() for fact in facts):
            names |= fact["values"].keys()
            for name, value in fact["values"].items():
                if name in CODED and isinstance(value, str):
                    codes.add(value)
        known = {
            str(message.id) for catalogue in catalogues("nb").values() for message in catalogue
        }
        assert {name for name in names if field_id(name) not in known} == set()
        free = {"leader", "colleague"}  # what a candidate calls a referee
        assert {code for code in codes if code_id(code) not in known} <= free

    async def test_pdf_is_tagged_and_in_both_languages(self, hired: Hiring) -> None:
        await hired.change(Recruitment, hired.case, consequence_for_patients="19 uker 😀 \x07")
        await answer(hired, Ending.HIRED)
        await mark_all(hired)
        await close(hired)
        for language, title in (("nb", "Saksmappe"), ("en", "Decision file")):
            response = await hired.ask("leader", "GET", f"{FILE}.pdf?language={language}")
            assert response.headers["content-type"] == "application/pdf"
            pdf: Any = pypdf.PdfReader(BytesIO(response.content))
            assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
            assert pdf.trailer["/Root"]["/Lang"] == language
            assert pdf.metadata.title.startswith(title)
            text = "".join(page.extract_text() for page in pdf.pages)
            assert "19 uker" in text
        shown = await hired.ask("leader", "GET", FILE)
        assert shown.json()["ending"] == "hired"
        assert datetime.fromisoformat(shown.json()["written_at"]) > clock.now() - timedelta(hours=1)
