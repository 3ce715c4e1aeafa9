"""The choice of demo people: a laptop has no identity provider. Refused anywhere else."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.sessions import service
from services.access.sessions.rules import Method
from services.access.sessions.schemas import DemoPerson
from services.access.sessions.service import Opened
from services.kit import clock
from services.kit.errors import NotFound
from services.kit.settings import Settings
from services.kit.web import SettingsDep
from services.organisation.people import service as people


async def only_embedded(settings: SettingsDep) -> None:
    """Outside the embedded mode these routes are not there."""
    if settings.mode != "embedded":
        raise NotFound


async def people_to_be(session: AsyncSession) -> list[DemoPerson]:
    """Everybody who works here, with roles in words."""
    roles: dict[UUID, list[str]] = {}
    for person_id, role, unit in await people.roles_of_all(session):
        roles.setdefault(person_id, []).append(f"{role}: {unit}")
    return [
        DemoPerson(
            person_id=person.id,
            name=person.name,
            email=person.email,
            roles=roles.get(person.id, []),
        )
        for person in await people.staff(session)
    ]


async def become(session: AsyncSession, person_id: UUID, settings: Settings) -> Opened:
    """Sign in as somebody who works here; NotFound for anybody else."""
    if person_id not in {person.id for person in await people.staff(session)}:
        raise NotFound
    return await service.begin(session, person_id, Method.DEMO, clock.now(), settings)
