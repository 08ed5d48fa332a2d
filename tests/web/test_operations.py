"""The pages for administrators: pauses, drains, failures, connections, the audit log."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from grader.model import Lifecycle
from grader.store import accounts, audit, deliveries, delivery_log, outlines, pauses, runs, submissions
from grader.store.audit import Wanted
from grader.store.models import ServiceToken
from grader.worker.presence import Presence, Request, WorkerReport, WorkerState
from tests.web.clients import password_hash
from tests.web.grading import visible_case


@pytest.fixture
def root(app, world, database, browse):
    """An administrator's browser."""
    with database.write() as db:
        person = accounts.create_person(db, email="root@example.edu", name="Root", password_hash=password_hash())
        person.administrator = True
    world.people["root"] = person.id
    app.config["WTF_CSRF_ENABLED"] = False
    yield browse("root")
    del world.people["root"]


def log(database, **wanted):
    with database.read() as db:
        return audit.page(db, Wanted(**wanted))


def test_a_paused_lane_is_told_to_administrators_and_students(root, browse, database, hand_in):
    page = root.get("/operations/")
    assert page.status_code == 200
    assert "nothing waits" in page.text
    answer = root.client.post("/operations/pauses", data={"what": "lane:interactive", "reason": "The disk is full."})
    assert answer.status_code == 303
    submission_id = hand_in("alice")
    text = root.get("/operations/state").text
    assert "The interactive lane is paused" in text
    assert "root@example.edu" in text
    alice = browse("alice")
    workspace = alice.get("/courses/1/relu_der").text
    assert "Grading is paused at the moment." in workspace
    assert "The disk is full." in workspace
    course = browse("ina").get("/teach/1").text
    assert "Grading in the interactive lane is paused" in course
    assert "Grading is paused. Your submission is stored" in alice.get(f"/submissions/{submission_id}").text
    assert alice.get(f"/submissions/{submission_id}/state").json["wait"]["paused"] is True
    with database.read() as db:
        (found,) = pauses.all_pauses(db)
    assert root.client.post(f"/operations/pauses/{found.id}/resume").status_code == 303
    assert root.client.post(f"/operations/pauses/{found.id}/resume").status_code == 404
    assert alice.get(f"/submissions/{submission_id}/state").json["wait"]["paused"] is False
    resumed, paused = log(database, action="grading.")
    assert (paused.actor, paused.subject, paused.details["paused"]) == (
        "root@example.edu",
        "lane interactive",
        [False, True],
    )
    assert resumed.details == {"paused": [True, False]}


@pytest.mark.parametrize("what", ["lane:fast", "assignment:nothing", "lane:", "", "course:1"])
def test_what_is_not_there_cannot_be_paused(root, what):
    answer = root.client.post("/operations/pauses", data={"what": what, "reason": "Because of it."})
    assert answer.status_code == 422
    assert "Because of it." in answer.text


def test_nothing_is_paused_twice(root):
    assert root.client.post("/operations/pauses", data={"what": "assignment:relu_der"}).status_code == 303
    answer = root.client.post("/operations/pauses", data={"what": "assignment:relu_der"})
    assert answer.status_code == 409
    assert "This is paused already." in answer.text


REPORT = WorkerReport(
    identity="here/1/2 30 400",
    host="here/1/2 7 300",
    host_name="grader-3",
    queue="interactive",
    pid=30,
    uptime=90.0,
    memory=412 * 2**20,
    sandbox="warm",
    evaluators=9,
    versions={"service": "0.0.1", "Python": "3.11.9", "NumPy": "2.3.1"},
)


