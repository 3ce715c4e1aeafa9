"""Every table of the area, by noun. Alembic and `store.py` files import from here."""

from services.recruitment.advert.tables import Advert, AdvertVersion, Channel, ScreeningQuestion
from services.recruitment.casefile.tables import DecisionFile
from services.recruitment.need.tables import (
    Alternative,
    Approval,
    CaseMember,
    Discussion,
    PreferenceCheck,
    Recruitment,
)
from services.recruitment.nomination.tables import Nomination, NominationEntry, UnionRemark
from services.recruitment.offer.tables import Check, Contract, Offer
from services.recruitment.pipeline.tables import CaseRun, KeptList
from services.recruitment.profile.tables import Criterion

__all__ = [
    "Advert",
    "AdvertVersion",
    "Alternative",
    "Approval",
    "CaseMember",
    "CaseRun",
    "Channel",
    "Check",
    "Contract",
    "Criterion",
    "DecisionFile",
    "Discussion",
    "KeptList",
    "Nomination",
    "NominationEntry",
    "Offer",
    "PreferenceCheck",
    "Recruitment",
    "ScreeningQuestion",
    "UnionRemark",
]
