"""Classes that come in pieces, or under the name of an older starter; and functions whose first line was moved."""

from __future__ import annotations

import pytest

from grader.sandbox.inside.error_recovery import read_cell
from grader.sandbox.inside.loader import load

SUPPORT = "class NetBase:\n    def __init__(self):\n        self.b = 10\n"


def loaded(*cells, entry_points=("Net.train", "Net.predict"), provided=()):
    return load({"cells": cells, "support": SUPPORT, "entry_points": entry_points, "provided": provided})


TRAIN = """class Net(NetBase):
    def train(self, x):
        self.b += self.half(x)
    def half(self, x): return x / 2
"""
PREDICT = "class Net(NetBase):\n    def predict(self, x):\n        return self.b * x\n"


class TestPieces:
    @pytest.mark.parametrize("cells", [(TRAIN + PREDICT,), (TRAIN, PREDICT), (PREDICT, TRAIN)])
    def test_one_box_after_the_other(self, cells):
        result = loaded(*cells)
        assert result.problems == {}
        net = result.namespace["Net"]()
        net.train(4)
        assert net.predict(2) == 24

    def test_it_is_told(self):
        assert loaded(TRAIN + PREDICT).notes == [
            "`Net` is defined again without `train`; taken from the class of line 1"
        ]

    def test_a_whole_class_then_a_piece_of_it(self):
        whole = (
            "class Net():\n    def __init__(self):\n        self.b = 1\n    def train(self, x):\n        self.b = x\n"
        )
        net = loaded(whole + PREDICT).namespace["Net"]()
        assert net.b == 10  # the last class has a base that makes it
        net.train(3)
        assert net.predict(2) == 6

    def test_the_beginning_comes_along_where_there_is_no_base(self):
        whole = (
            "class Net:\n    def __init__(self):\n        self.b = 1\n    def train(self, x):\n        self.b += x\n"
        )
        net = loaded(whole + PREDICT.replace("(NetBase)", "")).namespace["Net"]()
        net.train(3)
        assert net.predict(2) == 8

    def test_a_class_written_anew_stands_alone(self):
        again = TRAIN.replace("x / 2", "x") + "    def predict(self, x): return -1\n"
        result = loaded(TRAIN + PREDICT, again)
        assert result.namespace["Net"]().predict(1) == -1
        assert result.notes == []

    def test_the_nearest_earlier_piece(self):
        first = TRAIN.replace("x / 2", "100")
        net = loaded(first + TRAIN + PREDICT).namespace["Net"]()
        net.train(4)
        assert net.b == 12

    def test_an_empty_method_of_the_last_piece_does_not_count(self):
        result = loaded(TRAIN + PREDICT + "    def train(self, x):\n        pass\n")
        net = result.namespace["Net"]()
        net.train(4)
        assert net.b == 12

    def test_mended_in_a_later_cell(self):
        broken = "class Net(NetBase):\n    def train(self, x):\n        y = \n    def predict(self, x): return 1\n"
        result = loaded(broken, TRAIN + "    def predict(self, x): return 2\n")
        assert result.problems == {}
        assert result.namespace["Net"]().predict(0) == 2

    def test_what_is_broken_in_the_last_one_is_taken_from_an_earlier_one(self):
        broken = "class Net(NetBase):\n    def train(self, x):\n        y = \n    def predict(self, x): return 1\n"
        result = loaded(TRAIN, broken)
        assert result.problems == {}
        assert result.notes == [
            "cell 2, line 3: syntax error in `Net.train`: nothing stands after the equals sign yet",
            "`Net` is defined again without `train`; taken from the class of cell 1, line 1",
        ]


