"""The columns somebody has chosen, and the filters they have given a name."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlencode
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.errors import Invalid, NotFound
from services.kit.i18n import marked as _
from services.recruitment.pipeline import store
from services.recruitment.pipeline.tables import KeptList

COLUMNS = (
    ("unit", _("Unit")),
    ("phase", _("Step")),
    ("days", _("Days in step")),
    ("waits", _("Waits for")),
    ("since", _("Since")),
    ("applicants", _("Applicants")),
    ("due", _("Next deadline")),
    ("adviser", _("HR adviser")),
    ("leader", _("Hiring manager")),
    ("start", _("First day of work")),
)
"""What can be shown of a case beside what it is called."""
SHOWN = ("unit", "phase", "days", "waits", "since", "applicants", "due")
"""What is, where nobody has chosen."""
MOST = 20
LONGEST = 60


@dataclass(frozen=True)
class View:
    """A filter with a name."""

    name: str
    query: str
    """As it stands in the address of the list; empty for all open cases."""
    first: bool = False
    """Whether it is what one sees first."""

    @property
    def path(self) -> str:
        return f"/cases?{self.query or urlencode({'which': 'open'})}"


@dataclass(frozen=True)
class Kept:
    """What somebody keeps of the list."""

    columns: tuple[str, ...] = SHOWN
    views: tuple[View, ...] = ()

    @property
    def first(self) -> View | None:
        return next((view for view in self.views if view.first), None)


async def read(session: AsyncSession, person_id: UUID) -> Kept:
    """What somebody keeps."""
    row = await store.kept(session, person_id)
    return _shown(row) if row else Kept()


async def keep_columns(session: AsyncSession, person_id: UUID, chosen: Collection[str]) -> None:
    """From now on these columns are shown."""
    row = await _row(session, person_id)
    row.columns = [code for code, _said in COLUMNS if code in chosen]


async def save(
    session: AsyncSession, person_id: UUID, name: str, query: str, *, first: bool
) -> None:
    """Give a filter a name; one that has the name already is replaced."""
    _require_name(name)
    row = await _row(session, person_id)
    views = [view for view in _shown(row).views if view.name != name]
    if len(views) >= MOST:
        message = "You have {most} views. Remove one first."
        raise Invalid("too_many_views", message, {"name": message}, most=MOST)
    _keep(row, [*views, View(name, query, first)])


async def change(
    session: AsyncSession, person_id: UUID, name: str, new_name: str, *, first: bool
) -> None:
    """Call a view something else, or see it first."""
    _require_name(new_name)
    row = await _row(session, person_id)
    views = _shown(row).views
    old = next((view for view in views if view.name == name), None)
    if old is None:
        raise NotFound
    if new_name != name and any(view.name == new_name for view in views):
        message = "You have a view of that name."
        raise Invalid("view_named_twice", message, {"name": message})
    new = View(new_name, old.query, first)
    _keep(row, [new if view.name == name else view for view in views], changed=new)


async def remove(session: AsyncSession, person_id: UUID, name: str) -> None:
    """Remove a view."""
    row = await _row(session, person_id)
    _keep(row, [view for view in _shown(row).views if view.name != name])


def _require_name(name: str) -> None:
    if not name or len(name) > LONGEST:
        message = "Give it a name of at most {longest} characters."
        raise Invalid("view_without_name", message, {"name": message}, longest=LONGEST)


async def _row(session: AsyncSession, person_id: UUID) -> KeptList:
    row = await store.kept(session, person_id, lock=True)
    if row is None:
        row = KeptList(person_id=person_id)
        session.add(row)
    return row


def _shown(row: KeptList) -> Kept:
    columns = SHOWN if row.columns is None else tuple(row.columns)
    return Kept(columns, tuple(View(**view) for view in row.views))


def _keep(row: KeptList, views: Sequence[View], changed: View | None = None) -> None:
    """At most one is seen first: the one that was said last."""
    last = changed or (views[-1] if views else None)
    row.views = [
        asdict(View(view.name, view.query, view.first and (view is last or not _first(last))))
        for view in views
    ]


def _first(view: View | None) -> bool:
    return view is not None and view.first
