"""Routes of onboardings."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.access.permissions import SignedIn
from services.kit.idempotency import Route
from services.kit.paging import Page, PageAsked
from services.kit.problems import problems
from services.kit.web import Session
from services.onboarding import service
from services.onboarding.tables import Onboarding

router = APIRouter(prefix="/onboardings", tags=["onboarding"], route_class=Route)


class OnboardingShown(BaseModel):
    """A newcomer from the accepted offer on."""

    id: UUID
    person_id: UUID
    name: str
    unit_id: UUID
    recruitment_id: UUID | None
    offer_id: UUID | None
    first_day: date
    state: str = Field(examples=["expected"], description="expected, received or undone")


def _shown(found: tuple[Onboarding, str]) -> OnboardingShown:
    row, name = found
    return OnboardingShown(name=name, **row.model_dump(exclude={"created_at", "trust_id"}))


@router.get("", responses=problems(401, 403, 422))
async def list_onboardings(
    who: SignedIn, session: Session, asked: PageAsked
) -> Page[OnboardingShown]:
    """The newcomers of units one leads or is HR for, and of cases one leads, by first day."""
    return (await service.listed(session, who, asked)).shown(_shown)


@router.get("/{onboarding_id}", responses=problems(401, 403, 404))
async def get_onboarding(onboarding_id: UUID, who: SignedIn, session: Session) -> OnboardingShown:
    """One newcomer."""
    return _shown(await service.read(session, onboarding_id, who))


@router.post("/{onboarding_id}/reception", responses=problems(401, 403, 404, 409))
async def post_reception(onboarding_id: UUID, who: SignedIn, session: Session) -> OnboardingShown:
    """Say that the newcomer has been received, from the first day on."""
    return _shown(await service.confirm_reception(session, onboarding_id, who))
