"""Routes of the session, and of the choice of demo people in the embedded mode."""

from fastapi import APIRouter, Depends, Response

from services.access.permissions import LetIn, SessionToken
from services.access.sessions import cookies, demo, service
from services.access.sessions.schemas import (
    DemoChosen,
    DemoPeople,
    SessionOpened,
    SessionShown,
)
from services.kit import clock
from services.kit.problems import problems
from services.kit.web import Session, SettingsDep

router = APIRouter(tags=["access"])
demo_router = APIRouter(prefix="/demo", tags=["access"], dependencies=[Depends(demo.only_embedded)])


@router.get("/session", responses=problems(401))
async def get_session(who: LetIn) -> SessionShown:
    """Who is signed in, with the roles that hold today."""
    return SessionShown.of(who)


@router.delete("/session", status_code=204, responses=problems(401))
async def end_session(
    who: LetIn, token: SessionToken, session: Session, response: Response
) -> None:
    """Sign out."""
    await service.end(session, token or "", who.person_id, clock.now())
    cookies.take_session(response)


@demo_router.get("/people", responses=problems(404))
async def list_demo_people(session: Session) -> DemoPeople:
    """Everybody one may be, in the embedded mode only."""
    return DemoPeople(items=await demo.people_to_be(session))


@demo_router.post("/sessions", status_code=201, responses=problems(404, 422))
async def be_demo_person(
    chosen: DemoChosen, session: Session, settings: SettingsDep, response: Response
) -> SessionOpened:
    """Be one of the demo people, in the embedded mode only."""
    opened = await demo.become(session, chosen.person_id, settings)
    cookies.give_session(response, opened)
    return SessionOpened.of(opened)
