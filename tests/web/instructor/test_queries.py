"""The number of statements of a page or route of instructors does not grow with the class."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest
from sqlalchemy import event

from bench import course
from bench.course_reports import GradedFile
from bench.instructor_addresses import Address, Caller, addresses, credentials
from grader.model import Report, Verdict, overall
from grader.store import known_outcomes
from tests.web.grading import SUITE, hidden_case, visible_case
from web.archive import BATCH

SLUGS = ("relu_der", "perceptron", "dnn_step_by_step")
#: What reads in batches, while it is sent, as many attempts as there are.
IN_BATCHES = {"instructor.submitted_files", "api.download_submissions"}
SMALL, LARGE = {"students": 24, "submissions": 160}, {"students": 72, "submissions": 600}


def graded_files() -> list[GradedFile]:
    """A right and three wrong files of each assignment, with their reports."""
    results = (
        [visible_case(), hidden_case(Verdict.ACCEPTED)],
        [visible_case(), hidden_case()],
        [visible_case(Verdict.WRONG_ANSWER), hidden_case()],
        [visible_case(Verdict.WRONG_ANSWER), hidden_case(Verdict.RUNTIME_ERROR)],
    )
    return [_graded_file(slug, number, cases) for slug in SLUGS for number, cases in enumerate(results)]


def _graded_file(slug, number, cases) -> GradedFile:
    score, most = sum(case.score for case in cases), sum(case.max_score for case in cases)
    verdict = overall([case.verdict for case in cases], score=score, max_score=most)
    report = Report(assignment=slug, verdict=verdict, score=score, max_score=most, duration_ms=12.5, cases=tuple(cases))
    text = f"def {slug}(dA, cache):\n    return dA * {number}\n"
    return GradedFile(
        slug=slug,
        filename="mine.py",
        content=text,
        source={"cells": [text], "filename": "mine.py"},
        sha256=f"{number:064}",
        report=report.to_json(),
        suite=SUITE,
    )


@pytest.fixture
def statements(app, database):
    """Makes a course of a size; gives the number of statements of each address for it."""
    number = count()
    event.listen(database.engine, "before_cursor_execute", lambda *_: next(number))

    def measure(size) -> dict[tuple[str, str], int]:
        made = course.make(database, **size, now=datetime.now(UTC), files=graded_files())
        with database.write() as session:
            keys = credentials(session, made)
        with database.read() as session:
            found = list(addresses(app, session, made))
        counted = {}
        for address in found:
            get(address, keys[address.caller])
            # What tests said of attempts stays in memory; here it is read each time.
            known_outcomes._known.clear()
            before = next(number)
            get(address, keys[address.caller])
            counted[address.endpoint, address.name] = next(number) - before - 1
        return counted

    def get(address: Address, key: str) -> None:
        client = app.test_client()
        headers = {"Authorization": f"Bearer {key}"} if "token" in address.caller else {}
        if address.caller in (Caller.INSTRUCTOR, Caller.ADMINISTRATOR):
            with client.session_transaction() as cookie:
                cookie["key"] = key
        answer = client.get(address.path, headers=headers)
        assert answer.status_code in (200, 302, 303), (address.path, answer.status_code, answer.text[:500])

    return measure


def test_a_larger_class_costs_no_more_statements(statements):
    small, large = statements(SMALL), statements(LARGE)
    assert small.keys() == large.keys()
    assert len(small) > 100
    batches = LARGE["submissions"] // BATCH
    grown = {
        name: (number, large[endpoint, name])
        for (endpoint, name), number in small.items()
        if large[endpoint, name] > number + (batches if endpoint in IN_BATCHES else 0)
    }
    assert grown == {}
