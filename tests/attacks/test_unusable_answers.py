"""Answers that no test case can use end as the submission's own mistake, in every assignment, never as the grader's.

A run takes one answer for each assignment, in turn; with `--hypothesis-profile=thorough` it takes them all.
"""

from __future__ import annotations

import json

import pytest

from grader.assignments import files, public
from grader.model import Source, Verdict
from tests.sampling import diagonals

SLUGS = [slug for slug in files.slugs() if public.load(slug).entry_points]
ANSWERS = {
    "nothing": "None",
    "another form": "(1, 'x', {}, [], None)",
    "odd dictionary": "{1: 2, '1': 3, None: 4, (1, 2): 5, float('nan'): 6, b'x': 7, 2**70: 9, 'A': 'x', 'Z': None}",
    "array without entries": "np.zeros((0, 2**39))",
}


def program(entry_points, answer):
    """A submission that answers everything with `answer`."""
    parts = ["import numpy as np", f"def answer():\n    return {answer}"]
    for name in dict.fromkeys(entry.partition(".")[0] for entry in entry_points):
        methods = [entry.partition(".")[2] for entry in entry_points if entry.startswith(name + ".")]
        if methods or name == "NeuralNetwork":
            names = methods or ["train", "predict"]
            body = "".join(f"    def {method}(self, *a, **k): return answer()\n" for method in names)
            body += "    def __init__(self, *a, **k): self.weights = self.biases = answer()\n"
            parts.append(f"class {name}:\n{body}")
        else:
            parts.append(f"def {name}(*args, **kwargs): return answer()")
    return "\n".join(parts)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize(("slug", "answer"), diagonals(len(ANSWERS), SLUGS, list(ANSWERS)))
def test_is_the_submissions_own_mistake(judge, slug, answer):
    source = Source(filename="odd.py", cells=(program(public.load(slug).entry_points, ANSWERS[answer]),))
    report = judge.grade(slug, source, visible_only=True)
    assert not [case.name for case in report.cases if case.verdict is Verdict.JUDGE_ERROR]
    assert report.verdict is not Verdict.ACCEPTED
    json.dumps(report.to_json(), allow_nan=False)
