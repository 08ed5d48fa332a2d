"""Stubs for modules that are not in the jail, so that an import or a plot does not stop the rest of a submission.

Names can be imported from a stub, called, indexed and unpacked, which gives further stubs. Decorators and progress bars
do what they do to the code around them: nothing (`stub_values`). The value of a stub does not exist: code that needs it
raises `NotAvailable`, which ends a test case with the module and the line. Only modules that draw or print may be
computed with, since nothing depends on the result.
"""

from __future__ import annotations

import builtins
import dis
import sys
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any

import numpy as np

from . import stub_values
from .problems import cell_of

_UNPACK = dis.opmap["UNPACK_SEQUENCE"]
#: Longest name of a stub.
_LONGEST = 200
#: What a value may be compared with. Annotations are compared with other types.
_COMPARED = (int, float, complex, str, bytes, list, tuple, dict, np.ndarray, np.generic)
#: Line, cell, function.
_Location = tuple[int, int, str]


class NotAvailable(ModuleNotFoundError):
    """The value of a stub was used. Its text is a sentence without a location."""

    def __init__(self, stub: StubModule) -> None:
        self.module = stub._name.partition(".")[0][:60] or "."
        self.stub = stub
        #: Where a function of the submission got the value, or else where it is used; None if no line does either.
        self.location: _Location | None = stub._location or _caller() or stub._imported
        super().__init__(f"`{self.module}` is not available here; write it with NumPy")


class NoAttribute(AttributeError):
    """An attribute that a class would have from its base class in a missing module. `hasattr` is False of it."""

    def __init__(self, stub: StubModule) -> None:
        self.reason = NotAvailable(stub)
        super().__init__(str(self.reason))


def unavailable(error: BaseException) -> NotAvailable | None:
    """The missing module behind an exception, also where NumPy raises its own because of it."""
    seen: BaseException | None = error
    for _ in range(10):
        if isinstance(seen, NoAttribute):
            return seen.reason
        if seen is None or isinstance(seen, NotAvailable):
            return seen
        seen = seen.__cause__
    return None


