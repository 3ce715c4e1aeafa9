"""The checks of an advert, its times, and the whole of it as applicants read it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.clock import OSLO
from services.kit.errors import Conflict, Invalid
from services.recruitment.advert import rules
from services.recruitment.advert.codes import Section
from services.recruitment.advert.render import Facts, render
from services.recruitment.advert.rules import Draft, check_advert
from services.recruitment.findings import Severity, errors_in
from services.recruitment.profile.tables import Criterion

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

FACTS = Facts(
    employer={"nb": "Helgelandssykehuset HF", "en": "Helgeland Hospital Trust"},
    unit={"nb": "Medisinsk sengepost", "en": "Medical ward"},
    place="Mo i Rana",
    percentage=100,
    position="permanent",
    temporary_basis=None,
    wanted_start=date(2027, 3, 1),
    occupation="2223",
    police_certificate=True,
    contact_name="Kari Leder",
    contact_email="kari@example.org",
    contact_phone=None,
    closes_at=datetime(2026, 12, 13, 22, 59, 59, tzinfo=UTC),
)
CRITERIA = [
    Criterion(
        recruitment_id=uuid4(),
        key="norwegian",
        position=0,
        level="must",
        type="formal",
        nb="Norsk på minst B2",
        en="Norwegian at B2",
        methods=["documents"],
    ),
    Criterion(
        recruitment_id=uuid4(),
        key="teamwork",
        position=1,
        level="should",
        type="personal",
        nb="Samarbeid",
        en="Teamwork",
        weight=100,
        methods=["interview"],
    ),
]
TITLES: dict[str, Any] = {"nb": {"title": "Sykepleier"}, "en": {"title": "Nurse"}}


def draft(texts: dict[str, Any] | None = None, **values: Any) -> Draft:
    given: dict[str, Any] = {"facts": FACTS, "criteria": CRITERIA, **values}
    return Draft(texts=TITLES if texts is None else texts, **given)


def test_it_is_warned_that_nobody_assesses():
    codes = {finding.code for finding in check_advert(draft(has_assessor=False))}
    assert "assessor_missing" in codes
    assert not errors(draft(has_assessor=False))


def errors(checked: Draft) -> set[tuple[str, str]]:
    return {(finding.code, finding.place) for finding in errors_in(check_advert(checked))}


class TestChecks:
    def test_a_title_in_both_languages_is_enough(self):
        assert errors(draft()) == set()

    def test_what_is_unwritten_is_warned_of(self):
        places = {finding.place for finding in check_advert(draft())}
        assert {"nb.sections.tasks", "en.sections.pay"} <= places

    def test_no_title(self):
        assert errors(draft({})) == {("title_missing", "texts")}

    def test_one_language_needs_a_reason(self):
        one = {"nb": {"title": "Sykepleier"}}
        assert errors(draft(one)) == {("language_missing", "en")}
        assert errors(draft(one, one_language_reason="Internal post.")) == set()

    def test_facts_that_are_missing(self):
        facts = replace(FACTS, contact_name="", position="temporary", place=None)
        assert errors(draft(facts=facts)) == {
            ("contact_missing", "contact"),
            ("temporary_basis_missing", "temporary_basis"),
        }
        codes = {finding.code for finding in check_advert(draft(facts=facts))}
        assert "place_missing" in codes

    def test_an_unfinished_profile(self):
        assert errors(draft(criteria=CRITERIA[:1])) == {("profile_unfinished", "profile")}

    def test_a_level_of_norwegian_is_missed(self):
        without = {finding.code for finding in check_advert(draft(criteria=CRITERIA[1:]))}
        assert "norwegian_level_missing" in without

    def test_forbidden_wording_stops_unless_it_is_lawful(self):
        texts = {
            "nb": {"title": "Sykepleier", "sections": {"tasks": "Vi søker kun kvinner."}},
            "en": {"title": "Nurse"},
        }
        assert errors(draft(texts)) == {("forbidden_wording", "nb.sections.tasks")}
        lawful = check_advert(draft(texts, wording_reason="Care at a crisis centre for women."))
        levels = {f.level for f in lawful if f.code == "forbidden_wording"}
        assert levels == {Severity.WARNING}

    def test_a_habit_of_speech_is_only_warned_of(self):
        texts = {"nb": {"title": "Helsesøster"}, "en": {"title": "Nurse"}}
        assert errors(draft(texts)) == set()

    def test_a_long_title_is_warned_of(self):
        texts = {"nb": {"title": "S" * 130}, "en": {"title": "Nurse"}}
        assert ("title_long", "nb.title") in {(f.code, f.place) for f in check_advert(draft(texts))}


class TestRender:
    @pytest.mark.parametrize("language", ["nb", "en"])
    def test_everything_an_advert_must_tell_is_there(self, language: str):
        whole = render(TITLES, FACTS, CRITERIA, language)
        sections = {section.key for section in whole.sections}
        assert sections >= set(Section) - {Section.LANGUAGE, Section.PLACE}
        facts = {fact.key for fact in whole.facts}
        assert facts == {
            "employer", "unit", "place", "percentage", "position", "start", "deadline", "contact"
        }  # fmt: skip

    def test_it_is_written_in_the_language_asked_for(self):
        norwegian = render(TITLES, FACTS, CRITERIA, "nb")
        english = render(TITLES, FACTS, CRITERIA, "en")
        assert norwegian.title == "Sykepleier"
        assert english.title == "Nurse"
        headings = [section.heading for section in norwegian.sections]
        assert not set(headings) & {section.heading for section in english.sections}

    def test_what_somebody_wrote_comes_before_what_stands_in(self):
        texts = {"nb": {"title": "S", "sections": {"pay": "620 000 kroner."}}, "en": {"title": "N"}}
        pay = [s.text for s in render(texts, FACTS, CRITERIA, "nb").sections if s.key == "pay"]
        assert pay == ["620 000 kroner."]

    def test_no_police_certificate_where_none_is_needed(self):
        whole = render(TITLES, replace(FACTS, police_certificate=False), CRITERIA, "nb")
        assert Section.POLICE_CERTIFICATE not in {section.key for section in whole.sections}

    def test_a_temporary_post_says_on_which_ground(self):
        facts = replace(FACTS, position="substitute", temporary_basis="§ 14-9 (2) b")
        whole = render(TITLES, facts, CRITERIA, "en")
        position = next(fact.value for fact in whole.facts if fact.key == "position")
        assert "§ 14-9 (2) b" in position

    def test_html_shows_text_and_runs_nothing(self):
        texts = {"nb": {"title": "S", "sections": {"tasks": "<script>alert(1)</script>"}}}
        page = render(texts, FACTS, CRITERIA, "nb").html()
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


class TestTimes:
    def test_open_days_close_at_the_last_second_of_the_day(self):
        opens, closes = rules.period(AT, None, None, 21)
        assert opens == AT
        assert closes.astimezone(OSLO) == datetime(2026, 12, 13, 23, 59, 59, tzinfo=OSLO)

    def test_a_date_closes_at_its_last_second_also_in_summer(self):
        _, closes = rules.period(AT, None, date(2027, 7, 1), None)
        assert closes == datetime(2027, 7, 1, 21, 59, 59, tzinfo=UTC)

    def test_an_instant_closes_at_that_instant(self):
        noon = datetime(2026, 12, 20, 12, 0, tzinfo=UTC)
        assert rules.period(AT, None, noon, None) == (AT, noon)

    @pytest.mark.parametrize(
        ("opens", "closes", "days", "code"),
        [
            (None, date(2026, 11, 21), None, "deadline_in_the_past"),
            (AT + timedelta(days=9), date(2026, 11, 25), None, "deadline_before_opening"),
            (None, None, None, "one_deadline"),
            (None, date(2026, 12, 20), 14, "one_deadline"),
        ],
    )
    def test_times_that_cannot_be(
        self, opens: datetime | None, closes: date | None, days: int | None, code: str
    ):
        with pytest.raises(Invalid) as refused:
            rules.period(AT, opens, closes, days)
        assert refused.value.code == code

    @given(st.integers(min_value=1, max_value=365), st.integers(min_value=-400, max_value=400))
    def test_an_advert_never_opens_in_the_past_nor_closes_before_it_opens(
        self, days: int, ahead: int
    ):
        opens, closes = rules.period(AT, AT + timedelta(days=ahead), None, days)
        assert AT <= opens < closes
        assert closes.astimezone(OSLO).strftime("%H:%M:%S") == "23:59:59"

    @given(st.integers(min_value=1, max_value=60))
    def test_less_than_two_weeks_is_warned_of(self, days: int):
        opens, closes = rules.period(AT, None, None, days)
        assert bool(rules.check_period(opens, closes)) == (days < 14)

    def test_an_extension_is_later_than_the_deadline_and_than_now(self):
        closes = AT + timedelta(days=3)
        assert rules.extended(AT, closes, AT + timedelta(days=4)) == AT + timedelta(days=4)
        for wanted, at, code in (
            (AT + timedelta(days=2), AT, "not_an_extension"),
            (AT + timedelta(days=4), AT + timedelta(days=5), "deadline_in_the_past"),
        ):
            with pytest.raises(Invalid) as refused:
                rules.extended(at, closes, wanted)
            assert refused.value.code == code

    def test_a_post_is_advertised_again_only_after_its_deadline(self):
        rules.require_repeatable("closed", AT - timedelta(days=1), AT)
        for state, closes in (("open", AT + timedelta(days=1)), ("draft", None)):
            with pytest.raises(Conflict):
                rules.require_repeatable(state, closes, AT)
