"""The list of names, and the declaration with whom on it there is a conflict of interest."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.errors import Conflict, Invalid
from services.kit.i18n import Language
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.problems import said
from services.kit.web import DatabaseDep, LanguageDep, Session
from services.recruitment.impartiality.rules import LEADING
from services.recruitment.need import reading as needs
from services.recruitment.need.codes import ConflictScope
from services.recruitment.permissions import CaseActor
from services.selection.conflicts import service
from services.selection.conflicts.schemas import DeclarationGiven, NamesShown
from services.selection.parts import Reader

router = APIRouter(
    prefix="/cases/{recruitment_id}/conflicts", include_in_schema=False, route_class=Once
)

DECLARED = _("Thank you. Your declaration is recorded.")
NONE, SOME = "none", "some"
UNSAID = _("Say whether there is a conflict of interest with anybody.")
UNNAMED = _("Tick whom it is about.")
BOTH = _("You have said that there is none, and ticked somebody.")


@router.get("")
async def ask(
    request: Request, recruitment_id: UUID, who: Reader, session: Session, language: LanguageDep
) -> Response:
    """The names of those who have applied, and the question."""
    return await _page(request, who, session, language, forms.untouched(request))


@router.post("")
async def declare(
    request: Request,
    recruitment_id: UUID,
    who: Reader,
    database: DatabaseDep,
    language: LanguageDep,
) -> Response:
    """Take in a declaration; a conflict may take who declares it out of the case."""
    form = await forms.handed_in(request)
    with form.mending():
        given = _given(form)
        async with database.transaction() as session:
            case = await needs.read(session, recruitment_id, who.actor, who.relations)
            await service.declare(session, who, given.application_ids, given.reason)
        out = given.application_ids and case.conflict_scope is ConflictScope.CASE
        on = "/applicants" if who.has(*LEADING) else ""
        return go_to("/" if out else f"/cases/{recruitment_id}{on}", DECLARED)
    async with database.transaction() as session:
        return await _page(request, who, session, language, form)


def _given(form: Form) -> DeclarationGiven:
    answer, ticked = form.text("answer"), form.texts("application_ids")
    message, field = "", "answer"
    if answer not in {NONE, SOME}:
        message = UNSAID
    elif answer == NONE and ticked:
        message = BOTH
    elif answer == SOME and not ticked:
        message, field = UNNAMED, "application_ids"
    if message:
        raise Invalid("unclear_declaration", message, {field: message})
    return DeclarationGiven.model_validate(
        {"application_ids": ticked, "reason": form.text("reason") or None}
    )


async def _page(
    request: Request, who: CaseActor, session: AsyncSession, language: Language, form: Form
) -> Response:
    case = await needs.read(session, who.recruitment_id, who.actor, who.relations)
    try:
        found = NamesShown.of(await service.names(session, who))
    except Conflict as early:
        return page(request, "conflicts/early.html", case=case, why=said(language, early).detail)
    return page(
        request,
        "conflicts/declaration.html",
        form=form,
        case=case,
        names=found.names,
        declared=found.declared,
        whole_case=case.conflict_scope is ConflictScope.CASE,
    )
