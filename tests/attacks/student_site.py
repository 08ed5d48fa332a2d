"""Everything that the web application sends to the student of a graded submission, page by page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from flask import Flask

from grader.settings import Settings
from grader.store import accounts, courses, repairs, runs
from grader.store.models import Role
from grader.worker.events import Publisher
from grader.worker.grading.event_sink import EventSink
from grader.worker.grading.receipts import receipt
from tests.attacks.hidden_inputs import Graded
from tests.databases import copy_into, make_template
from tests.web.clients import Browser, Program, password_hash
from tests.web.redis_server import redis_server
from tests.web.world import World, make_world
from web.app import create_app
from web.services import Services

STREAM, JSON = {"Accept": "text/event-stream"}, {"Accept": "application/json"}


class StudentSite:
    """The real application with a course that has every assignment."""

    def __init__(self, app: Flask, world: World) -> None:
        self._app = app
        self._world = world
        self._numbers = count(1)
        self._services: Services = app.extensions["services"]
        self._publisher = Publisher(self._services.settings)
        self._program = Program(app.test_client(), world.student_token)

    def shown(self, slug: str, graded: Graded) -> Iterator[tuple[str, str]]:
        """(address, what is answered) of everything about the submission that its student may ask for."""
        browser, email = self._new_student(slug)
        submission = self._store(slug, graded, email)
        course, page = f"/courses/{self._world.networks}/{slug}", f"/submissions/{submission}"
        paths = [page, f"{page}/repairs", f"{page}/receipt", f"{page}/receipt.json", f"{page}/state", course]
        paths += [f"{course}/history", "/", "/account/data.json", "/account"]
        paths += [f"/compare?old={submission}&new={submission}"]
        for path in paths:
            yield self._text(path, browser.get(path))
        for headers in (STREAM, JSON):
            yield self._text(f"{page}/events", browser.get(f"{page}/events", headers=headers))
            yield self._text(f"API {page}/events", self._program.get(f"{page}/events", headers=headers))
        for path in (page, f"{page}/repairs"):
            yield self._text(f"API {path}", self._program.get(path))
        yield self._text(f"API {slug}", self._program.get(f"/assignments/{slug}"))
        with zipfile.ZipFile(io.BytesIO(browser.get("/account/data.zip").data)) as archive:
            yield "/account/data.zip", archive.read("data.json").decode()

    def close(self) -> None:
        """Close the connections."""
        self._publisher.close()
        self._services.close()

    def _text(self, address, response) -> tuple[str, str]:
        assert response.status_code == 200, (address, response.status_code, response.text)
        text = response.text
        response.close()
        return address, text

    def _new_student(self, slug: str) -> tuple[Browser, str]:
        email = f"student{next(self._numbers)}@example.edu"
        browser = Browser(self._app.test_client())
        with self._services.database.write() as db:
            person = accounts.create_person(db, email=email, name="Student", password_hash=password_hash())
            courses.enrol(db, self._world.networks, person.id, Role.STUDENT)
            courses.set_assignment(db, self._world.networks, slug)
            key = accounts.open_session(db, person.id, days=1)
        with browser.client.session_transaction() as cookie:
            cookie["key"] = key
        return browser, email

    def _store(self, slug: str, graded: Graded, student: str) -> str:
        """Hand in by the API, and store events, report and receipt as a worker does."""
        fields = {"assignment": slug, "student": student, "filename": graded.source.filename}
        answer = self._program.post("/submissions", json={**fields, "source": graded.source.cells[0]})
        assert answer.status_code == 202, answer.text
        submission: str = answer.json["id"]
        database = self._services.database
        with database.write() as db:
            claim = runs.claim(db, submission, holder="test", lease_seconds=60)
        assert claim is not None
        sink = EventSink(claim, database, self._publisher)
        for event in graded.events:
            sink(event)
        stands_on = receipt(suite_version="tests", sha256=claim.sha256, run=claim.run, jail="warm")
        with database.write() as db:
            done = runs.finish(
                db, claim, graded.report, receipt=stands_on, events=sink.take_unstored(), seq=sink.next_seq()
            )
            job = repairs.job(db, submission) if graded.repairs is not None else None
            if job is not None and graded.repairs is not None:
                repairs.save(db, job, "code", graded.repairs)
        self._publisher.publish(done)
        return submission


@contextmanager
def student_site(folder: Path) -> Iterator[StudentSite]:
    """The application with a database in `folder` and a Redis of its own."""
    with redis_server() as url:
        settings = Settings.from_env(
            {"GRADER_DATA_DIR": str(folder), "GRADER_SECRET_KEY": "not secret in tests", "GRADER_REDIS_URL": url}
        )
        app = create_app(settings)
        app.testing = True
        database = app.extensions["services"].database
        copy_into(database, make_template(folder))
        with closing(StudentSite(app, make_world(database))) as site:
            yield site
