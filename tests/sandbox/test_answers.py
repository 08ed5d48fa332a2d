"""Files of answers, run and read entry by entry."""

from __future__ import annotations

import pytest

from grader.sandbox.inside.answers import read_answers
from grader.sandbox.inside.scope import fresh_scope


def read(*cells):
    return read_answers(list(cells), "", fresh_scope())


def values(*cells):
    found = read(*cells)
    assert (found["found"], found["problems"]) == (True, {})
    return found["values"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("answers = {'a': 2 * 0.144, 'b': -0.5, 'c': 'x + 1'}", {"a": 0.288, "b": -0.5, "c": "x + 1"}),
        ("answers: dict = {'a': 1}", {"a": 1}),
        ("answers: dict[str, object] = {\n  'a': 1,\n}", {"a": 1}),
        ("answers = {'a': 1}\nanswers.update({'b': 0.288})", {"a": 1, "b": 0.288}),
        ("answers = {'a': 1}\nanswers.update(b=2, c=3)", {"a": 1, "b": 2, "c": 3}),
        ("answers = {'a': 1}\nanswers |= {'b': 2}", {"a": 1, "b": 2}),
        ("answers = {}\nanswers['a'] = 1\nanswers['a'] = 2", {"a": 2}),
        ("answers = dict(a=1, b='x')", {"a": 1, "b": "x"}),
        ("answers = dict(zip(['a', 'b'], [1, 2]))", {"a": 1, "b": 2}),
        (
            "import numpy as np\nanswers = {'a': np.float64(0.5), 'b': np.int32(2), 'c': np.array([3.5])}",
            {"a": 0.5, "b": 2, "c": 3.5},
        ),
        ("x, t = 3, 1\nerror = x - t\nanswers = {'a': 0.5 * error**2}", {"a": 2.0}),
        ("from math import exp\ndef s(z): return 1 / (1 + exp(-z))\nanswers = {'a': s(0)}", {"a": 0.5}),
        ("from fractions import Fraction\nanswers = {'a': Fraction(1, 4)}", {"a": 0.25}),
        ("answers = {'a': ('x', 'y'), 'b': {'q', 'p'}, 'c': ['z']}", {"a": ["x", "y"], "b": ["p", "q"], "c": ["z"]}),
        ("if __name__ == '__main__':\n    answers = {'a': 1}", {"a": 1}),
        ("base = {'a': 1}\nanswers = {**base, 'b': 2}", {"a": 1, "b": 2}),
    ],
)
def test_everything_that_can_be_worked_out_is_read(code, expected):
    assert values(code) == expected


def test_cells_share_their_names():
    assert values("loss = 0.25", "answers = {'a': loss}", "answers['b'] = 2 * loss") == {"a": 0.25, "b": 0.5}


def test_an_entry_that_fails_costs_no_other():
    found = read("answers = {\n  'a': 1,\n  'b': undefined,\n  'c': 1 / 0,\n  'd': object(),\n}\nanswers['e'] = also\n")
    assert found["values"] == {"a": 1}
    assert found["problems"] == {
        "b": "line 3: NameError: name 'undefined' is not defined",
        "c": "line 4: ZeroDivisionError: division by zero",
        "d": "an answer is a number, a text or a list of texts",
        "e": "line 7: NameError: name 'also' is not defined",
    }


def test_a_statement_that_fails_costs_no_answer():
    assert values("import nothing_of_the_kind\nopen('no such file')\nraise SystemExit\nanswers = {'a': 1}") == {"a": 1}


@pytest.mark.parametrize("entry", ["'b': 0.3 0.4", "'b': ", "'b': 1 +", "'b': 0,3.5", "'b': $x$"])
def test_an_entry_that_cannot_be_parsed_costs_no_other(entry):
    found = read(f"x = 1\nanswers = {{\n    'a': x,\n    {entry},\n    'c': 'z',\n}}\n")
    assert (found["values"]["a"], found["values"]["c"]) == (1, "z")
    assert "b" not in found["values"] or entry == "'b': 0,3.5"
    assert any(text.startswith("line 4: ") for text in found["problems"].values())


def test_signs_of_a_word_processor_are_signs():
    assert values("answers = {\n  'a': –0.004,\n  “b”: 2,\n  'c': ＋1,\n}") == {"a": -0.004, "b": 2, "c": 1}


def test_a_missing_module_is_told_for_the_entry_that_needs_it():
    found = read("import torch, numpy as np\nanswers = {'a': 1, 'b': torch.tensor(2.0) * 2, 'c': torch.tensor(1)}")
    assert found["values"] == {"a": 1}
    assert set(found["problems"]) == {"b", "c"}
    assert all("`torch` is not available here" in text for text in found["problems"].values())


def test_a_fallback_of_the_students_own_is_used():
    code = "try:\n  from scipy.special import expit\nexcept ImportError:\n  expit = abs\nanswers = {'a': expit(-1)}"
    assert values(code) == {"a": 1}


@pytest.mark.parametrize("code", ["answers = 3", "answers = {1, 2}", "x = 1", "answers = ["])
def test_what_is_no_dictionary_is_not_found(code):
    assert read(code)["found"] is False


@pytest.mark.parametrize(
    "value", ["'x' * 100_000", "1 << 100_000", "list(range(1000))", "1j", "b'x'", "{'a': 1}", "lambda: 1", "[[1]]"]
)
def test_what_is_no_answer_is_told(value):
    found = read(f"answers = {{'a': {value}, 'b': 1}}")
    assert found["values"] == {"b": 1}
    assert set(found["problems"]) == {"a"}
