"""Fresh modules of a reference: ordinary imports, true file names, and steps replaced wherever they are used."""

import traceback

import numpy as np
import pytest

from grader.engine.call_graph import reached, uses
from grader.engine.fresh_modules import FreshModules, SourceFile, Sources
from grader.engine.local import LocalSession
from grader.engine.reference import Reference
from grader.errors import AssignmentError
from tests.engine.references import reference_of

FILES = {
    "reference.base": "",
    "reference.base.solution": """
def step(x):
    return x + 1

def twice(x):
    return step(step(x))

class Net:
    def forward(self, x):
        return twice(x)

    def fail(self):
        return 1 / 0
""",
    "reference.base.mistakes": """
from grader.engine import mistake
from reference.base.solution import step

@mistake(step, "Two", "", hint="", where="")
def _by_two(x):
    return x + 2
""",
    "reference.small": "",
    "reference.small.solution": """
import numpy as np
from reference.base.solution import Net as Base, step, twice

calls = []

class Net(Base):
    def backward(self, x):
        calls.append(x)
        return step(x)

def run(x):
    return np.multiply(Net().forward(x), 1)

def backward(x):
    return Net().backward(x), len(calls)
""",
    "reference.small.mistakes": """
from reference.base import mistakes as base
__all__ = ["base", "net"]
""",
    "reference.small.mistakes.net": """
from grader.engine import mistake
from reference.base.solution import Net, twice
from reference.small.solution import run, step

@mistake(Net.forward, "Identity", "", hint="", where="")
def _identity(net, x):
    return x

@mistake(run, "Both", "", hint="", where="", also={step: lambda x: x})
def _both(x):
    return twice(x) + 100

for number in (3, 4):
    mistake(step, str(number), "", hint="", where="", name=f"by_{number}")(lambda x, number=number: x + number)
""",
}
PACKAGES = ("reference.small", "reference.base", "reference.small.mistakes")


def sources(files):
    def read(name):
        if name not in files:
            return None
        inside = "/__init__" if name in PACKAGES else ""
        filename = f"{name.replace('.', '/')}{inside}.py"
        return SourceFile(filename=filename, text=files[name], is_package=bool(inside))

    return read


@pytest.fixture
def reference():
    return Reference.load("small", sources(FILES))


def test_a_replaced_step_is_replaced_in_every_module_that_uses_it(reference):
    assert reference.namespace()["run"](1) == 3
    assert reference.namespace(["by_two"])["run"](1) == 5
    assert reference.namespace(["by_two"])["backward"](1) == (3, 1)
    assert reference.namespace(["identity"])["run"](1) == 1
    assert reference.namespace(["by_4"])["run"](1) == 9
    assert reference.namespace(["both"])["run"](1) == 101
    assert reference.namespace()["run"](1) == 3


def test_mistakes_are_known_in_the_order_of_all(reference):
    assert [known.name for known in reference.misconceptions] == ["by_two", "identity", "both", "by_3", "by_4"]
    assert [known.replaces for known in reference.misconceptions][1:3] == [("Net.forward",), ("run", "step")]


def test_namespaces_share_nothing(reference):
    first, second = reference.namespace(), reference.namespace()
    assert [first["backward"](1)[1], first["backward"](1)[1], second["backward"](1)[1]] == [1, 2, 1]
    assert first["Net"] is not second["Net"]
    assert first["np"] is second["np"] is np


def test_a_plain_namespace_executes_no_mistakes(reference):
    loader = reference.namespace()["__loader__"]
    assert not [name for name in loader.modules if "mistakes" in name]
    executed = reference.namespace(["by_two"])["__loader__"].modules
    assert "reference.base.mistakes" in executed
    assert "reference.small.mistakes.net" not in executed


def test_an_error_names_the_file_that_it_comes_from(reference):
    with pytest.raises(ZeroDivisionError) as error:
        reference.namespace()["Net"]().fail()
    assert traceback.extract_tb(error.tb)[-1][:2] == ("reference/base/solution.py", 13)


def test_a_function_that_answers_for_the_student_answers_in_every_module(reference):
    session = LocalSession(reference.namespace())
    session.substitute({"twice": lambda x: -x})
    assert session.call("run", (5,), {}) == -5


def test_the_call_graph_covers_all_files_of_the_solution(reference):
    packages = ["reference.small", "reference.base"]
    assert {*reference.solution} == {*packages, *(f"{package}.solution" for package in packages)}
    assert [*reference.solution][-1] == "reference.small.solution"
    assert {"run", "Net", "twice", "step"} <= reference.reached(["run"])
    assert "backward" not in reference.reached(["run"])


def test_the_call_graph_follows_modules_and_other_names():
    graph = uses(
        [
            "def step(x): ...\ndef other(x): ...",
            "from reference.base import solution as base\nfrom reference.base.solution import other as renamed\n"
            "def first(x): return base.step(x)\ndef second(x): return renamed(x)",
        ]
    )
    assert reached(graph, ["first"]) == {"first", "base", "step"}
    assert reached(graph, ["second"]) == {"second", "renamed", "other"}


@pytest.mark.parametrize(
    ("statement", "expression"),
    [
        ("import reference.base.solution", "reference.base.solution.step"),
        ("import reference.base.solution as base", "base.step"),
        ("from reference.base import solution", "solution.step"),
        ("from ..base.solution import step", "step"),
        ("from reference.base.solution import *", "step"),
        ("def late():\n    from reference.base.solution import step\n    return step", "late()"),
    ],
)
def test_every_form_of_import_gives_the_fresh_module(statement, expression):
    files = FILES | {"reference.small.solution": f"{statement}\ndef run(x):\n    return {expression}(x)"}
    modules = FreshModules(Sources(sources(files)))
    run = modules.load("reference.small.solution").run
    assert run(1) == 2
    modules.replace(modules.load("reference.base.solution").step, lambda x: 7)
    assert run(1) == 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "@mistake(len, '', '', hint='', where='')\ndef _a(x): ...",
            "line 4: mistake 'a' replaces len, which is",
        ),
        ("@mistake(lambda x: x, '', '', hint='', where='')\ndef _a(x): ...", "line 4: mistake 'a' replaces <lambda>"),
    ],
)
def test_what_is_no_function_of_the_solution_cannot_be_replaced(text, told):
    with pytest.raises(AssignmentError, match=f"reference/small/mistakes.py, {told}"):
        reference_of("def one(x): ...", mistakes=f"\nfrom grader.engine import mistake\n\n{text}")
