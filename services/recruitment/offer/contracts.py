"""Write the contract of the accepted offer, and issue it as a PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit
from services.access.audit import AuditKind
from services.candidates.applications.tables import Application
from services.kit.errors import Conflict, Invalid, NotFound
from services.kit.files.store import FileStore
from services.kit.files.tables import StoredFile
from services.kit.i18n import translate
from services.kit.processes.decisions import Outcome, Recorder
from services.kit.processes.tables import Decision
from services.kit.web import require_version
from services.recruitment import documents
from services.recruitment.impartiality import service as impartiality
from services.recruitment.need import store as needs
from services.recruitment.need.editing import By, open_case
from services.recruitment.need.post import post_of
from services.recruitment.offer import contract as items
from services.recruitment.offer import store
from services.recruitment.offer.checks import require_accepted
from services.recruitment.offer.contract import ITEMS, Answer
from services.recruitment.offer.prefill import Parties, prefill
from services.recruitment.offer.rules import Terms
from services.recruitment.offer.tables import Contract, Offer
from services.tasks import service as tasks
from workflows.payloads.codes import Fact, StepCode


@dataclass(frozen=True)
class Written:
    """A contract as it stands: version 0 is what the case itself can say, not yet stored."""

    offer: Offer
    version: int
    items: dict[str, Answer]
    issued_at: datetime | None
    problems: dict[str, str]
    language: str


async def read(session: AsyncSession, recruitment_id: UUID) -> Written:
    """The contract of the accepted offer, prefilled while nobody has written it."""
    case = await needs.case(session, recruitment_id)
    offer = await require_accepted(session, case.id)
    return await _written(session, offer, await store.contract(session, offer.id))


async def write(
    session: AsyncSession,
    recruitment_id: UUID,
    given: Mapping[str, Answer],
    by: By,
    if_match: str | None,
) -> Written:
    """Replace the items; an unfinished contract may be kept, and is told what it lacks.

    Raises `Invalid` for an item the law does not know, and `Conflict` when it is issued.
    """
    case = await open_case(session, recruitment_id)
    offer = await require_accepted(session, case.id)
    await impartiality.require_impartial(
        session, case, by.person_id, by.on_authority_of, [offer.application_id]
    )
    row = await store.contract(session, offer.id, lock=True)
    if row and row.issued_at:
        raise Conflict("contract_issued", "The contract has been issued.")
    require_version(if_match, row.version if row else 0)
    if unknown := given.keys() - ITEMS.keys():
        raise Invalid(
            "contract_invalid",
            "The contract cannot be kept like this.",
            dict.fromkeys(unknown, items.UNKNOWN),
        )
    row = row or Contract(recruitment_id=case.id, offer_id=offer.id, version=0, items={})
    row.version += 1
    row.items = {key: answer.model_dump() for key, answer in given.items()}
    session.add(row)
    await session.flush()
    await audit.record(
        session,
        AuditKind.CONTRACT_WRITTEN,
        process_id=case.id,
        actor_id=by.person_id,
        on_authority_of=by.on_authority_of,
        about=row.id,
        data={"version": row.version},
    )
    return await _written(session, offer, row)


async def _written(session: AsyncSession, offer: Offer, row: Contract | None) -> Written:
    application = await store.application(session, offer.application_id)
    terms = Terms.model_validate(offer.terms)
    if row:
        said = {key: Answer.model_validate(answer) for key, answer in row.items.items()}
    else:
        parties = await _parties(session, offer, application)
        said = prefill(terms, parties, application.language)
    return Written(
        offer=offer,
        version=row.version if row else 0,
        items=said,
        issued_at=row.issued_at if row else None,
        problems=items.problems(said, terms),
        language=application.language,
    )


async def _parties(session: AsyncSession, offer: Offer, application: Application) -> Parties:
    case = await needs.case(session, offer.recruitment_id)
    unit = await store.unit(session, case.unit_id)
    trust = await store.unit(session, case.trust_id)
    post = await post_of(session, case.id, application.language)
    return Parties(
        employer=trust.name,
        organisation_number=trust.organisation_number,
        unit=post.unit,
        place=unit.place,
        candidate=await store.applicant_name(session, application),
        title=post.title,
        occupation=case.occupation_styrk08,
    )


def issuing(files: FileStore) -> Recorder:
    """The recorder that issues a contract into a file store."""

    async def record(session: AsyncSession, decision: Decision, at: datetime) -> Outcome:
        return await _issue(session, files, decision, at)

    return record


async def _issue(
    session: AsyncSession, files: FileStore, decision: Decision, at: datetime
) -> Outcome:
    """Issue the contract as it was written, once every check is passed and no item is missing."""
    case = await open_case(session, decision.process_id)
    offer = await require_accepted(session, case.id)
    await impartiality.require_impartial_decision(session, case, decision, [offer.application_id])
    # Locked: who withdraws at the same moment either keeps this from being issued or comes after.
    application = await store.application(session, offer.application_id, lock=True)
    if application.withdrawn_at:
        raise Conflict("application_withdrawn", "This application has been withdrawn.")
    checks = await store.checks(session, offer.id)
    if any(check.state == "open" for check in checks):
        raise Conflict("checks_open", "Not every check has been passed.")
    row = await store.contract(session, offer.id, lock=True)
    if row is None:
        raise Conflict("contract_unwritten", "Read the contract and keep it before you issue it.")
    if row.issued_at:
        raise Conflict("contract_issued", "The contract has been issued.")
    written = await _written(session, offer, row)
    if written.problems:
        raise Invalid(
            "contract_incomplete",
            "The contract cannot be issued: items are missing or wrong.",
            written.problems,
        )
    pdf = await documents.render("contract", await _content(session, written), at)
    row.file_id = (await documents.keep(session, files, pdf, "contract.pdf")).id
    row.issued_by, row.issued_at = decision.actor_id, at
    await tasks.settle(
        session,
        case.id,
        StepCode.ISSUE_CONTRACT,
        None,
        by=decision.actor_id,
        outcome=Fact.CONTRACT_ISSUED,
        at=at,
    )
    await audit.record_decided(
        session,
        decision,
        AuditKind.CONTRACT_ISSUED,
        about=row.id,
        data={"version": row.version},
        at=at,
    )
    return Outcome(Fact.CONTRACT_ISSUED, row.id, {"contract_id": row.id, "version": row.version})


async def _content(session: AsyncSession, written: Written) -> dict[str, Any]:
    """What the template shows, in the candidate's language."""
    application = await store.application(session, written.offer.application_id)
    parties = await _parties(session, written.offer, application)
    language = written.language

    def said(message: str) -> str:
        return translate(language, message)

    return {
        "title": said("Employment contract"),
        "author": parties.employer,
        "language": language,
        "introduction": said(
            "This contract states what the Working Environment Act (arbeidsmiljøloven) § 14-6 "
            "demands, letter by letter. Where it refers to a law or a collective agreement, that "
            "governs the matter as it stands at any time."
        ),
        "items": [
            {
                "letter": item.letter,
                "title": said(item.title),
                "text": written.items[key].value or written.items[key].law_ref,
            }
            for key, item in ITEMS.items()
        ],
        "signatures": {
            "heading": said("Signatures"),
            "parties": [parties.employer, parties.candidate],
            "line": said("Place, date and signature"),
        },
    }


async def issued_file(session: AsyncSession, recruitment_id: UUID) -> StoredFile:
    """The issued contract of a case; `NotFound` before it is issued."""
    offer = await store.accepted(session, recruitment_id)
    row = await store.contract(session, offer.id) if offer else None
    if row is None or row.file_id is None:
        raise NotFound
    return await session.get_one(StoredFile, row.file_id)


async def own_file(session: AsyncSession, application_id: UUID, person_id: UUID) -> StoredFile:
    """The issued contract of one's own application; else `NotFound`."""
    application = await store.own_application(session, application_id, person_id)
    offer = await store.latest_of(session, application.id) if application else None
    if offer is None or offer.state != "accepted":
        raise NotFound
    return await issued_file(session, offer.recruitment_id)
