"""Warnings as the API shows them: something to think about, which stops nothing."""

from collections.abc import Iterable

from pydantic import BaseModel, Field

from services.kit.i18n import translate
from services.selection.wording import Warned


class WarningShown(BaseModel):
    """Something to think about."""

    code: str = Field(examples=["forbidden_wording"])
    place: str = Field(examples=["questions.0.nb"])
    message: str


FORBIDDEN = "forbidden_wording"


def shown(found: Iterable[Warned], language: str) -> list[WarningShown]:
    """Wording that touches what may not be asked, in the reader's language."""
    return [
        WarningShown(
            code=FORBIDDEN,
            place=one.place,
            message=translate(language, one.message, phrase=one.phrase),
        )
        for one in found
    ]
