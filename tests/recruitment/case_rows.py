"""The rows of a case that has come to its nomination: hospital, need, profile and advert."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

from sqlmodel import SQLModel

from services.kit import clock
from services.kit.processes.tables import Process
from services.organisation.rules import RoleName
from services.organisation.tables import Employment, Person, Role, Unit
from services.recruitment.advert.tables import Advert, AdvertVersion, Channel
from services.recruitment.need.tables import (
    Alternative,
    Approval,
    CaseMember,
    Discussion,
    PreferenceCheck,
    Recruitment,
)
from services.recruitment.profile.tables import Criterion
from tests.recruitment.hiring import STAFF, START, Hiring
from workflows.payloads.codes import Phase, Relation
from workflows.payloads.processes import ProcessKind

WEIGHTS = {"ct": 50, "contact": 30, "improvement": 20}


def hospital(hiring: Hiring) -> Iterator[SQLModel]:
    elsewhere = uuid4()
    yield from (
        Unit(
            id=hiring.trust,
            trust_id=hiring.trust,
            name="Helgelandssykehuset HF",
            organisation_number="983974929",
        ),
        Unit(
            id=hiring.unit,
            parent_id=hiring.trust,
            trust_id=hiring.trust,
            name="Radiologi Mosjøen",
            name_en="Radiology Mosjøen",
            place="Mosjøen",
        ),
        Unit(id=elsewhere, trust_id=elsewhere, name="Helse Vest RHF"),
    )
    for name in STAFF:
        person = Person(name=name.capitalize(), email=f"{name}@helse.example.org")
        hiring.people[name] = person.id
        yield person
    since = date(2020, 1, 1)
    held = (
        ("leader", hiring.unit, RoleName.LEADER),
        ("hr", hiring.trust, RoleName.HR_ADVISER),
        ("neighbour", elsewhere, RoleName.HR_ADVISER),
        ("neighbour", elsewhere, RoleName.LEADER),
    )
    for name, unit, role in held:
        yield Role(person_id=hiring.people[name], unit_id=unit, role=role, starts=since)
    for name in set(STAFF) - {name for name, *_ in held}:
        yield Employment(person_id=hiring.people[name], unit_id=hiring.unit, starts=since)


def need(hiring: Hiring, scope: str) -> Iterator[SQLModel]:
    people, at = hiring.people, clock.now()
    yield from (
        Recruitment(
            id=hiring.case,
            trust_id=hiring.trust,
            unit_id=hiring.unit,
            phase=Phase.NOMINATION,
            reason="new_position",
            consequence_for_patients="The waiting time for CT is 19 weeks.",
            occupation_styrk08="3211",
            hpr_category="RA",
            wanted_start=START,
            conflict_scope=scope,
            submitted_by=people["leader"],
            submitted_at=at,
            approved_at=at,
            advertised_at=at,
            screened_at=at,
            scores_opened_at=at,
        ),
        Process(id=hiring.case, kind=ProcessKind.RECRUITMENT, trust_id=hiring.trust),
    )
    parts = (
        ("leader", Relation.HIRING_MANAGER),
        ("leader", Relation.ASSESSOR),
        ("expert", Relation.EXPERT),
        ("expert", Relation.ASSESSOR),
        ("hr", Relation.HR_ADVISER),
        ("approver", Relation.APPROVER),
        ("union", Relation.UNION_REPRESENTATIVE),
    )
    yield from (
        *(
            CaseMember(recruitment_id=hiring.case, person_id=people[name], relation=part)
            for name, part in parts
        ),
        Alternative(recruitment_id=hiring.case, option="agency", answer="Dearer and less safe."),
        Discussion(recruitment_id=hiring.case, person_id=people["union"], remark="Full-time."),
        PreferenceCheck(
            recruitment_id=hiring.case,
            stage="before_advert",
            person_id=people["hr"],
            finding="Nobody has a claim.",
        ),
        Approval(
            recruitment_id=hiring.case, person_id=people["approver"], approved=True, version=1
        ),
    )
    profile = [("authorisation", "must", None), *((key, "should", w) for key, w in WEIGHTS.items())]
    for place, (key, level, weight) in enumerate(profile):
        criterion = Criterion(
            recruitment_id=hiring.case,
            key=key,
            position=place,
            level=level,
            type="skill",
            nb=key,
            en=key,
            weight=weight,
            methods=["interview"],
        )
        hiring.criteria[key] = criterion.id
        yield criterion


def advert(hiring: Hiring) -> Iterator[SQLModel]:
    at = clock.now()
    advert = Advert(
        id=hiring.case,
        recruitment_id=hiring.case,
        state="closed",
        texts={"nb": {"title": "Radiograf"}, "en": {"title": "Radiographer"}},
        opens_at=at - timedelta(days=30),
        closes_at=at - timedelta(days=10),
        internal_notice_at=at - timedelta(days=30),
    )
    yield from (
        advert,
        AdvertVersion(
            advert_id=advert.id,
            number=1,
            texts=advert.texts,
            closes_at=at - timedelta(days=10),
            person_id=hiring.people["leader"],
        ),
        Channel(advert_id=advert.id, code="career_site", tracking_code=uuid4().hex),
    )
