"""The command, as far as it does not stay running."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from services.cli import cli
from services.embedded.children import free_port
from services.embedded.postgres import Postgres
from services.embedded.temporal import TemporalServer
from services.kit.settings import settings

runner = CliRunner()


@pytest.fixture
def installation(
    postgres: Postgres,
    temporal_server: TemporalServer,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STAFETT_HOME", str(tmp_path))
    monkeypatch.setenv("STAFETT_DATABASE_URL", database_url)
    monkeypatch.setenv("STAFETT_TEMPORAL_ADDRESS", temporal_server.address)
    monkeypatch.setenv("STAFETT_SMTP_PORT", str(free_port()))
    monkeypatch.setenv("STAFETT_PUBLIC_URL", f"http://127.0.0.1:{free_port()}")
    settings.cache_clear()


@pytest.fixture(autouse=True)
def forgotten_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COLUMNS", "300")
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_seeding_twice_is_seeding_once(installation: None) -> None:
    first, second = (runner.invoke(cli, ["seed"]) for _ in range(2))
    assert "set up" in first.stdout
    assert "already" in second.stdout
    verified = runner.invoke(cli, ["audit", "verify"])
    assert verified.exit_code == 0
    assert "whole" in verified.stdout


def test_the_doctor_says_what_is_well_and_what_is_not(installation: None) -> None:
    said = runner.invoke(cli, ["doctor"])
    assert said.exit_code == 1
    lines = said.stdout.splitlines()
    well = {line.split(":")[0].split(maxsplit=1)[1] for line in lines if line.startswith("well")}
    wrong = {line.split(":")[0].split(maxsplit=1)[1] for line in lines if line.startswith("wrong")}
    assert {"Database", "Tables", "Temporal", "Sign-in", "Files"} <= well
    assert wrong == {"Durability", "Workers", "Mail", "Web application"}


def test_without_a_database_it_says_so_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFETT_POSTGRES_PORT", str(free_port()))
    said = runner.invoke(cli, ["audit", "verify"])
    assert said.exit_code == 3
    assert "cannot be used" in said.stdout


def test_a_database_without_tables_is_no_changed_audit(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.make_database("without_tables")
    monkeypatch.setenv("STAFETT_DATABASE_URL", postgres.url("without_tables"))
    said = runner.invoke(cli, ["audit", "verify"])
    assert said.exit_code == 3


def test_the_doctor_promises_nothing_without_the_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STAFETT_HOME", str(tmp_path))
    for name in ("POSTGRES_PORT", "TEMPORAL_PORT", "SMTP_PORT", "WEB_PORT"):
        monkeypatch.setenv(f"STAFETT_{name}", str(free_port()))
    said = " ".join(runner.invoke(cli, ["doctor"]).stdout.split())
    assert "As long as the database answers, applications are taken" in said


def test_the_doctor_asks_the_applicant_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("STAFETT_HOME", str(tmp_path))
    monkeypatch.setenv("STAFETT_ATS", "webcruiter")
    for name, value in (("URL", nowhere), ("TOKEN_URL", f"{nowhere}/token")):
        monkeypatch.setenv(f"STAFETT_WEBCRUITER_{name}", value)
    for name in ("CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.setenv(f"STAFETT_WEBCRUITER_{name}", "stafett")
    said = " ".join(runner.invoke(cli, ["doctor"]).stdout.split())
    assert "Applicant system: Webcruiter cannot be asked" in said


@pytest.mark.parametrize("command", ["up", "web", "worker", "seed"])
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("STAFETT_WEB_PORT", "eight thousand")
    said = runner.invoke(cli, [command])
    assert said.exit_code == 2
    assert "STAFETT_WEB_PORT" in said.stdout


def test_production_has_no_embedded_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFETT_MODE", "production")
    said = runner.invoke(cli, ["up"])
    assert said.exit_code == 2
    assert "STAFETT_SECRET" in said.stdout


def test_what_was_erased_is_erased_again_after_a_restore(
    installation: None, tmp_path: Path
) -> None:
    runner.invoke(cli, ["seed"])
    listed = tmp_path / "erased"
    listed.write_text(f"{uuid4()}\n\n{uuid4()}\n")
    said = runner.invoke(cli, ["erase-again", str(listed)])
    assert (said.exit_code, said.stdout.strip()) == (0, "0 of 2 applications were erased again.")
    listed.write_text("nobody\n")
    assert runner.invoke(cli, ["erase-again", str(listed)]).exit_code == 2
