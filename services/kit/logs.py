"""Structured logs: one JSON object a line, with the request and the process, without people.

A person appears as an id at most. Addresses are taken out of every text, values under telling keys
are hidden, and an error from the database or from validation is named without its message, because
those repeat what was sent.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

import structlog
from opentelemetry.trace import format_trace_id, get_current_span
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from structlog.contextvars import bind_contextvars, clear_contextvars
from structlog.typing import EventDict, WrappedLogger

from services.kit.settings import Settings

HIDDEN = "[hidden]"
_PERSONAL = frozenset(
    {"address", "authorization", "body", "content", "cookie", "email", "filename", "first_name"}
    | {"key", "last_name", "name", "note", "password", "phone", "reason", "secret", "set_cookie"}
    | {"subject", "text", "token", "url", "value", "values"}
)
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}")
"""Bounded as addresses are, so that no text costs more than its length."""
_IDENTITY_NUMBER = re.compile(r"(?<![\w-])\d{11}(?![\w-])")
_LONGEST = 500
_LOOKED_AT = 8 * _LONGEST
_FRAMES = 12
_RECORD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_QUIET = ("httpx", "httpcore")
"""They log whole addresses."""


def setup_logs(settings: Settings, service: str) -> None:
    """Write what this process logs as JSON to standard output, in our words only."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                _extra,
                _trace,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                _failure,
                _without_people,
                structlog.processors.EventRenamer("message"),
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    # Its lines carry query strings; `requests.py` writes ours without them.
    logging.getLogger("uvicorn.access").disabled = True
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    clear_contextvars()
    bind_contextvars(service=service)


def about(*, process: UUID | None = None, person: UUID | None = None) -> None:
    """Name the process and the person (by id) that what is logged from here on is about."""
    found = {"process": process, "person": person}
    bind_contextvars(**{name: str(value) for name, value in found.items() if value})


def redacted(text: str) -> str:
    """A text without e-mail addresses and identity numbers, of bearable length."""
    if len(text) > _LOOKED_AT:
        # Not to leave half of an address that the pattern would not know.
        text = text[:_LOOKED_AT].rpartition(" ")[0]
    return _IDENTITY_NUMBER.sub(HIDDEN, _ADDRESS.sub(HIDDEN, text))[:_LONGEST]


def _extra(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """What was given as `extra` to a logger of the standard library."""
    record: logging.LogRecord = event["_record"]
    event.update(
        {
            name: value
            for name, value in vars(record).items()
            if name not in _RECORD_FIELDS and name != "color_message"
        }
    )
    return event


def _trace(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The trace in which this was logged, so that one leads to the other."""
    found = get_current_span().get_span_context()
    if found.is_valid:
        event["trace"] = format_trace_id(found.trace_id)
    return event


def _failure(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The error that is logged with: its kind, and where it came from, without local values."""
    given: Any = event.pop("exc_info", None)
    error: Any = sys.exc_info()[1] if given is True else given
    if isinstance(given, tuple):
        error = cast("tuple[Any, ...]", given)[1]
    if isinstance(error, BaseException):
        event["error"] = described(error)
        event["at"] = [
            f"{frame.filename.rpartition('/site-packages/')[2]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        ]
    return event


def described(error: BaseException) -> str:
    """An error and what caused it, without the values that some messages repeat."""
    chain: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(chain) < _FRAMES:
        silent = isinstance(seen, SQLAlchemyError | ValidationError) or hasattr(seen, "sqlstate")
        text = "" if silent else redacted(str(seen))
        chain.append(f"{type(seen).__name__}: {text}" if text else type(seen).__name__)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return " < ".join(chain)


def _without_people(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {name: _hidden(name, value) for name, value in event.items()}


def _hidden(name: str, value: Any) -> Any:
    if name.lower().replace("-", "_") in _PERSONAL:
        return HIDDEN
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        inside = cast("Mapping[Any, Any]", value)
        return {str(key): _hidden(str(key), inner) for key, inner in inside.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_hidden("", inner) for inner in cast("list[Any]", value)]
    return value
