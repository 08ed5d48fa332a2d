"""`docker-compose.yml` and what it mounts. The containers themselves are not started here."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from grader.model import Lane

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
FAULT_TEST = ROOT / "docker/fault-test"


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


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_service_that_stays_has_a_health_check(name):
    assert {"test", "interval", "timeout", "retries"} <= set(SERVICES[name]["healthcheck"])


@pytest.mark.parametrize("lane", list(Lane))
@pytest.mark.parametrize(("age", "healthy"), [(0, True), (60, False), (None, False)])
def test_a_worker_is_healthy_while_its_heartbeat_is_fresh(lane, age, healthy, tmp_path):
    service = SERVICES[f"worker-{lane.value}"]
    kind, command = service["healthcheck"]["test"]
    heartbeat = Path(service["environment"]["GRADER_HEARTBEAT_DIR"]) / f"{lane.value}.heartbeat"
    assert (kind, command.count(str(heartbeat))) == ("CMD-SHELL", 1)
    ours = tmp_path / heartbeat.name
    if age is not None:
        ours.touch()
        os.utime(ours, (time.time() - age, time.time() - age))
    check = subprocess.run(["sh", "-c", command.replace(str(heartbeat), str(ours))], stderr=subprocess.DEVNULL)
    assert (check.returncode == 0) is healthy


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


def test_the_fault_test_kills_every_service_that_stays():
    default = re.search(r"^SERVICES=\$\{SERVICES:-(.+)\}$", (FAULT_TEST / "run").read_text(), flags=re.MULTILINE)
    assert set(default[1].split()) == set(SERVICES) - {"migrate"}


def test_the_fault_test_checks_the_security_options_of_the_workers():
    worker = COMPOSE["x-worker"]
    # Compose and the command line write the same options differently.
    text = [option.replace("seccomp:", "seccomp=$CHECKOUT/") for option in worker["security_opt"]]
    options = [f"cap-drop={name}" for name in worker["cap_drop"]]
    options += ["security-opt=" + option.replace("apparmor:", "apparmor=") for option in text]
    named = re.search(r"^OPTIONS=\((.+?)^\)", (FAULT_TEST / "checks.sh").read_text(), flags=re.MULTILINE | re.DOTALL)
    assert [line.strip().strip('"').removeprefix("--") for line in named[1].strip().splitlines()] == options


@pytest.mark.parametrize(
    "path", sorted(path for path in FAULT_TEST.rglob("*") if path.suffix == ".sh" or path.name == "run")
)
def test_the_scripts_of_the_fault_test_can_be_read(path):
    subprocess.run(["bash", "-n", path], check=True)


def test_the_external_grader_of_open_edx_fits_the_other_services():
    added = yaml.safe_load((ROOT / "docker/xqueue.yml").read_text(encoding="utf-8"))
    (service,) = added["services"].values()
    assert {"mem_limit", "pids_limit", "logging"} <= set(service)
    assert service["image"] == SERVICES["web"]["image"]
    assert set(service["depends_on"]) <= set(SERVICES)
    assert set(service["secrets"]) <= {*COMPOSE["secrets"], *added["secrets"]}
    assert f"{service['environment']['GRADER_HEARTBEAT_DIR']}/xqueue.heartbeat" in service["healthcheck"]["test"][1]
    assert service["environment"]["GRADER_DEMO"] == "false"
