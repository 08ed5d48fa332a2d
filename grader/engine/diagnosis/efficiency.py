"""Right but slow: how much slower than the reference, and which loop to look at. Reads the source, runs nothing."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from grader.engine.diagnosis.source_map import SourceMap
from grader.model import Source

#: A slow call is reported only from this many seconds above the reference,
WORTH = 0.1
#: this many seconds more per call (a round trip into the jail takes as long on a busy machine),
PER_CALL = 0.05
#: with a single loop (the reference loops over layers, too) this many seconds in total,
PLAIN_LOOP = 1.0
#: this many times the reference's time,
TIMES = 10.0
#: and when the reference takes at least this many seconds: below, noise dominates.
SUBSTANTIAL = 0.002
LOOPS = (ast.For, ast.While, ast.ListComp, ast.GeneratorExp)


@dataclass(frozen=True, kw_only=True)
class Loop:
    """A loop in a student's function."""

    #: 1-based line in the cell, and the cell's index.
    line: int
    cell: int
    #: "loop", "nest" or "vectorize".
    kind: str


def is_slow(seconds: float, reference: float, *, calls: int = 1) -> bool:
    """Whether `calls` calls of `seconds` in total are slow enough to report; the reference takes `reference`."""
    worth = WORTH + PER_CALL * calls
    return reference >= SUBSTANTIAL and seconds - reference > worth and seconds > TIMES * reference


def slow_note(function: str, seconds: float, reference: float, source: Source, *, with_times: bool = True) -> str:
    """Sentences for the report's notes; empty when the function shows no loop.

    Of a hidden case the times are not shown.
    """
    code = SourceMap(source)
    loop = find_loop(function, code)
    if loop is None or (loop.kind == "loop" and seconds < PLAIN_LOOP):
        return ""
    text = f"`{function}` is right but slow."
    if with_times:
        text = (
            f"`{function}` is right but slow: {_time(seconds)} where the reference takes {_time(reference)} "
            f"(about {seconds / reference:.0f} times as long)."
        )
    what = {"loop": "The loop", "nest": "The nested loops", "vectorize": "np.vectorize"}[loop.kind]
    return f"{text} {what} at {code.location(loop.cell, loop.line)} can be one operation on whole arrays."


def limit_advice(reference: float) -> str:
    """A sentence for a case that was stopped at the time limit; where the time went, the jail tells."""
    return f"The reference takes {_time(reference)} for this test." if reference else ""


def find_loop(function: str, code: SourceMap) -> Loop | None:
    """The deepest nest of loops in the definition of `function` (the last one, as Python would take it)."""
    name = function.rpartition(".")[2]
    best: Loop | None = None
    for number, tree in enumerate(code.trees):
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.FunctionDef) and node.name == name:
                found = [
                    _loop(child, number) for child in ast.walk(node) if isinstance(child, LOOPS) or _vectorizes(child)
                ]
                best = next((loop for loop in found if loop.kind == "nest"), found[0] if found else best)
    return best


def _loop(node: ast.AST, cell: int) -> Loop:
    kind = "vectorize" if _vectorizes(node) else "nest" if _depth(node) > 1 else "loop"
    return Loop(line=getattr(node, "lineno", 1), cell=cell, kind=kind)


def _vectorizes(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"vectorize", "frompyfunc", "apply_along_axis"}


def _depth(node: ast.AST) -> int:
    inner = max((_depth(child) for child in ast.iter_child_nodes(node)), default=0)
    return inner + isinstance(node, ast.For | ast.While | ast.comprehension)


def _time(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.1f} s"
    milliseconds = seconds * 1000
    return f"{milliseconds:.0f} ms" if milliseconds >= 1 else f"{milliseconds:.2g} ms"
