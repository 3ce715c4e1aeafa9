"""`stafett doctor`: what can be reached and what is set wrong, in words."""

import asyncio
import os
import shutil
import smtplib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import httpx
from rich.console import Console
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, GetSystemInfoRequest
from temporalio.client import Client
from temporalio.service import RPCError

from services.integrations.ats.webcruiter import Credentials, Webcruiter
from services.integrations.errors import IntegrationError
from services.kit.database import Database
from services.kit.settings import Settings
from services.migrate import head

PATIENCE = 5
"""Seconds that each part has to answer."""
LEAST_DISK = 1_000_000_000
OLDEST_POSTGRES = 18


@dataclass(frozen=True)
class Finding:
    """One thing looked at: well, or what is wrong and what to do."""

    what: str
    well: bool
    words: str


async def examine(settings: Settings, console: Console) -> bool:
    """Look at everything this installation stands on; True when all of it is well."""
    console.print(f"Mode: {settings.mode}. Settings can be read.")
    looks: list[Callable[[Settings], Awaitable[list[Finding]]]] = [
        _database,
        _temporal,
        _mail,
        _web,
        _sign_in,
        _applicant_system,
        _files,
        _traces,
    ]
    findings = [each for look in looks for each in await look(settings)]
    for finding in findings:
        mark = "[green]well [/green]" if finding.well else "[red]wrong[/red]"
        console.print(f"{mark}  {finding.what}: {finding.words}", highlight=False)
    return all(finding.well for finding in findings)


async def _database(settings: Settings) -> list[Finding]:
    what = "Database"
    database = Database(settings.database_url, pool=1)
    try:
        async with asyncio.timeout(PATIENCE), database.transaction() as session:
            connection = await session.connection()

            async def ask(question: str) -> str:
                return str((await connection.execute(text(question))).scalar_one())

            version = int(await ask("SELECT current_setting('server_version_num')")) // 10_000
            durable = await ask("SELECT current_setting('fsync')") == "on"
            made = await ask("SELECT to_regclass('alembic_version') IS NOT NULL") == "True"
            there = await ask("SELECT max(version_num) FROM alembic_version") if made else "none"
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        words = f"no answer ({type(error).__name__}). {_start(settings, 'STAFETT_DATABASE_URL')}"
        return [Finding(what, False, words)]
    finally:
        await database.close()
    return [
        Finding(
            what,
            version >= OLDEST_POSTGRES,
            f"PostgreSQL {version} answers"
            + ("." if version >= OLDEST_POSTGRES else f"; {OLDEST_POSTGRES} or newer is wanted."),
        ),
        Finding(
            "Durability",
            durable,
            "what is committed is on the disk."
            if durable
            else "fsync is off: a crash of the machine loses what was acknowledged.",
        ),
        Finding(
            "Tables",
            there == head(),
            "up to date."
            if there == head()
            else f"version {there}, but {head()} is wanted: run 'stafett migrate'.",
        ),
    ]


async def _temporal(settings: Settings) -> list[Finding]:
    what = "Temporal"
    try:
        async with asyncio.timeout(PATIENCE):
            client = await Client.connect(
                settings.temporal_address, namespace=settings.temporal_namespace
            )
            version = (
                await client.workflow_service.get_system_info(GetSystemInfoRequest())
            ).server_version
            workers = await _pollers(client, settings)
    except (RPCError, RuntimeError, OSError, TimeoutError) as error:
        words = (
            f"no answer from {settings.temporal_address}, namespace"
            f" {settings.temporal_namespace} ({type(error).__name__})."
            f" {_start(settings, 'STAFETT_TEMPORAL_ADDRESS')}"
            " As long as the database answers, applications are taken all the same;"
            " decisions wait."
        )
        return [Finding(what, False, words)]
    return [
        Finding(what, True, f"server {version} answers."),
        Finding(
            "Workers",
            workers > 0,
            f"{workers} have asked for work on {settings.task_queue} in the last minutes."
            if workers
            else f"none asks for work on {settings.task_queue}: start 'stafett worker'.",
        ),
    ]


async def _pollers(client: Client, settings: Settings) -> int:
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=settings.task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    return len({poller.identity for poller in answer.pollers})


