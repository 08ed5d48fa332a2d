"""What a call returned beside what was expected, as one table."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.engine.snapshot import snapshot
from web.student.difference import Difference, difference
from web.student.values import pair

MESSAGE = "1 of 4 entries differs. All wrong entries lie where Z is exactly 0."


def of(expected: np.ndarray, actual: np.ndarray, message: str = MESSAGE, **arguments: Any) -> Difference | None:
    wrong = ~np.isclose(expected, actual)
    sides = pair(snapshot(expected, wrong), snapshot(actual, wrong))
    return difference(message, sides, [(name, snapshot(value)) for name, value in arguments.items()])


RIGHT = np.array([[0.0, 2.0], [1.0, 0.0]])
YOURS = np.array([[0.0, 2.0], [1.0, -3.0]])


def test_yours_stands_over_what_was_expected() -> None:
    found = of(RIGHT, YOURS)
    assert found is not None
    assert [[entry.text for entry in row] for row in found.yours.rows] == [["0", "2"], ["1", "-3"]]
    assert [[entry.expected for entry in row] for row in found.yours.rows] == [["", ""], ["", "0"]]
    assert found.yours.rows[1][1].first
    assert found.yours.fact == "1 of 4 entries differs"
    assert found.argument is None


def test_the_argument_that_the_message_names_stands_beside_it() -> None:
    Z = np.array([[1.0, 2.0], [3.0, 0.0]])
    for arguments in ({"dA": RIGHT, "Z": Z}, {"dA": RIGHT, "cache": {"Z": Z}}):
        found = of(RIGHT, YOURS, **arguments)
        assert found is not None
        assert found.argument is not None
        assert found.argument.title in ("Z", 'cache["Z"]')
        assert [[entry.suspect for entry in row] for row in found.argument.rows] == [[False, False], [False, True]]


def test_an_argument_of_another_shape_does_not() -> None:
    found = of(RIGHT, YOURS, Z=np.zeros(3))
    assert found is not None
    assert found.argument is None


def test_a_single_number() -> None:
    found = difference("The number is not right.", pair(2.0, 2.5), [])
    assert found is not None
    assert [(entry.text, entry.expected) for entry in found.yours.rows[0]] == [("2.5", "2")]


def test_large_arrays_have_numbers() -> None:
    right = np.zeros((13, 2))
    yours = right.copy()
    yours[12, 1] = 1.0
    found = of(right, yours, "1 of 26 entries differs.")
    assert found is not None
    assert (found.yours.row_numbers[-1], found.yours.column_numbers) == (12, (0, 1))
    wide = np.zeros((200, 300))
    other = wide.copy()
    other[150, 222] = 1.0
    found = of(wide, other, "1 of 60000 entries differs.")
    assert found is not None
    assert 150 in found.yours.row_numbers
    assert found.yours.note.startswith("Part shown: [")


def test_what_cannot_be_compared_entry_by_entry_has_no_table() -> None:
    assert difference("", pair(snapshot(np.ones(3)), snapshot(np.ones(4))), []) is None
    assert difference("", pair({"a": 1}, {"a": 2}), []) is None
    assert difference("", pair(snapshot(np.ones(3)), None), []) is None
