"""Questions and remarks that touch what an employer may not ask, in both languages.

Likestillings- og diskrimineringsloven § 30; arbeidsmiljøloven §§ 9-3 and 13-4. Consent does not
cure it. The list warns in the interview kit, in notes and in what referees write; adverts have a
list of their own, because they say things and these ask them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

VALID_FROM = date(2018, 1, 1)
SOURCES = "likestillings- og diskrimineringsloven § 30; arbeidsmiljøloven §§ 9-3, 13-4"


class Ground(StrEnum):
    """What may not be asked about."""

    FAMILY = "family"
    RELIGION = "religion"
    ETHNICITY = "ethnicity"
    DISABILITY = "disability"
    ORIENTATION = "orientation"
    POLITICS = "politics"
    UNION = "union"
    HEALTH = "health"
    AGE = "age"


MESSAGES: dict[Ground, str] = {
    Ground.FAMILY: "«{phrase}» touches pregnancy, adoption or family plans. That may not be asked "
    "or noted.",
    Ground.RELIGION: "«{phrase}» touches religion or belief. That may not be asked or noted.",
    Ground.ETHNICITY: "«{phrase}» touches ethnic origin. That may not be asked or noted.",
    Ground.DISABILITY: "«{phrase}» touches disability. Adjustment is for the candidate to raise.",
    Ground.ORIENTATION: "«{phrase}» touches sexual orientation or gender identity. That may not be "
    "asked or noted.",
    Ground.POLITICS: "«{phrase}» touches politics. That may not be asked or noted.",
    Ground.UNION: "«{phrase}» touches union membership. That may not be asked or noted.",
    Ground.HEALTH: "«{phrase}» touches health. Ask only what the tasks demand.",
    Ground.AGE: "«{phrase}» touches age. It is no ground to choose by.",
}

PATTERNS: tuple[tuple[Ground, str], ...] = (
    (Ground.FAMILY, r"gravid\w*|pregnan\w+|adopsjon\w*|adopter\w*|adoption|adopt\w*"),
    (Ground.FAMILY, r"familieplan\w*|family plans?|planning a family|foreldrepermisjon\w*"),
    (Ground.FAMILY, r"(?:har|får|få|ønsker)(?: du| deg| dere| seg)?(?: \w+)? barn|småbarn\w*"),
    (Ground.FAMILY, r"(?:have|having|want|plan\w*(?: to have)?)(?: \w+)? (?:children|kids)"),
    (Ground.FAMILY, r"(?:er du |are you )?(?:gift|samboer|skilt|married|divorced)|sivilstand"),
    (Ground.FAMILY, r"marital status|(?:mat|pat)ernity leave|parental leave|barnehageplass"),
    (Ground.RELIGION, r"religi\w+|livssyn\w*|kirke\w*|moské\w*|church|mosque|synagog\w*|hijab"),
    (Ground.RELIGION, r"kristen|muslim\w*|jødisk|jewish|christian|ramadan|tror du på gud|pray\w*"),
    (Ground.ETHNICITY, r"etnisk\w*|ethnic\w*|hudfarge|skin colou?r|nasjonal opprinnelse"),
    (Ground.ETHNICITY, r"hvor (?:kommer du|er du) (?:egentlig|opprinnelig) fra|morsmål\w*"),
    (Ground.ETHNICITY, r"where are you (?:really |originally )from|mother tongue|native speaker"),
    (Ground.DISABILITY, r"funksjonsnedsett\w*|funksjonshem\w*|handikap\w*|disabilit\w+|disabled"),
    (Ground.ORIENTATION, r"seksuell\w* (?:legning|orientering)|sexual orientation|homofil\w*"),
    (Ground.ORIENTATION, r"lesbisk\w*|biseksuell\w*|skeiv\w*|homosexual\w*|lesbian|bisexual"),
    (Ground.ORIENTATION, r"kjønnsidentitet\w*|kjønnsuttrykk\w*|gender (?:identity|expression)"),
    (Ground.ORIENTATION, r"trans(?:person|kjønnet|gender)\w*"),
    (Ground.POLITICS, r"politi(?:sk|cal)\w* (?:syn|ståsted|parti|views?|party|opinion)\w*"),
    (Ground.POLITICS, r"hva stemte du|stemmer du på|who did you vote for|partimedlem\w*"),
    (Ground.UNION, r"fagforening\w*|fagorganiser\w*|trade union|union member\w*|unioni[sz]ed"),
    (Ground.HEALTH, r"helse(?:n|tilstand\w*|problem\w*|plage\w*)|(?:your|his|her) health"),
    (Ground.HEALTH, r"health (?:problems?|issues?|condition)|sykdom\w*|sykemeld\w*|sykefravær\w*"),
    (Ground.HEALTH, r"sick(?:ness)? (?:leave|absence)|illness\w*|diagnose\w*|diagnos[ei]s"),
    (Ground.HEALTH, r"medisiner du|which medication|depresjon|depression|angst|anxiety disorder"),
    (Ground.AGE, r"hvor gammel|how old|for (?:gammel|ung)|too (?:old|young)|nær pensjon\w*"),
)


@dataclass(frozen=True)
class Warned:
    """Wording found in a text, and where."""

    place: str
    ground: Ground
    phrase: str

    @property
    def message(self) -> str:
        """The msgid that explains it, with the placeholder `{phrase}`."""
        return MESSAGES[self.ground]


def warn(texts: Iterable[tuple[str, str]]) -> list[Warned]:
    """Every wording to think about in texts, given as place and text."""
    return [
        Warned(place, ground, match.group(0))
        for place, text in texts
        for ground, pattern in _compiled()
        for match in pattern.finditer(text)
    ]


@cache
def _compiled() -> tuple[tuple[Ground, re.Pattern[str]], ...]:
    return tuple(
        (ground, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for ground, pattern in PATTERNS
    )
