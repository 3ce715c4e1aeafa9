"""Sign-in against a real OpenID provider, and everything about its answer that must not pass."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.oauth2 import rfc7636
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from pydantic import SecretStr
from sqlmodel import select

from services.access.oidc import provider, rules
from services.access.oidc.provider import NotVouchedFor
from services.access.sessions.tables import SignInAttempt
from services.embedded.children import free_port
from services.kit import clock
from services.kit.settings import Settings
from tests.access.hospital import BASE, Hospital

CLIENT = "stafett"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider of the package `oidc-provider-mock`, as a process of its own."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "-n", "true"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr
        while b"Uvicorn running" not in (line := process.stderr.readline()):
            assert line, "the provider did not start"
        yield address
        process.terminate()


@pytest.fixture
def hospital_with_provider(hospital: Hospital, issuer: str) -> Hospital:
    hospital.settings = hospital.settings.model_copy(
        update={
            "oidc_issuer": issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SecretStr("a-secret-of-the-client"),
        }
    )
    hospital.app.state.settings = hospital.settings
    return hospital


async def at_provider(issuer: str, address: str, email: str, *, verified: bool = True) -> str:
    """Sign in at the provider; returns where it sends the browser back to, below `/api/v1`."""
    async with httpx.AsyncClient() as browser:
        claims = {"email": email, "email_verified": verified}
        await browser.put(f"{issuer}/users/{email}", json=claims)
        response = await browser.post(address, data={"sub": email})
    assert response.status_code == 302, response.text
    location = response.headers["location"]
    assert location.startswith(f"{BASE}/api/v1/sign-in/callback?")
    return location.removeprefix(f"{BASE}/api/v1")


async def begin(browser: httpx.AsyncClient, next_path: str = "/cases") -> str:
    response = await browser.get("/sign-in", params={"next": next_path})
    assert response.status_code == 303
    return response.headers["location"]


class TestSignIn:
    async def test_not_set_up(self, hospital: Hospital) -> None:
        async with hospital.client() as browser:
            assert (await browser.get("/sign-in")).status_code == 404

    async def test_staff_get_in(self, hospital_with_provider: Hospital, issuer: str) -> None:
        async with hospital_with_provider.client() as browser:
            address = await begin(browser)
            asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
            assert asked["response_type"] == "code"
            assert asked["code_challenge_method"] == "S256"
            assert {"openid", "email"} <= set(asked["scope"].split())
            async with hospital_with_provider.database.transaction() as session:
                attempt = (await session.exec(select(SignInAttempt))).one()
            assert asked["code_challenge"] == rfc7636.create_s256_code_challenge(attempt.verifier)
            assert attempt.verifier not in address
            back = await at_provider(issuer, address, "Kari.Leder@helse.example.org")
            response = await browser.get(back)
            assert (response.status_code, response.headers["location"]) == (303, "/cases")
            me = (await browser.get("/session")).json()
        assert me["email"] == "kari.leder@helse.example.org"

    async def test_once(self, hospital_with_provider: Hospital, issuer: str) -> None:
        async with hospital_with_provider.client() as browser:
            back = await at_provider(issuer, await begin(browser), "kari.leder@helse.example.org")
            assert (await browser.get(back)).status_code == 303
            again = await browser.get(back)
            assert (again.status_code, again.json()["code"]) == (409, "sign_in_over")

    async def test_in_the_browser_that_began(
        self, hospital_with_provider: Hospital, issuer: str
    ) -> None:
        async with (
            hospital_with_provider.client() as browser,
            hospital_with_provider.client() as victim,
        ):
            back = await at_provider(issuer, await begin(browser), "kari.leder@helse.example.org")
            await begin(victim)
            response = await victim.get(back)
            assert (response.status_code, response.json()["code"]) == (409, "sign_in_over")
            assert (await victim.get("/session")).status_code == 401

    async def test_too_late(self, hospital_with_provider: Hospital, issuer: str) -> None:
        async with hospital_with_provider.client() as browser:
            back = await at_provider(issuer, await begin(browser), "kari.leder@helse.example.org")
            clock.set_offset(timedelta(minutes=10), mode="embedded")
            assert (await browser.get(back)).status_code == 409

    @pytest.mark.parametrize(
        ("email", "verified", "code"),
        [
            ("kari.leder@helse.example.org", False, "address_not_verified"),
            ("nobody@helse.example.org", True, "not_employed"),
            ("candidate@example.org", True, "not_employed"),
        ],
    )
    async def test_who_is_not_let_in(
        self,
        hospital_with_provider: Hospital,
        issuer: str,
        email: str,
        verified: bool,
        code: str,
    ) -> None:
        if email.startswith("candidate"):
            await hospital_with_provider.person(email)
        async with hospital_with_provider.client() as browser:
            back = await at_provider(issuer, await begin(browser), email, verified=verified)
            response = await browser.get(back)
            assert (response.status_code, response.json()["code"]) == (403, code)
            assert (await browser.get("/session")).status_code == 401

    async def test_refused_at_the_provider(
        self, hospital_with_provider: Hospital, issuer: str
    ) -> None:
        async with hospital_with_provider.client() as browser:
            state = parse_qs(urlsplit(await begin(browser)).query)["state"][0]
            back = f"/sign-in/callback?error=access_denied&state={state}"
            response = await browser.get(back)
            assert (response.status_code, response.json()["code"]) == (403, "sign_in_refused")

    async def test_invented_code(self, hospital_with_provider: Hospital, issuer: str) -> None:
        async with hospital_with_provider.client() as browser:
            state = parse_qs(urlsplit(await begin(browser)).query)["state"][0]
            response = await browser.get(f"/sign-in/callback?code=invented&state={state}")
            assert (response.status_code, response.json()["code"]) == (403, "sign_in_refused")

    async def test_provider_away(self, hospital: Hospital) -> None:
        away = {"oidc_issuer": f"http://127.0.0.1:{free_port()}", "oidc_client_id": CLIENT}
        hospital.app.state.settings = hospital.settings.model_copy(update=away)
        async with hospital.client() as browser:
            response = await browser.get("/sign-in")
            assert (response.status_code, response.json()["code"]) == (
                503,
                "identity_provider_away",
            )

    async def test_another_issuer_is_not_ours(
        self, hospital_with_provider: Hospital, issuer: str
    ) -> None:
        # The same server under another name says that its issuer is that other name.
        other = issuer.replace("127.0.0.1", "localhost")
        settings = hospital_with_provider.settings.model_copy(update={"oidc_issuer": issuer})
        async with httpx.AsyncClient(transport=Renamed(other)) as http:
            with pytest.raises(NotVouchedFor, match="issuer"):
                await provider.discover(http, settings)


class Renamed(httpx.AsyncHTTPTransport):
    """Sends every request to another name of the same server."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        target = httpx.URL(self._base)
        request.url = request.url.copy_with(host=target.host)
        request.headers["host"] = f"{target.host}:{target.port}"
        return await super().handle_async_request(request)


