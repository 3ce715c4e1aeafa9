"""A recruitment in a few seconds of real time: the course of a play, with people who hurry."""

import asyncio
import random
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import httpx

from services.kit import clock
from services.play.actors import CODE, LINK, Doors, Refused, Someone, answered
from services.play.case import Applicant, Case
from services.play.course import Course
from tests.faults.client import PATIENCE
from tests.faults.mail import Mails, Taken
from workflows.payloads.codes import Ending as CaseEnding
from workflows.payloads.codes import LetterKind

OPEN = timedelta(seconds=8)
"""How long an advert stands; extended while somebody has not got an answer to an application."""
NOTICE = timedelta(seconds=2)
CODES_IN_A_ROW = 6
LOOK_EVERY = 0.3


class Ending(StrEnum):
    """How a case ends."""

    HIRED = "hired"
    CANCELLED = "cancelled"
    SEARCH_FAILED = "search failed"
    ALL_WITHDREW = "all withdrew"
    SECOND_HIRED = "the first declined"


class PatientDoors(Doors):
    """People get in by the letters that the faulty SMTP server has taken."""

    def __init__(self, api: httpx.AsyncClient, mails: Mails) -> None:
        super().__init__(api, api)
        self._mails = mails

    async def outsider(self, address: str, letter: str) -> Someone:
        """By link and code; what was lost on the way is asked for again, as in another browser."""
        if address not in self._in:
            link = LINK.search((await self._newest_taken(address, letter, 1)).text)
            assert link
            for tries in range(1, CODES_IN_A_ROW + 1):
                try:
                    await self._by_code(address, link[1])
                    break
                except Refused:
                    if tries == CODES_IN_A_ROW:
                        raise
        return self._in[address]

    async def _by_code(self, address: str, link: str) -> None:
        before = len(self._mails.to(address, LetterKind.SIGN_IN_CODE))
        browser = answered(await self._api.get(f"/api/v1/links/{link}"))["browser"]
        self._api.cookies.clear()
        path = f"/api/v1/links/{link}"
        answered(await self._api.post(f"{path}/codes", json={"browser": browser}))
        mail = await self._newest_taken(address, LetterKind.SIGN_IN_CODE, before + 1)
        code = CODE.search(mail.text)
        assert code
        opened = await self._api.post(
            f"{path}/sessions", json={"code": code[1], "browser": browser}
        )
        self._let_in(address, opened)

    async def _newest_taken(self, address: str, letter: str, at_least: int) -> Taken:
        async with asyncio.timeout(PATIENCE):
            while len(found := self._mails.to(address, letter)) < at_least:
                await asyncio.sleep(LOOK_EVERY)
        return found[-1]


async def _sleep_until(moment: datetime) -> None:
    await asyncio.sleep(max(0.0, (moment - clock.now()).total_seconds()))


