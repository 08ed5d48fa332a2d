"""Code that cannot be read or found is told as what it is, with its line."""

from __future__ import annotations

import sys

import pytest

from grader.sandbox.inside.newer_syntax import needed
from tests.sandbox.loading import loaded, why

HERE = f"Python {sys.version_info[0]}.{sys.version_info[1]} runs here"
GOOD = "def g(x):\n    return x\n"


class TestNewerPython:
    @pytest.mark.parametrize(
        "line",
        [
            'print(f"shape {cache["Z"].shape}")',
            "x = f'{a['b']}' + 'c'",
            'f"{", ".join(x)} and {{not}} {y}"',
            'rf"\\d{x["a"]}"',
            "type Vector = list[float]",
            "type Pair[T] = tuple[T, T]",
            "def first[T](x: list[T]) -> T:",
            "async def first[T](x):",
            "class Stack[T]:",
        ],
    )
    def test_lines_of_3_12(self, line, monkeypatch):
        monkeypatch.setattr(sys, "version_info", (3, 11, 7))
        assert needed(line, "").startswith("this line needs Python 3.12 or newer, and Python 3.11 runs here: ")
        monkeypatch.setattr(sys, "version_info", (3, 12, 0))
        assert needed(line, "") == ""

    @pytest.mark.parametrize("line", ["except ValueError, TypeError:", "    except ValueError, MyError:"])
    def test_lines_of_3_14(self, line, monkeypatch):
        monkeypatch.setattr(sys, "version_info", (3, 13, 0))
        assert "Python 3.14" in needed(line, "multiple exception types must be parenthesized")
        assert needed(line.replace("TypeError", "e").replace("MyError", "e"), "must be parenthesized") == ""

    @pytest.mark.parametrize(
        "line",
        [
            'print(f"{x}" + "{y}")',
            "x = f'{a[\"b\"]}'",
            'print(f"{x", y)',
            "type = 3",
            "type == 3",
            "def first(x):",
            "x[0] = y['a']",
            "dict(f=\"a\")['b']",
        ],
    )
    def test_lines_of_any_version(self, line, monkeypatch):
        monkeypatch.setattr(sys, "version_info", (3, 11, 7))
        assert needed(line, "") == ""

    @pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python can read it")
    def test_in_a_submission(self):
        result = loaded('def f(x):\n    y = 1\n    print(f"shape {x["Z"].shape}")\n    return y\n' + GOOD)
        assert HERE in why(result, "f")
        assert why(result, "f").startswith("line 3: syntax error in `f`: this line needs Python 3.12 or newer")
        assert result.namespace["g"](1) == 1

    @pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python can read it")
    def test_at_the_top_level(self):
        result = loaded("type Vector = list\ndef f(x): return x\n")
        assert result.namespace["f"](1) == 1
        assert result.notes[0].startswith("line 1: syntax error: this line needs Python 3.12")


class TestMerges:
    INSIDE = "def f(x):\n<<<<<<< HEAD\n    return x\n=======\n    return 2 * x\n>>>>>>> other\n"

    def test_inside_a_function(self):
        result = loaded(GOOD + self.INSIDE)
        assert why(result, "f") == (
            "line 4: syntax error in `f`: `<<<<<<<` is a mark of an unfinished merge: keep one of the versions and "
            "delete the marks"
        )
        assert result.namespace["g"](1) == 1

    def test_around_functions(self):
        result = loaded(
            "<<<<<<< ours\ndef f(x):\n    return 1\n=======\ndef f(x):\n    return 2\n>>>>>>> theirs\n" + GOOD
        )
        assert "is a mark of an unfinished merge" in why(result, "f")
        assert result.namespace["g"](1) == 1

    def test_a_title_is_none(self):
        result = loaded('def f(x):\n    """Title\n=======\n"""\n    return x\n')
        assert result.problems == {}


