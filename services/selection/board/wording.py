"""A card in words. Most words are the same on many cards, so each is found once."""

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from services.kit.i18n import Language, code_text, ngettext, translate
from services.selection.board.reading import Card
from services.selection.board.rules import SETTLED, Stage

MANY = 4096


class CardShown(NamedTuple):
    """What a template shows of a card; unpacked there, because there are many."""

    id: str
    stage: Stage
    called: str
    beside: str
    """Of whose name is shown: the occupation, or the number they are known by."""
    answered: str
    tag: str
    colour: str
    failed: str
    notes: str
    selectable: bool
    selected: bool


def shown(
    language: Language, card: Card, *, selectable: bool, selected: Collection[str] | None
) -> CardShown:
    """A card in a language; `selected`: None for all of them."""
    tag, colour = _tag(language, card.state, card.stage, card.proposed)
    by_number = called(language, card.number)
    id = str(card.id)
    movable = selectable and card.stage not in SETTLED
    return CardShown(
        id,
        card.stage,
        card.name or by_number,
        (card.occupation or by_number) if card.name else "",
        _answered(language, card.answered, card.musts),
        tag,
        colour,
        _failed(language, card.failed),
        _notes(language, card.notes),
        movable,
        movable and (selected is None or id in selected),
    )


@lru_cache(MANY)
def called(language: Language, number: int | None) -> str:
    """What somebody is called while nobody may see who it is."""
    if number is None:
        return translate(language, "An applicant")
    return translate(language, "Applicant {number}", number=number)


@lru_cache(MANY)
def _answered(language: Language, answered: int, musts: int) -> str:
    if not musts:
        return ""
    return translate(
        language, "{answered} of {musts} musts answered", answered=answered, musts=musts
    )


@lru_cache(MANY)
def _failed(language: Language, count: int) -> str:
    return translate(language, "{count} not met", count=count) if count else ""


@lru_cache(MANY)
def _notes(language: Language, count: int) -> str:
    return ngettext(language, "{count} note", "{count} notes", count) if count else ""


@lru_cache(MANY)
def _tag(language: Language, state: str, stage: Stage, proposed: bool) -> tuple[str, str]:
    """What is to be said of where somebody stands, beyond the column, and how it stands out."""
    if stage in SETTLED:
        return code_text(language, state), "neutral"
    if proposed:
        return translate(language, "Proposed"), "info"
    if stage is Stage.INTERVIEW:
        return translate(language, "Decided"), "success"
    return "", ""
