"""What a nomination must rest on before it may be submitted, and before it may be decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.recruitment.nomination.rules import LEAST_REFERENCES, Ranked


class Blocks(StrEnum):
    """What something missing holds up."""

    SUBMISSION = "submission"
    DECISION = "decision"
    NOTHING = "nothing"
    """Worth knowing; the nomination may go on without it."""


class Code(StrEnum):
    """What can be missing."""

    NO_ENTRIES = "no_entries"
    FEW_ENTRIES = "few_entries"
    CONFLICTS_UNDECLARED = "conflicts_undeclared"
    SCORES_SEALED = "scores_sealed"
    CRITERION_WITHOUT_MARK = "criterion_without_mark"
    REFERENCES_WANTING = "references_wanting"
    RECENT_LEADER_WANTING = "recent_leader_wanting"
    REASON_WANTING = "reason_wanting"
    TIE_REASON_WANTING = "tie_reason_wanting"
    ORDER_REASON_WANTING = "order_reason_wanting"
    AUTHOR_CONFLICTED = "author_conflicted"
    NO_LONGER_NOMINABLE = "no_longer_nominable"
    PREFERENCE_UNCHECKED = "preference_unchecked"
    UNION_REMARK_WANTING = "union_remark_wanting"


MESSAGES: Mapping[Code, str] = {
    Code.NO_ENTRIES: "Nobody is nominated.",
    Code.FEW_ENTRIES: "Fewer are nominated than there are places and applicants to fill them.",
    Code.CONFLICTS_UNDECLARED: "A member of the case has not declared conflicts of interest.",
    Code.SCORES_SEALED: "The scores are not opened.",
    Code.CRITERION_WITHOUT_MARK: "An interviewed applicant has a criterion without a mark.",
    Code.REFERENCES_WANTING: "A nominated applicant has fewer than two received references.",
    Code.RECENT_LEADER_WANTING: "None of the references is from a recent leader.",
    Code.REASON_WANTING: "The place in the nomination has no written reason.",
    Code.TIE_REASON_WANTING: "Equal totals: the order needs a written reason.",
    Code.ORDER_REASON_WANTING: "The order departs from the totals: it needs a written reason.",
    Code.AUTHOR_CONFLICTED: "The author has declared a conflict with this applicant.",
    Code.NO_LONGER_NOMINABLE: "This applicant has withdrawn or cannot be nominated any more.",
    Code.PREFERENCE_UNCHECKED: "Preferential rights have not been checked.",
    Code.UNION_REMARK_WANTING: "The union representative has not remarked, and still has time to.",
}


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, about whom, and what it holds up."""

    code: Code
    blocks: Blocks = Blocks.SUBMISSION
    application: UUID | None = None
    person: UUID | None = None
    criterion: str | None = None

    @property
    def message(self) -> str:
        """What to tell people: a msgid."""
        return MESSAGES[self.code]

    @property
    def field(self) -> str:
        """Where in the nomination to mend it, as an error names it."""
        about = self.application or self.person
        return f"{self.code}.{about}" if about else str(self.code)


@dataclass(frozen=True)
class Entry:
    """One place as it is drafted."""

    application: UUID
    rank: int
    reason: str


@dataclass(frozen=True)
class References:
    """What has been received for one applicant."""

    received: int = 0
    recent_leader: bool = False


@dataclass(frozen=True)
class Draft:
    """Everything a nomination is judged on."""

    entries: tuple[Entry, ...]
    ranking: tuple[Ranked, ...]
    """Of everybody interviewed, qualified and not withdrawn."""
    places: int
    author: UUID | None
    must_declare: frozenset[UUID]
    should_declare: frozenset[UUID]
    declared: frozenset[UUID]
    conflicts: frozenset[tuple[UUID, UUID]]
    scores_opened_at: datetime | None
    preference_checked: bool
    remarked: bool
    references: Mapping[UUID, References] = field(default_factory=dict[UUID, References])


def missing(draft: Draft) -> list[Missing]:
    """Everything mandatory that is missing, and what is only worth knowing."""
    return [*_of_the_case(draft), *_of_the_entries(draft), *_before_the_decision(draft)]


def blocking(found: list[Missing], what: Blocks) -> list[Missing]:
    """Those that hold up a step."""
    return [one for one in found if one.blocks == what]


def _of_the_case(draft: Draft) -> Iterator[Missing]:
    for person in sorted(draft.must_declare - draft.declared):
        yield Missing(Code.CONFLICTS_UNDECLARED, person=person)
    for person in sorted(draft.should_declare - draft.must_declare - draft.declared):
        yield Missing(Code.CONFLICTS_UNDECLARED, Blocks.NOTHING, person=person)
    if not draft.preference_checked:
        yield Missing(Code.PREFERENCE_UNCHECKED)
    if draft.scores_opened_at is None:
        yield Missing(Code.SCORES_SEALED)
        return
    for one in draft.ranking:
        for key in one.missing:
            yield Missing(Code.CRITERION_WITHOUT_MARK, application=one.application, criterion=key)


def _of_the_entries(draft: Draft) -> Iterator[Missing]:
    if not draft.entries:
        yield Missing(Code.NO_ENTRIES)
        return
    if len(draft.entries) < min(draft.places, len(draft.ranking)):
        yield Missing(Code.FEW_ENTRIES, Blocks.NOTHING)
    known = {one.application: one for one in draft.ranking}
    departing = departures(draft.entries, known)
    for entry in draft.entries:
        about = entry.application
        ranked = known.get(about)
        if ranked is None:
            yield Missing(Code.NO_LONGER_NOMINABLE, application=about)
            continue
        if not entry.reason.strip():
            yield Missing(_wanting(ranked, entry.application in departing), application=about)
        references = draft.references.get(about, References())
        if references.received < LEAST_REFERENCES:
            yield Missing(Code.REFERENCES_WANTING, application=about)
        if not references.recent_leader:
            yield Missing(Code.RECENT_LEADER_WANTING, Blocks.NOTHING, application=about)
        if draft.author and (draft.author, about) in draft.conflicts:
            yield Missing(Code.AUTHOR_CONFLICTED, application=about, person=draft.author)


def _before_the_decision(draft: Draft) -> Iterator[Missing]:
    if not draft.remarked:
        yield Missing(Code.UNION_REMARK_WANTING, Blocks.DECISION)


def _wanting(ranked: Ranked, departs: bool) -> Code:
    if departs:
        return Code.ORDER_REASON_WANTING
    return Code.TIE_REASON_WANTING if ranked.tied_with else Code.REASON_WANTING


def departures(entries: tuple[Entry, ...], known: Mapping[UUID, Ranked]) -> frozenset[UUID]:
    """Who stands above somebody with a higher total, nominated further down or not at all."""
    places = {entry.application: entry.rank for entry in entries}
    last = len(places) + 1
    return frozenset(
        entry.application
        for entry in entries
        if (mine := known.get(entry.application)) is not None
        and mine.total is not None
        and any(
            other.total is not None
            and other.total > mine.total
            and places.get(other.application, last) > entry.rank
            for other in known.values()
        )
    )


MSGIDS: frozenset[str] = frozenset(MESSAGES.values())
"""Every message of this module, for the test of the catalogues."""
