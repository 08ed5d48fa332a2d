"""What is recovered from code with syntax errors, and what is reported of the rest."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.inside.error_recovery import read_cell
from grader.sandbox.inside.loader import NotLoaded, load


def loaded(*cells, entry_points=("f", "g")):
    return load({"cells": cells, "support": "", "entry_points": entry_points, "provided": ()})


GOOD = "def g(x):\n    return x + 1\n"


class TestOneBrokenPart:
    @pytest.mark.parametrize(
        ("broken", "line", "says"),
        [
            ("def f(x):\n    return (x\n", 2, "'(' was never closed"),
            ("def f(x)\n    return x\n", 1, "expected ':'"),
            ("def f(x):\n    y = \n    return y\n", 2, "nothing stands after the equals sign yet"),
            ("def f(x):\n    y =  # your code\n    return y\n", 2, "nothing stands after the equals sign yet"),
            ("def f(x):\n    return 2 * ???\n", 2, "`???` still has to be replaced"),
            ("def f(x):\n", 1, "the function has no body yet"),
            ("def f(x):\n    # YOUR CODE HERE\n", 1, "the function has no body yet"),
            ("def f(x):\n    print 'loss', x\n    return x\n", 2, "this is Python 2: `print` needs parentheses"),
            (
                "def f(x):\n    try:\n        x()\n    except E, e:\n        pass\n",
                4,
                "this is Python 2: `except X, e`",
            ),
            ("def f(x):\n    return x <> 1\n", 2, "this is Python 2: `<>` is now `!=`"),
            ("def f(x):\n    raise E, 'x'\n", 2, "this is Python 2: `raise X, y`"),
            ("def f(x):\n    y = x\n      return y\n", 3, "unexpected indent"),
            ("def f(x):\n        y = x\n    return y\n", 3, "unindent does not match"),
            ("def f(x):\n    '''never closed\n    return x\n", 2, "unterminated triple-quoted string"),
            ("@decorated\ndef f(x):\n    return x +\n", 3, "invalid syntax"),
            ("async def f(x):\n    return x +\n", 2, "invalid syntax"),
            ("def f(x):\n    return “x”\n", 2, "invalid character '“'"),
            ("def f(x):\n    return 1\n    return break\n", 3, "invalid syntax"),
            ("def f(x):\n    break\n", 2, "'break' outside loop"),
            ("def f(x, x):\n    return 1\n", 1, "duplicate argument 'x'"),
        ],
    )
    @pytest.mark.parametrize("order", ["first", "last"])
    def test_the_others_are_graded(self, broken, line, says, order):
        if order == "first" and "'''" in broken:
            pytest.skip("a string that is never closed takes what follows with it, as in Python")
        before = "" if order == "first" else GOOD
        result = loaded(before + broken + ("" if before else GOOD))
        assert result.namespace["g"](1) == 2
        with pytest.raises(NotLoaded) as caught:
            result.namespace["f"](1)
        line += before.count("\n")
        assert str(caught.value).startswith(f"line {line}: syntax error in `f`: {says}")
        assert (result.problems["f"].line, list(result.problems)) == (line, ["f"])

    def test_other_cells_are_untouched(self):
        result = loaded("def f(x):\n    return (", GOOD)
        assert result.namespace["g"](1) == 2
        assert result.problems["f"].text.startswith("cell 1, line 2: ")

    def test_statements_that_only_show_something(self):
        result = loaded(GOOD + "print 'done'\nplot(\ndef f(x):\n    return x\n")
        assert result.problems == {}
        assert result.notes == [
            "line 3: syntax error: this is Python 2: `print` needs parentheses",
            "line 4: syntax error: '(' was never closed",
        ]

    def test_a_truncated_last_line(self):
        result = loaded(GOOD + "def f(x):\n    return x\nnp.dot(")
        assert result.namespace["f"](1) == 1

    def test_strings_and_brackets_at_the_margin(self):
        text = (
            'TABLE = [\n1,\n2]\ndef g(x):\n    """\nAt the margin.\ndef no(): pass\n"""\n    return TABLE[x]\ndef f(\n'
        )
        result = loaded(text)
        assert result.namespace["g"](1) == 2
        assert "no" not in result.namespace

    def test_lines_keep_their_numbers(self):
        result = loaded("x = = 1\n\n\n\ndef f(x):\n    return x.y\n" + GOOD)
        with pytest.raises(AttributeError) as caught:
            result.namespace["f"](1)
        assert caught.traceback[-1].lineno + 1 == 6


class TestClasses:
    UNFINISHED = textwrap.dedent(
        """\
        class Net(Base):
            rate = 0.1

            def __init__(self):
                self.w = 1

            def predict(self, x):
                hidden =
                return hidden

            @staticmethod
            def scale(x):
                return 2 * x

            def train(self, x):
                return self.scale(x) * self.rate

        def g(x):
            return Net().train(x)
        """
    )

    def test_methods_stand_or_fall_by_themselves(self):
        result = loaded("class Base: pass\n" + self.UNFINISHED, entry_points=("g", "Net"))
        assert result.namespace["g"](5) == 1.0
        with pytest.raises(NotLoaded) as caught:
            result.namespace["Net"]().predict(1)
        assert str(caught.value) == ("line 9: syntax error in `Net.predict`: nothing stands after the equals sign yet")

    def test_a_base_class_s_method_does_not_take_the_broken_one_s_place(self):
        result = loaded("class Base:\n  def predict(self, x): return 1\n" + self.UNFINISHED, entry_points=("Net",))
        with pytest.raises(NotLoaded):
            result.namespace["Net"]().predict(1)

    def test_with_tabs(self):
        result = loaded("class Base: pass\n" + self.UNFINISHED.replace("    ", "\t"), entry_points=("g", "Net"))
        assert result.namespace["g"](5) == 1.0

    def test_what_only_the_compiler_refuses(self):
        result = loaded("class Net:\n  def a(self): return 1\n  def b(self):\n    break\n", entry_points=("Net",))
        assert result.namespace["Net"]().a() == 1
        with pytest.raises(NotLoaded, match=r"line 4: syntax error in `Net.b`: 'break' outside loop"):
            result.namespace["Net"]().b()

    def test_a_broken_first_line_takes_the_class_with_it(self):
        result = loaded("class Net(Base)\n    def a(self): return 1\n" + GOOD, entry_points=("g", "Net"))
        assert result.namespace["g"](1) == 2
        assert result.problems["Net"].text == "line 1: syntax error in `Net`: expected ':'"

    def test_a_class_of_one_line(self):
        result = loaded("class _:\n" + GOOD + "class Net:", entry_points=("g",))
        assert result.namespace["g"](1) == 2

    def test_all_members_broken(self):
        result = loaded("class Net:\n    def a(self):\n        x =\n", entry_points=("Net.a",))
        assert "nothing stands after the equals sign" in result.problems["Net.a"].text


class TestRepairs:
    def test_tabs_mixed_with_spaces(self):
        result = loaded("def f(x):\n        y = x\n\treturn y\n" + GOOD)
        assert result.namespace["f"](3) == 3
        assert result.notes == ["line 3: tabs and spaces are mixed; a tab was read as up to 8 columns"]

    def test_tabs_of_four_columns(self):
        result = loaded("def f(x):\n    y = x\n\treturn y\n" + GOOD)
        assert result.namespace["f"](3) == 3

    def test_everything_indented(self):
        result = loaded(textwrap.indent("def f(x):\n    return x\n\n" + GOOD, "    "))
        assert (result.namespace["f"](3), result.namespace["g"](1)) == (3, 2)
        assert "indented throughout" in result.notes[0]

    def test_the_first_line_lost_its_indentation(self):
        result = loaded("def f(x):\n        return x\n\n    def g(x):\n        return x + 1\n")
        assert (result.namespace["f"](3), result.namespace["g"](1)) == (3, 2)

    def test_one_indented_function_among_others(self):
        result = loaded(GOOD + "\n  \tx = 1\n  \ty = 2\ndef f(x):\n  return x\n")
        assert result.namespace["f"](3) == 3


class TestNothingEscapes:
    @given(st.text(alphabet="defclass (:)=\n\t  x,'\"#@[]+1_"))
    def test_any_text_can_be_read(self, text):
        salvaged = read_cell(text)
        assert all(broken.line >= 1 for broken in salvaged.broken)

    @given(st.text())
    def test_any_text_can_be_loaded(self, text):
        assert set(loaded(text).problems) >= {"f", "g"}

    @pytest.mark.parametrize("text", ["(" * 10_000, "-" * 5_000 + "1", "x = " + "[" * 300 + "]" * 300, "f(" * 2_000])
    def test_deep_nesting(self, text):
        assert loaded(GOOD + text + "\n").namespace["g"](1) == 2

    def test_many_parts(self):
        result = loaded("x = = 1\n" * 2_000 + GOOD)
        assert result.namespace["g"](1) == 2
