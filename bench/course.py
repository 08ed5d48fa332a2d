"""Makes a large course out of real reports, the same for the same seed, in an empty or a used database.

    python -m bench.course DATABASE_URL [--students 500] [--submissions 10000] [--seed 7]

The reports are real; who submitted what and when is made up. The instructor is `instructor@bench.example`, the
students are `student0001@bench.example` and so on; the password of all is `bench`.
"""

from __future__ import annotations

import argparse
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.course_acts import act
from bench.course_reports import GradedFile, graded_files
from bench.course_rows import event_rows, outcome_row, submission_row
from grader.store import accounts, courses, migrate, outlines, tokens
from grader.store.database import Database
from grader.store.models import (
    Enrolment,
    Person,
    RegradeRequest,
    Role,
    ScoreOverride,
    Submission,
    SubmissionEvent,
    SubmissionOutcome,
    table_of,
)
from grader.store.outlines import CaseOutline

PASSWORD = "bench"
INSTRUCTOR = "instructor@bench.example"
FIRST = "Ada Amir Ben Bianca Chloe David Elif Emre Grace Ivan Jonas Kavya Li Mira"
LAST = "Abbott Baker Çelik Diaz Evans Fischer Garcia Haas Ito Jansen Kumar Lopez Öz"
#: Share of the attempts of a student who is stuck: the same report again and again.
STUCK = 0.03
#: Rows of one INSERT.
BATCH = 2000


@dataclass(frozen=True, kw_only=True)
class Made:
    """What was made."""

    course_id: int
    #: Secret of a token with the role instructor.
    token: str
    instructor_id: int
    slugs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Try:
    """A submission that is to be stored."""

    student: int
    file: GradedFile
    attempt: int
    at: datetime


def make(
    database: Database,
    *,
    students: int = 500,
    submissions: int = 10_000,
    seed: int = 7,
    now: datetime | None = None,
    files: Sequence[GradedFile] = (),
) -> Made:
    """Store a course of all assignments that have samples, with `submissions` attempts and some practice runs.

    `files` are used instead of the samples, if there are any.
    """
    chance = random.Random(seed)
    moment = now or datetime.now(UTC)
    by_slug: dict[str, list[GradedFile]] = {}
    for file in files or graded_files():
        by_slug.setdefault(file.slug, []).append(file)
    hashed = accounts.hash_password(PASSWORD)
    # A report is stored hundreds of times: write it as JSON once.
    _remember_json(database)
    with database.write() as session:
        made = _course(session, tuple(by_slug), hashed, moment, chance)
        people = _people(session, made.course_id, students, hashed, chance)
        tries = _tries(by_slug, people, submissions, moment, chance)
        ids = _store(session, made.course_id, people, tries, moment, chance)
        _remarks(session, ids, tries, moment, chance)
        act(session, made.course_id, made.slugs[-3], [(person, email) for person, email, _ in people], chance)
    return made


def _remember_json(database: Database) -> None:
    dumps = database.engine.dialect._json_serializer
    known: dict[int, tuple[Any, str]] = {}

    def remembered(value: Any) -> str:
        if id(value) not in known:
            known[id(value)] = (value, dumps(value))
        return known[id(value)][1]

    database.engine.dialect._json_serializer = remembered


def _course(session: Session, slugs: tuple[str, ...], hashed: str, now: datetime, chance: random.Random) -> Made:
    number = chance.randrange(10_000)
    course = courses.create_course(session, name=f"Large course {number}")
    instructor = accounts.by_email(session, INSTRUCTOR) or accounts.create_person(
        session, email=INSTRUCTOR, name="Ingrid Instructor", password_hash=hashed
    )
    courses.enrol(session, course.id, instructor.id, Role.INSTRUCTOR)
    token = tokens.create_token(session, course_id=course.id, role=Role.INSTRUCTOR, name="bench")[1]
    for position, slug in enumerate(slugs):
        due = _due(position, len(slugs), now)
        courses.set_assignment(
            session, course.id, slug, position=position, opens_at=due - timedelta(days=21), due_at=due, attempts=0
        )
    return Made(course_id=course.id, token=token, instructor_id=instructor.id, slugs=slugs)


def _due(position: int, number: int, now: datetime) -> datetime:
    """A week between the deadlines; the last two are to come."""
    return now + timedelta(days=7 * (position - number + 2) + 1, hours=3)


def _people(
    session: Session, course_id: int, number: int, hashed: str, chance: random.Random
) -> list[tuple[int, str, float]]:
    """(id, email, ability between 0 and 1) of each student."""
    rows = [
        {
            "email": f"student{index:04d}.{course_id}@bench.example",
            "name": f"{chance.choice(FIRST.split())} {chance.choice(LAST.split())}",
            "password_hash": hashed,
        }
        for index in range(1, number + 1)
    ]
    ids = list(session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows))
    session.execute(
        insert(Enrolment), [{"course_id": course_id, "person_id": person, "role": Role.STUDENT} for person in ids]
    )
    return [(person, row["email"], chance.betavariate(3, 2)) for person, row in zip(ids, rows, strict=True)]


