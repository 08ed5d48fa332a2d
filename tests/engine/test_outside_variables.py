"""Which variables of other lines a function reads."""

from grader.engine.diagnosis.outside_variables import Place, outside_variables
from grader.engine.diagnosis.source_map import SourceMap
from grader.model import Source


def found(*cells, function="f"):
    code = SourceMap(Source(filename="a.ipynb" if len(cells) > 1 else "a.py", cells=cells))
    return [(v.name, code.location(*v.read), code.location(*v.bound)) for v in outside_variables(code, function)]


def test_a_variable_of_another_cell():
    assert found("m = 4\nX = make()", "def f(x):\n    y = x / m\n    return y") == [
        ("m", "line 2 of cell 2", "line 1 of cell 1")
    ]
    assert found("a, (b, c) = g()\ndef f(x):\n    return x + c") == [("c", "line 3", "line 1")]
    assert found("for i in range(3):\n    last = i\ndef f(x):\n    return last + i") == [
        ("i", "line 4", "line 1"),
        ("last", "line 4", "line 2"),
    ]


def test_what_the_function_sets_itself_is_its_own():
    assert found("m = 4\ndef f(m):\n    return m") == []
    assert found("m = 4\ndef f(x):\n    m = len(x)\n    return m") == []
    assert found("m = 4\ndef f(x):\n    return [m for m in x]") == []
    assert found("m = 4\ndef f(x):\n    global m\n    m = len(x)\n    return m") == [("m", "line 5", "line 1")]


def test_constants_functions_and_modules_are_meant():
    text = "import numpy as np\nEPS = 1e-8\nsquare = lambda x: x * x\ndef g(x): return x\n"
    assert found(text + "def f(x):\n    return np.sum(square(g(x))) + EPS + abs(x)") == []


def test_a_file_that_cannot_be_read_has_none():
    assert found("def f(:") == []
    assert found("x = 1", function="f") == []


def test_a_later_line_of_the_same_name_counts():
    assert found("m = 1\nm = 2\ndef f(x):\n    return m")[0][2] == "line 2"
    assert Place(0, 3) < Place(1, 1)
