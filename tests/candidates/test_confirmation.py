"""A candidate says which of the applications in their name are theirs."""

from typing import Any

import httpx
import pytest
from sqlmodel import select

from services.candidates.applications.tables import ApplicationVersion
from services.kit import clock
from services.recruitment.impartiality import store as impartiality
from services.recruitment.need import store as need
from services.recruitment.need.tables import Recruitment
from services.selection.conflicts.tables import Conflict
from services.tasks import store as tasks
from services.tasks.tables import Task
from tests.candidates.applying import audited, read, told
from tests.candidates.conftest import Apply, World
from tests.locking import locked
from workflows.payloads.codes import Phase, Relation, StepCode


async def test_an_application_sent_again_counts_when_it_is_owned(
    anonymous: httpx.AsyncClient, world: World, apply: Apply
) -> None:
    mine = await apply(letter="First.")
    await apply(mine.case, letter="Second.", exemption_asked=True, exemption_reason="My boss.")
    shown = (await anonymous.get(mine.path, headers=mine.me)).json()
    assert (shown["letter"], [one["version"] for one in shown["unconfirmed"]]) == ("First.", [2])
    answer = await anonymous.post(
        f"{mine.path}/confirmation", json={"version": 2, "mine": True}, headers=mine.me
    )
    assert answer.status_code == 200
    assert (answer.json()["letter"], answer.json()["unconfirmed"]) == ("Second.", [])
    assert answer.json()["exemption_asked"] is True
    assert await told(world, mine.id) == [
        None,
        "application_again",
        "application_corrected",
        "exemption_asked",
    ]
    again = await anonymous.post(
        f"{mine.path}/confirmation", json={"version": 2, "mine": True}, headers=mine.me
    )
    assert again.status_code == 404


async def test_an_application_of_somebody_else_is_disowned(
    anonymous: httpx.AsyncClient, world: World, apply: Apply
) -> None:
    mine = await apply(letter="First.")
    await apply(mine.case, letter="Forged.")
    answer = await anonymous.post(
        f"{mine.path}/confirmation", json={"version": 2, "mine": False}, headers=mine.me
    )
    assert (answer.json()["letter"], answer.json()["unconfirmed"]) == ("First.", [])
    assert await told(world, mine.id) == [None, "application_again"]
    assert (await audited(world, mine.id))[-1] == "application.disowned"


NOT_MINE = {"version": 1, "mine": False}


async def test_who_never_applied_is_no_applicant(
    anonymous: httpx.AsyncClient, world: World, apply: Apply, handed: dict[str, Any]
) -> None:
    mine = await apply(letter="Forged.")
    case, person_id = mine.case.recruitment_id, (await read(world, mine.id)).person_id
    neighbour = await apply(mine.case, email="neighbour@example.org")
    relative = await world.person("relative@example.org")
    at = clock.now()
    task = Task(
        process_id=case,
        step=StepCode.SCORE,
        relation=Relation.ASSESSOR,
        default="stop",
        due_at=at,
        lapse_at=at,
    )
    async with world.database.transaction() as session:
        session.add_all(
            Conflict(recruitment_id=case, person_id=relative.id, application_id=application_id)
            for application_id in (mine.id, neighbour.id)
        )
    # Until then it may be theirs: who has applied takes no part in the case.
    async with world.database.transaction() as session:
        assert person_id in await tasks.barred(session, task)
    answer = await anonymous.post(f"{mine.path}/confirmation", json=NOT_MINE, headers=mine.me)
    assert (answer.status_code, answer.content) == (204, b"")
    row = await read(world, mine.id)
    assert (row.state, row.disowned_at) == ("withdrawn", row.erased_at)
    assert await told(world, mine.id) == [None, "application_withdrawn"]
    assert await audited(world, mine.id) == [
        *("application.received", "application.disowned", "application.erased")
    ]
    async with world.database.transaction() as session:
        left = (await session.exec(select(ApplicationVersion.application_id))).all()
        assert left == [neighbour.id]
        assert person_id not in await tasks.barred(session, task)
        assert person_id not in await need.applicants(session, case)
        assert not await impartiality.has_applied(session, case, person_id)
        declared = (await session.exec(select(Conflict.application_id))).all()
        assert declared == [neighbour.id]
    assert (await anonymous.get(mine.path, headers=mine.me)).status_code == 404
    again = await anonymous.post(f"/adverts/{mine.case.advert_id}/applications", json=handed)
    assert again.json()["id"] != str(mine.id)


async def test_what_one_has_taken_for_ones_own_is_withdrawn_instead(
    anonymous: httpx.AsyncClient, apply: Apply
) -> None:
    mine = await apply()
    current = mine.me | {"If-Match": "*"}
    await anonymous.patch(mine.path, json={"letter": "Mine."}, headers=current)
    answer = await anonymous.post(f"{mine.path}/confirmation", json=NOT_MINE, headers=mine.me)
    assert (answer.status_code, answer.json()["code"]) == (409, "application_owned")
    await anonymous.post(f"{mine.path}/withdrawal", headers=mine.me)
    other = await apply(email="other@example.org")
    await anonymous.post(f"{other.path}/withdrawal", headers=other.me)
    answer = await anonymous.post(f"{other.path}/confirmation", json=NOT_MINE, headers=other.me)
    assert (answer.status_code, answer.json()["code"]) == (409, "application_ended")


async def test_of_several_the_later_one_is_answered_first(
    anonymous: httpx.AsyncClient, apply: Apply
) -> None:
    """The first may be somebody else's, and the second, which would go with it, one's own."""
    mine = await apply(letter="Forged.")
    await apply(mine.case, letter="Forged too.")
    path = f"{mine.path}/confirmation"
    answer = await anonymous.post(path, json=NOT_MINE, headers=mine.me)
    assert (answer.status_code, answer.json()["code"]) == (409, "later_one_waits")
    later = {"version": 2, "mine": False}
    assert (await anonymous.post(path, json=later, headers=mine.me)).status_code == 200
    assert (await anonymous.post(path, json=NOT_MINE, headers=mine.me)).status_code == 204


@pytest.mark.parametrize(
    ("phase", "status"), [(Phase.SCREENING, 200), (Phase.INTERVIEWS, 409), (Phase.OFFER, 409)]
)
async def test_it_counts_after_the_deadline_while_nobody_is_chosen(
    anonymous: httpx.AsyncClient, world: World, apply: Apply, phase: Phase, status: int
) -> None:
    mine = await apply()
    await apply(mine.case, letter="Second.")
    async with world.database.transaction() as session:
        (await session.get_one(Recruitment, mine.case.recruitment_id)).phase = phase
    answer = await anonymous.post(
        f"{mine.path}/confirmation", json={"version": 2, "mine": True}, headers=mine.me
    )
    assert answer.status_code == status


async def test_the_case_is_locked_before_the_application(
    anonymous: httpx.AsyncClient, world: World, apply: Apply
) -> None:
    mine = await apply()
    await apply(mine.case, letter="Second.", exemption_asked=True, exemption_reason="My boss.")
    said = {"version": 2, "mine": True}
    with locked(world.database) as tables:
        answer = await anonymous.post(f"{mine.path}/confirmation", json=said, headers=mine.me)
    assert answer.json()["exemption_asked"] is True
    order = [each for each in tables if each in {"recruitment", "application", "audit_chain"}]
    assert order == ["recruitment", "application", "audit_chain"]
