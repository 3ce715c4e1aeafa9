"""The candidate's referees: who they are, and what they say against one."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import LetIn
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, Session
from services.selection.references import naming
from services.selection.references.schemas import CommentGiven, RefereesGiven, RefereesShown

router = APIRouter(
    prefix="/my-applications/{application_id}", include_in_schema=False, route_class=Once
)

ROWS = 4
"""Referees there is room for on the page; the API takes more."""
FIELDS = ("name", "email", "relation")
NAMED = _("Your referees are named.")


@router.get("/referees")
async def show(request: Request, application_id: UUID, who: LetIn, session: Session) -> Response:
    """Who is named, and room for more."""
    form = forms.untouched(request)
    return await _page(request, session, who, application_id, form)


@router.post("/referees")
async def name(
    request: Request, application_id: UUID, who: LetIn, database: DatabaseDep
) -> Response:
    """Name them, all of them; who has been asked already stays."""
    form = await forms.handed_in(request)
    with form.mending():
        async with database.transaction() as session:
            named = await naming.named(session, who.person_id, application_id)
            shown = RefereesShown.of(named).items
            asked = [_asked(one) for one in shown if one.asked_at]
            rows = [place for place in range(ROWS) if any(_row(form, place).values())]
            written = [
                {**_row(form, place), "recent_leader": form.has(f"{place}.leader")}
                for place in rows
            ]
            given = RefereesGiven.model_validate({"referees": [*asked, *written]})
            referees = [one.named() for one in given.referees]
            await naming.name(session, who.person_id, application_id, referees)
        return go_to(f"/my-applications/{application_id}", NAMED)
    _place_errors(form)
    async with database.transaction() as session:
        return await _page(request, session, who, application_id, form)


@router.post("/references/{reference_id}/comment")
async def comment(
    request: Request,
    application_id: UUID,
    reference_id: UUID,
    who: LetIn,
    database: DatabaseDep,
) -> Response:
    """Say something to what counts against one."""
    form = await forms.handed_in(request)
    with form.mending():
        given = CommentGiven(comment=form.text("comment"))
        async with database.transaction() as session:
            await naming.comment(
                session, who.person_id, application_id, reference_id, given.comment
            )
        notice = _("Your comment stands with the reference. Whoever reads the one reads the other.")
        return go_to(f"/my-applications/{application_id}/referees", notice)
    async with database.transaction() as session:
        return await _page(request, session, who, application_id, form)


def _row(form: Form, place: int) -> dict[str, str]:
    return {name: form.text(f"{place}.{name}") for name in FIELDS}


def _asked(one: Any) -> dict[str, Any]:
    """Somebody who has been asked, as they were named."""
    return {name: getattr(one, name) for name in (*FIELDS, "recent_leader")}


def _place_errors(form: Form) -> None:
    """Errors by the fields of the page: the API counts its list, and puts its name before it."""
    form.errors = {name.removeprefix("referees."): text for name, text in form.errors.items()}


async def _page(
    request: Request, session: AsyncSession, who: LetIn, application_id: UUID, form: Form
) -> Response:
    named = RefereesShown.of(await naming.named(session, who.person_id, application_id)).items
    return page(
        request,
        "own/referees.html",
        form=form,
        application_id=application_id,
        asked=[one for one in named if one.asked_at],
        fresh=[one for one in named if not one.asked_at],
        rows=ROWS,
    )
