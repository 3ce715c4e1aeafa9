"""Write the competence profile of a case, as a whole."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.audit import AuditKind
from services.kit.errors import Invalid
from services.recruitment.findings import errors_in, refused_fields, shown, warnings_in
from services.recruitment.need import store as need_store
from services.recruitment.need.editing import By, editable_case, mark_edited
from services.recruitment.need.tables import Recruitment
from services.recruitment.profile import store
from services.recruitment.profile.rules import check_keys, check_profile
from services.recruitment.profile.schemas import CriterionGiven, ProfileShown
from services.recruitment.profile.tables import Criterion


async def read(
    session: AsyncSession, recruitment_id: UUID, language: str, *, approval_voided: bool = False
) -> ProfileShown:
    """The profile, and what is to be said of it in the reader's language."""
    case = await need_store.case(session, recruitment_id)
    criteria = await store.criteria(session, case.id)
    found = check_profile(criteria)
    return ProfileShown(
        criteria=[
            CriterionGiven.model_validate(
                row.model_dump(exclude={"id", "created_at", "recruitment_id", "position"})
            )
            for row in criteria
        ],
        errors=shown(errors_in(found), language),
        warnings=shown(warnings_in(found), language),
        version=case.version,
        approval_voided=approval_voided,
    )


async def write(
    session: AsyncSession,
    recruitment_id: UUID,
    given: Sequence[CriterionGiven],
    by: By,
    if_match: str | None,
) -> tuple[Recruitment, bool]:
    """Replace the profile; returns the case, and whether the change voided its approval.

    A criterion that keeps its key stays the same criterion. What is wrong with the profile stops
    the submission of the need, not its writing; only keys have to be right at once, because
    criteria are known by them.
    """
    case = await editable_case(session, recruitment_id, if_match)
    wanted = [
        Criterion(
            recruitment_id=case.id,
            position=position,
            **criterion.model_dump(mode="json"),
        )
        for position, criterion in enumerate(given)
    ]
    wrong = errors_in(check_keys(wanted))
    if wrong:
        fields, values = refused_fields(wrong)
        raise Invalid("bad_keys", "The keys of the criteria cannot be used.", fields, **values)
    present = {row.key: row for row in await store.criteria(session, case.id)}
    changed = {row.key for row in wanted if _content(row) != _content(present.get(row.key))}
    removed = present.keys() - {row.key for row in wanted}
    if not changed and not removed:
        return case, False
    for key in removed:
        await session.delete(present[key])
    for row in wanted:
        kept = present.get(row.key)
        if kept is None:
            session.add(row)
        else:
            kept.sqlmodel_update(_content(row) or {})
    voided = await mark_edited(
        session,
        case,
        by,
        AuditKind.PROFILE_WRITTEN,
        {"criteria": len(wanted), "changed": len(changed)},
    )
    await session.flush()
    return case, voided


def _content(row: Criterion | None) -> dict[str, object] | None:
    return row.model_dump(exclude={"id", "created_at", "recruitment_id"}) if row else None
