"""What a sheet must hold, who owes sheets, and when the sealed marks may be opened."""

from collections.abc import Collection, Iterable, Mapping

from services.recruitment.nomination.rules import DISCUSS_FROM

LOWEST, HIGHEST = 1, 5
QUORUM = 2
"""Complete sets that open the marks when the time is out (one rater alone measures too little)."""

MARKS_MISSING = "Every criterion needs a mark."
UNKNOWN_CRITERION = "There is no such criterion in the profile."


def may_open(complete: int, waiting: int, *, final: bool) -> bool:
    """Whether the marks may be opened.

    When nobody is waited for; at the deadline (`final`) with a quorum of complete sets too.
    Without any assessor who has handed in there is nothing to open.
    """
    if complete and not waiting:
        return True
    return final and complete >= QUORUM


def sheet_faults(
    marked: Collection[str], shoulds: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Criteria that are not of the profile's shoulds, and shoulds without a mark, by field."""
    unknown = {f"marks.{key}": UNKNOWN_CRITERION for key in marked if key not in set(shoulds)}
    missing = {f"marks.{key}": MARKS_MISSING for key in shoulds if key not in set(marked)}
    return unknown, missing


def spread(marks: Iterable[int]) -> int:
    """How far apart the raters are, in points."""
    given = list(marks)
    return max(given) - min(given) if given else 0


def to_discuss(counting: Mapping[str, Collection[int]]) -> list[str]:
    """The criteria on which the raters differ so much that they should talk."""
    return [key for key, marks in counting.items() if spread(marks) >= DISCUSS_FROM]
