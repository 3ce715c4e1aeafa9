"""All settings, in one class, from the environment (prefix `STAFETT_`) or files of secrets."""

import os
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url

DEFAULT_SECRET = "only-for-the-embedded-mode-on-a-laptop"  # noqa: S105 - refused elsewhere

_THIS_MACHINE = frozenset({None, "", "localhost", "127.0.0.1", "::1", "[::1]"})


class Settings(BaseSettings):
    """What one installation chooses.

    Any of it may also be a file of that name, such as `stafett_secret`, in the folder that
    `STAFETT_SECRETS_DIR` names.
    """

    model_config = SettingsConfigDict(env_prefix="STAFETT_", extra="ignore")

    mode: Literal["embedded", "production"] = "embedded"
    home: Path = Path(".stafett")
    house: str = "Helse Nord"
    """Whose pages these are, as the top of each says."""
    public_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    web_port: int = 8000
    web_processes: int = Field(default=1, ge=1)
    metrics_port: int = 9100
    worker_metrics_port: int = 9101

    postgres_port: int = 5499
    database_url: str = ""
    database_password: SecretStr = SecretStr("")
    """Goes into `database_url`, so that the address itself is no secret."""
    database_role: str = ""
    """Whom `migrate` gives the rights of web and worker: the role they sign in to the database
    with, where it is not the one that owns the tables."""
    database_pool: int = Field(default=20, ge=1)

    temporal_port: int = 7233
    temporal_ui_port: int = 8233
    temporal_address: str = ""
    temporal_namespace: str = "default"
    task_queue: str = "stafett"
    decision_timeout: timedelta = timedelta(seconds=10)

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 2525
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: Literal["none", "starttls", "tls"] = "none"
    inbox_port: int = 8025
    mail_from: str = "stafett@helse.example.org"

    secret: SecretStr = SecretStr(DEFAULT_SECRET)
    payload_keys: SecretStr = SecretStr("")
    """`id:base64` pairs, comma separated, of 32 byte keys; the first encrypts, all decrypt."""
    file_keys: SecretStr = SecretStr("")
    file_store: str = ""
    """An obstore address such as `s3://bucket`; empty means a folder below `home`."""

    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")

    oidc_acr: str = ""
    """The `acr` staff must have signed in with, such as one for two factors; empty: any."""
    session_idle_staff: timedelta = timedelta(hours=8)
    session_idle: timedelta = timedelta(hours=2)
    """For who comes by a mailed link: candidates and referees."""
    session_absolute: timedelta = timedelta(hours=12)

    ats: Literal["own", "webcruiter"] = "own"
    """The applicant system whose hired candidates are received: our own cases, or Webcruiter."""
    webcruiter_url: str = ""
    webcruiter_token_url: str = ""
    webcruiter_client_id: str = ""
    webcruiter_client_secret: SecretStr = SecretStr("")
    webcruiter_scope: str = ""
    """Only where Talentech asks for one."""

    retention: timedelta = timedelta(days=365)
    """How long an unsuccessful application is kept after the appointment."""
    otlp_endpoint: str = ""
    log_level: str = "INFO"

    @model_validator(mode="after")
    def _fill_in_embedded_addresses(self) -> Self:
        if self.mode == "embedded":
            self.database_url = (
                self.database_url
                or f"postgresql+psycopg://postgres@127.0.0.1:{self.postgres_port}/stafett"
            )
            self.temporal_address = self.temporal_address or f"127.0.0.1:{self.temporal_port}"
        return self

    @model_validator(mode="after")
    def _put_password_into_address(self) -> Self:
        password = self.database_password.get_secret_value()
        if password and self.database_url:
            address = make_url(self.database_url).set(password=password)
            self.database_url = address.render_as_string(hide_password=False)
        return self

    @model_validator(mode="after")
    def _refuse_half_an_applicant_system(self) -> Self:
        if self.ats == "own":
            return self
        needed = {
            "STAFETT_WEBCRUITER_URL": self.webcruiter_url,
            "STAFETT_WEBCRUITER_TOKEN_URL": self.webcruiter_token_url,
            "STAFETT_WEBCRUITER_CLIENT_ID": self.webcruiter_client_id,
            "STAFETT_WEBCRUITER_CLIENT_SECRET": self.webcruiter_client_secret.get_secret_value(),
        }
        if wanting := [name for name, value in needed.items() if not value]:
            raise ValueError(f"with STAFETT_ATS=webcruiter these must be set: {', '.join(wanting)}")
        return self

    @model_validator(mode="after")
    def _refuse_default_secrets(self) -> Self:
        if self.mode == "embedded":
            return self
        wanting = [
            name
            for name, missing in {
                "STAFETT_SECRET": self.secret.get_secret_value() == DEFAULT_SECRET
                or len(self.secret.get_secret_value()) < 32,
                "STAFETT_PAYLOAD_KEYS": not self.payload_keys.get_secret_value(),
                "STAFETT_FILE_KEYS": not self.file_keys.get_secret_value(),
                "STAFETT_DATABASE_URL": not self.database_url,
                "STAFETT_TEMPORAL_ADDRESS": not self.temporal_address,
                "STAFETT_OIDC_ISSUER": not self.oidc_issuer,
                # Where mail goes and whether others can read it on the way is chosen, not left.
                "STAFETT_SMTP_HOST": "smtp_host" not in self.model_fields_set,
                "STAFETT_SMTP_TLS": "smtp_tls" not in self.model_fields_set,
            }.items()
            if missing
        ]
        if wanting:
            raise ValueError(f"outside the embedded mode these must be set: {', '.join(wanting)}")
        if not self.public_url.startswith("https://"):
            raise ValueError("outside the embedded mode STAFETT_PUBLIC_URL must begin with https:")
        return self

    @model_validator(mode="after")
    def _refuse_embedded_away_from_home(self) -> Self:
        """Nobody opens the choice of demo people to everybody by forgetting to say the mode."""
        if self.mode != "embedded":
            return self
        hosts = {
            "STAFETT_DATABASE_URL": make_url(self.database_url).host,
            "STAFETT_TEMPORAL_ADDRESS": self.temporal_address.rpartition(":")[0],
        }
        away = [name for name, host in hosts.items() if host not in _THIS_MACHINE]
        if away:
            raise ValueError(
                "in the embedded mode everything is on this machine, which these are not:"
                f" {', '.join(away)}. Is STAFETT_MODE=production forgotten?"
            )
        own_secret = self.secret.get_secret_value() != DEFAULT_SECRET
        if own_secret and "mode" not in self.model_fields_set:
            raise ValueError("STAFETT_SECRET is set: say the mode in STAFETT_MODE too")
        return self


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    folder = os.environ.get("STAFETT_SECRETS_DIR")
    return Settings(_secrets_dir=folder)  # pyright: ignore[reportCallIssue] - pydantic's own
