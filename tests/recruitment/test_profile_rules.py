"""The rules of a competence profile."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.i18n import translate
from services.recruitment.findings import Severity, errors_in, refused_fields, shown
from services.recruitment.profile.codes import VALIDITY, CriterionType, Level, Method
from services.recruitment.profile.rules import MOST_FOR_YEARS, check_profile
from services.recruitment.profile.tables import Criterion

ANCHORS: dict[str, Any] = {mark: {"nb": "a", "en": "a"} for mark in ("1", "3", "5")}


def criterion(key: str = "teamwork", **values: Any) -> Criterion:
    given: dict[str, Any] = {
        "level": Level.SHOULD,
        "type": CriterionType.SKILL,
        "nb": "Samarbeid",
        "en": "Teamwork",
        "weight": 100,
        "methods": ["interview"],
        "anchors": ANCHORS,
    }
    return Criterion(recruitment_id=uuid4(), key=key, position=0, **{**given, **values})


def must(key: str = "authorisation", **values: Any) -> Criterion:
    given: dict[str, Any] = {"level": Level.MUST, "type": CriterionType.FORMAL, "weight": None}
    return criterion(key, **{**given, "nb": "Autorisasjon", "en": "Authorisation", **values})


def codes(*criteria: Criterion) -> set[str]:
    return {finding.code for finding in check_profile(criteria)}


def test_a_sound_profile_has_nothing_to_mend():
    assert codes(criterion(), must()) == set()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (must(methods=[]), "untested_must"),
        (must(weight=10), "must_has_weight"),
        (must(nb=" "), "language_missing"),
        (must("Not a key"), "bad_key"),
        (must(methods=["horoscope"]), "unknown_method"),
        (must(level="perhaps"), "unknown_level"),
        (must(type="mood"), "unknown_type"),
        (criterion("other", weight=None), "weight_missing"),
        (criterion("other", weight=0, methods=[]), "method_missing"),
    ],
)
def test_an_error_is_said_of_the_criterion_it_is_in(wrong: Criterion, code: str):
    errors = {finding.code: finding for finding in errors_in(check_profile([criterion(), wrong]))}
    assert errors[code].place == wrong.key


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        (must(trainable_in_months=3), "trainable_must"),
        (must(type=CriterionType.PERSONAL), "personal_must"),
        (
            must(type=CriterionType.EXPERIENCE, nb="Minst 5 års erfaring", en="At least 5 years"),
            "years_as_must",
        ),
        (must(nb="Førerkort klasse B", en="Driving licence"), "must_shuts_out"),
        (must(nb="Norsk som morsmål", en="Norwegian mother tongue"), "forbidden_wording"),
        (must(methods=["unstructured_interview"]), "weak_method"),
    ],
)
def test_a_must_that_may_shut_people_out_for_no_reason_is_only_warned_of(odd: Criterion, code: str):
    found = check_profile([criterion(), odd])
    assert code in {finding.code for finding in found}
    assert not errors_in(found)


def test_norwegian_at_b2_and_an_authorisation_are_not_warned_of():
    assert (
        codes(
            criterion(), must("norwegian", nb="Norsk på minst B2", en="Norwegian at B2 or better")
        )
        == set()
    )


def test_missing_anchors_are_warned_of():
    assert codes(criterion(anchors={"1": {"nb": "a", "en": "a"}})) == {"anchors_missing"}


def test_two_criteria_with_one_key():
    assert "duplicate_key" in codes(criterion(weight=50), criterion(weight=50))


def test_without_a_should_nobody_can_be_ranked():
    assert codes(must()) == {"no_should"}


weights = st.lists(st.integers(min_value=1, max_value=100), min_size=1, max_size=12)


@given(weights)
def test_weights_have_to_add_to_100(chosen: list[int]):
    found = codes(*(criterion(f"c{i}", weight=w) for i, w in enumerate(chosen)))
    assert ("weights_not_100" in found) == (sum(chosen) != 100)


@given(st.integers(min_value=1, max_value=99))
def test_years_of_experience_may_weigh_little(weight: int):
    years = criterion(
        "years",
        type=CriterionType.EXPERIENCE,
        nb="Mange års erfaring",
        en="Years of experience",
        weight=weight,
    )
    found = codes(years, criterion(weight=100 - weight))
    assert ("years_weigh_much" in found) == (weight > MOST_FOR_YEARS)


@given(st.lists(st.sampled_from(Method), min_size=1, max_size=4))
def test_a_tested_criterion_is_never_an_error(methods: list[Method]):
    assert not errors_in(check_profile([criterion(methods=[str(m) for m in methods]), must()]))


@given(
    st.lists(
        st.builds(
            criterion,
            st.text(max_size=6),
            level=st.sampled_from(["must", "should", "?"]),
            nb=st.text(max_size=20),
            en=st.text(max_size=20),
            weight=st.none() | st.integers(-5, 200),
            methods=st.lists(st.sampled_from([*map(str, Method), "?"]), max_size=3),
        ),
        max_size=6,
    )
)
def test_whatever_is_written_every_finding_can_be_shown_in_both_languages(
    criteria: list[Criterion],
):
    found = check_profile(criteria)
    for language in ("nb", "en"):
        assert len(shown(found, language)) == len(found)
    fields, values = refused_fields(errors_in(found))
    for message in fields.values():
        assert translate("en", message, **values)


def test_the_validity_of_methods_is_that_of_the_source():
    assert VALIDITY[Method.INTERVIEW] == 0.42
    assert VALIDITY[Method.YEARS_OF_EXPERIENCE] == 0.07
    assert max(VALIDITY, key=lambda method: VALIDITY[method]) is Method.INTERVIEW


def test_errors_stop_and_warnings_do_not():
    found = check_profile([must(methods=[], trainable_in_months=2)])
    levels = {finding.code: finding.level for finding in found}
    assert levels["untested_must"] is Severity.ERROR
    assert levels["trainable_must"] is Severity.WARNING
