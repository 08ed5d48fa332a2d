"""The instructors' pages: complete for Ina, 404 for anybody else."""

from __future__ import annotations

import csv
import io
import re

import pytest

from grader.model import Verdict
from grader.store import courses, tokens
from grader.store.models import Role
from tests.web.clients import Program
from tests.web.grading import hidden_case, visible_case


@pytest.fixture
def graded(worker, hand_in) -> dict[str, str]:
    ids = {"alice first": hand_in("alice"), "alice": hand_in("alice"), "bob": hand_in("bob")}
    worker.grade(ids["alice first"], visible_case(Verdict.WRONG_ANSWER), hidden_case())
    worker.grade(ids["alice"], visible_case(), hidden_case())
    worker.grade(ids["bob"], visible_case(), hidden_case(Verdict.ACCEPTED))
    return ids


def words(page) -> str:
    """The page's text without tags, blank space folded."""
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())


def test_every_page_is_there_for_its_instructors_only(browse, world, graded):
    here = f"/teach/{world.networks}"
    pages = ["/teach/", here, f"{here}/settings", f"{here}/grades", f"{here}/relu_der"]
    pages += [f"{here}/relu_der/cases/secret_zeros", f"{here}/relu_der/submissions", f"{here}/gradebook"]
    pages += [f"{here}/export", f"{here}/submissions.zip", f"{here}/relu_der/statistics.csv"]
    pages.append(f"{here}/student/alice@example.edu")
    ina = browse("ina")
    assert [ina.get(path).status_code for path in pages] == [302, *[200] * 11]
    for name in ("alice", "bob", "charlie"):
        browser = browse(name)
        assert {browser.get(path).status_code for path in pages} == {404}
    otto = browse("otto")
    assert {otto.get(path).status_code for path in pages[1:]} == {404}
    stranger = browse()
    assert {stranger.get(path).status_code for path in pages} == {302}


def test_every_change_is_for_its_instructors_only(browse, world, graded, database):
    here = f"/teach/{world.networks}"
    changes = [
        (f"{here}/join-code", {}),
        (f"{here}/tokens", {"name": "x", "role": "instructor"}),
        (f"{here}/tokens/1/revoke", {}),
        (f"{here}/relu_der/settings", {"attempts": "1"}),
        (f"/teach/submissions/{graded['alice']}/regrade", {}),
    ]
    for name in ("alice", "charlie", "otto"):
        browser = browse(name)
        for path, fields in changes:
            assert browser.post(path, fields, page="/account").status_code == 404, (name, path)
    for path, _ in changes:
        assert browse("ina").client.post(path).status_code == 400
    with database.read() as db:
        assert courses.get_course(db, world.networks).join_code == "NETS2345"
        assert len(tokens.tokens_of(db, world.networks)) == 2
        assert courses.course_assignment(db, world.networks, "relu_der").attempts is None


def test_the_course_at_a_glance(browse, world, graded, hand_in):
    hand_in("bob")
    text = words(browse("ina").get(f"/teach/{world.networks}"))
    assert "2 students · 1 assignment" in text
    assert "Interactive 1 waiting · 0 running" in text
    assert re.search(r"The gradient passes at zero Backward through ReLU steady 1 1 Open 1", text)
    assert re.search(r"Backward through ReLU No deadline 2 of 2 1 10 / 15", text)
    assert "Charlie" not in text


def test_the_gradebook(browse, world, graded, hand_in):
    hand_in("bob")
    text = words(browse("ina").get(f"/teach/{world.networks}/gradebook"))
    assert "2 students · 1 assignment · 15 points" in text
    assert re.search(r"Alice Example 5 5 Bob Example 15 being graded, 15 Median of 2 10 10", text)
    assert "1–2 of 2" in text
    assert "Charlie" not in text


def test_files_for_gradebooks(browse, world, graded, database):
    ina = browse("ina")
    for kind, first in (("csv", "student"), ("canvas", "Student"), ("moodle", "Username")):
        answer = ina.get(f"/teach/{world.networks}/grades?format={kind}&assignment=relu_der")
        table = list(csv.reader(io.StringIO(answer.text)))
        assert table[0][0] == first
        assert "alice@example.edu" in answer.text
        suffix = "" if kind == "csv" else f"-{kind}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="relu_der-grades{suffix}.csv"'
    assert ina.get(f"/teach/{world.networks}/grades?format=exe").status_code == 404
    assert ina.get(f"/teach/{world.networks}/grades?assignment=backward").status_code == 404
    with database.write() as db:
        courses.set_assignment(db, world.networks, "backward")
    both = ina.get(f"/teach/{world.networks}/grades")
    assert both.headers["Content-Disposition"] == 'attachment; filename="grades.csv"'


