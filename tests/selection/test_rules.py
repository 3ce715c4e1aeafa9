"""The pure rules of the selection: conflicts, masking, lists, interviews, scores, references."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.recruitment.impartiality.rules import Sight
from services.recruitment.panel.rules import Panel
from services.selection.conflicts.rules import Named, name_key, names_in_order
from services.selection.interviews import rules as interviews
from services.selection.interviews.rules import Planned, Slot, State
from services.selection.lists.rules import Listed, draw_up
from services.selection.order import norwegian
from services.selection.references.rules import Demand, questions, referee_faults
from services.selection.scores.rules import may_open, sheet_faults, to_discuss
from services.selection.screening.rules import is_blind, is_qualified, needs_reason
from services.selection.wording import Ground, warn

AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
people = st.lists(st.uuids(), min_size=1, max_size=6, unique=True)


class TestSight:
    @given(st.frozensets(st.uuids(), max_size=4), st.uuids(), st.booleans(), st.integers(-9, 9))
    def test_nothing_is_seen_before_declaring(
        self, conflicted: frozenset[UUID], one: UUID, whole: bool, days: int
    ):
        deadline = AT + timedelta(days=days)
        assert not Sight(None, conflicted, whole).sees(one, deadline)
        assert not Sight(AT, conflicted, whole).sees(one, None)
        seen = Sight(AT, conflicted, whole).sees(one, deadline)
        assert seen == (
            deadline <= AT and one not in conflicted and not (whole and bool(conflicted))
        )

    @given(st.uuids(), st.uuids(), st.binary(min_size=32, max_size=32))
    def test_keys_tell_nothing(self, case: UUID, application: UUID, secret: bytes):
        key = name_key(secret, case, application)
        assert key == name_key(secret, case, application)
        assert key not in {case, application}
        assert key != name_key(secret + b"x", case, application)
        assert key != name_key(secret, uuid4(), application)

    @given(st.lists(st.text("abcæøå ", min_size=1), min_size=1, max_size=8))
    def test_order_of_names_says_nothing_of_applications(self, names: list[str]):
        named = [Named(uuid4(), name, "Rana") for name in names]
        ordered = names_in_order(named)
        assert ordered == names_in_order(list(reversed(named)))
        keys = [norwegian(one.name) for one in ordered]
        assert keys == sorted(keys)
        for one in ordered:
            alone = sum(norwegian(each) == norwegian(one.name) for each in names) == 1
            assert (one.municipality is None) == alone


class TestScreening:
    @given(st.dictionaries(st.uuids(), st.one_of(st.none(), st.booleans()), max_size=5))
    def test_qualified_is_every_must(self, met: dict[UUID, bool | None]):
        found = is_qualified(list(met), met)
        assert found is (None if None in met.values() else all(met.values()))

    def test_a_must_without_an_answer_is_not_met(self):
        assert is_qualified([uuid4()], {}) is None

    def test_blind_until_reviewed_or_judged(self):
        assert is_blind(None, reviewed=False)
        assert not is_blind(None, reviewed=True)
        assert not is_blind(qualified=False, reviewed=False)

    def test_what_must_be_explained(self):
        assert needs_reason(met=None, changed=False, blind=True)
        assert needs_reason(met=False, changed=False, blind=True)
        assert needs_reason(met=True, changed=True, blind=False)
        assert not needs_reason(met=True, changed=True, blind=True)
        assert not needs_reason(met=True, changed=False, blind=False)


class TestList:
    @given(
        st.lists(
            st.builds(
                Listed,
                application_id=st.uuids(),
                name=st.text(min_size=1),
                gender=st.sampled_from(["woman", "man", "other", None]),
                exempt=st.booleans(),
            ),
            max_size=12,
        )
    )
    def test_everybody_is_counted_and_the_exempt_not_named(self, applicants: list[Listed]):
        drawn = draw_up(applicants)
        assert drawn.total == len(applicants)
        assert drawn.women + drawn.men <= drawn.total
        named = {entry["application_id"] for entry in drawn.entries}
        assert named == {str(each.application_id) for each in applicants if not each.exempt}
        assert draw_up(list(reversed(applicants))).women == drawn.women


class TestInterviews:
    slots = st.builds(
        Slot,
        st.integers(-500, 500).map(lambda minutes: AT + timedelta(minutes=minutes)),
        st.integers(10, 480),
    )

    @given(slots, slots)
    def test_overlap_is_mutual(self, one: Slot, other: Slot):
        assert one.overlaps(other) == other.overlaps(one)
        assert one.overlaps(one)
        assert not one.overlaps(Slot(one.ends_at, 30))

    @given(
        people,
        st.lists(st.tuples(st.integers(0, 5), st.sampled_from(State), slots), max_size=12),
    )
    def test_outstanding_are_those_without_an_end(
        self, shortlisted: list[UUID], drawn: list[tuple[int, State, Slot]]
    ):
        planned = [
            Planned(shortlisted[place % len(shortlisted)], state, slot)
            for place, state, slot in drawn
        ]
        left = interviews.outstanding(shortlisted, planned, AT)
        for each in shortlisted:
            found = [one for one in planned if one.application_id == each]
            ahead = [
                one for one in found if one.state in interviews.STANDING and one.slot.starts_at > AT
            ]
            assert (each in left) == (not found or bool(ahead))


class TestScores:
    @given(
        people,
        people,
        st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12),
        st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6),
        st.booleans(),
    )
    def test_panel(
        self,
        assessors: list[UUID],
        applicants: list[UUID],
        given_: set[tuple[int, int]],
        conflicted: set[tuple[int, int]],
        whole: bool,
    ):
        def pairs(places: set[tuple[int, int]]) -> frozenset[tuple[UUID, UUID]]:
            return frozenset(
                (assessors[a % len(assessors)], applicants[b % len(applicants)]) for a, b in places
            )

        panel = Panel(
            frozenset(assessors), frozenset(applicants), pairs(given_), pairs(conflicted), whole
        )
        assert panel.complete | panel.waiting == panel.assigned
        assert not panel.complete & panel.waiting
        for assessor in assessors:
            out = {b for a, b in panel.conflicts if a == assessor}
            due = panel.due_from(assessor)
            assert due == (frozenset() if whole and out else panel.applicants - out)
            handed = {b for a, b in panel.sheets if a == assessor}
            assert (assessor in panel.complete) == (bool(due) and due <= handed)

    @given(st.integers(0, 9), st.integers(0, 9))
    def test_opening(self, complete: int, waiting: int):
        assert may_open(complete, waiting, final=False) == (complete > 0 and waiting == 0)
        assert may_open(complete, waiting, final=True) == (
            complete >= 2 or (complete == 1 and waiting == 0)
        )

    @given(st.sets(st.text(min_size=1)), st.sets(st.text(min_size=1)))
    def test_a_sheet_is_whole_and_of_the_profile(self, marked: set[str], shoulds: set[str]):
        unknown, missing = sheet_faults(marked, shoulds)
        assert set(unknown) == {f"marks.{key}" for key in marked - shoulds}
        assert set(missing) == {f"marks.{key}" for key in shoulds - marked}

    def test_two_points_apart_are_to_be_discussed(self):
        assert to_discuss({"a": [3, 5], "b": [3, 4], "c": []}) == ["a"]


class TestReferences:
    def test_at_least_two_others(self):
        assert set(referee_faults("A@x.no", ["a@X.no "])) == {"referees", "0.email"}
        assert set(referee_faults("a@x.no", ["b@x.no", "B@X.NO"])) == {"1.email"}
        assert not referee_faults("a@x.no", ["b@x.no", "c@x.no"])

    def test_questions_in_both_languages(self):
        asked = questions([Demand("teamwork", "Samarbeid", "Teamwork")])
        assert [one.key for one in asked] == ["relation", "criterion.teamwork", "improve", "again"]
        assert all(one.nb and one.en and one.nb != one.en for one in asked)
        assert not warn((one.key, text) for one in asked for text in (one.nb, one.en))


class TestWording:
    @pytest.mark.parametrize(
        ("text", "ground"),
        [
            ("Er du gravid, eller planlegger du å bli det?", Ground.FAMILY),
            ("Do you plan to have children?", Ground.FAMILY),
            ("Har du barn?", Ground.FAMILY),
            ("Hvilken religion har du?", Ground.RELIGION),
            ("Where are you originally from?", Ground.ETHNICITY),
            ("Har du en funksjonsnedsettelse?", Ground.DISABILITY),
            ("What is your sexual orientation?", Ground.ORIENTATION),
            ("Er du medlem av en fagforening?", Ground.UNION),
            ("What are your political views?", Ground.POLITICS),
            ("Har du hatt mye sykefravær?", Ground.HEALTH),
            ("Hvor gammel er du?", Ground.AGE),
        ],
    )
    def test_found(self, text: str, ground: Ground):
        assert ground in {one.ground for one in warn([("here", text)])}

    @pytest.mark.parametrize(
        "text",
        [
            "Fortell om en vakt der samarbeidet gikk skeis.",
            "How do you care for a child in pain on the children's ward?",
            "Hva kan du om samisk språk og kultur?",
            "Hvordan tar du imot en pasient med pustevansker?",
            "Hva gjør du når legen er uenig med deg?",
        ],
    )
    def test_the_work_itself_may_be_asked_about(self, text: str):
        assert warn([("here", text)]) == []
