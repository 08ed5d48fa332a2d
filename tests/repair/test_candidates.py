"""Candidates: what is changed, where, and that the rest of the text stays as it was."""

import ast
import textwrap

import pytest

from grader.model import RepairKind, Source
from grader.repair.donors import Donors
from grader.repair.generation import generate
from grader.repair.program import Program
from grader.repair.source_text import Edit, apply, normalised
from tests.engine.double import source
from tests.repair.programs import changed

K = RepairKind


def kind_of(before, after, **options):
    """The kind of the candidate that makes `after` of `before`; None when there is none."""
    change = changed(before, **options).get(textwrap.dedent(after))
    return change.kind if change else None


def body(line, head="def f(x, y):"):
    return f"{head}\n    {line}\n"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("return x > 0", "return x >= 0", K.COMPARISON),
        ("return x < 1", "return x <= 0", K.COMPARISON),
        ("return x >= 1", "return x > 0", K.COMPARISON),
        ("return x > 0.5", "return x >= 0", K.COMPARISON),
        ("return x  +  y  # sum", "return x  -  y  # sum", K.SIGN),
        ("return -x", "return x", K.SIGN),
        ("return x * y", "return x @ y", K.OPERATOR),
        ("return np.dot(x, y)", "return y @ x", K.ORDER),
        ("return x @ y", "return np.outer(x, y)", K.OPERATOR),
        ("return x @ y", "return x.T @ y", K.TRANSPOSITION),
        ("return x.T", "return x", K.TRANSPOSITION),
        ("return np.sum(x, axis=0)", "return np.sum(x, axis=1)", K.AXIS),
        ("return np.sum(x)", "return np.sum(x, axis=1, keepdims=True)", K.AXIS),
        ("return x.mean(axis=1)", "return x.mean(axis=1, keepdims=True)", K.AXIS),
        ("return np.max(0, x)", "return np.maximum(0, x)", K.FUNCTION),
        ("return max(0, x)", "return np.maximum(0, x)", K.FUNCTION),
        ("return np.where(x, 0, 1)", "return np.where(x, 1, 0)", K.ORDER),
        ("return x / y", "return y / x", K.ORDER),
        ("return x + y", "return (x + y) / x.shape[1]", K.FACTOR),
        ("return 2 * x", "return x", K.FACTOR),
        ("return x + y", "return x", K.TERM),
        ("return x[0]", "return x[1]", K.INDEX),
        ("return x[y][0]", "return x[y]", K.INDEX),
        ("return x", "return y", K.NAME),
        ("return x['dW'] + y['W']", "return x['W'] + y['W']", K.KEY),
        ("return x", "return x.copy()", K.COPY),
        ("return np.zeros_like(x)", "return np.zeros_like(x, dtype=float)", K.DTYPE),
        ("return np.exp(x)", "return x", K.CALL),
        ("return x, y", "return y, x", K.ORDER),
        ("x -= y", "x = x - (y)", K.IN_PLACE),
        ("y.backward(x); return x", "x = y.backward(x); return x", K.STATEMENT),
        ("z = x + y; print(z)", "z = x + y; return z", K.RETURN),
        ("return np.sum(x) * y", "return x.T * y", K.TRANSPOSITION),
        ("x[y] = 0; return x", "x[y] = 1; return x", K.NUMBER),
    ],
)
def test_a_candidate_makes_the_change(before, after, kind):
    assert kind_of(body(before), body(after)) is kind


def test_a_block_runs_without_its_condition():
    before = "def f(x, y):\n    if y > 0:\n        x = x - y\n    return x\n"
    assert changed(before)[before.replace("y > 0", "True")].subject == "a condition too many"


def test_the_variable_that_another_one_was_computed_from_is_tried_first():
    before = "def f(data, rate):\n    value = data * rate\n    label = value > 0\n    return label * 2\n"
    names = [text for text, change in changed(before).items() if change.kind is K.NAME and change.before == "label"]
    assert names[0] == before.replace("return label", "return value")


def test_the_formatting_of_everything_else_stays():
    before = "# head\ndef f( x,y ):\n\n    return ( x>0 )   # mask\n"
    assert before.replace("x>0", "x>=0") in changed(before)


def test_positions_count_characters_not_bytes():
    before = "def f(x):\n    ä = 'ÄÖÜ'; return x > 0\n"
    assert before.replace("> 0", ">= 0") in changed(before)


def test_what_is_attached_to_gets_parentheses():
    texts = changed(body("return (x - y).sum()"))
    assert body("return (x + y).sum()") in texts
    for text in texts:
        ast.parse(text)


