"""Courses, members, sections and assignments through the REST API."""

from __future__ import annotations

import pytest

from grader.store import audit
from tests.web.clients import Program


@pytest.fixture
def call(app, world):
    client = app.test_client()

    def send(method, path, token=None, **body):
        headers = Program(client, token or world.instructor_token).headers
        place = f"/api/v1/courses/{world.networks}{path}" if not path.startswith("/api") else path
        return client.open(place, method=method, headers=headers, **({"json": body} if body else {}))

    return send


def test_a_course_is_created_copied_and_archived(app, call, world, database):
    made = call("POST", "/api/v1/courses", name="Networks 2", time_zone="Europe/Berlin")
    assert made.status_code == 201
    course = made.json
    assert call("GET", made.headers["Location"], course["token"]).json["time_zone"] == "Europe/Berlin"
    assert call("GET", made.headers["Location"]).status_code == 404
    assert call("POST", "/api/v1/courses", name="Nowhere", time_zone="Moon/Sea").status_code == 422
    call("PATCH", "", join_needs_approval=True)
    copy = call("POST", "/copy", name="Networks 3").json
    assert copy["join_needs_approval"]
    assert copy["join_code"] != "NETS2345"
    copied = call("GET", f"/api/v1/courses/{copy['id']}/assignments", copy["token"]).json["assignments"]
    assert [row["slug"] for row in copied] == ["relu_der"]
    people = call("GET", f"/api/v1/courses/{copy['id']}/members", copy["token"]).json["members"]
    assert [person["email"] for person in people] == ["ina@example.edu"]
    assert call("PATCH", "", archived=True).json["archived_at"]
    refused = Program(app.test_client(), world.student_token).hand_in()
    assert refused.status_code == 403
    assert call("PATCH", "", archived=False).json["archived_at"] is None
    with database.read() as db:
        found = {entry.action: entry.details for entry in audit.entries(db, world.networks)}
    assert found["course.changed"] == {"join_needs_approval": [False, True]}
    assert found["course.restored"]["archived_at"][1] is None


def test_a_roster_is_previewed_and_imported(call):
    roster = "email,name,section\nzoe@example.edu,Zoe,Monday\nkofi@uni,Kofi,\n"
    preview = call("POST", "/members/import", csv=roster, preview=True).json
    assert (preview["applied"], preview["added"], preview["left_out"]) == (False, 1, 1)
    assert preview["rows"][1]["line"] == 3
    assert preview["missing"] == ["alice@example.edu", "bob@example.edu"]
    assert call("GET", "/members?q=zoe").json["total"] == 0
    assert call("POST", "/members/import", csv=roster).json["applied"]
    zoe = call("GET", "/members?q=zoe").json["members"][0]
    assert (zoe["section"], zoe["has_password"]) == ("Monday", False)
    assert "/password/" in call("POST", f"/members/{zoe['person_id']}/password-link").json["link"]
    assert call("POST", "/members/import", csv="nobody").status_code == 422


def test_a_member_is_changed_removed_and_restored(call, world):
    alice = f"/members/{world.people['alice']}"
    section = call("POST", "/sections", name="Monday").json["id"]
    changed = call("PATCH", alice, role="assistant", section_id=section, sis_id=" s1 ")
    assert {name: changed.json[name] for name in ("role", "section", "sis_id")} == {
        "role": "assistant",
        "section": "Monday",
        "sis_id": "s1",
    }
    assert call("GET", "/sections").json["sections"] == [{"id": section, "name": "Monday", "members": 1}]
    assert call("PATCH", f"/sections/{section}", name="Friday").json["name"] == "Friday"
    assert call("DELETE", alice).status_code == 204
    assert call("GET", alice).json["state"] == "removed"
    assert call("PATCH", alice, state="active").json["state"] == "active"
    assert call("DELETE", f"/sections/{section}").status_code == 204
    assert call("GET", alice).json["section"] is None
    assert call("PATCH", f"/members/{world.people['bob']}", section_id=section).status_code == 404
    assert call("DELETE", f"/members/{world.people['ina']}").status_code == 409
    assert call("DELETE", f"/members/{world.people['charlie']}").status_code == 404


def test_a_person_is_added_once(call):
    made = call("POST", "/members", email="Zoe@example.edu", name="Zoe", external_id="77")
    assert (made.status_code, made.json["external_id"]) == (201, "77")
    again = call("POST", "/members", email="zoe@example.edu", role="assistant")
    assert again.json["person_id"] == made.json["person_id"]
    assert again.json["role"] == "assistant"
    assert call("POST", "/members", email="nonsense").status_code == 422


def test_assignments_are_added_ordered_hidden_closed_and_removed_at_once(call, app, world):
    student = Program(app.test_client(), world.student_token)

    def seen():
        return [row["slug"] for row in student.get("/assignments").json["assignments"]]

    assert "mlp_backward" not in seen()
    available = call("GET", "/assignments").json["available"]
    slug = available[0]
    assert call("POST", "/assignments", slug=slug).status_code == 201
    assert seen() == ["relu_der", slug]
    assert call("POST", "/assignments", slug=slug).status_code == 409
    assert call("POST", "/assignments", slug="nothing").status_code == 422
    assert call("PUT", "/assignments/order", slugs=[slug, "relu_der"]).status_code == 200
    assert seen() == [slug, "relu_der"]
    assert call("PUT", "/assignments/order", slugs=[slug]).status_code == 422
    assert call("PATCH", f"/assignments/{slug}", visible=False).json["visible"] is False
    assert seen() == ["relu_der"]
    assert student.hand_in().status_code == 202
    assert call("PATCH", "/assignments/relu_der", closed=True).json["closed_at"]
    assert student.hand_in().status_code == 403
    assert student.hand_in(trial=True).status_code == 202
    assert call("PATCH", "/assignments/relu_der", closed=False).json["closed_at"] is None
    assert call("DELETE", "/assignments/relu_der").status_code == 204
    assert seen() == []
    assert student.hand_in().status_code == 404
    back = call("POST", "/assignments", slug="relu_der").json
    assert back["submissions"] == 1
    assert seen() == ["relu_der"]


def test_grading_is_paused_and_resumed(call, world):
    made = call("POST", "/assignments/relu_der/pause", reason="Test 4 is wrong.")
    assert made.status_code == 201
    assert (made.json["pause"]["reason"], made.json["pause"]["course"]) == ("Test 4 is wrong.", world.networks)
    assert call("POST", "/assignments/relu_der/pause", reason="").status_code == 409
    assert call("POST", "/assignments/nothing/pause", reason="").status_code == 404
    assert call("DELETE", "/assignments/relu_der/pause").status_code == 204
    assert call("DELETE", "/assignments/relu_der/pause").status_code == 404
    assert [each["pause"] for each in call("GET", "/assignments").json["assignments"]] == [None]


def test_every_operation_has_a_name_of_its_own(app):
    paths = app.test_client().get("/api/v1/openapi.json").json["paths"]
    names = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert len(names) == len(set(names))
    assert "import_members" in names
