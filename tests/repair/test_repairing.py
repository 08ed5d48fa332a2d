"""The search: found, proven, told; and what it does not claim."""

import pytest

from grader.model import RepairKind, Repairs
from grader.repair.texts import rungs
from tests.repair.programs import BIASES, RELU, Bench
from tests.repair.results import change

HEAD = "import numpy as np\n"


def only(found):
    assert len(found.repairs) == 1
    return found.repairs[0]


def test_nothing_is_searched_for_when_all_tests_pass():
    found = Bench().repair(HEAD + RELU + BIASES)
    assert (found.repairs, found.functions, found.exhausted) == ((), (), False)


def test_a_boundary_is_found_and_told_step_by_step():
    repair = only(Bench().repair(HEAD + RELU.replace("<=", "<") + BIASES))
    assert (repair.function, repair.complete, repair.by_visible_tests) == ("relu_der", True, True)
    assert repair.mends == ("gradient", "another_gradient")
    (change,) = repair.changes
    assert (change.kind, change.line, change.part) == (RepairKind.COMPARISON, 5, "Z < 0")
    assert repair.rungs == (
        "One change in line 5 makes all tests pass.",
        "In line 5, look at `Z < 0`.",
        "It is about the boundary of a comparison.",
    )
    assert repair.edit == "line 5: `Z < 0` → `Z <= 0`"


def test_operator_and_bound_of_one_comparison_are_one_change():
    (change,) = only(Bench().repair(HEAD + RELU.replace("<= 0", "< 2") + BIASES)).changes
    assert (change.line, change.part, change.after) == (5, "Z < 2", "Z <= 0")
    assert change.subject == "a comparison and its bound"


def test_a_repair_in_the_line_of_the_exception_confirms_it():
    repair = only(Bench().repair(HEAD + RELU + BIASES.replace("axis=1", "axis=2")))
    assert repair.rungs[0] == "One change in line 10 makes all tests pass. It is the line of the exception."


@pytest.mark.parametrize(
    ("raised", "end"),
    [
        (None, "pass."),
        ((0, 2), "pass. It is the line of the exception."),
        ((0, 7), "pass. The exception in line 7 does not arise any more."),
    ],
)
def test_a_repair_says_what_becomes_of_the_exception(raised, end):
    first, _, _ = rungs(
        (change(line=2),),
        function="relu_der",
        complete=True,
        leaves_out=False,
        visible_only=False,
        cells=1,
        raised=raised,
    )
    assert first.endswith(end)


def test_the_axis_is_found():
    repair = only(Bench().repair(HEAD + RELU + BIASES.replace("axis=1", "axis=0")))
    assert repair.changes[0].subject == "the axis of the sum"
    assert repair.rungs[2] == "It is about the axis of the sum."


def test_a_factor_is_found():
    repair = only(Bench().repair(HEAD + RELU + BIASES.replace(" / m", "")))
    assert repair.changes[0].kind in (RepairKind.FACTOR, RepairKind.EXPRESSION)
    assert repair.changes[0].line == 10


def test_a_change_of_the_callers_array_is_an_exception_or_a_wrong_value_like_any_other():
    text = HEAD + RELU.replace("dZ[Z <= 0] = 0", "dZ[Z <= 0] = zero") + BIASES
    repair = only(Bench().repair(text))
    assert repair.changes[0].line == 5


def test_two_mistakes_in_two_functions_are_two_repairs():
    found = Bench().repair(HEAD + RELU.replace("<=", "<") + BIASES.replace("axis=1", "axis=0"))
    assert [repair.function for repair in found.repairs] == ["relu_der", "bias_gradient"]
    assert not any(repair.complete for repair in found.repairs)
    assert found.repairs[0].rungs[0] == "One change in line 5 makes all tests of `relu_der` pass."


def test_two_mistakes_in_one_function_are_two_changes():
    text = HEAD + RELU + BIASES.replace("axis=1", "axis=0").replace("shape[1]", "shape[0]")
    repair = only(Bench(solutions=()).repair(text))
    assert {change.line for change in repair.changes} <= {9, 10}
    assert repair.rungs[0].endswith("pass.")