def test_a_missing_self_is_put_before_the_name():
    before = "class L:\n    def g(self):\n        self.w = 1\n    def f(self):\n        return w\n"
    change = changed(before, label="L.f")[before.replace("return w", "return self.w")]
    assert (change.kind, change.subject) == (K.NAME, "`self`")


def test_statements_change_places():
    before = "def f(x, w):\n    w = w - x\n    back = w * x\n    return back\n"
    after = "def f(x, w):\n    back = w * x\n    w = w - x\n    return back\n"
    assert changed(before)[after].kind is K.STATEMENT


def test_a_missing_return_is_added():
    assert changed("def f(x):\n    y = 2 * x\n")["def f(x):\n    y = 2 * x\n    return y\n"].kind is K.RETURN


def test_a_return_leaves_the_loop():
    before = "def f(x):\n    s = 0\n    for i in x:\n        s += i\n        return s\n"
    assert before.replace("        return", "    return") in changed(before)


def test_what_the_function_calls_is_changed_too():
    before = "def g(x):\n    return x > 0\n\ndef f(x):\n    return g(x) * x\n"
    change = changed(before)[before.replace("> 0", ">= 0")]
    assert (change.function, change.line, change.role) == ("g", 2, "what is returned")


def test_a_right_expression_takes_the_place_of_the_same_role_in_the_submissions_names():
    donor = "def f(gradient, cache):\n    mask = cache > 0\n    out = gradient * mask\n    return out\n"
    before = "def f(dA, Z):\n    out = dA + Z\n    return out\n"
    change = changed(before, solutions=[donor])["def f(dA, Z):\n    out = dA * (Z > 0)\n    return out\n"]
    assert (change.kind, change.subject) == (K.EXPRESSION, "how `out` is computed")


def test_names_that_the_submission_lacks_are_not_taken_over():
    donor = "def f(x):\n    return secret_helper(x)\n"
    assert not any("secret_helper" in text for text in changed("def f(a):\n    return a\n", solutions=[donor]))


def test_names_that_the_task_provides_are_taken_over():
    donor = "def f(x, z):\n    return slope_of(x, z)\n"
    before, after = "def f(a, b):\n    return a\n", "def f(a, b):\n    return slope_of(a, b)\n"
    assert after in changed(before, solutions=[donor], provided=("slope_of",))


def test_keys_do_not_depend_on_formatting_and_comments():
    def keys(text):
        candidates = generate(Program(source(text)), ("f",), Donors(()), unary=(), without=())
        return {candidate.key for candidate in candidates if candidate.kind is K.COMPARISON}

    assert keys("def f(x):\n    return x > 0\n") == keys("# more\ndef f( x ):\n    return (x   >  0) # less\n")


def test_nothing_is_generated_for_what_cannot_be_read():
    assert not changed("def f(x:\n    return x\n")
    assert not changed("y = 1\n")


def test_overlapping_edits_are_refused():
    text = Source(filename="a.py", cells=("abcdef",))
    assert apply(text, [Edit(cell=0, start=0, end=3, text=""), Edit(cell=0, start=2, end=4, text="")]) is None
    assert apply(text, [Edit(cell=0, start=0, end=1, text="x"), Edit(cell=0, start=5, end=5, text="y")]).cells == (
        "xbcdeyf",
    )


def test_normalised_code_keeps_names_and_drops_the_rest():
    assert normalised(source("def f( a ):  # note\n\n    return(a)\n")) == "def f(a):\n    return a"
    assert normalised(source("def broken(")) == "def broken("


def test_a_variable_that_is_never_read_is_likely_meant():
    handed_in = source("def f(x, y):\n    z = x * y\n    return x\n")
    candidates = generate(Program(handed_in), ("f",), Donors(()), unary=(), without=())
    weights = {candidate.draft.after: candidate.draft.weight for candidate in candidates if candidate.kind is K.NAME}
    assert weights["z"] > weights["y"]


def test_what_is_returned_is_computed_before_an_update():
    before = "class L:\n    def f(self, d):\n        self.w -= d\n        return self.w * d\n"
    after = "class L:\n    def f(self, d):\n        result = self.w * d\n        self.w -= d\n        return result\n"
    assert changed(before, label="L.f")[after].subject == "the order of statements"


def test_statements_that_do_not_depend_on_each_other_stay():
    before = "def f(x):\n    a = x + 1\n    b = x + 2\n    return a * b\n"
    assert "def f(x):\n    b = x + 2\n    a = x + 1\n    return a * b\n" not in changed(before)
