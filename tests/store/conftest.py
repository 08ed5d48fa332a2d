"""Every test here runs on SQLite and on a real PostgreSQL."""

import time

import pytest

from grader.model import CaseResult, Diagnosis, HiddenText, Lane, Report, Source, Template, Upload, Verdict
from grader.store import Database, accounts, courses, runs, submissions
from grader.store.events import EventKind, StoredEvent, first_seq
from grader.store.models import Role
from tests.databases import copy_into, empty

LEASE = 30.0


@pytest.fixture(scope="session")
def postgres(postgres_url):
    database = Database(postgres_url)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
        copy_into(made, request.getfixturevalue("database_template"))
        yield made
        made.close()
        return
    made = request.getfixturevalue("postgres")
    empty(made)
    yield made


@pytest.fixture
def course(database):
    """A course with the students ada and ben."""
    with database.write() as session:
        made = courses.create_course(session, name="Networks", join_code="JOIN2345")
        for name in ("ada", "ben"):
            person = accounts.create_person(
                session, email=f"{name}@example.org", name=name.title(), password_hash="none"
            )
            courses.enrol(session, made.id, person.id, Role.STUDENT)
    return made


@pytest.fixture
def world(database, course):
    return World(database, course.id)


@pytest.fixture
def regrading(world):
    from tests.store.regrading import Regrading

    return Regrading(world)


@pytest.fixture
def pair(world):
    """One attempt of Ada with 1 of 2 points, and one of Ben with 2."""
    return world.graded(Verdict.ACCEPTED, Verdict.WRONG_ANSWER), world.graded(
        Verdict.ACCEPTED, Verdict.ACCEPTED, student="ben@example.org"
    )


class World:
    """Hands in and grades without a worker."""

    def __init__(self, database, course_id):
        self.database = database
        self.course_id = course_id

    def new(self, student="ada@example.org", **values):
        content, filename = values.pop("content", b"x = 1\n"), values.pop("filename", "a.py")
        values = {
            "assignment": "relu_der",
            "lane": Lane.INTERACTIVE,
            "upload": Upload(content=content, source=Source(filename=filename, cells=(content.decode("utf-8-sig"),))),
        } | values
        with self.database.read() as session:
            person = accounts.by_email(session, student)
        person_id = person.id if person else None
        return submissions.NewSubmission(course_id=self.course_id, student=student, person_id=person_id, **values)

    def hand_in(self, student="ada@example.org", **values):
        """Stores a submission; the next one is made later, also by a clock of milliseconds such as that of SQLite."""
        with self.database.write() as session:
            made = submissions.create(session, self.new(student, **values))
        time.sleep(0.001)
        return made

    def claim(self, submission, holder="test"):
        with self.database.write() as session:
            return runs.claim(session, submission.id, holder=holder, lease_seconds=LEASE)

    def finish(self, claim, *verdicts, diagnosis=None):
        """Ends with one case for each verdict, each worth one point."""
        results = [result(f"case{n}", verdict, diagnosis) for n, verdict in enumerate(verdicts)]
        events = [case_event(claim, n, result) for n, result in enumerate(results, start=1)]
        with self.database.write() as session:
            seq = first_seq(claim.run) + len(events) + 1
            return runs.finish(session, claim, report(results), receipt={"suite": "1"}, events=events, seq=seq)

    def graded(self, *verdicts, student="ada@example.org", diagnosis=None, **values):
        submission = self.hand_in(student, **values)
        self.finish(self.claim(submission), *verdicts, diagnosis=diagnosis)
        return self.get(submission)

    def get(self, submission):
        with self.database.read() as session:
            return submissions.get(session, submission.id, with_report=True)


def result(name, verdict=Verdict.ACCEPTED, diagnosis=None):
    right = verdict is Verdict.ACCEPTED
    found = Diagnosis(name=diagnosis, title=diagnosis.title(), explanation="...") if diagnosis and not right else None
    return CaseResult(
        name=name,
        title=name.title(),
        row="row",
        verdict=verdict,
        score=1.0 if right else 0.0,
        max_score=1.0,
        visible=name == "case0",
        message="expected 3, got 4",
        summary=HiddenText.of(Template.ONE_DIFFERS, 1, 1),
        expected=3,
        actual=3 if right else 4,
        diagnosis=found,
    )


def report(results):
    score = sum(result.score for result in results)
    verdict = Verdict.ACCEPTED if score == len(results) else Verdict.PARTIALLY_ACCEPTED if score else results[0].verdict
    return Report(
        assignment="relu_der",
        verdict=verdict,
        score=score,
        max_score=float(len(results)),
        duration_ms=1.0,
        cases=tuple(results),
    )


def case_event(claim, number, result):
    return StoredEvent(
        submission_id=claim.submission_id,
        seq=first_seq(claim.run) + number,
        kind=EventKind.CASE,
        payload=result.to_json(),
    )
