"""Snapshots as tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.engine.snapshot import snapshot
from web.student.values import Value, heat_maps, pair, single


def marked(value: Value) -> list[tuple[int, int]]:
    return [(i, j) for i, row in enumerate(value.rows) for j, cell in enumerate(row) if cell.wrong]


def both(expected: np.ndarray, actual: np.ndarray) -> tuple[Any, Any]:
    wrong = ~np.isclose(expected, actual)
    return snapshot(expected, wrong), snapshot(actual, wrong)


def test_differing_entries_are_marked_in_both() -> None:
    right = np.array([[0.0, 2.0], [1.0, 0.0]])
    yours = np.array([[0.0, 2.0], [1.0, -3.0]])
    left, other = pair(*both(right, yours))
    assert marked(left) == marked(other) == [(1, 1)]
    assert left.rows[1][1].first
    assert [cell.text for cell in other.rows[1]] == ["1", "-3"]
    assert left.head == "float64, shape (2, 2)"


def test_a_window_shows_its_indices() -> None:
    right = np.zeros((200, 300))
    yours = right.copy()
    yours[150, 222] = 1.0
    left, _ = pair(*both(right, yours))
    ((i, j),) = marked(left)
    assert (left.row_numbers[i], left.column_numbers[j]) == (150, 222)
    assert left.note.startswith("Part shown: [")


def test_marks_of_three_axes_are_found() -> None:
    right = np.zeros((4, 3, 2))
    yours = right.copy()
    yours[2, 1, 1] = 5.0
    left, _ = pair(*both(right, yours))
    assert marked(left) == [(1, 1)]


def test_all_digits_are_shown_where_six_look_the_same() -> None:
    left, other = pair(*both(np.array([1.0]), np.array([1.0 + 2e-5])))
    assert left.rows[0][0].text != other.rows[0][0].text
    left, other = pair(0.1234567891, 0.1234567899)
    assert left.text != other.text


def test_plain_values_and_parts() -> None:
    assert single(None).text == "None"
    assert single(True).text == "True"
    assert single("a\u202eb").text == "a‹U+202E›b"
    assert single([1, 2.5, "NaN"]).text == "[1, 2.5, NaN]"
    parts = single({"Z": snapshot(np.ones((1, 2))), "n": 3}).parts
    assert [name for name, _ in parts] == ["Z", "n"]


def test_a_missing_key_is_said() -> None:
    left, right = pair({"a": 1, "b": 2}, {"a": 1, "c": 3})
    assert [name for name, _ in left.parts] == [name for name, _ in right.parts] == ["a", "b", "c"]
    assert right.parts[1][1].text == "(missing)"


def test_empty_and_scalar_arrays() -> None:
    assert single(snapshot(np.zeros((0, 3)))).text == "(no entries)"
    assert single(snapshot(np.float64(2.5))).text == "2.5"
    assert single(snapshot(np.array(2.5))).text == "2.5"


def test_heat_maps_scale_and_say_themselves() -> None:
    right = np.arange(-8.0, 8.0).reshape(4, 4)
    maps = heat_maps(*both(right, -right))
    assert [heat_map.title for heat_map in maps] == ["Expected", "Yours", "Yours minus expected"]
    assert maps[0].steps[0][0] == -5
    assert maps[1].steps[0][0] == 5
    assert maps[0].steps[2][0] == 0
    assert "from -8 to 7" in maps[0].text
    assert heat_maps(snapshot(np.ones(3)), snapshot(np.ones(4))) == ()


def test_not_a_number_has_no_colour() -> None:
    right, yours = np.ones((3, 3)), np.ones((3, 3))
    yours[0, 0] = np.nan
    assert heat_maps(*both(right, yours))[1].steps[0][0] is None
