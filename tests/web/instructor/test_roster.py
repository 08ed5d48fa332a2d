"""The page of students: import with a review, members, sections, password links."""

from __future__ import annotations

import io
import re

import pytest

from grader.store import audit, courses, members
from grader.store.models import Role
from tests.web.grading import visible_case

LIST = "name,email,section\nZoe Zhang,zoe@example.edu,Monday\nKofi,kofi@uni,\n"


@pytest.fixture
def ina(browse):
    return browse("ina")


@pytest.fixture
def page(world):
    return f"/teach/{world.networks}/members"


def enrolment_of(database, world, name):
    with database.read() as db:
        return courses.enrolment(db, world.networks, world.people[name])


def actions(database, world):
    with database.read() as db:
        return [(entry.action, entry.details) for entry in audit.entries(db, world.networks)]


def test_a_file_is_reviewed_then_imported(ina, page):
    upload = {"file": (io.BytesIO(LIST.encode()), "class-list.csv")}
    review = ina.post(f"{page}/import", upload, content_type="multipart/form-data")
    assert review.status_code == 200
    for shown in ("class-list.csv", "Zoe Zhang", "Email not valid", "Add 1", "Not in the list 2", "Monday"):
        assert shown in review.text
    assert "zoe@example.edu" not in ina.get(page).text
    answer = ina.post(f"{page}/import/apply", {"text": LIST}, page=f"{page}/import", follow_redirects=True)
    assert "Imported: 1 added" in answer.text
    assert "zoe@example.edu" in answer.text
    assert "alice@example.edu" in answer.text


def test_problems_are_downloaded(ina, page):
    answer = ina.post(f"{page}/import/problems", {"text": LIST}, page=f"{page}/import")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.text.splitlines()[1].startswith('Kofi,kofi@uni,,3,"Email not valid')


@pytest.mark.parametrize("text", ["", "nobody here"])
def test_what_is_no_list_is_refused_with_the_text_kept(ina, page, text):
    answer = ina.post(f"{page}/import", {"text": text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert text in answer.text


def test_links_for_those_without_a_password_are_shown_once_and_work(ina, page, browse):
    ina.post(f"{page}/import/apply", {"text": LIST}, page=f"{page}/import")
    answer = ina.post(f"{page}/password-links", page=page)
    link = re.search(r"zoe@example\.edu,http://localhost(\S+)", answer.text)[1]
    zoe = browse()
    assert "Zoe Zhang" in zoe.get(link).text
    assert zoe.post(link, {"password": "short"}).status_code == 422
    assert zoe.post(link, {"password": "four long words here"}).status_code == 303
    assert "Neural networks" in zoe.get("/").text
    assert browse().get(link).status_code == 404
    assert ina.post(f"{page}/password-links", page=page).status_code == 409


def test_role_section_and_ids_are_changed_with_the_old_values_on_record(ina, page, world, database):
    ina.post(f"{page.replace('/members', '/sections')}", {"name": "Tuesday"}, page=page)
    section = re.search(r'<option value="(\d+)">Tuesday', ina.get(f"{page}/{world.people['alice']}").text)[1]
    member = f"{page}/{world.people['alice']}"
    ina.post(member, {"role": "assistant", "section": section, "sis_id": "s1", "external_id": "77"})
    enrolment = enrolment_of(database, world, "alice")
    assert (enrolment.role, enrolment.section.name, enrolment.sis_id) == (Role.ASSISTANT, "Tuesday", "s1")
    changed = dict(actions(database, world))["member.changed"]
    assert changed["role"] == ["student", "assistant"]
    assert changed["sis_id"] == [None, "s1"]
    twice = ina.post(f"{page}/{world.people['bob']}", {"role": "student", "sis_id": "s1"})
    assert twice.status_code == 409


def test_a_removed_member_sees_nothing_and_gets_everything_back(ina, page, world, browse, hand_in, worker):
    submission = hand_in("alice")
    worker.grade(submission, visible_case())
    assert "alice@example.edu" in ina.get(f"/teach/{world.networks}/grades?format=csv").text
    member = f"{page}/{world.people['alice']}"
    alice = browse("alice")
    ina.post(f"{member}/remove", page=member)
    assert alice.get(f"/courses/{world.networks}/relu_der").status_code == 404
    assert "alice@example.edu" not in ina.get(page).text
    assert "alice@example.edu" not in ina.get(f"/teach/{world.networks}/grades?format=csv").text
    assert "alice@example.edu" in ina.get(f"{page}?state=removed").text
    ina.post(f"{member}/restore", page=member)
    assert alice.get(f"/courses/{world.networks}/relu_der").status_code == 200
    assert alice.get(f"/submissions/{submission}").status_code == 200


def test_the_last_instructor_stays(ina, page, world):
    member = f"{page}/{world.people['ina']}"
    assert ina.post(f"{member}/remove", page=member).status_code == 409
    assert ina.post(member, {"role": "student"}).status_code == 409


def test_who_joins_waits_where_the_course_wants_approval(ina, page, world, browse, database):
    with database.write() as db:
        courses.get_course(db, world.networks).join_needs_approval = True
    charlie = browse("charlie")
    answer = charlie.post("/join", {"code": "NETS2345"}, follow_redirects=True)
    assert "has to approve" in answer.text
    assert charlie.get(f"/courses/{world.networks}/relu_der").status_code == 404
    waiting = ina.get(f"{page}?state=waiting").text
    assert "charlie@example.edu" in waiting
    ina.post(f"{page}/approve", {"person": str(world.people["charlie"])}, page=page)
    assert charlie.get(f"/courses/{world.networks}/relu_der").status_code == 200
    assert ("member.approved", {"state": ["waiting", "active"]}) in actions(database, world)


def test_who_was_removed_does_not_come_back_by_the_code(page, world, browse, database):
    with database.write() as db:
        members.remove(db, courses.enrolment(db, world.networks, world.people["bob"]), actor="ina")
    bob = browse("bob")
    bob.post("/join", {"code": "NETS2345"})
    assert bob.get(f"/courses/{world.networks}/relu_der").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=ALI", ["alice"]),
        ("role=instructor", ["ina"]),
        ("sort=email&order=desc", ["ina", "bob", "alice"]),
        ("sort=nonsense&page=x&role=x&section=x&state=x", ["alice", "bob", "ina"]),
        ("page=99", []),
    ],
)
def test_search_filter_and_sort(ina, page, query, expected):
    text = ina.get(f"{page}?{query}").text
    assert re.findall(r'<td class="hide-s soft">(\w+)@example.edu', text) == expected


def test_a_person_is_added_by_email(ina, page, world, browse):
    answer = ina.post(page, {"email": "Yan@example.edu", "name": "Yan", "role": "assistant"}, follow_redirects=True)
    assert "yan@example.edu" in answer.text
    assert ina.post(page, {"email": "nonsense", "name": "Yan"}).status_code == 422


def test_sections_are_renamed_and_deleted_without_losing_members(ina, page, world, database):
    place = f"/teach/{world.networks}/sections"
    ina.post(place, {"name": "Monday"}, page=page)
    assert ina.post(place, {"name": "MONDAY"}, page=page).status_code == 409
    number = re.search(rf"{place}/(\d+)/rename", ina.get(page).text)[1]
    ina.post(f"{page}/{world.people['bob']}", {"role": "student", "section": number})
    ina.post(f"{place}/{number}/rename", {"name": "Friday"}, page=page)
    assert "Friday" in ina.get(page).text
    ina.post(f"{place}/{number}/delete", page=page)
    assert enrolment_of(database, world, "bob").section is None


def test_an_assistant_sees_the_list_and_changes_nothing(world, page, browse, database):
    with database.write() as db:
        courses.enrol(db, world.networks, world.people["bob"], Role.ASSISTANT)
    bob = browse("bob")
    assert "alice@example.edu" in bob.get(page).text
    for path in (f"{page}/import", f"/teach/{world.networks}/settings"):
        assert bob.get(path).status_code == 403
    for path in (f"{page}/import/apply", f"{page}/{world.people['alice']}/remove", f"/teach/{world.networks}/sections"):
        assert bob.post(path, page="/account").status_code == 403


def test_two_accounts_are_merged_after_a_review(ina, page, world, browse, hand_in):
    submission, mine = hand_in("bob"), hand_in("alice")
    member = f"{page}/{world.people['alice']}"
    review = ina.get(f"{member}/merge?email=bob@example.edu")
    assert "bob@example.edu into alice@example.edu" in review.text
    assert "1 submission " in review.text
    assert ina.get(f"{member}/merge?email=nobody@example.edu").status_code == 404
    assert ina.get(f"{member}/merge?email=charlie@example.edu").status_code == 404
    assert ina.post(f"{member}/merge", {"other": world.people["ina"]}, page=member).status_code == 403
    assert ina.post(f"{member}/merge", {"other": world.people["alice"]}, page=member).status_code == 409
    assert ina.post(f"{member}/merge", {"other": world.people["bob"]}, page=member).status_code == 303
    alice = browse("alice")
    assert alice.get(f"/submissions/{submission}").status_code == 200
    assert alice.get(f"/submissions/{mine}").status_code == 200
    assert browse().sign_in("bob").status_code == 403


def test_who_is_on_the_roster_is_told_to_ask_for_the_link(ina, page, browse):
    ina.post(f"{page}/import/apply", {"text": LIST}, page=f"{page}/import")
    form = {"code": "NETS2345", "name": "Zoe", "email": "zoe@example.edu", "password": "four long words here"}
    answer = browse().post("/register", form)
    assert answer.status_code == 422
    assert "Ask for your link" in answer.text