def _caller() -> _Location | None:
    """The innermost line of the submission that runs."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        cell = cell_of(frame.f_code.co_filename)
        if cell is not None:
            return frame.f_lineno, cell, frame.f_code.co_name[:100]
        frame = frame.f_back
    return None


def _caller_in_function() -> _Location | None:
    """The innermost line of the submission, if it is not at the top level."""
    found = _caller()
    return found if found is not None and found[2] != "<module>" else None


class StubModule:
    """A missing module, an attribute of one, or what a call of one returned."""

    __all__ = ()

    def __init__(
        self,
        name: str,
        known: Mapping[str, Any],
        location: _Location | None = None,
        imported: _Location | None = None,
    ) -> None:
        """`location` is where a function got the value, `imported` where the module was imported."""
        vars(self).update(_name=name[:_LONGEST], _known=known, _location=location, _imported=imported)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name in self._known:
            return self._known[name]
        full = f"{self._name}.{name}"
        same = stub_values.same_without_module(full)
        return StubModule(full, {}, self._location, self._imported) if same is None else same

    def __call__(self, *args: Any, **_kwargs: Any) -> Any:
        """What is decorated is returned; every other call returns a stub."""
        if stub_values.decorated(self._name, args):
            return args[0]
        return StubModule(self._name, {}, self._location or _caller_in_function(), self._imported)

    def __iter__(self) -> Iterator[Any]:
        """Unpacking (`fig, axes = plt.subplots()`) gives a stub for each name. A drawing has no other entries."""
        frame = sys._getframe(1)
        code = frame.f_code.co_code
        unpacks = code[frame.f_lasti] == _UNPACK
        if not unpacks and not stub_values.displays(self._name):
            raise NotAvailable(self)
        return iter([self] * code[frame.f_lasti + 1] if unpacks else [])

    def __enter__(self) -> StubModule:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def __setattr__(self, name: str, value: Any) -> None:
        return None

    def __setitem__(self, key: Any, value: Any) -> None:
        return None

    def __delitem__(self, key: Any) -> None:
        return None

    def __getitem__(self, key: Any) -> StubModule:
        return self

    def __bool__(self) -> bool:
        if stub_values.displays(self._name) or stub_values.false_without_module(self._name):
            return False
        raise NotAvailable(self)

    def __len__(self) -> int:
        if stub_values.displays(self._name):
            return 0
        raise NotAvailable(self)

    def __contains__(self, item: Any) -> bool:
        if stub_values.displays(self._name):
            return False
        raise NotAvailable(self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, _COMPARED) and not stub_values.displays(self._name):
            raise NotAvailable(self)
        return self is other

    __hash__ = object.__hash__

    def __or__(self, other: Any) -> StubModule:
        """Part of an annotation: `torch.Tensor | None`."""
        return self

    __ror__ = __or__

    def __mro_entries__(self, bases: Any) -> tuple[type, ...]:
        """A class derived from a stub has no attributes from it."""
        if stub_values.displays(self._name):
            return ()
        stub = self

        class Base:
            def __init__(self, *_args: Any, **_kwargs: Any) -> None:
                return None

            def __getattr__(self, name: str) -> Any:
                raise NoAttribute(stub) if not name.startswith("__") else AttributeError(name)

        Base.__name__ = Base.__qualname__ = "object"
        return (Base,)

    def __instancecheck__(self, instance: Any) -> bool:
        return False

    def __subclasscheck__(self, subclass: Any) -> bool:
        return False

    def __copy__(self) -> StubModule:
        return self

    def __deepcopy__(self, _memo: Any) -> StubModule:
        return self

    def __repr__(self) -> str:
        return f"<{self._name}: not available here>"

    def __format__(self, _spec: str) -> str:
        return repr(self)


def _conversion(stub: StubModule, *_args: Any, **_kwargs: Any) -> Any:
    raise NotAvailable(stub)


def _arithmetic(stub: StubModule, *_args: Any) -> Any:
    if stub_values.displays(stub._name):
        return stub
    raise NotAvailable(stub)


for _name in (
    *("array", "float", "int", "index", "complex", "fspath", "bytes"),
    *("next", "reversed", "round", "trunc", "floor", "ceil"),
):
    setattr(StubModule, f"__{_name}__", _conversion)
for _name in (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul"),
    *("and", "xor", "lshift", "rshift"),
):
    setattr(StubModule, f"__{_name}__", _arithmetic)
    setattr(StubModule, f"__r{_name}__", _arithmetic)
for _name in ("neg", "pos", "abs", "invert", "lt", "le", "gt", "ge"):
    setattr(StubModule, f"__{_name}__", _arithmetic)


def importer(
    known: Mapping[str, Any],
    namespace: Mapping[str, Any],
    guarded: set[tuple[str, int]],
    on_missing: Callable[[str], None],
) -> Callable[..., Any]:
    """A replacement for `__import__` that returns a stub for each missing module.

    `known` are the names that support.py provides: `utils.relu` means them when there is no `utils`; what is imported
    by name and defined already stays what it is in `namespace`. `guarded` are the imports (file name and line)
    whose failure the code handles itself. `on_missing` is called with the name of each missing module, unless all
    requested names of it are known.
    """

    def import_or_stub(
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: tuple[str, ...] | None = (),
        level: int = 0,
    ) -> Any:
        try:
            module = builtins.__import__(name, globals, locals, fromlist or (), level)
            if name.partition(".")[0] == "asyncio":
                _use_event_loop()
            return module
        except ImportError:
            caller = sys._getframe(1)
            if (caller.f_code.co_filename, caller.f_lineno) in guarded:
                raise
        if (replacement := stub_values.replacement(name)) is not None:
            return replacement
        root = name.partition(".")[0] or "."
        if not known or not all(key == "*" or key in known for key in fromlist or ("",)):
            on_missing(root)
        if not fromlist:
            return StubModule(root, known, imported=_caller())
        defined = {key: namespace[key] for key in fromlist if key in namespace}
        return StubModule(name or ".", {**known, **defined}, imported=_caller())

    return import_or_stub


def _use_event_loop() -> None:
    """Let asyncio use the event loop of `event_loop`, which is imported only now because that takes long."""
    from .event_loop import install

    install()
