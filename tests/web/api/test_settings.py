"""Settings, extensions and late work through the REST API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from grader.model import Verdict
from grader.store import merging
from grader.store.models import Person, Section
from tests.web.grading import hidden_case, visible_case

PAST = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
FUTURE = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
LATE = {"days": 3, "percent_per_day": 10}


@pytest.fixture
def here(world) -> str:
    return f"/courses/{world.networks}/assignments/relu_der"


def patch(program, path, **body):
    return program.client.patch(f"/api/v1{path}", headers=program.headers, json=body)


def change(program, here, **body):
    answer = patch(program, f"{here}/settings", **body)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_what_is_left_out_stays_and_reset_gives_the_assignments_own(lms, here):
    first = lms.get(f"{here}/settings").json
    assert (first["due_at"], first["late"]["days"], first["overridden"], first["counts"]) == (None, 0, [], "best")
    changed = change(lms, here, due_at=FUTURE.isoformat(), late=LATE, counts="last", attempts=5)
    assert (changed["late"]["percent_per_day"], changed["attempts"], changed["counts"]) == (10, 5, "last")
    assert changed["overridden"] == ["counts", "days_accepted", "per", "percent"]
    assert datetime.fromisoformat(changed["ends_at"]) == FUTURE + timedelta(days=3)
    assert "−10 % a day" in changed["summary"]
    again = change(lms, here, reset=["counts", "percent", "per"], late={"grace_minutes": 5})
    assert (again["counts"], again["late"]["percent_per_day"], again["late"]["grace_minutes"]) == ("best", 0, 5)
    assert (again["attempts"], again["late"]["days"]) == (5, 3)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"opens_at": FUTURE.isoformat(), "due_at": PAST.isoformat()}, "due_at"),
        ({"due_at": FUTURE.isoformat(), "closes_at": PAST.isoformat()}, "closes_at"),
        ({"hidden_after": "nothing"}, "hidden_after"),
        ({"late": {"percent_per_day": 5, "percent_per_hour": 5}}, "late"),
        ({"late": {"percent_per_day": 101}}, "late.percent_per_day"),
        ({"sections": [{"section": "Lab 9", "due_at": FUTURE.isoformat()}]}, "sections"),
        ({"hints": None}, "hints"),
        ({"attempts": -1}, "attempts"),
        ({"due_at": "2026-11-28T23:59:00"}, "due_at"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(lms, here, body, field):
    answer = patch(lms, f"{here}/settings", **body)
    assert answer.status_code == 422
    assert field.split(".")[0] in {error["field"].split(".")[0] for error in answer.json["errors"]}
    assert lms.get(f"{here}/settings/history").json == {"changes": []}


def test_a_change_is_in_the_history_and_can_be_undone(lms, here):
    change(lms, here, attempts=5)
    change(lms, here, attempts=7, late=LATE)
    newest, oldest = lms.get(f"{here}/settings/history").json["changes"]
    assert (oldest["old"], oldest["new"], oldest["actor"]) == ({"attempts": None}, {"attempts": 5}, "token LMS")
    undone = lms.post(f"{here}/settings/history/{newest['id']}/undo").json
    assert (undone["attempts"], undone["late"]["days"], undone["overridden"]) == (5, 0, [])
    assert lms.post(f"{here}/settings/history/999/undo").status_code == 404


def test_a_late_submission_is_accepted_and_loses_its_share(lms, tool, here, worker):
    change(lms, here, due_at=PAST.isoformat(), late=LATE)
    submission_id = tool.hand_in(student="alice@example.edu").json["id"]
    worker.grade(submission_id, visible_case(), hidden_case(Verdict.ACCEPTED))
    seen = tool.get(f"/submissions/{submission_id}").json
    assert (seen["score"], seen["graded_score"], seen["report"]["score"]) == (13.5, 15.0, 15.0)
    assert (seen["late"]["percent"], seen["pending"]) == (10, False)
    line = {row["student"]: row for row in lms.get("/assignments/relu_der/grades").json["grades"]}
    assert (line["alice@example.edu"]["score"], line["alice@example.edu"]["late"]["percent"]) == (13.5, 10)
    csv = lms.get("/assignments/relu_der/grades?format=csv").text
    assert "13.5,15,accepted,1," in csv
    assert "late -10 %" in csv
    assert "accepted (late -10 %)" in lms.get("/assignments/relu_der/grades?format=moodle").text


def test_without_late_work_the_deadline_holds_and_an_extension_moves_it(lms, tool, here):
    change(lms, here, due_at=PAST.isoformat())
    assert tool.hand_in(student="alice@example.edu").status_code == 403
    students = ["Alice@example.edu", "bob@example.edu"]
    body = {"students": students, "due_at": FUTURE.isoformat(), "reason": "Illness"}
    made = lms.post(f"{here}/extensions", json=body)
    assert made.status_code == 201
    assert [row["student"] for row in made.json["extensions"]] == ["alice@example.edu", "bob@example.edu"]
    assert tool.hand_in(student="alice@example.edu").status_code == 202
    first = made.json["extensions"][0]["id"]
    changed = patch(lms, f"{here}/extensions/{first}", attempts=2, reason="Illness", due_at=FUTURE.isoformat()).json
    assert changed["attempts"] == 2
    assert lms.delete(f"{here}/extensions/{first}").status_code == 404
    assert lms.delete(f"{here}/extensions/{changed['id']}").status_code == 204
    assert tool.hand_in(student="alice@example.edu").status_code == 403
    assert tool.hand_in(student="bob@example.edu").status_code == 202
    assert [row["student"] for row in lms.get(f"{here}/extensions").json["extensions"]] == ["bob@example.edu"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"students": ["nobody@example.edu"], "attempts": 1}, "students"),
        ({"students": ["alice@example.edu"]}, "due_at"),
        ({"students": ["alice@example.edu"], "due_at": PAST.isoformat()}, "due_at"),
        ({"students": [], "attempts": 1}, "students"),
        ({"students": ["alice@example.edu"], "attempts": 1, "reason": " "}, "reason"),
    ],
)
def test_an_extension_that_cannot_be_goes_to_nobody(lms, here, body, field):
    change(lms, here, due_at=PAST.isoformat())
    answer = lms.post(f"{here}/extensions", json={"reason": "Illness", **body})
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json["errors"]}
    assert lms.get(f"{here}/extensions").json == {"extensions": []}


def test_an_extension_adds_attempts(lms, tool, here):
    change(lms, here, attempts=1)
    assert tool.hand_in(student="alice@example.edu").status_code == 202
    assert tool.hand_in(student="alice@example.edu").status_code == 403
    lms.post(f"{here}/extensions", json={"students": ["alice@example.edu"], "attempts": 1, "reason": "Bad network"})
    assert tool.hand_in(student="alice@example.edu").status_code == 202
    assert tool.hand_in(student="alice@example.edu").status_code == 403


def test_the_pause_between_attempts_is_told_with_its_end(lms, tool, here):
    change(lms, here, cooldown_minutes=30)
    tool.hand_in(student="alice@example.edu")
    refused = tool.hand_in(student="alice@example.edu")
    assert (refused.status_code, 1700 < int(refused.headers["Retry-After"]) <= 1800) == (429, True)
    assert "pause between two attempts" in refused.json["detail"]
    assert tool.hand_in(student="alice@example.edu", trial=True).status_code == 202


def test_points_are_withheld_until_they_are_released(lms, tool, here, worker):
    change(lms, here, manual_release=True)
    submission_id = tool.hand_in(student="alice@example.edu").json["id"]
    worker.grade(submission_id, visible_case(), hidden_case(Verdict.WRONG_ANSWER))
    seen = tool.get(f"/submissions/{submission_id}").json
    assert (seen["score"], seen["graded_score"], seen["verdict"], seen["pending"]) == (None, None, None, True)
    hidden = next(case for case in seen["report"]["cases"] if not case["visible"])
    assert (hidden["verdict"], hidden["score"], hidden["diagnosis"]) == ("skipped", 0.0, None)
    events = tool.get(f"/submissions/{submission_id}/events", headers={"Accept": "application/json"}).json["events"]
    done = next(event["data"] for event in events if event["event"] == "done")
    assert (done["score"], done["verdict"]) == (None, None)
    assert [event["data"]["verdict"] for event in events if event["event"] == "case"] == ["accepted", "skipped"]
    assert tool.get(f"/submissions/{submission_id}/overrides").json["score"] is None
    assert lms.get(f"/submissions/{submission_id}").json["score"] == 5.0
    assert not lms.get("/assignments/relu_der/grades").json["grades"][0]["released"]
    change(lms, here, released=True)
    assert tool.get(f"/submissions/{submission_id}").json["score"] == 5.0
    actions = [change["action"] for change in lms.get(f"{here}/settings/history").json["changes"]]
    assert actions == ["grades.released", "assignment.changed"]


def test_a_section_has_dates_of_its_own(lms, here, world, database):
    with database.write() as db:
        db.add(Section(course_id=world.networks, name="Lab 2"))
    own = {"section": "Lab 2", "due_at": FUTURE.isoformat()}
    found = change(lms, here, due_at=PAST.isoformat(), sections=[own])["sections"]
    assert [(row["section"], datetime.fromisoformat(row["due_at"])) for row in found] == [("Lab 2", FUTURE)]


def test_a_section_has_rules_of_its_own(lms, tool, here, world, database):
    section = lms.post(f"/courses/{world.networks}/sections", json={"name": "Lab 2"}).json["id"]
    member = f"/courses/{world.networks}/members/{world.people['alice']}"
    own = {"section": "Lab 2", "attempts": 1, "hints": False, "late": {"days": 1, "percent_per_hour": 2.5}}
    change(lms, here, attempts=2, sections=[own])
    (found,) = lms.get(f"{here}/settings").json["sections"]
    assert (found["attempts"], found["hints"], found["due_at"], found["cooldown_minutes"]) == (1, False, None, None)
    assert (found["late"]["days"], found["late"]["percent_per_hour"], found["late"]["grace_minutes"]) == (1, 2.5, None)
    assert tool.hand_in(student="alice@example.edu").status_code == 202
    assert patch(lms, member, section_id=section).status_code == 200
    assert tool.hand_in(student="alice@example.edu").status_code == 403
    assert patch(lms, member, section_id=None).status_code == 200
    assert tool.hand_in(student="alice@example.edu").status_code == 202
    wrong = {"section": "Lab 2", "hidden_after": "nothing"}
    assert (
        patch(lms, f"{here}/settings", sections=[wrong]).json["errors"][0]["field"] == f"section-{section}-hidden_after"
    )


def test_only_who_may_change_settings_does(lms, tool, foreigner, nobody, here):
    for caller, status in ((tool, 404), (foreigner, 404), (nobody, 401)):
        assert caller.get(f"{here}/settings").status_code == status
        assert patch(caller, f"{here}/settings", attempts=1).status_code == status
        body = {"students": ["alice@example.edu"], "attempts": 1, "reason": "x"}
        assert caller.post(f"{here}/extensions", json=body).status_code == status
    assert lms.get(f"{here}/settings").json["attempts"] == 0


def test_a_change_of_section_changes_what_late_work_costs(lms, tool, here, world, worker):
    section = lms.post(f"/courses/{world.networks}/sections", json={"name": "Lab 2"}).json["id"]
    own = {"section": "Lab 2", "due_at": FUTURE.isoformat()}
    change(lms, here, due_at=PAST.isoformat(), late=LATE, sections=[own])
    submission_id = tool.hand_in(student="alice@example.edu").json["id"]
    worker.grade(submission_id, visible_case(), hidden_case(Verdict.ACCEPTED))
    member = f"/courses/{world.networks}/members/{world.people['alice']}"
    scores = [lms.get(f"/submissions/{submission_id}").json["score"]]
    for value in (section, None):
        assert patch(lms, member, section_id=value).status_code == 200
        scores.append(lms.get(f"/submissions/{submission_id}").json["score"])
    assert scores == [13.5, 15.0, 13.5]
    assert patch(lms, member, section_id=section).status_code == 200
    lms.delete(f"/courses/{world.networks}/sections/{section}")
    assert lms.get(f"/submissions/{submission_id}").json["score"] == 13.5


def test_an_extension_follows_a_merged_account(lms, here, world, database):
    change(lms, here, due_at=PAST.isoformat())
    body = {"students": ["bob@example.edu"], "due_at": FUTURE.isoformat(), "reason": "Illness"}
    lms.post(f"{here}/extensions", json=body)
    with database.write() as db:
        alice, bob = (db.get_one(Person, world.people[name]) for name in ("alice", "bob"))
        merging.merge(db, alice, bob, actor="ina", course_id=world.networks)
    assert [row["student"] for row in lms.get(f"{here}/extensions").json["extensions"]] == ["alice@example.edu"]
