"""Nothing in a masked text says who wrote it."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.selection.masking import MASK, Identity, mask, mask_cv, mask_text

INGRID = Identity(
    name="Ingrid Østerås-Nyheim",
    email="ingrid.nyheim@example.org",
    phone="+47 912 34 567",
    municipality="Hattfjelldal",
    age=29,
)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Hilsen Ingrid", "Ingrid"),
        ("INGRID NYHEIM", "INGRID"),
        ("Ingrids erfaring", "Ingrids"),
        ("Østerås Nyheim", "Østerås"),
        ("osteras, oesteraas og Oeteras", "osteras"),
        ("Skriv til ingrid.nyheim@example.org", "ingrid.nyheim"),
        ("eller til min gamle adresse, inn@post.no", "inn@post.no"),
        ("Ring 91234567", "91234567"),
        ("Ring 912 34 567", "912 34 567"),
        ("Ring +4791234567", "91234567"),
        ("Ring 22 33 44 55", "22 33 44 55"),
        ("Født 12.03.1997 i Rana", "12.03.1997"),
        ("12039712345", "12039712345"),
        ("Jeg er 29 år", "29 år"),
        ("a 29-year-old nurse", "29-year"),
        ("Jeg bor i Hattfjelldal", "Hattfjelldal"),
        ("https://www.linkedin.com/in/ingrid-n", "linkedin"),
    ],
)
def test_hidden(text: str, hidden: str):
    masked = mask_text(text, INGRID)
    assert hidden.casefold() not in masked.casefold()
    assert MASK in masked


@pytest.mark.parametrize(
    "text",
    [
        "Jeg har arbeidet ved medisinsk sengepost i 4 år.",
        "Sykepleier fra 2019 til 2024, 100 prosent stilling.",
        "I led the triage of 30 patients a night.",
    ],
)
def test_what_somebody_can_stays(text: str):
    assert mask_text(text, INGRID) == text


names = st.text("abcdefghijklmnopqrstuvwxyzæøåéü", min_size=2, max_size=12)


@given(names, names, st.text(max_size=40), st.text(max_size=40))
def test_a_name_never_stands_as_a_word(first: str, last: str, before: str, after: str):
    who = Identity(name=f"{first} {last}", email=f"{first}@example.org")
    masked = mask_text(f"{before} {first} {last} {after}", who)
    for part in (first, last):
        assert f" {part} " not in f" {masked} "


def test_a_cv_keeps_what_somebody_can():
    cv: dict[str, Any] = {
        "basics": {
            "name": "Ingrid Nyheim",
            "email": "ingrid.nyheim@example.org",
            "phone": "91234567",
            "image": "photo-canary.jpg",
            "url": "https://ingrid.example.org",
            "label": "Sykepleier",
            "location": {"city": "Hattfjelldal"},
            "profiles": [{"network": "X", "username": "ingridn"}],
            "summary": "Ingrid er en rolig sykepleier.",
        },
        "work": [
            {
                "name": "Rana kommune",
                "position": "Sykepleier",
                "startDate": "2019-01-01",
                "url": "https://rana.example.org",
                "highlights": ["Ledet nattevakten (Ingrid)"],
            }
        ],
        "references": [{"name": "Kari Nordmann", "reference": "Bra."}],
    }
    masked = mask_cv(cv, INGRID)
    text = json.dumps(masked, ensure_ascii=False).casefold()
    for canary in ("ingrid", "nyheim", "canary", "hattfjelldal", "912345", "kari", "http"):
        assert canary not in text
    assert masked["work"][0]["position"] == "Sykepleier"
    assert masked["work"][0]["startDate"] == "2019-01-01"
    assert "rolig sykepleier" in masked["basics"]["summary"]


def test_answers_keep_their_form():
    assert mask([True, 4, None, "Ingrid", {"a": ["Nyheim"]}], INGRID) == [
        True,
        4,
        None,
        MASK,
        {"a": [MASK]},
    ]


@pytest.mark.parametrize("text", ["z" * 50_000, "a." * 25_000, "Ingrid " * 7_000, "+47 " * 12_000])
def test_a_long_text_takes_no_longer_than_it_should(text: str):
    began = time.process_time()
    mask_text(text, INGRID)
    assert time.process_time() - began < 1
