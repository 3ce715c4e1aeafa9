"""Which cases were chosen, for what, and who may be chosen to have them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor
from services.kit.errors import NotFound
from services.kit.pages.forms import Form
from services.kit.paging import LARGEST, Asked
from services.organisation.people import service as people
from services.organisation.rules import RoleName
from services.recruitment.permissions import acting_in
from services.recruitment.pipeline.schemas import Action
from services.recruitment.pipeline.service import MOST


def action_of(form: Form) -> Action:
    """What is to be done; NotFound for what nobody does."""
    try:
        return Action(form.text("do"))
    except ValueError as error:
        raise NotFound from error


def cases_of(form: Form) -> list[UUID]:
    """The chosen cases, each once; what is none is passed over."""
    found: dict[UUID, None] = {}
    for text in form.texts("case"):
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)[:MOST]


def list_of(form: Form) -> str:
    """The list as it was filtered when the cases were chosen."""
    query = urlencode(parse_qsl(form.text("list")))
    return f"/cases?{query}" if query else "/cases"


async def seen(session: AsyncSession, who: Actor, cases: Sequence[UUID]) -> Collection[UUID]:
    """Those of some cases in which somebody has a part: the others are not named."""
    found: list[UUID] = []
    for case in cases:
        try:
            await acting_in(session, case, who)
        except NotFound:
            continue
        found.append(case)
    return found


async def advisers(session: AsyncSession, who: Actor, asked: Asked) -> list[tuple[UUID, str]]:
    """The HR advisers of one's trusts."""
    first = replace(asked, limit=LARGEST, cursor=None)
    found = await people.listed(
        session, who, first, unit_id=None, role=RoleName.HR_ADVISER, search=None
    )
    return [(one.id, one.name) for one in found.items]


async def name_of(session: AsyncSession, person_id: UUID | None) -> str:
    """What somebody is called; empty for nobody."""
    if person_id is None:
        return ""
    return (await people.names_of(session, [person_id])).get(person_id, "")
