"""Texts as people type them: without blanks around them, and without what cannot be stored."""

from typing import Annotated

from pydantic import StringConstraints

STORABLE = r"^[^\x00]*$"

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=STORABLE)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000, pattern=STORABLE)]
Said = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=8000, pattern=STORABLE),
]
"""Words that have to be there."""
