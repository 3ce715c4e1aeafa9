"""The applicants of a case as cards, as far as their reader may see them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.reads import service as reads
from services.kit.i18n import Language
from services.recruitment.impartiality import service as impartiality
from services.recruitment.need import post
from services.recruitment.need.post import Head
from services.recruitment.need.tables import Recruitment
from services.recruitment.permissions import CaseActor
from services.selection.board import store
from services.selection.board.rules import Stage, stage_of
from services.selection.screening import store as screening
from services.selection.screening.reading import ASSESSMENT


class Card(NamedTuple):
    """One applicant, as far as a board shows them; a tuple, because there are many."""

    id: UUID
    number: int | None
    name: str | None
    """None while the review is blind."""
    occupation: str | None
    state: str
    stage: Stage
    musts: int
    answered: int
    """Musts with yes or no."""
    failed: int
    notes: int
    """Musts with a note."""
    proposed: bool
    """Thought of for an interview, while that is not decided."""


@dataclass(frozen=True)
class Board:
    """A case with all its applicants whom somebody may see."""

    head: Head
    cards: list[Card]

    @property
    def counts(self) -> Counter[Stage]:
        return Counter(card.stage for card in self.cards)

    def picked(self, ids: Collection[UUID]) -> list[Card]:
        """Some of them, in the order of the board."""
        return [card for card in self.cards if card.id in ids]


async def board(session: AsyncSession, who: CaseActor, language: Language) -> Board:
    """The board as somebody sees it. The reading is logged.

    Four statements however many applicants there are: a page has six with who is asking.
    """
    head = await post.head_of(session, who.recruitment_id, language)
    found = await cards(session, head.case, who.actor.person_id)
    await reads.log(
        session,
        who.actor.person_id,
        process_id=who.recruitment_id,
        what="application_list",
        reason=ASSESSMENT,
    )
    return Board(head, found)


async def cards(session: AsyncSession, case: Recruitment, person_id: UUID) -> list[Card]:
    """The applicants a person may see; raises `Forbidden` to whoever may see nobody (yet)."""
    sight = await impartiality.require_sight(session, case, person_id)
    return [_card(row) for row in await store.cards(session, case.id, sight, person_id)]


async def musts(session: AsyncSession, board: Board, language: Language) -> list[tuple[str, str]]:
    """The musts of the case of a board, each with its key and its text."""
    found = await screening.musts(session, board.head.case.id)
    return [(must.key, (must.en if language == "en" else must.nb) or must.nb) for must in found]


def _card(row: store.CardRow) -> Card:
    stage = stage_of(
        row.state, lacking=row.musts - row.answered, failed=row.failed, proposed=row.proposed
    )
    return Card(
        row.id,
        row.number,
        row.name,
        row.occupation,
        row.state,
        stage,
        row.musts,
        row.answered,
        row.failed,
        row.notes,
        row.proposed and row.state != "interview" and stage is Stage.INTERVIEW,
    )
