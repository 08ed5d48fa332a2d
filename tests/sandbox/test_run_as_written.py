"""Loading: whatever at the top level can influence the graded functions does."""

from __future__ import annotations

import dataclasses
import inspect
import io
import pickle
import textwrap
import typing

import pytest

from tests.sandbox.loading import PRUNED, loaded


@pytest.mark.parametrize("plan", [None, PRUNED])
@pytest.mark.parametrize(
    "cell",
    [
        # A function that sets a global.
        "def init():\n    global T\n    T = 0\ninit()\ndef f(): return T",
        "def init():\n    globals()['T'] = 0\ninit()\ndef f(): return T",
        "class State:\n    def reset(self): T.clear()\nT = [1]\nState().reset()\ndef f(): return len(T)",
        # An object is passed to a call that changes it.
        "T = np.ones(2)\nnp.copyto(T, 0)\ndef f(): return T[0]",
        "T = np.ones(2)\nT.fill(0)\ndef f(): return T[0]",
        "T = np.ones(2)\nnp.multiply(T, 0, out=T)\ndef f(): return T[0]",
        "T = [1, 0]\nT.reverse()\ndef f(): return T[0]",
        "def clear(t): t[0] = 0\nT = [1]\nclear(T)\ndef f(): return T[0]",
        "T = [1]\nalias = T\nalias[0] = 0\ndef f(): return T[0]",
        "class L: pass\nlayers = [L(), L()]\nfor layer in layers: layer.T = 0\ndef f(): return layers[0].T",
        # A method is attached to a class.
        "class C: pass\ndef step(self): return 0\nsetattr(C, 'back', step)\ndef f(): return C().back()",
        "class C: pass\ndef add(c):\n    def put(g): setattr(c, g.__name__, g)\n    return put\n"
        "@add(C)\ndef back(self): return 0\ndef f(): return C().back()",
        "REGISTRY = {}\ndef register(g):\n    REGISTRY[g.__name__] = g\n    return g\n@register\ndef g(): return 0\n"
        "def f(): return REGISTRY['g']()",
        # Branches, loops and handlers.
        "if __name__ == '__main__':\n    T = 1\nelse:\n    T = 0\ndef f(): return T",
        "try:\n    T = undefined\nexcept NameError as e:\n    T = 0\ndef f(): return T",
        "match 3:\n    case T:\n        T -= 3\ndef f(): return T",
        "with open('/dev/null') as source:\n    T = len(source.read())\ndef f(): return T",
        "T = 1\ndel T\nT = 0\ndef f(): return T",
        "if (T := 0) == 0: pass\ndef f(): return T",
        "import os\nT = len(os.path.dirname(os.path.abspath(__file__))) - len('/tmp')\ndef f(): return T",
        "exec('T = 0')\ndef f(): return T",
        "T = 1\nT, S = 0, 1\ndef f(): return T",
        "T = (lambda: 0)()\ndef f(): return T",
        "def outer():\n    def inner():\n        global T\n        T = 0\n    inner()\nouter()\ndef f(): return T",
    ],
)
def test_what_the_function_reads_is_set(cell, plan):
    result = loaded(cell, plan=plan)
    assert result.namespace["f"]() == 0
    assert result.problems == {}


class TestMainBlocks:
    def test_a_function_that_stands_only_there(self):
        result = loaded(
            "if __name__ == '__main__':\n    T = 0\n    def f(): return T\n    print(f())\n    raise SystemExit\n"
        )
        assert result.namespace["f"]() == 0
        assert result.notes == [
            'line 2: `f` stands below `if __name__ == "__main__":` and was taken from there; move it above that line'
        ]

    def test_a_class_that_stands_only_there(self):
        result = loaded(
            "if '__main__' == __name__:\n    class Net:\n        def train(self): return 1\n    Net().train()\n",
            entry_points=("Net.train",),
        )
        assert result.namespace["Net"]().train() == 1

    def test_what_is_defined_outside_is_not_replaced(self):
        result = loaded("def f(): return 1\nif __name__ == '__main__':\n    def f(): return 2\n")
        assert result.namespace["f"]() == 1
        assert result.notes == ['Not run: line 3, below `if __name__ == "__main__":`']

    def test_the_opposite_is_run(self):
        assert loaded("if __name__ != '__main__':\n    T = 0\ndef f(): return T").namespace["f"]() == 0


