"""Send letters. Business key: process, kind, what it is about, to whom, and which time."""

from collections.abc import Mapping

from temporalio import activity

from activities.ground import Ground
from services.messages import service
from services.messages.letters import ContextBuilder
from workflows.payloads import names
from workflows.payloads.codes import LetterKind
from workflows.payloads.letters import LetterSent, SendLetter


class LetterActivities:
    """One letter each; run twice, it leaves once (or again with the same Message-ID)."""

    def __init__(self, ground: Ground, contexts: Mapping[LetterKind, ContextBuilder]) -> None:
        self._ground = ground
        self._contexts = contexts

    @activity.defn(name=names.SEND_LETTER)
    async def send_letter(self, letter: SendLetter) -> LetterSent:
        """Temporary failures are raised and tried again; a refused address comes back failed."""
        return await service.deliver(
            self._ground.database,
            self._ground.mail,
            self._contexts,
            letter,
            self._ground.settings,
        )
