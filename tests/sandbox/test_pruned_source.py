"""The first child of a submission analyses it; the later ones run the pruned source, with the same result."""

from __future__ import annotations

import ast
import textwrap

import numpy as np
import pytest

from grader.errors import SubmissionFault
from grader.model import Bundle, Limits, Source, Verdict
from grader.sandbox.inside import pruned_source
from grader.sandbox.load_plan import blank_lines
from tests.sandbox.conftest import bundle

#: A file as students hand it in: it defines, trains, prints and draws.
FILE = """
import numpy as np
import matplotlib.pyplot as plt
RATE = 0.5

@np.vectorize
def relu(x):
    return max(0.0, x)

def f(x):
    return RATE * relu(x)

print("result", f(np.array([1.0, -1.0])))
result = f(
    np.array([3.0])
)
plt.plot(result)
"""
#: It also trains, for longer than loading may take.
TRAINING = (
    FILE
    + """
W = np.eye(3)
while True:
    W = f(W)
"""
)

CALL = ("f", (np.array([2.0, -2.0]),))


def admitted_cells(jail, *cells, entry_points=("f",), support="", provided=()):
    source = Source(filename="submission.ipynb", cells=tuple(textwrap.dedent(cell) for cell in cells))
    return jail.admit(Bundle(source=source, support=support, entry_points=entry_points, provided=provided))


def outcomes(admitted, count=3, call=CALL):
    """The answers of several cases, each with the pruned source of its child."""
    found = []
    for _ in range(count):
        with admitted.case(Limits()) as session:
            try:
                found.append((session.call(*call, {}), session.plan.pruned))
            except SubmissionFault as fault:
                found.append((fault.message, session.plan.pruned))
    return found


class TestTheLines:
    def statements(self, text):
        return [(node, 0) for node in ast.parse(text).body]

    def test_of_what_is_left_out_are_blank_and_the_others_keep_their_numbers(self):
        text = 'a = 1\n@f(\n  2)\ndef g():\n    """b\n    c"""\nd = 4\n'
        a, g, d = self.statements(text)
        assert pruned_source.ranges_of([a, d], [g], [text]) == [(0, 2, 6)]
        assert blank_lines([text], [(0, 2, 6)]) == ("a = 1\n\n\n\n\n\nd = 4\n",)

    def test_that_two_statements_share_cannot_be_parted(self):
        text = "a = 1; b = 2"
        a, b = self.statements(text)
        assert pruned_source.ranges_of([a], [b], [text]) is None
        assert pruned_source.ranges_of([], [a, b], [text]) is None
        assert pruned_source.ranges_of([a, b], [], [text]) == []

    def test_are_counted_alike_on_both_sides(self):
        text = "a = 1\x0cb\rc = 2"
        assert pruned_source.ranges_of([], [], [text]) is None

    def test_outside_the_text_are_nobodys(self):
        assert blank_lines(["a"], [(0, -5, 99)]) == ("",)


def test_a_file_is_read_once(warm_jail):
    with warm_jail.admit(bundle(FILE)) as admitted:
        answers = outcomes(admitted)
    assert [answer.tolist() for answer, _ in answers] == [[1.0, 0.0]] * 3
    assert [pruned for _, pruned in answers] == [(FILE,)] * 3


def test_a_file_that_also_trains_is_read_once(warm_jail):
    with warm_jail.admit(bundle(TRAINING)) as admitted:
        answers = outcomes(admitted)
    assert [answer.tolist() for answer, _ in answers] == [[1.0, 0.0]] * 3
    lines = answers[2][1][0].split("\n")
    assert len(lines) == len(TRAINING.split("\n"))
    assert "def f(x):" in lines
    assert not any("W = f(W)" in line or "while" in line for line in lines)


def test_lines_that_raise_raise_in_every_case(warm_jail):
    code = "TABLE = [1, 1]\nfor i in range(3):\n    TABLE[i] = 0\nplot(\n    TABLE)\ndef f(x): return TABLE"
    with warm_jail.admit(bundle(code)) as admitted:
        answers = outcomes(admitted)
    assert answers == [([0, 0], (code,))] * 3


def test_a_cold_jail_reads_each_time(jail):
    with jail.admit(bundle(FILE)) as admitted:
        assert [answer.tolist() for answer, _ in outcomes(admitted, count=2)] == [[1.0, 0.0]] * 2


def test_errors_still_name_their_line_and_cell(warm_jail):
    with admitted_cells(warm_jail, "A = 1\nprint(A)\n", "\n\ndef f(x):\n    return x / A + nothing\n") as admitted:
        for _ in range(3):
            with admitted.case(Limits()) as session, pytest.raises(SubmissionFault) as caught:
                session.call("f", (1.0,), {})
            assert [(frame.cell, frame.line) for frame in caught.value.frames] == [(1, 4)]


