"""Errors as problem bodies (RFC 9457) or pages, in the reader's language: the one handler."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from services.kit.errors import (
    Conflict,
    Invalid,
    StafettError,
    TooMany,
    Unauthenticated,
    Unavailable,
    WrongType,
)
from services.kit.i18n import translate
from services.kit.mending import to_mend
from services.kit.pages.errors import as_page, wants_page
from services.kit.processes.phases import phase_text
from services.kit.web import language_of

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 2
"""Seconds after which trying again may help, when something we stand on was away."""

TITLES: dict[int, str] = {
    400: "The request could not be read",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    406: "Not available in this form",
    408: "Too slow",
    409: "Not possible now",
    410: "Over",
    411: "The length is missing",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Wrong type",
    422: "Something is to be mended",
    428: "A condition is missing",
    429: "Too often",
    500: "Our fault",
    503: "Not available just now",
}
NOT_JSON = "Send JSON: Content-Type: application/json."
DETAILS: dict[int, tuple[str, str]] = {
    400: ("unreadable", "The request could not be read."),
    404: ("not_found", "There is nothing here."),
    405: ("method_not_allowed", "This cannot be done with this address."),
    413: ("too_large", "This is larger than what is taken."),
    415: ("not_json", NOT_JSON),
    500: ("our_fault", "Something went wrong on our side. Nothing was changed."),
    503: ("unavailable", "This is not available just now. Please try again."),
}


class Problem(BaseModel):
    """What went wrong, in the reader's language, with a code that stays the same."""

    type: str = Field(examples=["urn:stafett:problem:not_found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    code: str = Field(description="Stable; for programs.", examples=["not_found"])
    detail: str = Field(description="For people.", examples=["There is nothing here."])
    instance: str = Field(description="What was asked for.", examples=["/api/v1/units/1"])
    fields: dict[str, str] | None = Field(
        default=None,
        description="What to mend where, at 422; which file, at 413 and 415.",
        examples=[None],
    )


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems a route answers with, for its `responses`; `openapi.py` adds their codes."""
    return {
        status: {
            "description": TITLES[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def install(app: FastAPI) -> None:
    """Let every error of the application be answered here."""
    for kind, handler in {
        StafettError: _stafett,
        RequestValidationError: _validation,
        HTTPException: _http,
        DBAPIError: _database,
        PoolTimeout: _database,
        psycopg.OperationalError: _database,
    }.items():
        app.exception_handler(kind)(handler)


def render(request: Request, error: StafettError) -> Response:
    """The answer for an error."""
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after)
    elif isinstance(error, Unavailable):
        headers["Retry-After"] = str(RETRY_AFTER)
    elif isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    told = said(language_of(request), error)
    return _answer(
        request, error.status, error.code, told.detail, told.fields or None, headers, error.values
    )


@dataclass(frozen=True)
class Said:
    """An error in somebody's language: as a whole, and for each field."""

    detail: str
    fields: dict[str, str]


def said(language: str, error: StafettError) -> Said:
    """What an error tells people."""
    values = error.values
    if "phase" in values:
        values = {**values, "phase": phase_text(language, values["phase"])}
    return Said(
        translate(language, error.message, **values),
        {name: translate(language, message, **values) for name, message in error.fields.items()},
    )


def our_fault(request: Request) -> Response:
    """The answer when something failed that nobody foresaw: it tells nothing of the inside."""
    return _by_status(request, 500)


def _answer(
    request: Request,
    status: int,
    code: str,
    detail: str,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Response:
    language = language_of(request)
    title = translate(language, TITLES.get(status, HTTPStatus(status).phrase))
    if wants_page(request):
        return as_page(request, status, title, detail, headers or {})
    body: dict[str, Any] = {
        "type": f"urn:stafett:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "instance": request.url.path,
    }
    if fields is not None:
        body["fields"] = dict(fields)
    # A decision the process is past also says where the process stands, for programs.
    if values and "phase" in values:
        body["phase"] = values["phase"]
    return JSONResponse(
        body,
        status,
        {"Content-Language": language, "Cache-Control": "no-store", **(headers or {})},
        MEDIA_TYPE,
    )


def _by_status(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    code, message = DETAILS.get(
        status, (HTTPStatus(status).name.lower(), TITLES.get(status, HTTPStatus(status).phrase))
    )
    return _answer(request, status, code, translate(language_of(request), message), None, headers)


async def _stafett(request: Request, error: StafettError) -> Response:
    answer = render(request, error)
    if isinstance(error, Unauthenticated) and request.method == "POST" and wants_page(request):
        keep: Callable[[Request, Response], Awaitable[None]] = request.app.state.keep_form
        await keep(request, answer)
    return answer


async def _http(request: Request, error: HTTPException) -> Response:
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_methods(request)))
    return _by_status(request, error.status_code, headers)


def _methods(request: Request) -> set[str]:
    """Every method an address has; the router names those of the first route it finds."""
    found: set[str] = set()
    for context in iter_route_contexts(request.app.routes):
        if context.path and compile_path(context.path)[0].match(request.scope["path"]):
            found |= context.methods or set()
    return found


async def _database(request: Request, error: Exception) -> Response:
    """The database refused or was away; in both cases nothing was changed."""
    original = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlstate", None) or ""
    log.warning("database error", extra={"kind": type(original).__name__, "sqlstate": code})
    if isinstance(error, IntegrityError) and code == "23505":
        return render(
            request, Conflict("done_meanwhile", "Somebody else did this at the same moment.")
        )
    # Classes 08, 40, 53, 55, 57: connection, serialization, resources, locks, shutdown.
    if code[:2] in {"", "08", "40", "53", "55", "57"}:
        return render(request, Unavailable(*DETAILS[503]))
    if isinstance(error, DBAPIError) and code in {"22001", "22003", "22021", "22P05"}:
        return render(request, Invalid("unstorable", "This cannot be stored as it is."))
    log.error("statement failed", exc_info=error)
    return our_fault(request)


async def _validation(request: Request, error: RequestValidationError) -> Response:
    # What does not say that it is JSON reaches the routes as bytes.
    if isinstance(error.body, bytes):
        return render(request, WrongType(*DETAILS[415]))
    language = language_of(request)
    fields = to_mend(language, error.errors())
    detail = translate(language, "Something in the request has to be mended; `fields` says what.")
    return _answer(request, 422, "invalid_request", detail, fields)
