"""Every query of offers, checks and contracts."""

from uuid import UUID

from sqlalchemy import exists, func, or_
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.candidates.applications.tables import Application, ApplicationVersion
from services.messages.tables import Message
from services.organisation.tables import Person, Unit
from services.recruitment.need.codes import Stage
from services.recruitment.need.tables import PreferenceCheck
from services.recruitment.nomination.tables import Nomination, NominationEntry
from services.recruitment.offer.rules import OUT
from services.recruitment.offer.tables import Check, Contract, Offer
from services.recruitment.profile.tables import Criterion
from services.tasks.tables import Task
from workflows.payloads.codes import LetterKind, StepCode

ALIVE = ("sent", "accepted")
"""States of an offer that binds."""


async def offers(session: AsyncSession, recruitment_id: UUID) -> list[Offer]:
    """Every version of every offer of a case, in the order in which they were sent."""
    query = (
        select(Offer)
        .where(Offer.recruitment_id == recruitment_id)
        .order_by(col(Offer.sent_at), col(Offer.version))
    )
    return list(await session.exec(query))


async def alive(session: AsyncSession, recruitment_id: UUID) -> Offer | None:
    """The offer of a case that was sent or accepted, locked; there is never more than one."""
    query = (
        select(Offer)
        .where(Offer.recruitment_id == recruitment_id, col(Offer.state).in_(ALIVE))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(query)).one_or_none()


async def accepted(session: AsyncSession, recruitment_id: UUID) -> Offer | None:
    query = select(Offer).where(Offer.recruitment_id == recruitment_id, Offer.state == "accepted")
    return (await session.exec(query)).one_or_none()


async def locked(session: AsyncSession, offer_id: UUID) -> Offer:
    """The offer, read again and locked until the transaction ends."""
    query = (
        select(Offer)
        .where(Offer.id == offer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(query)).one()


async def offer(session: AsyncSession, offer_id: UUID) -> Offer:
    return await session.get_one(Offer, offer_id)


async def latest_of(session: AsyncSession, application_id: UUID) -> Offer | None:
    """The newest version of the offer of an application."""
    query = (
        select(Offer)
        .where(Offer.application_id == application_id)
        .order_by(col(Offer.version).desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return (await session.exec(query)).first()


async def own_application(
    session: AsyncSession, application_id: UUID, person_id: UUID
) -> Application | None:
    """An application, if it is this person's."""
    query = select(Application).where(
        Application.id == application_id, Application.person_id == person_id
    )
    return (await session.exec(query)).one_or_none()


async def application(
    session: AsyncSession, application_id: UUID, *, lock: bool = False
) -> Application:
    query = select(Application).where(Application.id == application_id)
    return (await session.exec(query.with_for_update() if lock else query)).one()


async def applicant_name(session: AsyncSession, application: Application) -> str:
    """The name as it stands in the version of the application that counts."""
    query = select(ApplicationVersion.name).where(
        ApplicationVersion.application_id == application.id,
        ApplicationVersion.number == application.current_version,
    )
    found = (await session.exec(query)).one_or_none()
    return found or (await session.get_one(Person, application.person_id)).name


async def next_ranked(session: AsyncSession, recruitment_id: UUID) -> UUID | None:
    """The first in the approved nomination who has not withdrawn and whose offer has not ended."""
    ended = exists().where(col(Offer.application_id) == Application.id, col(Offer.state).in_(OUT))
    query = (
        select(NominationEntry.application_id)
        .join(Nomination, col(Nomination.id) == NominationEntry.nomination_id)
        .join(Application, col(Application.id) == NominationEntry.application_id)
        .where(
            Nomination.recruitment_id == recruitment_id,
            Nomination.state == "approved",
            col(Application.withdrawn_at).is_(None),
            ~ended,
        )
        .order_by(col(Nomination.number).desc(), col(NominationEntry.rank))
        .limit(1)
    )
    return (await session.exec(query)).first()


async def withdrawn_untold(session: AsyncSession, recruitment_id: UUID) -> list[UUID]:
    """The offers that were withdrawn and of which no letter has been written."""
    told = exists().where(
        col(Message.process_id) == Offer.recruitment_id,
        col(Message.kind) == LetterKind.OFFER_WITHDRAWN,
        col(Message.about) == Offer.id,
    )
    query = (
        select(Offer.id)
        .where(Offer.recruitment_id == recruitment_id, Offer.state == "withdrawn", ~told)
        .order_by(col(Offer.sent_at))
    )
    return list(await session.exec(query))


async def preference_checked(session: AsyncSession, recruitment_id: UUID) -> bool:
    """Whether preferential rights were looked into (or that was passed over) for the next offer.

    Only what was found since the last offer came to nothing counts.
    """
    last_end = (
        select(func.max(Offer.answered_at))
        .where(Offer.recruitment_id == recruitment_id, col(Offer.state).in_(OUT))
        .scalar_subquery()
    )
    found = exists().where(
        col(PreferenceCheck.recruitment_id) == recruitment_id,
        col(PreferenceCheck.stage) == Stage.BEFORE_OFFER,
        or_(last_end.is_(None), col(PreferenceCheck.created_at) > last_end),
    )
    passed_over = exists().where(
        col(Task.process_id) == recruitment_id,
        col(Task.step) == StepCode.CHECK_PREFERENCE_BEFORE_OFFER,
        col(Task.state).in_(("defaulted", "skipped")),
        or_(last_end.is_(None), col(Task.settled_at) > last_end),
    )
    return bool((await session.exec(select(or_(found, passed_over)))).one())


async def checks(session: AsyncSession, offer_id: UUID, *, lock: bool = False) -> list[Check]:
    """The gates of an offer, in the order in which they were made."""
    query = select(Check).where(Check.offer_id == offer_id).order_by(col(Check.kind))
    return list(await session.exec(query.with_for_update() if lock else query))


async def checks_of_case(session: AsyncSession, recruitment_id: UUID) -> list[Check]:
    query = (
        select(Check)
        .where(Check.recruitment_id == recruitment_id)
        .order_by(col(Check.created_at), col(Check.kind))
    )
    return list(await session.exec(query))


async def drop_open_checks(session: AsyncSession, offer_id: UUID) -> None:
    """Nobody needs to look at these any more."""
    await session.exec(
        update(Check)
        .where(col(Check.offer_id) == offer_id, col(Check.state) == "open")
        .values(state="dropped")
    )


async def musts(session: AsyncSession, recruitment_id: UUID) -> list[str]:
    """The keys of the musts."""
    query = select(Criterion.key).where(
        Criterion.recruitment_id == recruitment_id, Criterion.level == "must"
    )
    return list(await session.exec(query))


async def contract(session: AsyncSession, offer_id: UUID, *, lock: bool = False) -> Contract | None:
    query = select(Contract).where(Contract.offer_id == offer_id)
    return (await session.exec(query.with_for_update() if lock else query)).one_or_none()


async def unit(session: AsyncSession, unit_id: UUID) -> Unit:
    return await session.get_one(Unit, unit_id)
