"""Read applications: blind until the first review is handed in, and every reading logged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.reads import service as reads
from services.candidates.applications.tables import Attachment, ScreeningAnswer
from services.kit.errors import Forbidden, NotFound
from services.kit.files.tables import StoredFile
from services.kit.paging import Asked, Page
from services.recruitment.advert.tables import ScreeningQuestion
from services.recruitment.impartiality import service as impartiality
from services.recruitment.need.tables import Recruitment
from services.recruitment.permissions import CaseActor
from services.recruitment.profile.tables import Criterion
from services.selection.conflicts import service as conflicts
from services.selection.conflicts import store as cases
from services.selection.masking import Identity
from services.selection.screening import rules, store
from services.selection.screening.store import Line, Whole
from services.selection.screening.tables import MustResult

ASSESSMENT = "assessment"


@dataclass(frozen=True)
class Opened:
    """One application as a reader has it before them."""

    whole: Whole
    blind: bool
    identity: Identity
    answers: list[tuple[ScreeningQuestion, ScreeningAnswer]]
    papers: list[tuple[Attachment, StoredFile]]
    musts: list[Criterion]
    results: dict[UUID, MustResult]


@dataclass(frozen=True)
class Around:
    """Where one application stands among those that a reader may see."""

    place: int
    """From 1; 0 for one that is not among them."""
    count: int
    previous: UUID | None
    next: UUID | None


@dataclass(frozen=True)
class Progress:
    """How far an application has come with the musts."""

    lacking: int
    """Musts without yes or no."""
    failed: int
    """Musts that are not met."""


@dataclass(frozen=True)
class Listed:
    """A line of the list, and whether the reader may see who it is."""

    line: Line
    blind: bool


async def applications(
    session: AsyncSession,
    who: CaseActor,
    asked: Asked,
    *,
    states: Collection[str],
    qualified: bool | None,
) -> Page[Listed]:
    """The applications a reader may see, by blind number. Every reading is logged."""
    case = await cases.case(session, who.recruitment_id)
    person = who.actor.person_id
    sight = await impartiality.require_sight(session, case, person)
    found = await store.lines(
        session, asked, case.id, sight, person, states=states, qualified=qualified
    )
    await reads.log(session, person, process_id=case.id, what="application_list", reason=ASSESSMENT)
    return found.shown(lambda line: Listed(line, rules.is_blind(line.qualified, line.reviewed)))


async def application(session: AsyncSession, who: CaseActor, application_id: UUID) -> Opened:
    """One application, masked while the review is blind. The reading is logged."""
    case = await cases.case(session, who.recruitment_id)
    whole = await seen(session, case, who.actor.person_id, application_id)
    blind = await is_blind(session, whole, who.actor.person_id)
    await reads.log(
        session,
        who.actor.person_id,
        process_id=case.id,
        about=application_id,
        what="application",
        reason=ASSESSMENT,
    )
    version = whole.version
    return Opened(
        whole=whole,
        blind=blind,
        identity=Identity(
            version.name, whole.person.email, version.phone, version.municipality, version.age
        ),
        answers=await store.answers(session, version.id),
        papers=await store.papers(session, version.id),
        musts=await store.musts(session, case.id),
        results=(await store.results(session, [application_id])).get(application_id, {}),
    )


async def around(session: AsyncSession, who: CaseActor, application_id: UUID) -> Around:
    """Which applications come before and after one, in the order of the list."""
    case = await cases.case(session, who.recruitment_id)
    sight = await impartiality.require_sight(session, case, who.actor.person_id)
    order = await store.order(session, case.id, sight)
    if application_id not in order:
        return Around(0, len(order), None, None)
    at = order.index(application_id)
    return Around(
        place=at + 1,
        count=len(order),
        previous=order[at - 1] if at else None,
        next=order[at + 1] if at + 1 < len(order) else None,
    )


async def progress(
    session: AsyncSession, who: CaseActor, applications: Collection[UUID]
) -> dict[UUID, Progress]:
    """What the musts of some applications have come to; only of those that may be seen."""
    case = await cases.case(session, who.recruitment_id)
    sight = await impartiality.require_sight(session, case, who.actor.person_id)
    seen_ones = await impartiality.seen(session, sight, applications)
    musts = await store.musts(session, case.id)
    results = await store.results(session, seen_ones)
    return {
        one: Progress(
            lacking=len(unanswered(musts, results.get(one, {}))),
            failed=sum(row.met is False for row in results.get(one, {}).values()),
        )
        for one in seen_ones
    }


async def proposed(session: AsyncSession, who: CaseActor) -> frozenset[UUID]:
    """The applications proposed for interview, before it is decided."""
    return frozenset(await store.proposals(session, who.recruitment_id))


async def paper(
    session: AsyncSession, who: CaseActor, application_id: UUID, paper_id: UUID
) -> StoredFile:
    """A paper to be read; closed while the review is blind, because papers carry names."""
    case = await cases.case(session, who.recruitment_id)
    whole = await seen(session, case, who.actor.person_id, application_id)
    if await is_blind(session, whole, who.actor.person_id):
        raise Forbidden(
            "blind_review", "The papers open when you have handed in your first review."
        )
    for attachment, file in await store.papers(session, whole.version.id):
        if attachment.id == paper_id:
            await reads.log(
                session,
                who.actor.person_id,
                process_id=case.id,
                about=application_id,
                what="paper",
                reason=ASSESSMENT,
            )
            return file
    raise NotFound


async def seen(
    session: AsyncSession, case: Recruitment, person_id: UUID, application_id: UUID
) -> Whole:
    """An application of a case, unless a conflict or an undeclared one keeps it closed."""
    sight = await impartiality.require_sight(session, case, person_id)
    whole = await store.whole(session, case.id, application_id)
    if whole is None:
        raise NotFound
    conflicts.require_seen(sight, application_id, whole.deadline)
    return whole


async def is_blind(session: AsyncSession, whole: Whole, person_id: UUID) -> bool:
    """Whether a reader may not see yet who an applicant is."""
    reviewed = person_id in await store.reviewers(session, whole.application.id)
    return rules.is_blind(whole.application.qualified, reviewed)


def unanswered(musts: Sequence[Criterion], results: dict[UUID, MustResult]) -> list[Criterion]:
    """The musts that nobody has answered with yes or no."""
    return [must for must in musts if (row := results.get(must.id)) is None or row.met is None]
