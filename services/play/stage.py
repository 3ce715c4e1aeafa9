"""What all parts of a play share: who acts, when it is, and where things are in the API."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.kit import clock
from services.play.actors import Doors, Someone
from services.play.case import Applicant, Case

Advance = Callable[[datetime], Awaitable[None]]
Say = Callable[[str], None]

PARTS_TO_FILL = {
    "hr_adviser": "vikar.personal",
    "approver": "vikar.godkjenner",
    "union_representative": "vikar.tillitsvalgt",
}
"""Parts that a case cannot do without, and who has them when the one they were given to is out."""


@dataclass(frozen=True)
class House:
    """Where the case is, and who is there, by address."""

    unit: str
    people: dict[str, str]
    """The ids of all who have a part."""
    stand_ins: dict[str, str]
    """Who steps in for somebody that a conflict of interest takes out: address for address."""


class Stage:
    """One case while it is played."""

    def __init__(self, case: Case, doors: Doors, advance: Advance, say: Say, house: House) -> None:
        self.case = case
        self.doors = doors
        self.say = say
        self.house = house
        self.id = ""
        self.applications: dict[str, str] = {}
        self.declared = False
        """Whether conflicts are declared, so that those who have one are out."""
        self._advance = advance
        self._withdrawn: set[str] = set()

    # who

    async def leader(self) -> Someone:
        """Who leads the case: the leader, or HR where a conflict has taken the leader out."""
        people = self.case.people
        return await self._now(people.hr_adviser if self._is_out(people.leader) else people.leader)

    async def hr(self) -> Someone:
        return await self._now(self.case.people.hr_adviser)

    async def approver(self) -> Someone:
        return await self._now(self.case.people.approver)

    async def union(self) -> Someone:
        return await self._now(self.case.people.union_representative)

    async def impartial(self, *applicants: Applicant) -> Someone:
        """Who of those leading the case has no conflict with any of these applicants."""
        people = self.case.people
        leading = [people.leader, people.hr_adviser, *self.house.stand_ins.values()]
        free = (
            each
            for each in leading
            if not self._is_out(each)
            and all(each not in applicant.conflicted for applicant in applicants)
        )
        return await self.doors.staff(next(free))

    async def candidate(self, applicant: Applicant) -> Someone:
        return await self.doors.outsider(applicant.email, "receipt")

    def everyone(self) -> list[str]:
        """All who may see applicants, those who step in included."""
        return [*self.case.people.everyone(), *self.house.stand_ins.values()]

    def parts_now(self) -> list[tuple[str, str]]:
        """Address and relation of every part, without those who are out."""
        people = self.case.people
        parts: dict[tuple[str, str], None] = {}
        for address, relation in people.parts():
            if not self._is_out(address):
                parts[address, relation] = None
            elif relation == "hiring_manager":
                parts[self._stands_for(people.hr_adviser), relation] = None
            elif relation in PARTS_TO_FILL and address in self.house.stand_ins:
                parts[self._stands_for(address), relation] = None
        return list(parts)

    def may_assess(self, address: str, applicant: Applicant) -> bool:
        return address not in applicant.conflicted and not self._is_out(address)

    def _is_out(self, address: str) -> bool:
        return self.declared and address in self.case.leaving()

    async def _now(self, address: str) -> Someone:
        return await self.doors.staff(self._stands_for(address))

    def _stands_for(self, address: str) -> str:
        """Who has a part now: the one it was given to, or who stepped in."""
        stand_in = self.house.stand_ins.get(address) if self._is_out(address) else None
        return stand_in or address

    # when

    async def until(self, moment: datetime) -> None:
        """Let time go by; sessions do not last through it."""
        await self._advance(moment)
        self.doors.shut()

    async def settle(self) -> None:
        """Let everything that is on its way arrive."""
        await self._advance(clock.now())

    # where

    def path(self, rest: str) -> str:
        return f"/recruitments/{self.id}/{rest}"

    async def edit(self, someone: Someone, what: str, body: Any) -> None:
        """Write over what people edit, in the version it has now."""
        version = (await someone.get(self.path(what)))["version"]
        await someone.put(self.path(what), body, version)

    async def ranking(self) -> list[dict[str, Any]]:
        """The ranking by the formula; equal totals by address, only to be repeatable.

        Last come those who cannot be ranked, because a criterion has no mark that counts.
        """
        ranked = await (await self.leader()).get(self.path("ranking"))
        known = {application: email for email, application in self.applications.items()}
        rows = [{**each, "email": known[each["application_id"]]} for each in ranked["items"]]
        return sorted(rows, key=lambda row: (-float(row["total"] or 0), row["email"]))

    # applicants

    async def withdraw(self, leaving: Iterable[Applicant]) -> None:
        """These withdraw, each by the link in their receipt."""
        for applicant in leaving:
            candidate = await self.candidate(applicant)
            await candidate.post(
                f"/my/applications/{self.applications[applicant.email]}/withdrawal"
            )
            self._withdrawn.add(applicant.email)
        await self.settle()

    def still(self) -> list[Applicant]:
        """Who has not withdrawn."""
        return [each for each in self.case.applicants if each.email not in self._withdrawn]

    def to_interview(self) -> list[Applicant]:
        """Who is interviewed: qualified, and with marks in the file."""
        return [each for each in self.still() if each.is_qualified and each.ratings]

    def who(self, email: str) -> Applicant:
        return next(each for each in self.case.applicants if each.email == email)
