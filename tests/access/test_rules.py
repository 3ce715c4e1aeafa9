"""Secrets, limits and codes, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.access import tokens
from services.access.limits.rules import CODES_PER_BROWSER, seconds_left
from services.access.links.rules import CODE_LIFE, CODE_TRIES, Verdict, judge

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_tokens_have_256_bits_and_never_repeat() -> None:
    many = {tokens.new_token() for _ in range(200)}
    assert len(many) == 200
    assert {len(token) for token in many} == {43}


def test_codes_have_six_digits() -> None:
    assert all(len(code) == 6 and code.isdigit() for code in (tokens.new_code(),) * 50)


def test_keyed_hash_depends_on_key_and_on_every_part() -> None:
    hashes = {
        tokens.keyed("k", "a", "b"),
        tokens.keyed("l", "a", "b"),
        tokens.keyed("k", "ab"),
        tokens.keyed("k", "b", "a"),
    }
    assert len(hashes) == 4


@pytest.mark.parametrize(
    ("tries", "right", "age", "used", "verdict"),
    [
        (0, True, timedelta(), False, Verdict.RIGHT),
        (CODE_TRIES - 1, True, CODE_LIFE - timedelta(seconds=1), False, Verdict.RIGHT),
        (0, False, timedelta(), False, Verdict.WRONG),
        (CODE_TRIES, True, timedelta(), False, Verdict.TRIED_OUT),
        (0, True, CODE_LIFE, False, Verdict.EXPIRED),
        (0, True, timedelta(), True, Verdict.NOT_ASKED),
    ],
)
def test_code(tries: int, right: bool, age: timedelta, used: bool, verdict: Verdict) -> None:
    judged = judge(
        at=AT + age,
        expires_at=AT + CODE_LIFE,
        used_at=AT if used else None,
        tries=tries,
        right=right,
    )
    assert judged is verdict


@given(st.floats(min_value=0, max_value=900))
def test_waiting_as_long_as_said_is_enough(seconds: float) -> None:
    at = AT + timedelta(seconds=seconds)
    left = seconds_left(CODES_PER_BROWSER, AT, at)
    assert left >= 1
    assert at + timedelta(seconds=left) >= AT + CODES_PER_BROWSER.window
