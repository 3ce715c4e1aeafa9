"""The newcomer is handed over, expected, received, or does not come after all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.kit import clock
from services.kit.database import Database
from services.kit.processes.tables import Outbox, Process
from services.onboarding import service
from services.onboarding.tables import Onboarding
from services.recruitment.offer import service as offers
from services.tasks.tables import Task
from tests.recruitment.hiring import START, Hiring
from tests.recruitment.nominating import begin
from workflows.payloads.codes import Fact, Relation, StepCode
from workflows.payloads.processes import ProcessKind


@pytest.fixture
async def hiring(database: Database, tmp_path: Path) -> Hiring:
    found = await begin(database, tmp_path)
    await found.nominate("anna", "bo")
    await found.check_preference()
    return found


async def handed_over(hiring: Hiring) -> tuple[UUID, UUID]:
    """Anna has accepted; the onboarding and the offer."""
    offer = UUID((await hiring.offer())["offer_id"])
    await hiring.answer("anna", "accepted")
    async with hiring.database.transaction() as session:
        onboarding = await service.hand_over(session, offer, clock.now())
    assert onboarding
    return onboarding, offer


def on_the_first_day() -> None:
    first = datetime(START.year, START.month, START.day, 12, tzinfo=UTC)
    clock.set_offset(first - clock.now() + clock.offset(), mode="embedded")


async def test_strangers_see_nobody(hiring: Hiring) -> None:
    onboarding, _ = await handed_over(hiring)
    for path, method in (
        ("/onboardings", "GET"),
        (f"/onboardings/{onboarding}", "GET"),
        (f"/onboardings/{onboarding}/reception", "POST"),
    ):
        assert (await hiring.ask(None, method, path)).status_code == 401
        for name in ("stranger", "neighbour", "expert", "anna"):
            response = await hiring.ask(name, method, path)
            if name == "anna":
                assert response.json()["code"] == "sign_in_needed", path
            elif path == "/onboardings":
                assert response.json() == {"items": [], "next": None}
            else:
                assert response.status_code == 404, (name, path)


async def test_handed_over_once_with_its_parent(hiring: Hiring) -> None:
    onboarding, offer = await handed_over(hiring)
    async with hiring.database.transaction() as session:
        again = await service.hand_over(session, offer, clock.now())
        assert again == onboarding
        first = await service.first_day(session, onboarding)
    assert first == datetime(2027, 3, 1, 6, tzinfo=UTC)
    process = await hiring.row(Process, id=onboarding)
    assert (process.kind, process.parent_id) == (ProcessKind.ONBOARDING, hiring.case)
    assert (await hiring.row(Outbox, process_id=onboarding)).number == 0
    row = await hiring.row(Onboarding, id=onboarding)
    assert (row.person_id, row.first_day) == (hiring.people["anna"], START)


async def test_leader_and_hr_see_the_newcomer(hiring: Hiring) -> None:
    onboarding, _ = await handed_over(hiring)
    for name in ("leader", "hr"):
        (line,) = (await hiring.ask(name, "GET", "/onboardings")).json()["items"]
        assert (line["id"], line["name"], line["state"]) == (
            str(onboarding),
            "Anna Aas",
            "expected",
        )
        one = await hiring.ask(name, "GET", f"/onboardings/{onboarding}")
        assert one.json() == line


async def test_who_was_given_the_task_receives_the_newcomer(hiring: Hiring) -> None:
    onboarding, _ = await handed_over(hiring)
    task = Task(
        process_id=onboarding,
        step=StepCode.RECEIVE_NEWCOMER,
        relation=Relation.HIRING_MANAGER,
        owner_id=hiring.people["stranger"],
        holder_id=hiring.people["stranger"],
        assignee_id=hiring.people["stranger"],
        in_place_of=hiring.people["leader"],
        default="stop",
        due_at=clock.now(),
        lapse_at=clock.now(),
    )
    await hiring.add(task)
    on_the_first_day()
    path = f"/onboardings/{onboarding}/reception"
    assert (await hiring.ask("stranger", "POST", path)).status_code in {200, 201}
    assert (await hiring.ask("stranger", "GET", f"/onboardings/{onboarding}")).status_code == 404


async def test_undone_hire_is_told_once(hiring: Hiring) -> None:
    onboarding, offer = await handed_over(hiring)
    # After the first day somebody was asked to receive whoever is not coming.
    at = clock.now()
    task = Task(
        process_id=onboarding,
        step=StepCode.RECEIVE_NEWCOMER,
        relation="hiring_manager",
        owner_id=hiring.people["leader"],
        assignee_id=hiring.people["leader"],
        default="stop",
        due_at=at,
        lapse_at=at,
    )
    await hiring.add(task)
    for _ in range(2):
        async with hiring.database.transaction() as session:
            await service.undo(session, offer, clock.now())
    assert await hiring.told(onboarding) == [(Fact.HIRE_UNDONE, None)]
    assert (await hiring.row(Task, id=task.id)).state == "dropped"
    assert (await hiring.row(Onboarding, id=onboarding)).state == "undone"
    async with hiring.database.transaction() as session:
        await service.undo(session, uuid4(), clock.now())
        await service.receive(session, onboarding, clock.now())
    assert (await hiring.row(Onboarding, id=onboarding)).state == "undone"


async def test_withdrawn_offers_of_an_ended_case_are_undone(hiring: Hiring) -> None:
    onboarding, offer = await handed_over(hiring)
    async with hiring.database.transaction() as session:
        await service.undo_withdrawn(session, hiring.case, clock.now())
    assert (await hiring.row(Onboarding, id=onboarding)).state == "expected"
    async with hiring.database.transaction() as session:
        await offers.withdraw_offer(session, offer, clock.now())
        await service.undo_withdrawn(session, hiring.case, clock.now())
    assert (await hiring.row(Onboarding, id=onboarding)).state == "undone"


async def test_received_from_the_first_day_on(hiring: Hiring) -> None:
    onboarding, _ = await handed_over(hiring)
    path = f"/onboardings/{onboarding}/reception"
    early = await hiring.ask("leader", "POST", path)
    assert (early.status_code, early.json()["code"]) == (409, "before_first_day")
    on_the_first_day()
    await hiring.add(
        Task(
            process_id=onboarding,
            step=StepCode.RECEIVE_NEWCOMER,
            relation=Relation.HIRING_MANAGER,
            assignee_id=hiring.people["leader"],
            default="stop",
            due_at=clock.now(),
            lapse_at=clock.now() + timedelta(days=1),
        )
    )
    received = await hiring.ask("leader", "POST", path)
    assert received.json()["state"] == "received"
    assert await hiring.told(onboarding) == [(Fact.NEWCOMER_RECEIVED, None)]
    assert (await hiring.row(Task, process_id=onboarding)).state == "done"
    again = await hiring.ask("leader", "POST", path)
    assert (again.status_code, again.json()["code"]) == (409, "not_expected")


async def test_steps_find_their_people(hiring: Hiring) -> None:
    onboarding, _ = await handed_over(hiring)
    async with hiring.database.transaction() as session:
        for relation, name in ((Relation.HIRING_MANAGER, "leader"), (Relation.NEW_HIRE, "anna")):
            found = await service.find(session, onboarding, relation, None)
            assert found == hiring.people[name]
        assert await service.find(session, uuid4(), Relation.HIRING_MANAGER, None) is None
