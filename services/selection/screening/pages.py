"""The applicants one at a time, each held against the musts."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.cv import headed
from services.kit.errors import Forbidden, Invalid
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, Session
from services.recruitment.impartiality.rules import LEADING
from services.recruitment.need import reading as needs
from services.recruitment.permissions import CaseActor
from services.selection.board.rules import PROPOSABLE
from services.selection.parts import Leading, Reader
from services.selection.screening import reading, service
from services.selection.screening.rules import ASSESSED, SCREENABLE
from services.selection.screening.schemas import ApplicationShown, MustGiven, MustShown

router = APIRouter(
    prefix="/cases/{recruitment_id}/applicants", include_in_schema=False, route_class=Once
)

UNDECLARED = "conflicts_undeclared"
SAVED = _("It is saved.")
MET: dict[str, bool | None] = {"met": True, "not_met": False, "unclear": None}
"""What somebody may find of a must, by the code of the answer."""


@router.get("/{application_id}")
async def show(
    request: Request, recruitment_id: UUID, application_id: UUID, who: Reader, session: Session
) -> Response:
    """One application, held against the musts."""
    form = forms.untouched(request)
    try:
        return await _one(request, application_id, who, session, form)
    except Forbidden as refusal:
        if refusal.code != UNDECLARED:
            raise
        return go_to(f"/cases/{recruitment_id}/conflicts")


@router.post("/{application_id}")
async def assess(
    request: Request,
    recruitment_id: UUID,
    application_id: UUID,
    who: Leading,
    database: DatabaseDep,
) -> Response:
    """Keep what was found of the musts; then the next applicant, or this one with the name."""
    form = await forms.handed_in(request)
    key = ""
    place = f"/cases/{recruitment_id}/applicants"
    with form.mending():
        async with database.transaction() as session:
            for key in _answered(form):
                given = _given(form, key)
                await service.assess(
                    session, who, application_id, key, met=given.met, note=given.note
                )
            after = await reading.around(session, who, application_id)
        if form.has("next"):
            return go_to(f"{place}/{after.next}" if after.next else place, SAVED)
        return go_to(f"{place}/{application_id}", SAVED)
    form.errors = {
        f"{name}.{key}" if name == "note" else name: text for name, text in form.errors.items()
    }
    async with database.transaction() as session:
        return await _one(request, application_id, who, session, form)


def _answered(form: Form) -> list[str]:
    """The musts with an answer that differs from what the page showed.

    What somebody else has found meanwhile of another must is not written over.
    """
    return [
        key
        for key in form.texts("must")
        if (form.text(f"met.{key}"), form.text(f"note.{key}"))
        != (form.text(f"was.{key}"), form.text(f"noted.{key}"))
    ]


def _given(form: Form, key: str) -> MustGiven:
    """What was found of one must, as the API takes it; a note alone is no answer."""
    answer = form.text(f"met.{key}")
    if answer not in MET:
        message = _("Choose one of the options.")
        raise Invalid("unanswered", message, {f"met.{key}": message})
    return MustGiven(met=MET[answer], note=form.text(f"note.{key}") or None)


def _found(must: MustShown) -> str:
    """What is stored of a must, as the code of its answer; empty where nothing is."""
    if not must.answered:
        return ""
    return next(code for code, met in MET.items() if met is must.met)


async def _one(
    request: Request, application_id: UUID, who: CaseActor, session: AsyncSession, form: Form
) -> Response:
    case = await needs.read(session, who.recruitment_id, who.actor, who.relations)
    shown = ApplicationShown.opened(await reading.application(session, who, application_id))
    leads, musts = who.has(*LEADING), [(must, _found(must)) for must in shown.musts]
    qualifies = shown.state in ("received", "qualified") and all(must.met for must in shown.musts)
    return page(
        request,
        "applicants/one.html",
        form=form,
        case=case,
        one=shown,
        cv=headed(shown.cv or {}),
        musts=musts,
        found=tuple(MET),
        around=await reading.around(session, who, application_id),
        proposed=application_id in await reading.proposed(session, who),
        may_propose=leads and qualifies and case.phase in PROPOSABLE,
        may_assess=leads and case.phase in SCREENABLE and shown.state in ASSESSED,
    )