@dataclass(frozen=True)
class Signed:
    """An id token of our own making, and the keys that should have signed it."""

    tokens: dict[str, Any]
    keys: dict[str, Any]


ISSUER = "https://idp.example.org"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
KEYS: dict[str, Any] = {**KeySet([KEY]).as_dict()}
SETTINGS = Settings(oidc_issuer=ISSUER, oidc_client_id=CLIENT)


def claims(**changed: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    whole = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "kari",
        "iat": now,
        "exp": now + 300,
        "nonce": "n",
        "email": "kari@example.org",
    }
    return {name: value for name, value in (whole | changed).items() if value is not None}


def checked(
    told: dict[str, Any], *, key: Any = KEY, alg: str = "RS256", settings: Settings = SETTINGS
) -> dict[str, Any]:
    token = jwt.encode({"alg": alg, "kid": "one"}, told, key, algorithms=[alg])
    return provider.check({"id_token": token}, KEYS, ISSUER, settings, nonce="n", at=clock.now())


class TestIdToken:
    def test_right(self) -> None:
        assert checked(claims())["sub"] == "kari"

    @pytest.mark.parametrize(
        "changed",
        [
            {"iss": "https://evil.example.org"},
            {"iss": None},
            {"aud": "another-client"},
            {"aud": None},
            {"aud": [CLIENT, "another-client"]},
            {"aud": [CLIENT, "another-client"], "azp": "another-client"},
            {"nonce": "another"},
            {"nonce": None},
            {"exp": 1},
            {"exp": None},
            {"iat": 99999999999},
            {"sub": None},
        ],
    )
    def test_wrong(self, changed: dict[str, Any]) -> None:
        with pytest.raises(NotVouchedFor):
            checked(claims(**changed))

    def test_signed_by_somebody_else(self) -> None:
        with pytest.raises(NotVouchedFor):
            checked(claims(), key=RSAKey.generate_key(2048, {"kid": "one"}))

    def test_signed_with_the_secret_of_the_client(self) -> None:
        with pytest.raises(NotVouchedFor):
            checked(claims(), key=OctKey.import_key("s" * 32), alg="HS256")

    @pytest.mark.parametrize("token", ["", "a.b.c", None, "eyJhbGciOiJub25lIn0.e30."])
    def test_no_token(self, token: object) -> None:
        with pytest.raises(NotVouchedFor):
            provider.check({"id_token": token}, KEYS, ISSUER, SETTINGS, nonce="n", at=clock.now())

    def test_second_factor_where_it_is_asked_for(self) -> None:
        strict = SETTINGS.model_copy(update={"oidc_acr": "Level4"})
        assert checked(claims(acr="Level4"), settings=strict)
        for told in (claims(), claims(acr="Level3")):
            with pytest.raises(NotVouchedFor, match="acr"):
                checked(told, settings=strict)


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/cases/1?tab=2", "/cases/1?tab=2"),
        (None, "/"),
        ("", "/"),
        ("https://evil.example.org", "/"),
        ("//evil.example.org", "/"),
        ("/\\evil.example.org", "/"),
        ("cases", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_path_is_our_own(wanted: str | None, path: str) -> None:
    assert rules.local_path(wanted) == path
