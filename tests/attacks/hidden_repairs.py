"""Submissions that a small change repairs, and that write inputs wherever they can until it is made.

Each entry point answers rightly once a comparison in it is turned round; as it stands it smuggles, as those of
`hidden_inputs` do.
"""

from __future__ import annotations

import ast
import time
from dataclasses import replace

from grader.judge import Judge
from grader.repair.repairing import Order, Repairer
from tests.attacks.hidden_inputs import Graded, accepted_sample, grade, hidden_cases, with_wrapper

_SMUGGLE = """
def _other_answer(right, values):
    if _number_of_request() < 2:
        return right
    told = _MARKER + " " + repr(values[-2:])[:2000]
    name = _MARKER + "_" + "".join(c if c.isalnum() else "_" for c in told)[:80]
    _write_everywhere(told, name, values)
    return _answers[MODE](told, name, right)
"""
_BODY = """
def {name}({parameters}):
    right = _whole({parameters})
    answer = right if 1 < 0 else _other_answer(right, ({parameters},))
    return answer
"""


def repair_hidden(judge: Judge, jail, slug: str, mode: str, *, hidden_only: bool, seconds: float) -> Graded:
    """Grade and search for repairs with all cases, or with the hidden ones alone. A search takes so many `seconds`."""
    runner = judge.reference_runner(slug)
    own = hidden_cases(runner, mode) if hidden_only else runner
    tree, entry_points = accepted_sample(own.suite.assignment)
    for node in entry_points:
        _make_repairable(node)
    tree.body[:0] = ast.parse(_SMUGGLE).body
    graded = grade(own, with_wrapper(tree, mode, own), jail)
    repairer = Repairer(own, tuple, unary=tuple, clock=time.perf_counter, processor=time.process_time)
    with jail.variants() as variants:
        repairs = repairer.repair(Order(source=graded.source, seconds=seconds), variants.variant)
    return replace(graded, repairs=repairs)


def _make_repairable(node: ast.FunctionDef) -> None:
    """Move the body into a function of its own, and smuggle as long as 1 is not less than 0."""
    names = [parameter.arg for parameter in node.args.args]
    (outer,) = ast.parse(_BODY.format(name=node.name, parameters=", ".join(names))).body
    assert isinstance(outer, ast.FunctionDef)
    whole = ast.FunctionDef(name="_whole", args=outer.args, body=node.body, decorator_list=[])
    node.body = [whole, *outer.body]
