"""Whole cases played through the public API come out as their files say; Temporal knows nobody."""

from pathlib import Path

import pytest
import yaml

from services.play.ground import PlayGround
from services.play.outcome import differences
from services.play.reading import read
from services.play.run import play_in
from tests.journeys import arithmetic, cases, personal


def stem(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", cases.to_play(), ids=stem)
async def test_a_case_comes_out_as_expected(path: Path, ground: PlayGround) -> None:
    case = read(path)
    came = await play_in(ground, case, lambda what: None)
    assert differences(case.expected, came) == {}
    assert list(came) == list(case.expected)
    assert await personal.held(ground, case) == set()


def test_a_name_or_a_text_would_be_found() -> None:
    words = {"Åse Østby", "ase@example.org", "Rangert etter"}
    assert personal.among(words, "… Åse Østby …".encode()) == {"Åse Østby"}
    assert personal.among(words, rb'{"by":"\xc5se \xd8stby"}') == {"Åse Østby"}
    assert personal.among(words, b"recruitment-7fff3cb5") == set()


@pytest.mark.parametrize("path", [*cases.shared(), *cases.own()], ids=stem)
def test_what_a_file_expects_follows_from_its_rules(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert arithmetic.expected(case) == case["expected"]


def test_the_shared_cases_are_at_hand() -> None:
    if not cases.shared():
        pytest.skip(f"no case files in {cases.SHARED}; STAFETT_SHARED says where they are")
    assert {each.stem for each in cases.shared()} >= {
        "nurse-medical-ward",
        "radiographer-tie-and-conflict",
    }