@pytest.mark.parametrize(
    "code",
    [
        "def relu(x): return -x\ndef f(x): return relu(x)",  # replaces a provided name
        "relu = lambda x: -x\ndef f(x): return relu(x)",
        "from somewhere import relu\ndef f(x): return relu(x)",  # a stub for what support.py has
        "def f(x): return g(x)\ndef g(x): return relu(x)\ndef broken(:\n    pass",
        "from __future__ import division\ndef f(x): return relu(x)",
        "try:\n    import scipy\nexcept ImportError:\n    scipy = None\ndef f(x): return relu(x)",
        "def f(x):\n\tA = 1\n        return relu(x)",  # tabs mixed with spaces
    ],
)
def test_what_needs_care_is_read_by_every_child(warm_jail, code):
    parts = {"support": "def relu(x): return abs(x)", "provided": ("relu",)}
    with warm_jail.admit(bundle(code, **parts)) as admitted:
        answers = outcomes(admitted)
    assert [(answer.tolist(), pruned) for answer, pruned in answers] == [([2.0, 2.0], None)] * 3


def test_a_missing_function_is_reported_in_every_case(warm_jail):
    with warm_jail.admit(bundle("def F(x): return x")) as admitted:
        answers = outcomes(admitted)
    assert all("rename it to `f`" in answer and pruned is None for answer, pruned in answers)


def test_a_method_outside_its_class_is_attached_in_every_case(warm_jail):
    code = "class A:\n    pass\ndef f(self, x): return 2 * x"
    with warm_jail.admit(bundle(code, entry_points=("A.f",))) as admitted:
        for _ in range(3):
            with admitted.case(Limits()) as session:
                assert session.call("f", (4,), {}, on=session.call("A", (), {})) == 8


def test_a_statement_that_raises_loses_only_itself_in_every_case(warm_jail):
    code = "TABLE = open('table.txt')\ndef f(x, table=TABLE): return table\ndef g(x): return 2 * x"
    with warm_jail.admit(bundle(code, entry_points=("f", "g"))) as admitted:
        assert [answer for answer, _ in outcomes(admitted, call=("g", (4,)))] == [8, 8, 8]


def test_text_that_raises_only_the_second_time_is_read_after_all(warm_jail):
    code = "import sys\nclass A:\n    print(sys._getframe(2).f_code.co_name, file=sys.__stdout__, flush=True)\n"
    code += "    if sys._getframe(2).f_code.co_name == '_run_cells':\n        raise ValueError\n"
    with warm_jail.admit(bundle(code + "N = 3\ndef f(x): return N")) as admitted:
        assert [answer for answer, _ in outcomes(admitted)] == [3, 3, 3]
        with admitted.case(Limits()) as session:
            assert session.call("f", (0,), {}) == 3
            assert session.log.split() == ["_run_cells", "_execute"]


def test_the_pruned_source_is_the_submissions_own_text(warm_jail):
    """A child that lies about what is to run can leave lines out, which is what a shorter submission would do."""
    forge = """
    import os, json, struct
    class Forger:
        loaded = {"t": ["loaded", [], [], {"t": [[{"t": [0, 1, 6]}], []]}]}
        header = json.dumps({"t": [1, "ok", loaded]}, separators=(",", ":")).encode()
        os.write(3, struct.pack("<IQ", len(header), 0) + header)
    def f(x): return 7
    """
    with warm_jail.admit(bundle(forge)) as admitted:
        answers = outcomes(admitted)
    # The child that lied has answered twice, which ends its case.
    assert "something other than its answer" in answers[0][0]
    assert [answer for answer, _ in answers[1:]] == [7, 7]
    assert all(pruned[0].strip() == "def f(x): return 7" for _, pruned in answers)


def test_a_case_that_cannot_be_loaded_says_so(warm_jail):
    with warm_jail.admit(bundle("class A:\n    import os\n    os._exit(3)\ndef f(x): return 1")) as admitted:
        for _ in range(2):
            with pytest.raises(SubmissionFault) as caught, admitted.case(Limits()):
                pass
            assert caught.value.verdict is Verdict.RUNTIME_ERROR


def test_a_child_that_was_begun_for_other_limits_is_not_begun_twice(warm_jail):
    usual, other = Limits(), Limits(disk_bytes=8 * 1024 * 1024)
    for order in ([usual] * 3, [other, usual, usual]):
        with warm_jail.admit(bundle("def f(x): return 2 * x", entry_points=("f", "begun_once"))) as admitted:
            for limits in order:
                with admitted.case(limits) as session:
                    assert session.call("f", (4,), {}) == 8
