"""The applicants as table and as board, and the same done for many of them."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from services.app import create_app
from services.kit.database import Database
from services.kit.settings import Settings
from services.selection.service import RECORDERS
from tests.desk import desk_at_once
from tests.selection.scene import Scene, in_screening
from tests.statements import MOST, statements

PAGE = {"Accept": "text/html"}


@pytest.fixture
async def whole(database: Database, settings: Settings) -> AsyncIterator[Scene]:
    """A case in screening on the whole application, its pages included."""
    app = create_app(settings)
    await app.state.database.close()
    app.state.database, app.state.desk = database, desk_at_once(database, RECORDERS)
    async with AsyncExitStack() as stack:
        scene = Scene(app, database, settings, stack)
        await in_screening(scene)
        await scene.declare()
        yield scene


@pytest.mark.parametrize("view", ["table", "board"])
async def test_six_statements_however_many_applicants(whole: Scene, view: str) -> None:
    path = f"https://stafett.test/cases/{whole.case_id}/applicants?view={view}"
    client = await whole.client("hr")
    for number in range(2):
        await whole.apply(f"Few {number}")
    taken: list[int] = []
    for more in (0, 45):
        for number in range(more):
            await whole.apply(f"Many {number}")
        with statements(whole.database) as sent:
            answer = await client.get(path, headers=PAGE)
        assert answer.status_code == 200, answer.text
        assert answer.text.count("data-card") == len(whole.applications)
        taken.append(len(sent))
        sys.stdout.write(f"{view}, {len(whole.applications)} applicants: {len(sent)} statements\n")
        assert len(sent) <= MOST, "\n\n".join(sent)
    assert taken[0] == taken[1]
