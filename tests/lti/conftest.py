"""A course that a simulated platform knows, on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select

from grader.settings import Settings
from grader.store import accounts, courses, lti_keys, lti_links, lti_platforms, lti_users
from grader.store.lti_platforms import NewPlatform
from grader.store.models import LtiRoster, LtiScore, LtiService, Role
from grader.worker.lms.sender import LmsSender
from tests.lti.services import ITEMS_URL, MEMBERS_URL, TOKEN_URL, SimulatedClock, SimulatedServices
from tests.store import conftest as store

# The fixtures of the store's tests.
postgres, database, course = store.postgres, store.database, store.course
world, regrading = store.world, store.regrading

AGS = {
    "scope": [
        "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
        "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    ],
    "lineitems": ITEMS_URL,
}
NRPS = {"context_memberships_url": MEMBERS_URL, "service_versions": ["2.0"]}
_KEY = RSAKey.generate_key(2048)


@pytest.fixture
def clock():
    return SimulatedClock()


class Lms:
    """A platform that is connected to a course, with a link to `relu_der`, and the sender."""

    def __init__(self, database, course_id, clock, settings):
        self.database, self.course_id, self.clock = database, course_id, clock
        with database.write() as session:
            new = NewPlatform(
                course_id=course_id,
                name="Moodle",
                issuer="https://lms.example.edu",
                client_id="client",
                login_url="https://lms.example.edu/login",
                token_url=TOKEN_URL,
                jwks_url="https://lms.example.edu/jwks",
                deployment_id="1",
            )
            platform = lti_platforms.add(session, new, actor="system")
            self.platform_id = platform.id
            context = lti_links.see_context(session, platform, "1", "c1", title="Networks", nrps=NRPS, ags=AGS)
            self.context_id = context.id
            self.link_id = lti_links.see_link(session, context, "link-1", title="ReLU", ags=AGS).id
            lti_links.choose(session, self.link_id, "relu_der")
            for name in ("ada", "ben"):
                self.link(session, f"u-{name}", f"{name}@example.org")
        self.services = SimulatedServices(clock, _KEY)
        self.sender = self.another_sender(settings, "host 1")
        self.settings = settings

    def another_sender(self, settings, holder):
        return LmsSender(settings, holder=holder, send=self.services, now=self.clock.now, wait=self.clock.wait)

    def link(self, session, subject, email):
        platform = lti_platforms.get(session, self.platform_id)
        lti_users.link(session, platform, subject, accounts.by_email(session, email).id)

    def add_student(self, session, name):
        person = accounts.create_person(session, email=f"{name}@example.org", name=name, password_hash="")
        courses.enrol(session, self.course_id, person.id, Role.STUDENT)
        self.link(session, f"u-{name}", person.email)
        self.services.users.add(f"u-{name}")
        return person

    def run(self, *, hours=0.0, minutes=0.0):
        """Let the sender work for some time, from one moment at which something is due to the next."""
        until = self.clock.time + timedelta(hours=hours, minutes=minutes)
        while True:
            self.sender.send_due()
            following = self._next_due()
            if following is None or following > until:
                break
            self.clock.time = max(self.clock.time + timedelta(seconds=0.1), following)
        self.clock.time = max(self.clock.time, until)

    def _next_due(self):
        with self.database.read() as session:
            moments = [
                *session.scalars(
                    select(LtiScore.due_at).where(LtiScore.due_at.is_not(None)).order_by(LtiScore.due_at).limit(1)
                ),
                *session.scalars(select(LtiRoster.due_at)),
            ]
            service = session.get(LtiService, self.platform_id)
        pauses = (service.retry_at, service.lease_until) if service is not None else ()
        return max([min(moments), *(pause for pause in pauses if pause is not None)]) if moments else None


def _known_key(row):
    parameters = {"kid": row.kid, "alg": lti_keys.ALGORITHM, "use": "sig"}
    return RSAKey(_KEY.raw_value, _KEY.original_value, parameters)


@pytest.fixture
def lms(database, course, clock, tmp_path, monkeypatch):
    monkeypatch.setattr(lti_keys.RSAKey, "generate_key", lambda *_: _KEY)
    # Reading the key, which checks it, and the sender's own connections take longer than most tests.
    monkeypatch.setattr(lti_keys, "private_key", _known_key)
    monkeypatch.setattr("grader.worker.lms.sender.Database", lambda url: database)
    with database.write() as session:
        courses.set_assignment(session, course.id, "relu_der")
    url = database.engine.url.render_as_string(hide_password=False)
    settings = Settings.from_env({"GRADER_DATA_DIR": str(tmp_path), "GRADER_DATABASE_URL": url})
    made = Lms(database, course.id, clock, settings)
    yield made
    made.sender.close()
