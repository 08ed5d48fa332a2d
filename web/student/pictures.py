"""Pictures rendered on the server: grey images as PNG, curves as SVG coordinates."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

#: The drawing's size in its own units.
WIDTH, HEIGHT = 480, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 8, 28
#: Points of a curve that are drawn.
POINTS = 240


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


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Curves over one horizontal axis."""

    lines: tuple[Line, ...]
    #: (position, label) of each tick.
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]


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
    lines = tuple(
        Line(
            name=name,
            points=" ".join(f"{x_scale(x):.1f},{y_scale(y):.1f}" for x, y in points),
            first=points[0][1],
            last=points[-1][1],
        )
        for name, points in known
    )
    return Plot(lines=lines, x_ticks=x_scale.ticks(), y_ticks=y_scale.ticks())


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
