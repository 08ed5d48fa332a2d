"""`%%grade` in an IPython shell, against the real application in this process."""

from __future__ import annotations

import re

import httpx
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grader import stored_tokens
from grader.client import Client
from grader.jupyter.rendering import Results
from grader.model import Report, Verdict
from grader.store import tokens
from grader.store.models import Person
from grader.store.tokens import LEAST_SCOPES
from tests.web.grading import hidden_case, visible_case

CELL = "def relu_der(dA, cache):\n    return dA\n"


@pytest.fixture
def results():
    """What the worker finds in the next submission."""
    return [visible_case(), hidden_case(Verdict.ACCEPTED)]


@pytest.fixture
def sent():
    """The sources that were submitted."""
    return []


@pytest.fixture
def shown():
    """What was displayed, a bundle each time."""
    return []


@pytest.fixture
def shell(app, world, worker, results, sent, shown, monkeypatch, tmp_path):
    """A shell with the extension, whose submissions are graded at once."""

    class GradedAtOnce(Client):
        def __init__(self, url, *, token):
            super().__init__(url, token=token, transport=httpx.WSGITransport(app=app))

        def submit(self, assignment, source=None, **options):
            sent.append(source)
            submission = super().submit(assignment, source, **options)
            worker.grade(submission.id, *results)
            return submission

    def keep(bundle, **_options):
        shown.append(bundle)

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("GRADER_SERVER", "http://grader.test")
    monkeypatch.setenv("GRADER_TOKEN", world.instructor_token)
    made = InteractiveShell.instance(config=Config({"HistoryManager": {"hist_file": ":memory:"}}))
    made.run_line_magic("load_ext", "grader")
    monkeypatch.setattr("grader.jupyter.magics.Client", GradedAtOnce)
    monkeypatch.setattr("grader.jupyter.magics.display", keep)
    monkeypatch.setattr("grader.jupyter.magics.update_display", keep)
    yield made
    InteractiveShell.clear_instance()


def test_a_cell_is_run_submitted_and_its_results_appear(shell, sent, shown):
    shell.run_cell(f"%%grade relu_der --student alice@example.edu\n{CELL}", store_history=True)
    assert sent == [CELL]
    assert callable(shell.user_ns["relu_der"])
    assert "Submitting ..." in shown[0]["text/plain"]
    assert any("1 tests have run" in bundle["text/plain"] for bundle in shown)
    assert shown[-1]["text/plain"].startswith("accepted, 15 of 15 points")
    assert "<strong>accepted, 15 of 15 points</strong>" in shown[-1]["text/html"]


def test_a_signed_in_student_needs_no_token(shell, sent, shown, world, database, monkeypatch):
    with database.write() as db:
        alice = db.get_one(Person, world.people["alice"])
        stored_tokens.keep("http://grader.test", tokens.create_for_person(db, alice, name="x", scopes=LEAST_SCOPES)[1])
    for name in ("GRADER_SERVER", "GRADER_TOKEN"):
        monkeypatch.delenv(name)
    shell.run_cell(f"%%grade relu_der --course {world.networks}\n{CELL}", store_history=True)
    assert sent == [CELL]
    assert shown[-1]["text/plain"].startswith("accepted, 15 of 15 points")


def test_earlier_cells_are_submitted_on_request(shell, sent):
    for cell in ("import numpy as np", "%load_ext grader", "%%grade relu_der --student alice@example.edu\nx = 1\n"):
        shell.run_cell(cell, store_history=True)
    shell.run_cell(f"%%grade relu_der --all --student alice@example.edu\n{CELL}", store_history=True)
    assert sent[-1] == f"import numpy as np\n\nx = 1\n\n{CELL}"


def test_a_cell_that_raises_is_not_submitted(shell, sent, capsys):
    shell.run_cell("%%grade relu_der\n1 / 0\n", store_history=True)
    assert sent == []
    assert "so it was not submitted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("GRADER_TOKEN", "nng_wrong", "unknown or revoked"),
        ("GRADER_TOKEN", "", "An API token is needed"),
        ("GRADER_SERVER", "", "is a URL such as"),
    ],
)
def test_what_is_refused_is_said_in_place_of_results(shell, shown, monkeypatch, variable, value, told):
    monkeypatch.setenv(variable, value)
    shell.run_cell(f"%%grade relu_der\n{CELL}", store_history=True)
    assert shown[-1]["text/plain"].startswith("Not submitted: ")
    assert told in shown[-1]["text/plain"]


def test_a_mistake_is_explained_once_and_nothing_is_markup():
    message = "<script>alert(1)</script> $x$\x1b[2J"
    cases = tuple(visible_case(Verdict.WRONG_ANSWER, name=name, message=message) for name in ("first", "second"))
    fields = {"assignment": "relu_der", "verdict": Verdict.WRONG_ANSWER, "score": 0.0, "max_score": 10.0}
    results = Results(status="", report=Report(**fields, duration_ms=1.0, cases=cases))
    bundle = results.bundle()
    for text in bundle.values():
        assert len(re.findall("alert", text)) == 1
        assert "\x1b" not in text
    assert "<script>" not in bundle["text/html"]
    assert "mathjax_ignore" in bundle["text/html"]
