"""Logs are JSON with the request and the process, and without people."""

import io
import json
import logging
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import IntegrityError
from structlog.contextvars import bound_contextvars, clear_contextvars

from services.kit.logs import about, described, redacted, setup_logs
from services.kit.settings import Settings

CANARY = "kari.nordmann@example.org"
Lines = io.StringIO


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """What is written to standard output; the handlers of pytest are put back afterwards."""
    output = io.StringIO()
    monkeypatch.setattr("sys.stdout", output)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    setup_logs(Settings(), "web")
    yield output
    root.handlers[:] = handlers
    root.setLevel(level)
    clear_contextvars()
    logging.getLogger("uvicorn.access").disabled = False


def last(lines: Lines) -> dict[str, object]:
    return json.loads(lines.getvalue().splitlines()[-1])


def test_a_line_is_an_object(lines: Lines) -> None:
    person, process = uuid4(), uuid4()
    with bound_contextvars(request="abc"):
        about(process=process, person=person)
        logging.getLogger("stafett.x").info("%s things", 3, extra={"decision": process})
    line = last(lines)
    assert line.pop("timestamp")
    assert line == {
        "message": "3 things",
        "service": "web",
        "level": "info",
        "logger": "stafett.x",
        "request": "abc",
        "person": str(person),
        "process": str(process),
        "decision": str(process),
    }


def test_people_are_hidden(lines: Lines) -> None:
    logging.getLogger("x").warning(
        "mail to %s, 01010112345",
        CANARY,
        extra={
            "email": CANARY,
            "Authorization": "Bearer abc",
            "inner": {"phone": "99999999", "list": [f"<{CANARY}>", 7], "kind": "receipt"},
        },
    )
    line = last(lines)
    assert "kari" not in lines.getvalue()
    assert line["message"] == "mail to [hidden], [hidden]"
    assert line["Authorization"] == line["email"] == "[hidden]"
    assert line["inner"] == {"phone": "[hidden]", "list": ["<[hidden]>", 7], "kind": "receipt"}


def test_an_error_says_where_and_not_whom(lines: Lines) -> None:
    secret = CANARY
    try:
        raise IntegrityError(f"INSERT {secret}", {"email": secret}, ValueError(secret))
    except IntegrityError:
        logging.getLogger("x").exception("failed")
    assert "kari" not in lines.getvalue()
    assert "IntegrityError" in str(last(lines)["error"])
    assert "test_an_error_says_where" in str(last(lines)["at"])


def test_validation_repeats_nothing() -> None:
    class Sent(BaseModel):
        n: int

    with pytest.raises(ValidationError) as failed:
        Sent.model_validate({"n": "Kari Nordmann"})
    assert described(failed.value) == "ValidationError"


def test_uvicorn_writes_no_lines_of_its_own(lines: Lines) -> None:
    logging.getLogger("uvicorn.access").info('"GET /x?token=%s"', "abc")
    logging.getLogger("uvicorn.error").info("Started", extra={"color_message": "Started"})
    assert "token" not in lines.getvalue()
    assert last(lines)["message"] == "Started"
    assert "color_message" not in last(lines)


def test_ids_are_no_identity_numbers() -> None:
    text = "12345678901 7d9c8f0e-2a39-4d0a-9f5e-123456789012 123456789012"
    assert redacted(text) == "[hidden] 7d9c8f0e-2a39-4d0a-9f5e-123456789012 123456789012"


def test_a_long_text_is_masked_in_time() -> None:
    """A run of letters without an address took the square of its length."""
    began = time.process_time()
    assert set(redacted("a" * 1_000_000)) <= {"a"}
    assert redacted(f"{'word ' * 1_000}kari@example.org")[:5] == "word "
    assert "kari" not in redacted(f"{'x' * 300} kari.nordmann@helse.example.org says")
    assert time.process_time() - began < 1
