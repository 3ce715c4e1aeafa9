"""The advert together with what need and profile say of it: checked, and rendered."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.errors import Invalid
from services.kit.i18n import LANGUAGES
from services.recruitment.advert import store
from services.recruitment.advert.render import Facts, Rendered, render
from services.recruitment.advert.rules import Draft, check_advert
from services.recruitment.advert.tables import Advert
from services.recruitment.findings import errors_in, refused_fields
from services.recruitment.impartiality import service as impartiality
from services.recruitment.need import store as need_store
from services.recruitment.need.post import contact_of, unit_name
from services.recruitment.profile import store as profile_store
from workflows.payloads.codes import Relation


async def facts_of(session: AsyncSession, advert: Advert) -> Facts:
    """What is known of the post without anybody writing it in the advert."""
    case = await need_store.case(session, advert.recruitment_id)
    unit = await store.unit(session, case.unit_id)
    trust = await store.unit(session, case.trust_id)
    contact = await contact_of(session, case.id, advert.contact_person_id)
    return Facts(
        employer={tag: unit_name(trust, tag) for tag in LANGUAGES},
        unit={tag: unit_name(unit, tag) for tag in LANGUAGES},
        place=unit.place or trust.place,
        percentage=case.percentage,
        position=case.position,
        temporary_basis=case.temporary_basis,
        wanted_start=case.wanted_start,
        occupation=case.occupation_styrk08,
        police_certificate=case.patients_who_need_police_certificate,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_phone=contact.phone,
        closes_at=advert.closes_at,
    )


async def draft_of(session: AsyncSession, advert: Advert) -> Draft:
    """The advert as the rules check it."""
    return Draft(
        texts=advert.texts,
        facts=await facts_of(session, advert),
        criteria=await profile_store.criteria(session, advert.recruitment_id),
        one_language_reason=advert.one_language_reason,
        wording_reason=advert.wording_reason,
        has_assessor=bool(
            await impartiality.holders(session, advert.recruitment_id, [Relation.ASSESSOR])
        ),
    )


def require_publishable(draft: Draft) -> None:
    """Refuse an advert with errors; `fields` says where."""
    wrong = errors_in(check_advert(draft))
    if wrong:
        fields, values = refused_fields(wrong)
        raise Invalid(
            "advert_unfinished",
            "The advert cannot be published; `fields` says why.",
            fields,
            **values,
        )


async def rendered(session: AsyncSession, advert_id: UUID) -> dict[str, Rendered]:
    """The advert as applicants read it, in each language it is written in."""
    advert = await store.advert(session, advert_id)
    facts = await facts_of(session, advert)
    criteria = await profile_store.criteria(session, advert.recruitment_id)
    return {
        tag: render(advert.texts, facts, criteria, tag)
        for tag in LANGUAGES
        if tag in advert.texts or not advert.texts
    }
