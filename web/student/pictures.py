"""Pictures rendered on the server: grey images as PNG, curves as SVG coordinates."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

#: The drawing's size in its own units. Its width is stretched to that of its place; its height is in pixels.
WIDTH, HEIGHT = 1000, 250
LEFT, RIGHT, TOP, BOTTOM = 50, 0, 20, 26
#: Pixels between the labels at the ends of two curves.
LABEL_DISTANCE = 17.0
#: Points of a curve that are drawn, and rows of its table.
POINTS = 240
TABLE_ROWS = 7


def grey_png(pixels: Sequence[Sequence[float]]) -> bytes:
    """A PNG of rows of grey values between 0 (black) and 255 (white). PNG: ISO/IEC 15948, colour type 0, 8 bits."""
    height, width = len(pixels), len(pixels[0])
    rows = b"".join(b"\0" + bytes(min(255, max(0, round(value))) for value in row) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def data_url(png: bytes) -> str:
    """A PNG as a data URL."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A curve ready to be drawn."""

    name: str
    #: "x,y x,y ..." in the drawing's units.
    points: str
    first: float
    last: float
    #: The height of its label, near its end.
    label_y: float


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Curves over one horizontal axis."""

    lines: tuple[Line, ...]
    #: (position, label) of each tick.
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    #: Some of the points as text: (x, the value of each curve).
    table: tuple[tuple[str, tuple[str, ...]], ...]


def plot(curves: Sequence[tuple[str, Sequence[float | None]]], xs: Sequence[float]) -> Plot | None:
    """Curves with a common horizontal axis `xs`; values that are no finite number are left out. None if all are."""
    known = [
        (name, [(x, y) for x, y in zip(xs, ys, strict=False) if y is not None and math.isfinite(y)])
        for name, ys in curves
    ]
    known = [(name, thin(points)) for name, points in known if points]
    if not known:
        return None
    everything = [point for _, points in known for point in points]
    x_scale = _Scale(min(x for x, _ in everything), max(x for x, _ in everything), LEFT, WIDTH - RIGHT)
    y_scale = _Scale(min(0.0, *(y for _, y in everything)), max(y for _, y in everything), HEIGHT - BOTTOM, TOP)
    ends = _apart([y_scale(points[-1][1]) for _, points in known])
    lines = tuple(
        Line(
            name=name,
            points=" ".join(f"{x_scale(x):.1f},{y_scale(y):.1f}" for x, y in points),
            first=points[0][1],
            last=points[-1][1],
            label_y=round(end, 1),
        )
        for (name, points), end in zip(known, ends, strict=True)
    )
    return Plot(lines=lines, x_ticks=x_scale.ticks(), y_ticks=y_scale.ticks(), table=_table(curves, xs))


def _apart(ends: Sequence[float]) -> list[float]:
    """Heights of labels above the ends of curves, so far from each other that none covers another."""
    placed: dict[int, float] = {}
    for index in sorted(range(len(ends)), key=lambda index: ends[index]):
        above = max(placed.values(), default=-LABEL_DISTANCE)
        placed[index] = max(ends[index] - 6, above + LABEL_DISTANCE)
    return [placed[index] for index in range(len(ends))]


def _table(curves: Sequence[tuple[str, Sequence[float | None]]], xs: Sequence[float]) -> tuple[Any, ...]:
    length = min(len(xs), max((len(ys) for _, ys in curves), default=0))
    count = min(length, TABLE_ROWS)
    indices = sorted({round(i * (length - 1) / max(1, count - 1)) for i in range(count)})
    return tuple((f"{xs[i]:g}", tuple(_entry(ys, i) for _, ys in curves)) for i in indices)


def _entry(ys: Sequence[float | None], index: int) -> str:
    value = ys[index] if index < len(ys) else None
    return "–" if value is None else f"{value:.3f}"


def thin(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most POINTS of them, first and last kept."""
    if len(points) <= POINTS:
        return points
    step = (len(points) - 1) / (POINTS - 1)
    return [points[round(i * step)] for i in range(POINTS)]


class _Scale:
    """From values to positions, with ticks at round values."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self._low, self._high = low, high if high > low else low + 1.0
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        return self._start + (value - self._low) / (self._high - self._low) * (self._end - self._start)

    def ticks(self) -> tuple[tuple[float, str], ...]:
        span = self._high - self._low
        step = 10.0 ** math.floor(math.log10(span / 3))
        step *= next(factor for factor in (1, 2, 5, 10) if span / (step * factor) <= 5)
        first = math.ceil(self._low / step - 1e-9)
        values = [step * (first + i) for i in range(7) if step * (first + i) <= self._high + 1e-9 * span]
        return tuple((round(self(value), 1), f"{value:.6g}") for value in values)
