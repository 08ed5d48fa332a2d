"""What is told of a repair is true of the file, and says nothing of a right solution. Real assignments, a real jail."""

from __future__ import annotations

import re

import pytest

from grader.assignments import files
from grader.assignments.samples import read_sample, samples
from grader.model import Verdict
from grader.repair.repairing import Order
from grader.uploads import read_upload

#: Assignment -> parts of the names of the samples that are looked at.
SAMPLES = {
    "relu_der": ("passes_at_zero", "wrong_key", "forgets_return", "inverted", "leaky"),
    "backward": ("bias_step_is_a_mean", "bias_step_per_input"),
    "perceptron": ("result_of_backward_unused", "squared_error_start", "numerator_without_brackets"),
}
CODE = re.compile(r"`([^`]*)`")
LINE = re.compile(r"[Ll]ine (\d+)")


def chosen():
    for slug, names in SAMPLES.items():
        for sample in samples(slug, files.root()):
            if sample.verdict is not Verdict.ACCEPTED and any(name in sample.path.name for name in names):
                yield pytest.param(slug, sample, id=f"{slug}/{sample.path.stem}")


def squeezed(text):
    return "".join(text.split())


@pytest.mark.parametrize(("slug", "sample"), list(chosen()))
def test_every_sentence_is_true_of_the_file(judge, slug, sample):
    source = read_upload(sample.path.name, read_sample(sample.path)).source
    found = judge.repair(slug, Order(source=source, seconds=10.0))
    assert found.repairs
    (text,) = source.cells
    for repair in found.repairs:
        told = " ".join(repair.rungs)
        for code in CODE.findall(told):
            assert squeezed(code.removesuffix("...")) in squeezed(text) or code == repair.function
        lines = text.split("\n")
        assert all(1 <= int(line) <= len(lines) for line in LINE.findall(told))
        for change in repair.changes:
            assert squeezed(change.part.removesuffix("...")) in squeezed(text)
            assert squeezed(change.before) in squeezed(text)


@pytest.mark.parametrize(("slug", "sample"), list(chosen())[:3])
def test_the_change_does_what_is_claimed(judge, slug, sample):
    """The edit that the instructor sees, made by hand, gets full marks."""
    source = read_upload(sample.path.name, read_sample(sample.path)).source
    (repair,) = judge.repair(slug, Order(source=source, seconds=10.0)).repairs
    assert repair.complete
    (change,) = repair.changes
    lines = source.cells[0].split("\n")
    if not change.before:
        indent = lines[change.line - 1][: len(lines[change.line - 1]) - len(lines[change.line - 1].lstrip())]
        lines.insert(change.line, indent + change.after)
    else:
        assert lines[change.line - 1].count(change.before) == 1
        lines[change.line - 1] = lines[change.line - 1].replace(change.before, change.after)
    changed = type(source)(filename=source.filename, cells=("\n".join(lines),))
    assert judge.grade(slug, changed).verdict is Verdict.ACCEPTED