def test_the_class_test_by_test_and_by_mistake(browse, world, graded):
    text = words(browse("ina").get(f"/teach/{world.networks}/relu_der"))
    assert "Submitted 2 of 2 Full marks 1 50 % Median score 10 of 15, mean 10" in text
    assert re.search(r"A 2 by 2 batch from the handout \S.* 100 % 2 of 2 50 % 1.5", text)
    assert re.search(r"Inputs that are exactly zero hidden .* 50 % 1 of 2 50 % 1 ", text)
    assert "The gradient passes at zero 1 now · 1 ever" in text


def test_a_mistake_that_was_corrected_still_tells(browse, world, graded, worker, hand_in):
    worker.grade(hand_in("alice"), visible_case(), hidden_case(Verdict.ACCEPTED))
    text = words(browse("ina").get(f"/teach/{world.networks}/relu_der"))
    assert "The gradient passes at zero 0 now · 1 ever" in text


def test_who_fails_a_case(browse, world, graded):
    page = browse("ina").get(f"/teach/{world.networks}/relu_der/cases/secret_zeros")
    assert "Alice Example" in page.text
    assert "Bob Example" not in page.text
    assert graded["alice"] in page.text
    assert browse("ina").get(f"/teach/{world.networks}/relu_der/cases/none").status_code == 404


def test_the_list_is_narrowed_and_paged(browse, world, graded, hand_in):
    ina = browse("ina")
    here = f"/teach/{world.networks}/relu_der/submissions"

    def listed(query: str) -> set[str]:
        page = ina.get(f"{here}?{query}").text
        table = page[page.index('id="submissions"') :]
        return {name for name, submission_id in graded.items() if submission_id in table}

    assert listed("") == set(graded)
    assert listed("student=bob@example.edu") == {"bob"}
    assert listed("student=BOB@") == listed("student=bob exam") == {"bob"}
    assert listed("mistake=gradient_at_zero") == {"alice"}
    assert listed("mistake=unknown") == set()
    assert listed("stuck=yes") == listed("failed=yes") == set()
    assert listed("verdict=accepted") == {"bob"}
    assert listed("status=queued") == set()
    assert listed("verdict=nonsense&status=nonsense&page=-1") == set(graded)
    for _ in range(25):
        hand_in("bob", practice=True)
    assert listed("") == set()
    assert listed("page=2") == set(graded)
    assert listed("trials=no") == set(graded)
    page = ina.get(f"{here}?status=queued&page=1").text
    assert "Page 1 of 1, 25 in all" in page


def test_deadline_and_attempts(browse, world, database):
    ina, path = browse("ina"), f"/teach/{world.networks}/relu_der"
    fields = {"due_at": "2031-05-06T07:08", "attempts": "3", "visible": "yes"}
    assert ina.post(f"{path}/settings", fields).status_code == 303
    assert 'value="2031-05-06T07:08"' in ina.get(f"{path}/settings").text
    with database.read() as db:
        given = courses.course_assignment(db, world.networks, "relu_der")
        assert (given.due_at.isoformat(), given.attempts) == ("2031-05-06T07:08:00+00:00", 3)
    for wrong in (
        {"attempts": "-1"},
        {"attempts": "many"},
        {"attempts": "1001"},
        {"due_at": "soon"},
        {"due_at": "2031-05-06T07:08", "opens_at": "2032-05-06T07:08"},
    ):
        answer = ina.post(f"{path}/settings", {"visible": "yes", **wrong})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    with database.read() as db:
        assert courses.course_assignment(db, world.networks, "relu_der").attempts == 3
    ina.post(f"{path}/settings", {"attempts": ""})
    assert "Backward through ReLU Hidden" in words(ina.get(f"/teach/{world.networks}"))


