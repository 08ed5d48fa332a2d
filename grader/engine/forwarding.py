"""A session in front of another one, for those that change or watch some of the requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.engine.ports import SubstitutableSession, Value
from grader.model import Handle


class ForwardingSession:
    """Forwards every request to another session: a `ports.SubstitutableSession`."""

    def __init__(self, session: SubstitutableSession) -> None:
        self._session = session

    def call(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Value:
        """See the port."""
        return self._session.call(name, args, kwargs, on=on, args_back=args_back)

    def get(self, name: str, *, on: Handle | None = None) -> Value:
        """See the port."""
        return self._session.get(name, on=on)

    def set(self, name: str, value: Value, *, on: Handle | None = None) -> None:
        """See the port."""
        self._session.set(name, value, on=on)

    def substitute(self, functions: Mapping[str, Callable[..., Value]]) -> None:
        """See the port."""
        self._session.substitute(functions)