class TestLetters:
    def test_in_the_name_of_the_function(self):
        result = loaded("def relu_d\u0435r(x): return x", entry_points=("relu_der",))
        text = why(result, "relu_der")
        assert "letter 7 of `relu_d\u0435r` is a Cyrillic letter that only looks like the Latin `e`" in text
        assert "rename" not in text

    def test_in_a_variable(self):
        result = loaded("cost\u0430 = 1\nT = costa\ndef f(): return 1")
        assert result.notes == ["line 2: NameError: name 'costa' is not defined"]
        result = loaded("costa = 1\nT = cost\u0430\ndef f(): return 1")
        assert "letter 5 of `cost\u0430` is a Cyrillic letter" in result.notes[0]

    @pytest.mark.parametrize("name", ["\u03b1", "\u03c3_z", "d\u03b8", "caf\u00e9"])
    def test_greek_names_are_meant(self, name):
        assert "looks like" not in loaded(f"print({name})\ndef f(): return 1").notes[0]

    @pytest.mark.parametrize(("sign", "plain"), [("\u2212", "-"), ("\u201c", '"'), ("\uff0c", ","), ("\u00d7", "*")])
    def test_signs(self, sign, plain):
        result = loaded(f"def f(x):\n    return x {sign} 1\n")
        assert why(result, "f").endswith(f"; type `{plain}` in its place")


class TestOutOfSight:
    def test_in_a_string(self):
        result = loaded('x = 1\n"""\nnotes\n\ndef f(x):\n    return x\n"""\n')
        assert "in line 5 it stands in the text between quotation marks that begins in line 2" in why(result, "f")

    def test_a_class_in_a_string(self):
        result = loaded("text = '''\nclass Net:\n    def train(self): pass\n'''\n", entry_points=("Net.train",))
        assert "`Net` is not defined in your submission: in line 2" in result.problems["Net.train"].text

    def test_in_a_comment(self):
        result = loaded("import math\n# def f(x):\n#     return x\n")
        assert "in line 2 it stands in a comment" in why(result, "f")

    def test_inside_another_function(self):
        result = loaded("def g(x):\n    def f(y):\n        return y\n    return f(x)\n")
        assert why(result, "f") == (
            "`f` is not defined in your submission: in line 2 it stands inside `g`, and only `g` sees it; move it "
            "to the margin"
        )

    def test_in_another_cell(self):
        result = loaded("def g(): return 1\n", "'''\ndef f(x):\n    return x\n'''\n")
        assert "in cell 2, line 2 it stands in the text" in why(result, "f")


class TestAttachedMethods:
    def test_a_decorator_that_returns_nothing(self):
        code = (
            "class Net:\n    pass\ndef add_to_class(Class):\n    def wrapper(obj):\n"
            "        setattr(Class, obj.__name__, obj)\n    return wrapper\n"
            "@add_to_class(Net)\ndef train(self, x):\n    return x\n"
        )
        result = loaded(code, entry_points=("Net.train",))
        assert result.problems == {}
        assert result.namespace["Net"]().train(3) == 3

    def test_setattr_on_a_class_of_supports(self):
        result = loaded(
            "def step(self, x): return 2 * x\nsetattr(Layer, 'forward', step)\n", entry_points=("Layer.forward",)
        )
        assert result.problems == {}
        assert result.namespace["Layer"](1).forward(2) == 4

    def test_a_function_that_is_set_indirectly(self):
        assert loaded("globals()['f'] = lambda: 1").problems == {}


def test_a_provided_function_has_one_note():
    code = "def a1(w, b): return w\ndef f(): return a1(1, 2)\ndef h(): return a1(3, 4)\ndef a1(w): return w\n"
    support = "def a1(w, b, c=0): return w + b"
    result = loaded(code, support=support, provided=("a1",), entry_points=("f",))
    assert result.namespace["f"]() == 3
    assert not any("still use" in note for note in result.notes)
    own = loaded(code, support="")
    assert own.notes == ["line 4: `a1` is defined again with other parameters; `f` and `h` still use the one of line 1"]