def test_workers_are_shown_with_their_work_and_drained(root, settings, database, hand_in):
    presence = Presence(settings)
    presence.report(REPORT)
    presence.report_group(REPORT.host, REPORT.host_name, REPORT.queue, WorkerState.WORKING)
    submission_id = hand_in("alice")
    with database.write() as db:
        runs.claim(db, submission_id, holder=REPORT.identity, lease_seconds=30)
    text = root.get("/operations/state").text
    for words in ("Interactive on grader-3", "412 MiB", "warm", "NumPy 2.3.1", "relu_der for", "another version"):
        assert words in text
    form = {"host": REPORT.host, "queue": "interactive", "request": "end"}
    assert root.client.post("/operations/workers", data=form).status_code == 303
    assert presence.take_request(REPORT.host, "interactive") is Request.END
    assert root.client.post("/operations/workers", data=form | {"request": "kill"}).status_code == 422
    assert root.client.post("/operations/workers", data=form | {"queue": "training"}).status_code == 404
    (entry,) = log(database, action="workers.")
    assert (entry.action, entry.subject) == ("workers.end", "interactive on grader-3")
    presence.report_group(REPORT.host, REPORT.host_name, REPORT.queue, WorkerState.ENDED)
    assert 'value="start"' in root.get("/operations/state").text
    presence.withdraw(REPORT.identity)
    presence.close()


def test_what_cannot_be_graded_or_sent_is_shown(root, database, world, hand_in):
    with database.write() as db:
        outlines.report_problem(db, "relu_der", "cases.py, line 3: a bracket is missing.")
        hook = deliveries.create_webhook(db, course_id=world.networks, url="https://lms.example.edu/h")
        delivery_log.send_test(db, hook)
    text = root.get("/operations/state").text
    assert "cases.py, line 3: a bracket is missing." in text
    assert re.search(r"Webhook messages</th><td class=\"num\">1</td>", text)


def test_without_redis_the_page_says_so(root, app, settings):
    services = app.extensions["services"]
    away = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    app.extensions["services"] = replace(services, settings=away)
    assert "Redis does not answer." in root.get("/operations/").text
    answer = root.client.post("/operations/workers", data={"host": "x", "queue": "interactive", "request": "end"})
    assert answer.status_code == 503
    app.extensions["services"] = services


def fail(database, submission_id):
    with database.write() as db:
        claim = runs.claim(db, submission_id, holder="test", lease_seconds=30)
    with database.write() as db:
        runs.give_back(db, submission_id, claim.run, cause="The disk was full.", max_claims=1, enqueue_in=1)


def test_failures_are_retried_one_by_one_and_all(root, database, hand_in):
    ids = [hand_in(name) for name in ("alice", "bob")]
    for submission_id in ids:
        fail(database, submission_id)
    text = root.get("/operations/").text
    assert "Retry all 2" in text
    assert "The disk was full." in text
    assert root.client.post(f"/operations/failures/{ids[0]}/retry").status_code == 303
    assert root.client.post(f"/operations/failures/{ids[0]}/retry").status_code == 404
    assert root.client.post("/operations/failures/retry").status_code == 303
    with database.read() as db:
        assert {submissions.get(db, each).status for each in ids} == {Lifecycle.QUEUED}
    entries = log(database, action="submission.retried")
    assert {entry.subject for entry in entries} == set(ids)
    assert "The disk was full." in entries[0].details["failure"][0]


def test_webhooks_and_tokens_of_all_courses(root, world, database):
    with database.write() as db:
        hook = deliveries.create_webhook(db, course_id=world.history, url="https://lms.example.edu/h").id
    text = root.get("/operations/connections").text
    assert "https://lms.example.edu/h" in text
    assert "History" in text
    assert root.client.post(f"/operations/webhooks/{hook}/test").status_code == 303
    page = root.get(f"/operations/webhooks/{hook}").text
    assert "webhook.test" in page
    assert "Waiting" in page
    with database.read() as db:
        delivery = delivery_log.page(db, hook).items[0].id
    assert root.client.post(f"/operations/webhooks/{hook}/deliveries/{delivery}/replay").status_code == 303
    assert root.client.post(f"/operations/webhooks/{hook}/deliveries/999/replay").status_code == 404
    assert root.client.post(f"/operations/webhooks/{hook}/replay").status_code == 303
    assert root.client.post(f"/operations/webhooks/{hook}/delete").status_code == 303
    assert root.client.post(f"/operations/webhooks/{hook}/delete").status_code == 404
    assert root.client.post("/operations/course-tokens/1/revoke").status_code == 303
    assert root.client.post("/operations/course-tokens/1/revoke").status_code == 404
    deleted = log(database, action="webhook.deleted")[0]
    assert (deleted.course_id, deleted.details) == (world.history, {"url": ["https://lms.example.edu/h", None]})


