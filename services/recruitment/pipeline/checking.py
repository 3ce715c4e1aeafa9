"""What an action will do, as lines of the check page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.kit.problems import said
from services.recruitment.overview.store import Called
from services.recruitment.pipeline.schemas import Foreseen, Letter


@dataclass(frozen=True)
class Line:
    """One case: who gets a letter, or why it is refused."""

    case: UUID
    called: Called | None
    receivers: tuple[str, ...]
    letter: Letter | None
    refused: str


def checked(found: Sequence[Foreseen], names: Mapping[UUID, Called], language: str) -> list[Line]:
    """What will come of it, what cannot be done first."""
    lines = [
        Line(
            case=one.case,
            called=names.get(one.case),
            receivers=tuple(dict.fromkeys(letter.receiver for letter in one.letters)),
            letter=one.letters[0] if one.letters else None,
            refused=said(language, one.refused).detail if one.refused else "",
        )
        for one in found
    ]
    return sorted(lines, key=lambda line: not line.refused)
