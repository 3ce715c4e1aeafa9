"""`stafett play` as a command: what it prints where, and how it exits."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen, run
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from services.kit.settings import Settings
from services.play import run as command
from services.play.actors import Refused
from services.play.case import Case
from services.play.reading import read
from services.play.stage import Say
from tests.journeys import cases

KEYS = [
    "applications",
    "qualified",
    "ranking",
    "offers_in_order",
    "hired",
    "public_list",
    "answered_at_closure",
    "letters",
]


def stafett(*words: str) -> CompletedProcess[str]:
    return run(
        [sys.executable, "-m", "services.cli", "play", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=cases.ROOT,
    )


@pytest.mark.skipif(not cases.WHOLE, reason="STAFETT_JOURNEYS=whole plays it")
def test_json_is_one_object_and_nothing_else() -> None:
    done = stafett("--json", str(cases.OWN / "nobody-qualified.yaml"))
    assert done.returncode == command.SAME
    assert list(json.loads(done.stdout)) == KEYS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        ("a: [b", "not a case"),
        ("just words", "not a case"),
        ("case: x\nunit: []", "not a case"),
        ("", "The file is empty."),
        ("a: &x [*x]", "refers to itself"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(
    content: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.yaml"
    if content is not None:
        path.write_text(content)
    assert command.play(path, as_json=False) == command.UNREADABLE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in " ".join(printed.err.split())


def test_two_positions_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (cases.OWN / "one-assessor.yaml").read_text(encoding="utf-8")
    path = tmp_path / "two.yaml"
    path.write_text(text.replace("positions: 1", "positions: 2"), encoding="utf-8")
    assert command.play(path, as_json=False) == command.UNREADABLE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "line 15: need.positions: This must be 1: a case fills one post." in printed.err


class Played:
    """A play that is over at once, on ground that is not there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pages: list[bool] = []
        self.comes_to: Callable[[Case], dict[str, Any]] = lambda case: case.expected
        self.ended = False
        self.signal: signal.Signals | None = None
        monkeypatch.setattr(command, "play_ground", self._ground)
        monkeypatch.setattr(command, "play_in", self._play_in)

    @asynccontextmanager
    async def _ground(self, *, ui: bool) -> AsyncGenerator[SimpleNamespace]:
        self.pages.append(ui)
        try:
            yield SimpleNamespace(settings=Settings(inbox_port=50002), temporal_ui_port=50001)
        finally:
            self.ended = True

    async def _play_in(self, _ground: object, case: Case, say: Say) -> dict[str, Any]:
        say("Marks, sealed")
        if self.signal is not None:
            # It comes when the command next waits, and it waits only to be told to stop.
            asyncio.get_running_loop().call_soon(os.kill, os.getpid(), self.signal)
        return self.comes_to(case)


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    monkeypatch.setenv("COLUMNS", "200")
    return Played(monkeypatch)


CASE = cases.OWN / "ties-of-three.yaml"


def test_it_shows_lists_in_what_it_compares(
    played: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.play(CASE, as_json=False) == command.SAME
    printed = capsys.readouterr().out
    first, *_ = read(CASE).expected["offers_in_order"]
    assert printed.count(f"[{first}, ") >= 2
    assert "Temporal:" not in printed
    assert played.pages == [False]


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_to_watch_it_says_where_before_and_after_and_waits(
    played: Played, told: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    played.signal = told
    assert command.play(CASE, as_json=False, watch=True) == command.SAME
    before, after = capsys.readouterr().out.split("expected", 1)
    for said in (before, after):
        assert "http://127.0.0.1:50001" in said
        assert "http://127.0.0.1:50002" in said
    assert "Press Ctrl-C" in after
    assert played.pages == [True]


def _differ(_case: Case) -> dict[str, Any]:
    return {}


CLOSED = {"code": "closed", "detail": "It is closed."}


def _refuse(_case: Case) -> dict[str, Any]:
    asked = httpx.Request("POST", "http://127.0.0.1/cases")
    raise Refused(httpx.Response(409, json=CLOSED, request=asked))


@pytest.mark.parametrize(
    ("comes_to", "code"), [(_differ, command.DIFFERENT), (_refuse, command.REFUSED)]
)
def test_what_went_wrong_can_be_watched_and_is_told_by_the_exit_code(
    played: Played,
    comes_to: Callable[[Case], dict[str, Any]],
    code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    played.signal, played.comes_to = signal.SIGINT, comes_to
    assert command.play(CASE, as_json=False, watch=True) == code
    printed = capsys.readouterr()
    assert "Press Ctrl-C" in printed.out
    assert ("It is closed. (POST /cases: 409 closed)" in printed.err) is (code == command.REFUSED)


def _break(_case: Case) -> dict[str, Any]:
    raise StopIteration


def test_a_play_that_breaks_has_not_come_out_otherwise(
    played: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    played.comes_to = _break
    assert command.play(CASE, as_json=False) == command.REFUSED
    assert "cannot be played" in capsys.readouterr().err


def test_without_a_terminal_it_says_line_by_line_how_far_it_is(
    played: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    command.play(CASE, as_json=False)
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first == "Starting PostgreSQL, Temporal, inbox and worker"
    assert second.endswith("· Marks, sealed")


def test_what_is_not_understood_is_said_before_it_starts(
    played: Played, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "more.yaml"
    text = CASE.read_text(encoding="utf-8").replace("nominate: ", "nominat: ")
    path.write_text(text, encoding="utf-8")
    assert command.play(path, as_json=False) == command.SAME
    assert "not understood: nominat; did you mean nominate?" in capsys.readouterr().err


def test_told_to_end_it_ends_what_it_started(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wait(*_: object) -> dict[str, Any]:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()
        return {}

    monkeypatch.setattr(command, "play_in", wait)
    assert command.play(CASE, as_json=False) == 128 + signal.SIGTERM
    assert played.ended


def test_to_watch_and_to_print_only_the_outcome_do_not_go_together() -> None:
    done = stafett("--watch", "--json", str(CASE))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "choose one" in done.stderr


@pytest.mark.skipif(not cases.WHOLE, reason="STAFETT_JOURNEYS=whole plays it")
def test_a_watched_case_stands_in_temporals_pages_and_nothing_outlives_it() -> None:
    path = cases.OWN / "nobody-qualified.yaml"
    words = [sys.executable, "-m", "services.cli", "play", str(path), "--watch"]
    with Popen(words, stdout=PIPE, text=True, cwd=cases.ROOT) as playing:
        assert playing.stdout is not None
        said = ""
        while "Press Ctrl-C" not in said:
            line = playing.stdout.readline()
            assert line, said
            said += line
        (pages,) = set(re.findall(r"Temporal: (\S+)", said))
        listed = httpx.get(f"{pages}/api/v1/namespaces/default/workflows").text
        threads = Path(f"/proc/{playing.pid}/task").glob("*/children")
        children = [child for each in threads for child in each.read_text().split()]
        playing.send_signal(signal.SIGINT)
        playing.stdout.read()
        assert playing.wait() == command.SAME
    assert "recruitment-" in listed
    assert "@" not in listed.replace(f"{playing.pid}@", "")
    assert len(children) == 2
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []
