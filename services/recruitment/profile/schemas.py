"""The shapes of a competence profile in the API."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.recruitment.findings import FindingShown
from services.recruitment.profile.codes import CriterionType, Level, Method
from services.recruitment.text import Words

EXAMPLE: JsonDict = {
    "key": "clinical_judgement",
    "level": "should",
    "type": "skill",
    "nb": "Klinisk vurdering",
    "en": "Clinical judgement",
    "weight": 100,
    "methods": ["case", "interview", "reference"],
}


class Anchor(BaseModel):
    """What a mark looks like, in both languages."""

    nb: Words
    en: Words


class CriterionGiven(BaseModel):
    """One criterion as typed. What is wrong with it is said in `errors`, not refused."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    key: Annotated[str, Field(max_length=64, description="What scores and screening refer to.")]
    level: Level
    type: CriterionType
    nb: Words = ""
    en: Words = ""
    weight: Annotated[int | None, Field(ge=1, le=100, description="Percent; a must has none.")] = (
        None
    )
    methods: Annotated[
        list[Annotated[str, Field(max_length=64)]],
        Field(max_length=20, description=f"How it is tested: {', '.join(Method)}."),
    ] = []
    anchors: dict[Literal["1", "2", "3", "4", "5"], Anchor] = {}
    evidence: Words | None = None
    trainable_in_months: Annotated[int | None, Field(ge=0, le=120)] = None


class ProfileGiven(BaseModel):
    """The whole profile; it replaces the one before."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"criteria": [EXAMPLE]}]}
    )

    criteria: Annotated[list[CriterionGiven], Field(max_length=60)]


class ProfileShown(BaseModel):
    """The profile, and what is to be said of it in the reader's language."""

    criteria: list[CriterionGiven]
    errors: list[FindingShown]
    warnings: list[FindingShown]
    version: int
    approval_voided: bool = False
    """True in the answer to a change that made the approval void."""
