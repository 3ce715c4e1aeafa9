"""The people of a case: what they write and decide, through the services and the real desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from benchmarks.ground import APPROVER, EXPERT, HR, LEADER, UNION, Ground
from benchmarks.watch import Watch
from services.access.permissions import Actor, RoleHeld
from services.candidates.applications import intake
from services.candidates.applications.schemas import Handed
from services.kit import clock
from services.kit.errors import Gone, Unavailable
from services.kit.files.store import FileStore
from services.kit.processes.decisions import Desk
from services.organisation.rules import RoleName
from services.organisation.tables import Unit
from services.recruitment.advert import service as adverts
from services.recruitment.advert.schemas import AdvertGiven
from services.recruitment.advert.tables import Advert
from services.recruitment.need import approval
from services.recruitment.need import service as needs
from services.recruitment.need.codes import Alternatives, Stage
from services.recruitment.need.editing import By
from services.recruitment.need.schemas import (
    AlternativeGiven,
    MemberGiven,
    NeedGiven,
    PreferenceCheckGiven,
)
from services.recruitment.profile import service as profiles
from services.recruitment.profile.schemas import CriterionGiven
from workflows.payloads.codes import Decided, Relation, StepCode

PARTS = {
    Relation.HIRING_MANAGER: LEADER,
    Relation.HR_ADVISER: HR,
    Relation.APPROVER: APPROVER,
    Relation.UNION_REPRESENTATIVE: UNION,
    Relation.EXPERT: EXPERT,
}
NEED: dict[str, Any] = {
    "reason": "replacement",
    "consequence_for_patients": "Two beds stay closed at night.",
    "occupation_styrk08": "2223",
    "hpr_category": "SP",
}
ALTERNATIVES = [
    AlternativeGiven(option=option, answer="Looked at, and not enough.") for option in Alternatives
]
PROFILE = [
    CriterionGiven.model_validate(one)
    for one in (
        {
            "key": "authorisation",
            "level": "must",
            "type": "formal",
            "nb": "Norsk autorisasjon som sykepleier",
            "en": "Norwegian authorisation as a nurse",
            "methods": ["documents", "register"],
        },
        {
            "key": "teamwork",
            "level": "should",
            "type": "personal",
            "nb": "Samarbeid",
            "en": "Teamwork",
            "weight": 100,
            "methods": ["interview", "reference"],
        },
    )
]
ADVERT = AdvertGiven.model_validate(
    {"texts": {"nb": {"title": "Sykepleier, sengepost"}, "en": {"title": "Nurse, ward"}}}
)
ANY = "*"
"""As `If-Match`: nobody else writes in these cases."""


@dataclass(frozen=True)
class Case:
    """One recruitment, and those who act in it."""

    ground: Ground
    desk: Desk
    watch: Watch
    id: UUID

    async def submit(self) -> None:
        """The leader submits the need when asked to."""
        await self.watch.asked(self.id, StepCode.ANALYSE_JOB)
        await self.decide(Decided.SUBMIT_NEED, Relation.HIRING_MANAGER)

    async def look_into(self) -> None:
        """The union representative has no remark, and nobody has a preferential right."""
        database = self.ground.database
        await self.watch.asked(self.id, StepCode.DISCUSS_NEED)
        async with database.transaction() as session:
            await approval.discuss(session, self.id, None, self.by(Relation.UNION_REPRESENTATIVE))
        await self.watch.asked(self.id, StepCode.CHECK_PREFERENCE_BEFORE_ADVERT)
        finding = PreferenceCheckGiven(stage=Stage.BEFORE_ADVERT, finding="Nobody.", claim=False)
        async with database.transaction() as session:
            await approval.check_preference(session, self.id, finding, self.by(Relation.HR_ADVISER))

    async def approve(self) -> None:
        """The approver approves the need when asked to."""
        await self.watch.asked(self.id, StepCode.APPROVE_NEED)
        await self.decide(Decided.DECIDE_NEED, Relation.APPROVER, {"approved": True})

    async def send_back(self) -> None:
        """The approver returns the need when asked to approve it."""
        await self.watch.asked(self.id, StepCode.APPROVE_NEED)
        reason = {"approved": False, "reason": "Say more of the patients."}
        await self.decide(Decided.DECIDE_NEED, Relation.APPROVER, reason)

    async def publish(self, stands: timedelta) -> UUID:
        """The leader writes the advert and publishes it from now on; returns its id."""
        await self.watch.asked(self.id, StepCode.PUBLISH_ADVERT)
        by = self.by(Relation.HIRING_MANAGER)
        async with self.ground.database.transaction() as session:
            await adverts.write(session, self.id, ADVERT, by, ANY)
        closes_at: datetime = clock.now() + stands
        await self.decide(
            Decided.PUBLISH_ADVERT,
            Relation.HIRING_MANAGER,
            {"closes_at": closes_at.isoformat()},
        )
        async with self.ground.database.transaction() as session:
            query = select(Advert.id).where(Advert.recruitment_id == self.id)
            return (await session.exec(query)).one()

    async def apply(self, files: FileStore, advert: UUID, address: str) -> UUID | None:
        """Somebody applies; returns the id of the application, or None after the deadline."""
        handed = Handed(name="Ingrid Nyheim", email=address, municipality="Rana", age=29)
        try:
            async with self.ground.database.transaction() as session:
                return (await intake.submit(session, files, advert, handed, [])).id
        except Gone:
            return None

    async def stood(self) -> None:
        """The deadline is past, and the leader is asked to screen."""
        await self.watch.asked(self.id, StepCode.SCREEN)

    async def fail(self) -> None:
        """The leader finds nobody and ends the search."""
        reason = {"reason": "Nobody is qualified."}
        await self.decide(Decided.FAIL_SEARCH, Relation.HIRING_MANAGER, reason)

    async def decide(
        self, kind: Decided, part: Relation, content: dict[str, Any] | None = None
    ) -> None:
        """Decide, and again where nobody answered in time, as the answer asks for."""
        while True:
            try:
                await self.desk.decide(
                    process_id=self.id,
                    kind=kind,
                    part=part,
                    actor_id=self.by(part).person_id,
                    content=content,
                )
            except Unavailable:
                continue
            return

    def by(self, part: Relation) -> By:
        return By(self.ground.people[PARTS[part]])


async def start(ground: Ground, desk: Desk, watch: Watch) -> Case:
    """A case with its need, alternatives and profile written."""
    members = [
        MemberGiven(person_id=ground.people[address], relation=part)
        for part, address in PARTS.items()
    ]
    start = clock.today() + timedelta(days=120)
    given = NeedGiven(unit_id=ground.unit, wanted_start=start, members=members, **NEED)
    async with ground.database.transaction() as session:
        unit = await session.get_one(Unit, ground.unit)
        role = RoleHeld(RoleName.LEADER, unit.id, unit.trust_id)
        leader = Actor(ground.people[LEADER], "nb", "", (role,))
        recruitment = await needs.create(session, given, leader)
    case = Case(ground, desk, watch, recruitment.id)
    by = case.by(Relation.HIRING_MANAGER)
    async with ground.database.transaction() as session:
        await needs.answer_alternatives(session, case.id, ALTERNATIVES, by, ANY)
    async with ground.database.transaction() as session:
        await profiles.write(session, case.id, PROFILE, by, ANY)
    return case
