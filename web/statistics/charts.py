"""Coordinates of charts that the server draws as SVG: in percent across, in pixels down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: Pixels above and below the bars, for the numbers and the labels.
TOP, BOTTOM = 22, 24
#: Percent at the left for the numbers of the grid.
LEFT = 5.0
#: Labels under the bars at most.
MOST_LABELS = 8


@dataclass(frozen=True, kw_only=True)
class ChartBar:
    """A bar with its label and its number."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    #: What the bar says when it is pointed at.
    text: str
    number: int
    #: Whether the label, and the number, are written.
    labelled: bool
    numbered: bool
    #: CSS class: "", "full" or "zero".
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A bar chart."""

    height: int
    #: (number, y) of each grid line, the axis first.
    grid: tuple[tuple[int, float], ...]
    bars: tuple[ChartBar, ...]


def bar_chart(
    numbers: Sequence[int],
    labels: Sequence[str],
    texts: Sequence[str],
    *,
    height: int = 200,
    tones: Sequence[str] = (),
    numbered: int = 4,
) -> Chart:
    """A chart of these numbers. The `numbered` largest bars carry their number."""
    step = _step(max(numbers, default=0))
    lines = max(1, math.ceil(max(numbers, default=0) / step))
    room = height - TOP - BOTTOM
    base = height - BOTTOM
    width = (100 - LEFT) / max(len(numbers), 1)
    every = math.ceil(len(numbers) / MOST_LABELS)
    largest = set(sorted(range(len(numbers)), key=lambda n: -numbers[n])[:numbered])
    last = len(numbers) - 1
    bars = []
    for n, number in enumerate(numbers):
        tall = room * number / (step * lines)
        bars.append(
            ChartBar(
                x=round(LEFT + width * (n + 0.08), 2),
                y=round(base - tall, 1),
                width=round(width * 0.84, 2),
                height=round(tall, 1),
                middle=round(LEFT + width * (n + 0.5), 2),
                label=labels[n],
                text=texts[n],
                number=number,
                # The last bar is labelled, and none that is so near that its label would touch.
                labelled=n == last or (n % every == 0 and last - n >= every),
                numbered=n in largest and number > 0,
                tone=tones[n] if tones else "",
            )
        )
    grid = tuple((step * n, round(base - room * n / lines, 1)) for n in range(lines + 1))
    return Chart(height=height, grid=grid, bars=tuple(bars))


def _step(most: int) -> int:
    """The distance of the grid lines: 1, 2 or 5 times a power of ten, so that there are at most five."""
    if most <= 5:
        return 1
    power = int(10 ** math.floor(math.log10(most / 5)))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor * 5 >= most)


def spark(values: Sequence[int]) -> str:
    """The path of a small curve in a box of 88 by 24."""
    most = max(max(values, default=0), 1)
    step = 84 / max(len(values) - 1, 1)
    points = [f"{2 + step * n:.1f} {21 - 18 * value / most:.1f}" for n, value in enumerate(values)]
    return "M" + " L".join(points)


def mini_bars(numbers: Sequence[int]) -> list[tuple[float, float, float]]:
    """(x, y, height) of small bars in a box of 88 by 24."""
    most = max(max(numbers, default=0), 1)
    step = 88 / max(len(numbers), 1)
    tall = [max(22 * number / most, 1.0) for number in numbers]
    return [(round(1 + step * n, 1), round(23 - value, 1), round(value, 1)) for n, value in enumerate(tall)]
