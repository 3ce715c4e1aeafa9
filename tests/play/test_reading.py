"""Reading a case file: what is wrong with it is told before anything is started."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.play.outcome import differences
from services.play.reading import NotACase, examine
from tests.journeys import cases

CASE = cases.OWN / "one-assessor.yaml"
Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """A case with some words of it replaced."""

    def write(*replaced: tuple[str, str]) -> Path:
        text = CASE.read_text(encoding="utf-8")
        for was, becomes in replaced:
            assert was in text
            text = text.replace(was, becomes, 1)
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def faults(path: Path) -> list[str]:
    with pytest.raises(NotACase) as said:
        examine(path)
    return str(said.value).splitlines()


def line(path: Path, words: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, each in enumerate(lines, 1) if words in each)


@pytest.mark.parametrize(
    "path", [*cases.shared(), *cases.own()], ids=lambda path: path.stem if path else "none"
)
def test_every_case_at_hand_is_understood_and_without_fault(path: Path) -> None:
    assert examine(path).warnings == []


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("percentage: 100", "percentage: 1000", "need.percentage: This must be at most 100."),
        ("'2027-03-01'", "2027-02-31", "need.wanted_start: This is not a date. Here it is «2027-0"),
        ("'2223'", "2223", "need.occupation_styrk08: This must be text."),
        ("position: permanent", "position: permanant", "need.position: This must be one of"),
        ("option: delay", "option: dealy", "alternatives[9].option: This must be one of"),
        ("option: delay", "option: agency", "alternatives: «delay» is not answered"),
        ("option: delay", "option: agency", "alternatives: «agency» is answered twice"),
        ("weight: 60", "weight: 50", "profile: The weights add to 90; they must add to 100."),
        ("methods:", "methods: [astrology]\n  x:", "profile[0]: The method «astrology» is not"),
        ("judgement: 4", "judgement: 9", "judgement: This must be at most 5. Here it is «9»"),
        ("judgement: 4", "judgment: 4", "The profile has no such should; did you mean judgement?"),
        ("judgement: 4", "judgment: 4", "«judgement» has no mark"),
        ("authorisation: true", "authorization: true", "applicants[0].musts.authorization: The"),
        ("  assessors:", "  assessors: []\n  x:", "people.assessors: "),
        ("nominate: 1", "nominate: 0", "nominate: This must be at least 1."),
        ("open_days: ", "open_days: x", "advert.open_days: This must be a whole number."),
        (
            "  nb: Sykepleier",
            "  nb: Kvinnelig sykepleier",
            "advert.nb: «Kvinnelig sykepleier» points to",
        ),
        ("case: one-assessor", "case: one\ncase: two", "case: This stands here twice."),
        ("alternatives:", "alternatives: none\nx:", "alternatives: This must be a list."),
    ],
)
def test_a_fault_is_told_in_words_with_its_place(
    was: str, becomes: str, says: str, written: Written
) -> None:
    told = [each for each in faults(written((was, becomes))) if says in each]
    assert len(told) == 1
    assert told[0].startswith("line ")
    assert "pydantic" not in told[0]


def test_people_who_do_not_exist_are_told_where_they_are_named(written: Written) -> None:
    assessor = "    kari.leder@helse.example.org:"
    path = written((assessor, "    karl.leder@helse.example.org:"), ("  hired: ", "  hired: x"))
    said = "\n".join(faults(path))
    assert f"line {line(path, 'karl.leder')}: applicants[0].ratings[karl.leder@helse" in said
    assert "is not an assessor of the case; did you mean kari.leder@helse.example.org?" in said
    assert f"line {line(path, 'hired: x')}: expected.hired: x" in said


def test_an_address_of_two_applicants_is_a_warning(tmp_path: Path) -> None:
    text = CASE.read_text(encoding="utf-8")
    first, second = (each.split()[-1] for each in text.splitlines() if each.startswith("  email: "))
    path = tmp_path / "case.yaml"
    path.write_text(text.replace(second, first), encoding="utf-8")
    (told, *_) = examine(path).warnings
    assert "applicants[1].email: " in told
    assert "has this address too" in told


def test_an_assessor_who_gives_no_marks_is_a_warning(written: Written) -> None:
    path = written(("  assessors:\n", "  assessors:\n  - en.til@helse.example.org\n"))
    assert "en.til@helse.example.org gives no marks." in examine(path).warnings[0]


def test_what_is_expected_beyond_the_form_is_compared(written: Written) -> None:
    case = examine(written(("  hired: ", "  hirred: "))).case
    assert "hirred" in differences(case.expected, {})


def test_all_faults_are_told_at_once_in_the_order_of_the_file(written: Written) -> None:
    told = faults(
        written(
            ("percentage: 100", "percentage: 0"),
            ("weight: 60", "weight: 50"),
            ("judgement: 4", "judgement: 9"),
        )
    )
    places = [each.split(": ")[1].split("[")[0] for each in told]
    assert places == ["need.percentage", "profile", "applicants"]


def test_who_has_no_mark_to_give_owes_none(written: Written) -> None:
    """Whoever withdraws is not assessed, so a mark that is missing is no fault."""
    path = written(
        ("      judgement: 4\n", ""), ("  ratings:", "  withdraws: after the interview\n  ratings:")
    )
    assert examine(path).case.applicants[0].withdraws == "after the interview"


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("nominate: 1", "nominat: 1", "nominat; did you mean nominate?"),
        ("percentage:", "percentge:", "need.percentge; did you mean percentage?"),
        ("  musts:", "  answer_offer: declines\n  musts:", "answer_offer; did you mean answers_"),
        ("    named:", "    nmed: 3\n    named:", "expected.public_list.nmed; did you mean named?"),
        ("case: ", "something: else\ncase: ", "something"),
    ],
)
def test_a_key_beyond_the_form_is_a_warning(
    was: str, becomes: str, says: str, written: Written
) -> None:
    (told,) = examine(written((was, becomes))).warnings
    assert told.startswith("line ")
    assert f"not understood: {says}" in told or says in told