def test_a_token_is_shown_once_works_and_can_be_revoked(browse, world, app, database):
    ina, here = browse("ina"), f"/teach/{world.networks}"
    made = ina.post(f"{here}/tokens", {"name": "My LMS", "role": "instructor"}, page=f"{here}/settings")
    assert made.status_code == 201
    secret = re.search(r"nng_[\w-]+", made.text)[0]
    page = ina.get(f"{here}/settings").text
    assert secret not in page
    assert "My LMS" in page
    program = Program(app.test_client(), secret)
    assert program.get("/submissions").status_code == 200
    with database.read() as db:
        token = next(token for token in tokens.tokens_of(db, world.networks) if token.name == "My LMS")
        assert token.role is Role.INSTRUCTOR
    ina.post(f"{here}/tokens/{token.id}/revoke", page=f"{here}/settings")
    assert program.get("/submissions").status_code == 401
    assert "token revoked" in words(ina.get(f"{here}/settings"))


@pytest.mark.parametrize("fields", [{"name": "", "role": "student"}, {"name": "x", "role": "god"}, {"name": "x\ny"}])
def test_a_token_needs_a_name_and_a_role(browse, world, fields):
    here = f"/teach/{world.networks}"
    answer = browse("ina").post(f"{here}/tokens", fields, page=f"{here}/settings")
    assert answer.status_code == 422
    assert "nng_" not in answer.text


def test_another_courses_token_cannot_be_revoked(browse, world, database):
    with database.read() as db:
        (foreign,) = tokens.tokens_of(db, world.history)
    here = f"/teach/{world.networks}"
    browse("ina").post(f"{here}/tokens/{foreign.id}/revoke", page=f"{here}/settings")
    with database.read() as db:
        assert len(tokens.tokens_of(db, world.history)) == 1


def test_a_new_join_code_replaces_the_old(browse, world, database):
    here = f"/teach/{world.networks}"
    assert "NETS2345" in browse("ina").get(f"{here}/settings").text
    browse("ina").post(f"{here}/join-code", page=f"{here}/settings")
    with database.read() as db:
        code = courses.get_course(db, world.networks).join_code
    assert code != "NETS2345"
    charlie = browse("charlie")
    assert charlie.post("/join", {"code": "NETS2345"}, page="/account").status_code == 422
    assert charlie.post("/join", {"code": code}, page="/account").status_code == 303


def test_a_submission_with_its_hidden_values_and_a_button_to_grade_it_again(browse, world, graded, worker, lms):
    submission_id = graded["alice"]
    ina = browse("ina")
    page = ina.get(f"/submissions/{submission_id}")
    assert "31337" in page.text
    assert "the code of alice" in page.text
    assert "Regrade" in page.text
    path = f"/teach/submissions/{submission_id}/regrade"
    assert ina.post(path, page="/account").status_code == 303
    assert ina.post(path, page="/account").status_code == 409
    worker.grade(submission_id, visible_case(), hidden_case(Verdict.ACCEPTED))
    assert lms.get(f"/submissions/{submission_id}").json["score"] == 15
    assert "submission regraded" in words(ina.get(f"/teach/{world.networks}/settings"))


def test_students_see_neither_hidden_values_nor_the_button(browse, graded):
    alice = browse("alice").get(f"/submissions/{graded['alice']}")
    assert alice.status_code == 200
    assert "31337" not in alice.text
    assert "Regrade" not in alice.text
    for name in ("bob", "charlie", "otto"):
        assert browse(name).get(f"/submissions/{graded['alice']}").status_code == 404


def test_a_mistake_that_is_named_at_the_end_counts(browse, world, worker, hand_in):
    submission_id = hand_in("alice")
    claim = worker.claim(submission_id)
    worker.tell(claim, 1, hidden_case(diagnosis=None, hint=None))
    worker.finish(claim, [hidden_case()])
    text = words(browse("ina").get(f"/teach/{world.networks}/relu_der"))
    assert "The gradient passes at zero 1 now · 1 ever" in text
    assert "The gradient passes at zero" in browse("alice").get(f"/submissions/{submission_id}").text


@pytest.mark.parametrize(
    ("form", "page"),
    [
        ("gradebook/total", "gradebook"),
        ("tokens", "settings"),
        ("members/{alice}/password", "members/{alice}"),
        ("members/{alice}/password-link", "members/{alice}"),
    ],
)
def test_the_address_of_a_form_leads_to_its_page(browse, world, form, page):
    course, people = f"/teach/{world.networks}", world.people
    answer = browse("ina").get(f"{course}/{form.format(**people)}")
    assert (answer.status_code, answer.location) == (303, f"{course}/{page.format(**people)}")
    assert browse("alice").get(f"{course}/{form.format(**people)}").status_code == 404