class TestStatementsThatRaise:
    def test_what_they_did_before_remains(self):
        result = loaded("T = [1, 1]\nfor i in range(3): T[i] = 0\ndef f(): return T")
        assert result.namespace["f"]() == [0, 0]
        assert result.notes == ["line 2: IndexError: list assignment index out of range"]

    def test_what_only_lacks_their_names_is_told_once(self):
        result = loaded("X = load()\nY = X + 1\nprint(Y)\nfor x in X: print(x)\ndef f(): return 1")
        assert result.notes == [
            "line 1: NameError: name 'load' is not defined",
            "Left out: lines 2-4, which need what could not be run",
        ]

    def test_many_are_told_in_short(self):
        result = loaded("\n".join(f"{i} / 0" for i in range(9)) + "\ndef f(): return 1")
        assert len(result.notes) == 4
        assert result.notes[3] == "Left out as well: lines 4-9, which raised errors when they were run"

    @pytest.mark.parametrize(
        "error", ["KeyboardInterrupt", "SystemExit", "MemoryError", "RecursionError", "GeneratorExit"]
    )
    def test_any_exception(self, error):
        result = loaded(f"raise {error}\ndef f(): return 1")
        assert result.namespace["f"]() == 1
        assert result.notes == [f"line 1: {error}"]

    def test_typing_something(self, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO())
        assert "set the value in the code" in loaded("n = input()\ndef f(): return 1").notes[0]

    def test_grammar_that_only_the_compiler_rejects(self):
        result = loaded("return 5\nbreak\ndef f(): return 1")
        assert result.namespace["f"]() == 1
        assert result.notes[0] == "line 1: syntax error: 'return' outside function"

    def test_a_breakpoint_is_told(self):
        result = loaded("def f(x):\n    breakpoint()\n    return x")
        assert result.notes == ["line 2: `breakpoint()` is still in the code; it does nothing here, so take it out"]


MODULE = '''
"""About the file."""
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple
import enum, sys

@dataclass
class Act:
    name: str
    total: ClassVar[int] = 0
    log: list[float] = field(default_factory=list)

class Pair(NamedTuple):
    a: int
    b: "int"

class Kind(enum.Enum):
    RELU = 1

rate: float = 0.1

def f(x: "Act") -> "Pair":
    return x
'''


class TestTheModule:
    @pytest.mark.parametrize("future", ["", "from __future__ import annotations\n"])
    def test_is_like_one_from_a_file(self, future):
        names = loaded(MODULE.replace("from dataclasses", future + "from dataclasses", 1)).namespace
        assert (names["__doc__"], names["__name__"]) == ("About the file.", "submission")
        assert names["__file__"].endswith("/submission.py")
        assert names["sys"].modules["submission"].f is names["f"]
        assert [field.name for field in dataclasses.fields(names["Act"])] == ["name", "log"]
        assert typing.get_type_hints(names["f"]) == {"x": names["Act"], "return": names["Pair"]}
        assert typing.get_type_hints(names["Pair"]) == {"a": int, "b": int}
        assert "rate" in names["__annotations__"]
        for value in (names["Act"]("relu"), names["Pair"](1, 2), names["Kind"].RELU, names["f"]):
            assert pickle.loads(pickle.dumps(value)) == value

    def test_shows_its_source(self):
        names = loaded(MODULE).namespace
        assert inspect.getsource(names["f"]) == 'def f(x: "Act") -> "Pair":\n    return x\n'
        assert inspect.getsource(names["Kind"]) == "class Kind(enum.Enum):\n    RELU = 1\n"

    def test_shows_the_source_of_a_cell(self):
        names = loaded("import math\n", "def f():\n    return 1\n").namespace
        assert inspect.getsource(names["f"]) == "def f():\n    return 1\n"


class TestNotebookNames:
    def test_display(self, capsys):
        loaded("def f(x):\n    display(x, [1])\n    return x").namespace["f"]("a")
        assert capsys.readouterr().out == "'a'\n[1]\n"

    def test_an_exported_notebook(self):
        result = loaded(
            textwrap.dedent(
                """
                get_ipython().run_line_magic("matplotlib", "inline")
                get_ipython().run_line_magic("time", "T = 0")
                get_ipython().run_cell_magic("time", "", "S = 0\\n")
                get_ipython().system("pip install numpy")
                get_ipython().magic("matplotlib inline")
                def f(): return T + S
                """
            )
        )
        assert result.namespace["f"]() == 0
        assert result.notes == []
