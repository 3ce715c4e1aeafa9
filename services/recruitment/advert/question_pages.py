"""A question to every applicant, on a page of its own."""

import re
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response

from services.candidates.questions.kinds import CHOICES, QuestionKind
from services.kit.errors import Invalid, NotFound, Stale
from services.kit.i18n import LANGUAGES
from services.kit.i18n import marked as _
from services.kit.pages import forms
from services.kit.pages.forms import Form
from services.kit.pages.once import Once
from services.kit.pages.rendering import go_to, page
from services.kit.web import DatabaseDep, Session
from services.recruitment.acting import by
from services.recruitment.advert import reading, service, written
from services.recruitment.advert.schemas import AdvertShown, QuestionGiven
from services.recruitment.permissions import CaseActor, in_case
from workflows.payloads.codes import Relation

router = APIRouter(
    prefix="/cases/{recruitment_id}/advert/questions",
    include_in_schema=False,
    route_class=Once,
)

AUTHORS = (Relation.HIRING_MANAGER, Relation.HR_ADVISER)
Author = Annotated[CaseActor, Depends(in_case(*AUTHORS))]
Place = Annotated[str, Path(pattern=r"^(new|[1-9]\d?)$")]

NEW = "new"
YES_NO = {"yes": True, "no": False}
UNEVEN = _("As many options in English as in Norwegian, please, in the same order.")


@router.get("/{place}")
async def show(
    request: Request, recruitment_id: UUID, place: Place, who: Author, session: Session
) -> Response:
    """One question, by its number; `new` for one that is not there yet."""
    advert = await reading.read(session, recruitment_id)
    return _page(request, recruitment_id, place, advert, forms.untouched(request))


@router.post("/{place}")
async def save(
    request: Request, recruitment_id: UUID, place: Place, who: Author, database: DatabaseDep
) -> Response:
    """Write a question, or take it out."""
    form = await forms.handed_in(request)
    async with database.transaction() as session:
        advert = await reading.read(session, recruitment_id)
    before = _at(advert, place)
    others = [one for one in advert.questions if one is not before]
    at = int(place) - 1 if before else len(others)
    with form.mending():
        kept: list[QuestionGiven] = [*others]
        if not form.has("remove"):
            kept.insert(at, QuestionGiven.model_validate(_typed(form, before)))
        version = form.version
        async with database.transaction() as session:
            given = written.asking(advert, kept)
            await service.write(session, recruitment_id, given, by(who, *AUTHORS), version)
        return go_to(f"/cases/{recruitment_id}/advert#asking", "It is saved.")
    form.problem = form.problem or form.errors.pop(f"questions.{at}", "")
    return _page(request, recruitment_id, place, advert, form)


def _page(
    request: Request, recruitment_id: UUID, place: str, advert: AdvertShown, form: Form
) -> Response:
    if advert.state != "draft":
        return go_to(f"/cases/{recruitment_id}/advert")
    found = _at(advert, place)
    if found is None and place != NEW:
        raise NotFound
    question = found or QuestionGiven(kind=QuestionKind.YES_NO, nb="", en="")
    when, note = _remark(question)
    return page(
        request,
        "advert/question.html",
        form=form,
        case_id=recruitment_id,
        is_new=found is None,
        question=question,
        kinds=list(QuestionKind),
        choices={
            tag: "\n".join(one.get(tag, "") for one in question.options)
            if question.kind in CHOICES
            else ""
            for tag in LANGUAGES
        },
        when=when,
        note=note,
        version=advert.version,
        stale=form.said_by(Stale),
    )


def _at(advert: AdvertShown, place: str) -> QuestionGiven | None:
    """The question of a number; None where there is none."""
    if place == NEW:
        return None
    return next(iter(advert.questions[int(place) - 1 : int(place)]), None)


def _typed(form: Form, before: QuestionGiven | None) -> dict[str, Any]:
    """A question as the API takes it; limits that the page does not show stay with their kind."""
    kind = form.text("kind")
    same = before if before and before.kind == kind else None
    typed: dict[str, Any] = {
        "kind": kind,
        "nb": form.text("nb"),
        "en": form.text("en"),
        "required": form.has("required"),
        "options": same.options if same else [],
        "actions": same.actions if same else [],
    }
    if kind in CHOICES:
        typed["options"] = _options(form, same.options if same else [])
    elif kind == QuestionKind.REGISTER_NUMBER:
        typed["options"] = [{"register": "hpr"}]
    elif kind == QuestionKind.YES_NO:
        typed["actions"] = _actions(form)
    return typed


def _options(form: Form, before: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The choices, a line each; one whose text stays keeps its value, which actions may name."""
    lines = {tag: list(filter(None, form.text(f"options.{tag}").split("\n"))) for tag in LANGUAGES}
    if len(lines["nb"]) != len(lines["en"]):
        raise Invalid("uneven_options", UNEVEN, {"options.en": UNEVEN})
    known = {one["nb"]: one["value"] for one in before}
    return [
        {"value": known.get(nb) or _value(en, number), "nb": nb, "en": en}
        for number, (nb, en) in enumerate(zip(lines["nb"], lines["en"], strict=True), 1)
    ]


def _value(text: str, number: int) -> str:
    return f"{re.sub(r'[^a-z0-9]+', '_', text.lower()).strip('_')[:30]}_{number}".strip("_")


def _actions(form: Form) -> list[dict[str, Any]]:
    """What one of the two answers leads to: a remark to those who assess."""
    when, note = form.text("when"), form.text("note")
    return [{"when": {"is": YES_NO[when]}, "then": {"note": note}}] if when in YES_NO else []


def _remark(question: QuestionGiven) -> tuple[str, str]:
    """The answer that leads to a remark, and the remark."""
    for action in question.actions:
        for answer, value in YES_NO.items():
            if action.get("when") == {"is": value}:
                return answer, str(next(iter(action["then"].values())))
    return "", ""
