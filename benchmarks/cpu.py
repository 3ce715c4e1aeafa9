"""Processor time by program, which other load on the machine moves less than it moves the clock."""

import os
from collections import Counter, defaultdict
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PROGRAMS = {
    "postgres": "PostgreSQL",
    "start-dev": "Temporal",
    "benchmarks.bare": "bare worker",
    "worker": "worker",
    "web": "web",
    "inbox": "inbox",
}


class Meter:
    """Adds up, by label, what the programs below this process used."""

    def __init__(self) -> None:
        self._used: defaultdict[str, Counter[str]] = defaultdict(Counter)

    @contextmanager
    def reading(self, label: str) -> Generator[None]:
        """Count what is used meanwhile under a label."""
        before = _used()
        yield
        after = _used()
        self._used[label].update({name: after[name] - before[name] for name in after})

    def per(self, number: int) -> dict[str, dict[str, float]]:
        """Seconds by label and program, for each of so many."""
        return {
            label: {
                name: round(ticks / _TICK / number, 4)
                for name, ticks in used.items()
                if ticks / _TICK / number >= 0.0005
            }
            for label, used in self._used.items()
        }


def _used() -> Counter[str]:
    """Ticks by program; none where there is no /proc."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()
            process = int(entry.parent.name)
            parents[process] = int(fields[1])
            ticks[process] = sum(map(int, fields[11:15]))
    used: Counter[str] = Counter()
    for process, spent in ticks.items():
        if name := _name(process, parents):
            used[name] += spent
    return used


def _name(process: int, parents: dict[int, int]) -> str | None:
    """Which of our programs a process belongs to: itself, or below one."""
    us = os.getpid()
    if process == us:
        return "benchmark"
    while parents.get(process, 0) not in (us, 0):
        process = parents[process]
    if parents.get(process) != us:
        return None
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return None
    return next(
        (name for word, name in _PROGRAMS.items() if any(part.endswith(word) for part in words)),
        None,
    )