def _tries(
    by_slug: dict[str, list[GradedFile]],
    people: Sequence[tuple[int, str, float]],
    number: int,
    now: datetime,
    chance: random.Random,
) -> list[Try]:
    """Attempts, most of them shortly before the deadlines: better from one to the next, or stuck."""
    pairs = [(index, position) for index in range(len(people)) for position in range(len(by_slug))]
    chance.shuffle(pairs)
    slugs = list(by_slug)
    chains: list[list[Try]] = []
    total = 0
    while total < number:
        for index, position in pairs:
            if total >= number:
                break
            ability = people[index][2]
            if len(chains) < len(pairs) and chance.random() > 0.55 + 0.45 * ability:
                continue
            due = _due(position, len(slugs), now)
            chain = list(_chain(index, by_slug[slugs[position]], ability, due, now, chance))[: number - total]
            chains.append(chain)
            total += len(chain)
    return _numbered(try_ for chain in chains for try_ in chain)


def _chain(
    student: int, choices: Sequence[GradedFile], ability: float, due: datetime, now: datetime, chance: random.Random
) -> Iterator[Try]:
    ranked = sorted(choices, key=lambda file: file.share)
    stuck = chance.random() < STUCK
    length = chance.randint(5, 8) if stuck else 1 + min(int(chance.expovariate(0.9)), 6)
    place = chance.random() * (0.4 + 0.5 * ability)
    wrong = [file for file in ranked if file.share < 1] or ranked
    latest = min(due, now)
    start = latest - timedelta(days=min(chance.expovariate(0.45), 13.0))
    for number in range(length):
        among = wrong if stuck else ranked
        file = among[min(int(place * len(among)), len(among) - 1)]
        yield Try(student=student, file=file, attempt=0, at=start + (latest - start) * ((number + 0.5) / length))
        place += 0.0 if stuck else chance.random() * (1 - place) * (0.5 + ability)


def _numbered(tries: Iterator[Try]) -> list[Try]:
    numbers: dict[tuple[int, str], int] = {}
    found = []
    for each in sorted(tries, key=lambda try_: try_.at):
        key = (each.student, each.file.slug)
        numbers[key] = numbers.get(key, 0) + 1
        found.append(Try(student=each.student, file=each.file, attempt=numbers[key], at=each.at))
    return found


def _store(
    session: Session,
    course_id: int,
    people: Sequence[tuple[int, str, float]],
    tries: Sequence[Try],
    now: datetime,
    chance: random.Random,
) -> list[str]:
    """The ids of the attempts. The newest six are still in the queue; every fifth has a practice run before it."""
    ids = [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in tries]
    waiting = set(ids[-6:])
    submissions, events, results = [], [], []
    for submission_id, each in zip(ids, tries, strict=True):
        who = people[each.student]
        common = {"course_id": course_id, "person_id": who[0], "student": who[1], "file": each.file, "at": each.at}
        graded = submission_id not in waiting
        submissions.append(submission_row(submission_id, attempt=each.attempt, graded=graded, **common))
        if graded:
            events += event_rows(submission_id, each.file)
            results.append(outcome_row(submission_id, each.file))
        if chance.random() < 0.2:
            practice = str(uuid.UUID(int=chance.getrandbits(128), version=4))
            before = {**common, "at": each.at - timedelta(minutes=20)}
            submissions.append(submission_row(practice, attempt=0, graded=True, **before))
    for table, rows in (
        (table_of(Submission), submissions),
        (table_of(SubmissionEvent), events),
        (table_of(SubmissionOutcome), results),
    ):
        for start in range(0, len(rows), BATCH):
            session.execute(insert(table), rows[start : start + BATCH])
    return ids


def _remarks(session: Session, ids: Sequence[str], tries: Sequence[Try], now: datetime, chance: random.Random) -> None:
    """Some points that the instructor has set, and open requests; outlines of the assignments."""
    for index in chance.sample(range(max(len(ids) - 6, 1)), min(11, len(ids))):
        most = tries[index].file.report["max_score"]
        override = {"score": most, "max_score": most, "reason": "Graded by hand.", "author": INSTRUCTOR}
        session.add(ScoreOverride(submission_id=ids[index], **override))
        session.get_one(Submission, ids[index]).override_score = most
    for index in chance.sample(range(max(len(ids) - 6, 1)), min(3, len(ids))):
        row = tries[index].file.report["cases"][0]["row"]
        session.add(RegradeRequest(submission_id=ids[index], row=row, reason="My result seems right.", answer=""))
    for file in {each.file.slug: each.file for each in tries}.values():
        cases = [
            CaseOutline(**{name: case[name] for name in ("name", "title", "row", "visible", "max_score")})
            for case in file.report["cases"]
        ]
        outlines.publish(session, file.slug, file.suite, cases)


def main() -> None:
    """Make a course and print how to sign in."""
    parser = argparse.ArgumentParser(prog="python -m bench.course", description=__doc__)
    parser.add_argument("url", metavar="DATABASE_URL")
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--submissions", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    database = Database(options.url)
    migrate(database)
    made = make(database, students=options.students, submissions=options.submissions, seed=options.seed)
    print(f"course {made.course_id}: sign in as {INSTRUCTOR} with the password {PASSWORD}; API token {made.token}")


if __name__ == "__main__":
    main()
