"""Nothing that travels to Temporal has room for a name, an address or a text."""

import dataclasses
import importlib
import pkgutil
import types
import typing
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest

import workflows.payloads

HARMLESS = {UUID, int, bool, datetime, date, timedelta, types.NoneType}


def payload_types() -> list[type]:
    found: set[type] = set()
    for module in pkgutil.iter_modules(workflows.payloads.__path__):
        members = vars(importlib.import_module(f"workflows.payloads.{module.name}")).values()
        found |= {
            each for each in members if isinstance(each, type) and dataclasses.is_dataclass(each)
        }
    return sorted(found, key=lambda each: each.__name__)


def can_hold_text(annotation: Any) -> bool:
    if annotation in HARMLESS:
        return False
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return False
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        return any(can_hold_text(hint) for hint in typing.get_type_hints(annotation).values())
    if parts := typing.get_args(annotation):
        return any(can_hold_text(part) for part in parts)
    return True


@pytest.mark.parametrize("payload", payload_types(), ids=lambda each: each.__name__)
def test_no_field_can_hold_a_text(payload: type) -> None:
    hints = typing.get_type_hints(payload)
    assert {name for name, hint in hints.items() if can_hold_text(hint)} == set()


def test_a_text_would_be_found() -> None:
    @dataclasses.dataclass
    class Careless:
        names: list[str]

    assert can_hold_text(typing.get_type_hints(Careless)["names"])
    assert can_hold_text(Any)
