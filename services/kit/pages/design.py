"""A page of the components, for whoever makes pages; on a laptop only."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from services.kit import clock
from services.kit.errors import NotFound
from services.kit.i18n import translate
from services.kit.pages.forms import Form, untouched
from services.kit.pages.rendering import page
from services.kit.web import LanguageDep, SettingsDep

router = APIRouter(include_in_schema=False)

WRONG = "a_text"


@router.get("/design")
async def design(request: Request, settings: SettingsDep, language: LanguageDep) -> Response:
    """Every component, as it is and as it is when something is to be mended."""
    if settings.mode != "embedded":
        raise NotFound
    refused = Form(language)
    refused.errors[WRONG] = translate(language, "This is missing.")
    now = clock.now()
    return page(
        request,
        "design.html",
        form=untouched(request),
        refused=refused,
        soon=now + timedelta(days=3),
        late=now - timedelta(days=2),
    )
