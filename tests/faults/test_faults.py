"""Recruitments run while parts are killed and mail goes wrong; afterwards everything is right."""

from pathlib import Path

from tests.faults.edition import chosen
from tests.faults.mail import FAULTS
from tests.faults.run import EMPTY_WITHIN, run


async def test_nothing_is_lost(tmp_path: Path) -> None:
    edition = chosen()
    print(f"STAFETT_FAULTS_SEED={edition.seed}")  # noqa: T201 - to run it again
    result = await run(edition, tmp_path)
    print(result.figures)  # noqa: T201
    assert not result.wrongs, "\n".join(result.wrongs)
    assert result.emptied <= EMPTY_WITHIN
    # Each fault must really have happened, or the run says nothing about it.
    assert {strike for strike in edition.strikes if not result.hits[strike]} == set()
    assert {fault for fault in FAULTS if not result.mail_faults[fault]} == set()
    assert result.voided, "no decision was ever left unanswered"
    assert result.told_again, "nothing had ever to be told again"