class Hurried(Course):
    """One case from the need to its end, whatever happens to the parts meanwhile."""

    def __init__(
        self,
        case: Case,
        ending: Ending,
        doors: Doors,
        unit: str,
        people: dict[str, str],
        chance: random.Random,
    ) -> None:
        super().__init__(case, doors, _sleep_until, self._note, unit, people)
        self.ending = ending
        self.at = "the beginning"
        self._chance = chance
        self._extending = asyncio.Lock()

    def _note(self, what: str) -> None:
        self.at = what

    async def play(self) -> None:
        await self.analyse_job()
        await self.advertise()
        await self.receive_applications()
        if self.ending is Ending.ALL_WITHDREW:
            await self._everybody_withdraws()
            await self._cancel()
            return
        await self.pass_deadline()
        await self.screen()
        if self.ending is Ending.CANCELLED:
            await self._cancel()
        elif await self.shortlist():
            await self.interview()
            await self.score()
            await self.nominate()
            await self.hire()
        self.at = "the end"

    def right_end(self) -> str:
        """The ending that the case must have."""
        match self.ending:
            case Ending.HIRED | Ending.SECOND_HIRED:
                return CaseEnding.HIRED
            case Ending.SEARCH_FAILED:
                return CaseEnding.SEARCH_FAILED
            case Ending.CANCELLED | Ending.ALL_WITHDREW:
                return CaseEnding.CANCELLED

    def last_letters(self) -> dict[str, str]:
        """The last letter that each applicant must have, by address."""
        addresses = [each.email for each in self.case.applicants]
        match self.ending:
            case Ending.ALL_WITHDREW:
                return dict.fromkeys(addresses, LetterKind.WITHDRAWAL_CONFIRMED)
            case Ending.CANCELLED:
                return dict.fromkeys(addresses, LetterKind.CASE_CANCELLED)
            case Ending.SEARCH_FAILED:
                return dict.fromkeys(addresses, LetterKind.REJECTION)
            case Ending.HIRED | Ending.SECOND_HIRED:
                letters = dict.fromkeys(addresses, LetterKind.REJECTION)
                declined = self._nominated[: self.ending is Ending.SECOND_HIRED]
                letters |= dict.fromkeys(declined, LetterKind.OFFER_DECLINED)
                return letters | {self._nominated[len(declined)]: LetterKind.HIRED}

    async def advertise(self) -> None:
        self._say("Advertising")
        leader = await self.leader()
        advert = self.case.advert
        texts = {"nb": {"title": advert.nb}, "en": {"title": advert.en}}
        channels = [{"code": code} for code in advert.channels]
        await self._edit(leader, "advert", {"texts": texts, "channels": channels})
        await self._soon(leader, "publication", "closes_at", {}, OPEN)

    async def receive_applications(self) -> None:
        self._say("Applications")
        advert = (await (await self.leader()).get(self._path("advert")))["id"]
        await asyncio.gather(*(self._arrives(advert, each) for each in self.case.applicants))
        # Somebody is not sure and applies again: it is one application all the same.
        again = await self._apply(advert, self.case.applicants[0])
        assert again == self.applications[self.case.applicants[0].email]

    async def _arrives(self, advert: str, applicant: Applicant) -> None:
        await asyncio.sleep(self._chance.uniform(0, OPEN.total_seconds() / 2))
        self.applications[applicant.email] = await self._apply(advert, applicant)

    async def _apply(self, advert: str, applicant: Applicant) -> str:
        while True:
            try:
                return await super()._apply(advert, applicant)
            except Refused as refused:
                if refused.status != 410:
                    raise
                await self._extend()

    async def _extend(self) -> None:
        async with self._extending:
            leader = await self.leader()
            closes_at = (await leader.get(self._path("advert")))["closes_at"]
            if closes_at < clock.now().isoformat():
                await self._soon(leader, "extension", "closes_at", {}, OPEN)

    async def pass_deadline(self) -> None:
        self._say("The deadline")
        advert = await (await self.leader()).get(self._path("advert"))
        await self._advance(datetime.fromisoformat(advert["closes_at"]))
        for address in self.case.people.everyone():
            await self._declare(address)

    async def interview(self) -> None:
        self._say("Interviews")
        leader = await self.leader()
        for applicant in self._interviewed():
            body = {
                "application_id": self.applications[applicant.email],
                "minutes": 60,
                "place": "Møterom 2",
            }
            await self._soon(leader, "interviews", "starts_at", body, NOTICE)
        await asyncio.sleep(NOTICE.total_seconds())
        await leader.post(self._path("interviews/end"))

    async def ranking(self) -> list[dict[str, Any]]:
        """The ranking, when the marks have opened."""
        async with asyncio.timeout(PATIENCE):
            while True:
                ranked = await super().ranking()
                if any(each["total"] is not None for each in ranked):
                    return ranked
                await asyncio.sleep(LOOK_EVERY)

    async def _check_and_sign(self) -> None:
        hr = await self.hr()
        async with asyncio.timeout(PATIENCE):
            while not (await hr.get(self._path("checks")))["items"]:
                await asyncio.sleep(LOOK_EVERY)
        await super()._check_and_sign()

    async def _everybody_withdraws(self) -> None:
        self._say("Withdrawals")
        for applicant in self.case.applicants:
            candidate = await self.candidate(applicant)
            path = f"/my/applications/{self.applications[applicant.email]}/withdrawal"
            await candidate.post(path)

    async def _cancel(self) -> None:
        self._say("Cancelling")
        leader = await self.leader()
        await leader.post(self._path("cancellation"), {"reason": "Stillingen er inndratt."})

    async def _soon(
        self, someone: Someone, path: str, what: str, body: dict[str, Any], ahead: timedelta
    ) -> None:
        """Say an instant that lies ahead; again where the answer took so long that it passed."""
        while True:
            moment = (clock.now() + ahead).isoformat()
            try:
                await someone.post(self._path(path), {**body, what: moment})
            except Refused as refused:
                if refused.status != 422:
                    raise
            else:
                return

    async def _edit(self, someone: Someone, what: str, body: Any) -> None:
        """Again from what is there, where a lost answer leaves it open whether it was changed."""
        while True:
            try:
                await super()._edit(someone, what, body)
            except Refused as refused:
                if refused.status != 412:
                    raise
            else:
                return
