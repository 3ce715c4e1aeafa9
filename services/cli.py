"""The command `stafett`. Each command imports what it needs when it runs, so all start quickly."""

import asyncio
import signal
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import ValidationError
from rich.console import Console

from services.kit.settings import Settings, settings

cli = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Recruitment as a durable process, from the need to the closed case.",
)
audit = typer.Typer(no_args_is_help=True, help="The audit.")
cli.add_typer(audit, name="audit")
_console = Console()
NO_DATABASE = 3
"""The exit code without a database; 1 says that what was looked at is not well."""


def main() -> None:
    """The entry point."""
    cli()


def _chosen() -> Settings:
    """The settings, or the end of the program with what is wrong with them."""
    try:
        return settings()
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            where = ".".join(map(str, problem["loc"]))
            name = f"STAFETT_{where.upper()}: " if where else ""
            _console.print(f"[red]{name}{problem['msg'].removeprefix('Value error, ')}[/red]")
        raise typer.Exit(2) from None


@contextmanager
def _needs_database(chosen: Settings) -> Generator[None]:
    """Say in words that the database does not answer, or is not what it should be."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as error:
        where = make_url(chosen.database_url)
        _console.print(
            f"[red]The database at {where.host}:{where.port or 5432} cannot be used"
            f" ({type(error.orig).__name__}).[/red] 'stafett doctor' says more."
        )
        raise typer.Exit(NO_DATABASE) from None


@cli.command()
def up() -> None:
    """Run everything on this machine: PostgreSQL, Temporal, inbox, worker and web application."""
    chosen = _chosen()
    from services.embedded.children import StartError
    from services.embedded.supervisor import Supervisor

    if chosen.mode != "embedded":
        _console.print("[red]'up' is for a laptop; in production run 'web' and 'worker'.[/red]")
        raise typer.Exit(2)
    try:
        Supervisor(chosen, lambda: _prepare(chosen), _console).run()
    except StartError as error:
        _console.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from None


@cli.command()
def web() -> None:
    """Serve the web application, in as many processes as STAFETT_WEB_PROCESSES says."""
    chosen = _chosen()
    import uvicorn

    from services.kit.lasting import to_the_end

    serve = partial(
        uvicorn.run,
        "services.app:web",
        factory=True,
        host=chosen.host,
        port=chosen.web_port,
        workers=chosen.web_processes,
        log_config=None,
        # An address may carry a token; requests are logged by their route.
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    to_the_end(serve)


@cli.command()
def worker() -> None:
    """Run processes and their activities."""
    _chosen()
    from services.kit.lasting import to_the_end
    from services.worker import main as work

    to_the_end(work)


@cli.command(hidden=True)
def inbox() -> None:
    """Take all mail and show it, for the embedded mode."""
    chosen = _chosen()
    from services.messages.inbox import serve

    asyncio.run(_until_stopped(serve(chosen)))


@cli.command()
def migrate() -> None:
    """Bring the tables of the database up to date."""
    chosen = _chosen()
    from services.migrate import migrate as upgrade

    with _needs_database(chosen):
        upgrade(chosen)


@cli.command()
def seed() -> None:
    """Set up the demo hospital, unless it is there."""
    chosen = _chosen()
    if chosen.mode != "embedded":
        _console.print("[red]The demo hospital is for the embedded mode only.[/red]")
        raise typer.Exit(2)
    with _needs_database(chosen):
        new = asyncio.run(_seed(chosen))
    _console.print("The demo hospital is set up." if new else "It is there already.")


@audit.command()
def verify() -> None:
    """Check that no audit event was changed, removed or put in afterwards.

    Ends with 1 if one was, and with 3 if the database cannot be read.
    """
    chosen = _chosen()
    from services.access.audit import Report
    from services.access.audit import verify as check
    from services.kit.database import Database

    async def run() -> Report:
        database = Database(chosen.database_url, pool=1)
        try:
            async with database.transaction() as session:
                return await check(session)
        finally:
            await database.close()

    with _needs_database(chosen):
        report = asyncio.run(run())
    _console.print(f"{report.chains} chains, {report.events} events, {report.roots} roots read.")
    for fault in report.faults:
        _console.print(f"[red]{fault.what}: chain {fault.chain}, number {fault.number}[/red]")
    if not report.whole:
        raise typer.Exit(1)
    _console.print("[green]The audit is whole.[/green]")


@cli.command()
def erase_again(
    listed: Annotated[
        typer.FileText, typer.Argument(help="The ids of the table `erased`, one a line.")
    ],
) -> None:
    """After a restore: erase what had been erased since the backup was made."""
    chosen = _chosen()
    from services.candidates.privacy.service import erase_again as erase
    from services.kit.database import Database

    try:
        ids = [UUID(line.strip()) for line in listed if line.strip()]
    except ValueError:
        raise typer.BadParameter("Every line must be one id.") from None

    async def run() -> int:
        database = Database(chosen.database_url, pool=1)
        try:
            async with database.transaction() as session:
                return await erase(session, ids)
        finally:
            await database.close()

    with _needs_database(chosen):
        erased = asyncio.run(run())
    _console.print(f"{erased} of {len(ids)} applications were erased again.")


@cli.command()
def play(
    case: Annotated[Path, typer.Argument(help="A case file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print only the outcome.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Show it in Temporal's pages, until Ctrl-C.")
    ] = False,
) -> None:
    """Play a whole case in an environment of its own, and compare it with what is expected."""
    if as_json and watch:
        raise typer.BadParameter("--json is for programs and --watch for people: choose one.")
    from services.play.run import play as play_case

    raise typer.Exit(play_case(case, as_json=as_json, watch=watch))


@cli.command()
def demo() -> None:
    """Play a year of recruitments at the demo hospital, and serve its pages until Ctrl-C."""
    chosen = _chosen()
    from services.embedded.children import StartError
    from services.play.demo.run import demo as play_demo

    try:
        asyncio.run(_until_stopped(play_demo(chosen, _console)))
    except StartError as error:
        _console.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from None


@cli.command()
def doctor() -> None:
    """Say what can be reached and what is set wrong, in words."""
    chosen = _chosen()
    from services.doctor import examine

    raise typer.Exit(0 if asyncio.run(examine(chosen, _console)) else 1)


def _prepare(chosen: Settings) -> None:
    from services.migrate import head

    # Beside the cluster, so that they come and go together: to look in the database itself would
    # mean reading the code of all tables, which takes as long as starting the web application.
    done = chosen.home / "postgres" / "prepared"
    wanted = str(head())
    if done.exists() and done.read_text() == wanted:
        return
    from services.migrate import migrate as upgrade

    upgrade(chosen)
    asyncio.run(_seed(chosen))
    done.write_text(wanted)


async def _seed(chosen: Settings) -> bool:
    from services.kit.database import Database
    from services.seed import seed as plant

    database = Database(chosen.database_url, pool=1)
    try:
        async with database.transaction() as session:
            return await plant(session)
    finally:
        await database.close()


async def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run it until SIGINT or SIGTERM."""
    task = asyncio.create_task(work)
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return


if __name__ == "__main__":
    main()
