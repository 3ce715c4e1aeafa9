"""A fact of the decision file: what it says, and where it comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from services.access.audit import AuditKind
from services.kit.database import Row

_json: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


@dataclass(frozen=True)
class Origins:
    """By which events of the audit a row came about: its own, else the last of its kind."""

    about: Mapping[UUID, list[int]]
    kinds: Mapping[str, int]

    def of(self, row: Row, kind: AuditKind | None) -> list[int]:
        """Numbers of events in the chain of the case."""
        own = self.about.get(row.id)
        if own:
            return own
        return [self.kinds[kind]] if kind and kind in self.kinds else []


@dataclass
class Facts:
    """Facts by section, in the order in which the sections are read."""

    origins: Origins
    sections: dict[str, list[dict[str, Any]]] = field(
        default_factory=dict[str, list[dict[str, Any]]]
    )
    people: set[UUID] = field(default_factory=set[UUID])

    def section(self, name: str) -> None:
        """Begin a section; one without facts says that there were none."""
        self.sections.setdefault(name, [])

    def add(
        self,
        section: str,
        row: Row,
        fields: Iterable[str],
        *,
        by: UUID | None = None,
        on_authority_of: UUID | None = None,
        at: datetime | None = None,
        kind: AuditKind | None = None,
        **more: Any,
    ) -> None:
        """Add a fact from a row: these of its fields, and `more` that its other rows say.

        `by`, `on_authority_of` and `at` say who wrote it and when; `kind` is the kind of event
        that tells of rows without one of their own.
        """
        self.people |= {person for person in (by, on_authority_of) if person}
        values = row.model_dump(include=set(fields))
        self.section(section)
        self.sections[section].append(
            _json.dump_python(
                {
                    "values": {**more, **{name: values[name] for name in fields}},
                    "origin": {
                        "table": row.__tablename__,
                        "id": row.id,
                        "by": by,
                        "on_authority_of": on_authority_of,
                        "at": at or row.created_at,
                        "events": self.origins.of(row, kind),
                    },
                },
                mode="json",
            )
        )
