"""What letters and tasks call a post: its title, its unit, and whom to ask."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.kit.i18n import LANGUAGES
from services.messages.values import Bilingual, Case
from services.organisation.occupations import occupation_name
from services.organisation.tables import Person, Unit
from services.recruitment.need import store
from services.recruitment.need.tables import Recruitment


@dataclass(frozen=True)
class Contact:
    """Whom to ask about a post."""

    name: str
    email: str
    phone: str | None = None


@dataclass(frozen=True)
class Post:
    """A post in one language."""

    title: str
    unit: str
    contact: Contact


@dataclass(frozen=True)
class Head:
    """A case, and what stands at the head of its pages."""

    case: Recruitment
    title: str
    unit: str


async def head_of(session: AsyncSession, recruitment_id: UUID, language: str) -> Head:
    """A case with its title and unit in a language; `NotFound` without it."""
    case, unit, advert, _ = await store.post(session, recruitment_id)
    texts = advert.texts if advert else {}
    return Head(case, title_in(texts, case.occupation_styrk08, language), unit_name(unit, language))


async def post_of(session: AsyncSession, recruitment_id: UUID, language: str) -> Post:
    """The post of a case: by its latest advert, or by its occupation before there is a title."""
    return (await posts_of(session, recruitment_id))[language]


async def posts_of(session: AsyncSession, recruitment_id: UUID) -> dict[str, Post]:
    """The post of a case in every language; see `post_of`."""
    case, unit, advert, person = await store.post(session, recruitment_id)
    texts = advert.texts if advert else {}
    contact = _contact(person)
    return {
        tag: Post(title_in(texts, case.occupation_styrk08, tag), unit_name(unit, tag), contact)
        for tag in LANGUAGES
    }


async def case_words(session: AsyncSession, recruitment_id: UUID) -> Case:
    """What every letter about a post tells, in both languages."""
    posts = await posts_of(session, recruitment_id)
    contact = posts["nb"].contact
    return Case(
        post=Bilingual(nb=posts["nb"].title, en=posts["en"].title),
        unit=Bilingual(nb=posts["nb"].unit, en=posts["en"].unit),
        contact_name=contact.name,
        contact_email=contact.email,
    )


def title_in(texts: dict[str, Any], styrk08: str, language: str) -> str:
    """The title in a language, else in the other one, else what the occupation is called."""
    other = "en" if language == "nb" else "nb"
    for tag in (language, other):
        title = str(texts.get(tag, {}).get("title") or "").strip()
        if title:
            return title
    return occupation_name(styrk08, language)


def unit_name(unit: Unit, language: str) -> str:
    return (unit.name_en or unit.name) if language == "en" else unit.name


async def contact_of(session: AsyncSession, recruitment_id: UUID, named: UUID | None) -> Contact:
    """Whoever the advert names, else the hiring manager, else the HR adviser."""
    return _contact(await store.contact(session, recruitment_id, named))


def _contact(person: Person | None) -> Contact:
    return Contact(person.name, person.email, person.phone) if person else Contact("", "")
