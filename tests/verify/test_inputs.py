"""The report on inputs: what no test case hands to a graded function."""

import time
from dataclasses import replace

import numpy as np
import pytest

from grader.assignments.secret import Catalogue
from grader.engine import case, expect
from grader.engine.reference_runner import ReferenceRunner
from grader.verify.inputs import KINDS, inputs

CATALOGUE = Catalogue()


def runner(slug, *, cases=None, reasons=None):
    secret = CATALOGUE.load(slug)
    suite = secret.suite if cases is None else replace(secret.suite, cases=tuple(cases))
    reference = secret.reference if reasons is None else replace(secret.reference, untested_inputs=reasons)
    return ReferenceRunner(suite, reference, time.process_time)


@pytest.mark.parametrize("slug", CATALOGUE.slugs())
def test_every_kind_of_input_is_tested_or_there_is_a_reason(slug):
    for function in inputs(runner(slug)):
        assert [kind for kind, reason in function.missing.items() if not reason] == [], function.function


@case(row="gradient", title="One")
def only_one(student, reference):
    dA, Z = np.array([[1.5, -2.0]], dtype=np.float32), np.array([[0, 3]])
    expect(student.relu_der(dA, {"Z": Z})).close_to(reference.relu_der(dA, {"Z": Z}))


def test_what_is_handed_over_and_what_is_not():
    (found,) = inputs(runner("relu_der", cases=[only_one], reasons={}))
    assert found.seen == {
        *("float32", "int64", "whole numbers beside fractions", "one row", "negative", "zero", "positive", "C order")
    }
    assert set(found.missing) == {kind for kinds in KINDS.values() for kind in kinds} - found.seen
    assert {kind for kind, reason in found.missing.items() if reason} == {"Fortran order"}


@pytest.mark.parametrize("key", ["empty", "relu_der", "relu_der: empty"])
def test_a_reason_is_given_for_a_kind_a_function_or_both(key):
    (found,) = inputs(runner("relu_der", cases=[only_one], reasons={key: "why"}))
    assert found.missing["empty"] == "why"
    assert (found.missing["square"] == "why") is (key == "relu_der")


def test_of_a_method_what_its_object_holds_counts():
    (found,) = inputs(runner("backward"))
    assert {"float32", "int32", "one row", "one column", "one entry"} <= found.seen
