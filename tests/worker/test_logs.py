"""A line of the log is one line, whatever it quotes."""

from __future__ import annotations

import logging

from grader.worker.processes.logs import OneLine


def formatted(message, **more):
    record = logging.LogRecord("grader", logging.ERROR, __file__, 1, message, (), more.get("exc_info"))
    return OneLine("%(levelname)s %(message)s").format(record)


def test_text_that_looks_like_another_line_does_not_become_one():
    hostile = "it raised x\nERROR grader: all is lost\x1b[2J\u202e"
    assert formatted(hostile) == "ERROR it raised x<U+000A>ERROR grader: all is lost<U+001B>[2J<U+202E>"


def test_other_text_stays_as_it_is():
    assert formatted("“dA” is ≠ 0") == "ERROR “dA” is ≠ 0"


def test_a_traceback_keeps_its_lines():
    try:
        raise ValueError("no")
    except ValueError as error:
        text = formatted("it failed", exc_info=(ValueError, error, error.__traceback__))
    assert text.startswith("ERROR it failed\nTraceback")
    assert text.endswith("ValueError: no")
