"""Settings: from the environment or from files, and never with default secrets in production."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from services.kit.settings import Settings, settings

KEY = f"k1:{base64.b64encode(bytes(32)).decode()}"
SECRETS = {
    "stafett_secret": "s" * 40,
    "stafett_payload_keys": KEY,
    "stafett_file_keys": KEY,
    "stafett_database_password": "p@ss/word",
}
ADDRESSES = {
    "STAFETT_MODE": "production",
    "STAFETT_DATABASE_URL": "postgresql+psycopg://stafett@postgres/stafett",
    "STAFETT_TEMPORAL_ADDRESS": "temporal:7233",
    "STAFETT_OIDC_ISSUER": "https://login.example.org",
    "STAFETT_PUBLIC_URL": "https://stafett.example.org",
    "STAFETT_SMTP_HOST": "mail.example.org",
    "STAFETT_SMTP_TLS": "starttls",
}


@pytest.fixture
def in_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in SECRETS.items():
        (tmp_path / name).write_text(f"{value}\n")
    for name, value in ADDRESSES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STAFETT_SECRETS_DIR", str(tmp_path))
    settings.cache_clear()
    return tmp_path


@pytest.fixture(autouse=True)
def forgotten_afterwards() -> Iterator[None]:
    yield
    settings.cache_clear()


def test_secrets_are_read_from_files(in_production: Path) -> None:
    chosen = settings()
    assert chosen.secret.get_secret_value() == SECRETS["stafett_secret"]
    assert chosen.database_url == "postgresql+psycopg://stafett:p%40ss%2Fword@postgres/stafett"
    assert "p@ss" not in repr(chosen.database_password)


@pytest.mark.parametrize("missing", ["stafett_secret", "stafett_payload_keys", "stafett_file_keys"])
def test_production_refuses_what_everybody_knows(in_production: Path, missing: str) -> None:
    (in_production / missing).unlink()
    with pytest.raises(ValidationError, match=missing.upper()):
        settings()


@pytest.mark.parametrize("missing", ["STAFETT_SMTP_HOST", "STAFETT_SMTP_TLS", "STAFETT_PUBLIC_URL"])
def test_production_chooses_the_way_of_mail_and_https(
    in_production: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(missing)
    with pytest.raises(ValidationError, match=missing):
        settings()


def test_a_forgotten_mode_opens_nothing(
    in_production: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STAFETT_MODE")
    with pytest.raises(ValidationError, match="STAFETT_MODE"):
        settings()
    # On one machine only the secret tells that this is no laptop.
    monkeypatch.setenv("STAFETT_DATABASE_URL", "postgresql+psycopg://stafett@127.0.0.1/stafett")
    monkeypatch.setenv("STAFETT_TEMPORAL_ADDRESS", "127.0.0.1:7233")
    with pytest.raises(ValidationError, match="STAFETT_MODE"):
        settings()


def test_on_a_laptop_nothing_need_be_set(tmp_path: Path) -> None:
    chosen = Settings(home=tmp_path)
    assert str(chosen.postgres_port) in chosen.database_url
    assert chosen.temporal_address.endswith(str(chosen.temporal_port))


WEBCRUITER = {
    "webcruiter_url": "https://webcruiter.example.org/api",
    "webcruiter_token_url": "https://webcruiter.example.org/token",
    "webcruiter_client_id": "stafett",
    "webcruiter_client_secret": "secret",
}


def test_our_own_cases_are_the_applicant_system_by_default(tmp_path: Path) -> None:
    assert Settings(home=tmp_path).ats == "own"


@pytest.mark.parametrize("missing", WEBCRUITER)
def test_half_a_webcruiter_is_refused(missing: str) -> None:
    assert Settings.model_validate({"ats": "webcruiter", **WEBCRUITER}).ats == "webcruiter"
    with pytest.raises(ValidationError, match=f"STAFETT_{missing.upper()}"):
        Settings.model_validate({"ats": "webcruiter", **WEBCRUITER, missing: ""})


def test_an_unknown_applicant_system_is_refused() -> None:
    with pytest.raises(ValidationError, match="ats"):
        Settings.model_validate({"ats": "other"})