def test_a_token_of_an_administrator_is_shown_once(root, database):
    assert root.client.post("/operations/tokens", data={"name": " ", "days": "30"}).status_code == 422
    assert root.client.post("/operations/tokens", data={"name": "monitor", "days": "31"}).status_code == 422
    answer = root.client.post("/operations/tokens", data={"name": "monitor", "days": "30"})
    assert answer.status_code == 201
    assert "nng_svc_" in answer.text
    text = root.get("/operations/connections").text
    assert "monitor" in text
    assert "nng_svc_" not in text
    with database.read() as db:
        token = db.query(ServiceToken).one()
    assert root.client.post(f"/operations/tokens/{token.id}/revoke").status_code == 303
    assert root.client.post(f"/operations/tokens/{token.id}/revoke").status_code == 404


def test_the_log_of_a_course_has_filters_pages_and_files(root, browse, world, database, worker, hand_in):
    submission_id = hand_in("alice")
    worker.grade(submission_id, visible_case())
    ina = browse("ina")
    reason = {"row": "", "score": "1", "reason": "Right idea."}
    assert ina.client.post(f"/teach/submissions/{submission_id}/overrides", data=reason).status_code == 303
    assert ina.client.post(f"/teach/{world.networks}/join-code").status_code == 303
    page = ina.get(f"/teach/{world.networks}/audit").text
    assert "override set" in page
    assert "join code renewed" in page
    assert "NETS2345" in page
    (entry,) = log(database, course_id=world.networks, action="override.")
    old, new = entry.details["points"]
    assert old != new
    narrowed = ina.get(f"/teach/{world.networks}/audit?action=override.&person=INA&object={submission_id[:8]}").text
    assert "override set" in narrowed
    assert "<td>join code renewed</td>" not in narrowed
    assert "No entry matches." in ina.get(f"/teach/{world.networks}/audit?until=2000-01-01").text
    assert "Write dates as" in ina.get(f"/teach/{world.networks}/audit?since=yesterday").text
    text = ina.get(f"/teach/{world.networks}/audit/entries.csv?action=override.").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["actor"] for row in rows] == ["ina@example.edu"]
    assert f"points: {old} -> {new}" in rows[0]["changes"]
    entries = ina.get(f"/teach/{world.networks}/audit/entries.json?action=override.").json["entries"]
    assert {"name": "points", "old": old, "new": new} in entries[0]["changes"]
    assert browse("alice").get(f"/teach/{world.networks}/audit").status_code == 404


def test_the_log_of_the_service_goes_back_by_cursor(root, world, database):
    with database.write() as db:
        for number in range(120):
            course_id = world.history if number % 2 else None
            audit.record(db, actor=f"person{number}@example.edu", action="course.changed", course_id=course_id)
    first = root.get("/operations/audit").text
    assert "person119@" in first
    assert "person70@" in first
    assert "person69@" not in first
    assert "History" in first
    with database.read() as db:
        cursor = audit.page(db, Wanted(), limit=50)[-1].id
    assert f"cursor={cursor}" in first
    second = root.get(f"/operations/audit?cursor={cursor}").text
    assert "person69@" in second
    assert "person70@" not in second
    assert len(root.get("/operations/audit/entries.json").json["entries"]) == 120
    assert root.get("/operations/audit/entries.txt").status_code == 404


@pytest.mark.parametrize("address", ["pauses", "tokens"])
def test_the_address_of_a_form_that_is_loaded_again_shows_its_page(root, address):
    assert root.get(f"/operations/{address}").status_code == 200
