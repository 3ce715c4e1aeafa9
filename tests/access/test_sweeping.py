"""What signing in leaves behind goes; the audit stays."""

from datetime import timedelta
from uuid import uuid4

from sqlmodel import func, select

from services.access import audit, reads
from services.access.links import LinkKind, make_link
from services.access.links.tables import Link, SignInCode
from services.access.reads.tables import ReadLog
from services.access.sessions.tables import LoginSession
from services.access.sweeping import KEPT_FOR, forget_person, sweep
from services.kit import clock
from tests.access.hospital import Hospital


async def test_sweep(hospital: Hospital) -> None:
    kari = await hospital.person("kari.leder")
    await hospital.token("kari.leder")
    async with hospital.database.transaction() as session:
        token = await make_link(
            session,
            person_id=kari,
            kind=LinkKind.APPLICATION,
            about=uuid4(),
            process_id=None,
            expires_at=clock.now() + timedelta(days=1),
        )
    async with hospital.client() as client:
        await client.post(f"/links/{token}/codes")
    for days, left in ((29, 1), (32, 0)):
        async with hospital.database.transaction() as session:
            await sweep(session, clock.now() + timedelta(days=days))
            for table in (LoginSession, SignInCode, Link):
                query = select(func.count()).select_from(table)
                assert (await session.exec(query)).one() == left, (table, days)
    assert timedelta(days=29) < KEPT_FOR < timedelta(days=32)
    async with hospital.database.transaction() as session:
        assert (await audit.verify(session)).whole


async def test_reading_is_logged(hospital: Hospital) -> None:
    kari, application = await hospital.person("kari.leder"), uuid4()
    async with hospital.database.transaction() as session:
        await reads.log(session, kari, about=application, what="application", reason="screening")
    async with hospital.database.transaction() as session:
        row = (await session.exec(select(ReadLog))).one()
    assert (row.person_id, row.about, row.what, row.reason) == (
        kari,
        application,
        "application",
        "screening",
    )


async def test_who_is_erased_is_signed_out(hospital: Hospital) -> None:
    kari = await hospital.person("kari.leder")
    async with hospital.client("kari.leder") as mine, hospital.client("per.fag") as other:
        async with hospital.database.transaction() as session:
            token = await make_link(
                session,
                person_id=kari,
                kind=LinkKind.APPLICATION,
                about=uuid4(),
                process_id=None,
                expires_at=clock.now() + timedelta(days=1),
            )
        assert (await mine.post(f"/links/{token}/codes")).status_code == 202
        async with hospital.database.transaction() as session:
            await forget_person(session, kari)
        assert (await mine.get("/session")).status_code == 401
        assert (await mine.get(f"/links/{token}")).status_code == 404
        assert (await other.get("/session")).status_code == 200
