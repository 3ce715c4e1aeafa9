"""Who has which part in a case, as a form."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.errors import Stale
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, LanguageDep, Session
from services.organisation.people import service as people
from services.recruitment.acting import by
from services.recruitment.need import reading, service
from services.recruitment.need.schemas import MemberGiven
from services.recruitment.parts import PARTS, part_text
from services.recruitment.permissions import CaseActor, in_case
from workflows.payloads.codes import Relation

AUTHORS = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)
Author = Annotated[CaseActor, Depends(in_case(*AUTHORS))]

router = APIRouter(
    prefix="/cases/{recruitment_id}/need/people", include_in_schema=False, route_class=Once
)

SPARE = 2
"""Empty places in a part that several can have; saving makes room for more."""
SEVERAL = frozenset({Relation.EXPERT, Relation.ASSESSOR})


@router.get("")
async def show(
    request: Request, recruitment_id: UUID, who: Author, session: Session, language: LanguageDep
) -> Response:
    """The parts, and who has them."""
    return await _page(request, recruitment_id, session, language, forms.untouched(request))


@router.post("")
async def save(
    request: Request,
    recruitment_id: UUID,
    who: Author,
    database: DatabaseDep,
    language: LanguageDep,
) -> Response:
    """Say who has which part from now on."""
    form = await forms.handed_in(request)
    with form.mending():
        given = [
            MemberGiven.model_validate({"person_id": person, "relation": part})
            for part in PARTS
            for person in dict.fromkeys(form.texts(part))
            if person
        ]
        async with database.transaction() as session:
            version = form.version
            await service.set_members(session, recruitment_id, given, by(who, *AUTHORS), version)
        return go_to(f"/cases/{recruitment_id}/need", "It is saved.")
    async with database.transaction() as session:
        return await _page(request, recruitment_id, session, language, form)


async def _page(
    request: Request, recruitment_id: UUID, session: AsyncSession, language: str, form: Form
) -> Response:
    shown = await reading.read_members(session, recruitment_id)
    held = {
        part: [one.person_id for one in shown.members if one.relation == part and not one.left]
        for part in PARTS
    }
    places = {
        part: [*held[part], *[None] * (SPARE if part in SEVERAL else not held[part])]
        for part in PARTS
    }
    return page(
        request,
        "need/people.html",
        form=form,
        case_id=recruitment_id,
        parts=[(part, part_text(language, part), places[part]) for part in PARTS],
        staff=[(one.id, one.name) for one in await people.staff(session)],
        version=shown.version,
        stale=form.said_by(Stale),
    )
