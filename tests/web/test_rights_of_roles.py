"""Every route and every id for each role: students, an assistant, instructors, an administrator; pages and API."""

from __future__ import annotations

import pytest

from grader.store import accounts, courses, tokens
from grader.store.models import Role
from tests.web.clients import Program, password_hash
from tests.web.rights import ADMINISTRATOR, API, BY_ROLE, MEMBER, SELF, SUBMISSION, TOKEN, rule_of
from tests.web.test_rights import BODIES, calls, things
from web.access import RIGHTS, Right

__all__ = ["things"]

#: The role that each browser has in the course of the things; None: another course's, or nobody's.
PEOPLE = {
    "alice": Role.STUDENT,
    "bob": Role.STUDENT,
    "tara": Role.ASSISTANT,
    "ina": Role.INSTRUCTOR,
    "otto": None,
    "root": Role.INSTRUCTOR,
}
#: What a browser or a program is told that may not.
REFUSED = {401, 403, 404}
#: What the token of a person does with the person's own graded submission.
OWN_SUBMISSION = {
    "api.read_submission",
    "api.watch_submission",
    "api.read_repairs",
    "api.cancel_submission",
    "api.read_comments",
    "api.read_overrides",
    "api.read_regrade_requests",
    "api.create_regrade_request",
    "api.withdraw_regrade_request",
}


@pytest.fixture
def everybody(world, database, things):
    """Tara assists in the course of the things; Root is an administrator in no course."""
    with database.write() as db:
        for name in ("tara", "root"):
            person = accounts.create_person(
                db, email=f"{name}@example.edu", name=name.title(), password_hash=password_hash()
            )
            person.administrator = name == "root"
            if name == "tara":
                courses.enrol(db, world.networks, person.id, Role.ASSISTANT)
        return {
            Role.STUDENT: world.student_token,
            Role.ASSISTANT: tokens.create_token(db, course_id=world.networks, role=Role.ASSISTANT, name="tutor")[1],
            Role.INSTRUCTOR: world.instructor_token,
            None: world.foreign_token,
        }


def last_what_changes_others(call):
    """Reading first; what removes the things, or changes the eyes with which one sees, comes last."""
    rule, method, path = call
    late = ("merge", "remove", "student_view", "view_as", "delete", "archive", "revoke_token", "approve")
    return method != "GET", method == "DELETE" or any(word in rule.endpoint for word in late), path


def test_every_route_has_a_rule(app, things):
    without = {rule.endpoint for rule, method, _ in calls(app, things) if rule_of(app, rule, method) is None}
    assert without == set(), "name the right in tests/web/rights.py, or guard the view with `requires`"
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(API) <= known


@pytest.mark.parametrize("name", PEOPLE)
def test_pages(app, things, everybody, browse, name):
    role, somebody = PEOPLE[name], browse()
    app.config["WTF_CSRF_ENABLED"] = True
    assert somebody.sign_in(name).status_code == 303
    app.config["WTF_CSRF_ENABLED"] = False
    browser, checked = somebody.client, 0
    for rule, method, path in sorted(calls(app, things), key=last_what_changes_others):
        right = rule_of(app, rule, method)
        if rule.endpoint.startswith("api.") and (method != "GET" or not rule.rule.startswith("/api/v1/courses/<")):
            continue
        if right == SELF or rule.endpoint.startswith("accounts."):
            continue
        query = {} if rule.endpoint.startswith("api.") else {"old": "x", "new": "y"}
        answer = browser.open(path, method=method, query_string=query)
        seen = f"{method} {path} for {name}: {answer.status_code}"
        assert answer.status_code < 500, seen
        if right == ADMINISTRATOR:
            # What names a thing that does not exist, or was dealt with, answers 404 to administrators too.
            assert (answer.status_code == 404) or name == "root", seen
            assert method != "GET" or answer.status_code == (200 if name == "root" else 404), seen
        elif right in set(Right):
            _check_right(answer.status_code, role, right, seen, certain=method == "GET" and "merge" not in path)
        elif name == "otto" or (name == "bob" and right == SUBMISSION) or (name == "root" and right == MEMBER):
            assert answer.status_code == 404, seen
        elif method == "GET":
            assert answer.status_code not in {401, 403}, seen
        checked += 1
    assert checked > 60


@pytest.mark.parametrize("role", [*Role, None])
def test_programs(app, things, everybody, role):
    program = Program(app.test_client(), everybody[role])
    checked = 0
    for rule, method, path in sorted(calls(app, things), key=last_what_changes_others):
        right = API.get(rule.endpoint)
        if right is None or right == TOKEN:
            continue
        body = BODIES.get(rule.endpoint)
        answer = program.client.open(path, method=method, headers=program.headers, json=body, buffered=False)
        seen = f"{method} {path} for {role}: {answer.status_code}"
        assert answer.status_code < 500, seen
        if right == ADMINISTRATOR:
            assert answer.status_code == 404, seen
        elif right == SUBMISSION:
            # Alice has submitted by the page, so no student's token may see it.
            allowed = role in (Role.ASSISTANT, Role.INSTRUCTOR)
            assert (answer.status_code not in {401, 404}) is allowed, seen
        elif not rule.arguments - {"slug"} or (rule.endpoint in BY_ROLE and role is Role.STUDENT):
            _check_own_course(answer.status_code, role, right, seen)
        elif rule.endpoint != "api.delete_webhook":
            _check_right(answer.status_code, role, right, seen, certain=method == "GET")
        answer.close()
        checked += 1
    assert checked > 30


@pytest.mark.parametrize("name", ["alice", "ina", "root"])
def test_a_persons_token_reaches_the_persons_own_submissions(app, things, everybody, world, database, name):
    """It has no right of a role, also where its person has."""
    with database.write() as db:
        person = accounts.by_email(db, f"{name}@example.edu")
        secret = tokens.create_for_person(db, person, name="grader", scopes=tokens.LEAST_SCOPES)[1]
    program = Program(app.test_client(), secret)
    reached = set()
    for rule, method, path in sorted(calls(app, things), key=last_what_changes_others):
        right = API.get(rule.endpoint)
        if right is None or right == TOKEN:
            continue
        body = BODIES.get(rule.endpoint)
        answer = program.client.open(path, method=method, headers=program.headers, json=body, buffered=False)
        if answer.status_code not in REFUSED:
            reached.add(rule.endpoint)
        answer.close()
    assert reached == (OWN_SUBMISSION if name == "alice" else set())


def _check_right(status: int, role: Role | None, right: Right, seen: str, *, certain: bool) -> None:
    """404 without the right to view, 403 without this right, else neither (404 only where a thing may be gone)."""
    rights = RIGHTS[role] if role is not None else frozenset()
    if Right.VIEW not in rights:
        assert status == 404, seen
    elif right not in rights:
        assert status == 403, seen
    else:
        assert status not in (REFUSED if certain else {401, 403}), seen


def _check_own_course(status: int, role: Role | None, right: Right, seen: str) -> None:
    """Routes without a course in the address are about the token's own."""
    rights = RIGHTS[role or Role.INSTRUCTOR]
    assert (status == 403) is (right not in rights), seen
