"""Authorisation of every route, for everybody who has no access. New routes are covered without a change here."""

from __future__ import annotations

import pytest
from werkzeug.routing import BuildError, Rule

from tests.web.clients import Program
from tests.web.grading import visible_case
from tests.web.things import make_things

#: What anybody may ask for.
OPEN = {
    "static",
    "assets.send",
    "health.healthz",
    "health.readyz",
    "health.metrics",
    "api.openapi",
    "api.docs_page",
    "accounts.sign_in",
    "accounts.sign_in_now",
    "accounts.sign_out",
    "accounts.register",
    "accounts.register_now",
    # Whoever has a join code may join, so it may tell the course.
    "accounts.course_of_code",
    # The key in its address is the right.
    "accounts.password_link",
    "accounts.use_password_link",
    # Learning management systems send browsers here, without a cookie of ours: see tests/web/lti.
    "lti.login",
    "lti.launch",
    "lti.jwks",
    "lti.register",
    "lti.enter_page",
    "lti.enter",
    "lti.linking_page",
    "lti.link_account",
    "lti.nothing_chosen",
    "lti.no_submission",
    "notices.unsubscribe_page",
    "notices.unsubscribe",
    # A program asks here for a token, which a person allows it: see tests/web/api/test_device.py.
    "api.begin_device_sign_in",
    "api.create_device_token",
    # The same for everybody.
    "accounts.forgot_password",
    "accounts.send_password_link",
}


#: Valid bodies of routes that read them before the submission.
BODIES = {
    "api.create_comment": {"text": "Well done."},
    "api.create_override": {"row": "values", "score": 1, "reason": "It is right."},
    "api.create_regrade_request": {"row": "values", "reason": "It is right."},
    "api.answer_regrade_request": {"answer": "It is right."},
    "api.create_saved_comment": {"title": "Zero", "text": "Look at zero."},
    "api.create_announcement": {"title": "Lab", "text": "The lab is open."},
    "api.change_announcement": {"title": "Laboratory"},
    "api.send_message": {"subject": "Lab", "text": "Come.", "students": ["alice@example.edu"]},
    "api.preview_message": {"subject": "Lab", "text": "Come.", "students": ["alice@example.edu"]},
    "api.create_regrade": {"assignment": "relu_der"},
    "api.create_pause": {"lane": "training"},
    "api.drain_workers": {"host": "x", "queue": "training", "request": "end"},
    "api.retry_failures": {},
    "api.create_assignment_regrade": {},
    "api.apply_regrade": {"which": "all"},
    "api.apply_regrade_by_id": {"which": "all"},
    "api.create_webhook": {"url": "https://lms.example.edu/hook"},
    "api.change_webhook": {"url": "https://lms.example.edu/other"},
    "api.rotate_webhook_secret": {"overlap_hours": 1},
    "api.replay_failed_deliveries": {},
    "api.create_token": {"name": "Sync"},
    "api.send_lms_scores": {"everything": True},
    "api.change_lms_link": {"assignment": "relu_der"},
    "api.create_lms": {
        "issuer": "https://moodle.example.edu",
        "client_id": "grader",
        "login_url": "https://moodle.example.edu/mod/lti/auth.php",
        "token_url": "https://moodle.example.edu/mod/lti/token.php",
        "jwks_url": "https://moodle.example.edu/mod/lti/certs.php",
    },
    "api.create_course": {"name": "Networks 2"},
    "api.change_course": {"join_needs_approval": True},
    "api.copy_course": {"name": "Networks 3"},
    "api.add_member": {"email": "dora@example.edu"},
    "api.import_members": {"csv": "email\ndora@example.edu", "preview": True},
    "api.change_member": {"sis_id": "s1"},
    "api.merge_member": {"other_id": 1, "preview": True},
    "api.set_gradebook_total": {"drop_lowest": 1},
    "api.create_section": {"name": "Friday"},
    "api.rename_section": {"name": "Sunday"},
    "api.add_course_assignment": {"slug": "relu_der"},
    "api.order_course_assignments": {"slugs": ["relu_der"]},
    "api.change_course_assignment": {"visible": True},
    "api.pause_course_assignment": {"reason": "A test is wrong."},
    "api.change_assignment_settings": {"attempts": 5},
    "api.create_extensions": {"students": ["alice@example.edu"], "attempts": 1, "reason": "Illness"},
    "api.change_extension": {"attempts": 2, "reason": "Illness"},
}


