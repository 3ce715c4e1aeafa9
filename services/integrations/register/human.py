"""The embedded register: a person looks it up on the public page of the register."""

from services.integrations.register.port import LookUpByHand

HPR_PUBLIC_PAGE = (
    "https://www.helsedirektoratet.no/tema/statistikk-registre-og-rapporter/"
    "helsedata-og-helseregistre/helsepersonellregisteret-hpr"
)


class HumanCheck:
    """Nothing is asked of anybody: the answer says where a person is to look."""

    def __init__(self, url: str = HPR_PUBLIC_PAGE) -> None:
        self._url = url

    async def lookup(self, number: str | None) -> LookUpByHand:
        return LookUpByHand(self._url)
