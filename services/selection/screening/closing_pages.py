"""Complete the screening after a check, and choose among the qualified whom to interview."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.errors import Forbidden
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.paging import LARGEST, Asked, PageAsked
from services.kit.web import DatabaseDep, DeskDep, Session
from services.recruitment.need import reading as needs
from services.recruitment.permissions import CaseActor
from services.selection.parts import Leading, decide
from services.selection.screening import reading
from services.selection.screening.reading import Progress
from services.selection.screening.rules import ASSESSED
from services.selection.screening.schemas import ApplicationLine, ShortlistGiven
from workflows.payloads.codes import Decided

router = APIRouter(
    prefix="/cases/{recruitment_id}/applicants", include_in_schema=False, route_class=Once
)

COMPLETED = _("The screening is completed.")
CHOSEN_BEFORE = "interview"
"""The state of who was chosen in an earlier round, and stays so."""
CHOSEN = _("Your choice of whom to interview is recorded.")


@router.get("/screening")
async def ask_to_complete(
    request: Request, recruitment_id: UUID, who: Leading, session: Session, asked: PageAsked
) -> Response:
    """What the screening comes to, before it is completed."""
    return await _check(request, who, session, asked, forms.untouched(request))


@router.post("/screening")
async def complete(
    request: Request,
    recruitment_id: UUID,
    who: Leading,
    database: DatabaseDep,
    desk: DeskDep,
    asked: PageAsked,
) -> Response:
    """Complete the screening."""
    form = await forms.handed_in(request)
    with form.mending():
        await decide(desk, who, Decided.COMPLETE_SCREENING, {}, None)
        return go_to(f"/cases/{recruitment_id}/applicants", COMPLETED)
    async with database.transaction() as session:
        return await _check(request, who, session, asked, form)


@router.get("/shortlist")
async def ask_to_choose(
    request: Request, recruitment_id: UUID, who: Leading, session: Session, asked: PageAsked
) -> Response:
    """The qualified, to choose among."""
    return await _choice(request, who, session, asked, forms.untouched(request))


@router.post("/shortlist")
async def choose(
    request: Request,
    recruitment_id: UUID,
    who: Leading,
    database: DatabaseDep,
    desk: DeskDep,
    asked: PageAsked,
) -> Response:
    """Record whom to interview."""
    form = await forms.handed_in(request)
    with form.mending():
        given = ShortlistGiven.model_validate(
            {
                "application_ids": form.texts("application_ids"),
                "reason": form.text("reason") or None,
            }
        )
        await decide(desk, who, Decided.SHORTLIST, given.model_dump(mode="json"), None)
        return go_to(f"/cases/{recruitment_id}", CHOSEN)
    async with database.transaction() as session:
        return await _choice(request, who, session, asked, form)


async def _lines(
    session: AsyncSession, who: CaseActor, asked: Asked, *, qualified: bool | None
) -> list[ApplicationLine] | None:
    """All of them, page by page; None for who has to declare conflicts of interest first."""
    lines: list[ApplicationLine] = []
    whole = replace(asked, limit=LARGEST, cursor=None)
    while True:
        try:
            found = await reading.applications(
                session, who, whole, states=ASSESSED, qualified=qualified
            )
        except Forbidden as refusal:
            if refusal.code != "conflicts_undeclared":
                raise
            return None
        lines += [ApplicationLine.of(one) for one in found.items]
        if found.next is None:
            return lines
        whole = replace(whole, cursor=found.next)


async def _check(
    request: Request, who: CaseActor, session: AsyncSession, asked: Asked, form: Form
) -> Response:
    case = await needs.read(session, who.recruitment_id, who.actor, who.relations)
    lines = await _lines(session, who, asked, qualified=None)
    if lines is None:
        return go_to(f"/cases/{case.id}/conflicts")
    progress = await reading.progress(session, who, [one.id for one in lines])
    return page(
        request,
        "applicants/screening.html",
        form=form,
        case=case,
        lacking=[one for one in lines if progress[one.id].lacking],
        qualified=[one for one in lines if _whole(progress[one.id]) and not _fails(progress, one)],
        unqualified=[one for one in lines if _whole(progress[one.id]) and _fails(progress, one)],
    )


async def _choice(
    request: Request, who: CaseActor, session: AsyncSession, asked: Asked, form: Form
) -> Response:
    case = await needs.read(session, who.recruitment_id, who.actor, who.relations)
    lines = await _lines(session, who, asked, qualified=True)
    if lines is None:
        return go_to(f"/cases/{case.id}/conflicts")
    return page(
        request,
        "applicants/shortlist.html",
        form=form,
        case=case,
        lines=[one for one in lines if one.state != CHOSEN_BEFORE],
        chosen=[one for one in lines if one.state == CHOSEN_BEFORE],
        proposed=await reading.proposed(session, who),
        open=case.screened_at is None,
    )


def _whole(progress: Progress) -> bool:
    return progress.lacking == 0


def _fails(progress: dict[UUID, Progress], one: ApplicationLine) -> bool:
    return progress[one.id].failed > 0
