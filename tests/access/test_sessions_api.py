"""Sessions: who I am, how long, and what ends them."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.access.sessions.rules import Method
from services.access.sessions.tables import LoginSession
from services.access.tokens import fingerprint
from services.kit import clock
from services.kit.idempotency import SESSION_COOKIE
from tests.access.hospital import Hospital


async def test_anonymous_has_no_session(hospital: Hospital) -> None:
    async with hospital.client() as anonymous:
        for call in (anonymous.get, anonymous.delete):
            response = await call("/session")
            assert response.status_code == 401
            assert response.json()["code"] == "not_signed_in"


async def test_invented_token_is_nobody(hospital: Hospital) -> None:
    async with hospital.client() as stranger:
        headers = {"Authorization": "Bearer " + "x" * 43}
        assert (await stranger.get("/session", headers=headers)).status_code == 401
        basic = {"Authorization": "Basic a2FyaTpodW50ZXI="}
        assert (await stranger.get("/session", headers=basic)).status_code == 401


async def test_session_says_who_i_am(hospital: Hospital) -> None:
    async with hospital.client("geir.klinikk") as geir:
        body = (await geir.get("/session")).json()
    assert body["email"] == "geir.klinikk@helse.example.org"
    assert body["language"] == "nb"
    assert sorted(held["role"] for held in body["roles"]) == ["approver", "approver", "leader"]


async def test_cookie_and_header_are_the_same(hospital: Hospital) -> None:
    token = await hospital.token("kari.leder")
    async with hospital.client() as browser:
        browser.cookies.set(SESSION_COOKIE, token, domain="stafett.test", path="/")
        assert (await browser.get("/session")).status_code == 200
        response = await browser.delete("/session")
        assert response.status_code == 204
        cleared = response.headers["set-cookie"]
        assert f'{SESSION_COOKIE}=""' in cleared
        assert "Secure" in cleared
    async with hospital.client() as again:
        headers = {"Authorization": f"Bearer {token}"}
        assert (await again.get("/session", headers=headers)).status_code == 401


async def test_only_the_hash_is_kept(hospital: Hospital) -> None:
    token = await hospital.token("kari.leder")
    async with hospital.database.transaction() as session:
        rows = (await session.exec(select(LoginSession))).all()
    assert [row.token_hash for row in rows] == [fingerprint(token)]
    assert token not in repr(rows)


async def test_every_sign_in_gets_a_new_token(hospital: Hospital) -> None:
    kari = str(await hospital.person("kari.leder"))
    async with hospital.client() as browser:
        tokens = {
            (await browser.post("/demo/sessions", json={"person_id": kari})).json()["token"]
            for _ in range(3)
        }
    assert len(tokens) == 3


@pytest.mark.parametrize(("method", "hours"), [(Method.DEMO, 8), (Method.LINK, 2)])
async def test_idle_session_ends(hospital: Hospital, method: Method, hours: int) -> None:
    used = timedelta(hours=hours, minutes=-1)
    async with hospital.client("kari.leder", method) as kari:
        clock.set_offset(used, mode="embedded")
        assert (await kari.get("/session")).status_code == 200
        clock.set_offset(used + timedelta(hours=hours, seconds=1), mode="embedded")
        assert (await kari.get("/session")).status_code == 401


async def test_session_ends_absolutely_though_it_is_used(hospital: Hospital) -> None:
    async with hospital.client("kari.leder") as kari:
        for hour in range(12):
            clock.set_offset(timedelta(hours=hour), mode="embedded")
            assert (await kari.get("/session")).status_code == 200, hour
        clock.set_offset(timedelta(hours=12, seconds=1), mode="embedded")
        assert (await kari.get("/session")).status_code == 401


async def test_leaver_is_signed_out_at_once(hospital: Hospital) -> None:
    kari = await hospital.person("kari.leder")
    async with (
        hospital.client("kari.leder") as staff,
        hospital.client("kari.leder", Method.LINK) as by_link,
    ):
        assert (await staff.get("/session")).status_code == 200
        async with hospital.database.transaction() as session:
            for table in ("role", "employment"):
                statement = text(f"UPDATE {table} SET ends = :ends WHERE person_id = :person")
                yesterday = clock.today() - timedelta(days=1)
                await (await session.connection()).execute(
                    statement, {"ends": yesterday, "person": kari}
                )
        assert (await staff.get("/session")).status_code == 401
        # The exit interview outlives the account: a mailed link still lets them in, as nobody's
        # leader.
        left = await by_link.get("/session")
        assert left.status_code == 200
        assert left.json()["roles"] == []


async def test_demo_people_and_sessions(hospital: Hospital) -> None:
    candidate = await hospital.person("ingrid@candidates.example.org")
    async with hospital.client() as browser:
        items = (await browser.get("/demo/people")).json()["items"]
        assert {item["email"] for item in items} >= {"kari.leder@helse.example.org"}
        assert str(candidate) not in {item["person_id"] for item in items}
        chosen = {"person_id": items[0]["person_id"]}
        opened = await browser.post("/demo/sessions", json=chosen)
        assert opened.status_code == 201
        cookie = opened.headers["set-cookie"]
        assert cookie.startswith(f"{SESSION_COOKIE}=")
        for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
            assert part in cookie
        assert "Domain" not in cookie
        assert (await browser.get("/session")).json()["person_id"] == chosen["person_id"]
        refused = await browser.post("/demo/sessions", json={"person_id": str(candidate)})
        assert refused.status_code == 404


async def test_no_demo_outside_the_embedded_mode(hospital: Hospital) -> None:
    kari = str(await hospital.person("kari.leder"))
    hospital.app.state.settings = hospital.settings.model_copy(update={"mode": "production"})
    async with hospital.client() as browser:
        assert (await browser.get("/demo/people")).status_code == 404
        response = await browser.post("/demo/sessions", json={"person_id": kari})
        assert response.status_code == 404
