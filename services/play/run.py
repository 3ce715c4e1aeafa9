"""The command `stafett play CASE.yaml`."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from services.kit import clock
from services.kit.i18n import instant_text
from services.play import course, hospital
from services.play.actors import Refused
from services.play.case import Case, read
from services.play.ground import PlayGround, play_ground, until
from services.play.outcome import differences, outcome
from services.play.stage import Say, Stage
from services.seed import DOMAIN

OPERATOR = f"oskar.drift@{DOMAIN}"
"""Who sets up units and people in the demo hospital."""
STEPS = 13
"""What a whole course says of itself, for the bar; a case that ends early says less."""

SAME, DIFFERENT, UNREADABLE, REFUSED = 0, 1, 2, 3
"""How `stafett play` exits."""


def play(path: Path, *, as_json: bool) -> int:
    """Play a case file, show how it went, and return the exit code."""
    console = Console(stderr=as_json)
    try:
        case = read(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        said = f"{path} is not a case that can be played: {error}"
        console.print(said, style="red", markup=False, highlight=False)
        return UNREADABLE
    try:
        came = asyncio.run(_play(case, console))
    except Refused as refused:
        console.print(f"{path} cannot be played to its end: {refused}", style="red", markup=False)
        return REFUSED
    if as_json:
        print(json.dumps(came, ensure_ascii=False, indent=2))  # noqa: T201 - this is the output
    wrong = differences(case.expected, came)
    console.print(_comparison(case, came, wrong))
    return DIFFERENT if wrong else SAME


async def _play(case: Case, console: Console) -> dict[str, Any]:
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
    )
    with progress:
        bar = progress.add_task("Starting PostgreSQL, Temporal, inbox and worker", total=STEPS)

        def say(what: str) -> None:
            day = instant_text("en", clock.now())
            progress.update(bar, advance=1, description=f"{day} · {what}")

        async with play_ground() as ground:
            return await play_in(ground, case, say)


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
        mark = "[red]✗[/red]" if key in wrong else "[green]✓[/green]"
        expected = _text(case.expected.get(key, "not said"))
        table.add_row(f"{mark} {key}", expected, _text(came.get(key)))
    return table


def _text(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, default_flow_style=None).strip(" .\n")
