"""The advert as those who work with it see it."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.recruitment.advert import store
from services.recruitment.advert.content import rendered
from services.recruitment.advert.schemas import (
    AdvertShown,
    ChannelShown,
    ChecksShown,
    QuestionShown,
    VersionShown,
)
from services.recruitment.advert.service import check
from services.recruitment.findings import errors_in, shown, warnings_in


async def read(session: AsyncSession, recruitment_id: UUID) -> AdvertShown:
    """The advert of the last round, with the whole of it as applicants read it."""
    advert = await store.latest(session, recruitment_id)
    whole = await rendered(session, advert.id)
    return AdvertShown(
        **advert.model_dump(exclude={"created_at", "recruitment_id"}),
        rendered={tag: one.plain() for tag, one in whole.items()},
        questions=[
            QuestionShown.model_validate(row) for row in await store.questions(session, advert.id)
        ],
        channels=[
            ChannelShown.model_validate(row) for row in await store.channels(session, advert.id)
        ],
        versions=[
            VersionShown.model_validate(row) for row in await store.versions(session, advert.id)
        ],
    )


async def applications(session: AsyncSession, advert_id: UUID) -> int:
    """How many have applied."""
    return await store.applications(session, advert_id)


async def read_checks(session: AsyncSession, recruitment_id: UUID, language: str) -> ChecksShown:
    """What is to be said of the advert, in the reader's language."""
    found = await check(session, recruitment_id)
    return ChecksShown(
        errors=shown(errors_in(found), language), warnings=shown(warnings_in(found), language)
    )
