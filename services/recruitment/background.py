"""Why a person is asked something again, for the letter of the task."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.i18n import LANGUAGES, translate
from services.kit.i18n import marked as _
from services.messages.values import Words
from services.recruitment.need import store as need
from services.recruitment.nomination import store as nominations
from workflows.payloads.codes import StepCode

NEED_RETURNED = _("{name} returned the need: “{reason}”")
# The reason may tell of an applicant, and a letter does not.
NOMINATION_RETURNED = _("{name} returned the nomination. The reason is in the case.")


async def background(session: AsyncSession, recruitment_id: UUID, step: StepCode) -> Words:
    """A sentence in both languages; empty where it is asked for the first time."""
    match step:
        case StepCode.ANALYSE_JOB:
            answers = await need.approvals(session, recruitment_id)
            if answers and not answers[-1].approved:
                name = (await need.person(session, answers[-1].person_id)).name
                return _said(NEED_RETURNED, name=name, reason=answers[-1].reason or "")
        case StepCode.NOMINATE:
            nomination = await nominations.latest(session, recruitment_id)
            if nomination and nomination.state == "returned" and nomination.decided_by:
                name = (await need.person(session, nomination.decided_by)).name
                return _said(NOMINATION_RETURNED, name=name)
        case _:
            pass
    return ""


def _said(text: str, **values: str) -> Mapping[str, str]:
    return {language: translate(language, text, **values) for language in LANGUAGES}
