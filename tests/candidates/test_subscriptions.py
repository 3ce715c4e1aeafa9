"""New adverts by mail: confirmed first, each once, ended with one press."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI

from services import duties
from services.candidates.subscriptions import sending, service
from services.candidates.subscriptions.tables import Subscription, SubscriptionLetter
from services.integrations.mail.mime import compose
from services.integrations.mail.port import Mail, TemporaryMailError
from services.kit.files.store import FileStore
from tests.candidates.applying import rows
from tests.candidates.conftest import Case, Later, World

ADDRESS = "kari@example.org"


@dataclass
class Postbox:
    """Takes mail, unless it is broken."""

    broken: bool = False
    mails: list[Mail] = field(default_factory=list[Mail])

    async def send(self, mail: Mail) -> None:
        if self.broken:
            raise TemporaryMailError("smtp_connection")
        self.mails.append(mail)


@pytest.fixture
def postbox(whole: FastAPI) -> Postbox:
    whole.state.mail = box = Postbox()
    return box


async def subscribe(
    visitor: httpx.AsyncClient,
    postbox: Postbox,
    wish: dict[str, str] | None = None,
    *,
    confirmed: bool = True,
) -> str:
    """Ask and confirm; returns where it is ended."""
    answer = await visitor.post("/subscriptions", data={"address": ADDRESS} | (wish or {}))
    assert answer.headers["location"] == "/subscriptions/asked"
    found = re.search(r"https://\S+/confirm", postbox.mails[-1].text)
    assert found
    path = urlsplit(found.group()).path
    assert (await visitor.get(path)).status_code == 200
    if confirmed:
        assert (await visitor.post(path)).status_code == 303
    return path.removesuffix("/confirm")


async def open_advert(world: World, postbox: Postbox, case: Case) -> list[Mail]:
    """What is mailed when an advert opens, twice, as an effect may be done over."""
    before = len(postbox.mails)
    for _ in range(2):
        async with world.database.transaction() as session:
            await service.opened(session, case.advert_id)
        await sending.send_some(world.database, postbox, world.settings)
    return postbox.mails[before:]


@pytest.mark.parametrize(
    ("wish", "hears"),
    [
        ({}, True),
        ({"place": "mo i rana"}, True),
        ({"occupation": "2223"}, True),
        ({"place": "Mo i Rana", "occupation": "22"}, True),
        ({"place": "Bodø"}, False),
        ({"occupation": "2212"}, False),
    ],
)
async def test_who_wants_such_a_post_hears_of_it_once(
    visitor: httpx.AsyncClient, world: World, postbox: Postbox, wish: dict[str, str], hears: bool
) -> None:
    await subscribe(visitor, postbox, wish)
    case = await world.case()
    mails = await open_advert(world, postbox, case)
    assert [mail.address for mail in mails] == [ADDRESS] * hears
    if hears:
        assert str(case.advert_id) in mails[0].text


async def test_nothing_is_sent_before_it_is_confirmed(
    visitor: httpx.AsyncClient, world: World, postbox: Postbox, later: Later
) -> None:
    await subscribe(visitor, postbox, confirmed=False)
    assert await open_advert(world, postbox, await world.case()) == []
    later(timedelta(days=8))
    await duties.once(world.database, FileStore.open(world.settings))
    assert await rows(world, Subscription) == []


async def test_one_press_ends_it_and_forgets_the_address(
    visitor: httpx.AsyncClient, world: World, postbox: Postbox
) -> None:
    path = await subscribe(visitor, postbox)
    (mail,) = await open_advert(world, postbox, await world.case())
    headers = compose(mail, "stafett@helse.example.org")
    assert headers["List-Unsubscribe"] == f"<{world.settings.public_url}{path}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (await visitor.get(path)).status_code == 200
    assert len(await rows(world, Subscription)) == 1
    for _ in range(2):
        answer = await visitor.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 303
    assert await rows(world, Subscription) == await rows(world, SubscriptionLetter) == []
    assert await open_advert(world, postbox, await world.case()) == []


async def test_a_link_cannot_be_guessed(
    visitor: httpx.AsyncClient, world: World, postbox: Postbox
) -> None:
    path = await subscribe(visitor, postbox)
    wrong = path[:-4] + ("0000" if path[-4:] != "0000" else "1111")
    for method in ("GET", "POST"):
        assert (await visitor.request(method, wrong)).status_code == 404
    assert len(await rows(world, Subscription)) == 1


async def test_a_letter_that_does_not_leave_is_tried_again(
    visitor: httpx.AsyncClient, world: World, postbox: Postbox, later: Later
) -> None:
    await subscribe(visitor, postbox)
    case = await world.case()
    postbox.broken = True
    assert await open_advert(world, postbox, case) == []
    postbox.broken = False
    later(timedelta(minutes=11))
    assert len(await open_advert(world, postbox, case)) == 1


async def test_what_has_closed_meanwhile_is_not_written_of(
    visitor: httpx.AsyncClient, world: World, postbox: Postbox, later: Later
) -> None:
    await subscribe(visitor, postbox)
    case = await world.case(closes=timedelta(minutes=5))
    later(timedelta(minutes=6))
    assert await open_advert(world, postbox, case) == []


async def test_asking_is_limited_and_a_mended_address_is_not_lost(
    visitor: httpx.AsyncClient, postbox: Postbox
) -> None:
    refused = await visitor.post(
        "/subscriptions", data={"address": "nowhere"}, headers={"Accept-Language": "en"}
    )
    assert "Write an e-mail address" in refused.text
    for _ in range(3):
        await subscribe(visitor, postbox, confirmed=False)
    answer = await visitor.post("/subscriptions", data={"address": ADDRESS})
    assert answer.status_code == 200
    assert len(postbox.mails) == 3
