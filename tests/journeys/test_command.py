"""`stafett play` as a command: what it prints where, and how it exits."""

import json
import sys
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest

from services.play import run as command
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
    return run(  # noqa: S603
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
    ],
)
def test_what_cannot_be_read_is_said_in_words(
    content: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.yaml"
    if content is not None:
        path.write_text(content)
    assert command.play(path, as_json=True) == command.UNREADABLE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in " ".join(printed.err.split())


def test_two_positions_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (cases.OWN / "one-assessor.yaml").read_text(encoding="utf-8")
    path = tmp_path / "two.yaml"
    path.write_text(text.replace("positions: 1", "positions: 2"), encoding="utf-8")
    assert command.play(path, as_json=False) == command.UNREADABLE
    assert "a case fills one post" in " ".join(capsys.readouterr().out.split())
