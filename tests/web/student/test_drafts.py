"""Drafts on the server: saved by the editor or by a form, loaded into the page, filled with an attempt."""

from __future__ import annotations

import pytest

from grader.store import courses
from web.student import drafts

PATH = "/courses/{}/relu_der"


class Editor:
    """A tab with the editor of an assignment."""

    def __init__(self, browser, path):
        self.browser, self.path = browser, path
        self.token = browser.csrf(path)

    def put(self, revision, **content):
        body = {"revision": revision, **content}
        return self.browser.client.put(f"{self.path}/draft", json=body, headers={"X-CSRFToken": self.token})

    def read(self):
        return self.browser.get(f"{self.path}/draft").json

    def page(self):
        return self.browser.get(self.path).text


@pytest.fixture
def path(world):
    return PATH.format(world.networks)


@pytest.fixture
def alice(browse):
    return browse("alice")


@pytest.fixture
def tab(alice, path):
    return Editor(alice, path)


def test_what_one_browser_saves_another_continues(browse, tab, path):
    saved = tab.put(0, code="x = 41\n")
    assert (saved.status_code, saved.json["revision"]) == (200, 1)
    elsewhere = Editor(browse("alice"), path)
    assert (elsewhere.read()["code"], elsewhere.read()["revision"]) == ("x = 41\n", 1)
    page = elsewhere.page()
    assert ">\nx = 41\n</textarea>" in page
    assert 'data-draft-revision="1"' in page
    assert "data-starter=" in page


def test_two_tabs_overwrite_nothing_silently(alice, tab, path):
    other = Editor(alice, path)
    tab.put(0, code="from here")
    refused = other.put(0, code="from there")
    assert refused.status_code == 409
    assert (refused.json["revision"], refused.json["code"]) == (1, "from here")
    assert refused.json["savedAt"]
    assert tab.read()["code"] == "from here"
    assert other.put(1, code="from there").status_code == 200


def test_nobody_else_sees_or_writes_it(browse, tab, path):
    tab.put(0, code="mine")
    bob = Editor(browse("bob"), path)
    assert bob.read() == {"revision": 0, "code": None, "answers": None, "savedAt": None}
    bob.put(0, code="his")
    assert tab.read()["code"] == "mine"
    assert browse("charlie").get(f"{path}/draft").status_code == 404
    assert browse().client.put(f"{path}/draft", json={"revision": 0}).status_code in (400, 401)


@pytest.mark.parametrize(
    "body", [{}, {"revision": "x"}, {"revision": 0, "code": 3}, {"revision": 0, "more": 1}, [1], {"revision": None}]
)
def test_what_is_no_draft_is_refused(tab, body):
    answer = tab.browser.client.put(f"{tab.path}/draft", json=body, headers={"X-CSRFToken": tab.token})
    assert answer.status_code == 422
    assert tab.read()["revision"] == 0


def test_a_draft_is_as_large_as_a_submission_at_most(tab):
    assert tab.put(0, code="x" * (1024 * 1024 + 1)).status_code == 413
    assert tab.put(0, code="x" * (1024 * 1024)).status_code == 200


def test_saving_too_often_has_to_wait(tab, monkeypatch):
    monkeypatch.setattr(drafts, "SAVES", "2 per minute")
    assert [tab.put(n, code=str(n)).status_code for n in range(3)] == [200, 200, 429]


def test_without_a_token_nothing_is_saved(tab):
    answer = tab.browser.client.put(f"{tab.path}/draft", json={"revision": 0, "code": "x"})
    assert answer.status_code == 400


def test_a_form_without_script_saves_its_draft(alice, tab, path):
    sent = alice.post(f"{path}/draft", {"source": "y = 1\r\n"}, page=path)
    assert (sent.status_code, sent.location) == (303, path)
    assert tab.read()["code"] == "y = 1\n"
    assert "Draft saved." in tab.page()


def test_what_is_submitted_without_script_is_the_draft(alice, tab, path):
    alice.post(f"{path}/submissions", {"source": "def relu_der(): pass", "mode": "submit"}, page=path)
    assert tab.read()["code"] == "def relu_der(): pass"


def test_an_attempt_is_edited_and_that_undone(alice, tab, path, hand_in):
    tab.put(0, code="mine")
    submission = hand_in("alice")
    sent = alice.post(f"/submissions/{submission}/edit", page=path)
    assert sent.location == path
    assert tab.read()["code"] == "print('the code of alice')\n"
    assert "attempt 1" in tab.page()
    alice.post(f"{path}/draft/undo", page=path)
    assert tab.read()["code"] == "mine"


def test_only_ones_own_attempt_is_edited(browse, hand_in, path):
    submission = hand_in("alice")
    for name in ("bob", "ina"):
        browser = browse(name)
        assert browser.post(f"/submissions/{submission}/edit", page=path).status_code == 404
        assert browser.get(f"{path}/draft").json["revision"] == 0


def test_answers_are_saved_and_come_back(alice, database, world):
    with database.write() as db:
        courses.set_assignment(db, world.networks, "backprop_homework")
    tab = Editor(alice, f"/courses/{world.networks}/backprop_homework")
    tab.put(0, answers={"loss": "0.25", "no_such_question": "x"})
    assert tab.read()["answers"] == {"loss": "0.25"}
    assert 'value="0.25"' in tab.page()


def test_the_page_says_whether_the_code_changed_since_the_last_practice_run(tab, hand_in):
    assert 'data-practice="none"' in tab.page()
    hand_in("alice", practice=True)
    assert 'data-practice="changed"' in tab.page()
    tab.put(0, code="print('the code of alice')\n")
    assert 'data-practice="same"' in tab.page()
