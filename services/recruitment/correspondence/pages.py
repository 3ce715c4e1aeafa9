"""The log of letters, each letter as it was sent, and sending one again."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor, SignedIn
from services.kit.errors import NotFound
from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.kit.pages import filters, forms
from services.kit.pages.filters import Filter
from services.kit.pages.forms import Form
from services.kit.pages.framing import sealed
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.paging import LARGEST, Asked, PageAsked
from services.kit.web import DatabaseDep, LanguageDep, Session
from services.messages import service
from services.messages.api import MailDep
from services.messages.kinds import KINDS
from services.messages.service import Wanted
from services.messages.wording import STATES, kind_text
from services.recruitment.correspondence.lines import Line, lines
from services.recruitment.need import reading
from services.recruitment.need.listing.schemas import Wanted as WantedCases
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import MessageState

router = APIRouter(prefix="/letters", include_in_schema=False, route_class=Once)

LEFT = _("The letter is sent.")
REFUSED = _("It was refused this time too.")


class Listed(Filter):
    """Which letters are shown."""

    state: MessageState | None = None
    kind: LetterKind | None = None
    case: UUID | None = None


@router.get("")
async def index(
    request: Request, who: SignedIn, session: Session, asked: PageAsked, language: LanguageDep
) -> Response:
    """The letters of the units whose HR one is, the newest first."""
    chosen = filters.chosen(request, Listed)
    wanted = Wanted(chosen.state, chosen.kind, case_id=chosen.case)
    found = await service.listed(session, who, asked, wanted)
    shown = await lines(session, found.items, language)
    return page(
        request,
        "letters/index.html",
        lines=shown,
        wanted=chosen,
        total=await service.count(session, who, wanted),
        next=found.next,
        states=[(state, translate(language, said)) for state, said in STATES.items()],
        kinds=sorted(((kind, kind_text(language, kind)) for kind in KINDS), key=lambda one: one[1]),
        cases=await _cases(session, who, asked, chosen.case, shown),
    )


@router.get("/{message_id}")
async def show(
    request: Request, message_id: UUID, who: SignedIn, session: Session, language: LanguageDep
) -> Response:
    """One letter; that its text was read is noted."""
    return await _page(request, message_id, who, session, language, forms.untouched(request))


@router.get("/{message_id}/html")
async def show_html(message_id: UUID, who: SignedIn, session: Session) -> Response:
    """The letter as a mail program shows it."""
    return sealed((await service.read(session, who, message_id)).html)


@router.post("/{message_id}/resend")
async def resend(
    request: Request,
    message_id: UUID,
    who: SignedIn,
    database: DatabaseDep,
    mail: MailDep,
    language: LanguageDep,
) -> Response:
    """Send a letter that failed once more, to the person's present address."""
    form = await forms.handed_in(request)
    with form.mending():
        tried = await service.resend(database, mail, who, message_id)
        if tried.message.state == MessageState.SENT:
            return go_to(f"/letters/{message_id}", LEFT)
        form.problem = translate(language, REFUSED)
    async with database.transaction() as session:
        return await _page(request, message_id, who, session, language, form)


async def _page(
    request: Request,
    message_id: UUID,
    who: Actor,
    session: AsyncSession,
    language: str,
    form: Form,
) -> Response:
    seen = (await service.of_ids(session, who, [message_id])).get(message_id)
    if seen is None:
        raise NotFound
    [line] = await lines(session, [seen], language)
    text = "" if seen.hidden else (await service.read(session, who, message_id)).text
    return page(
        request,
        "letters/letter.html",
        form=form,
        line=line,
        hidden=seen.hidden,
        text=text,
        calendar=bool(seen.message.calendar),
    )


async def _cases(
    session: AsyncSession, who: Actor, asked: Asked, chosen: UUID | None, shown: list[Line]
) -> list[tuple[UUID, str]]:
    """The cases to choose from: the open ones somebody has a part in, and the chosen one."""
    mine = WantedCases(mine=True, open=True, sort="unit")
    first = replace(asked, limit=LARGEST, cursor=None)
    found = (await reading.read_list(session, mine, who, first)).items
    options = {one.id: f"{one.title}, {one.unit.name}" for one in found}
    for line in shown:
        if line.case_id and line.case_id == chosen and line.called:
            options.setdefault(line.case_id, f"{line.called.title}, {line.called.unit}")
    return list(options.items())
