"""Looks up the lines that a child reports in the submission as it was handed in. No shown text comes from a child."""

from __future__ import annotations

import ast
import functools
from collections.abc import Mapping, Sequence
from typing import Any

from grader.errors import FailedExpression, Frame, Operand
from grader.sandbox import faults, reply_validation
from grader.sandbox.inside.failed_expression import split, text_at


class SourceLines:
    """The lines of a submission."""

    def __init__(self, cells: Sequence[str], vocabulary: reply_validation.Vocabulary) -> None:
        self._cells = cells
        self._vocabulary = vocabulary

    @functools.cached_property
    def _split(self) -> list[list[str]]:
        return [cell.split("\n") for cell in self._cells]

    def frames(self, locations: Sequence[reply_validation.SourceLocation]) -> tuple[Frame, ...]:
        """The locations that exist, with the text of their lines."""
        frames = []
        for line, cell, function in locations:
            if 0 <= cell < len(self._cells):
                lines = self._split[cell]
                if 1 <= line <= len(lines):
                    name = self._vocabulary.name(function.strip("<>"), "")
                    frames.append(Frame(line=line, cell=cell, function=name, text=lines[line - 1].strip()[:200]))
        return tuple(frames)

    def failed_expression(self, reported: Mapping[str, Any] | None) -> FailedExpression | None:
        """The expression at a position that `reply_validation.failed_expression` has accepted."""
        if reported is None or reported["cell"] >= len(self._cells):
            return None
        lines, position = self._split[reported["cell"]], reported["position"]
        text = text_at(lines, position)
        if not text:
            return None
        parts = split(lines, position)
        operands = []
        for index, node in enumerate(parts.operands if parts is not None else ()):
            kind, shape, details = reported["operands"].get(index, ("", (), ()))
            source = (ast.get_source_segment(parts.text, node) if parts is not None else None) or ""
            operands.append(Operand(text=" ".join(source.split()), kind=kind, shape=shape, details=details))
        return FailedExpression(
            line=position[0],
            cell=reported["cell"],
            text=" ".join(text.split()),
            node=parts.node if parts is not None else None,
            operands=tuple(operands),
            inside=reported["inside"],
        )

    def where(self, busy: Mapping[str, Any] | None) -> str:
        """A sentence on where the time went, "" if unknown; `busy` was validated by `reply_validation.busy`."""
        if busy is None:
            return ""
        now = self.frames([busy["now"]]) if busy["now"] else ()
        seen = [(frame, count) for location, count in busy["seen"] for frame in self.frames([location])]
        return faults.where(now[0] if now else None, seen)
