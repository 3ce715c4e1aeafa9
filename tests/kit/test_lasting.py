"""A program ends, with the status it has, whatever the SDK still waits for."""

import subprocess
import sys

import pytest

PROGRAM = """
import atexit, sys
from services.kit.lasting import to_the_end

# What the SDK does to Python on its way down.
atexit.register(lambda: print("taken down"))

def run():
    print("worked", end="")
    {ends}

to_the_end(run)
"""


@pytest.mark.parametrize(
    ("ends", "status", "said"),
    [
        ("return", 0, ""),
        ("sys.exit()", 0, ""),
        ("sys.exit(3)", 3, ""),
        ("sys.exit('no port')", 1, ""),
        ("raise OSError('no disk')", 1, "no disk"),
    ],
)
def test_it_ends_without_taking_python_down(ends: str, status: int, said: str) -> None:
    program = [sys.executable, "-c", PROGRAM.format(ends=ends)]
    ended = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (status, "worked")
    assert said in ended.stderr
