"""Pages for signing in and out, and what a browser remembers."""

from collections import defaultdict
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.access.oidc.rules import local_path
from services.access.permissions import SessionToken, actor_of
from services.access.sessions import cookies, demo, service
from services.kit import clock
from services.kit.errors import NotFound
from services.kit.pages import choices, forms
from services.kit.pages.rendering import go_to, page
from services.kit.web import LanguageDep, Session, SettingsDep
from services.organisation.people import service as people
from services.organisation.rules import RoleName
from services.organisation.wording import role_text

router = APIRouter(include_in_schema=False)

BY_THE_EMPLOYER = "/api/v1/sign-in"
Next = Annotated[str | None, Query(alias="next", max_length=500)]


@router.get("/sign-in")
async def sign_in(
    request: Request,
    session: Session,
    settings: SettingsDep,
    language: LanguageDep,
    next_path: Next = None,
) -> Response:
    """On a laptop the choice of people; elsewhere on to the employer's own sign-in."""
    onward = local_path(next_path)
    if settings.mode != "embedded":
        return RedirectResponse(f"{BY_THE_EMPLOYER}?{urlencode({'next': onward})}", 303)
    held: defaultdict[UUID, list[str]] = defaultdict(list)
    for person_id, role, unit in await people.roles_of_all(session):
        held[person_id].append(f"{role_text(language, RoleName(role))}, {unit}")
    staff = await people.staff(session)
    shown = [{"id": one.id, "name": one.name, "held": held[one.id]} for one in staff]
    return page(request, "access/sign_in.html", people=shown, next=onward)


@router.post("/sign-in")
async def be_somebody(
    session: Session,
    settings: SettingsDep,
    person: Annotated[UUID, Form()],
    next_path: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """Be one of the demo people, in the embedded mode only."""
    if settings.mode != "embedded":
        raise NotFound
    opened = await demo.become(session, person, settings)
    answer = go_to(local_path(next_path))
    cookies.give_session(answer, opened)
    return answer


@router.post("/sign-out")
async def sign_out(
    request: Request, session: Session, settings: SettingsDep, token: SessionToken
) -> Response:
    """End the session, if there is one."""
    await forms.handed_in(request)
    found = await service.resume(session, token or "", clock.now(), settings)
    actor = actor_of(found) if found else None
    if actor:
        await service.end(session, token or "", actor.person_id, clock.now())
    # Who came by a mailed link has nothing to sign in with.
    answer = go_to("/" if actor and actor.outside else "/sign-in", "You are signed out.")
    cookies.take_session(answer)
    return answer


@router.post("/choices")
async def choose(
    back: Annotated[str, Form()] = "/",
    language: Annotated[str, Form()] = "",
    colours: Annotated[str, Form()] = "",
) -> Response:
    """Remember the language, and light or dark, in this browser."""
    answer = go_to(choices.without_language(local_path(back)))
    choices.keep_language(answer, language)
    choices.keep_colours(answer, colours)
    return answer
