"""The baseline of a page: fifty rows of fifty thousand, tuned as far as it goes.

Columns as tuples straight into a compiled template, psycopg through a pool, the garbage collector
frozen after the start. Nobody signs in, nothing is permitted or noted. About 21 kB.
"""

import gc
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

TABLE = (
    "CREATE TABLE IF NOT EXISTS bare_row"
    " (id int PRIMARY KEY, job int, created timestamptz, name text, state text, town text)",
    "INSERT INTO bare_row SELECT n, n / 50, now() - n * interval '1 s', 'Ingrid Nyheim ' || n,"
    " 'received', 'Rana' FROM generate_series(1, 50000) n ON CONFLICT DO NOTHING",
    "CREATE INDEX IF NOT EXISTS ix_bare_row ON bare_row (job, created)",
    "ANALYZE bare_row",
)
ROWS = text(
    "SELECT id, name, state, town, created FROM bare_row WHERE job = :job ORDER BY created LIMIT 50"
)
TEMPLATE = (
    "<!doctype html><html lang=en><title>Applications</title><table>{% for id, name, state, town,"
    " created in rows %}<tr><td><a href='/applications/{{ id }}'>{{ name }}</a></td>"
    "<td class='state'>{{ state }}</td><td>{{ town }}</td><td>{{ created }}</td>"
    "<td class='more'>{{ '.' * 250 }}</td></tr>{% endfor %}</table>"
)


def serve(address: str, port: int) -> None:
    """Serve the page until told to end."""
    engine = create_async_engine(address, pool_size=20)
    template = Environment(autoescape=True, auto_reload=False).from_string(TEMPLATE)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncGenerator[None]:
        del app
        async with engine.begin() as connection:
            for statement in TABLE:
                await connection.execute(text(statement))
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        yield
        await engine.dispose()

    app = FastAPI(lifespan=life)

    @app.get("/page", response_class=HTMLResponse)
    async def page(job: int = 400) -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        async with engine.connect() as connection:
            rows = (await connection.execute(ROWS, {"job": job})).tuples().all()
        return HTMLResponse(template.render(rows=rows))

    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
