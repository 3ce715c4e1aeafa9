"""Search from the top of every page: cases, and people who work here.

Applicants are not found by name: what is searched for stands in the address, and in the history
of the browser.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.access.permissions import SignedIn
from services.kit.pages.rendering import page
from services.kit.paging import PageAsked
from services.kit.web import LanguageDep, Session
from services.organisation.people import service as people
from services.recruitment.need import reading
from services.recruitment.need.listing.schemas import Wanted
from services.recruitment.overview.case_lines import case_line

router = APIRouter(include_in_schema=False)

SHOWN = 20
"""Of each kind; who wants more of them says more."""
SHORTEST = 2
LONGEST = 100


@router.get("/search")
async def search(
    request: Request,
    who: SignedIn,
    session: Session,
    asked: PageAsked,
    language: LanguageDep,
    q: Annotated[str, Query()] = "",
) -> Response:
    """What is called like this, of the cases and the people one may see."""
    text = " ".join(q.split())[:LONGEST]
    few = replace(asked, limit=SHOWN, cursor=None)
    enough = len(text) >= SHORTEST
    wanted = Wanted(text=text, sort="-created_at")
    cases = await reading.read_list(session, wanted, who, few) if enough else None
    staff = (
        await people.listed(session, who, few, unit_id=None, role=None, search=text)
        if enough
        else None
    )
    return page(
        request,
        "recruitment/search.html",
        searched=text,
        enough=enough,
        cases=[case_line(one, language) for one in cases.items] if cases else [],
        more_cases=cases is not None and cases.next is not None,
        people=staff.items if staff else [],
        more_people=staff is not None and staff.next is not None,
    )
