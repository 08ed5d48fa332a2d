"""A sample may hold only what differs from the accepted sample that it is based on."""

import textwrap

import pytest

from grader.assignments.sample_merging import NotMergeable, based_on, merge
from grader.assignments.samples import is_sample, read_sample
from grader.cli.new_command import write_template
from grader.errors import AssignmentError

BASE = '''
import numpy as np

RATE = 0.1


def first(x):
    """One."""
    return x + 1


@decorated
def second(x):
    return first(x) * RATE


class Layer(Base):
    """A layer."""

    size = 3

    def __init__(self):
        self.w = 0

    def forward(self, x):
        return x


first(3)
'''.lstrip()


def text(source):
    return textwrap.dedent(source).lstrip()


def test_a_definition_takes_the_place_of_that_of_the_same_name():
    changes = text(
        """
        # diagnosis: wrong
        # based on: accepted/a.py


        def second(x):
            return x
        """
    )
    assert merge(BASE, changes) == "# diagnosis: wrong\n# based on: accepted/a.py\n" + BASE.replace(
        "@decorated\ndef second(x):\n    return first(x) * RATE", "def second(x):\n    return x"
    )


def test_an_assignment_takes_the_place_of_that_to_the_same_names():
    assert merge(BASE, "RATE = 7\n") == BASE.replace("RATE = 0.1", "RATE = 7")


def test_methods_and_attributes_of_a_class_are_merged():
    changes = text(
        """
        class Layer(Base):
            size = 4

            def forward(self, x):
                return -x

            def extra(self):
                return 1
        """
    )
    merged = merge(BASE, changes)
    assert merged == BASE.replace("    size = 3\n", "    def extra(self):\n        return 1\n\n    size = 4\n").replace(
        "return x\n\n\nfirst(3)", "return -x\n\n\nfirst(3)"
    )


def test_methods_are_indented_as_in_the_base():
    merged = merge(BASE, "class Layer(Base):\n  def forward(self, x):\n    return -x\n")
    assert "    def forward(self, x):\n      return -x\n" in merged
    compile(merged, "merged", "exec")


def test_what_is_new_stands_before_the_first_change():
    changes = "import math\n\n\ndef helper(x):\n    return x\n\n\ndef second(x):\n    return helper(x)\n"
    merged = merge(BASE, changes)
    assert merged.index("RATE") < merged.index("import math") < merged.index("def helper") < merged.index("def second")
    assert merged.endswith("first(3)\n")


def test_what_is_new_without_any_change_stands_at_the_end():
    assert merge(BASE, "def third(x):\n    return x\n") == BASE + "\n\ndef third(x):\n    return x\n"


@pytest.mark.parametrize(
    ("base", "changes", "told"),
    [
        (BASE, "def first(x:\n", "line 1: "),
        ("def f(: pass\n", "x = 1\n", "line 1: "),
        ("def f(): ...\n\n\ndef f(): ...\n", "def f(): ...\n", "the base defines f more than once"),
        (BASE, "class Layer:\n    size = 4\n", "class Layer has other bases or decorators"),
    ],
)
def test_what_does_not_fit_is_refused(base, changes, told):
    with pytest.raises(NotMergeable, match=told):
        merge(base, changes)


def test_the_header_stands_among_the_first_lines():
    assert based_on("# diagnosis: x\n# based on: accepted/a.py\n") == "accepted/a.py"
    assert based_on("\n" * 5 + "# based on: accepted/a.py\n") is None
    assert based_on("x = '# based on: accepted/a.py'\n") is None


@pytest.fixture
def submissions(tmp_path):
    (tmp_path / "testcases").mkdir()
    write_template(tmp_path, "small", "Small")
    return tmp_path / "testcases/small/submissions"


def write(submissions, label, header, body="def mse(A, Y):\n    return 0.0\n"):
    path = submissions / label
    path.write_text(f"{header}\n\n{body}")
    return path


def test_a_sample_is_completed_from_what_it_is_based_on(submissions):
    path = write(submissions, "wrong_answer/zero.py", "# based on: accepted/loops.py")
    complete = read_sample(path).decode()
    assert "return 0.0" in complete
    assert "def mse_gradient" in complete
    assert read_sample(submissions / "accepted/loops.py") == (submissions / "accepted/loops.py").read_bytes()


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("# based on: accepted/nothing.py", "zero.py: is based on accepted/nothing.py, which is no Python file"),
        ("# based on: wrong_answer/other.py", "is based on wrong_answer/other.py, which is not complete itself"),
    ],
)
def test_a_base_that_is_missing_or_incomplete_is_told(submissions, header, told):
    write(submissions, "wrong_answer/other.py", "# based on: accepted/loops.py")
    with pytest.raises(AssignmentError, match=told):
        read_sample(write(submissions, "wrong_answer/zero.py", header))


def test_a_sample_that_does_not_fit_is_told_with_its_file(submissions):
    path = write(submissions, "wrong_answer/zero.py", "# based on: accepted/loops.py", "def mse(\n")
    with pytest.raises(AssignmentError, match=r"zero.py: cannot be merged with accepted/loops.py: line 3: "):
        read_sample(path)


def test_only_files_among_the_samples_are_samples(submissions, tmp_path):
    assert is_sample(submissions / "accepted/loops.py")
    assert not is_sample(tmp_path / "submissions/accepted/loops.py")
    assert not is_sample(submissions.parent / "starter.py")
