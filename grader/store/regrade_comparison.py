"""Compares an attempt's result with the one that a regrade has given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.model.points import rescaled

#: Entries of a receipt that say what graded a file. With the same file, the same result is expected.
VERSIONS = ("suite", "file", "grader", "numpy", "python")


@dataclass(frozen=True, kw_only=True)
class TestChange:
    """A test whose verdict or points differ. None: the test is not in that report."""

    name: str
    title: str
    #: Name of the rubric row.
    row: str
    visible: bool
    old_verdict: str | None
    new_verdict: str | None
    #: Points, out of `old_max` and `new_max`.
    old_points: float | None
    new_points: float | None
    old_max: float | None
    new_max: float | None
    #: What happened, with hidden values.
    old_message: str
    new_message: str


def test_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[TestChange]:
    """The tests whose verdict or points differ between two reports: those of the new one first, in its order."""
    before = {case["name"]: case for case in old["cases"]}
    after = {case["name"]: case for case in new["cases"]}
    names = [*after, *(name for name in before if name not in after)]
    pairs = [(before.get(name), after.get(name)) for name in names]
    return [_change(earlier, later) for earlier, later in pairs if _outcome(earlier) != _outcome(later)]


def _outcome(case: Mapping[str, Any] | None) -> tuple[Any, ...]:
    """Points are compared out of the points of the test: a test that is worth more has not changed its result."""
    if case is None:
        return ()
    most = case["max_score"]
    return case["verdict"], round(case["score"] / most, 6) if most else 0.0, most


def _change(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> TestChange:
    either = new or old or {}
    return TestChange(
        name=either["name"],
        title=either["title"],
        row=either["row"],
        visible=either["visible"],
        old_verdict=old["verdict"] if old else None,
        new_verdict=new["verdict"] if new else None,
        old_points=old["score"] if old else None,
        new_points=new["score"] if new else None,
        old_max=old["max_score"] if old else None,
        new_max=new["max_score"] if new else None,
        old_message=str(old.get("message") or "") if old else "",
        new_message=str(new.get("message") or "") if new else "",
    )


def points_change(old: float, old_max: float, new: float, new_max: float) -> float:
    """Points gained (negative: lost), out of the points now."""
    return round(new - rescaled(old, old_max, new_max), 6)


def is_nondeterministic(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, changed: bool) -> bool:
    """Whether the result has `changed` although the file and all versions in the two receipts are the same."""
    if not changed or old is None or new is None:
        return False
    return all(old.get(name) is not None and old.get(name) == new.get(name) for name in VERSIONS)
