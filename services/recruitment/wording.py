"""Wording that an employer may not use, or only with a lawful reason, in both languages.

Likestillings- og diskrimineringsloven §§ 6 and 30, arbeidsmiljøloven §§ 9-3, 13-1 and 13-4.
Patterns are narrow on purpose: a list that cries wolf is not read.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

SOURCE_EQUALITY = "likestillings- og diskrimineringsloven §§ 6, 30"
SOURCE_ENVIRONMENT = "arbeidsmiljøloven §§ 9-3, 13-1, 13-4"
VALID_FROM = date(2018, 1, 1)


class Ground(StrEnum):
    """What the wording touches."""

    GENDER = "gender"
    AGE = "age"
    HEALTH = "health"
    RELIGION = "religion"
    ETHNICITY = "ethnicity"
    FAMILY = "family"
    ORIENTATION = "orientation"
    POLITICS = "politics"


MESSAGES: dict[Ground, str] = {
    Ground.GENDER: "«{phrase}» points to a gender. It is lawful only where the work itself "
    "demands it.",
    Ground.AGE: "«{phrase}» points to an age. It is lawful only where a law sets the limit or the "
    "work itself demands it.",
    Ground.HEALTH: "«{phrase}» asks about health. It is lawful only as far as the tasks demand it.",
    Ground.RELIGION: "«{phrase}» points to a religion or belief. It is lawful only where the work "
    "itself demands it.",
    Ground.ETHNICITY: "«{phrase}» points to origin. Say which level of a language is needed.",
    Ground.FAMILY: "«{phrase}» asks about pregnancy, children or family. That may not be asked.",
    Ground.ORIENTATION: "«{phrase}» asks about sexual orientation. That may not be asked.",
    Ground.POLITICS: "«{phrase}» asks about politics or union membership. That may not be asked.",
}


@dataclass(frozen=True)
class Wording:
    """One pattern of forbidden wording, valid from `VALID_FROM`."""

    ground: Ground
    pattern: str
    source: str = SOURCE_EQUALITY
    strict: bool = True
    """False: usually a habit of speech, so it is only warned of."""


@dataclass(frozen=True)
class Hit:
    """Wording found in a text."""

    ground: Ground
    phrase: str
    strict: bool
    source: str

    @property
    def message(self) -> str:
        """The msgid that explains it, with the placeholder `{phrase}`."""
        return MESSAGES[self.ground]


SOUGHT_NB = (
    r"(?:søkere?|kandidat\w*|medarbeidere?|kollega|\w*pleiere?|\w*leger?|\w*jordm[oø]d?r\w*|"
    r"\w*terapeut\w*|\w*ingeniør\w*|radiograf\w*|\w*sekretær\w*|ledere?)"
)
SOUGHT_EN = (
    r"(?:applicants?|candidates?|colleague|nurses?|doctors?|physicians?|midwi(?:fe|ves)|"
    r"therapists?|engineers?|radiographers?|secretar(?:y|ies)|leaders?)"
)
"""Whom an advert may be looking for. Not persons, and of the young only one: an advert also tells
of patients over 65, and of younger colleagues to be taught."""
ADDED_NB = r"sprek|dynamisk|lovende|energisk|engasjert|dyktig|kvinnelig|mannlig"
ADDED_EN = r"fit|dynamic|promising|energetic|dedicated|skilled|female|male"
"""What may stand between the young and whom they are to be."""

WORDINGS: dict[str, tuple[Wording, ...]] = {
    "nb": (
        Wording(
            Ground.GENDER,
            r"(?:kun|bare|helst|fortrinnsvis) "
            r"(?:menn|kvinner|mann|kvinne|jenter|gutter|damer|mannlige?|kvinnelige?)",
        ),
        Wording(
            Ground.GENDER,
            r"(?:kun|bare|helst|gjerne|fortrinnsvis) (?:en )?"
            r"(?:(?:ung|voksen|norsk|kristen|muslimsk) )?(?:mann|kvinne|dame)",
        ),
        Wording(Ground.GENDER, rf"(?:mannlige?|kvinnelige?) {SOUGHT_NB}"),
        Wording(Ground.GENDER, r"(?:helsesøster|sykesøster|formann|vaskedame)", strict=False),
        Wording(Ground.AGE, r"unge?t?(?:,| og|, og) (?:sprek|dynamisk|lovende|energisk)\w*"),
        Wording(Ground.AGE, rf"ung(?:,? (?:{ADDED_NB}))? {SOUGHT_NB}"),
        Wording(Ground.AGE, r"(?:unge|yngre|eldre) (?:søkere?|kandidat\w*|medarbeidere?)"),
        Wording(Ground.AGE, rf"(?:{SOUGHT_NB}|deg|du er) under [2-7]\d år(?! (?:med|erfaring))"),
        Wording(Ground.AGE, r"nyutdannede og unge|unge og nyutdannede"),
        Wording(
            Ground.AGE, r"(?:i alderen|aldersgrense|maks(?:imalt)?) \d+(?: ?[-–] ?\d+)?(?: år)?\b"
        ),
        Wording(Ground.AGE, r"mellom \d+ og \d+ år gammel"),
        Wording(Ground.AGE, r"ungt (?:miljø|arbeidsmiljø|team)", strict=False),
        Wording(Ground.HEALTH, r"god (?:helse|fysisk (?:helse|form))", SOURCE_ENVIRONMENT),
        Wording(Ground.HEALTH, r"(?:funksjonsfrisk\w*|full førlighet)"),
        Wording(
            Ground.HEALTH,
            r"(?:uten|ingen) (?:sykdom\w*|helseplager|funksjonsnedsettelse\w*|sykefravær)",
            SOURCE_ENVIRONMENT,
        ),
        Wording(Ground.HEALTH, r"lavt sykefravær", SOURCE_ENVIRONMENT, strict=False),
        Wording(
            Ground.RELIGION,
            r"(?:krist(?:en|ne)|muslimske?|jødiske?|ateistiske?) "
            rf"(?:{SOUGHT_NB}|kvinner?|menn|mann)",
        ),
        Wording(Ground.RELIGION, r"(?:personlig kristen|kristent livssyn|bekjennende kristen)"),
        Wording(Ground.ETHNICITY, r"etnisk(?:e)? norsk\w*|nordmenn"),
        Wording(Ground.ETHNICITY, r"norsk (?:opprinnelse|avstamning|herkomst|som morsmål|morsmål)"),
        Wording(Ground.ETHNICITY, r"morsmål(?:et)? (?:er|må være) norsk"),
        Wording(Ground.FAMILY, r"(?:ikke|planlegger å) (?:er |være |bli )?gravid\w*"),
        Wording(Ground.FAMILY, r"(?:uten|ingen) (?:små)?barn|barnløs\w*|familieplaner"),
        Wording(Ground.FAMILY, r"(?:ugift|singel)\w*"),
        Wording(Ground.ORIENTATION, r"(?:heterofil|homofil|lesbisk)\w*|seksuell legning"),
        Wording(
            Ground.POLITICS,
            r"(?:ikke|må være) (?:fagorganisert|medlem av (?:en )?fagforening)",
            SOURCE_ENVIRONMENT,
        ),
        Wording(
            Ground.POLITICS, r"politisk (?:syn|ståsted|tilhørighet)|uorganisert", SOURCE_ENVIRONMENT
        ),
    ),
    "en": (
        Wording(
            Ground.GENDER,
            r"(?:only|preferably) (?:men|women|males?|females?|boys|girls|ladies|gentlemen)",
        ),
        Wording(Ground.GENDER, rf"(?:male|female) {SOUGHT_EN}"),
        Wording(Ground.GENDER, r"(?:he|she) (?:will|must|should)", strict=False),
        Wording(Ground.GENDER, r"(?:chairman|foreman|cleaning lady)", strict=False),
        Wording(Ground.AGE, r"young(?:,| and|, and) (?:dynamic|energetic|fit)|young people only"),
        Wording(Ground.AGE, rf"(?:a young|^young)(?:,? (?:{ADDED_EN}))? {SOUGHT_EN}"),
        Wording(Ground.AGE, r"(?:young|younger|older) (?:applicants?|candidates?|workers?)"),
        Wording(
            Ground.AGE,
            rf"(?:{SOUGHT_EN}|you are) under (?:the age of )?[2-7]\d(?! ?(?:%|per ?cent|hours))",
        ),
        Wording(
            Ground.AGE,
            r"(?:between the ages of|aged|no older than|maximum age(?: of)?|age limit(?: of)?) \d+",
        ),
        Wording(Ground.AGE, r"(?:youthful|digital native)\w*", strict=False),
        Wording(
            Ground.HEALTH,
            r"(?:in )?good (?:health|physical (?:health|shape|condition))",
            SOURCE_ENVIRONMENT,
        ),
        Wording(Ground.HEALTH, r"able-bodied|(?:no|without) disabilit(?:y|ies)"),
        Wording(Ground.HEALTH, r"(?:no|without) (?:illness\w*|sick leave)", SOURCE_ENVIRONMENT),
        Wording(
            Ground.HEALTH, r"low sick(?:ness)? (?:leave|absence)", SOURCE_ENVIRONMENT, strict=False
        ),
        Wording(
            Ground.RELIGION,
            rf"(?:christian|muslim|jewish|atheist) (?:{SOUGHT_EN}|wom[ae]n|m[ae]n)",
        ),
        Wording(Ground.RELIGION, r"(?:practising|practicing|committed) (?:christian|muslim)"),
        Wording(Ground.ETHNICITY, r"ethnic(?:ally)? norwegians?|norwegians only"),
        Wording(Ground.ETHNICITY, r"norwegian (?:origin|descent|heritage|mother tongue)"),
        Wording(
            Ground.ETHNICITY, r"native (?:norwegian )?speakers?|norwegian as (?:a )?mother tongue"
        ),
        Wording(Ground.FAMILY, r"not (?:be )?pregnant|planning (?:a family|to have children)"),
        Wording(Ground.FAMILY, r"(?:no|without) (?:small |young )?children|childless|family plans"),
        Wording(Ground.FAMILY, r"unmarried"),
        Wording(
            Ground.ORIENTATION, r"(?:heterosexual|homosexual|lesbian)\w*|sexual orientation of"
        ),
        Wording(
            Ground.POLITICS,
            r"(?:not|must be) (?:a )?(?:union member|unionised|member of a (?:trade )?union)",
            SOURCE_ENVIRONMENT,
        ),
        Wording(Ground.POLITICS, r"political (?:views?|affiliation)", SOURCE_ENVIRONMENT),
    ),
}


def find_wording(text: str, language: str) -> list[Hit]:
    """Every forbidden wording in a text of a language, in the order of the list."""
    return [
        Hit(wording.ground, match.group(0), wording.strict, wording.source)
        for wording, pattern in _compiled(language)
        for match in pattern.finditer(text)
    ]


@cache
def _compiled(language: str) -> tuple[tuple[Wording, re.Pattern[str]], ...]:
    return tuple(
        (wording, re.compile(rf"\b(?:{wording.pattern})\b", re.IGNORECASE))
        for wording in WORDINGS[language]
    )
