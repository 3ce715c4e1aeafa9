"""The list of cases: for who follows many a table with filters, for others a few cards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.permissions import Actor, SignedIn
from services.kit import clock
from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.kit.pages import filters, forms
from services.kit.pages.filters import Filter
from services.kit.pages.rendering import go_to, page
from services.kit.paging import LARGEST, Asked, PageAsked
from services.kit.processes.phases import phase_text
from services.kit.web import LanguageDep, Session
from services.organisation.occupations import OCCUPATIONS, occupation_name
from services.organisation.people import service as people
from services.organisation.rules import RoleName
from services.organisation.units import service as units
from services.recruitment.need import reading
from services.recruitment.need.listing.schemas import Sort, Wanted
from services.recruitment.need.post import unit_name
from services.recruitment.overview.case_lines import case_line, followed_line, may_start
from services.recruitment.permissions import RELATION_OF_ROLE
from services.recruitment.pipeline import kept as keeping
from services.recruitment.pipeline.board import board
from services.recruitment.pipeline.calendar import bounds, month
from services.recruitment.pipeline.kept import COLUMNS
from services.recruitment.pipeline.service import ACTORS
from workflows.payloads.codes import Phase

router = APIRouter(include_in_schema=False)

Which = Literal["open", "late", "all"]
WHICH: tuple[tuple[Which, str], ...] = (
    ("open", _("Open cases")),
    ("late", _("Late cases")),
    ("all", _("All, the closed ones too")),
)
SORTS: tuple[tuple[Sort, str], ...] = (
    ("due_at", _("Late first")),
    ("-created_at", _("Newest first")),
    ("wanted_start", _("First day, the earliest first")),
    ("unit", _("Unit")),
)
Shape = Literal["table", "board", "calendar"]
SHAPES: tuple[tuple[Shape, str], ...] = (
    ("table", _("Table")),
    ("board", _("Board")),
    ("calendar", _("Calendar")),
)
Options = Sequence[tuple[object, str]]


class Listed(Filter):
    """Which cases, in which order."""

    which: Which = "open"
    unit: UUID | None = None
    phase: Phase | None = None
    adviser: UUID | None = None
    occupation: str | None = Field(default=None, max_length=7)
    sort: Sort = "due_at"
    view: Shape = "table"
    month: str | None = Field(default=None, pattern=r"^20\d\d-(0[1-9]|1[0-2])$")
    """Of the calendar; this one where none is chosen."""

    @property
    def first_day(self) -> date:
        """Of the month."""
        return (
            date.fromisoformat(f"{self.month}-01") if self.month else clock.today().replace(day=1)
        )

    def wanted(self) -> Wanted:
        """The same as the list of cases takes it."""
        return Wanted(
            unit=self.unit,
            phase=(self.phase,) if self.phase else (),
            occupation=self.occupation,
            adviser=self.adviser,
            late=self.which == "late",
            open=self.which != "all",
            sort=self.sort,
            due=bounds(self.first_day) if self.view == "calendar" else None,
        )


@router.get("/cases")
async def cases(
    request: Request, who: SignedIn, session: Session, asked: PageAsked, language: LanguageDep
) -> Response:
    """The cases somebody may see, what is late first."""
    chosen = filters.chosen(request, Listed)
    wanted = chosen.wanted()
    if who.units_with(RELATION_OF_ROLE):
        return await _followed(request, who, session, asked, language, chosen)
    found = await reading.read_list(session, wanted, who, asked)
    return page(
        request,
        "recruitment/cases.html",
        cases=[case_line(one, language) for one in found.items],
        wanted=chosen,
        total=await reading.count_list(session, wanted, who),
        next=found.next,
        which=[(code, translate(language, said)) for code, said in WHICH],
        may_start=may_start(who),
    )


async def _followed(
    request: Request,
    who: Actor,
    session: AsyncSession,
    asked: Asked,
    language: str,
    chosen: Listed,
) -> Response:
    """For who follows many: a table, with what they keep of it."""
    kept = await keeping.read(session, who.person_id)
    if kept.first and not request.url.query:
        return go_to(kept.first.path)
    # Who looks at all of them at once has no use for pages.
    few = asked if chosen.view == "table" else replace(asked, limit=LARGEST, cursor=None)
    found, total = await reading.read_followed(session, chosen.wanted(), who, few)
    cases = [followed_line(one, language) for one in found.items]
    return page(
        request,
        f"pipeline/{chosen.view}.html",
        cases=cases,
        board=board(cases, ended=chosen.which == "all"),
        month=month(chosen.first_day, cases),
        today=clock.today(),
        shapes=[
            (chosen.query(view=code, month=None), translate(language, said), chosen.view == code)
            for code, said in SHAPES
        ],
        wanted=chosen,
        total=total,
        next=found.next,
        which=[(code, translate(language, said)) for code, said in WHICH],
        choices=await _choices(session, who, asked, language),
        kept=kept,
        columns=[(code, translate(language, said)) for code, said in COLUMNS],
        all_chosen=request.query_params.get("chosen") == "all",
        may_start=may_start(who),
        may_act=bool(who.units_with(ACTORS)),
        form=forms.untouched(request),
    )


async def _choices(
    session: AsyncSession, who: Actor, asked: Asked, language: str
) -> dict[str, Options]:
    """What each field of the filter lets one choose from."""
    below = await units.below(session, who.units_with(RELATION_OF_ROLE))
    first = replace(asked, limit=LARGEST, cursor=None)
    advisers = await people.listed(
        session, who, first, unit_id=None, role=RoleName.HR_ADVISER, search=None
    )
    occupations = [(code, occupation_name(code, language)) for code in OCCUPATIONS]
    return {
        "unit": [(unit.id, unit_name(unit, language)) for unit in below],
        "phase": [(phase, phase_text(language, phase).capitalize()) for phase in Phase],
        "adviser": [(one.id, one.name) for one in advisers.items],
        "occupation": sorted(occupations, key=lambda one: one[1]),
        "sort": [(code, translate(language, said)) for code, said in SORTS],
    }
