"""Who a step waits for: by part in the case, else by role on the unit or above it."""

from uuid import UUID, uuid4

from sqlmodel import select

from services.candidates.applications.tables import Application
from services.kit import clock
from services.kit.processes import outbox
from services.recruitment.need.codes import ConflictScope
from services.recruitment.need.service import case_words, find, post_of
from services.recruitment.need.tables import CaseMember, Recruitment
from services.recruitment.nomination.tables import Nomination
from services.selection.conflicts.tables import Conflict
from services.selection.references.tables import Reference
from tests.recruitment.case import APPROVER, EXPERT, HR, LEADER, UNION, Case, start
from workflows.payloads.codes import Relation
from workflows.payloads.processes import ProcessKind


async def who(
    case: Case, relation: Relation, about: UUID | None = None, process: UUID | None = None
) -> UUID | None:
    async with case.database.transaction() as session:
        return await find(session, process or case.id, relation, about)


async def leave(case: Case, address: str) -> None:
    person = await case.hospital.person(address)
    async with case.database.transaction() as session:
        query = select(CaseMember).where(
            CaseMember.recruitment_id == case.id, CaseMember.person_id == person
        )
        for member in await session.exec(query):
            member.left_at = clock.now()


async def apply(case: Case) -> tuple[UUID, UUID]:
    """An application with a referee: its id, and the reference's."""
    person, referee = (
        await case.hospital.person("ingrid@example.org"),
        await case.hospital.person("ref@example.org"),
    )
    advert = (await case.adverts())[0]
    row = await case.row()
    async with case.database.transaction() as session:
        application = Application(
            recruitment_id=case.id,
            advert_id=advert.id,
            person_id=person,
            received_at=clock.now(),
        )
        session.add(application)
        await session.flush()
        await outbox.start(session, ProcessKind.APPLICATION, application.id, trust_id=row.trust_id)
        reference = Reference(
            application_id=application.id,
            person_id=referee,
            name="Ref",
            relation="leader",
            consented_at=clock.now(),
        )
        session.add(reference)
    return application.id, reference.id


async def test_members_come_first(case: Case):
    for relation, address in (
        (Relation.HIRING_MANAGER, LEADER),
        (Relation.HR_ADVISER, HR),
        (Relation.APPROVER, APPROVER),
        (Relation.UNION_REPRESENTATIVE, UNION),
        (Relation.EXPERT, EXPERT),
    ):
        assert await who(case, relation) == await case.hospital.person(address)


async def test_a_role_stands_in_for_a_missing_member(case: Case):
    members = [
        {"person_id": str(await case.hospital.person("bente.alstad")), "relation": "hiring_manager"}
    ]
    other = await start(case.hospital, members=members)
    hospital = case.hospital
    assert await who(other, Relation.HR_ADVISER) == await hospital.person(HR)
    assert await who(other, Relation.APPROVER) == await hospital.person(APPROVER)
    assert await who(other, Relation.UNION_REPRESENTATIVE) == await hospital.person(UNION)
    assert await who(other, Relation.SAFETY_REPRESENTATIVE) == await hospital.person(
        "vidar.verneombud"
    )
    assert await who(other, Relation.EXPERT) is None


async def test_the_approver_is_never_the_author(case: Case):
    members = [
        {"person_id": str(await case.hospital.person(APPROVER)), "relation": "hiring_manager"}
    ]
    other = await start(case.hospital, members=members)
    assert await who(other, Relation.APPROVER) is None


async def test_nor_who_wrote_a_nomination(case: Case):
    approver = await case.hospital.person(APPROVER)
    assert await who(case, Relation.APPROVER) == approver
    async with case.database.transaction() as session:
        session.add(Nomination(recruitment_id=case.id, number=1, author_id=approver))
    assert await who(case, Relation.APPROVER) != approver


async def test_who_has_left_is_not_brought_back_by_a_role(case: Case):
    await leave(case, HR)
    assert await who(case, Relation.HR_ADVISER) is None


async def test_an_assessor_is_asked_while_in_the_panel(case: Case):
    expert = await case.hospital.person(EXPERT)
    assert await who(case, Relation.ASSESSOR, expert) is None
    async with case.database.transaction() as session:
        session.add(
            CaseMember(recruitment_id=case.id, person_id=expert, relation=Relation.ASSESSOR)
        )
    assert await who(case, Relation.ASSESSOR, expert) == expert
    await leave(case, EXPERT)
    assert await who(case, Relation.ASSESSOR, expert) is None


async def test_of_an_application(case: Case):
    application, reference = await apply(case)
    hospital = case.hospital
    candidate = await hospital.person("ingrid@example.org")
    assert await who(case, Relation.CANDIDATE, None, application) == candidate
    assert await who(case, Relation.CANDIDATE, application) == candidate
    assert await who(case, Relation.REFEREE, reference, application) == await hospital.person(
        "ref@example.org"
    )
    assert await who(case, Relation.HR_ADVISER, None, application) == await hospital.person(HR)


async def test_whoever_has_a_conflict_with_the_applicant_is_passed_over(case: Case):
    application, _ = await apply(case)
    adviser = await case.hospital.person(HR)
    async with case.database.transaction() as session:
        session.add(Conflict(recruitment_id=case.id, person_id=adviser, application_id=application))
    assert await who(case, Relation.HR_ADVISER, None, application) is None
    # One conflict closes the whole case, unless the policy says otherwise.
    assert await who(case, Relation.HR_ADVISER) is None
    async with case.database.transaction() as session:
        row = await session.get_one(Recruitment, case.id)
        row.conflict_scope = ConflictScope.APPLICANT
    assert await who(case, Relation.HR_ADVISER, None, application) is None
    assert await who(case, Relation.HR_ADVISER) == adviser


async def test_nobody_of_a_process_that_is_not_there(case: Case):
    assert await who(case, Relation.HR_ADVISER, None, uuid4()) is None


async def test_a_post_is_called_by_its_occupation_until_it_has_a_title(case: Case):
    async with case.database.transaction() as session:
        post = await post_of(session, case.id, "en")
        words = await case_words(session, case.id)
    assert (post.title, post.unit) == ("Nurse", "Medical ward, Mo i Rana")
    assert post.contact.name == words["contact_name"] == "Kari Lederås"
    assert words["post"] == {"nb": "Sykepleier", "en": "Nurse"}
