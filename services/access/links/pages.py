"""The page of a mailed link. It locates something and tells nothing of it, or of whom it is for.

Mail scanners follow links and press buttons: neither opens anything.
"""

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import tokens
from services.access.links import rules, service
from services.access.links.api import BrowserCookie, Token
from services.access.links.schemas import CodeWritten
from services.access.links.tables import OF_STAFF, Link, LinkKind
from services.access.permissions import SessionToken
from services.access.sessions import cookies
from services.access.sessions import service as sessions
from services.kit import clock
from services.kit.i18n import marked as _
from services.kit.pages.forms import Form, untouched
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, SettingsDep, language_of
from services.organisation.people import service as people

router = APIRouter(prefix="/l/{token}", include_in_schema=False)

APPLICATION = "/my-applications/{about}"
PLACES: dict[LinkKind, str] = {
    LinkKind.TASK: "/tasks/{about}",
    LinkKind.ABSENCE: "/absences/{about}",
    LinkKind.ONBOARDING: "/newcomers/{about}",
    LinkKind.REFERENCE: "/references/{about}",
    LinkKind.APPLICATION: APPLICATION,
    LinkKind.EXEMPTION: APPLICATION,
    LinkKind.INTERVIEW: APPLICATION,
    LinkKind.OFFER: APPLICATION,
    LinkKind.CONTRACT: APPLICATION,
}
"""Where each kind of link leads."""
ASKED: dict[bool, str] = {
    True: _("Somebody at work asks something of you"),
    False: _("This is only for you"),
}
"""What the page says before it knows who reads it, by whether the link is of staff."""


@router.get("")
async def show(
    request: Request,
    token: Token,
    database: DatabaseDep,
    settings: SettingsDep,
    session_token: SessionToken,
    browser: BrowserCookie = None,
) -> Response:
    """On to the thing for whoever is signed in as its person; otherwise how to get in."""
    async with database.transaction() as session:
        link = await service.locate(session, token, clock.now())
        found = session_token and await sessions.resume(
            session, session_token, clock.now(), settings
        )
        if found and found.person_id == link.person_id:
            return go_to(_place(link))
        staff = await _of_staff(session, link)
    return _page(request, link, staff, untouched(request), browser=browser, asked=False)


@router.post("/codes")
async def ask_code(
    request: Request,
    token: Token,
    database: DatabaseDep,
    settings: SettingsDep,
    browser: BrowserCookie = None,
) -> Response:
    """Mail six digits; they work in this browser only."""
    form = untouched(request)
    asked = None
    with form.mending():
        asked = await service.ask_code(
            database, settings, request.app.state.send_code, token, browser
        )
    async with database.transaction() as session:
        link = await service.locate(session, token, clock.now())
    bound = asked.browser if asked else browser
    return _page(request, link, False, form, browser=bound, asked=asked is not None)


@router.post("")
async def redeem(
    request: Request,
    token: Token,
    database: DatabaseDep,
    settings: SettingsDep,
    browser: BrowserCookie = None,
) -> Response:
    """Try the code; a right one opens a session and leads on."""
    form = Form(language_of(request), await request.form())
    async with database.transaction() as session:
        link = await service.locate(session, token, clock.now())
    with form.mending():
        written = CodeWritten(code=form.text("code").replace(" ", ""))
        opened = await service.redeem(database, settings, token, browser, written.code)
        answer = go_to(_place(link))
        cookies.give_session(answer, opened)
        return answer
    return _page(request, link, False, form, browser=browser, asked=True)


async def _of_staff(session: AsyncSession, link: Link) -> bool:
    """Whether its person has to sign in by the employer."""
    return link.kind in OF_STAFF and await people.works_here(session, link.person_id)


def _place(link: Link) -> str:
    return PLACES[LinkKind(link.kind)].format(about=link.about)


def _page(
    request: Request, link: Link, staff: bool, form: Form, *, browser: str | None, asked: bool
) -> Response:
    answer = page(
        request,
        "access/link.html",
        form=form,
        staff=staff,
        asked=asked,
        headline=ASKED[staff],
        place=_place(link),
        minutes=int(rules.CODE_LIFE.total_seconds() / 60),
    )
    cookies.bind_browser(
        answer,
        rules.BROWSER_COOKIE,
        browser or tokens.new_token(),
        int(rules.BROWSER_LIFE.total_seconds()),
    )
    return answer
