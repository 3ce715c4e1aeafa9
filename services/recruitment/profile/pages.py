"""The competence profile: its criteria as a list, and each on a page of its own."""

import re
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.kit.database import Database
from services.kit.errors import NotFound
from services.kit.i18n import code_text
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, LanguageDep, Session, language_of
from services.recruitment.acting import by
from services.recruitment.permissions import CaseActor, in_case
from services.recruitment.profile import service
from services.recruitment.profile.codes import VALIDITY, CriterionType, Level, Method
from services.recruitment.profile.rules import WHOLE
from services.recruitment.profile.schemas import CriterionGiven, ProfileShown
from workflows.payloads.codes import Relation

AUTHORS = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)
Author = Annotated[CaseActor, Depends(in_case(*AUTHORS))]

router = APIRouter(
    prefix="/cases/{recruitment_id}/need/profile", include_in_schema=False, route_class=Once
)

NEW = "new"
MARKS = ("1", "3", "5")
"""The marks whose meaning is written down."""
SUGGESTED = tuple(sorted(Method, key=lambda method: -VALIDITY.get(method, 1.0)))
"""What establishes a fact first, then what predicts best."""


@router.get("")
async def overview(
    request: Request, recruitment_id: UUID, who: Author, session: Session, language: LanguageDep
) -> Response:
    """The criteria, their weights, and what is to be said of them."""
    profile = await service.read(session, recruitment_id, language)
    weighed = sum(one.weight or 0 for one in profile.criteria if one.level is Level.SHOULD)
    return page(
        request,
        "profile/overview.html",
        case_id=recruitment_id,
        profile=profile,
        musts=[one for one in profile.criteria if one.level is Level.MUST],
        shoulds=[one for one in profile.criteria if one.level is Level.SHOULD],
        weighed=weighed,
        whole=WHOLE,
        said=_said(profile),
    )


@router.get("/{key}")
async def show(
    request: Request,
    recruitment_id: UUID,
    key: str,
    who: Author,
    session: Session,
    language: LanguageDep,
) -> Response:
    """One criterion; `new` for one that is not there yet."""
    profile = await service.read(session, recruitment_id, language)
    return _criterion(request, recruitment_id, key, profile, forms.untouched(request))


@router.post("/{key}")
async def save(
    request: Request,
    recruitment_id: UUID,
    key: str,
    who: Author,
    database: DatabaseDep,
    language: LanguageDep,
) -> Response:
    """Write a criterion, or take it out."""
    form = await forms.handed_in(request)
    async with database.transaction() as session:
        profile = await service.read(session, recruitment_id, language)
    others = [one for one in profile.criteria if one.key != key]
    with form.mending():
        given = others
        if not form.has("remove"):
            written = CriterionGiven.model_validate(_typed(form, _key(form, key, others)))
            place = next(
                (at for at, one in enumerate(profile.criteria) if one.key == key), len(others)
            )
            given = [*others[:place], written, *others[place:]]
        await _write(database, recruitment_id, given, who, form)
        return go_to(f"/cases/{recruitment_id}/need/profile", "It is saved.")
    return _criterion(request, recruitment_id, key, profile, form)


async def _write(
    database: Database,
    recruitment_id: UUID,
    given: Sequence[CriterionGiven],
    who: CaseActor,
    form: Form,
) -> None:
    version = form.version
    async with database.transaction() as session:
        await service.write(session, recruitment_id, given, by(who, *AUTHORS), version)


def _criterion(
    request: Request, recruitment_id: UUID, key: str, profile: ProfileShown, form: Form
) -> Response:
    found = next((one for one in profile.criteria if one.key == key), None)
    if found is None and key != NEW:
        raise NotFound
    return page(
        request,
        "profile/criterion.html",
        case_id=recruitment_id,
        form=form,
        is_new=found is None,
        criterion=found or CriterionGiven(key=NEW, level=Level.SHOULD, type=CriterionType.SKILL),
        said=_said(profile).get(key, []),
        levels=list(Level),
        types=list(CriterionType),
        methods=[(one, code_text(language_of(request), one), "") for one in SUGGESTED],
        marks=MARKS,
        version=profile.version,
    )


def _typed(form: Form, key: str) -> dict[str, Any]:
    """A criterion as the API takes it; a must has no weight."""
    anchors = {
        mark: {tag: form.text(f"anchors.{mark}.{tag}") for tag in ("nb", "en")} for mark in MARKS
    }
    typed: dict[str, Any] = {
        "key": key,
        "level": form.text("level"),
        "type": form.text("type"),
        "nb": form.text("nb"),
        "en": form.text("en"),
        "methods": form.texts("methods"),
        "anchors": {mark: said for mark, said in anchors.items() if any(said.values())},
    }
    if typed["level"] == Level.SHOULD:
        typed["weight"] = form.number("weight")
    return typed


def _key(form: Form, key: str, others: Sequence[CriterionGiven]) -> str:
    """The key that a criterion keeps; a new one is made from its English text."""
    if key != NEW:
        return key
    made = re.sub(r"[^a-z0-9]+", "_", form.text("en").lower()).strip("_")[:40] or "criterion"
    made = made if made[0].isalpha() else f"c_{made}"
    taken = {one.key for one in others}
    return next(
        each for each in (made, *(f"{made}_{n}" for n in range(2, 99))) if each not in taken
    )


def _said(profile: ProfileShown) -> dict[str, list[str]]:
    """What is said of each criterion, by its key."""
    found: dict[str, list[str]] = {}
    for one in (*profile.errors, *profile.warnings):
        found.setdefault(one.place.partition(".")[0], []).append(one.message)
    return found
