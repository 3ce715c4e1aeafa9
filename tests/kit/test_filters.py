"""What a list is filtered by, from the address and back to it."""

from typing import Literal

import pytest
from fastapi import Request
from fastapi.exceptions import RequestValidationError

from services.kit.pages.filters import Filter, chosen


class Listed(Filter):
    state: Literal["open", "closed"] = "open"
    unit: int | None = None


def asked(query: str) -> Request:
    return Request({"type": "http", "query_string": query.encode(), "headers": []})


def test_what_is_left_open_is_not_chosen() -> None:
    assert chosen(asked("state=&unit=&other=1"), Listed) == Listed()


def test_the_address_says_what_is_chosen_otherwise() -> None:
    wanted = chosen(asked("state=closed&unit=7"), Listed)
    assert wanted.query() == "state=closed&unit=7"
    assert wanted.query(unit=None, cursor="abc") == "state=closed&cursor=abc"
    assert Listed().query() == ""


def test_what_is_no_choice_is_refused() -> None:
    with pytest.raises(RequestValidationError):
        chosen(asked("state=broken"), Listed)
