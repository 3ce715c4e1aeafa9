"""The embedded defaults: our own career site, our own hires, and a person at the register."""

from uuid import UUID, uuid4

import pytest

from services.integrations.ats.own import OwnAts
from services.integrations.ats.port import HiredCandidate
from services.integrations.errors import FinalError
from services.integrations.jobboard.career_site import CareerSite
from services.integrations.jobboard.port import Receipt, Standing
from services.integrations.register.human import HPR_PUBLIC_PAGE, HumanCheck
from services.integrations.register.port import LookUpByHand


async def test_our_own_hires_are_processed_by_being_received() -> None:
    waiting = [HiredCandidate("1", "Ingrid", "i@example.org")]

    async def read() -> list[HiredCandidate]:
        return waiting

    ats = OwnAts(read)
    assert await ats.hired_candidates() == ["1"]
    assert (await ats.details("1")).name == "Ingrid"
    with pytest.raises(FinalError, match="onboarding_missing"):
        await ats.mark_processed("1")
    waiting.clear()
    await ats.mark_processed("1")
    with pytest.raises(FinalError, match="not_hired"):
        await ats.details("1")


async def test_our_own_site_says_where_an_advert_stands() -> None:
    advert = uuid4()

    async def look(asked: UUID) -> Standing:
        return Standing.SHOWN if asked == advert else Standing.UNKNOWN

    site = CareerSite("https://jobb.example.org/", look)
    assert await site.status(str(advert)) == Receipt(
        str(advert), Standing.SHOWN, f"https://jobb.example.org/adverts/{advert}"
    )
    assert (await site.close(str(uuid4()))).standing is Standing.UNKNOWN
    with pytest.raises(FinalError, match="bad_reference"):
        await site.status("../x")


async def test_a_person_looks_in_the_register() -> None:
    assert await HumanCheck().lookup("1234567") == LookUpByHand(HPR_PUBLIC_PAGE)
