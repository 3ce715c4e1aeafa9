"""The identity provider: OpenID Connect, authorization code with PKCE.

What it says is believed only after the checks of OpenID Connect Core § 3.1.3.7: signature by a
key of the issuer, issuer, audience, times, nonce, and the `acr` where one is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import httpx
from authlib.oauth2 import rfc7636
from authlib.oauth2.rfc6749 import parameters
from authlib.oidc.core import CodeIDToken
from httpx import USE_CLIENT_DEFAULT
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from pydantic import BaseModel, ValidationError

from services.kit.settings import Settings

SCOPE = "openid email profile"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures with a public key only, so that the client's secret can never sign a token."""
LEEWAY = 60
"""Seconds by which the provider's clock may differ from ours."""


class ProviderAway(Exception):
    """The provider did not answer, or not in the form of OpenID Connect."""


class NotVouchedFor(Exception):
    """What came back does not prove who somebody is; the reason is a code for the log."""


class Endpoints(BaseModel):
    """What the provider says about itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None


@dataclass(frozen=True)
class Claims:
    """What the provider vouches for."""

    subject: str
    email: str | None
    email_verified: bool


def callback_of(settings: Settings) -> str:
    """Where the provider sends people back to; register it there."""
    return f"{settings.public_url.rstrip('/')}/api/v1/sign-in/callback"


async def discover(http: httpx.AsyncClient, settings: Settings) -> Endpoints:
    """The provider's endpoints; it must call itself what the settings call it."""
    issuer = settings.oidc_issuer.rstrip("/")
    try:
        endpoints = Endpoints.model_validate(
            await _json(http, f"{issuer}/.well-known/openid-configuration")
        )
    except ValidationError as error:
        raise ProviderAway from error
    if endpoints.issuer.rstrip("/") != issuer:
        raise NotVouchedFor("issuer")
    return endpoints


_grant_uri = cast("Callable[..., str]", parameters.prepare_grant_uri)
_challenge = cast("Callable[[str], str]", rfc7636.create_s256_code_challenge)


def address(
    endpoints: Endpoints, settings: Settings, *, state: str, nonce: str, verifier: str, locale: str
) -> str:
    """Where to send the browser."""
    asked = {"acr_values": settings.oidc_acr} if settings.oidc_acr else {}
    return _grant_uri(
        endpoints.authorization_endpoint,
        client_id=settings.oidc_client_id,
        response_type="code",
        redirect_uri=callback_of(settings),
        scope=SCOPE,
        state=state,
        nonce=nonce,
        code_challenge=_challenge(verifier),
        code_challenge_method="S256",
        ui_locales=locale,
        **asked,
    )


async def vouch(
    http: httpx.AsyncClient,
    settings: Settings,
    *,
    code: str,
    nonce: str,
    verifier: str,
    at: datetime,
) -> Claims:
    """Exchange the code, and check everything that comes back."""
    endpoints = await discover(http, settings)
    tokens = await _exchange(http, endpoints, settings, code, verifier)
    keys = await _json(http, endpoints.jwks_uri)
    claims = check(tokens, keys, endpoints.issuer, settings, nonce=nonce, at=at)
    if "email" not in claims and endpoints.userinfo_endpoint:
        told = await _json(http, endpoints.userinfo_endpoint, tokens.get("access_token"))
        if told.get("sub") != claims["sub"]:
            raise NotVouchedFor("subject")
        claims = {**told, **claims}
    email = claims.get("email")
    return Claims(
        subject=str(claims["sub"]),
        email=email if isinstance(email, str) else None,
        email_verified=claims.get("email_verified") is True,
    )


def check(
    tokens: dict[str, Any],
    keys: dict[str, Any],
    issuer: str,
    settings: Settings,
    *,
    nonce: str,
    at: datetime,
) -> dict[str, Any]:
    """The claims of the id token, if it is from this issuer, for us, for this sign-in, and now."""
    try:
        token = jwt.decode(
            str(tokens.get("id_token")),
            KeySet.import_key_set(cast("KeySetSerialization", keys)),
            algorithms=ALGORITHMS,
        )
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": settings.oidc_client_id},
            },
            params={
                "nonce": nonce,
                "client_id": settings.oidc_client_id,
                "access_token": tokens.get("access_token"),
            },
        )
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, KeyError) as error:
        raise NotVouchedFor(type(error).__name__) from error
    if settings.oidc_acr and token.claims.get("acr") != settings.oidc_acr:
        raise NotVouchedFor("acr")
    return token.claims


async def _exchange(
    http: httpx.AsyncClient, endpoints: Endpoints, settings: Settings, code: str, verifier: str
) -> dict[str, Any]:
    secret = settings.oidc_client_secret.get_secret_value()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback_of(settings),
        "client_id": settings.oidc_client_id,
        "code_verifier": verifier,
    }
    # A client without a secret is a public one, and proves itself by PKCE alone.
    basic = httpx.BasicAuth(settings.oidc_client_id, secret) if secret else USE_CLIENT_DEFAULT
    try:
        response = await http.post(endpoints.token_endpoint, data=form, auth=basic)
        if response.status_code == 400:
            raise NotVouchedFor("code")
        return response.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderAway from error


async def _json(http: httpx.AsyncClient, url: str, bearer: str | None = None) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    try:
        return (await http.get(url, headers=headers)).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderAway from error
