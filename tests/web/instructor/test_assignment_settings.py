"""The settings page of an assignment, the page of extensions, and what students see of both."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from grader.model import Verdict
from grader.store import audit, course_settings, courses, extensions, pauses, runs
from grader.store.models import Section, SectionDates
from tests.web.grading import hidden_case, visible_case


@pytest.fixture
def path(world) -> str:
    return f"/teach/{world.networks}/relu_der"


@pytest.fixture
def here(world) -> str:
    return f"/courses/{world.networks}/relu_der"


@pytest.fixture
def vienna(world, database) -> None:
    with database.write() as db:
        course_settings.change(db, courses.get_course(db, world.networks), actor="ina", time_zone="Europe/Vienna")


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


def given(database, world):
    with database.read() as db:
        return courses.course_assignment(db, world.networks, "relu_der")


def local(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


FORM = {"visible": "yes", "hints": "yes", "late": "deducted", "percent": "10", "days_accepted": "3"}
HOUR = timedelta(hours=1)


def test_dates_are_typed_in_the_time_zone_of_the_course(browse, world, database, path, vienna):
    ina = browse("ina")
    assert ina.post(f"{path}/settings", {**FORM, "due_at": "2031-07-06T23:59"}).status_code == 303
    assert given(database, world).due_at == datetime(2031, 7, 6, 21, 59, tzinfo=UTC)
    page = ina.get(f"{path}/settings")
    assert 'value="2031-07-06T23:59"' in page.text
    assert (
        "Due Sun 6 Jul, 23:59 Europe/Vienna. Late work is accepted until Wed 9 Jul, 23:59 Europe/Vienna, −10 % a day."
        in (words(page))
    )


def test_errors_stand_at_their_field_and_keep_what_was_typed(browse, world, database, path):
    wrong = {"attempts": "many", "percent": "ten", "due_at": "soon", "grace_minutes": "99999", "floor_percent": "120"}
    answer = browse("ina").post(f"{path}/settings", {**FORM, **wrong})
    assert answer.status_code == 422
    for name, text in wrong.items():
        field = re.search(rf'<div class="field">\s*<label for="{name}">.*?</div>', answer.text, re.DOTALL)[0]
        assert f'value="{text}"' in field
        assert 'aria-invalid="true"' in field
        assert f'id="{name}-error"' in field
        assert f'href="#{name}"' in answer.text
    assert given(database, world).policy is None


def test_only_what_differs_from_the_assignment_replaces_it(browse, world, database, path):
    ina = browse("ina")
    ina.post(f"{path}/settings", FORM)
    assert given(database, world).policy == {"days_accepted": 3, "percent": 10.0}
    ina.post(f"{path}/settings", {**FORM, "late": "none", "percent": "0"})
    assert given(database, world).policy is None


def test_a_change_can_be_undone_in_the_history(browse, world, database, path):
    ina = browse("ina")
    ina.post(f"{path}/settings", {**FORM, "attempts": "5"})
    page = ina.get(f"{path}/settings")
    assert "Attempts: the assignment's own → 5" in words(page).replace("&#39;", "'")
    undo = re.search(r'action="([^"]*/undo)"', page.text)[1]
    assert ina.post(undo, page=f"{path}/settings").status_code == 303
    assert (given(database, world).attempts, given(database, world).policy) == (None, None)


def test_a_section_gets_dates_of_its_own_and_its_errors_are_shown(browse, world, database, path):
    with database.write() as db:
        section = Section(course_id=world.networks, name="Lab 2")
        db.add(section)
        db.flush()
        field = f"section-{section.id}-due_at"
    ina = browse("ina")
    answer = ina.post(f"{path}/settings", {**FORM, "opens_at": "2031-07-06T10:00", field: "2031-07-05T10:00"})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert (
        ina.post(f"{path}/settings", {**FORM, "due_at": "2031-07-06T10:00", field: "2031-07-08T10:00"}).status_code
        == 303
    )
    assert f'name="{field}" type="datetime-local" value="2031-07-08T10:00"' in ina.get(f"{path}/settings").text


def test_a_section_gets_rules_of_its_own(browse, world, database, path):
    with database.write() as db:
        section = Section(course_id=world.networks, name="Lab 2")
        db.add(section)
        db.flush()
        own = f"section-{section.id}-"
    ina = browse("ina")
    typed = {f"{own}late": "deducted", f"{own}percent": "2.5", f"{own}per": "hour", f"{own}attempts": "4"}
    typed |= {f"{own}hints": "no", f"{own}hidden_before": "nothing", f"{own}floor_percent": "50"}
    assert ina.post(f"{path}/settings", {**FORM, **typed}).status_code == 303
    with database.read() as db:
        row = db.scalars(select(SectionDates)).one()
        policy = {"percent": 2.5, "per": "hour", "days_accepted": None, "hints": False, "floor_percent": 50.0}
        assert (row.attempts, row.policy) == (4, policy | {"hidden_before": "nothing"})
    # Saving the page as it is shown changes nothing.
    shown = dict(re.findall(rf'name="({own}[a-z_]+)"[^>]*value="([^"]*)"', ina.get(f"{path}/settings").text))
    chosen = re.findall(
        rf'<select id="({own}[a-z_]+)".*?<option value="([^"]*)" selected', ina.get(f"{path}/settings").text, re.DOTALL
    )
    again = ina.post(f"{path}/settings", {**FORM, **shown, **dict(chosen)}, follow_redirects=True)
    assert "Nothing has changed." in again.text
    refused = ina.post(f"{path}/settings", {**FORM, **typed, f"{own}percent": "0", f"{own}attempts": "x"})
    assert refused.status_code == 422
    assert f'id="{own}percent-error"' in refused.text
    assert f'id="{own}attempts-error"' in refused.text


def test_the_sentence_is_that_of_the_form_before_it_is_saved(browse, path):
    ina = browse("ina")
    typed = {**FORM, "due_at": "2031-07-06T23:59", "percent": "25"}
    assert "−25 % a day" in ina.post(f"{path}/settings/preview", typed, page=f"{path}/settings").json["summary"]
    wrong = {**typed, "percent": "a lot"}
    assert ina.post(f"{path}/settings/preview", wrong, page=f"{path}/settings").json["summary"] == ""


def test_an_extension_for_many_students_is_given_and_revoked(browse, world, database, path, here):
    ina = browse("ina")
    now = datetime.now(UTC)
    ina.post(f"{path}/settings", {**FORM, "late": "none", "due_at": local(now - HOUR)})
    assert "The deadline has passed" in words(browse("alice").get(here))
    refused = ina.post(f"{path}/extensions", {"others": "nobody@example.edu", "attempts": "x", "reason": ""})
    assert (refused.status_code, "nobody@example.edu</textarea>" in refused.text) == (422, True)
    fields = {"student": ["alice@example.edu"], "others": "bob@example.edu", "due_at": local(now + 48 * HOUR)}
    made = ina.post(f"{path}/extensions", {**fields, "reason": "Illness"})
    assert made.status_code == 303
    with database.read() as db:
        rows = extensions.of_assignment(db, given(database, world).id)
    assert [row.student for row in rows] == ["alice@example.edu", "bob@example.edu"]
    alice = words(browse("alice").get(here))
    assert "Extended until" in alice
    assert "Extended for you: Illness" in alice
    assert "The deadline has passed" not in alice
    assert ina.post(f"{path}/extensions/{rows[0].id}/revoke", page=f"{path}/extensions").status_code == 303
    assert "The deadline has passed" in words(browse("alice").get(here))


def test_a_student_sees_late_and_what_it_costs(browse, world, path, here, hand_in, worker):
    browse("ina").post(f"{path}/settings", {**FORM, "due_at": local(datetime.now(UTC) - HOUR)})
    alice = browse("alice")
    assert "late work is accepted until" in words(alice.get(here))
    fields = {"source": "def relu_der(dA, cache):\n    return dA\n", "mode": "submit"}
    page = alice.post(f"{here}/submissions", fields, page=here)
    assert page.status_code == 303
    submission_id = page.location.rsplit("/", 1)[1]
    worker.grade(submission_id, visible_case(), hidden_case(Verdict.ACCEPTED))
    assert "Late, −10 %: 13.5 of its 15 points count." in words(alice.get(page.location))
    assert "Late, −10 %" in words(alice.get(f"{here}/history"))
    ina = browse("ina")
    assert "Late, −10 %" in words(ina.get(f"{path}/submissions"))
    assert "13.5 of its 15 points count" in words(ina.get(f"/submissions/{submission_id}"))
    assert "13.5 of 15 points" in words(alice.get("/"))
    assert "Late, −10 %" in words(alice.get("/"))


def test_a_student_sees_pending_until_the_grades_are_released(browse, world, path, here, hand_in, worker):
    ina = browse("ina")
    ina.post(f"{path}/settings", {"visible": "yes", "hints": "yes", "manual_release": "yes"})
    submission_id = hand_in("alice")
    worker.grade(submission_id, visible_case(), hidden_case())
    alice = browse("alice")
    for address in (
        "/",
        here,
        f"{here}/history",
        f"/submissions/{submission_id}",
        f"/submissions/{submission_id}/receipt",
    ):
        seen = words(alice.get(address))
        assert "pending" in seen.lower(), address
        for secret in ("5 / 15", "5 of 15", "passes at zero"):
            assert secret not in seen, (address, secret)
    assert "passes at zero" in words(ina.get(f"/submissions/{submission_id}"))
    ina.post(f"{path}/settings/release", {"released": "yes"}, page=f"{path}/settings")
    assert "pending" not in words(alice.get(f"{here}/history"))
    assert "5 / 15" in words(alice.get(f"/submissions/{submission_id}"))
    assert "5 of 15 points" in words(alice.get("/"))


def test_the_deadline_is_shown_in_both_time_zones(browse, world, path, here, vienna):
    browse("ina").post(f"{path}/settings", {**FORM, "due_at": "2031-07-06T23:59"})
    seen = words(browse("alice").get(here))
    assert "21:59" in seen
    assert "(Sun 6 Jul, 23:59 Europe/Vienna)" in seen


def test_students_and_strangers_get_at_neither_page(browse, path):
    for name in ("alice", "charlie", "otto"):
        visitor = browse(name)
        for address in (f"{path}/settings", f"{path}/extensions"):
            assert visitor.get(address).status_code == 404
            assert visitor.post(address, {"attempts": "1"}, page="/account").status_code == 404


def test_grading_is_paused_in_one_course(browse, world, database, hand_in, path, here):
    ina = browse("ina")
    course = f"/teach/{world.networks}"
    long = ina.post(f"{path}/settings/pause", page=f"{path}/settings", data={"reason": "x" * 501})
    assert long.status_code == 422
    assert "A reason has at most 500 characters." in long.text
    assert "x" * 501 in long.text
    assert (
        ina.post(f"{path}/settings/pause", page=f"{path}/settings", data={"reason": "Test 4 is wrong."}).status_code
        == 303
    )
    assert ina.post(f"{path}/settings/pause", page=f"{path}/settings").status_code == 409
    submission_id = hand_in("alice")
    with database.write() as db:
        assert runs.claim(db, submission_id, holder="test", lease_seconds=30) is None
    alice = browse("alice")
    assert "Grading is paused at the moment. You can submit" in words(alice.get(here))
    assert "Reason: Test 4 is wrong." in words(alice.get(here))
    assert "Your submission is stored and will be graded" in words(alice.get(f"/submissions/{submission_id}"))
    assert alice.get(f"/submissions/{submission_id}/state").json["wait"]["paused"] is True
    for page in (course, path, f"{path}/settings"):
        text = words(ina.get(page))
        assert "is paused since" in text, page
        assert "by ina@example.edu. Submissions are accepted and wait. Reason: Test 4 is wrong." in text, page
        assert "Resume grading" in text, page
    assert "Grading paused" in words(ina.get(f"{course}/assignments"))
    assert "Grading paused: Test 4 is wrong." in words(ina.get(f"{path}/settings"))
    assert ina.post(f"{path}/settings/resume", page=f"{path}/settings").status_code == 303
    assert ina.post(f"{path}/settings/resume", page=f"{path}/settings").status_code == 404
    with database.write() as db:
        assert runs.claim(db, submission_id, holder="test", lease_seconds=30) is not None
        resumed, paused = audit.page(db, audit.Wanted(action="grading.", course_id=world.networks))
    assert (paused.actor, paused.subject, paused.details["paused"]) == ("ina@example.edu", "relu_der", [False, True])
    assert resumed.details == {"paused": [True, False]}
    assert "is paused" not in words(ina.get(course))


def test_a_pause_of_an_administrator_is_not_ended_in_a_course(browse, database, path):
    ina = browse("ina")
    with database.write() as db:
        pauses.pause(db, assignment="relu_der", author="root@example.edu")
    text = words(ina.get(f"{path}/settings"))
    assert "by an administrator" in text
    assert "Resume grading" not in text
    assert ina.post(f"{path}/settings/resume", page=f"{path}/settings").status_code == 404
