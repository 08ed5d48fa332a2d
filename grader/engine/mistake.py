"""The way to write down a known mistake: `@mistake(...)` above the wrong variant of a step of the reference."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

from grader.errors import AssignmentError

Function = Callable[..., Any]
Wrong = TypeVar("Wrong", bound=Function)


class SomeException(Exception):
    """Raised by a known mistake where the student's code stops with an exception, whatever its class and text are."""


class Mistake(NamedTuple):
    """A known mistake with the functions that make it."""

    name: str
    title: str
    explanation: str
    hint: str
    where: str
    #: Function or method of the solution -> what takes its place.
    replacements: Mapping[Function, Function]
    #: Dotted name of a call -> what is said of such a call in the submission.
    calls: Mapping[str, str]
    #: A part of the sum at which the exception arises, where the mistake is known by an exception alone.
    summand: str


class _Collector(NamedTuple):
    collect: Callable[[Mistake], None]
    #: Names of the mistakes that are collected; None for all.
    wanted: Collection[str] | None


#: Takes mistakes of the modules that are being executed; None when nobody collects them.
_COLLECTOR: ContextVar[_Collector | None] = ContextVar("collector", default=None)


def mistake(
    right: Function,
    title: str,
    explanation: str,
    *,
    hint: str,
    where: str,
    name: str = "",
    also: Mapping[Function, Function] | None = None,
    calls: Mapping[str, str] | None = None,
    summand: str = "",
) -> Callable[[Wrong], Wrong]:
    """Make the decorated function a known mistake: the one that takes the place of `right`.

    `right` is a function of the solution, or a method (`Layer.forward`). The mistake is named after the decorated
    function, without leading underscores, unless `name` is given. `also` maps further functions of the solution to
    what takes their places. `title` says in a few words what was done, `explanation` why it is wrong, `hint` asks,
    `where` says where to look.

    `calls` maps the dotted name of a function to a sentence that is added where the submission calls it. In it, {code}
    stands for the call as it is written, and {where} for its line. No other text may quote code of a submission.
    `summand`, for a mistake that only raises, is a part of the sum at which the exception must arise.
    """

    def enter(wrong: Wrong) -> Wrong:
        collector = _COLLECTOR.get()
        if collector is None:
            return wrong
        identifier = name or wrong.__name__.lstrip("_")
        if collector.wanted is None or identifier in collector.wanted:
            replacements: dict[Function, Function] = {right: wrong, **(also or {})}
            collector.collect(Mistake(identifier, title, explanation, hint, where, replacements, calls or {}, summand))
        return wrong

    return enter


@contextmanager
def collecting(collect: Callable[[Mistake], None], wanted: Collection[str] | None = None) -> Iterator[None]:
    """Hand the mistakes of the modules that are executed within the block to `collect`: those `wanted`, or all."""
    token = _COLLECTOR.set(_Collector(collect, wanted))
    try:
        yield
    finally:
        _COLLECTOR.reset(token)


def check_mistakes(mistakes: list[Mistake], is_defined: Callable[[Function], bool]) -> None:
    """Raise `AssignmentError` with file and line when two have one name, or replace what is not defined."""
    seen: set[str] = set()
    for found in mistakes:
        location = _source_location(next(iter(found.replacements.values())))
        if found.name in seen:
            raise AssignmentError(f"{location}: two mistakes are named {found.name!r}: rename one of them")
        for right in found.replacements:
            if not hasattr(right, "__code__") or not is_defined(right):
                name = getattr(right, "__qualname__", repr(right))
                raise AssignmentError(
                    f"{location}: mistake {found.name!r} replaces {name}, which is no function of the solution: "
                    "name a function or method that the solution defines or imports"
                )
        seen.add(found.name)


def _source_location(function: Function) -> str:
    code = function.__code__
    return f"{code.co_filename}, line {code.co_firstlineno}"
