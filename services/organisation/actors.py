"""Who asks, as far as this area needs to know; `services.access.permissions.Actor` is one."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from services.organisation.rules import RoleName


class Who(Protocol):
    """Somebody signed in, with the roles they hold today."""

    @property
    def person_id(self) -> UUID: ...

    def units_with(self, roles: Collection[RoleName]) -> frozenset[UUID]:
        """The units on which one of these roles is held."""
        ...
