"""Small invented cases at the demo hospital, each with applicants of its own."""

from services.play.case import Case
from services.seed import DOMAIN, MEDICINE, REGION, TRUST, WARD
from tests.faults.course import Ending

LEADER, EXPERT = f"kari.leder@{DOMAIN}", f"per.fag@{DOMAIN}"
OPTIONS = (
    "redistribute_tasks", "stop_or_simplify", "increase_part_time", "internal_mobility",
    "education_post", "combined_post", "apprentice_or_trainee", "resource_pool", "cross_site",
    "delay", "temporary", "agency",
)  # fmt: skip
PROFILE = [
    {
        "key": "authorisation",
        "level": "must",
        "type": "formal",
        "nb": "Norsk autorisasjon som sykepleier",
        "en": "Norwegian authorisation as a nurse",
        "methods": ["documents", "register"],
    },
    {
        "key": "judgement",
        "level": "should",
        "weight": 60,
        "type": "skill",
        "nb": "Klinisk vurdering",
        "en": "Clinical judgement",
        "methods": ["interview", "reference"],
    },
    {
        "key": "teamwork",
        "level": "should",
        "weight": 40,
        "type": "personal",
        "nb": "Samarbeid",
        "en": "Teamwork",
        "methods": ["interview", "reference"],
    },
]
INTERVIEWED = 2


def case(number: int, applicants: int, ending: Ending) -> Case:
    """A case; of its applicants two are interviewed where somebody is to be hired."""
    hires = ending in {Ending.HIRED, Ending.SECOND_HIRED}
    return Case.model_validate(
        {
            "case": f"case-{number}",
            "unit": [REGION, TRUST, MEDICINE, WARD],
            "need": {
                "reason": "replacement",
                "consequence_for_patients": "Two beds stay closed at night.",
                "position": "permanent",
                "percentage": 100,
                "occupation_styrk08": "2223",
                "hpr_category": "SP",
                "wanted_start": "2027-03-01",
            },
            "alternatives": [{"option": each, "answer": "Looked at."} for each in OPTIONS],
            "profile": PROFILE,
            "advert": {"nb": "Sykepleier", "en": "Nurse", "open_days": 14},
            "people": {
                "leader": LEADER,
                "hr_adviser": f"hanne.hr@{DOMAIN}",
                "expert": EXPERT,
                "union_representative": f"nina.tillitsvalgt@{DOMAIN}",
                "approver": f"geir.klinikk@{DOMAIN}",
                "assessors": [LEADER, EXPERT],
            },
            "nominate": 2,
            "applicants": [
                {
                    "name": f"Søker {number} {place}",
                    "email": f"case{number}.applicant{place}@example.org",
                    "language": "en" if place % 2 else "nb",
                    "musts": {"authorisation": place != applicants - 1},
                    "ratings": _marks(place) if hires and place < INTERVIEWED else {},
                    "answers_offer": "declines"
                    if ending is Ending.SECOND_HIRED and place == 0
                    else "accepts",
                }
                for place in range(applicants)
            ],
        }
    )


def _marks(place: int) -> dict[str, dict[str, int]]:
    """The first has the better marks, so that the order is known."""
    marks = {"judgement": 5 - place, "teamwork": 4}
    return {LEADER: marks, EXPERT: marks}
