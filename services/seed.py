"""A small hospital of invented people, for the embedded mode; no cases."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit import clock
from services.organisation.people import service as people
from services.organisation.people.service import NewEmployment
from services.organisation.rules import RoleName
from services.organisation.units import service as units
from services.organisation.units.service import NewUnit

SINCE = date(2024, 1, 1)
DOMAIN = "helse.example.org"

REGION = "Helse Nord RHF"
TRUST = "Helgelandssykehuset HF"
MEDICINE = "Medisin"
WARD = "Medisinsk sengepost Mo i Rana"
CLINIC = "Medisinsk poliklinikk Sandnessjøen"
DIAGNOSTICS = "Diagnostikk"
RADIOLOGY = "Radiologi Mosjøen"
LABORATORY = "Laboratoriet Sandnessjøen"
SURGERY = "Kirurgi"
THEATRE = "Operasjon Sandnessjøen"
STAFF_SECTION = "HR-avdelingen"
ICT = "IKT og teknikk"


@dataclass(frozen=True)
class Place:
    """A unit of the demo hospital; its parent stands before it in the list."""

    name: str
    english: str
    parent: str | None
    place: str | None = None
    trust: bool = False


@dataclass(frozen=True)
class Somebody:
    """An invented person, where they work, and their roles by unit."""

    name: str
    address: str
    unit: str
    roles: tuple[tuple[RoleName, str], ...] = field(default=())
    language: str = "nb"


PLACES = (
    Place(REGION, "Northern Norway Regional Health Authority", None, "Bodø"),
    Place(TRUST, "Helgeland Hospital Trust", REGION, "Mo i Rana", trust=True),
    Place(MEDICINE, "Medicine", TRUST),
    Place(WARD, "Medical ward, Mo i Rana", MEDICINE, "Mo i Rana"),
    Place(CLINIC, "Medical outpatient clinic, Sandnessjøen", MEDICINE, "Sandnessjøen"),
    Place(DIAGNOSTICS, "Diagnostics", TRUST),
    Place(RADIOLOGY, "Radiology, Mosjøen", DIAGNOSTICS, "Mosjøen"),
    Place(LABORATORY, "Laboratory, Sandnessjøen", DIAGNOSTICS, "Sandnessjøen"),
    Place(SURGERY, "Surgery", TRUST),
    Place(THEATRE, "Operating theatre, Sandnessjøen", SURGERY, "Sandnessjøen"),
    Place(STAFF_SECTION, "Human resources", TRUST, "Mo i Rana"),
    Place(ICT, "ICT and technology", TRUST, "Mo i Rana"),
)

PEOPLE = (
    Somebody(
        "Ragnhild Sandhornøy",
        "ragnhild.regiondirektor",
        REGION,
        ((RoleName.LEADER, REGION),),
    ),
    Somebody("Odd Helge Straum", "odd.direktor", TRUST, ((RoleName.LEADER, TRUST),)),
    Somebody(
        "Geir Klinikkberg",
        "geir.klinikk",
        TRUST,
        (
            (RoleName.APPROVER, MEDICINE),
            (RoleName.APPROVER, DIAGNOSTICS),
            (RoleName.LEADER, MEDICINE),
        ),
    ),
    Somebody(
        "Turid Vefsnes",
        "turid.klinikk",
        DIAGNOSTICS,
        ((RoleName.LEADER, DIAGNOSTICS), (RoleName.APPROVER, SURGERY)),
    ),
    Somebody("Kari Lederås", "kari.leder", WARD, ((RoleName.LEADER, WARD),)),
    Somebody("Stig Lederhaug", "stig.leder", RADIOLOGY, ((RoleName.LEADER, RADIOLOGY),)),
    Somebody("Bente Alstad", "bente.alstad", CLINIC, ((RoleName.LEADER, CLINIC),)),
    Somebody(
        "Magnus Ranfjell",
        "magnus.ranfjell",
        THEATRE,
        ((RoleName.LEADER, SURGERY), (RoleName.LEADER, THEATRE)),
    ),
    Somebody("Per Faglien", "per.fag", WARD),
    Somebody("Anne Fagermo", "anne.fag", RADIOLOGY),
    Somebody("Hanne Harjord", "hanne.hr", STAFF_SECTION, ((RoleName.HR_ADVISER, TRUST),)),
    Somebody("Jørgen Hemnesdal", "jorgen.hr", STAFF_SECTION, ((RoleName.HR_ADVISER, SURGERY),)),
    Somebody(
        "Nina Tillvik",
        "nina.tillitsvalgt",
        CLINIC,
        ((RoleName.UNION_REPRESENTATIVE, TRUST),),
    ),
    Somebody(
        "Vidar Nesna",
        "vidar.verneombud",
        LABORATORY,
        ((RoleName.SAFETY_REPRESENTATIVE, TRUST),),
    ),
    Somebody("Daniel Osei", "daniel.ikt", ICT, ((RoleName.IT, TRUST),), language="en"),
    Somebody("Lise Lønnum", "lise.lonn", STAFF_SECTION, ((RoleName.PAYROLL, TRUST),)),
    Somebody(
        "Oskar Driftvik",
        "oskar.drift",
        ICT,
        ((RoleName.OPERATOR, REGION),),
    ),
    Somebody("Aili Turi", "aili.analyse", REGION, ((RoleName.ANALYST, REGION),)),
)


async def seed(session: AsyncSession) -> bool:
    """Set up the demo hospital; False, and nothing done, if there is one already."""
    if await units.root(session, REGION) is not None:
        return False
    at = clock.now()
    ids: dict[str, UUID] = {}
    for place in PLACES:
        new = NewUnit(
            name=place.name,
            name_en=place.english,
            parent_id=ids[place.parent] if place.parent else None,
            place=place.place,
            trust=place.trust,
        )
        ids[place.name] = (await units.add(session, new, at=at)).id
    for somebody in PEOPLE:
        await _enter(session, somebody, ids, at)
    return True


async def _enter(
    session: AsyncSession, somebody: Somebody, ids: dict[str, UUID], at: datetime
) -> None:
    person = await people.find_or_create(
        session,
        email=f"{somebody.address}@{DOMAIN}",
        name=somebody.name,
        language=somebody.language,
        at=at,
    )
    await people.prove(session, person.id, at)
    employment = NewEmployment(unit_id=ids[somebody.unit], starts=SINCE)
    await people.employ(session, person.id, employment, at=at)
    for role, unit in somebody.roles:
        await people.add_role(session, person.id, ids[unit], role, SINCE, at=at)
