"""The command `stafett play CASE.yaml`."""

import asyncio
import json
import signal
import traceback
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from services.embedded.children import StartError
from services.kit import clock
from services.kit.i18n import instant_text
from services.play import course, hospital
from services.play.actors import Refused
from services.play.case import Case
from services.play.ground import PlayGround, play_ground, until
from services.play.outcome import differences, outcome
from services.play.reading import NotACase, examine
from services.play.stage import Say, Stage
from services.seed import DOMAIN

OPERATOR = f"oskar.drift@{DOMAIN}"
"""Who sets up units and people in the demo hospital."""
STEPS = 13
"""What a whole course says of itself, for the bar; a case that ends early says less."""

SAME, DIFFERENT, UNREADABLE, REFUSED = 0, 1, 2, 3
"""How `stafett play` exits."""
TOLD_TO_END = 128 + signal.SIGTERM


def play(path: Path, *, as_json: bool, watch: bool = False) -> int:
    """Play a case file, show how it went, and return the exit code.

    `watch`: with Temporal's pages, and everything is kept running until SIGINT or SIGTERM.
    """
    try:
        found = examine(path)
    except NotACase as error:
        _complain(f"{path} is not a case that can be played:\n{error}")
        return UNREADABLE
    for each in found.warnings:
        _complain(each, "yellow")
    console = Console(stderr=as_json)
    try:
        playing = _play(found.case, console, as_json=as_json, watch=watch)
        return asyncio.run(_until_told_to_end(playing))
    except StartError as error:
        _complain(str(error))
    except asyncio.CancelledError:
        return TOLD_TO_END
    except Exception:
        # Left alone it would end with 1, which says that the case came out otherwise.
        _complain(f"{path} cannot be played to its end:\n{traceback.format_exc()}")
    return REFUSED


def _complain(said: str, style: str = "red") -> None:
    """Each line stays one, on standard error, also where the outcome goes to standard output."""
    Console(stderr=True).print(said, style=style, markup=False, highlight=False, soft_wrap=True)


async def _until_told_to_end(playing: Coroutine[Any, Any, int]) -> int:
    """Leave nothing behind on SIGTERM either, as on Ctrl-C."""
    task = asyncio.create_task(playing)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


async def _play(case: Case, console: Console, *, as_json: bool, watch: bool) -> int:
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    with progress:
        bar = progress.add_task("", total=STEPS)

        def show(line: str, advance: int = 1) -> None:
            progress.update(bar, advance=advance, description=line)
            if not console.is_terminal:
                console.print(line, markup=False, highlight=False, soft_wrap=True)

        def say(what: str) -> None:
            show(f"{instant_text('en', clock.now())} · {what}")

        show("Starting PostgreSQL, Temporal, inbox and worker", advance=0)

        async with play_ground(ui=watch) as ground:
            if watch:
                console.print(_where(ground))
            try:
                came = await play_in(ground, case, say)
            except Refused as refused:
                progress.stop()
                _complain(f"The case cannot be played to its end: {refused}")
                code = REFUSED
            else:
                progress.stop()
                code = _show(case, came, console, as_json=as_json)
            if watch:
                console.print(_where(ground), "Press Ctrl-C to stop.", sep="\n")
                await _told_to_stop()
                console.print("Stopping.")
            return code


def _show(case: Case, came: dict[str, Any], console: Console, *, as_json: bool) -> int:
    """Print what came of it, and return the exit code."""
    if as_json:
        print(json.dumps(came, ensure_ascii=False, indent=2))  # noqa: T201 - this is the output
    wrong = differences(case.expected, came)
    console.print(_comparison(case, came, wrong))
    return DIFFERENT if wrong else SAME


def _where(ground: PlayGround) -> str:
    """Where what is played can be looked at."""
    return (
        f"Temporal: http://{ground.settings.host}:{ground.temporal_ui_port}\n"
        f"Inbox:    http://{ground.settings.host}:{ground.settings.inbox_port}"
    )


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await stop.wait()


async def play_in(ground: PlayGround, case: Case, say: Say) -> dict[str, Any]:
    """Play a case on ground that is ready, and return what it came to."""
    say("The hospital")
    house = await hospital.set_up(ground.doors, OPERATOR, case)
    before = await ground.doors.last_letter()

    async def advance(moment: datetime) -> None:
        await until(ground, moment)

    stage = Stage(case, ground.doors, advance, say, house)
    await course.play(stage)
    say("What it came to")
    return await outcome(stage, before)


def _comparison(case: Case, came: dict[str, Any], wrong: dict[str, Any]) -> Table:
    table = Table(title=case.case, title_justify="left")
    table.add_column("")
    table.add_column("expected", overflow="fold")
    table.add_column("came", overflow="fold")
    for key in {**case.expected, **came}:
        said = "[green]✓[/green]" if key in case.expected else "·"
        mark = "[red]✗[/red]" if key in wrong else said
        expected = _text(case.expected.get(key, "not said"))
        table.add_row(f"{mark} {key}", expected, _text(came.get(key)))
    return table


def _text(value: Any) -> Text:
    """Not a string: Rich would take a list in brackets for its own markup and show nothing."""
    return Text(yaml.safe_dump(value, allow_unicode=True, default_flow_style=None).strip(" .\n"))
