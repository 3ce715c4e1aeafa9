"""Applications with a PDF accepted per second, against bare inserts of the same rows with fsync.

The program: multipart over kept connections to one web process, with Temporal up (the worker then
takes each application on beside) and down. The baseline, in a process of its own: one transaction
of the same rows by psycopg, sent as a pipeline, after the same bytes were written and synced.
"""

import asyncio
import io
import json
import secrets
import sys
from datetime import timedelta
from time import perf_counter
from uuid import uuid4

import pikepdf
from sqlmodel import col, func, select

from benchmarks import cases
from benchmarks.cpu import Meter
from benchmarks.figures import Pair, Result
from benchmarks.ground import Ground
from benchmarks.http import Connection, connections
from benchmarks.watch import watching
from services.kit.processes.client import TemporalProcesses
from services.kit.processes.decisions import Desk
from services.kit.processes.tables import Outbox

CONNECTIONS = 8
APPLICATIONS = 320
"""In each round."""
PDF_BYTES = 100_000
FLOOR = 100.0
AT_LEAST = 0.5
STANDS = timedelta(days=30)
BOUNDARY = "benchmark-0f6a2d0e6f0e4b60"


async def measure(ground: Ground, rounds: int) -> list[Result]:
    """Rounds with Temporal up, with Temporal down and of the baseline, one after the other."""
    pdf = make_pdf(PDF_BYTES)
    path = ground.servers.home / "benchmark.pdf"
    path.write_bytes(pdf)
    advert = await _advert(ground)
    up: list[Pair] = []
    down: list[Pair] = []
    meter = Meter()
    await _apply(ground, advert, pdf, 40)
    for _ in range(rounds):
        await _at_rest(ground)
        with meter.reading("Temporal up"):
            with_temporal = await _apply(ground, advert, pdf, APPLICATIONS)
        await _at_rest(ground)
        bare = await _insert(ground)
        ground.servers.temporal.stop()
        with meter.reading("Temporal down"):
            without = await _apply(ground, advert, pdf, APPLICATIONS)
        ground.servers.temporal.start()
        up.append(Pair(with_temporal, bare))
        down.append(Pair(without, bare))
    used = meter.per(rounds * APPLICATIONS)
    return [
        Result(
            f"Applications, {label}",
            "per second",
            pairs,
            at_least=AT_LEAST,
            floor=FLOOR,
            notes={"cpu seconds in each": used[label]},
        )
        for label, pairs in (("Temporal up", up), ("Temporal down", down))
    ]


async def _apply(ground: Ground, advert: str, pdf: bytes, number: int) -> float:
    """Hand in so many over all connections; returns how many a second were accepted."""
    bodies = [_form(pdf) for _ in range(number)]
    path, kind = f"/adverts/{advert}/applications", f"multipart/form-data; boundary={BOUNDARY}"

    async def one(connection: Connection) -> None:
        while bodies:
            status, answer = await connection.post(path, bodies.pop(), kind)
            assert status == 201, answer

    async with connections(ground.settings, CONNECTIONS) as opened:
        started = perf_counter()
        await asyncio.gather(*map(one, opened))
        return number / (perf_counter() - started)


async def _insert(ground: Ground) -> float:
    """The baseline in its own process; returns how many a second."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.inserts"),
        *(ground.settings.database_url.replace("+psycopg", ""), str(ground.servers.home)),
        *(str(CONNECTIONS), str(APPLICATIONS)),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return float(said)


async def _advert(ground: Ground) -> str:
    """A published advert."""
    desk = Desk(
        ground.database, TemporalProcesses(ground.temporal, ground.database, ground.settings)
    )
    async with watching(ground.database) as watch:
        case = await cases.start(ground, desk, watch)
        await case.submit()
        await case.look_into()
        await case.approve()
        return str(await case.publish(STANDS))


async def _at_rest(ground: Ground) -> None:
    """Wait until the relay has told everything and every process has sent its receipt."""
    waiting = select(func.count()).where(col(Outbox.sent_at).is_(None))
    while True:
        async with ground.database.transaction() as session:
            if not (await session.exec(waiting)).one():
                return
        await asyncio.sleep(0.2)


def _form(pdf: bytes) -> bytes:
    application = {
        "name": "Ingrid Nyheim",
        "email": f"{uuid4()}@example.org",
        "municipality": "Rana",
        "age": 29,
        "occupation": "Sykepleier",
        "letter": "I have worked on a medical ward for four years. " * 20,
        "paper_kinds": {"cv.pdf": "cv"},
    }
    parts = (
        ('name="application"', "application/json", json.dumps(application).encode()),
        ('name="papers"; filename="cv.pdf"', "application/pdf", pdf),
    )
    return (
        b"".join(
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; {name}\r\n"
            f"Content-Type: {kind}\r\n\r\n".encode()
            + content
            + b"\r\n"
            for name, kind, content in parts
        )
        + f"--{BOUNDARY}--\r\n".encode()
    )


def make_pdf(size: int) -> bytes:
    """A PDF of about so many bytes: a page with a picture, its objects compressed as Word does."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    side = 180
    picture = pikepdf.Stream(
        pdf,
        secrets.token_bytes(side * side * 3),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=side,
        Height=side,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=picture))
    page.Contents = pikepdf.Stream(pdf, b"q 300 0 0 300 50 400 cm /Picture Do Q")
    written = io.BytesIO()
    pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert abs(written.tell() - size) < size / 10
    return written.getvalue()
