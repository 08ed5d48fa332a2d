"""The number of statements of a page does not grow with the class."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import event

from grader.store import accounts, courses, known_outcomes
from grader.store.models import Role
from tests.web.clients import password_hash
from tests.web.grading import hidden_case, visible_case
from tests.web.things import make_link

ADDRESSES = (
    "",
    "/gradebook",
    "/gradebook?sort=-total&show=below",
    "/relu_der",
    "/relu_der/submissions",
    "/relu_der/cases/secret_zeros",
    "/grades?format=rows",
    "/student/alice@example.edu",
)


@pytest.fixture
def statements(database):
    """The number of statements that a call executes."""
    number = count()
    event.listen(database.engine, "before_cursor_execute", lambda *_: next(number))

    def measure(call) -> int:
        # What tests said of attempts stays in memory; here it is read each time.
        known_outcomes._known.clear()
        before = next(number)
        assert call().status_code == 200
        return next(number) - before - 1

    return measure


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_larger_class_costs_no_more_statements(browse, world, worker, hand_in, database, statements, address):
    ina, path = browse("ina"), f"/teach/{world.networks}{address}"
    with database.write() as db:
        # The gradebook asks for the states of scores.
        make_link(db, world.networks)
    worker.grade(hand_in("alice"), visible_case(), hidden_case())
    ina.get(path)
    small = statements(lambda: ina.get(path))
    for number in range(6):
        name = f"student{number}"
        with database.write() as db:
            person = accounts.create_person(
                db, email=f"{name}@example.edu", name=f"{name} Example", password_hash=password_hash()
            )
            courses.enrol(db, world.networks, person.id, Role.STUDENT)
            world.people[name] = person.id
        for _ in range(2):
            worker.grade(hand_in(name), visible_case(), hidden_case())
    assert statements(lambda: ina.get(path)) <= small
