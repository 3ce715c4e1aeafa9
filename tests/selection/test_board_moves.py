"""One thing done for many applicants: for all or for nobody, and undone within a minute."""

import re
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
from sqlmodel import col, func, select

from services.access.audit import AuditKind
from services.access.audit.tables import AuditEvent
from services.access.sessions import service as sessions
from services.access.sessions.rules import Method
from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.idempotency import SESSION_COOKIE
from services.messages.tables import Message
from services.selection.board.service import sweep
from services.selection.board.tables import Undoable
from services.selection.screening.tables import InterviewProposal, MustResult
from tests.selection.scene import MUSTS, ONE, THREE, TWO, Scene
from tests.selection.test_board import PAGE, whole

__all__ = ["whole"]

TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


class Browser:
    """Somebody at the page of the applicants, without script."""

    def __init__(self, scene: Scene, client: httpx.AsyncClient) -> None:
        self.scene, self._client = scene, client
        self.path = f"https://stafett.test/cases/{scene.case_id}/applicants"

    @classmethod
    async def of(cls, scene: Scene, who: str) -> "Browser":
        async with scene.database.transaction() as session:
            opened = await sessions.begin(
                session, scene.people[who], Method.DEMO, clock.now(), scene.settings
            )
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(scene.app),
            base_url="https://stafett.test",
            headers={**PAGE, "Accept-Language": "en"},
            cookies={SESSION_COOKIE: opened.token, "language": "en"},
        )
        return cls(scene, await scene.stack.enter_async_context(client))

    async def read(self) -> str:
        answer = await self._client.get(self.path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def hand_in(self, **fields: str | Sequence[str]) -> httpx.Response:
        token = TOKEN.search(await self.read())
        assert token
        data = {"form_token": token[1], **fields}
        return await self._client.post(self.path, data=data)

    async def move(self, move: str, *names: str, **more: str) -> httpx.Response:
        """Do something for these, the check passed."""
        ids = [str(self.scene.applications[name]) for name in names]
        return await self.hand_in(move=move, application_ids=ids, sure="yes", **more)

    async def undo(self, undoable: UUID | None = None) -> httpx.Response:
        async with self.scene.database.transaction() as session:
            newest = select(Undoable.id).order_by(col(Undoable.done_at).desc())
            found = undoable or (await session.exec(newest)).first()
        return await self.hand_in(undo=str(found))


async def answers(scene: Scene) -> set[tuple[UUID, bool | None, str | None]]:
    async with scene.database.transaction() as session:
        return {
            (row.application_id, row.met, row.note)
            for row in await session.exec(select(MustResult))
        }


async def proposed(scene: Scene) -> set[str]:
    async with scene.database.transaction() as session:
        ids = set(await session.exec(select(InterviewProposal.application_id)))
    return {name for name, one in scene.applications.items() if one in ids}


async def states(scene: Scene) -> dict[str, str]:
    async with scene.database.transaction() as session:
        rows = dict((await session.exec(select(Application.id, Application.state))).all())
    return {name: rows[one] for name, one in scene.applications.items()}


async def test_a_check_changes_nothing(whole: Scene) -> None:
    leader = await Browser.of(whole, "leader")
    ids = [str(one) for one in whole.applications.values()]
    answer = await leader.hand_in(move="not_met", application_ids=ids)
    assert answer.status_code == 200
    assert "It is about 3 applicants" in answer.text
    assert await answers(whole) == set()


async def test_it_is_done_for_all_and_undone(whole: Scene) -> None:
    leader = await Browser.of(whole, "leader")
    first = whole.applications[ONE]
    await leader.move("unclear", ONE, must=MUSTS[0], note="Ask for the licence.")
    before = await answers(whole)
    done = await leader.move("not_met", ONE, TWO, must=MUSTS[0], note="No licence.")
    assert done.status_code == 303
    assert await answers(whole) == {
        (first, False, "No licence."),
        (whole.applications[TWO], False, "No licence."),
    }
    assert (await leader.undo()).status_code == 303
    assert await answers(whole) == before == {(first, None, "Ask for the licence.")}
    async with whole.database.transaction() as session:
        told = await session.exec(
            select(AuditEvent)
            .where(AuditEvent.kind == AuditKind.MUST_ASSESSED)
            .order_by(col(AuditEvent.number))
        )
        assert [("undone" in one.data, one.data["met"]) for one in told] == [
            (False, None),
            (False, False),
            (False, False),
            (True, None),
            (True, None),
        ]
        assert (await session.exec(select(func.count()).select_from(Message))).one() == 0


async def test_every_must_without_an_answer(whole: Scene) -> None:
    leader = await Browser.of(whole, "leader")
    await leader.move("not_met", ONE, must=MUSTS[1], note="No.")
    assert (await leader.move("met", ONE, TWO, must="*")).status_code == 303
    found = await answers(whole)
    assert {met for one, met, _ in found if one == whole.applications[TWO]} == {True}
    assert {met for one, met, _ in found if one == whole.applications[ONE]} == {True, False}
    again = await leader.move("met", ONE, TWO, must="*")
    assert "Every must has an answer already" in again.text


async def test_what_was_judged_is_judged_as_before_when_undone(whole: Scene) -> None:
    await whole.screen(THREE)
    await whole.shortlist(ONE)
    leader = await Browser.of(whole, "leader")
    before = await states(whole)
    await leader.move("not_met", ONE, TWO, must=MUSTS[0], note="Withdrawn from the register.")
    assert set((await states(whole)).values()) == {"unqualified"}
    await leader.undo()
    assert await states(whole) == before
    assert before[ONE] == "interview"


async def test_for_nobody_where_it_is_not_for_one(whole: Scene) -> None:
    await whole.screen(TWO)
    leader = await Browser.of(whole, "leader")
    refused = await leader.move("propose", ONE, TWO)
    assert "and these do not: 12." in refused.text
    assert await proposed(whole) == set()
    async with whole.database.transaction() as session:
        gone = await session.get_one(Application, whole.applications[THREE])
        gone.state, gone.withdrawn_at = "withdrawn", clock.now()
    refused = await leader.move("not_met", ONE, THREE, must=MUSTS[0], note="No.")
    assert "not assessed any more: 13." in refused.text
    assert {met for one, met, _ in await answers(whole) if one == whole.applications[ONE]} == {True}


async def test_a_proposal_is_seen_decided_and_gone(whole: Scene) -> None:
    await whole.screen(THREE)
    leader = await Browser.of(whole, "leader")
    await leader.move("propose", ONE, TWO)
    assert await proposed(whole) == {ONE, TWO}
    assert "Proposed" in await (await Browser.of(whole, "union")).read()
    await leader.move("met", TWO)
    assert await proposed(whole) == {ONE}
    await leader.undo()
    assert await proposed(whole) == {ONE, TWO}
    await whole.shortlist(ONE)
    assert await proposed(whole) == set()
    assert (await states(whole))[TWO] == "qualified"


async def test_only_by_who_did_it_and_within_a_minute(whole: Scene) -> None:
    leader, hr = await Browser.of(whole, "leader"), await Browser.of(whole, "hr")
    await leader.move("not_met", ONE, must=MUSTS[0], note="No licence.")
    assert 'name="undo"' in await leader.read()
    over = "It cannot be undone any more"
    assert over in (await hr.undo()).text
    assert over in (await leader.undo(uuid4())).text
    clock.set_offset(timedelta(seconds=61), mode="embedded")
    refused = await leader.undo()
    assert over in refused.text
    assert 'name="undo"' not in refused.text
    assert len(await answers(whole)) == 1
    async with whole.database.transaction() as session:
        await sweep(session)
        assert (await session.exec(select(Undoable))).all() == []


async def test_not_where_somebody_has_changed_it_since(whole: Scene) -> None:
    leader = await Browser.of(whole, "leader")
    await leader.move("not_met", ONE, TWO, must=MUSTS[0], note="No licence.")
    path = f"applications/{whole.applications[TWO]}/musts/{MUSTS[0]}"
    await whole.ask("hr", "PUT", path, {"met": True, "note": "Found it."})
    assert "Somebody has changed this since" in (await leader.undo()).text
    assert {note for _, _, note in await answers(whole)} == {"No licence.", "Found it."}


async def test_only_who_leads_and_only_whom_they_may_see(whole: Scene) -> None:
    ids = [str(one) for one in whole.applications.values()]
    for who in ("expert", "union"):
        browser = await Browser.of(whole, who)
        assert 'name="application_ids"' not in await browser.read()
        answer = await browser.hand_in(move="met", application_ids=ids, sure="yes", must="*")
        assert answer.status_code == 403
    key = await whole.name_key("hr", TWO)
    await whole.ask("hr", "POST", "conflicts", {"application_ids": [key]})
    hr = await Browser.of(whole, "hr")
    assert str(whole.applications[TWO]) not in await hr.read()
    refused = await hr.move("not_met", ONE, TWO, must=MUSTS[0], note="No licence.")
    assert "not there any more" in refused.text
    assert await answers(whole) == set()


async def test_names_are_shown_to_who_has_reviewed_and_to_nobody_else(whole: Scene) -> None:
    for who in ("leader", "hr", "expert"):
        assert ONE not in await (await Browser.of(whole, who)).read()
    await (await Browser.of(whole, "leader")).move("met", ONE, must="*")
    shown = await (await Browser.of(whole, "leader")).read()
    assert ONE in shown
    assert TWO not in shown
    assert ONE not in await (await Browser.of(whole, "hr")).read()
