"""Courses and their assignments on the pages: create, copy, archive; add, order, hide, close, remove."""

from __future__ import annotations

import re

import pytest

from grader.store import accounts, audit, courses
from grader.store.models import Role


@pytest.fixture
def ina(browse):
    return browse("ina")


@pytest.fixture
def place(world):
    return f"/teach/{world.networks}"


def test_a_course_is_created_by_who_teaches(ina, browse, world, database):
    answer = ina.post("/teach/new", {"name": "Networks 2", "time_zone": "Europe/Berlin"})
    assert answer.status_code == 303
    course_id = int(re.search(r"/teach/(\d+)/", answer.location)[1])
    assert "no assignments yet" in ina.get(answer.location).text
    with database.read() as db:
        assert courses.get_course(db, course_id).time_zone == "Europe/Berlin"
    assert "Networks 2" in ina.get("/teach/?all=1").text
    assert ina.post("/teach/new", {"name": "", "time_zone": "UTC"}).status_code == 422
    assert ina.post("/teach/new", {"name": "X", "time_zone": "Moon/Sea"}).status_code == 422
    assert browse("alice").get("/teach/new").status_code == 404


def test_settings_are_changed_with_the_old_values_on_record(ina, place, world, database):
    form = {"name": "Networks", "time_zone": "Asia/Tokyo", "join_needs_approval": "yes"}
    ina.post(f"{place}/settings", form)
    with database.read() as db:
        course = courses.get_course(db, world.networks)
        (entry,) = audit.entries(db, world.networks)
    assert (course.name, course.time_zone, course.join_needs_approval) == ("Networks", "Asia/Tokyo", True)
    assert entry.details["time_zone"] == ["UTC", "Asia/Tokyo"]
    assert "assistants_change_settings" not in entry.details


def test_a_copy_has_the_assignments_and_no_students(ina, place, world, database):
    answer = ina.post(f"{place}/copy", {"name": "Next term"}, page=f"{place}/settings", follow_redirects=True)
    assert "relu" in answer.text.lower()
    with database.read() as db:
        (copy,) = [course for course in courses.all_courses(db) if course.name == "Next term"]
        assert [row.person.email for row in courses.members(db, copy.id)] == ["ina@example.edu"]


def test_an_archived_course_is_read_only_and_comes_back(ina, place, world, browse, hand_in):
    submission = hand_in("alice")
    ina.post(f"{place}/archive", page=f"{place}/settings")
    assert "This course is archived" in ina.get(f"{place}/members").text
    assert "Neural networks" in ina.get("/teach/").text
    alice = browse("alice")
    assert alice.get(f"/submissions/{submission}").status_code == 200
    work = f"/courses/{world.networks}/relu_der"
    form = {"source": "x = 1\n"}
    refused = alice.post(f"{work}/submissions", form, page=work)
    assert refused.status_code == 403
    assert browse("charlie").post("/join", {"code": "NETS2345"}).status_code == 422
    ina.post(f"{place}/restore", page=f"{place}/settings")
    assert alice.post(f"{work}/submissions", form, page=work).status_code == 303


def test_assignments_are_live_at_once(ina, place, world, browse):
    alice, page = browse("alice"), f"{place}/assignments"
    slug = re.search(r'type="checkbox" name="slug" value="(\w+)"', ina.get(page).text)[1]
    work = f"/courses/{world.networks}/{slug}"
    assert alice.get(work).status_code == 404
    ina.post(page, {"slug": slug, "visible": "yes"})
    assert alice.get(work).status_code == 200
    for act, status in (("hide", 404), ("show", 200), ("remove", 404)):
        assert ina.post(f"{page}/{slug}/{act}", page=page).status_code == 303
        assert alice.get(work).status_code == status, act
    assert "Removed" in ina.get(page).text
    ina.post(page, {"slug": slug, "visible": "yes"})
    assert alice.get(work).status_code == 200
    assert ina.post(f"{page}/{slug}/explode", page=page).status_code == 404


def test_assignments_are_ordered_and_closed(ina, place, world, browse, database):
    page = f"{place}/assignments"
    slug = re.search(r'type="checkbox" name="slug" value="(\w+)"', ina.get(page).text)[1]
    ina.post(page, {"slug": slug, "visible": "yes"})
    ina.post(f"{page}/{slug}/up", page=page)
    ina.post(f"{page}/{slug}/up", page=page)
    with database.read() as db:
        assert [row.slug for row in courses.course_assignments(db, world.networks)] == [slug, "relu_der"]
    ina.post(f"{page}/relu_der/close", page=page)
    work = f"/courses/{world.networks}/relu_der"
    refused = browse("alice").post(f"{work}/submissions", {"source": "x = 1\n"}, page=work)
    assert refused.status_code == 403
    assert "This assignment is closed" in refused.text
    with database.read() as db:
        entries = audit.entries(db, world.networks)
    assert entries[0].details["closed_at"][0] is None
    assert entries[1].details["order"] == [["relu_der", slug], [slug, "relu_der"]]


def test_an_assistant_changes_assignments_only_where_the_course_allows_it(place, world, browse, database):
    with database.write() as db:
        courses.enrol(db, world.networks, world.people["bob"], Role.ASSISTANT)
    bob, page = browse("bob"), f"{place}/assignments"
    assert bob.get(page).status_code == 200
    assert bob.post(f"{page}/relu_der/hide", page="/account").status_code == 403
    with database.write() as db:
        courses.get_course(db, world.networks).assistants_change_settings = True
    assert bob.post(f"{page}/relu_der/hide", page="/account").status_code == 303
    assert bob.post(f"{place}/settings", {"name": "Mine"}, page="/account").status_code == 403


def test_an_administrator_is_an_instructor_of_every_course(place, world, browse, database):
    with database.write() as db:
        accounts.get_person(db, world.people["otto"]).administrator = True
    otto = browse("otto")
    for page in (place, f"{place}/members", f"{place}/assignments", f"{place}/settings"):
        assert otto.get(page).status_code == 200
    assert "Neural networks" in otto.get("/teach/").text
