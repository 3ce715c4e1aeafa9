"""Hide who an applicant is in what they wrote, for the blind first review.

What is known of the person (name, address, phone, municipality, age) is taken out wherever it
stands, and so is whatever looks like an address, a phone or birth number, or a link. It covers
too much rather than too little: a reader misses a word, and may look it up after the review.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

MASK = "•••"

_GENERIC = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"  # mail
    r"|(?:https?://|www\.)\S+|\b(?:linkedin|facebook|instagram|github)\.com/\S+"  # links
    r"|(?<!\d)\d{6}[ ]?\d{5}(?!\d)"  # birth number
    r"|(?:\+|00)\d{2}[\d \-()]{6,16}\d"  # phone abroad
    r"|(?<!\d)(?:\d{8}|\d{3} \d{2} \d{3}|\d{2}(?: \d{2}){3})(?!\d)"  # phone at home
    r"|\b(?:født|fødd|born|date of birth|fødselsdato)\b[^\n.;]{0,30}\d{2,4}",
    re.IGNORECASE,
)
_AGE = r"(?<!\d){age}[ -]?(?:år(?:ing(?:en)?|s|ig)?\b|-?åring|years?\b|yrs?\b|y\.?o\.?\b)"
_HIDDEN = frozenset(
    {
        "address",
        "age",
        "birthdate",
        "dateofbirth",
        "email",
        "gender",
        "image",
        "location",
        "nationality",
        "phone",
        "photo",
        "picture",
        "postalcode",
        "profiles",
        "references",
        "url",
        "website",
    }
)
"""Fields of a CV that say who somebody is and nothing of what they can."""
_SPELLINGS = ({"æ": "ae", "ø": "oe", "å": "aa"}, {"æ": "ae", "ø": "o", "å": "a"})


@dataclass(frozen=True)
class Identity:
    """What is known of who an applicant is."""

    name: str
    email: str
    phone: str | None = None
    municipality: str | None = None
    age: int | None = None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Whatever of it can stand in a text."""
        words = {self.email, self.phone or "", self.municipality or "", self.name}
        words.update(re.split(r"[\s\-.,]+", self.name))
        words.update(re.split(r"[._\-+\d]+", self.email.partition("@")[0]))
        # A single letter is an initial, and would take the article "a" out of every text.
        spelt = {form for word in words if len(word.strip()) > 1 for form in _forms(word)}
        longest_first = sorted(spelt, key=len, reverse=True)
        parts = [rf"(?<!\w)(?:{'|'.join(map(_loosely, longest_first))})(?:['’]?s)?(?!\w)"]
        if self.age is not None:
            parts.append(_AGE.format(age=self.age))
        return re.compile("|".join(parts), re.IGNORECASE)


def mask_text(text: str, identity: Identity) -> str:
    """A text without anything that says who wrote it."""
    return identity.pattern.sub(MASK, _GENERIC.sub(MASK, unicodedata.normalize("NFC", text)))


def mask(value: Any, identity: Identity) -> Any:
    """The same for whatever JSON holds; lists and objects keep their form."""
    if isinstance(value, str):
        return mask_text(value, identity)
    if isinstance(value, list):
        return [mask(each, identity) for each in cast("list[Any]", value)]
    if isinstance(value, dict):
        found = cast("dict[str, Any]", value)
        return {mask_text(key, identity): mask(each, identity) for key, each in found.items()}
    return value


def mask_cv(cv: dict[str, Any], identity: Identity) -> dict[str, Any]:
    """A CV (JSON Resume) with what the person can, and nothing of who it is."""
    kept = {key: value for key, value in cv.items() if key != "basics"}
    basics = cast("dict[str, Any]", cv.get("basics") or {})
    if "summary" in basics:
        kept["basics"] = {"summary": basics["summary"]}
    return cast("dict[str, Any]", mask(_without_hidden(kept), identity))


def _without_hidden(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_hidden(each) for each in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {
            key: _without_hidden(each)
            for key, each in cast("dict[str, Any]", value).items()
            if key.casefold().replace("_", "") not in _HIDDEN
        }
    return value


def _forms(word: str) -> Iterable[str]:
    """A word as it is written, and as keyboards without æ, ø and å write it."""
    word = unicodedata.normalize("NFC", word.strip())
    yield word
    for spelling in _SPELLINGS:
        plain = "".join(spelling.get(letter, letter) for letter in word.casefold())
        yield plain
        decomposed = unicodedata.normalize("NFD", plain)
        yield "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _loosely(word: str) -> str:
    """A word with any spacing: numbers and double names are written in many ways."""
    return r"[\s\-]*".join(re.escape(part) for part in re.split(r"[\s\-]+", word))
