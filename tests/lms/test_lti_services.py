"""Scores and members at the LTI consumer of Open edX."""

import base64
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from grader.model import Verdict
from grader.settings import Settings
from grader.store import (
    Database,
    accounts,
    courses,
    lti_keys,
    lti_links,
    lti_platforms,
    lti_rosters,
    lti_users,
    migrate,
    overrides,
    privacy,
)
from grader.store.comments import Author
from grader.store.models import LtiScore, Role, ScoreState
from grader.worker.lms.sender import LmsSender
from tests.store.conftest import World
from tests.worker.parts import wait_until
from tests.worker.service_process import free_port

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
LINK = "https://purl.imsglobal.org/spec/lti/claim/resource_link"
TOOL = "http://127.0.0.1:1"


class Consumer:
    """The consumer as a server, and what it says in a launch."""

    def __init__(self, folder, state):
        self._folder, self._port = folder / "lti_end", free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        venv = os.environ.get("LTI_END_VENV") or str(Path(tempfile.gettempdir()) / "lti-end-venv")
        own = {"LTI_END_STATE": str(state), "LTI_END_VENV": venv, "LTI_END_PORT": str(self._port)}
        self._env = {**os.environ, **own, "PYTHONDONTWRITEBYTECODE": "1"}
        self._log = (state / "server.log").open("a")
        command = [self._folder / "serve.sh", str(self._port)]
        self._process = subprocess.Popen(command, env=self._env, stdout=self._log, stderr=self._log)
        wait_until(self._answers, seconds=600)

    def _answers(self):
        assert self._process.poll() is None
        try:
            return requests.get(f"{self.url}/state", timeout=5).ok
        except requests.RequestException:
            return False

    def register(self, name, *options):
        urls = ["--login-url", f"{TOOL}/login", "--launch-url", f"{TOOL}/launch"]
        command = [self._folder / "do.sh", "register.py", name, *urls, *options]
        return json.loads(subprocess.run(command, env=self._env, check=True, capture_output=True).stdout)

    def launch(self, name, person, registration):
        """The claims of a launch, read without any check."""
        browser = requests.Session()
        login = browser.get(f"{self.url}/start/{name}/{person}", allow_redirects=False, timeout=20)
        asked = {key: values[0] for key, values in parse_qs(urlsplit(login.headers["Location"]).query).items()}
        query = {"client_id": asked["client_id"], "redirect_uri": f"{TOOL}/launch", "state": "s", "nonce": person}
        query |= {key: asked[key] for key in ("login_hint", "lti_message_hint")}
        query |= {"response_type": "id_token", "response_mode": "form_post", "scope": "openid", "prompt": "none"}
        page = browser.get(registration["auth_login_url"], params=query, timeout=20).text
        token = page.partition('name="id_token"')[2].partition('value="')[2].partition('"')[0]
        body = token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))

    def grade_of(self, name):
        """Points of somebody in the gradebook."""
        found = requests.get(f"{self.url}/state", timeout=20).json()["gradebook"]
        return [row["earned"] for row in found if row["who"] == name]

    def scores_of(self, name):
        return [row for row in requests.get(f"{self.url}/state", timeout=20).json()["scores"] if row["who"] == name]

    def close(self):
        self._process.terminate()
        self._process.wait()
        self._log.close()


@pytest.fixture(scope="module")
def consumer(lms, tmp_path_factory):
    made = Consumer(lms, tmp_path_factory.mktemp("consumer"))
    yield made
    made.close()


