"""Which cases letters belong to."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.messages.tables import Message
from services.tasks.store import parents


async def cases(session: AsyncSession, messages: Collection[Message]) -> dict[UUID, UUID]:
    """By letter: its case, or its own process where that is in no case."""
    of = await parents(session, {message.process_id for message in messages})
    return {message.id: of[message.process_id] for message in messages}
