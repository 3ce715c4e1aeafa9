"""Mailed links: they locate, codes open; scanners do no harm, guessing does not pay."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlmodel import select

from services.access.audit import AuditKind
from services.access.audit.tables import AuditEvent
from services.access.links import LinkKind, make_link
from services.access.links.tables import Link, SignInCode
from services.access.sessions.tables import LoginSession
from services.kit import clock
from services.organisation.tables import Person
from tests.access.hospital import Hospital, Mailbox

CANDIDATE = "ingrid.nyheim@example.org"


async def new_link(hospital: Hospital, days: int = 14) -> str:
    person = await hospital.person(CANDIDATE)
    async with hospital.database.transaction() as session:
        return await make_link(
            session,
            person_id=person,
            kind=LinkKind.OFFER,
            about=uuid4(),
            process_id=None,
            expires_at=clock.now() + timedelta(days=days),
        )


async def let_in(client: httpx.AsyncClient, mailbox: Mailbox, token: str) -> httpx.Response:
    """What a person does: open the page, ask for a code, type it."""
    assert (await client.get(f"/links/{token}")).status_code == 200
    assert (await client.post(f"/links/{token}/codes")).status_code == 202
    return await client.post(f"/links/{token}/sessions", json={"code": mailbox.codes[-1][2]})


async def test_unknown_link_is_nothing(hospital: Hospital) -> None:
    async with hospital.client() as stranger:
        token = "x" * 43
        assert (await stranger.get(f"/links/{token}")).status_code == 404
        assert (await stranger.post(f"/links/{token}/codes")).status_code == 404
        body = {"code": "123456"}
        assert (await stranger.post(f"/links/{token}/sessions", json=body)).status_code == 404
        assert (await stranger.get("/links/short")).status_code == 422


async def test_link_tells_only_its_kind(hospital: Hospital) -> None:
    token = await new_link(hospital)
    async with hospital.client() as anyone:
        response = await anyone.get(f"/links/{token}")
    assert set(response.json()) == {"kind", "expires_at", "browser"}
    assert response.json()["kind"] == "offer"
    assert "ingrid" not in response.text.lower()


async def test_right_code_opens_a_session(hospital: Hospital, mailbox: Mailbox) -> None:
    token = await new_link(hospital)
    async with hospital.client() as candidate:
        opened = await let_in(candidate, mailbox, token)
        assert opened.status_code == 201
        assert mailbox.codes[-1][:2] == (CANDIDATE, "en")
        me = (await candidate.get("/session")).json()
        assert (me["email"], me["roles"]) == (CANDIDATE, [])
    async with hospital.database.transaction() as session:
        person = (await session.exec(select(Person).where(Person.email == CANDIDATE))).one()
        assert person.verified_at is not None


async def test_program_without_cookies(hospital: Hospital, mailbox: Mailbox) -> None:
    token = await new_link(hospital)
    async with hospital.client() as program:
        asked = (await program.post(f"/links/{token}/codes")).json()
        program.cookies.clear()
        sent = {"code": mailbox.codes[-1][2], "browser": asked["browser"]}
        opened = (await program.post(f"/links/{token}/sessions", json=sent)).json()
        program.cookies.clear()
        headers = {"Authorization": f"Bearer {opened['token']}"}
        assert (await program.get("/session", headers=headers)).status_code == 200


async def test_nothing_secret_is_kept(hospital: Hospital, mailbox: Mailbox) -> None:
    token = await new_link(hospital)
    async with hospital.client() as candidate:
        opened = (await let_in(candidate, mailbox, token)).json()
    async with hospital.database.transaction() as session:
        kept = repr(
            [
                (await session.exec(select(table))).all()
                for table in (Link, SignInCode, LoginSession)
            ]
        )
    for secret in (token, mailbox.codes[-1][2], opened["token"]):
        assert f"'{secret}'" not in kept


async def test_code_works_once(hospital: Hospital, mailbox: Mailbox) -> None:
    token = await new_link(hospital)
    async with hospital.client() as candidate:
        await let_in(candidate, mailbox, token)
        code = {"code": mailbox.codes[-1][2]}
        again = await candidate.post(f"/links/{token}/sessions", json=code)
        assert (again.status_code, again.json()["code"]) == (409, "no_code_asked")


async def test_code_works_only_in_the_browser_that_asked(
    hospital: Hospital, mailbox: Mailbox
) -> None:
    token = await new_link(hospital)
    async with hospital.client() as candidate, hospital.client() as thief:
        await candidate.post(f"/links/{token}/codes")
        await thief.get(f"/links/{token}")
        code = {"code": mailbox.codes[-1][2]}
        stolen = await thief.post(f"/links/{token}/sessions", json=code)
        assert (stolen.status_code, stolen.json()["code"]) == (409, "no_code_asked")
        assert (await candidate.post(f"/links/{token}/sessions", json=code)).status_code == 201


async def test_code_is_good_for_ten_minutes(hospital: Hospital, mailbox: Mailbox) -> None:
    token = await new_link(hospital)
    async with hospital.client() as candidate:
        await candidate.post(f"/links/{token}/codes")
        clock.set_offset(timedelta(minutes=10), mode="embedded")
        code = {"code": mailbox.codes[-1][2]}
        late = await candidate.post(f"/links/{token}/sessions", json=code)
        assert (late.status_code, late.json()["code"]) == (410, "code_expired")


async def test_five_tries(hospital: Hospital, mailbox: Mailbox) -> None:
    token = await new_link(hospital)
    async with hospital.client() as guesser:
        await guesser.post(f"/links/{token}/codes")
        right = mailbox.codes[-1][2]
        wrong = {"code": f"{(int(right) + 1) % 1_000_000:06}"}
        answers = [(await guesser.post(f"/links/{token}/sessions", json=wrong)) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429]
        assert answers[0].json()["detail"] == "The code is not right. Tries left: 4."
        assert 0 < int(answers[4].headers["Retry-After"]) <= 600
        late = await guesser.post(f"/links/{token}/sessions", json={"code": right})
        assert late.status_code == 429
    async with hospital.database.transaction() as session:
        query = select(AuditEvent).where(AuditEvent.kind == AuditKind.CODE_REFUSED)
        assert len((await session.exec(query)).all()) == 6


async def test_three_requests_in_fifteen_minutes(hospital: Hospital, mailbox: Mailbox) -> None:
    token = await new_link(hospital)
    async with hospital.client() as candidate:
        answers = [await candidate.post(f"/links/{token}/codes") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [202, 202, 202, 202]
        # The first came without a cookie; with it, three more are taken.
        over = await candidate.post(f"/links/{token}/codes")
        assert over.status_code == 429
        assert 0 < int(over.headers["Retry-After"]) <= 900
        assert len(mailbox.codes) == 4
        clock.set_offset(timedelta(minutes=15), mode="embedded")
        assert (await candidate.post(f"/links/{token}/codes")).status_code == 202
    async with hospital.database.transaction() as session:
        query = select(AuditEvent).where(AuditEvent.kind == AuditKind.LIMIT_REACHED)
        assert (await session.exec(query)).one().about == await hospital.person(CANDIDATE)


async def test_requests_without_cookies_are_limited_too(
    hospital: Hospital, mailbox: Mailbox
) -> None:
    token = await new_link(hospital)
    statuses: list[int] = []
    for _ in range(5):
        async with hospital.client() as program:
            statuses.append((await program.post(f"/links/{token}/codes")).status_code)
    assert statuses == [202, 202, 202, 429, 429]


async def test_invented_browsers_do_not_get_more_mail_out_of_us(
    hospital: Hospital, mailbox: Mailbox
) -> None:
    token = await new_link(hospital)
    async with hospital.client() as attacker:
        statuses = [
            (await attacker.post(f"/links/{token}/codes", json={"browser": f"{n:030}"})).status_code
            for n in range(14)
        ]
    assert statuses == [202] * 12 + [429] * 2


@pytest.mark.parametrize("keeps_cookies", [True, False])
async def test_scanner_does_no_harm(
    hospital: Hospital, mailbox: Mailbox, keeps_cookies: bool
) -> None:
    """It fetches the link and posts every form of it five times; the human still gets in."""
    token = await new_link(hospital)
    async with hospital.client() as scanner:
        for _ in range(5):
            await scanner.head(f"/links/{token}")
            await scanner.get(f"/links/{token}")
            if not keeps_cookies:
                scanner.cookies.clear()
            await scanner.post(f"/links/{token}/codes")
            await scanner.post(f"/links/{token}/sessions", json={"code": "000000"})
        assert (await scanner.get("/session")).status_code == 401
    async with hospital.client() as human:
        assert (await let_in(human, mailbox, token)).status_code == 201


async def test_link_ends(hospital: Hospital, mailbox: Mailbox) -> None:
    token = await new_link(hospital, days=1)
    async with hospital.client() as candidate:
        await candidate.post(f"/links/{token}/codes")
        clock.set_offset(timedelta(days=1), mode="embedded")
        for response in (
            await candidate.get(f"/links/{token}"),
            await candidate.post(f"/links/{token}/codes"),
            await candidate.post(f"/links/{token}/sessions", json={"code": mailbox.codes[-1][2]}),
        ):
            assert (response.status_code, response.json()["code"]) == (410, "link_over")


async def test_mail_server_away(hospital: Hospital, mailbox: Mailbox) -> None:
    token = await new_link(hospital)
    async with hospital.client() as candidate:
        mailbox.away = True
        response = await candidate.post(f"/links/{token}/codes")
        assert (response.status_code, response.json()["code"]) == (503, "code_not_sent")
        mailbox.away = False
        assert (await let_in(candidate, mailbox, token)).status_code == 201


async def test_what_is_no_code_is_no_try(hospital: Hospital) -> None:
    token = await new_link(hospital)
    async with hospital.client() as candidate:
        await candidate.post(f"/links/{token}/codes")
        for code in ("12345", "1234567", "12345a", "", None, 123456, "١٢٣٤٥٦", "12345\n"):
            response = await candidate.post(f"/links/{token}/sessions", json={"code": code})
            assert response.status_code == 422, code
            assert response.json()["code"] != "wrong_code", code


async def link_for(hospital: Hospital, address: str, kind: LinkKind) -> str:
    person = await hospital.person(address)
    async with hospital.database.transaction() as session:
        return await make_link(
            session,
            person_id=person,
            kind=kind,
            about=uuid4(),
            process_id=None,
            expires_at=clock.now() + timedelta(days=2),
        )


async def test_a_mailbox_is_not_the_employers_sign_in(hospital: Hospital, mailbox: Mailbox) -> None:
    """Staff who have applied for a post come in as applicants, whatever roles they hold."""
    token = await link_for(hospital, "kari.leder", LinkKind.APPLICATION)
    async with hospital.client() as kari:
        assert (await let_in(kari, mailbox, token)).status_code == 201
        assert (await kari.get("/session")).json()["roles"] == []
        for path in ("/units", "/people", "/absences"):
            refused = await kari.get(path)
            assert (refused.status_code, refused.json()["code"]) == (403, "sign_in_needed"), path


@pytest.mark.parametrize("kind", [LinkKind.TASK, LinkKind.ABSENCE, LinkKind.ONBOARDING])
async def test_staff_sign_in_for_their_work(
    hospital: Hospital, mailbox: Mailbox, kind: LinkKind
) -> None:
    token = await link_for(hospital, "kari.leder", kind)
    async with hospital.client() as kari:
        assert (await kari.get(f"/links/{token}")).status_code == 200
        for path, body in (("codes", None), ("sessions", {"code": "123456"})):
            refused = await kari.post(f"/links/{token}/{path}", json=body)
            assert (refused.status_code, refused.json()["code"]) == (403, "sign_in_needed")
    assert mailbox.codes == []
    outsider = await link_for(hospital, CANDIDATE, kind)
    async with hospital.client() as expert:
        # Whoever has no other way in is let in, as candidates are: to nothing of the work.
        assert (await let_in(expert, mailbox, outsider)).status_code == 201
        assert (await expert.get("/absences")).status_code == 403
