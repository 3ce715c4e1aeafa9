"""Where an application stands on the board, and what can be done for many at once."""

from enum import StrEnum

from services.candidates.applications.tables import ENDED
from workflows.payloads.codes import Phase


class Stage(StrEnum):
    """The columns of the board, in order."""

    TO_ASSESS = "to_assess"
    UNQUALIFIED = "unqualified"
    QUALIFIED = "qualified"
    INTERVIEW = "interview"
    AFTER = "after_interview"
    ENDED = "ended"


class Move(StrEnum):
    """What can be done for many, in the order of its keys, 1 to 5."""

    UNCLEAR = "unclear"
    NOT_MET = "not_met"
    MET = "met"
    PROPOSE = "propose"
    UNPROPOSE = "unpropose"


MET: dict[Move, bool | None] = {Move.UNCLEAR: None, Move.NOT_MET: False, Move.MET: True}
"""The moves that answer a must, with the answer they give."""
TO: dict[Stage, Move] = {
    Stage.TO_ASSESS: Move.UNCLEAR,
    Stage.UNQUALIFIED: Move.NOT_MET,
    Stage.QUALIFIED: Move.MET,
    Stage.INTERVIEW: Move.PROPOSE,
}
"""What it means to put a card into a column. The others follow from decisions alone."""
SETTLED = (Stage.AFTER, Stage.ENDED)
"""Where nothing is moved by hand any more."""
PROPOSABLE = (Phase.ADVERTISED, Phase.SCREENING)
"""Phases in which it is open whom to interview."""


def stage_of(state: str, *, lacking: int, failed: int, proposed: bool) -> Stage:
    """Where an application stands, by its state and, until the screening is completed, its musts.

    `lacking`: musts without yes or no; `failed`: musts not met; `proposed`: proposed for an
    interview, which counts for nothing where a must is not met.
    """
    if state in ENDED:
        return Stage.ENDED
    if state in {"ranked", "offered"}:
        return Stage.AFTER
    if state == "interview":
        return Stage.INTERVIEW
    if state == "received" and lacking:
        return Stage.TO_ASSESS
    if state == "unqualified" or failed:
        return Stage.UNQUALIFIED
    return Stage.INTERVIEW if proposed else Stage.QUALIFIED


def meant(move: Move, *, all_proposed: bool) -> Move:
    """Back among the qualified means no longer proposed, where all of them are."""
    return Move.UNPROPOSE if move is Move.MET and all_proposed else move
