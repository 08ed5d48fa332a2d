"""`docker-compose.yml` and what it mounts. The containers themselves are not started here."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_limits(name):
    service = SERVICES[name]
    assert {"mem_limit", "pids_limit"} <= set(service)
    assert {"max-size", "max-file"} <= set(service["logging"]["options"])


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_starts_after_healthy_ones(name):
    for other, how in SERVICES[name].get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            assert SERVICES[other]["healthcheck"]["test"]
        else:
            assert (other, how["condition"]) == ("migrate", "service_completed_successfully")


def test_every_image_is_built_once():
    built = [service["image"] for service in SERVICES.values() if "build" in service]
    assert sorted(built) == sorted(set(built))
    for service in SERVICES.values():
        if service["image"].startswith("nn-grader") and "build" not in service:
            assert (service["image"] in built, service["pull_policy"]) == (True, "never")


def test_the_web_can_be_scaled_and_the_demo_is_off():
    assert not {"ports", "container_name"} & set(SERVICES["web"])
    ours = [service for service in SERVICES.values() if "GRADER_DATABASE_URL_FILE" in service.get("environment", {})]
    assert [service["environment"]["GRADER_DEMO"] for service in ours] == ["false"] * 4


def test_the_stages_of_the_dockerfile_exist():
    stages = re.findall(r"^FROM \S+ AS (\w+)", (ROOT / "docker/Dockerfile").read_text(), flags=re.MULTILINE)
    assert {service["build"]["target"] for service in SERVICES.values() if "build" in service} <= set(stages)


def test_secrets_are_private_and_kept(tmp_path):
    shutil.copy(ROOT / "docker/make-secrets", tmp_path)
    if os.geteuid() not in (0, 1000):
        pytest.skip("only root and user 1000 can create the secrets")
    contents = []
    for _ in range(2):
        subprocess.run([tmp_path / "make-secrets"], check=True)
        files = sorted((tmp_path / "secrets").iterdir())
        assert [path.name for path in files] == sorted(COMPOSE["secrets"])
        assert {(stat.S_IMODE(path.stat().st_mode), path.stat().st_uid) for path in files} == {(0o400, 1000)}
        contents.append([path.read_text() for path in files])
    assert contents[0] == contents[1]


def test_secrets_are_not_in_the_build_context():
    assert (ROOT / ".dockerignore").read_text().splitlines()[-1] == "docker/secrets"
