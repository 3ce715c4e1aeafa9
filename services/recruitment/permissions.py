"""Parts in a case, as types for the signatures of routes.

A route below `/recruitments/{recruitment_id}` takes
`who: Annotated[CaseActor, Depends(in_case(Relation.HIRING_MANAGER))]`.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor, LetIn, Part, parts_in_case
from services.kit import clock
from services.kit.errors import Forbidden, NotFound
from services.kit.web import DatabaseDep
from services.organisation.rules import RoleName
from workflows.payloads.codes import Relation

RELATION_OF_ROLE = {
    RoleName.HR_ADVISER: Relation.HR_ADVISER,
    RoleName.APPROVER: Relation.APPROVER,
    RoleName.UNION_REPRESENTATIVE: Relation.UNION_REPRESENTATIVE,
}
"""The roles on a unit, or above it, that are a part in each of its cases."""


@dataclass(frozen=True)
class CaseActor:
    """Somebody with a part in a case."""

    actor: Actor
    recruitment_id: UUID
    relations: frozenset[Relation]
    on_authority_of: Mapping[Relation, UUID]
    """For each part held only as the deputy of somebody absent: who that is."""

    def has(self, *relations: Relation) -> bool:
        """Whether one of these parts is held."""
        return not self.relations.isdisjoint(relations)

    def part(self, *wanted: Relation) -> Relation:
        """The first of the wanted parts that is held, one's own before a deputy's."""
        held = [relation for relation in wanted if relation in self.relations]
        held.sort(key=lambda relation: relation in self.on_authority_of)
        if not held:
            raise wrong_part()
        return held[0]


def wrong_part() -> Forbidden:
    """The refusal for who may see a case, but has not the part that may do this."""
    return Forbidden("wrong_part", "Your part in this case does not allow this.")


def relations_of(
    person_id: UUID, parts: Iterable[Part]
) -> tuple[frozenset[Relation], dict[Relation, UUID]]:
    """The relations that parts come to, and on whose authority those are that are not one's own."""
    own: set[Relation] = set()
    lent: dict[Relation, UUID] = {}
    for part in parts:
        relation = _relation(part.relation)
        if part.person_id == person_id:
            own.add(relation)
        else:
            lent.setdefault(relation, part.person_id)
    return frozenset({*own, *lent}), {
        relation: absent for relation, absent in lent.items() if relation not in own
    }


def _relation(code: str) -> Relation:
    if code in RELATION_OF_ROLE:
        return RELATION_OF_ROLE[RoleName(code)]
    return Relation(code)


def in_case(*relations: Relation) -> Callable[..., Awaitable[CaseActor]]:
    """A dependency: somebody with one of these parts in the case; without any, a part at all.

    404 for who has no part in the case, and for whoever came by a mailed link: who has left keeps
    no way in to the parts they had. 403 for who has another part.
    """

    async def case_actor(recruitment_id: UUID, actor: LetIn, database: DatabaseDep) -> CaseActor:
        async with database.statements() as session:
            found = await acting_in(session, recruitment_id, actor)
        if relations and not found.has(*relations):
            raise wrong_part()
        return found

    return case_actor


async def acting_in(session: AsyncSession, recruitment_id: UUID, actor: Actor) -> CaseActor:
    """Somebody in a case, with the parts they have there; NotFound without any."""
    if actor.outside:
        raise NotFound
    parts = await parts_in_case(
        session, recruitment_id, actor.person_id, tuple(RELATION_OF_ROLE), clock.today()
    )
    held, lent = relations_of(actor.person_id, parts)
    if not held:
        raise NotFound
    return CaseActor(actor, recruitment_id, held, lent)
