"""A session in which one function of the program is called through an adapter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.engine.adapter import Adapter
from grader.engine.forwarding import ForwardingSession
from grader.engine.ports import SubstitutableSession, Value
from grader.engine.proxy import Instance
from grader.engine.remembered_attributes import RememberedAttributes
from grader.engine.running import MISFIT
from grader.errors import SubmissionFault
from grader.model import Handle, Verdict


class AdaptedSession(ForwardingSession):
    """Another session, with an adapter between the test case and one function."""

    def __init__(self, session: SubstitutableSession, adapter: Adapter) -> None:
        self._remembered = RememberedAttributes(session)
        super().__init__(self._remembered)
        self._adapter = adapter

    def get(self, name: str, *, on: Handle | None = None) -> Value:
        """See the port. The test case sees what is there; only the adapter is told what was read or set before."""
        return self._remembered.ask(name, on=on)

    def call(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        *,
        on: Handle | None = None,
        args_back: bool = False,
    ) -> Value:
        """See the port. The arguments that come back are the test case's, with the arrays that the call changed."""
        label = name if on is None else f"{on.type_name}.{name}"
        if label != self._adapter.function:
            return self._session.call(name, args, kwargs, on=on, args_back=args_back)
        changed: dict[int, Value] = {}

        def call(*inner: Value, **inner_kwargs: Value) -> Value:
            if not args_back:
                return self._session.call(name, inner, inner_kwargs, on=on)
            result, after = self._session.call(name, inner, inner_kwargs, on=on, args_back=True)
            for before, value in zip(inner, after, strict=False):
                changed.update(_pairs(before, value))
            return result

        try:
            owner = () if on is None else (Instance(self._session, on),)
            result = self._adapter.body(call, *owner, *args, **kwargs)
        except MISFIT as error:
            text = f"what `{label}` gave does not have the form of this adapter ({type(error).__name__})"
            raise SubmissionFault(Verdict.WRONG_ANSWER, text) from error
        return (result, tuple(_replaced(value, changed) for value in args)) if args_back else result


def _pairs(before: Any, after: Any) -> dict[int, Any]:
    """Id of each part of an argument -> what it is after the call."""
    if isinstance(before, dict) and isinstance(after, dict):
        return {
            key: value for name in before if name in after for key, value in _pairs(before[name], after[name]).items()
        }
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return {key: value for pair in zip(before, after, strict=False) for key, value in _pairs(*pair).items()}
    return {id(before): after}


def _replaced(value: Any, changed: Mapping[int, Any]) -> Any:
    """`value` with the parts that a call changed."""
    if id(value) in changed:
        return changed[id(value)]
    if isinstance(value, dict):
        return {name: _replaced(item, changed) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_replaced(item, changed) for item in value)
    return value
