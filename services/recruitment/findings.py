"""What a check found: something to mend before going on, or something to think about."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.kit.i18n import translate

MEND = "This has to be mended."


class Severity(StrEnum):
    """An error stops the step it is found in; a warning stops nothing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One finding. `place` says where, such as `nb.title`; `message` is a msgid."""

    code: str
    level: Severity
    place: str
    message: str
    values: dict[str, Any] = field(default_factory=dict[str, Any])

    def below(self, place: str) -> "Finding":
        """The same finding, where `place` is the part of the whole it was found in."""
        return replace(self, place=place if self.place == place else f"{place}.{self.place}")


class FindingShown(BaseModel):
    """A finding in the reader's language."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "untested_must",
                    "level": "error",
                    "place": "authorisation",
                    "message": "Say how this is tested: nobody can be refused on what is not.",
                }
            ]
        }
    )

    code: str
    level: Severity
    place: str
    message: str


def error(code: str, place: str, message: str, **values: Any) -> Finding:
    return Finding(code, Severity.ERROR, place, message, values)


def warning(code: str, place: str, message: str, **values: Any) -> Finding:
    return Finding(code, Severity.WARNING, place, message, values)


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level is Severity.ERROR]


def warnings_in(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level is Severity.WARNING]


def shown(findings: Iterable[Finding], language: str) -> list[FindingShown]:
    """Findings as the reader sees them."""
    return [
        FindingShown(
            code=finding.code,
            level=finding.level,
            place=finding.place,
            message=translate(language, finding.message, **finding.values),
        )
        for finding in findings
    ]


def refused_fields(findings: Iterable[Finding]) -> tuple[dict[str, str], dict[str, Any]]:
    """Findings as the `fields` of a refusal, and the values that fill them.

    All fields of a refusal share one set of values, so of two findings that need different values
    for the same placeholder the second only says that there is something to mend.
    """
    fields: dict[str, str] = {}
    values: dict[str, Any] = {}
    for finding in findings:
        if finding.place in fields:
            continue
        clash = any(values.get(name, value) != value for name, value in finding.values.items())
        fields[finding.place] = MEND if clash else finding.message
        values |= {} if clash else finding.values
    return fields, values
