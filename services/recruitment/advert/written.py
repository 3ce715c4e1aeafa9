"""An advert as its form holds it: texts by heading, channels as boxes, and the way back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from services.kit.i18n import LANGUAGES
from services.kit.pages.forms import Form
from services.recruitment.advert.checklist import field_of
from services.recruitment.advert.codes import CAREER_SITE, Written
from services.recruitment.advert.schemas import (
    AdvertGiven,
    AdvertShown,
    ChannelShown,
    QuestionGiven,
)

SECTIONS: tuple[str, ...] = get_args(Written)
KNOWN = ("nav", "finn", "jobbihelsenord", "social_media", "eures", "internal")
"""Places that adverts are commonly put; anybody may name another."""
OTHER = "other_channel"


@dataclass(frozen=True)
class Place:
    """A channel as a row of the form."""

    code: str
    chosen: bool
    cost: int | None
    tracking_code: str
    """Empty until it is saved with the channel."""


def places(channels: Sequence[ChannelShown]) -> list[Place]:
    """The channels that are chosen, then those commonly used; our own site is always there."""
    stored = {one.code: one for one in channels}
    codes = dict.fromkeys((*(one.code for one in channels if one.code not in KNOWN), *KNOWN))
    return [
        Place(code, code in stored, one.cost if one else None, one.tracking_code if one else "")
        for code in codes
        if code != CAREER_SITE
        for one in (stored.get(code),)
    ]


def given(form: Form, questions: Sequence[QuestionGiven]) -> AdvertGiven:
    """The whole advert as it was typed; the questions have a page of their own and stay."""
    return AdvertGiven.model_validate(
        {
            "texts": {tag: _text(form, tag) for tag in LANGUAGES},
            "one_language_reason": form.text("one_language_reason") or None,
            "wording_reason": form.text("wording_reason") or None,
            "contact_person_id": form.text("contact_person_id") or None,
            "questions": [one.model_dump(exclude={"id"}) for one in questions],
            "channels": [
                {"code": code, "cost": form.number(f"cost.{code}")} for code in codes(form)
            ],
        }
    )


def asking(advert: AdvertShown, questions: Sequence[QuestionGiven]) -> AdvertGiven:
    """The advert as it is stored, with these questions."""
    return AdvertGiven.model_validate(
        {
            "texts": advert.texts,
            "one_language_reason": advert.one_language_reason,
            "wording_reason": advert.wording_reason,
            "contact_person_id": advert.contact_person_id,
            "questions": [one.model_dump(exclude={"id"}) for one in questions],
            "channels": [{"code": one.code, "cost": one.cost} for one in advert.channels]
            or [{"code": CAREER_SITE}],
        }
    )


def codes(form: Form) -> list[str]:
    """The channels that were ticked, and another as its name makes a code."""
    named = re.sub(r"[^a-z0-9]+", "_", form.text(OTHER).lower()).strip("_")[:40]
    return list(dict.fromkeys([CAREER_SITE, *form.texts("channels"), *([named] if named else [])]))


def rename(form: Form) -> None:
    """Say errors by the names that the fields have in the form."""
    chosen = codes(form)
    form.errors = {_field(name, chosen): said for name, said in form.errors.items()}


def differing(form: Form, advert: AdvertShown) -> list[tuple[str, str, str]]:
    """What is stored where something else was typed: language, heading and text."""
    return [
        (tag, part, stored)
        for tag in LANGUAGES
        for part, stored in _stored(advert.texts.get(tag) or {}).items()
        if form.text(f"texts.{tag}.{part if part == 'title' else f'sections.{part}'}") != stored
    ]


def _stored(text: Mapping[str, Any]) -> dict[str, str]:
    return {"title": text.get("title") or "", **(text.get("sections") or {})}


def _text(form: Form, tag: str) -> dict[str, Any] | None:
    title = form.text(f"texts.{tag}.title")
    sections = {
        section: words
        for section in SECTIONS
        if (words := form.text(f"texts.{tag}.sections.{section}"))
    }
    return {"title": title, "sections": sections} if title or sections else None


def _field(name: str, chosen: Sequence[str]) -> str:
    first, _dot, rest = name.partition(".")
    if first != "channels":
        return name if first == "texts" and rest else field_of(name)
    place, _dot, what = rest.partition(".")
    if what == "cost" and place.isdecimal():
        return f"cost.{chosen[int(place)]}"
    return OTHER
