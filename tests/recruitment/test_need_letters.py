"""What the letters about a case tell."""

from services.kit import clock
from services.messages.values import VALUES
from services.recruitment.service import LETTERS
from tests.recruitment.case import EXPERT, LEADER, Case
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import SendLetter


async def test_each_tells_all_that_its_template_takes(published: Case):
    advert = (await published.adverts())[0]
    async with published.as_(LEADER) as leader:
        await leader.post("/failure", {"reason": "Nobody is qualified."})
    to = await published.hospital.person(EXPERT)
    for kind, about in (
        (LetterKind.INTERNAL_NOTICE, advert.id),
        (LetterKind.SEARCH_FAILED, None),
    ):
        letter = SendLetter(
            kind=kind, process=published.id, about=about, to=to, occurrence=1, at=clock.now()
        )
        async with published.database.transaction() as session:
            context = await LETTERS[kind](session, letter)
        assert context.person_id == to
        assert context.unit_id == (await published.hospital.ward()).id
        assert context.values.keys() == VALUES[kind].__annotations__.keys() | {
            "post",
            "unit",
            "contact_name",
            "contact_email",
        }
        assert all(value is not None for value in context.values.values())
