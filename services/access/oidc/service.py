"""Send staff to the identity provider, and take them back in."""

import logging
from dataclasses import dataclass
from datetime import datetime

import httpx
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access import audit, tokens
from services.access.audit import AuditKind
from services.access.limits import rules as limit_rules
from services.access.limits import service as limits
from services.access.oidc import provider, rules
from services.access.oidc.provider import Claims, NotVouchedFor, ProviderAway
from services.access.sessions import service as sessions
from services.access.sessions import store
from services.access.sessions.rules import Method
from services.access.sessions.service import Opened
from services.access.sessions.tables import SignInAttempt
from services.kit import clock
from services.kit.database import Database
from services.kit.errors import Conflict, Forbidden, NotFound, StafettError, Unavailable
from services.kit.settings import Settings
from services.organisation.people import service as people

log = logging.getLogger(__name__)

TIMEOUT = 10.0


@dataclass(frozen=True)
class Leaving:
    """Somebody on the way to the identity provider."""

    address: str
    browser: str


@dataclass(frozen=True)
class Back:
    """Somebody who came back and is signed in."""

    opened: Opened
    next_path: str


async def leave(
    database: Database,
    settings: Settings,
    *,
    client: str,
    browser: str | None,
    next_path: str | None,
    language: str,
) -> Leaving:
    """Begin a sign-in in this browser; NotFound where no identity provider is set up."""
    if not settings.oidc_issuer:
        raise NotFound
    at = clock.now()
    subject = tokens.keyed(settings.secret.get_secret_value(), "sign_in", client)
    async with database.transaction() as session:
        over = await limits.count(session, limit_rules.SIGN_INS_BEGUN, subject, at)
    if over is not None:
        raise over
    state, nonce, verifier = tokens.new_token(), tokens.new_token(), tokens.new_token()
    bound = browser or tokens.new_token()
    async with httpx.AsyncClient(timeout=TIMEOUT) as http:
        try:
            endpoints = await provider.discover(http, settings)
        except (ProviderAway, NotVouchedFor) as error:
            raise _away() from error
    async with database.transaction() as session:
        session.add(
            SignInAttempt(
                state_hash=tokens.fingerprint(state),
                browser_hash=tokens.fingerprint(bound),
                nonce=nonce,
                verifier=verifier,
                next_path=rules.local_path(next_path),
                created_at=at,
                expires_at=at + rules.ATTEMPT_LIFE,
            )
        )
    address = provider.address(
        endpoints, settings, state=state, nonce=nonce, verifier=verifier, locale=language
    )
    return Leaving(address=address, browser=bound)


async def come_back(
    database: Database, settings: Settings, *, state: str, code: str | None, browser: str | None
) -> Back:
    """End a sign-in that was begun in this browser, once.

    Raises Conflict if it was not, Forbidden if the provider does not vouch for somebody who works
    here, and Unavailable if it does not answer.
    """
    at = clock.now()
    async with database.transaction() as session:
        attempt = await _use(session, state, browser, at)
    if attempt is None:
        raise Conflict(
            "sign_in_over", "This sign-in was begun elsewhere, or too long ago. Begin it again."
        )
    if code is None:
        raise _refused()
    async with httpx.AsyncClient(timeout=TIMEOUT) as http:
        try:
            claims = await provider.vouch(
                http, settings, code=code, nonce=attempt.nonce, verifier=attempt.verifier, at=at
            )
        except ProviderAway as error:
            raise _away() from error
        except NotVouchedFor as error:
            log.warning("sign-in refused", extra={"reason": str(error)})
            raise _refused() from error
    async with database.transaction() as session:
        answer = await _admit(session, settings, claims, at)
    if isinstance(answer, StafettError):
        raise answer
    return Back(opened=answer, next_path=attempt.next_path)


async def _use(
    session: AsyncSession, state: str, browser: str | None, at: datetime
) -> SignInAttempt | None:
    attempt = await store.attempt(session, tokens.fingerprint(state))
    if attempt is None or attempt.used_at is not None or at >= attempt.expires_at:
        return None
    if not tokens.same(attempt.browser_hash, tokens.fingerprint(browser or "")):
        return None
    attempt.used_at = at
    return attempt


async def _admit(
    session: AsyncSession, settings: Settings, claims: Claims, at: datetime
) -> Opened | Forbidden:
    """Match by verified address; only who works here is let in this way."""
    if claims.email is None or not claims.email_verified:
        await audit.record(
            session, AuditKind.SIGN_IN_REFUSED, data={"reason": "address_not_verified"}
        )
        return Forbidden(
            "address_not_verified", "Your employer has not confirmed your e-mail address."
        )
    person = await people.by_address(session, claims.email)
    if person is None or not await people.works_here(session, person.id):
        about = person.id if person else None
        await audit.record(
            session, AuditKind.SIGN_IN_REFUSED, about=about, data={"reason": "not_employed"}
        )
        return Forbidden("not_employed", "Only who works here can do this.")
    await people.prove(session, person.id, at)
    return await sessions.begin(session, person.id, Method.OIDC, at, settings)


def _away() -> Unavailable:
    return Unavailable(
        "identity_provider_away", "Your employer's sign-in does not answer. Please try again."
    )


def _refused() -> Forbidden:
    return Forbidden("sign_in_refused", "Your employer's sign-in did not confirm who you are.")