class Connected:
    """A course with Alice and Bob that is connected to the consumer."""

    def __init__(self, consumer, folder, name, *options):
        self.consumer = consumer
        environ = {"GRADER_DATA_DIR": str(folder), "GRADER_LTI_PRIVATE": "yes"}
        settings = Settings.from_env(environ)
        self.database = Database(settings.database_url)
        migrate(self.database)
        with self.database.write() as session:
            self.course_id = courses.create_course(session, name="Networks").id
            courses.set_assignment(session, self.course_id, "relu_der")
            key = lti_keys.private_key(lti_keys.signing_key(session))
        public = folder / "public.pem"
        public.write_bytes(key.as_pem(private=False))
        registration = consumer.register(name, "--public-key", str(public), *options)
        self.claims = {who: consumer.launch(name, who, registration) for who in ("alice", "bob")}
        self._store(registration)
        self.world = World(self.database, self.course_id)
        self.sender = LmsSender(settings, holder="test")

    def _store(self, registration):
        new = lti_platforms.NewPlatform(
            course_id=self.course_id,
            name="Open edX",
            issuer=registration["issuer"],
            client_id=registration["client_id"],
            login_url=registration["auth_login_url"],
            token_url=registration["auth_token_url"],
            jwks_url=registration["key_set_url"],
            deployment_id=registration["deployment_id"],
        )
        said = self.claims["alice"]
        with self.database.write() as session:
            platform = lti_platforms.add(session, new, actor="system")
            context = lti_links.see_context(
                session, platform, "1", "c", title="", nrps=said.get(NRPS), ags=said.get(AGS)
            )
            self.context_id = context.id
            link = lti_links.see_link(session, context, said[LINK]["id"], title="", ags=said.get(AGS))
            lti_links.choose(session, link.id, "relu_der")
            for who, claims in self.claims.items():
                person = accounts.create_person(
                    session, email=f"{who}@example.org", name=who.title(), password_hash="none"
                )
                courses.enrol(session, self.course_id, person.id, Role.STUDENT)
                lti_users.link(session, platform, claims["sub"], person.id)

    def settle(self):
        """Let the sender work until nothing is due."""
        wait_until(self._is_settled, seconds=60)

    def _is_settled(self):
        self.sender.send_due()
        time.sleep(0.2)
        with self.database.read() as session:
            return all(row.state is ScoreState.SENT for row in session.query(LtiScore))

    def set_points(self, submission, points):
        author = Author(person_id=None, name="token x")
        with self.database.write() as session:
            overrides.set_points(session, submission.id, row=None, score=points, reason="x", author=author)


@pytest.mark.parametrize("mode", ["declarative", "programmatic"])
def test_scores_reach_the_gradebook_of_open_edx(consumer, tmp_path, mode):
    connected = Connected(consumer, tmp_path, f"relu-{mode}", "--weight", "10", "--ags", mode)
    mine = connected.world.graded(Verdict.ACCEPTED, Verdict.WRONG_ANSWER, student="alice@example.org")
    connected.world.graded(Verdict.ACCEPTED, student="bob@example.org")
    connected.settle()
    assert consumer.grade_of("alice")[-1] == 5.0
    assert consumer.grade_of("bob")[-1] == 10.0
    for points in (2.0, 1.6):
        connected.set_points(mine, points)
        connected.settle()
    assert consumer.grade_of("alice")[-1] == 8.0
    with connected.database.write() as session:
        privacy.delete_person(session, accounts.by_email(session, "alice@example.org").id)
    wait_until(lambda: connected.sender.send_due() and _is_withdrawn(connected), seconds=60)
    assert consumer.scores_of("alice")[-1]["grading"] == "NotReady"


def _is_withdrawn(connected):
    with connected.database.read() as session:
        return session.query(LtiScore).filter_by(person_id=None).all() == []


def test_members_come_from_open_edx(consumer, tmp_path):
    connected = Connected(consumer, tmp_path, "members", "--nrps", "--pii")
    with connected.database.write() as session:
        assert lti_rosters.request_all(session, connected.course_id) == 1
    connected.sender.send_due()
    with connected.database.read() as session:
        rows = courses.members(session, connected.course_id)
        roles = sorted((each.person.name.lower(), each.role) for each in rows)
    assert {Role.STUDENT, Role.INSTRUCTOR} <= {role for _, role in roles}
    assert len(roles) >= 4
