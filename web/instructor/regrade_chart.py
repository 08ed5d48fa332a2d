"""The chart of a regrade: how many attempts gain or lose how many points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: Bars at most; more different changes are put together.
MOST_BARS = 9
#: Heights of the chart in pixels.
BASE, TALLEST = 134.0, 96.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Attempts with one change of points. Horizontal places are in percent, vertical ones in pixels."""

    change: float
    number: int
    x: float
    width: float
    y: float
    height: float

    @property
    def kind(self) -> str:
        """CSS class; the label under the bar says the same."""
        return "pos" if self.change > 0 else "neg" if self.change < 0 else "same"

    @property
    def label(self) -> str:
        """ "+1.2", with a real minus sign for losses."""
        sign = "+" if self.change > 0 else "\N{MINUS SIGN}" if self.change < 0 else ""
        return f"{sign}{abs(self.change):g}"


def bars(changes: Sequence[tuple[float, int]]) -> list[Bar]:
    """The bars for (points gained or lost, number of attempts)."""
    found = _grouped(changes)
    if not found:
        return []
    most, width = max(found.values()), 100 / len(found)
    made = []
    for place, (change, number) in enumerate(sorted(found.items())):
        height = max(2.4, TALLEST * number / most)
        made.append(
            Bar(
                change=change,
                number=number,
                x=round(width * place + 0.15 * width, 2),
                width=round(0.7 * width, 2),
                y=round(BASE - height, 1),
                height=round(height, 1),
            )
        )
    return made


def _grouped(changes: Sequence[tuple[float, int]]) -> dict[float, int]:
    """Numbers by change. Too many different ones are rounded away from zero, so that none looks like no change."""
    step = 0.0
    if len({change for change, _ in changes}) > MOST_BARS:
        step = max(abs(change) for change, _ in changes) / (MOST_BARS // 2)
    grouped: dict[float, int] = {}
    for change, number in changes:
        size = math.ceil(abs(change) / step - 1e-9) * step if step else abs(change)
        rounded = round(math.copysign(size, change), 2) + 0.0
        grouped[rounded] = grouped.get(rounded, 0) + number
    return grouped
