"""The interviews of a case: who is to be invited, when, and that all are held."""

from datetime import date, datetime, time
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.clock import OSLO
from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.paging import Asked, PageAsked
from services.kit.web import DatabaseDep, DeskDep, LanguageDep, Session
from services.recruitment.impartiality.rules import LEADING
from services.recruitment.need.post import post_of
from services.recruitment.permissions import CaseActor
from services.selection.interviews import kit, service
from services.selection.interviews.rules import STANDING, State
from services.selection.interviews.schemas import (
    CancellationGiven,
    InterviewShown,
    InvitationGiven,
    KitShown,
)
from services.selection.parts import Leading, Reader, decide
from services.selection.screening import reading
from workflows.payloads.codes import Decided

router = APIRouter(
    prefix="/cases/{recruitment_id}/interviews", include_in_schema=False, route_class=Once
)

MINUTES = (30, 45, 60, 90)
TO_BE_INTERVIEWED = "interview"
STATES: dict[State, str] = {
    State.INVITED: _("Invited"),
    State.ACCEPTED: _("Will come"),
    State.OTHER_TIME: _("Asks for another time"),
    State.CANCELLED: _("Called off"),
    State.HELD: _("Held"),
}
INVITED = _("The invitation is on its way, with a part for the calendar.")


@router.get("")
async def overview(
    request: Request,
    recruitment_id: UUID,
    who: Reader,
    session: Session,
    asked: PageAsked,
    language: LanguageDep,
) -> Response:
    """The interviews, who is still to be invited, and the questions everyone is asked."""
    return await _page(request, who, session, asked, language, forms.untouched(request))


@router.post("")
async def invite(
    request: Request,
    recruitment_id: UUID,
    who: Leading,
    database: DatabaseDep,
    desk: DeskDep,
    asked: PageAsked,
    language: LanguageDep,
) -> Response:
    """Invite somebody, or say that all interviews are held."""
    form = await forms.handed_in(request)
    place = f"/cases/{recruitment_id}/interviews"
    with form.mending():
        if form.has("end"):
            await decide(desk, who, Decided.END_INTERVIEWS, {}, None)
            return go_to(f"/cases/{recruitment_id}", "The marks are asked for now.")
        given = InvitationGiven.model_validate(_typed(form))
        await decide(desk, who, Decided.INVITE, given.model_dump(mode="json"), None)
        return go_to(place, INVITED)
    async with database.transaction() as session:
        return await _page(request, who, session, asked, language, form)


@router.post("/{interview_id}/cancellation")
async def cancel(
    request: Request,
    recruitment_id: UUID,
    interview_id: UUID,
    who: Leading,
    database: DatabaseDep,
    desk: DeskDep,
    asked: PageAsked,
    language: LanguageDep,
) -> Response:
    """Call an interview off; the applicant's calendar is told."""
    form = await forms.handed_in(request)
    with form.mending():
        given = CancellationGiven.model_validate(form.filled(["reason"]))
        content = {"interview_id": str(interview_id), **given.model_dump(mode="json")}
        await decide(desk, who, Decided.CANCEL_INTERVIEW, content, None)
        return go_to(f"/cases/{recruitment_id}/interviews", "The interview is called off.")
    async with database.transaction() as session:
        return await _page(request, who, session, asked, language, form)


def _typed(form: Form) -> dict[str, object]:
    """An invitation as the API takes it; what is no day or time is left for it to miss."""
    typed: dict[str, object] = form.filled(["application_id", "place"])
    if minutes := form.number("minutes"):
        typed["minutes"] = minutes
    try:
        at = time.fromisoformat(form.text("time"))
        typed["starts_at"] = datetime.combine(date.fromisoformat(form.text("day")), at, OSLO)
    except ValueError:
        pass
    return typed


async def _page(
    request: Request,
    who: CaseActor,
    session: AsyncSession,
    asked: Asked,
    language: str,
    form: Form,
) -> Response:
    interviews = [InterviewShown.of(*each) for each in await service.listed(session, who)]
    listed = await reading.applications(
        session, who, asked, states=[TO_BE_INTERVIEWED], qualified=None
    )
    planned = {one.application_id for one in interviews if one.state != "cancelled"}
    return page(
        request,
        "interviews/overview.html",
        form=form,
        case_id=who.recruitment_id,
        post=await post_of(session, who.recruitment_id, language),
        interviews=interviews,
        standing=STANDING,
        states={state: translate(language, said) for state, said in STATES.items()},
        uninvited=[
            (one.line.id, str(one.line.number) if one.blind else one.line.name)
            for one in listed.items
            if one.line.id not in planned
        ],
        minutes=[(each, str(each)) for each in MINUTES],
        questions=KitShown.of(await kit.read(session, who.recruitment_id), language).questions,
        leads=who.has(*LEADING),
    )
