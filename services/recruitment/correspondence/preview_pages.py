"""How each kind of letter looks, in both languages, with invented values."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.access.permissions import SignedIn
from services.kit.i18n import LANGUAGES, Language, code_text
from services.kit.pages.framing import may_frame, sealed
from services.kit.pages.rendering import page
from services.kit.web import LanguageDep
from services.messages import service
from services.messages.kinds import KINDS
from services.messages.render import variants
from services.messages.wording import kind_text
from workflows.payloads.codes import LetterKind

router = APIRouter(prefix="/letters/preview", include_in_schema=False)

Text = Annotated[str, Query(description="A kind, and after a full stop its variant.")]


@router.get("")
async def preview(
    request: Request, who: SignedIn, language: LanguageDep, text: Text = LetterKind.RECEIPT
) -> Response:
    """A letter in both languages, and which others there are."""
    kind, variant = _named(text)
    options = sorted(
        (
            (f"{one}.{which}" if which else str(one), _title(language, one, which))
            for one in KINDS
            for which in (variants(one) or [""])
        ),
        key=lambda option: option[1],
    )
    answer = page(
        request,
        "letters/preview.html",
        options=options,
        chosen=text,
        letters=[(each, service.preview(who, kind, each, variant)) for each in LANGUAGES],
    )
    return may_frame(answer)


@router.get("/html")
async def preview_html(who: SignedIn, language: Language, text: Text) -> Response:
    """One of them as a mail program shows it."""
    kind, variant = _named(text)
    return sealed(service.preview(who, kind, language, variant).html)


def _named(text: str) -> tuple[LetterKind, str | None]:
    """A kind and its variant; the receipt for what is no kind."""
    name, _dot, variant = text.partition(".")
    kind = LetterKind(name) if name in set(LetterKind) else LetterKind.RECEIPT
    known = variants(kind)
    return kind, (variant if variant in known else known[0]) if known else None


def _title(language: str, kind: LetterKind, variant: str) -> str:
    name = kind_text(language, kind)
    return f"{name}: {code_text(language, variant).lower()}" if variant else name
