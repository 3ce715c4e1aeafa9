"""Calls to other systems over HTTP: which answers are final, and which are worth another try."""

import json
from collections.abc import Mapping
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from services.integrations.errors import FinalError, RetryableError
from services.kit import clock

RETRYABLE = frozenset({408, 425, 429})
LONGEST_WAIT = timedelta(hours=1)
"""A longer `Retry-After` is taken as this: the caller asks again and is told again."""


async def send(
    client: httpx.AsyncClient,
    system: str,
    method: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    data: Mapping[str, str] | None = None,
    content: Mapping[str, Any] | None = None,
) -> httpx.Response:
    """One call. Raises `RetryableError` (408, 425, 429, 5xx, no answer) or `FinalError` (other)."""
    try:
        answer = await client.request(
            method, url, params=params, headers=headers, data=data, json=content
        )
    except httpx.TimeoutException:
        raise RetryableError(system, "timeout") from None
    except httpx.TransportError as error:
        raise RetryableError(system, f"unreachable_{type(error).__name__}") from None
    if answer.is_success:
        return answer
    code = f"http_{answer.status_code}"
    if answer.status_code in RETRYABLE or answer.is_server_error:
        raise RetryableError(system, code, _retry_after(answer.headers.get("Retry-After")))
    raise FinalError(system, code)


def body(system: str, answer: httpx.Response) -> Any:
    """The JSON of an answer. One that was cut short is worth another try."""
    try:
        return answer.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise RetryableError(system, "unreadable_json") from None


def _retry_after(value: str | None) -> timedelta | None:
    """Seconds or an HTTP date (RFC 9110 section 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdigit():
        wait = timedelta(seconds=min(int(value), int(LONGEST_WAIT.total_seconds())))
    else:
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        moment = until if until.tzinfo else until.replace(tzinfo=UTC)
        wait = moment - clock.now()
    return max(timedelta(), min(wait, LONGEST_WAIT))
