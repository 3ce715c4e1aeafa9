"""`make bench`: measure, show, and say which targets are met. Never fails for being slow."""

import asyncio
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks import applications, decisions, pages, processes
from benchmarks.figures import Result
from benchmarks.ground import Ground, Servers, ground, servers


class Measurement(StrEnum):
    """What can be measured by itself."""

    PROCESSES = "processes"
    DECISIONS = "decisions"
    APPLICATIONS = "applications"
    PAGES = "pages"


def main(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    rounds: Annotated[int, typer.Option(min=1, help="Of each measurement.")] = 5,
    only: Annotated[list[Measurement] | None, typer.Option(help="Measure only this.")] = None,
) -> None:
    """What the engine costs over bare Temporal and bare PostgreSQL, on one set of servers."""
    console = Console(stderr=as_json)
    wanted = only or list(Measurement)
    with console.status("Starting PostgreSQL, Temporal, inbox, worker and web"), servers() as ready:
        results = asyncio.run(_measure(ready, wanted, rounds, console))
    if as_json:
        print(json.dumps([result.plain() for result in results], ensure_ascii=False, indent=2))
    console.print(_table(results, rounds))


async def _measure(
    ready: Servers, wanted: Sequence[Measurement], rounds: int, console: Console
) -> list[Result]:
    results: list[Result] = []
    async with ground(ready) as where:
        for measurement in wanted:
            console.log(f"Measuring {measurement}")
            results += await _one(measurement, where, rounds)
    return results


async def _one(measurement: Measurement, where: Ground, rounds: int) -> list[Result]:
    match measurement:
        case Measurement.PROCESSES:
            return [await processes.measure(where, rounds)]
        case Measurement.DECISIONS:
            return await decisions.measure(where, rounds)
        case Measurement.APPLICATIONS:
            return await applications.measure(where, rounds)
        case Measurement.PAGES:
            return await pages.measure(where, rounds)


def _table(results: Sequence[Result], rounds: int) -> Table:
    table = Table(
        title="Stafett beside bare Temporal and PostgreSQL",
        caption=f"Medians of {rounds} alternating rounds (lowest–highest).",
        title_justify="left",
    )
    for heading in ("", "unit", "Stafett", "bare", "ratio", "target", ""):
        table.add_column(heading)
    for result in results:
        table.add_row(
            result.what,
            result.unit,
            _spread([pair.program for pair in result.pairs]),
            _spread([pair.bare for pair in result.pairs]),
            _spread([pair.ratio for pair in result.pairs]),
            result.target,
            "[green]met[/green]" if result.met else "[red]missed[/red]",
        )
    return table


def _spread(values: Sequence[float]) -> str:
    ordered = sorted(values)
    middle = (ordered[len(ordered) // 2] + ordered[(len(ordered) - 1) // 2]) / 2
    return f"{middle:.3g} ({ordered[0]:.3g}–{ordered[-1]:.3g})"


if __name__ == "__main__":
    typer.run(main)
