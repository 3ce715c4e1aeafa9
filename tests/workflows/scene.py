"""A need that has been submitted, with people of its own, in the environment on skipped time."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from services.kit import clock
from services.play import hospital, preparing
from services.play.actors import Someone, answered
from services.play.ground import PlayGround, until
from services.play.run import OPERATOR
from services.play.stage import Stage
from tests.journeys.large import large_case

HOUSE = "helse.example.org"
UNIT = ["Helse Nord RHF", "Helgelandssykehuset HF", "Stegvis avdeling"]


async def ask(
    someone: Someone,
    method: str,
    path: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
) -> Any:
    """Any request of somebody signed in; raises `Refused` for a no."""
    answer = await someone.api.request(
        method,
        f"/api/v1{path}",
        json=body,
        headers={"Authorization": f"Bearer {someone.token}", **(headers or {})},
    )
    return answered(answer)


@dataclass
class Scene:
    """A case and its people, none of whom has a part in any other."""

    ground: PlayGround
    stage: Stage
    addresses: dict[str, str] = field(default_factory=dict[str, str])

    async def as_(self, part: str) -> Someone:
        """Somebody of the case, signed in."""
        return await self.ground.doors.staff(self.addresses[part])

    def person(self, part: str) -> str:
        return self.stage.house.people[self.addresses[part]]

    async def pass_days(self, days: int) -> None:
        await self.stage.until(clock.now() + timedelta(days=days))

    async def until(self, moment: str | datetime) -> None:
        """To an instant, as the API gives it."""
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        await self.stage.until(at + timedelta(seconds=1))

    async def task(self, part: str, step: str, state: str = "open") -> dict[str, Any]:
        """The one task of a step that somebody has."""
        listed = await (await self.as_(part)).every("/tasks", state=state, step=step)
        [found] = [each for each in listed if each["process_id"] == self.stage.id]
        return found

    async def phase(self) -> str:
        shown = await (await self.as_("leader")).get(f"/recruitments/{self.stage.id}")
        return str(shown["phase"])

    async def letters(self, part: str) -> list[str]:
        """The kinds of letter somebody has got, in order."""
        return [
            each["letter"]
            for each in await self.ground.doors.letters(to=self.addresses[part].lower())
        ]


async def handed_in(ground: PlayGround) -> Scene:
    """A need whose leader has submitted it a moment ago; nobody is asked yet."""
    mark = uuid4().hex[:8]
    names = ("leader", "hr", "union", "approver", "assessor", "other")
    addresses = {part: f"{part}.{mark}@{HOUSE}" for part in names}
    case = large_case(2, interviewed=1, assessors=2).model_copy(update={"unit": [*UNIT, mark]})
    case.people = case.people.model_copy(
        update={
            "leader": addresses["leader"],
            "hr_adviser": addresses["hr"],
            "union_representative": addresses["union"],
            "approver": addresses["approver"],
            "assessors": [addresses["leader"], addresses["assessor"]],
            "expert": addresses["other"],
        }
    )
    case.need.wanted_start = date(2035, 1, 1)

    async def advance(moment: datetime) -> None:
        await until(ground, moment)

    ground.doors.shut()
    house = await hospital.set_up(ground.doors, OPERATOR, case)
    stage = Stage(case, ground.doors, advance, lambda what: None, house)
    await preparing.submit_need(stage)
    return Scene(ground, stage, addresses)


async def submitted(ground: PlayGround) -> Scene:
    """The same, and the union and HR are asked."""
    scene = await handed_in(ground)
    await scene.stage.settle()
    return scene


async def waiting_for_approval(ground: PlayGround) -> Scene:
    """The same, discussed and looked into: only the approver is waited for."""
    scene = await submitted(ground)
    await preparing.discuss_need(scene.stage)
    await scene.stage.settle()
    return scene


async def absent(scene: Scene, part: str, deputy: str, *, accepted: bool = True) -> str:
    """An absence from tomorrow, for three days; its deputy has answered."""
    tomorrow = clock.today() + timedelta(days=1)
    body = {
        "deputy_id": scene.person(deputy),
        "starts": tomorrow.isoformat(),
        "ends": (tomorrow + timedelta(days=3)).isoformat(),
    }
    absence = await (await scene.as_(part)).post("/absences", body)
    await scene.stage.settle()
    if accepted:
        path = f"/absences/{absence['id']}/acceptance"
        await (await scene.as_(deputy)).post(path, {"accepted": True})
        await scene.stage.settle()
    return str(absence["id"])
