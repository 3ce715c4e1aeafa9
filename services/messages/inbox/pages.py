"""What the inbox shows: a list, one mail, and the same as JSON for tests and `stafett play`."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Header, Query, Response
from fastapi.exceptions import HTTPException
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, Field

from services.kit.i18n import Language, instant_text, negotiate, ngettext, translate
from services.messages.inbox.store import Kept, Store
from services.messages.kinds import KINDS
from workflows.payloads.codes import LetterKind

FOLDER = Path(__file__).parents[3] / "templates" / "mail" / "inbox"
ROWS = 50
LAST = 2**62
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""A mail may style itself and do nothing else: no script, no image, no link that leads away."""


class MailOut(BaseModel):
    """One mail."""

    n: int
    sender: str = Field(serialization_alias="from")
    to: str
    subject: str
    letter: str
    message_id: str
    text: str
    html: str
    calendar: str | None
    received_at: datetime


Address = Annotated[str | None, Query(description="Only mail to this address.")]
Letter = Annotated[str | None, Query(description="Only this kind, by `X-Stafett-Letter`.")]


async def _asked_for(accept_language: Annotated[str | None, Header()] = None) -> Language:
    return negotiate(accept_language)


Asked = Annotated[Language, Depends(_asked_for)]


def application(store: Store) -> FastAPI:
    """The pages and the JSON of one inbox."""
    app = FastAPI(title="Stafett inbox", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/api/messages")
    def messages(
        to: Address = None,
        letter: Letter = None,
        after: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=10_000)] = 10_000,
    ) -> list[MailOut]:
        """What has come, the oldest first."""
        return [_shown(mail) for mail in store.after(after, limit, to=to, letter=letter)]

    @app.get("/api/messages/{n}")
    def message(n: int) -> MailOut:
        return _shown(_found(store, n))

    @app.get("/")
    def index(
        language: Asked,
        to: Address = None,
        letter: Letter = None,
        before: Annotated[int, Query(ge=1, le=LAST)] = LAST,
    ) -> HTMLResponse:
        mails = store.before(before, ROWS, to=to, letter=letter)
        more = mails[-1].n if len(mails) == ROWS else None
        total = store.count(to=to, letter=letter)
        count = ngettext(language, "{count} mail", "{count} mails", total)
        values: dict[str, object] = {
            "mails": mails,
            "count": count,
            "to": to,
            "letter": letter,
            "more": more,
        }
        values["kinds"] = sorted(LetterKind, key=partial(_kind, language))
        return _page("list.html", language, values)

    @app.get("/messages/{n}")
    def show(n: int, language: Asked) -> HTMLResponse:
        mail = _known(store, n)
        if mail is None:
            return _page("missing.html", language, {}, status=404)
        return _page("message.html", language, {"mail": mail})

    @app.get("/messages/{n}/html")
    def framed(n: int) -> HTMLResponse:
        headers = {"Content-Security-Policy": MAIL_POLICY, "X-Content-Type-Options": "nosniff"}
        return HTMLResponse(_found(store, n).html, headers=headers)

    @app.get("/style.css")
    def style() -> Response:
        return Response((FOLDER / "style.css").read_bytes(), media_type="text/css")

    return app


def _known(store: Store, n: int) -> Kept | None:
    return store.get(n) if n < LAST else None


def _found(store: Store, n: int) -> Kept:
    mail = _known(store, n)
    if mail is None:
        raise HTTPException(404, "There is no such mail.")
    return mail


def _shown(mail: Kept) -> MailOut:
    return MailOut(
        n=mail.n,
        sender=mail.sender,
        to=mail.recipient,
        subject=mail.subject,
        letter=mail.letter,
        message_id=mail.message_id,
        text=mail.text,
        html=mail.html,
        calendar=mail.calendar,
        received_at=mail.received_at,
    )


def _page(
    name: str, language: Language, values: Mapping[str, object], status: int = 200
) -> HTMLResponse:
    headers = {
        "Content-Security-Policy": PAGE_POLICY,
        "Referrer-Policy": "no-referrer",
        "Content-Language": language,
        "Vary": "Accept-Language",
    }
    spoken = {
        "language": language,
        "_": partial(translate, language),
        "moment": partial(instant_text, language),
        "kind": partial(_kind, language),
    }
    page = _templates().get_template(name).render({**values, **spoken})
    return HTMLResponse(page, status, headers)


def _kind(language: Language, letter: str) -> str:
    """What people call a kind of letter; as it is in the header for mail that is not ours."""
    if letter not in set(LetterKind):
        return letter
    name = translate(language, KINDS[LetterKind(letter)])
    return name[0].upper() + name[1:]


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=True)