def test_a_mistake_in_a_helper_is_found_once():
    text = HEAD + "def mask(Z):\n    return Z < 0\n" + RELU.replace("dZ[Z <= 0]", "dZ[mask(Z)]") + BIASES
    repair = only(Bench().repair(text))
    assert (repair.changes[0].function, repair.changes[0].line) == ("mask", 3)


def test_what_no_small_change_mends_is_not_claimed():
    text = HEAD + "def relu_der(dA, Z):\n    import math\n    return math.inf\n" + BIASES
    found = Bench(solutions=()).repair(text, seconds=0.5)
    assert found.functions == ("relu_der",)
    assert all("relu_der" in repair.rungs[0] or "all tests" in repair.rungs[0] for repair in found.repairs)


def test_a_change_that_breaks_another_function_does_not_count():
    shared = "LIMIT = 1\ndef limit():\n    return 1\n"
    relu = RELU.replace("Z <= 0", "Z <= limit()")
    biases = BIASES.replace("shape[1]", "shape[limit()]")
    repair = only(Bench().repair(HEAD + shared + relu + biases))
    assert repair.changes[0].function == "relu_der"


def test_the_search_ends_with_its_time():
    found = Bench().repair(HEAD + RELU.replace("<=", "<") + BIASES, seconds=0.0)
    assert (found.repairs, found.exhausted) == ((), True)


def test_a_cancelled_search_ends_at_once():
    found = Bench().repair(HEAD + RELU.replace("<=", "<") + BIASES, is_cancelled=lambda: True)
    assert (found.repairs, found.exhausted) == ((), True)
    assert found.tries <= 4


def test_a_known_repair_is_proven_again_at_once():
    bench = Bench()
    first = bench.repair(HEAD + RELU.replace("<=", "<") + BIASES)
    again = bench.repair("# a comment\n" + HEAD + RELU.replace("<=", "<") + BIASES, known=first.known)
    assert again.repairs[0].changes[0].line == 6
    assert again.tries < 16
    other = bench.repair(HEAD + RELU.replace("dZ[Z <= 0] = 0", "dZ[Z <= 0] = 1") + BIASES, known=first.known)
    assert other.repairs[0].changes[0].kind is not RepairKind.COMPARISON


def test_a_trial_uses_visible_tests_only():
    repair = only(Bench().repair(HEAD + RELU.replace("<=", "<") + BIASES, visible_only=True))
    assert repair.mends == ("gradient",)
    assert repair.rungs[0] == "One change in line 5 makes all tests of this practice run pass."


def test_lines_of_a_notebook_are_counted_in_their_cells():
    bench = Bench()
    from grader.model import Source

    cells = (HEAD, RELU.replace("<=", "<"), BIASES)
    repair = only(bench.repair("", source=Source(filename="a.ipynb", cells=cells)))
    assert repair.rungs[0] == "One change in cell 2, line 4 makes all tests pass."


def test_a_result_survives_json():
    found = Bench().repair(HEAD + RELU.replace("<=", "<") + BIASES)
    assert Repairs.from_json(found.to_json()) == found


def test_a_student_is_shown_the_steps_of_their_level_and_no_edit():
    repair = only(Bench().repair(HEAD + RELU.replace("<=", "<") + BIASES))
    assert repair.shown(with_edit=False, level=1) == {
        "function": "relu_der",
        "complete": True,
        "changes": [{"line": 5, "cell": 0, "kind": None}],
        "hints": ["One change in line 5 makes all tests pass."],
        "edit": None,
    }
    assert repair.shown(with_edit=True)["edit"] == repair.edit


def test_an_untouched_starter_is_not_repaired():
    starter = HEAD + 'def relu_der(dA, Z):\n    """What to do."""\n    dZ = np.array(dA)\n    return dZ\n'
    text = HEAD + "def relu_der(dA, Z):\n    # later\n    dZ = np.array(dA)\n    return dZ\n" + BIASES
    assert Bench(starter=starter).repair(text).functions == ()


def test_what_did_not_fail_when_it_was_graded_is_not_repaired():
    text = HEAD + RELU.replace("<=", "<") + BIASES
    assert Bench().repair(text, failed=frozenset({"biases"})).functions == ()
    assert Bench().repair(text, failed=frozenset({"gradient"})).functions == ("relu_der",)
