"""The list of forbidden wording."""

import pytest

from services.recruitment.wording import WORDINGS, Ground, find_wording


@pytest.mark.parametrize(
    ("language", "text", "ground"),
    [
        ("nb", "Vi søker helst menn til stillingen.", Ground.GENDER),
        ("nb", "Vi søker en ung og sprek sykepleier", Ground.AGE),
        ("nb", "Ung, sprek sykepleier", Ground.AGE),
        ("nb", "Vi søker en ung sykepleier.", Ground.AGE),
        ("nb", "Vi søker en sykepleier under 35 år.", Ground.AGE),
        ("nb", "Passer for nyutdannede og unge.", Ground.AGE),
        ("nb", "Gjerne kristen kvinne.", Ground.RELIGION),
        ("nb", "Gjerne kristen kvinne.", Ground.GENDER),
        ("nb", "Etnisk norsk og ikke gravid", Ground.FAMILY),
        ("nb", "Du må ha god helse.", Ground.HEALTH),
        ("nb", "Kristne søkere foretrekkes", Ground.RELIGION),
        ("nb", "Norsk som morsmål", Ground.ETHNICITY),
        ("nb", "Du kan ikke være gravid.", Ground.FAMILY),
        ("nb", "Du må være heterofil.", Ground.ORIENTATION),
        ("nb", "Du må være medlem av fagforening", Ground.POLITICS),
        ("en", "Only men need apply", Ground.GENDER),
        ("en", "A young and dynamic nurse", Ground.AGE),
        ("en", "Young nurse", Ground.AGE),
        ("en", "A young female nurse under 35", Ground.AGE),
        ("en", "A young female nurse under 35", Ground.GENDER),
        ("en", "You are in good health.", Ground.HEALTH),
        ("en", "Christian applicants preferred", Ground.RELIGION),
        ("en", "Native Norwegian speaker", Ground.ETHNICITY),
        ("en", "Without small children", Ground.FAMILY),
        ("en", "You must be heterosexual", Ground.ORIENTATION),
        ("en", "Tell us your political views", Ground.POLITICS),
    ],
)
def test_each_ground_is_found_in_both_languages(language: str, text: str, ground: Ground):
    assert ground in {hit.ground for hit in find_wording(text, language)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "Du følger opp gravide, barn og ungdom, og eldre pasienter over 65 år."),
        ("nb", "Norsk på minst B2. Minst to års erfaring. Du må være autorisert sykepleier."),
        ("nb", "Vi har pasienter med funksjonsnedsettelser og god erfaring med rehabilitering."),
        ("nb", "Vi ønsker søkere uansett alder, kjønn, funksjonsevne og etnisk bakgrunn."),
        ("nb", "Du har ansvar for unge pasienter og for pasienter under 18 år. Erfarne kolleger."),
        ("nb", "Stillingen passer for nyutdannede. Vi søker en lege under spesialisering."),
        ("nb", "Du veileder yngre kolleger og unge leger. Vi tar imot bare gravide kvinner."),
        ("nb", "Tilbud til personer under 18 år og over 65 år, og til eldre, hos fastleger."),
        ("nb", "Du har jobbet som sykepleier over 3 år. Et tilbud som passer for unge."),
        ("nb", "Menn er underrepresentert hos oss, og vi ser gjerne at menn søker."),
        ("en", "You care for young patients under 18 and lead a team of experienced nurses."),
        ("en", "You supervise younger doctors and care for persons under 18. Wards for women."),
        ("en", "Nurses over 3 years in a ward, and staff under 50 %, may apply for more hours."),
        ("en", "You care for pregnant women, children, young people and patients over 65."),
        (
            "en",
            "Norwegian at B2 or better. Female and male patients. You work with disabled people.",
        ),
        ("en", "We welcome applicants of every age, gender, religion and sexual orientation."),
    ],
)
def test_what_an_ordinary_advert_says_is_left_alone(language: str, text: str):
    assert find_wording(text, language) == []


def test_both_languages_have_wording_on_every_ground():
    for wordings in WORDINGS.values():
        assert {wording.ground for wording in wordings} == set(Ground)
