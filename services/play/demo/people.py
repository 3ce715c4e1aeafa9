"""Invented applicants: who they are, what they write, and how they do, by rule."""

from random import Random
from typing import Any

from services.candidates.applications.schemas import Gender
from services.play.case import Applicant, Case
from services.play.demo.posts import Post
from services.recruitment.profile.codes import Level

WOMEN = (
    "Ingrid", "Solveig", "Aili", "Maren", "Tonje", "Silje", "Åse", "Randi", "Elin", "Berit",
    "Mariam", "Katarzyna", "Thi Lan", "Fatima", "Oksana",
)  # fmt: skip
MEN = (
    "Jon", "Lars", "Nils Ánte", "Håvard", "Torstein", "Øyvind", "Sander", "Aslak", "Petter",
    "Ahmed", "Marek", "Samuel", "Joseph", "Andrii",
)  # fmt: skip
SURNAMES = (
    "Nyheim", "Storvik", "Sara", "Brattland", "Korgen", "Utskarpen", "Alterhaug", "Rødøy",
    "Tjøtta", "Hattfjell", "Leirfjord", "Dønnes", "Herøy", "Løkta", "Kovalenko", "Nowak", "Hassan",
    "Nguyen", "Owusu", "Eira", "Strandjord", "Granmo", "Olvik", "Selfors", "Visten",
)  # fmt: skip
PLACES = ("Rana", "Vefsn", "Alstahaug", "Brønnøy", "Hemnes", "Bodø", "Tromsø", "Oslo", "Trondheim")
SOURCES = ("career_site", "nav", "finn", "colleague")
LETTERS = {
    "nb": (
        "Jeg søker fordi jeg vil arbeide der jeg kjenner både pasientene og kollegene. I {years} "
        "år har jeg arbeidet som {title} ved {employer}. Der har jeg hatt ansvar for opplæring av "
        "nye og vært med på å gjøre om rutinene våre.\n\nJeg trives når det er mye å gjøre og "
        "vi hjelper hverandre. Familien min flytter til {place}, og vi blir gjerne lenge."
    ),
    "en": (
        "I apply because I want to work where I know both patients and colleagues. For {years} "
        "years I have worked as a {title} at {employer}, where I train new colleagues and helped "
        "to change our routines.\n\nI like it best when there is much to do and we help each "
        "other. My family is moving to {place}, and we hope to stay for long. I have passed the "
        "Norwegian test at level B2."
    ),
}
QUALIFIED = 0.75
"""The share who meet every must."""
ENGLISH = 0.2
EXEMPT = 0.06
FIRST_YEAR, LAST_YEAR = 2010, 2024


def applicants(case: Case, post: Post, number: int, chance: Random) -> list[Applicant]:
    """Some of them meet the musts; the first `post.interviewed` of those get marks."""
    made = [_applicant(case, post, each, chance) for each in range(number)]
    qualified = [each for each in made if each.is_qualified]
    shoulds = [each.key for each in case.criteria(Level.SHOULD)]
    for applicant in qualified[: post.interviewed]:
        strength = chance.choice((2, 3, 3, 4, 4))
        applicant.ratings = {
            assessor: {
                key: min(5, max(1, strength + chance.choice((-1, 0, 0, 1)))) for key in shoulds
            }
            for assessor in case.people.assessors
        }
    return made


def _applicant(case: Case, post: Post, number: int, chance: Random) -> Applicant:
    gender: Gender = chance.choice(("woman", "woman", "man"))
    name = f"{chance.choice(WOMEN if gender == 'woman' else MEN)} {chance.choice(SURNAMES)}"
    language = "en" if chance.random() < ENGLISH else "nb"
    place, employer = chance.choice(PLACES), chance.choice(post.employers)
    graduated = chance.randint(FIRST_YEAR, LAST_YEAR)
    title = post.title[language]
    qualified = chance.random() < QUALIFIED
    musts = [each.key for each in case.criteria(Level.MUST)]
    letter = LETTERS[language].format(
        years=LAST_YEAR + 3 - graduated, title=title.lower(), employer=employer, place=place
    )
    return Applicant(
        name=name,
        # Nobody has two applications in one case: the address tells people apart.
        email=f"soker.{number + 1}.{case.case}@example.org",
        gender=gender,
        age=LAST_YEAR + 3 - graduated + chance.randint(22, 34),
        municipality=place,
        occupation=title,
        language=language,
        source=chance.choice(SOURCES),
        letter=letter,
        cv=_resume(name, title, employer, graduated, chance),
        musts={key: qualified or key != chance.choice(musts) for key in musts},
        exemption="granted" if chance.random() < EXEMPT else None,
    )


def _resume(name: str, title: str, employer: str, graduated: int, chance: Random) -> dict[str, Any]:
    """A CV as JSON Resume."""
    school = chance.choice(("Nord universitet", "UiT Norges arktiske universitet", "OsloMet"))
    return {
        "basics": {"name": name, "label": title},
        "work": [{"name": employer, "position": title, "startDate": f"{graduated}-08-01"}],
        "education": [
            {"institution": school, "studyType": "Bachelor", "endDate": f"{graduated}-06-15"}
        ],
        "languages": [{"language": "Norsk", "fluency": "C1"}],
    }
