"""A case that has come to its nomination, planted, with the routes from there on."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import FromClause, inspect
from sqlmodel import SQLModel

from services.integrations.register.human import HumanCheck
from services.kit import problems
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.settings import Settings
from services.onboarding import api as onboarding
from services.recruitment.casefile import api as casefile
from services.recruitment.nomination import api as nomination
from services.recruitment.nomination import service as nominations
from services.recruitment.offer import api as offer
from services.recruitment.offer import service as offers
from tests.desk import desk_at_once
from tests.prepared import Step
from tests.recruitment.applicant_rows import applicant, selection
from tests.recruitment.case_rows import advert, hospital, need
from tests.recruitment.hiring import Hiring


@cache
def routes() -> FastAPI:
    """The routes tested here, put together as the program does, once for all tests."""
    app = FastAPI()
    problems.install(app)
    for router in (nomination.router, offer.router, casefile.router, onboarding.router):
        app.include_router(router, prefix="/api/v1")
    return app


def application(database: Database, settings: Settings, files: FileStore) -> FastAPI:
    """The same in front of a test's own database."""
    app = routes()
    app.state.settings, app.state.database, app.state.files = settings, database, files
    app.state.register = HumanCheck()
    app.state.desk = desk_at_once(
        database,
        {**nominations.RECORDERS, **offers.RECORDERS, **offers.file_recorders(files)},
    )
    return app


def unplanted(database: Database, home: Path) -> Hiring:
    """The routes, and nothing in the database yet."""
    settings = Settings(home=home)
    files = FileStore.open(settings)
    return Hiring(application(database, settings, files), database, files, settings)


async def begin(database: Database, home: Path, *, scope: str = "applicant") -> Hiring:
    hiring = unplanted(database, home)
    await planted(hiring, scope)
    return hiring


async def planted(hiring: Hiring, scope: str = "applicant") -> None:
    """The case after its interviews: three to rank, one unqualified, one not invited."""
    rows = [*hospital(hiring), *need(hiring, scope), *advert(hiring)]
    for name, language in {"anna": "nb", "bo": "nb", "cat": "en", "dag": "nb", "eva": "en"}.items():
        rows += applicant(hiring, name, language, qualified=name != "dag")
    await _plant(hiring.database, [*rows, *selection(hiring)])


async def _plant(database: Database, rows: list[SQLModel]) -> None:
    """Insert rows table by table: a third of what the same takes row by row."""
    by_table: dict[FromClause, list[dict[str, Any]]] = {}
    for row in rows:
        by_table.setdefault(inspect(type(row)).local_table, []).append(row.model_dump())
    async with database.engine.begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if values := by_table.get(table):
                await connection.execute(table.insert(), values)


async def three_nominated(hiring: Hiring) -> None:
    await hiring.nominate("anna", "bo", "cat")
    await hiring.check_preference()


NOMINATED: tuple[Step[Hiring], ...] = (planted, three_nominated)
