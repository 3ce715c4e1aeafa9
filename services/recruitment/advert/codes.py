"""The code words of an advert."""

from enum import StrEnum
from typing import Literal

CAREER_SITE = "career_site"
"""The channel every advert has: our own."""


class Section(StrEnum):
    """What an advert tells under a heading of its own, in the order in which it is read."""

    INTRODUCTION = "introduction"
    TASKS = "tasks"
    MUSTS = "musts"
    SHOULDS = "shoulds"
    LANGUAGE = "language"
    HOURS = "hours"
    PAY = "pay"
    OFFER = "offer"
    PLACE = "place"
    PROCESS = "process"
    ATTACHMENTS = "attachments"
    DIVERSITY = "diversity"
    POLICE_CERTIFICATE = "police_certificate"
    HEALTH = "health"
    APPLICANT_LIST = "applicant_list"


Written = Literal[
    Section.INTRODUCTION,
    Section.TASKS,
    Section.LANGUAGE,
    Section.HOURS,
    Section.PAY,
    Section.OFFER,
    Section.PLACE,
    Section.PROCESS,
    Section.ATTACHMENTS,
]
"""Sections that people write; the others follow from need, profile and law."""
EXPECTED = (Section.INTRODUCTION, Section.TASKS, Section.HOURS, Section.PAY, Section.OFFER)
"""Sections whose own words an applicant misses, and that are warned of while unwritten."""
