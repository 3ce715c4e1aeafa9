"""A recruitment in a few seconds of real time, led by people who hurry and try again."""

import asyncio
import random
from datetime import datetime, timedelta
from typing import Any

from services.kit import clock
from services.seed import WARD
from tests.faults import hiring
from tests.faults.cases import (
    APPROVER,
    ENDS,
    HR,
    LEADER,
    NEED,
    OPTIONS,
    PANEL,
    PARTS,
    PROFILE,
    UNION,
    Applicant,
    Way,
)
from tests.faults.people import Doors, Refused, Someone
from workflows.payloads.codes import LetterKind

OPEN = timedelta(seconds=8)
"""How long an advert stands; extended while somebody has no answer to an application."""
NOTICE = timedelta(seconds=2)
INVITED = 2


class Course:
    """One case, from the need to its end."""

    def __init__(
        self, way: Way, applicants: list[Applicant], doors: Doors, chance: random.Random
    ) -> None:
        self.way = way
        self.applicants = applicants
        self.doors = doors
        self.id = ""
        self.applications: dict[str, str] = {}
        """What each address was answered when it applied."""
        self.last_letters = dict.fromkeys((each.address for each in applicants), ENDS[way][1])
        """The last letter that each address must get."""
        self.at = "the beginning"
        self.ended = False
        self._chance = chance
        self._extending = asyncio.Lock()

    async def play(self) -> None:
        """Everything in its order."""
        await self._analyse_job()
        await self._advertise()
        await self._receive_applications()
        if self.way is Way.ALL_WITHDRAW:
            await self._withdraw()
            await self._cancel()
        else:
            await self._select()
        self.ended = True

    async def _select(self) -> None:
        await self._pass_deadline()
        await self._screen()
        if self.way is Way.CANCELLED:
            await self._cancel()
        elif invited := await self._shortlist():
            await self._interview(invited)
            await hiring.nominate(self, invited)
            await hiring.hire(self, invited)

    async def _analyse_job(self) -> None:
        self.at = "job analysis"
        leader, union, hr, approver = [
            await self.doors.staff(each) for each in (LEADER, UNION, HR, APPROVER)
        ]
        units = (await leader.get("/units", limit="200"))["items"]
        members = [
            {"person_id": await self.doors.person(address), "relation": relation}
            for address, relation in PARTS
        ]
        unit = next(each["id"] for each in units if each["name"] == WARD)
        case = {**NEED, "unit_id": unit, "members": members}
        self.id = (await leader.post("/recruitments", case))["id"]
        answers = [{"option": option, "answer": "Looked at."} for option in OPTIONS]
        await leader.edit(self.path("alternatives"), {"alternatives": answers})
        await leader.edit(self.path("profile"), {"criteria": PROFILE})
        await leader.post(self.path("submission"))
        await union.post(self.path("discussion"), {"remark": None})
        await self.check_preference(hr, "before_advert")
        await approver.post(self.path("approval"), {"approved": True})

    async def check_preference(self, hr: Someone, stage: str) -> None:
        """Nobody has a preferential right."""
        found = {"stage": stage, "finding": "Ingen har fortrinnsrett.", "claim": False}
        await hr.post(self.path("preference-checks"), found)

    async def _advertise(self) -> None:
        self.at = "advertising"
        leader = await self.doors.staff(LEADER)
        texts = {"nb": {"title": "Sykepleier"}, "en": {"title": "Nurse"}}
        await leader.edit(self.path("advert"), {"texts": texts})
        await self._soon(leader, "publication", "closes_at", OPEN)

    async def _receive_applications(self) -> None:
        self.at = "applications"
        advert = (await (await self.doors.staff(LEADER)).get(self.path("advert")))["id"]
        await asyncio.gather(*(self._arrives(advert, each) for each in self.applicants))
        # Somebody is not sure and applies again: it is one application all the same.
        first = self.applicants[0]
        assert await self._apply(advert, first) == self.applications[first.address]

    async def _arrives(self, advert: str, applicant: Applicant) -> None:
        await asyncio.sleep(self._chance.uniform(0, OPEN.total_seconds() / 2))
        self.applications[applicant.address] = await self._apply(advert, applicant)

    async def _apply(self, advert: str, applicant: Applicant) -> str:
        sent = {
            "name": applicant.name,
            "email": applicant.address,
            "language": applicant.language,
        }
        while True:
            try:
                received = await self.doors.anybody.post(f"/adverts/{advert}/applications", sent)
            except Refused as refused:
                if refused.status != 410:
                    raise
                await self._extend()
            else:
                return str(received["id"])

    async def _extend(self) -> None:
        async with self._extending:
            leader = await self.doors.staff(LEADER)
            closes_at = (await leader.get(self.path("advert")))["closes_at"]
            if datetime.fromisoformat(closes_at) < clock.now():
                await self._soon(leader, "extension", "closes_at", OPEN)

    async def _pass_deadline(self) -> None:
        self.at = "the deadline"
        advert = await (await self.doors.staff(LEADER)).get(self.path("advert"))
        left = datetime.fromisoformat(advert["closes_at"]) - clock.now()
        await asyncio.sleep(max(0.0, left.total_seconds()))
        for address in dict(PARTS):
            someone = await self.doors.staff(address)
            await someone.get(self.path("names"))
            none: dict[str, Any] = {"application_ids": [], "reason": None}
            await someone.post(self.path("conflicts"), none)

    async def _screen(self) -> None:
        self.at = "screening"
        leader = await self.doors.staff(LEADER)
        for application in self.applications.values():
            path = self.path(f"applications/{application}/musts/authorisation")
            await leader.put(path, {"met": True, "note": "Lest i papirene."})
        await leader.post(self.path("screening"))

    async def _shortlist(self) -> list[Applicant]:
        self.at = "the shortlist"
        hires = self.way in {Way.HIRED, Way.SECOND_HIRED}
        invited = self.applicants[:INVITED] if hires else []
        ids = [self.applications[each.address] for each in invited]
        leader = await self.doors.staff(LEADER)
        body = {"application_ids": ids, "reason": "Etter søknad og papirer."}
        await leader.post(self.path("shortlist"), body)
        return invited

    async def _interview(self, invited: list[Applicant]) -> None:
        self.at = "interviews"
        leader = await self.doors.staff(LEADER)
        for applicant in invited:
            application = self.applications[applicant.address]
            what = {"application_id": application, "minutes": 60, "place": "Møterom 2"}
            await self._soon(leader, "interviews", "starts_at", NOTICE, **what)
        await asyncio.sleep(NOTICE.total_seconds())
        await leader.post(self.path("interviews/end"))
        for applicant in invited:
            sheet = {key: {"mark": mark, "note": "Sagt."} for key, mark in applicant.marks.items()}
            path = self.path(f"applications/{self.applications[applicant.address]}/scores")
            for address in PANEL:
                await (await self.doors.staff(address)).put(path, {"marks": sheet})

    async def _withdraw(self) -> None:
        self.at = "withdrawals"
        for address, application in self.applications.items():
            candidate = await self.doors.outsider(address, LetterKind.RECEIPT)
            await candidate.post(f"/my/applications/{application}/withdrawal")

    async def _cancel(self) -> None:
        self.at = "cancelling"
        leader = await self.doors.staff(LEADER)
        await leader.post(self.path("cancellation"), {"reason": "Stillingen er inndratt."})

    async def _soon(
        self, someone: Someone, path: str, what: str, ahead: timedelta, **body: Any
    ) -> None:
        """Say an instant that lies ahead; again where the answer took so long that it passed."""
        while True:
            moment = (clock.now() + ahead).isoformat()
            try:
                await someone.post(self.path(path), {**body, what: moment})
            except Refused as refused:
                if refused.status != 422:
                    raise
            else:
                return

    def path(self, rest: str) -> str:
        """Where something of this case is found."""
        return f"/recruitments/{self.id}/{rest}"
