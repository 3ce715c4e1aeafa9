"""Make links, mail codes for them, and open a session for a right code."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit, tokens
from services.access.audit import AuditKind
from services.access.limits import rules as limit_rules
from services.access.limits import service as limits
from services.access.links import rules, store
from services.access.links.rules import Verdict
from services.access.links.tables import OF_STAFF, Link, LinkKind, SignInCode
from services.access.sessions import service as sessions
from services.access.sessions.rules import Method, sign_in_needed
from services.access.sessions.service import Opened
from services.kit import clock
from services.kit.database import Database
from services.kit.errors import (
    Conflict,
    Gone,
    Invalid,
    NotFound,
    StafettError,
    TooMany,
    Unavailable,
)
from services.kit.settings import Settings
from services.organisation.people import service as people

log = logging.getLogger(__name__)

SendCode = Callable[[str, str, str], Awaitable[None]]
"""Mails a code at once: address, language, code. Raises an OSError when it could not."""


@dataclass(frozen=True)
class Asked:
    """A code is on its way; it can be used with this browser only."""

    browser: str
    expires_at: datetime


async def make_link(
    session: AsyncSession,
    *,
    person_id: UUID,
    kind: LinkKind | str,
    about: UUID,
    process_id: UUID | None,
    expires_at: datetime,
) -> str:
    """Make a link and return its token, kept nowhere; its address is `{public_url}/l/{token}`."""
    token = tokens.new_token()
    session.add(
        Link(
            token_hash=tokens.fingerprint(token),
            person_id=person_id,
            kind=LinkKind(kind),
            about=about,
            process_id=process_id,
            expires_at=expires_at,
            created_at=clock.now(),
        )
    )
    return token


async def locate(session: AsyncSession, token: str, at: datetime) -> Link:
    """The link of a token. Raises NotFound for an unknown one and Gone for one that is over."""
    link = await store.find(session, tokens.fingerprint(token))
    if link is None:
        raise NotFound
    if at >= link.expires_at:
        raise Gone("link_over", "This link is no longer in use.")
    return link


async def ask_code(
    database: Database, settings: Settings, send: SendCode, token: str, browser: str | None
) -> Asked:
    """Mail six digits to the address the link was for, good for the browser that asks.

    The counts are committed before an error is raised, and no transaction is open while the mail
    is sent. Raises Forbidden to staff whose link leads to their work, TooMany, and Unavailable when
    the mail server does not take the mail.
    """
    at = clock.now()
    bound = browser or tokens.new_token()
    code = tokens.new_code()
    async with database.transaction() as session:
        link = await locate(session, token, at)
        await _refuse_staff(session, link)
        person = await people.get(session, link.person_id)
        over = await _count_request(session, settings, link, browser, at)
        if over is None:
            session.add(_new_code(settings, link, bound, code, at))
            await audit.record(
                session, AuditKind.CODE_ASKED, about=person.id, data={"link": link.id}
            )
    if over is not None:
        raise over
    try:
        await send(person.email, person.language, code)
    except OSError as error:
        log.warning("sign-in code not sent", extra={"link": str(link.id)})
        raise Unavailable(
            "code_not_sent", "The code could not be sent just now. Please try again."
        ) from error
    return Asked(browser=bound, expires_at=at + rules.CODE_LIFE)


async def _refuse_staff(session: AsyncSession, link: Link) -> None:
    """Staff sign in for their work: a code to a mailbox would go round the identity provider."""
    if link.kind in OF_STAFF and await people.works_here(session, link.person_id):
        raise sign_in_needed()


def _new_code(settings: Settings, link: Link, browser: str, code: str, at: datetime) -> SignInCode:
    return SignInCode(
        link_id=link.id,
        browser_hash=tokens.fingerprint(browser),
        code_hash=_code_hash(settings, link.id, browser, code),
        created_at=at,
        expires_at=at + rules.CODE_LIFE,
    )


def _code_hash(settings: Settings, link_id: UUID, browser: str, code: str) -> str:
    return tokens.keyed(settings.secret.get_secret_value(), "code", str(link_id), browser, code)


async def _count_request(
    session: AsyncSession, settings: Settings, link: Link, browser: str | None, at: datetime
) -> TooMany | None:
    """Count by browser first; requests that name none share a count of their own."""
    secret = settings.secret.get_secret_value()
    for limit, subject in (
        (limit_rules.CODES_PER_BROWSER, (str(link.id), browser or "")),
        (limit_rules.CODES_PER_PERSON, (str(link.person_id),)),
    ):
        over = await limits.count(
            session, limit, tokens.keyed(secret, limit.kind, *subject), at, about=link.person_id
        )
        if over is not None:
            return over
    return None


async def redeem(
    database: Database, settings: Settings, token: str, browser: str | None, code: str
) -> Opened:
    """Open a session for a right code; the address is proved by it.

    Raises Invalid for a wrong code, TooMany after five, Gone for an old one, and Conflict where
    none was asked for in this browser. A try counts even when the answer is an error.
    """
    at = clock.now()
    async with database.transaction() as session:
        link = await locate(session, token, at)
        await _refuse_staff(session, link)
        answer = await _try(session, settings, link, browser or "", code, at)
    if isinstance(answer, StafettError):
        raise answer
    return answer


async def _try(
    session: AsyncSession, settings: Settings, link: Link, browser: str, code: str, at: datetime
) -> Opened | StafettError:
    asked = await store.last_code(session, link.id, tokens.fingerprint(browser))
    if asked is None:
        return _refusal(Verdict.NOT_ASKED)
    verdict = rules.judge(
        at=at,
        expires_at=asked.expires_at,
        used_at=asked.used_at,
        tries=asked.tries,
        right=tokens.same(asked.code_hash, _code_hash(settings, link.id, browser, code)),
    )
    if verdict is Verdict.RIGHT:
        asked.used_at = at
        await people.prove(session, link.person_id, at)
        return await sessions.begin(session, link.person_id, Method.LINK, at, settings)
    if verdict is Verdict.WRONG:
        asked.tries += 1
    await audit.record(
        session,
        AuditKind.CODE_REFUSED,
        about=link.person_id,
        data={"link": link.id, "verdict": verdict, "tries": asked.tries},
        at=at,
    )
    wait = max(1, int((asked.expires_at - at).total_seconds()))
    return _refusal(verdict, left=rules.CODE_TRIES - asked.tries, wait=wait)


def _refusal(verdict: Verdict, *, left: int = 0, wait: int = 1) -> StafettError:
    match verdict:
        case Verdict.EXPIRED:
            return Gone("code_expired", "The code is too old. Ask for a new one.")
        case Verdict.NOT_ASKED:
            return Conflict("no_code_asked", "Ask for a code in this browser first.")
        case Verdict.WRONG if left > 0:
            return Invalid("wrong_code", "The code is not right. Tries left: {left}.", left=left)
        case _:
            return TooMany("code_tried_out", "That was one try too many. Ask for a new code.", wait)
