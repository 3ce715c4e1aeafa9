"""A case of any size, made up by rule."""

from datetime import date
from random import Random
from typing import Any

from services.play.case import Case
from tests.journeys import arithmetic

HOUSE = "helse.example.org"
ALTERNATIVES = (
    "redistribute_tasks",
    "stop_or_simplify",
    "increase_part_time",
    "internal_mobility",
    "education_post",
    "combined_post",
    "apprentice_or_trainee",
    "resource_pool",
    "cross_site",
    "delay",
    "temporary",
    "agency",
)
WEIGHTS = {"judgement": 40, "teamwork": 35, "digital": 25}
EXEMPTIONS = {7: "granted", 13: "refused"}
"""Which of every twenty asks to be left off the list."""


def large_case(applicants: int, interviewed: int, assessors: int, seed: int = 1) -> Case:
    """A case; the first `interviewed` of the qualified have marks."""
    chance = Random(seed)
    panel = [f"vurderer.{number}@{HOUSE}" for number in range(1, assessors)]
    leader = f"stor.leder@{HOUSE}"
    raw: dict[str, Any] = {
        "case": f"{applicants}-applicants",
        "unit": ["Helse Nord RHF", "Helgelandssykehuset HF", "Stor avdeling"],
        "need": {
            "reason": "new_position",
            "consequence_for_patients": "Ventetiden øker.",
            "position": "permanent",
            "percentage": 100,
            "occupation_styrk08": "2223",
            "hpr_category": "SP",
            "positions": 1,
            "wanted_start": date(2027, 9, 1),
        },
        "alternatives": [{"option": each, "answer": "Vurdert."} for each in ALTERNATIVES],
        "profile": [
            {
                "key": "authorisation",
                "level": "must",
                "type": "formal",
                "nb": "Autorisasjon",
                "en": "Authorisation",
                "methods": ["register"],
            },
            *(
                {
                    "key": key,
                    "level": "should",
                    "weight": weight,
                    "type": "skill",
                    "nb": key,
                    "en": key,
                    "methods": ["interview"],
                }
                for key, weight in WEIGHTS.items()
            ),
        ],
        "advert": {"nb": "Sykepleier", "en": "Nurse", "open_days": 21, "channels": ["nav"]},
        "people": {
            "leader": leader,
            "hr_adviser": f"stor.hr@{HOUSE}",
            "union_representative": f"stor.tillitsvalgt@{HOUSE}",
            "approver": f"stor.direktor@{HOUSE}",
            "assessors": [leader, *panel],
        },
        "applicants": [_applicant(number, chance) for number in range(applicants)],
        "nominate": 3,
        "conflict_scope": "applicant",
    }
    qualified = [each for each in raw["applicants"] if each["musts"]["authorisation"]]
    for applicant in qualified[:interviewed]:
        applicant["ratings"] = {
            assessor: {key: chance.randint(1, 5) for key in WEIGHTS}
            for assessor in [leader, *panel]
        }
        if chance.random() < 0.2:
            applicant["conflicted"] = [chance.choice(panel)]
    return Case.model_validate({**raw, "expected": arithmetic.expected(raw)})


def _applicant(number: int, chance: Random) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": f"Søker Nummer{number}",
        "email": f"soker.{number}@example.org",
        "gender": chance.choice(["woman", "man", "other"]),
        "age": chance.randint(20, 66),
        "municipality": chance.choice(["Rana", "Vefsn", "Alstahaug"]),
        "occupation": "Sykepleier",
        "language": chance.choice(["nb", "nb", "en"]),
        "musts": {"authorisation": number % 3 != 2},
    }
    if exemption := EXEMPTIONS.get(number % 20):
        facts["exemption"] = exemption
    if number % 37 == 5:
        facts["withdraws"] = "before the list is drawn up"
    return facts
