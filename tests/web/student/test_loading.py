"""A file that does not load: the error is shown once, with its line; the report is unchanged."""

from __future__ import annotations

import json

import pytest

from grader.model import Diagnosis, Verdict
from grader.uploads import read_upload
from tests.web.grading import visible_case
from web.student.loading import HEADLINE, load_error
from web.student.results import NOT_RUN, CaseView, finished_case

TEXT = "line 2: syntax error in `relu_der`: <invalid> syntax"
CODE = "import numpy as np\ndef relu_der(dA, cache) <\n    return dA\n"
NAMED = Diagnosis(name="not_python", title="Python cannot read this line", explanation="...")


def failed(name: str, **changes):
    fields = {"message": TEXT, "log": "", "diagnosis": NAMED, **changes}
    return visible_case(Verdict.LOAD_ERROR, name=name, title=f"Test {name}", **fields)


@pytest.fixture
def results(lms, worker, browse, world):
    """Bob's file, handed in by a program, with these results; and his pages."""

    def grade(*cases) -> dict:
        sent = lms.hand_in(source=CODE, student="bob@example.edu").json["id"]
        worker.grade(sent, *cases)
        bob = browse("bob")
        events = bob.get(f"/submissions/{sent}/events", headers={"Accept": "application/json"}).json["events"]
        return {
            "own": bob.get(f"/submissions/{sent}").text,
            "assignment": bob.get(f"/courses/{world.networks}/relu_der").text,
            "done": events[-1]["data"],
            "report": lms.get(f"/submissions/{sent}").json["report"],
        }

    return grade


def test_it_is_told_once_with_the_line(results):
    found = results(failed("one"), failed("two"), failed("three", visible=False, message="", log="x"))
    for page in (found["own"], found["assignment"], found["done"]["html"] + found["done"]["board"]):
        assert page.count("yntax error in <code>relu_der</code>: &lt;invalid&gt; syntax") == 1
        assert 'class="named"' in page
        assert page.count(NAMED.title) == 1
        assert HEADLINE in page
        assert page.count(f'<span class="pts">{NOT_RUN}</span>') == 3
    assert found["done"]["mark"] == {"line": 2, "message": TEXT}
    assert [case["message"] for case in found["report"]["cases"]] == [TEXT, TEXT, ""]


@pytest.mark.parametrize(
    "cases",
    [
        (failed("one"), visible_case(Verdict.RUNTIME_ERROR)),
        (failed("one"), failed("two", message="`f` is not defined")),
        (failed("one"),),
    ],
)
def test_what_only_some_tests_tell_stays_with_them(results, cases):
    found = results(*cases)
    assert NOT_RUN not in found["own"]
    assert 'id="cause-load"' not in found["own"]
    assert found["done"]["mark"] is None


def view(message: str) -> CaseView:
    return finished_case(failed("one", message=message), "diagnosis", 9)


def lines(message: str, filename: str, content: str) -> list[tuple[int, str, bool]]:
    found = load_error(view(message), read_upload(filename, content.encode()).source)
    return [(line.number, line.text.striptags(), line.named) for line in found.lines]


def test_the_line_is_shown_between_its_neighbours():
    assert lines(TEXT, "a.py", "a = 1\nb = \nc = 3\nd = 4\n") == [
        (1, "a = 1", False),
        (2, "b =", True),
        (3, "c = 3", False),
    ]
    assert lines("Raised. (Line 1: `a`)", "a.py", "a\nb\n") == [(1, "a", True), (2, "b", False)]


@pytest.mark.parametrize("message", ["No line.", "line 0: no", "line 99: gone", "line 2 of cell 7: no such cell"])
def test_without_such_a_line_only_the_message_is_told(message):
    assert lines(message, "a.py", "a = 1\n") == []


def test_the_line_of_a_notebooks_cell_and_of_code_beside_answers():
    code = [{"cell_type": "code", "metadata": {}, "source": text} for text in ("a = 1", "b = 2\nc =")]
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": code})
    assert lines("line 2 of cell 2: no", "a.ipynb", notebook) == [(1, "b = 2", False), (2, "c =", True)]
    answers = json.dumps({"answers": {}, "code": "x = 1\ny ="}, indent=1)
    assert lines("line 2: no", "answers.json", answers) == [(1, "x = 1", False), (2, "y =", True)]
    assert lines("line 2: no", "answers.json", '{"answers": {}}') == []


def test_hostile_code_is_only_text():
    source = read_upload("a.py", b"<script>alert(1)</script>\xe2\x80\xae").source
    found = load_error(view("line 1: no"), source)
    assert "<script>" not in found.lines[0].text
    assert "U+202E" in found.lines[0].text.striptags()
