"""The embedded job board: our own career site and its feeds.

The site shows what is open by our clock, straight from the database, so there is nothing to send
and nothing that could differ: publishing says where the advert is.
"""

from collections.abc import Awaitable, Callable
from uuid import UUID

from services.integrations.errors import FinalError
from services.integrations.jobboard.port import Posting, Receipt, Standing

SYSTEM = "career_site"

Look = Callable[[UUID], Awaitable[Standing]]
"""Where an advert stands on the site now; given by the composition."""


class CareerSite:
    """Our own pages. The reference of an advert is its id."""

    def __init__(self, public_url: str, look: Look) -> None:
        self._public_url = public_url.rstrip("/")
        self._look = look

    async def publish(self, posting: Posting) -> Receipt:
        return await self.status(str(posting.id))

    async def close(self, reference: str) -> Receipt:
        return await self.status(reference)

    async def status(self, reference: str) -> Receipt:
        try:
            advert_id = UUID(reference)
        except ValueError:
            raise FinalError(SYSTEM, "bad_reference") from None
        return Receipt(
            reference, await self._look(advert_id), f"{self._public_url}/adverts/{advert_id}"
        )
