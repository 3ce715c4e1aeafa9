"""The log of letters, and who may see it; and letters before they are sent."""

from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import select

from services.access.reads.tables import ReadLog
from services.integrations.mail.smtp import SmtpMail
from services.kit.database import Database
from services.kit.settings import Settings
from services.messages import service
from services.organisation.rules import RoleName
from tests.messages.conftest import SignIn, World, builder, neighbour


class TestWho:
    async def test_anonymous(self, anonymous: httpx.AsyncClient, failed: UUID) -> None:
        for method, path in _routes(failed):
            assert (await anonymous.request(method, path)).status_code == 401

    async def test_stranger(self, sign_in: SignIn, world: World, failed: UUID) -> None:
        client = await sign_in(RoleName.LEADER, world.unit)
        for method, path in _routes(failed):
            answer = await client.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (403, "only_hr")

    async def test_neighbour(
        self, sign_in: SignIn, database: Database, world: World, failed: UUID
    ) -> None:
        client = await sign_in(RoleName.HR_ADVISER, await neighbour(database, world))
        assert (await client.get("/messages")).json()["items"] == []
        assert (await client.get(f"/messages/{failed}")).status_code == 404
        assert (await client.post(f"/messages/{failed}/resend")).status_code == 404


def _routes(message: UUID) -> list[tuple[str, str]]:
    return [
        ("GET", "/messages"),
        ("GET", f"/messages/{message}"),
        ("POST", f"/messages/{message}/resend"),
        ("GET", "/letters/preview?kind=offer"),
    ]


class TestLog:
    @pytest.mark.parametrize("place", ["unit", "trust"])
    async def test_hr_of_the_unit_and_above(
        self, sign_in: SignIn, world: World, failed: UUID, place: str
    ) -> None:
        client = await sign_in(RoleName.HR_ADVISER, getattr(world, place))
        (item,) = (await client.get("/messages", params={"state": "failed"})).json()["items"]
        assert (item["id"], item["state"], item["last_error"]) == (
            str(failed),
            "failed",
            "smtp_550",
        )
        assert "text" not in item

    async def test_filters(self, sign_in: SignIn, world: World, failed: UUID) -> None:
        client = await sign_in(RoleName.HR_ADVISER, world.trust)
        for asked, count in [
            ({"kind": "delay"}, 1),
            ({"kind": "offer"}, 0),
            ({"state": "sent"}, 0),
            ({"process_id": str(world.process)}, 1),
            ({"process_id": str(uuid4())}, 0),
        ]:
            assert len((await client.get("/messages", params=asked)).json()["items"]) == count

    async def test_a_letter_without_a_unit_is_the_trusts(
        self,
        sign_in: SignIn,
        database: Database,
        mail: SmtpMail,
        world: World,
        settings: Settings,
    ) -> None:
        contexts = builder(world, unit_id=None)
        await service.deliver(database, mail, contexts, world.letter(), settings)
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        assert (await client.get("/messages")).json()["items"] == []
        client = await sign_in(RoleName.HR_ADVISER, world.trust)
        assert len((await client.get("/messages")).json()["items"]) == 1

    async def test_reading_a_letter_is_noted(
        self, sign_in: SignIn, database: Database, world: World, failed: UUID
    ) -> None:
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        answer = await client.get(f"/messages/{failed}")
        assert "Kari Nordmann" in answer.json()["text"]
        async with database.transaction() as session:
            (read,) = (await session.exec(select(ReadLog))).all()
        assert (read.about, read.what) == (world.candidate, "letter")


class TestPreview:
    async def test_in_both_languages(self, sign_in: SignIn, world: World) -> None:
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        asked = {"kind": "rejection", "language": "en", "variant": "filled"}
        shown = (await client.get("/letters/preview", params=asked)).json()
        assert shown["subject"].startswith("The post has been filled")
        shown = (await client.get("/letters/preview", params={"kind": "offer"})).json()
        assert shown["subject"].startswith("Tilbud om stilling")

    async def test_unknown_variant(self, sign_in: SignIn, world: World) -> None:
        client = await sign_in(RoleName.HR_ADVISER, world.unit)
        for kind in ("rejection", "offer"):
            answer = await client.get("/letters/preview", params={"kind": kind, "variant": "x"})
            assert (answer.status_code, answer.json()["code"]) == (422, "unknown_variant")
