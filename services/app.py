"""The web application: what it is made of, and what runs beside the requests."""

import asyncio
import gc
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI

from services.access.api import router as access
from services.access.kept.pages import keep_form
from services.access.pages import router as access_pages
from services.candidates.api import router as candidates
from services.candidates.pages import router as candidates_pages
from services.candidates.subscriptions.sending import every_minute
from services.duties import every_hour
from services.frame import frame
from services.integrations.mail.smtp import SmtpMail
from services.integrations.register.human import HumanCheck
from services.kit import documentation, health, metrics, openapi, problems, tracing
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.guards import Guards
from services.kit.lasting import for_ever
from services.kit.logs import setup_logs
from services.kit.pages.assets import PATH as ASSETS
from services.kit.pages.assets import Assets
from services.kit.pages.design import router as design
from services.kit.processes.client import Temporal, TemporalProcesses
from services.kit.requests import Requests
from services.kit.settings import Settings
from services.kit.settings import settings as settings_of_this_process
from services.messages.api import router as messages
from services.messages.codes import send_code
from services.onboarding.api import router as onboarding
from services.organisation.api import router as organisation
from services.organisation.pages import router as organisation_pages
from services.recruitment.api import router as recruitment
from services.recruitment.pages import router as recruitment_pages
from services.selection.api import router as selection
from services.selection.pages import router as selection_pages
from services.tasks.api import router as tasks
from services.tasks.pages import router as tasks_pages
from services.tasks.service import settle as settle_task

log = logging.getLogger(__name__)

API = "/api/v1"
AREAS = (
    organisation,
    access,
    tasks,
    messages,
    candidates,
    recruitment,
    selection,
    onboarding,
)
PAGES = (
    design,
    access_pages,
    organisation_pages,
    tasks_pages,
    candidates_pages,
    recruitment_pages,
    selection_pages,
)


def web() -> FastAPI:
    """The application as `stafett web` serves it, with logs, traces and metrics of its process."""
    settings = settings_of_this_process()
    setup_logs(settings, "web")
    tracing.setup_tracing(settings, "web")
    metrics.serve(settings)
    return create_app(settings)


def create_app(settings: Settings | None = None, *, temporal: Temporal | None = None) -> FastAPI:
    """The application. Nothing is connected yet; Temporal is only when first needed.

    `temporal` is given where time is skipped: then all must go through one connection.
    """
    chosen = settings or settings_of_this_process()
    app = FastAPI(
        title=openapi.TITLE,
        version=openapi.VERSION,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=openapi.operation_id,
        telemetry=tracing.of_requests(),
        lifespan=_beside,
    )
    _furnish(app, chosen, temporal)
    problems.install(app)
    openapi.describe(app)
    for area in AREAS:
        app.include_router(area, prefix=API)
    app.include_router(health.router)
    app.include_router(documentation.router)
    for pages in PAGES:
        app.include_router(pages)
    app.mount(ASSETS, Assets())
    app.add_middleware(Requests)
    app.add_middleware(Guards, public_url=chosen.public_url)
    return app


def _furnish(app: FastAPI, settings: Settings, temporal: Temporal | None) -> None:
    """What routes find in the application's state (`kit.web`)."""
    database = Database(settings.database_url, pool=settings.database_pool)
    temporal = temporal or Temporal(settings, interceptors=tracing.interceptors(settings))
    mail = SmtpMail(settings)
    app.state.settings = settings
    app.state.framer = frame
    app.state.keep_form = keep_form
    app.state.database = database
    app.state.temporal = temporal
    processes = TemporalProcesses(temporal, database, settings)
    app.state.desk = metrics.MeasuredDesk(database, processes)
    app.state.files = FileStore.open(settings)
    app.state.mail = mail
    app.state.register = HumanCheck()
    app.state.send_code = partial(send_code, settings, mail)
    app.state.settle_task = settle_task


@asynccontextmanager
async def _beside(app: FastAPI) -> AsyncGenerator[None]:
    """Sweeps while requests are answered; any number may run at once."""
    database: Database = app.state.database
    runs: dict[str, Callable[[], Awaitable[None]]] = {
        "outbox": partial(metrics.watch_outbox, database),
        "subscribers": partial(every_minute, database, app.state.mail, app.state.settings),
        "sweeps": partial(every_hour, database, app.state.files),
    }
    tasks = [asyncio.create_task(for_ever(name, run)) for name, run in runs.items()]
    # What was made at start stays: looking through it at every collection costs each request.
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await database.close()