@pytest.fixture
def things(world, database, hand_in, worker) -> dict[str, object]:
    """What addresses of the networks course name: Alice's graded submission, a webhook, a token."""
    submission_id = hand_in("alice")
    worker.grade(submission_id, visible_case())
    return make_things(database, world, submission_id)


def calls(app, things) -> list[tuple[Rule, str, str]]:
    """(rule, method, path) of every route that is not open."""
    found = []
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if rule.endpoint in OPEN:
                continue
            arguments = {name: things[name] for name in rule.arguments}
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                try:
                    found.append((rule, method, adapter.build(rule.endpoint, arguments, method=method)))
                except BuildError:
                    pytest.fail(f"no address for {rule}")
    assert len(found) > 40
    return found


def test_without_a_sign_in_nothing_is_to_be_had(app, things):
    app.config["WTF_CSRF_ENABLED"] = False
    for rule, method, path in calls(app, things):
        answer = app.test_client().open(path, method=method)
        if answer.status_code == 302:
            assert answer.location.startswith("/sign-in?next="), rule
        else:
            assert answer.status_code == 401, (rule, method, answer.status_code)


@pytest.mark.parametrize("name", ["charlie", "otto"])
def test_what_belongs_to_another_course_is_not_there(app, things, browse, name):
    app.config["WTF_CSRF_ENABLED"] = False
    outsider = browse(name).client
    for rule, method, path in calls(app, things):
        if not rule.arguments - {"form"} or rule.arguments == {"slug"}:
            continue
        query = {} if rule.endpoint.startswith("api.") else {"old": "x", "new": "y"}
        answer = outsider.open(path, method=method, query_string=query)
        expected = {401} if rule.endpoint.startswith("api.") and method != "GET" else {404, 401}
        assert answer.status_code in expected, (rule, method, answer.status_code)


def test_a_fellow_student_gets_at_nothing_of_mine(app, things, browse):
    app.config["WTF_CSRF_ENABLED"] = False
    bob = browse("bob").client
    for rule, method, path in calls(app, things):
        if "submission_id" in rule.arguments or rule.endpoint.startswith("instructor."):
            assert bob.open(path, method=method).status_code in (401, 404), (rule, method)


def test_another_courses_token_gets_at_nothing(app, things, world):
    foreigner = Program(app.test_client(), world.foreign_token)
    for rule, method, path in calls(app, things):
        if rule.endpoint.startswith("api.") and rule.arguments & {"submission_id", "webhook_id"}:
            answer = foreigner.client.open(
                path, method=method, headers=foreigner.headers, json=BODIES.get(rule.endpoint)
            )
            assert answer.status_code == 404, (rule, method, answer.status_code)


def test_a_change_needs_a_token_of_the_page_or_of_a_program(app, things, browse):
    ina = browse("ina").client
    for rule, method, path in calls(app, things):
        if method != "GET":
            answer = ina.open(path, method=method)
            assert answer.status_code == (401 if rule.endpoint.startswith("api.") else 400), (rule, method)


def test_two_attempts_are_compared_for_their_student_only(things, browse):
    path = f"/compare?old={things['submission_id']}&new={things['submission_id']}"
    assert browse("alice").get(path).status_code == 200
    for name in ("bob", "charlie", "otto"):
        assert browse(name).get(path).status_code == 404