class TestOlderNames:
    old = """class _net_():
    def train(self, x): return helper(x)
    def predict(self, x): return isinstance(self, _net_)
"""

    def test_a_class_that_differs_in_capitals_and_underscores(self):
        result = loaded("helper = lambda x: x + 1\n" + self.old)
        net = result.namespace["Net"]()
        assert (net.train(1), net.predict(1), type(net).__name__) == (2, True, "Net")
        assert result.notes == [
            "The class `_net_` is taken as `Net`, the name that the task gives",
            "`Net` has no `__init__` of its own; taken from the class that the task gives",
        ]

    def test_what_is_broken_in_it_is_told_under_the_right_name(self):
        broken = self.old.replace("return isinstance(self, _net_)", "return (x")
        assert (
            loaded(broken).problems["Net.predict"].text == "line 3: syntax error in `Net.predict`: '(' was never closed"
        )

    def test_the_right_name_goes_first(self):
        result = loaded(self.old + TRAIN + "    def predict(self, x): return 7\n")
        assert result.namespace["Net"]().predict(1) == 7
        assert "_net_" in result.namespace

    def test_two_that_could_be_meant(self):
        result = loaded(self.old + self.old.replace("_net_", "NET"))
        assert set(result.problems) == {"Net.train", "Net.predict"}

    def test_functions_keep_their_names(self):
        assert loaded("def F(x): return x", entry_points=("f",)).problems["f"].kind == "missing"


class TestMovedFirstLines:
    def test_only_the_first_line_was_moved(self):
        result = loaded(
            "def f(x):\n    return x\n\n    def g(x):\n    y = x + 1\n    return y\n", entry_points=("f", "g")
        )
        assert (result.namespace["f"](1), result.namespace["g"](1)) == (1, 2)
        assert result.notes == ["line 4: this `def` is indented like no other line; it was read as if at the margin"]

    def test_less_than_the_body(self):
        result = loaded(
            "def f(x):\n    return x\n  ## the next one\n  def g(x):\n    return x + 1\n\ndef h(x):\n    return 3\n",
            entry_points=("f", "g", "h"),
        )
        assert [result.namespace[name](1) for name in "fgh"] == [1, 2, 3]

    def test_an_unfinished_function_inside_another_stays_there(self):
        text = "def f(x):\n    def inner(y):\n    def other(y):\n        return y\n    return x\n"
        assert [broken.name for broken in read_cell(text).broken] == ["f"]

    def test_methods_are_left_alone(self):
        text = "class Net:\n    def train(self, x):\n    y = 1\n    def predict(self, x):\n        return x\n"
        salvaged = read_cell(text)
        assert salvaged.repairs == []
        assert [statement.name for statement in salvaged.statements] == ["Net"]


class TestGivenFunctions:
    def test_one_that_is_made_of_another_is_a_replacement_too(self):
        result = load(
            {
                "cells": ["d = lambda z: 99 * s(z)\ndef f(z): return d(z)"],
                "support": "def s(z): return z\ndef d(z): return 1 + z\n",
                "entry_points": ("f",),
                "provided": ("s", "d"),
            }
        )
        assert result.namespace["f"](2) == 3
        assert result.notes == ["line 1: `d` is available already; your own version of it is not used"]


class TestGivenMembers:
    SUPPORT = """
class Net:
    def __init__(self, b):
        self.b = b
    def forward(self, x):
        return self.b + x
"""

    def load(self, text):
        return load({"cells": [text], "support": self.SUPPORT, "entry_points": ("Net.train",), "provided": ()})

    def test_a_class_with_the_required_method_alone_gets_the_given_ones(self):
        result = self.load("class Net:\n    def train(self, x):\n        self.b += x\n")
        net = result.namespace["Net"](1)
        net.train(2)
        assert net.forward(4) == 7
        assert result.notes == [
            "`Net` has no `__init__`, `forward` of its own; taken from the class that the task gives"
        ]

    def test_its_own_methods_stay(self):
        text = (
            "class Net:\n    def forward(self, x):\n        return -x\n    def train(self, x):\n        self.b += x\n"
        )
        assert self.load(text).namespace["Net"](1).forward(4) == -4

    @pytest.mark.parametrize(
        "text",
        [
            "class Net:\n    def __init__(self): self.b = 9\n    def train(self, x): pass\n",
            "class Base:\n    def __init__(self): self.b = 9\nclass Net(Base):\n    def train(self, x): pass\n",
            "from dataclasses import dataclass\n@dataclass\nclass Net:\n    b: int = 9\n    def train(self, x): pass\n",
        ],
    )
    def test_a_class_with_a_constructor_stands_alone(self, text):
        made = self.load(text).namespace["Net"]
        assert made().b == 9
        assert not hasattr(made, "forward")
