"""Requests to be left off the public list, and the list frozen for each deadline."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlmodel import select

from services.access import audit
from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.workdays import Workdays
from services.organisation.tables import ClosedDay
from services.recruitment.advert.tables import Advert, AdvertVersion
from services.selection.interviews import service as interviews
from services.selection.lists import service
from services.selection.lists.tables import ExemptionRequest, PublicList
from services.tasks.tables import Task
from tests.locking import locked
from tests.selection.scene import Scene, skip
from workflows.payloads.codes import Fact, StepCode

GRANT = {"granted": True, "reason": "The present job would be at risk."}
REFUSE = {"granted": False, "reason": "The post leads forty people."}


async def ask_exemption(scene: Scene, name: str) -> UUID:
    """Somebody applies and asks to be left off; the process has opened the request."""
    one = await scene.apply(
        name, exemption_asked=True, exemption_reason=f"{name} must not be seen.", gender="woman"
    )
    async with scene.database.transaction() as session:
        assert await service.open_exemption(session, one, clock.now())
    return one


async def decide(scene: Scene, one: UUID, body: dict[str, Any]) -> httpx.Response:
    """HR decides the request of an application, which the list of requests does not name."""
    async with scene.database.transaction() as session:
        request = await service.exemption_of(session, one)
    return await scene.ask("hr", "POST", f"exemption-requests/{request.id}/decision", body)


async def withdraw(scene: Scene, one: UUID) -> None:
    async with scene.database.transaction() as session:
        application = await session.get_one(Application, one)
        application.state, application.withdrawn_at = "withdrawn", clock.now()


async def freeze(scene: Scene) -> UUID | None:
    async with scene.database.transaction() as session:
        return await service.freeze_list(session, scene.case_id, scene.closes_at, clock.now())


async def settle(scene: Scene, one: UUID) -> bool:
    async with scene.database.transaction() as session:
        return await service.settle_exemption(session, one, clock.now())


async def pending(scene: Scene) -> int:
    async with scene.database.transaction() as session:
        return await service.pending_exemptions(session, scene.case_id, scene.closes_at)


class TestDecision:
    async def test_anonymous_neighbour_and_wrong_part(self, scene: Scene):
        one = await ask_exemption(scene, "Aisha Rahman")
        path = f"exemption-requests/{one}/decision"
        for who, status in {None: 401, "neighbour": 404, "stranger": 404, "expert": 403}.items():
            assert (await scene.ask(who, "GET", "exemption-requests")).status_code == status
            assert (await scene.ask(who, "POST", path, GRANT)).status_code == status

    async def test_shows_no_name(self, scene: Scene):
        await ask_exemption(scene, "Aisha Rahman")
        answer = await scene.ask("hr", "GET", "exemption-requests")
        assert "Aisha" not in answer.text
        assert "Rahman" not in answer.text
        assert answer.json()["items"][0]["reason"].endswith("must not be seen.")
        # Nor can it be joined to the blind number, by which applications are listed.
        assert str(scene.applications["Aisha Rahman"]) not in answer.text

    async def test_granted_is_settled_at_once(self, scene: Scene):
        one = await ask_exemption(scene, "Aisha Rahman")
        task = await scene.task(StepCode.DECIDE_EXEMPTION, None, "hr", process=one)
        answer = await decide(scene, one, GRANT)
        assert answer.json() == {"granted": True, "withdraw_by": None}
        assert await scene.told() == [(Fact.EXEMPTION_SETTLED, one)]
        assert await scene.told(one) == [(Fact.EXEMPTION_GRANTED, one)]
        assert await settle(scene, one)
        assert len(await scene.told()) == 1
        async with scene.database.transaction() as session:
            assert (await session.get_one(Task, task)).state == "done"

    async def test_decided_once_and_with_a_reason(self, scene: Scene):
        one = await ask_exemption(scene, "Aisha Rahman")
        blank = await decide(scene, one, {"granted": True, "reason": "  "})
        assert blank.status_code == 422
        await decide(scene, one, REFUSE)
        again = await decide(scene, one, GRANT)
        assert (again.status_code, again.json()["code"]) == (409, "exemption_decided")

    async def test_not_asked_withdrawn_or_of_another_case(self, scene: Scene):
        one = scene.applications["Jon Storvik"]
        # An application is not addressed here: its id tells the blind number.
        path = f"exemption-requests/{one}/decision"
        assert (await scene.ask("hr", "POST", path, GRANT)).status_code == 404
        two = await ask_exemption(scene, "Aisha Rahman")
        await withdraw(scene, two)
        answer = await decide(scene, two, GRANT)
        assert (answer.status_code, answer.json()["code"]) == (409, "application_withdrawn")
        path = f"exemption-requests/{scene.case_id}/decision"
        assert (await scene.ask("hr", "POST", path, GRANT)).status_code == 404

    async def test_refused_leaves_three_working_days(self, scene: Scene):
        one = await ask_exemption(scene, "Aisha Rahman")
        async with scene.database.transaction() as session:
            # The next day on which the unit would work is closed.
            closed = Workdays().next_after(clock.today())
            session.add(ClosedDay(unit_id=scene.trust_id, day=closed))
        await decide(scene, one, REFUSE)
        async with scene.database.transaction() as session:
            found = await service.exemption_of(session, one)
        expected = Workdays(frozenset({closed})).add(clock.now(), 3)
        assert found.withdraw_by == expected
        assert not await settle(scene, one)
        assert await freeze(scene) is None
        skip(expected - clock.now() + timedelta(seconds=1))
        assert await settle(scene, one)
        assert await scene.told() == [(Fact.EXEMPTION_SETTLED, one)]
        assert await freeze(scene)

    async def test_withdrawn_is_settled(self, scene: Scene):
        one = await ask_exemption(scene, "Aisha Rahman")
        await withdraw(scene, one)
        assert await settle(scene, one)
        assert await settle(scene, one)
        assert await scene.told() == [(Fact.EXEMPTION_SETTLED, one)]

    async def test_whoever_withdraws_locks_as_whoever_freezes(self, scene: Scene):
        one = await ask_exemption(scene, "Aisha Rahman")
        await withdraw(scene, one)
        with locked(scene.database) as withdrawing:
            async with scene.database.transaction() as session:
                assert await service.settle_exemption(session, one, clock.now())
                await interviews.withdraw(session, one, clock.now())
        assert withdrawing[:4] == ["recruitment", "exemption_request", "audit_chain", "process"]
        with locked(scene.database) as freezing:
            await freeze(scene)
        assert freezing == ["recruitment", "audit_chain"]

    async def test_whoever_decides_locks_so_too(self, scene: Scene):
        one = await ask_exemption(scene, "Aisha Rahman")
        with locked(scene.database) as deciding:
            assert (await decide(scene, one, GRANT)).status_code == 200
        order = [each for each in deciding if each in {"recruitment", "task", "process"}]
        assert order == ["recruitment", "task", "process"]


class TestOpening:
    async def test_once_and_only_if_asked(self, scene: Scene):
        one = await ask_exemption(scene, "Aisha Rahman")
        async with scene.database.transaction() as session:
            assert await service.open_exemption(session, one, clock.now())
            jon = scene.applications["Jon Storvik"]
            assert not await service.open_exemption(session, jon, clock.now())
            assert len((await session.exec(select(ExemptionRequest))).all()) == 1

    async def test_pending_counts_those_not_opened_yet(self, scene: Scene):
        one = await scene.apply("Aisha Rahman", exemption_asked=True)
        assert await pending(scene) == 1
        assert await freeze(scene) is None
        await withdraw(scene, one)
        assert await pending(scene) == 0


class TestPublicList:
    async def test_anonymous_and_neighbour(self, scene: Scene):
        for who, status in {None: 401, "neighbour": 404, "stranger": 404}.items():
            assert (await scene.ask(who, "GET", "public-lists")).status_code == status

    async def test_frozen_once_for_a_deadline(self, scene: Scene):
        one = await ask_exemption(scene, "Aisha Rahman")
        await decide(scene, one, GRANT)
        await withdraw(scene, scene.applications["Jon Storvik"])
        late = await scene.apply("Late Comer", received_at=clock.now())
        frozen = await freeze(scene)
        await withdraw(scene, scene.applications["Sara Guttorm"])
        assert await freeze(scene) == frozen
        items = (await scene.ask("approver", "GET", "public-lists")).json()["items"]
        assert len(items) == 1
        assert (items[0]["total"], items[0]["women"], items[0]["men"]) == (3, 1, 0)
        assert [entry["name"] for entry in items[0]["entries"]] == [
            "Ingrid Nyheim",
            "Sara Guttorm",
        ]
        assert str(late) not in str(items)
        async with scene.database.transaction() as session:
            assert (await audit.verify(session)).whole

    async def test_names_nobody_who_never_applied(self, scene: Scene):
        await freeze(scene)
        async with scene.database.transaction() as session:
            forged = await session.get_one(Application, scene.applications["Jon Storvik"])
            forged.disowned_at = clock.now()
        (shown,) = (await scene.ask("approver", "GET", "public-lists")).json()["items"]
        assert [entry["name"] for entry in shown["entries"]] == ["Ingrid Nyheim", "Sara Guttorm"]
        assert shown["total"] == 3

    async def test_an_extension_has_a_list_of_its_own(self, scene: Scene):
        await freeze(scene)
        async with scene.database.transaction() as session:
            await service.freeze_list(
                session, scene.case_id, scene.closes_at + timedelta(days=7), clock.now()
            )
            versions = [row.version for row in await session.exec(select(PublicList))]
        assert sorted(versions) == [1, 2]

    async def test_is_owed_for_every_deadline_that_has_passed(self, scene: Scene):
        """Extended twice: who came between the first two is on the list of the second."""
        first, second, third = (scene.closes_at + timedelta(days=7 * n) for n in range(3))
        async with scene.database.transaction() as session:
            session.add_all(
                AdvertVersion(
                    advert_id=scene.advert_id,
                    number=number,
                    texts={},
                    closes_at=deadline,
                    person_id=scene.people["leader"],
                )
                for number, deadline in enumerate((first, second, second, third), 1)
            )
            advert = await session.get_one(Advert, scene.advert_id)
            advert.first_closes_at, advert.closes_at = first, third
        one = await scene.apply("Aisha Rahman", received_at=first + timedelta(days=1))
        for at, owed in ((first, False), (second, True), (third, True)):
            async with scene.database.transaction() as session:
                moment = at + timedelta(days=2)
                assert await service.list_is_owed(session, one, moment) is owed

    async def test_cannot_be_joined_to_a_blind_application(self, scene: Scene):
        await freeze(scene)
        await scene.declare()

        async def ids(who: str) -> set[str | None]:
            items = (await scene.ask(who, "GET", "public-lists")).json()["items"]
            return {entry["application_id"] for entry in items[0]["entries"]}

        assert await ids("hr") == {None}
        await scene.screen()
        assert await ids("hr") == {str(one) for one in scene.applications.values()}
