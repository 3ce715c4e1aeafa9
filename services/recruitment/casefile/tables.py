"""The decision file, written when the case closes."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from services.kit.database import Row


class DecisionFile(Row, table=True):
    """Everything the decision stood on, each fact with its origin, as JSON and as PDF."""

    recruitment_id: UUID = Field(foreign_key="recruitment.id", unique=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    file_id: UUID = Field(foreign_key="stored_file.id")
    sha256: str
