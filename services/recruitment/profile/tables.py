"""The competence profile: what the post demands, and how each demand is tested."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from services.kit.database import Row


class Criterion(Row, table=True):
    """A must or a weighted should. `key` is what scores and screening refer to."""

    __table_args__ = (UniqueConstraint("recruitment_id", "key"),)

    recruitment_id: UUID = Field(foreign_key="recruitment.id", index=True)
    key: str
    position: int
    level: str
    """must or should"""
    type: str
    """formal, knowledge, skill, experience or personal"""
    nb: str
    en: str
    weight: int | None = None
    """Percent; the shoulds add to 100, a must has none."""
    methods: list[str] = Field(default_factory=list, sa_type=JSON)
    anchors: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What 1, 3 and 5 look like, by mark and language."""
    evidence: str | None = None
    trainable_in_months: int | None = None
