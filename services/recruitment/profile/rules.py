"""What a competence profile must be before a need can be approved, and what to think twice about.

Errors stop the submission of the need; warnings stop nothing. Pure.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from services.recruitment.findings import Finding, error, warning
from services.recruitment.profile.codes import (
    VALIDITY,
    WEAK,
    CriterionType,
    Level,
    Method,
)
from services.recruitment.profile.tables import Criterion
from services.recruitment.wording import find_wording

WHOLE = 100
MOST_FOR_YEARS = 10
"""Percent that years of experience may weigh before it is warned of: they predict little."""

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,63}")
_YEARS = re.compile(
    r"\d+\s*års?\b|\bår(?:s|ene)? (?:med )?(?:erfaring|praksis)|\bmange års\b"
    r"|\d+\+?\s*years?\b|\byears of (?:experience|practice)",
    re.IGNORECASE,
)
_SHUTS_OUT = re.compile(
    r"førerkort|driv(?:ing|er'?s?) licen[cs]e|flytende norsk|fluent norwegian"
    r"|perfekt norsk|perfect norwegian|\bC[12]\b|morsmål|mother tongue|native speaker",
    re.IGNORECASE,
)


def check_profile(criteria: Sequence[Criterion]) -> list[Finding]:
    """Everything to say of a profile, criterion by criterion, then of the whole."""
    found = [finding for criterion in criteria for finding in _check(criterion)]
    return [*found, *check_keys(criteria), *_check_weights(criteria), *_check_years(criteria)]


def weighs_years(criterion: Criterion) -> bool:
    """Whether a criterion counts years rather than what was learnt in them."""
    return Method.YEARS_OF_EXPERIENCE in criterion.methods or (
        criterion.type == CriterionType.EXPERIENCE
        and any(_YEARS.search(text) for text in (criterion.nb, criterion.en))
    )


def _check(criterion: Criterion) -> Iterable[Finding]:
    yield from _check_form(criterion)
    yield from _check_methods(criterion)
    yield from _check_words(criterion)
    if criterion.level == Level.MUST:
        yield from _check_must(criterion)
    elif not criterion.weight:
        yield error("weight_missing", criterion.key, "Say how much this weighs.")
    elif criterion.anchors.keys() < {"1", "3", "5"}:
        yield warning(
            "anchors_missing",
            criterion.key,
            "Write what 1, 3 and 5 look like before anyone is assessed.",
        )


def _check_form(criterion: Criterion) -> Iterable[Finding]:
    key = criterion.key
    if criterion.level not in set(Level):
        yield error("unknown_level", key, "A criterion is a must or a should.")
    if criterion.type not in set(CriterionType):
        yield error("unknown_type", key, "This kind of criterion is not known.")
    if not (criterion.nb.strip() and criterion.en.strip()):
        yield error("language_missing", key, "Write this in both Norwegian and English.")


def _check_methods(criterion: Criterion) -> Iterable[Finding]:
    key = criterion.key
    known = [Method(method) for method in criterion.methods if method in set(Method)]
    for method in criterion.methods:
        if method not in set(Method):
            yield error(
                "unknown_method",
                key,
                "The method «{method}» is not known. These are: {known}.",
                method=method,
                known=", ".join(Method),
            )
    if criterion.methods:
        if known and all(VALIDITY.get(method, 1.0) < WEAK for method in known):
            yield warning(
                "weak_method",
                key,
                "What this is tested by tells little of how somebody will do. Add a structured "
                "interview, a case or a work sample.",
            )
    elif criterion.level == Level.MUST:
        yield error(
            "untested_must", key, "Say how this is tested: nobody can be refused on what is not."
        )
    else:
        yield error("method_missing", key, "Say how this is tested.")


def _check_words(criterion: Criterion) -> Iterable[Finding]:
    for language, text in (("nb", criterion.nb), ("en", criterion.en)):
        for hit in find_wording(text, language):
            yield warning(
                "forbidden_wording", f"{criterion.key}.{language}", hit.message, phrase=hit.phrase
            )


def _check_must(criterion: Criterion) -> Iterable[Finding]:
    key = criterion.key
    if criterion.weight is not None:
        yield error("must_has_weight", key, "A must is met or not; it has no weight.")
    if criterion.trainable_in_months is not None:
        yield warning(
            "trainable_must",
            key,
            "This can be learnt in {months} months. Is it a must, or a should?",
            months=criterion.trainable_in_months,
        )
    if criterion.type == CriterionType.PERSONAL:
        yield warning(
            "personal_must",
            key,
            "A personal quality is there to some degree, not met or unmet. Is it a should?",
        )
    if weighs_years(criterion):
        yield warning(
            "years_as_must",
            key,
            "A number of years shuts people out and says little of what they can do. What must "
            "they have learnt?",
        )
    if any(_SHUTS_OUT.search(text) for text in (criterion.nb, criterion.en)):
        yield warning(
            "must_shuts_out",
            key,
            "This shuts out people who may do the work well. Keep it only if the work cannot be "
            "done without.",
        )


def check_keys(criteria: Sequence[Criterion]) -> Iterable[Finding]:
    """Whether each key can be told from the others, and written in an address."""
    for criterion in criteria:
        if not _SLUG.fullmatch(criterion.key):
            yield error(
                "bad_key",
                criterion.key,
                "A key begins with a letter and has only small letters, digits and underscores.",
            )
    for key, times in Counter(criterion.key for criterion in criteria).items():
        if times > 1:
            yield error("duplicate_key", key, "Two criteria have this key.")


def _check_weights(criteria: Sequence[Criterion]) -> Iterable[Finding]:
    shoulds = [criterion for criterion in criteria if criterion.level == Level.SHOULD]
    if not shoulds:
        yield error(
            "no_should", "profile", "Add at least one should: without it nobody can be ranked."
        )
        return
    total = sum(criterion.weight or 0 for criterion in shoulds)
    if total != WHOLE:
        yield error(
            "weights_not_100",
            "profile",
            "The weights add to {total}; they must add to 100.",
            total=total,
        )
    if any(not 0 < (criterion.weight or 1) <= WHOLE for criterion in shoulds):
        yield error("weight_out_of_range", "profile", "A weight lies between 1 and 100.")


def _check_years(criteria: Sequence[Criterion]) -> Iterable[Finding]:
    weight = sum(
        criterion.weight or 0
        for criterion in criteria
        if criterion.level == Level.SHOULD and weighs_years(criterion)
    )
    if weight > MOST_FOR_YEARS:
        yield warning(
            "years_weigh_much",
            "profile",
            "Years of experience weigh {weight} %. They say little of how somebody will do; more "
            "than {most} % is seldom wise.",
            weight=weight,
            most=MOST_FOR_YEARS,
        )
