"""Keep the filter one stands in under a name, and choose the columns of the list."""

from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import SignedIn
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, Session
from services.recruitment.overview.cases_pages import Listed
from services.recruitment.pipeline import choosing, kept

router = APIRouter(prefix="/cases/views", include_in_schema=False, route_class=Once)

SAVED = _("The view is saved.")
REMOVED = _("The view is removed.")
COLUMNS_KEPT = _("The columns are kept.")


@router.get("")
async def views(request: Request, who: SignedIn, session: Session) -> Response:
    """All one's views, to be renamed or removed."""
    return await _page(request, who, session, forms.untouched(request))


@router.post("")
async def save(request: Request, who: SignedIn, database: DatabaseDep) -> Response:
    """Give the filter one stands in a name."""
    form = await forms.handed_in(request)
    query = ""
    with form.mending():
        # Read as the list reads it, so that nothing is kept that it does not know.
        query = Listed.model_validate(dict(parse_qsl(form.text("list")))).query()
        async with database.transaction() as session:
            first = form.has("first")
            await kept.save(session, who.person_id, form.text("name"), query, first=first)
        return go_to(choosing.list_of(form), SAVED)
    async with database.transaction() as session:
        return await _page(request, who, session, form, query)


@router.post("/change")
async def change(request: Request, who: SignedIn, database: DatabaseDep) -> Response:
    """Call a view something else, see it first, or remove it."""
    form = await forms.handed_in(request)
    old = form.text("old")
    with form.mending():
        async with database.transaction() as session:
            if form.has("remove"):
                await kept.remove(session, who.person_id, old)
                return go_to("/cases/views", REMOVED)
            first = form.has("first")
            await kept.change(session, who.person_id, old, form.text("name"), first=first)
        return go_to("/cases/views", SAVED)
    async with database.transaction() as session:
        return await _page(request, who, session, form)


@router.post("/columns")
async def keep_columns(request: Request, who: SignedIn, database: DatabaseDep) -> Response:
    """From now on these columns are shown."""
    form = await forms.handed_in(request)
    async with database.transaction() as session:
        await kept.keep_columns(session, who.person_id, form.texts("columns"))
    return go_to(choosing.list_of(form), COLUMNS_KEPT)


async def _page(
    request: Request, who: SignedIn, session: AsyncSession, form: Form, query: str | None = None
) -> Response:
    return page(
        request,
        "pipeline/kept.html",
        form=form,
        kept=await kept.read(session, who.person_id),
        query=query,
    )
