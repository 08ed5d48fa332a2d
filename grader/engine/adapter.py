"""The way to write down another form of a function: `@adapter(...)` above what translates between it and the task's.

A submission may compute what is asked for, but take or give it in another form: an array in place of a dictionary, one
more parameter, two results for one. An adapter calls the student's function in that form and hands on the result in
the form of the task. It is named where tests that fail without it pass with it, so each name is proven by a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

Function = Callable[..., Any]
Body = TypeVar("Body", bound=Function)


class Adapter(NamedTuple):
    """Another form of a function, with what the student is told."""

    name: str
    title: str
    explanation: str
    hint: str
    where: str
    #: Name of the function that is called through it, or of the method ("Layer.backward").
    function: str
    #: Failures for which it is tried: classes of exceptions ("KeyError"), kinds of failed checks ("shape").
    when: frozenset[str]
    #: (what calls the student's function, *arguments of the task) -> result in the form of the task. Of a method the
    #: second argument is the object, whose attributes may be read and set.
    body: Function


#: Takes each adapter of the modules that are being executed; None when nobody collects them.
_COLLECT: ContextVar[Callable[[Adapter], None] | None] = ContextVar("collect_adapters", default=None)


def adapter(
    function: Function,
    title: str,
    explanation: str,
    *,
    hint: str,
    where: str,
    when: Iterable[str],
    name: str = "",
) -> Callable[[Body], Body]:
    """Make the decorated function an adapter of the solution's `function`, which may be a method.

    It is called as `(call, *arguments)` with the arguments of a test case and returns what the test case gets;
    `call(...)` calls the student's function. An adapter of a method gets the object as well, `(call, net, *arguments)`,
    and calls the method by `call(*arguments)`. What it raises of a student's value counts as a failed test. `when`
    names the failures for which it is tried, the texts are those of `mistake`.
    """

    def enter(body: Body) -> Body:
        collect = _COLLECT.get()
        if collect is not None:
            identifier = name or body.__name__.lstrip("_")
            collect(Adapter(identifier, title, explanation, hint, where, function.__qualname__, frozenset(when), body))
        return body

    return enter


@contextmanager
def collecting_adapters(collect: Callable[[Adapter], None]) -> Iterator[None]:
    """Hand each adapter of the modules that are executed within the block to `collect`."""
    token = _COLLECT.set(collect)
    try:
        yield
    finally:
        _COLLECT.reset(token)
