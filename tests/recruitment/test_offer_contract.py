"""The seventeen items of aml § 14-6."""

from datetime import date
from typing import Any

import pytest

from services.recruitment.offer.contract import ITEMS, Answer, problems
from services.recruitment.offer.prefill import Parties, prefill
from services.recruitment.offer.rules import Terms

PARTIES = Parties(
    employer="Helgelandssykehuset HF",
    organisation_number="983974929",
    unit="Medisinsk sengepost",
    place="Mo i Rana",
    candidate="Ingrid Nyheim",
    title="Sykepleier",
    occupation="2223",
)


def terms(**changes: Any) -> Terms:
    return Terms.model_validate(
        {"percentage": 100, "start": date(2027, 3, 1), "pay": 600_000, **changes}
    )


def test_letters_run_from_a_to_q() -> None:
    assert "".join(item.letter for item in ITEMS.values()) == "abcdefghijklmnopq"


@pytest.mark.parametrize("language", ["nb", "en"])
def test_prefilled_contract_is_complete(language: str) -> None:
    for offered in (
        terms(),
        terms(
            position="temporary",
            temporary_basis="Substitute, § 14-9 (2) b",
            ends=date(2028, 2, 29),
            probation_months=0,
        ),
    ):
        items = prefill(offered, PARTIES, language)
        assert items.keys() == ITEMS.keys()
        assert problems(items, offered) == {}


def test_prefilled_contract_says_what_was_offered() -> None:
    items = prefill(terms(percentage=80, pay_note="Step 3"), PARTIES, "en")
    pay = items["pay"].value or ""
    assert "600,000" in pay
    assert "80 percent" in pay
    assert "Step 3." in pay
    assert "Ingrid Nyheim" in (items["parties"].value or "")
    assert "1 March 2027" in (items["start"].value or "")


@pytest.mark.parametrize("key", list(ITEMS))
def test_every_item_is_demanded(key: str) -> None:
    items = prefill(terms(), PARTIES, "nb")
    del items[key]
    assert problems(items, terms()).keys() == {key}
    assert problems({**items, key: Answer(value="  ")}, terms()).keys() == {key}


@pytest.mark.parametrize("key", list(ITEMS))
def test_reference_does_only_where_the_law_says_so(key: str) -> None:
    items = prefill(terms(), PARTIES, "nb") | {key: Answer(law_ref="arbeidsmiljøloven § 10-9")}
    assert (key in problems(items, terms())) is not ITEMS[key].accepts_law


def test_staff_handbook_is_no_law() -> None:
    items = prefill(terms(), PARTIES, "nb")
    for reference in ("personalhåndboken", "the staff handbook", "as agreed with the leader"):
        changed = items | {"leave": Answer(law_ref=reference)}
        assert problems(changed, terms()).keys() == {"leave"}
    for reference in ("ferieloven", "Hovedavtalen", "the Holidays Act", "forskrift om ferie"):
        changed = items | {"leave": Answer(law_ref=reference)}
        assert problems(changed, terms()) == {}


def test_value_and_reference_are_one_too_many() -> None:
    items = prefill(terms(), PARTIES, "nb")
    both = items | {"leave": Answer(value="Five weeks", law_ref="ferieloven § 5")}
    assert problems(both, terms()).keys() == {"leave"}


def test_probation_and_basis_are_held_to_the_law() -> None:
    items = prefill(terms(), PARTIES, "nb")
    assert problems(items, terms(served_months=3, probation_months=6)).keys() == {"probation"}
    temporary = terms(position="temporary", probation_months=0)
    assert problems(items, temporary).keys() == {"duration"}


def test_unknown_items_are_named() -> None:
    items = prefill(terms(), PARTIES, "nb") | {"car": Answer(value="A car")}
    assert problems(items, terms()).keys() == {"car"}
