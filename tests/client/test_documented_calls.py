"""Every curl command in docs/api/ runs as it is written there, against a service that listens."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess

import httpx
import pytest

from grader.model import Lifecycle
from grader.store import courses, device_sign_ins, tokens
from grader.store.models import Person
from tests.docs.documents import API_DOCUMENTS, read
from tests.worker.parts import wait_until

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
#: A stream that goes on until the client ends it, which curl does by itself here: its exit status 28.
ENDLESS, TIMED_OUT = "/api/v1/courses/1/events", 28


def commands(name: str) -> list[str]:
    """The curl commands of a document, with the lines that continue them."""
    return re.findall(r"^    (curl (?:.*\\\n)*.*)$", read(name), flags=re.MULTILINE)


DOCUMENTED = [
    pytest.param(name, command, id=f"{name.removeprefix('docs/')}-{number}")
    for name in API_DOCUMENTS
    if name != "docs/api.md"  # tests/client/test_walk_through.py runs that as a whole
    for number, command in enumerate(commands(name), 1)
]


@pytest.fixture
def variables(service, world, database):
    """What the commands take from the shell: a graded submission, and a sign-in and a token of Alice's."""
    lms = httpx.Client(base_url=service, headers={"Authorization": f"Bearer {world.instructor_token}"}, trust_env=False)
    body = {"assignment": "relu_der", "source": "def relu_der(dA, cache):\n    return dA\n"}
    submission = lms.post("/api/v1/submissions", json=body).json()["id"]
    begun = lms.post("/api/v1/device", data={"client_id": "my-editor"}).json()
    with database.write() as db:
        courses.set_assignment(db, world.networks, "backprop_homework")
        alice = db.get_one(Person, world.people["alice"])
        person = tokens.create_for_person(db, alice, name="my-editor", scopes=tokens.LEAST_SCOPES)[1]
        device_sign_ins.allow(db, begun["user_code"], alice.id)
    wait_until(lambda: lms.get(f"/api/v1/submissions/{submission}").json()["status"] == Lifecycle.GRADED.value)
    lms.close()
    given = {"URL": service, "TOKEN": world.instructor_token, "ID": submission, "CODE": begun["device_code"]}
    return {**given, "PERSON": person}


@pytest.mark.parametrize(("document", "command"), DOCUMENTED)
def test_it_is_answered(document, command, variables, tmp_path):
    if document == "docs/api/sign-in.md":
        variables["TOKEN"] = variables["PERSON"]
    seconds = 2 if ENDLESS in command else 60
    script = f'curl() {{ command curl -sS --fail-with-body --max-time {seconds} "$@"; }}\n{command}'
    environment = {**os.environ, **variables, "no_proxy": "*"}
    ran = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ran.returncode == (TIMED_OUT if ENDLESS in command else 0), ran.stdout + ran.stderr
    if "device/token" in command:
        assert json.loads(ran.stdout)["access_token"].startswith(tokens.PREFIX)


def test_the_documents_have_some():
    assert len(DOCUMENTED) == 9