async def _mail(settings: Settings) -> list[Finding]:
    def greet() -> None:
        kind = smtplib.SMTP_SSL if settings.smtp_tls == "tls" else smtplib.SMTP
        with kind(settings.smtp_host, settings.smtp_port, timeout=PATIENCE) as server:
            server.ehlo()

    what = "Mail"
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        await asyncio.to_thread(greet)
    except OSError as error:
        words = (
            f"{where} takes none ({type(error).__name__}). {_start(settings, 'STAFETT_SMTP_HOST')}"
        )
        return [Finding(what, False, words)]
    plain = settings.mode == "production" and settings.smtp_tls == "none"
    return [
        Finding(what, True, f"{where} takes mail."),
        *([Finding(what, False, "it goes unencrypted: set STAFETT_SMTP_TLS.")] if plain else []),
    ]


async def _web(settings: Settings) -> list[Finding]:
    what = "Web application"
    findings: list[Finding] = []
    if settings.mode == "production" and not settings.public_url.startswith("https://"):
        words = f"STAFETT_PUBLIC_URL is {settings.public_url}; links in mail need https."
        findings.append(Finding("Address", False, words))
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.get(f"{settings.public_url}/health/ready")
    except httpx.HTTPError as error:
        words = f"{settings.public_url} does not answer ({type(error).__name__})."
        return [*findings, Finding(what, False, words)]
    well = answer.is_success
    words = f"{settings.public_url} answers" + ("." if well else f", but {answer.text}")
    return [*findings, Finding(what, well, words)]


async def _sign_in(settings: Settings) -> list[Finding]:
    what = "Sign-in"
    if not settings.oidc_issuer:
        return [Finding(what, True, "a choice of demo people.")]
    document = f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.get(document)
            issuer = answer.json().get("issuer") if answer.is_success else None
    except (httpx.HTTPError, ValueError) as error:
        return [Finding(what, False, f"{document} cannot be read ({type(error).__name__}).")]
    if issuer is None:
        return [Finding(what, False, f"{document} answers {answer.status_code}.")]
    if issuer.rstrip("/") != settings.oidc_issuer.rstrip("/"):
        words = f"the provider calls itself {issuer}; STAFETT_OIDC_ISSUER says otherwise."
        return [Finding(what, False, words)]
    return [Finding(what, True, f"by {issuer}.")]


async def _applicant_system(settings: Settings) -> list[Finding]:
    if settings.ats != "webcruiter":
        return []
    what = "Applicant system"
    webcruiter = Webcruiter(Credentials.of(settings))
    try:
        async with asyncio.timeout(PATIENCE):
            waiting = len(await webcruiter.hired_candidates())
    except (IntegrationError, TimeoutError) as error:
        why = error.code if isinstance(error, IntegrationError) else "no answer"
        words = f"Webcruiter cannot be asked ({why}). See STAFETT_WEBCRUITER_URL and those beside."
        return [Finding(what, False, words)]
    finally:
        await webcruiter.close()
    return [Finding(what, True, f"Webcruiter answers; {waiting} hired wait to be received.")]


async def _files(settings: Settings) -> list[Finding]:
    what = "Files"
    if settings.file_store:
        return [Finding(what, True, f"kept in {settings.file_store}.")]
    folder = settings.home.absolute()
    return [await asyncio.to_thread(_folder, what, folder)]


def _folder(what: str, folder: Path) -> Finding:
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(b"?")
            os.fsync(file.fileno())
    except OSError as error:
        words = f"{folder} cannot be written ({error.strerror}): see STAFETT_HOME."
        return Finding(what, False, words)
    free = shutil.disk_usage(folder).free
    return Finding(what, free > LEAST_DISK, f"kept in {folder}, {free / 1e9:.0f} GB free.")


async def _traces(settings: Settings) -> list[Finding]:
    if not settings.otlp_endpoint:
        return []
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            await client.get(settings.otlp_endpoint)
    except httpx.HTTPError as error:
        words = f"{settings.otlp_endpoint} does not answer ({type(error).__name__})."
        return [Finding("Traces", False, words)]
    return [Finding("Traces", True, f"sent to {settings.otlp_endpoint}.")]


def _start(settings: Settings, setting: str) -> str:
    return "Is 'stafett up' running?" if settings.mode == "embedded" else f"See {setting}."
