"""The code words of a competence profile, and how well each method is known to predict."""

from enum import StrEnum


class Level(StrEnum):
    """A must shuts out; a should is weighed."""

    MUST = "must"
    SHOULD = "should"


class CriterionType(StrEnum):
    """What kind of thing is demanded."""

    FORMAL = "formal"
    KNOWLEDGE = "knowledge"
    SKILL = "skill"
    EXPERIENCE = "experience"
    PERSONAL = "personal"


class Method(StrEnum):
    """How a criterion is tested."""

    DOCUMENTS = "documents"
    REGISTER = "register"
    REFERENCE = "reference"
    INTERVIEW = "interview"
    """Structured: the same questions in the same order, on an anchored scale."""
    UNSTRUCTURED_INTERVIEW = "unstructured_interview"
    CASE = "case"
    KNOWLEDGE_TEST = "knowledge_test"
    WORK_SAMPLE = "work_sample"
    SIMULATION = "simulation"
    PRESENTATION = "presentation"
    LANGUAGE_TEST = "language_test"
    BIODATA = "biodata"
    COGNITIVE_TEST = "cognitive_test"
    INTEGRITY_TEST = "integrity_test"
    PERSONALITY_TEST = "personality_test"
    ASSESSMENT_CENTRE = "assessment_centre"
    SITUATIONAL_JUDGEMENT = "situational_judgement"
    INTERESTS = "interests"
    YEARS_OF_EXPERIENCE = "years_of_experience"


VALIDITY_SOURCE = (
    "Sackett, Zhang, Berry & Lievens (2022), operational validity; the 2023 follow-up stresses the "
    "spread around these means and local relevance"
)

VALIDITY: dict[Method, float] = {
    Method.INTERVIEW: 0.42,
    Method.KNOWLEDGE_TEST: 0.40,
    Method.BIODATA: 0.38,
    Method.WORK_SAMPLE: 0.33,
    Method.SIMULATION: 0.33,
    Method.COGNITIVE_TEST: 0.31,
    Method.INTEGRITY_TEST: 0.31,
    Method.ASSESSMENT_CENTRE: 0.29,
    Method.SITUATIONAL_JUDGEMENT: 0.26,
    Method.INTERESTS: 0.24,
    Method.UNSTRUCTURED_INTERVIEW: 0.19,
    Method.PERSONALITY_TEST: 0.19,
    Method.YEARS_OF_EXPERIENCE: 0.07,
}
"""Mean operational validity (`VALIDITY_SOURCE`). A simulation counts as a work sample. Methods
that establish a fact (documents, register), or for which no figure is given there, have none."""

WEAK = 0.20
"""A criterion tested only by methods below this is warned of."""
