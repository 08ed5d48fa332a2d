"""No hidden input reaches a student, in any assignment, whatever the submission writes and wherever it writes it.

The submission is an accepted sample whose entry points are wrapped: each writes its arguments into everything that it
can reach, behind a marker, and answers with the marker in several forms.
"""

from __future__ import annotations

import ast
import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from grader.assignments import files, public
from grader.assignments.samples import read_sample
from grader.assignments.secret import Catalogue
from grader.cli.gradescope import gradescope
from grader.engine.diagnosis import DeferredDiagnostician
from grader.engine.grading import run_cases
from grader.engine.reference_runner import ReferenceRunner
from grader.judge import Judge
from grader.model import CaseFinished, HiddenFeedback, Progress, Report, Source
from grader.sandbox import open_jail
from web.access import Visibility, case_for
from web.student.results import finished_case

#: Stands in front of every encoded argument.
MARKER = "smuggled"
#: A number that stands for an argument: as a count, a length, a line and a value.
NUMBER = 4711

WRAPPER = f'''
import functools as _functools
import numpy as _np

def _smuggle(function):
    @_functools.wraps(function)
    def wrapped(*args, **kwargs):
        told = "{MARKER} " + repr((args[-2:], kwargs))[:2000]
        name = "{MARKER}_" + "".join(c if c.isalnum() else "_" for c in told)[:80]
        print(told)
        for value in (*args, *kwargs.values()):
            if isinstance(value, dict):
                value[name] = value[told] = told
            try:
                setattr(value, name, told)
                value.__doc__ = told
                value.outputs = value.weights = value.biases = told
            except Exception:
                pass
        try:
            right = function(*args, **kwargs)
        except Exception:
            right = None
        return _answers[MODE](told, name, right)
    wrapped.__doc__ = "{MARKER}"
    return wrapped

def _raised(told, name, right, base=Exception):
    kind = type(name, (base,), {{"__doc__": told}})
    scope = {{"kind": kind, "told": told}}
    exec(compile("\\n" * {NUMBER - 1} + "def " + name + "(): raise kind(told)", __file__ if "__file__" in globals()
         else "submission.py", "exec"), scope)
    scope[name]()

def _object(told, name, right):
    kind = type(name, (), {{"__doc__": told, name: lambda self: told, told: told, "__repr__": lambda self: told}})
    return kind()

def _keys(told, name, right):
    kept = dict(right) if isinstance(right, dict) else {{}}
    for key in list(kept)[:1]:
        del kept[key]
    return {{**kept, told: told, name: _np.full({NUMBER}, float({NUMBER}))}}

def _mixed(told, name, right):
    parts = right if isinstance(right, tuple) else (right,)
    return (*parts[:-1], {{told: told}})

def _numbers(value):
    if isinstance(value, dict):
        return {{key: _numbers(item) for key, item in value.items()}}
    if isinstance(value, tuple):
        return tuple(_numbers(item) for item in value)
    return _np.asarray(value, dtype=float) * 0 + {NUMBER} if value is not None else None

_answers = {{
    "raised": _raised,
    "raised_value_error": lambda told, name, right: _raised(told, name, right, ValueError),
    "plain_value_error": lambda told, name, right: (_ for _ in ()).throw(ValueError(told)),
    "object": _object,
    "keys": _keys,
    "text": lambda told, name, right: told,
    "mixed": _mixed,
    "long_array": lambda told, name, right: _np.full({NUMBER}, {NUMBER}.0),
    "numbers": lambda told, name, right: _numbers(right),
    "nothing": lambda told, name, right: None,
    "right": lambda told, name, right: right,
}}
'''
MODES = (
    "raised",
    "raised_value_error",
    "plain_value_error",
    "object",
    "keys",
    "text",
    "mixed",
    "long_array",
    "numbers",
    "nothing",
    "right",
)

#: An assignment without entry points runs no code.
SLUGS = [
    pytest.param(slug, marks=[pytest.mark.slow] if slug == "mlp_notebook" else [])
    for slug in files.slugs()
    if public.load(slug).entry_points
]


def smuggler(slug: str, mode: str) -> Source:
    """The first accepted sample of plain Python that is whole, with each entry point wrapped."""
    assignment = public.load(slug)
    for path in sorted(Path(assignment.folder).glob("submissions/accepted/*.py")):
        text = read_sample(path).decode()
        tree = ast.parse(text)
        wrapped = [
            node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and _is_entry(node, tree, assignment)
        ]
        if len(wrapped) >= len(assignment.entry_points):
            for node in wrapped:
                node.decorator_list.insert(0, ast.Name("_smuggle", ast.Load()))
            code = f"MODE = {mode!r}\n{WRAPPER}\n{ast.unparse(ast.fix_missing_locations(tree))}\n"
            return Source(filename="smuggler.py", cells=(code,))
    raise LookupError(f"{slug} has no accepted sample that can be wrapped")


def _is_entry(node: ast.FunctionDef, tree: ast.Module, assignment) -> bool:
    owner = next((c for c in ast.walk(tree) if isinstance(c, ast.ClassDef) and node in c.body), None)
    return (f"{owner.name}.{node.name}" if owner else node.name) in assignment.entry_points


@pytest.fixture(scope="module")
def jail():
    with closing(open_jail()) as opened:
        yield opened


@pytest.fixture(scope="module")
def judge(jail):
    return Judge(Catalogue(), jail)


def grade_hidden(judge: Judge, jail, slug: str, source: Source):
    """The report on the hidden cases alone, none of them skipped, and the events."""
    runner = judge.reference_runner(slug)
    hidden = tuple(replace(case, after=()) for case in runner.suite.cases if not case.visible)
    suite = replace(runner.suite, cases=hidden, questions=(), gradient_checks=())
    own = ReferenceRunner(suite, runner.reference, runner.now)
    events = []
    report = run_cases(
        own, DeferredDiagnostician(own, seconds=2.0), source, jail, clock=runner.now, on_event=events.append
    )
    return report, events


def forms_for_the_student(report: Report, events, allowed: HiddenFeedback):
    """Everything that a student may be sent: the stored report read back, API, events, pages, files."""
    # As the database keeps them.
    report = Report.from_json(json.loads(json.dumps(report.to_json())))
    yield report.for_student(allowed).to_json()
    yield gradescope(report, allowed)["tests"]
    for event in events:
        assert not isinstance(event, Progress)
        assert isinstance(event, CaseFinished)
        yield case_for(json.loads(json.dumps(event.result.to_json())), Visibility.STUDENT, allowed, 3)
    for case in report.cases:
        yield str(finished_case(case, allowed, 3))


def without_durations(form):
    if isinstance(form, dict):
        return {key: without_durations(value) for key, value in form.items() if key != "duration_ms"}
    return [without_durations(value) for value in form] if isinstance(form, list) else form


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("mode", MODES)
def test_no_trace_of_a_hidden_input_is_shown(judge, jail, slug, mode):
    report, events = grade_hidden(judge, jail, slug, smuggler(slug, mode))
    assert report.cases
    assert not any(case.visible for case in report.cases)
    # The wrapper ran: the instructor's report shows what the student's must not.
    assert MARKER in json.dumps(report.to_json())
    for allowed in HiddenFeedback:
        for form in forms_for_the_student(report, events, allowed):
            text = json.dumps(without_durations(form))
            assert MARKER not in text
            if allowed is not HiddenFeedback.NUMBERS:
                assert str(NUMBER) not in text
