"""Measures how long files of 1 MiB take to load, in many shapes, and files whose top level takes too long.

Each file defines a function that a test case calls, so a row is the time from admission to its answer. A shape that is
refused when it is handed in is listed with the reason.
"""

from __future__ import annotations

from collections.abc import Callable

from bench.table import Table, side_by_side
from grader.engine.ports import Jail
from grader.errors import UploadRejected
from grader.model import Bundle, Limits, Source
from grader.sandbox import open_jail
from grader.uploads import MAX_BYTES, read_text

ROUNDS = 5
LIMITS = Limits(wall_seconds=60.0)
FUNCTION = "\ndef f():\n    return 1\n"
#: The goal for each shape that is not refused, in milliseconds, on an idle machine.
GOAL = 500.0


def filled(unit: str, before: str = "", after: str = "") -> str:
    """A text of nearly 1 MiB that repeats `unit`."""
    room = MAX_BYTES - len(before) - len(after) - len(FUNCTION) - 1
    return before + unit * (room // len(unit)) + after + FUNCTION


SHAPES = {
    "a small file": FUNCTION,
    "a table on one line": filled("0.12345678, ", "T = [", "]"),
    "a table of 400,000 characters": "T = [" + "0.25, " * 66_666 + "]" + FUNCTION,
    "a table of small numbers": filled("0,", "T = [", "]"),
    "10,000 definitions": "".join(f"def f{i}(x):\n    return x + {i}\n" for i in range(10_000)) + FUNCTION,
    "25,000 definitions": "".join(f"def f{i}(x):\n    return x + {i}\n" for i in range(25_000)) + FUNCTION,
    "a long string": filled("text and more\n", 'T = """', '"""'),
    "comments": filled("# text and more\n"),
    "deep nesting": FUNCTION + "T = " + "(" * 90 + "1" + ")" * 90,
    "nesting without end": FUNCTION + "(" * 500_000,
    "a long sum": filled("1 + ", "T = ", "1"),
    "lines with errors": filled("x = = 1\n"),
    "4,000 lines with errors": "x = = 1\n" * 4000 + FUNCTION,
    "training that never ends": FUNCTION + "while True: pass\n",
}


def main(rounds: int = ROUNDS) -> list[Table]:
    """One row for each shape that is accepted."""
    accepted: dict[str, Source] = {}
    remarks = [f"goal: {GOAL:.0f} ms for each shape on an idle machine; the last one adds 1 s of processor time"]
    for name, text in SHAPES.items():
        try:
            accepted[name] = read_text(text).source
        except UploadRejected as rejected:
            remarks.append(f"refused: {name} ({rejected.message})")
    with open_jail("warm") as jail:
        actions: dict[str, Callable[[], object]] = {name: answering(jail, source) for name, source in accepted.items()}
        table = side_by_side("From admission to the answer of one call", actions, rounds=rounds, warm_up=1)
    return [Table(title=table.title, rows=table.rows, remarks=remarks)]


def answering(jail: Jail, source: Source) -> Callable[[], object]:
    """Admit the submission and make one call."""
    bundle = Bundle(source=source, support="", entry_points=("f",))

    def run() -> None:
        with jail.admit(bundle) as admitted, admitted.case(LIMITS) as session:
            if session.call("f", (), {}) != 1:
                raise RuntimeError("the submission was not loaded")

    return run
