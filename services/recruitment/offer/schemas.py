"""What the routes of offers, checks and contracts take and give."""

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.kit.i18n import translate
from services.recruitment.offer.contract import ITEMS, Answer
from services.recruitment.offer.contracts import Written
from services.recruitment.offer.rules import CheckKind, Seen, Terms


class OfferWritten(BaseModel):
    """An offer to the next ranked; sent again while it stands, it is a new version."""

    terms: Terms
    application_id: UUID | None = Field(
        default=None,
        description="Who you mean is next. Refused when it is somebody else by then.",
    )


class OfferSent(BaseModel):
    offer_id: UUID
    application_id: UUID
    version: int
    answer_by: datetime


class OfferShown(BaseModel):
    """One version of an offer."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    application_id: UUID
    version: int
    state: str = Field(
        examples=["sent"],
        description="sent, accepted, declined, lapsed, withdrawn or superseded",
    )
    terms: Terms
    sent_at: datetime
    answer_by: datetime
    answered_at: datetime | None
    decline_reason: str | None


class OfferList(BaseModel):
    items: list[OfferShown]


class OfferAnswer(BaseModel):
    """The candidate's answer."""

    answer: Literal["accepted", "declined"]
    reason: str | None = Field(default=None, max_length=5000, description="May be left out.")
    version: int | None = Field(
        default=None, ge=1, description="The version that was read; an older one is refused."
    )


class CheckShown(BaseModel):
    """A gate before the first day: only that it was seen, by whom and when."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    offer_id: UUID
    kind: CheckKind
    state: str = Field(examples=["open"], description="open, passed, failed or dropped")
    seen_by: UUID | None
    seen_at: datetime | None
    issued: date | None
    expires: date | None
    register_number: str | None
    note: str | None = Field(description="Which document, or which level.")
    look_up: str | None = Field(
        default=None,
        description="Where a person looks the authorisation up, while nobody has.",
        examples=["https://www.helsedirektoratet.no/"],
    )


class CheckList(BaseModel):
    items: list[CheckShown]


class CheckDecision(BaseModel):
    """What the process is handed of a check."""

    kind: CheckKind
    seen: Seen


class CheckDecided(BaseModel):
    check_id: UUID
    kind: CheckKind
    state: str


class ContractWritten(BaseModel):
    """The items of the contract by key; all of them, each time."""

    items: dict[str, Answer] = Field(
        examples=[{"breaks": {"value": None, "law_ref": "arbeidsmiljøloven § 10-9"}}]
    )


class ItemShown(BaseModel):
    """One item of aml § 14-6 (1) and how the contract answers it."""

    key: str
    letter: str
    title: str
    accepts_law_ref: bool
    value: str | None
    law_ref: str | None
    problem: str | None = Field(description="Why the contract cannot be issued like this.")


class ContractShown(BaseModel):
    """The contract of the accepted offer, in the candidate's language."""

    offer_id: UUID
    version: int = Field(description="0: written by the case itself, not kept yet.")
    language: str
    issued_at: datetime | None
    complete: bool
    items: list[ItemShown]

    @classmethod
    def of(cls, written: Written, language: str) -> Self:
        shown: list[ItemShown] = []
        for key, item in ITEMS.items():
            answer = written.items.get(key) or Answer()
            problem = written.problems.get(key)
            shown.append(
                ItemShown(
                    key=key,
                    letter=item.letter,
                    title=translate(language, item.title),
                    accepts_law_ref=item.accepts_law,
                    value=answer.value,
                    law_ref=answer.law_ref,
                    problem=translate(language, problem) if problem else None,
                )
            )
        return cls(
            offer_id=written.offer.id,
            version=written.version,
            language=written.language,
            issued_at=written.issued_at,
            complete=not written.problems,
            items=shown,
        )


class ContractIssued(BaseModel):
    contract_id: UUID
    version: int
