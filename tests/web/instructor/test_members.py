"""Password resets by those who teach all of the student's courses."""

from __future__ import annotations

import re

from grader.store import courses, deliveries
from grader.store.models import Role
from tests.web.grading import visible_case


def address(world, name: str) -> str:
    return f"/teach/{world.networks}/members/{world.people[name]}"


def test_the_new_password_is_shown_once_and_the_old_one_and_all_sign_ins_end(browse, world):
    alice, ina = browse("alice"), browse("ina")
    page = ina.post(f"{address(world, 'alice')}/password", page=address(world, "alice"))
    secret = re.search(r"<code>([^<]+)</code>", page.text)[1]
    assert secret not in ina.get(address(world, "alice")).text
    assert alice.get("/account").status_code == 302
    assert browse().sign_in("alice").status_code == 403
    assert browse().sign_in("alice", secret).status_code == 303
    assert "password renewed" in ina.get(f"/teach/{world.networks}/settings").text


def test_not_for_a_student_who_is_in_a_course_of_others_too(browse, world, database):
    with database.write() as db:
        courses.enrol(db, world.history, world.people["alice"], Role.STUDENT)
    ina = browse("ina")
    refused = ina.post(f"{address(world, 'alice')}/password", page=address(world, "alice"))
    assert refused.status_code == 403
    assert browse().sign_in("alice").status_code == 303


def test_instructors_and_strangers_are_no_students_to_be_helped(browse, world):
    ina = browse("ina")
    assert ina.get(address(world, "charlie")).status_code == 404
    for name in ("ina", "charlie"):
        assert ina.post(f"{address(world, name)}/password", page="/account").status_code == 404


def test_a_failing_webhook_is_shown_to_the_instructor(browse, world, database, hand_in, worker):
    with database.write() as db:
        deliveries.create_webhook(db, course_id=world.networks, url="https://lms.example.edu/hook")
    settings = f"/teach/{world.networks}/settings"
    assert "working" in browse("ina").get(settings).text
    worker.grade(hand_in("alice"), visible_case())
    with database.write() as db:
        (delivery,) = deliveries.claim_due(db)
        deliveries.failed(db, delivery, "The receiver answered with status 500.")
    page = browse("ina").get(settings).text
    for shown in ("lms.example.edu/hook", "Failing since", "1 failed try", "status 500", "1 unsent"):
        assert shown in page
