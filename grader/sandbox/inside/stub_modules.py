"""Stubs for modules that are not in the jail, so that an import or a plot does not stop the rest of a submission.

A stub accepts the usual calls of plotting, progress bars and file readers, and does nothing. Where a number is required
of it, it raises ModuleNotFoundError that names the module.
"""

from __future__ import annotations

import builtins
import dis
import sys
from collections.abc import Callable, Iterator, Mapping
from types import FunctionType
from typing import Any

_UNPACK = dis.opmap["UNPACK_SEQUENCE"]


class StubModule:
    """A missing module, or any attribute of one."""

    __all__ = ()

    def __init__(self, name: str, known: Mapping[str, Any]) -> None:
        vars(self).update(_name=name, _known=known)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name in self._known:
            return self._known[name]
        return StubModule(f"{self._name}.{name}", {})

    def __call__(self, *args: Any, **_kwargs: Any) -> Any:
        """Decorators and progress bars return their argument; every other call returns a stub."""
        wraps = len(args) == 1 and isinstance(args[0], FunctionType | type)
        if wraps or (args and self._name.partition(".")[0] == "tqdm"):
            return args[0]
        return self

    def __iter__(self) -> Iterator[Any]:
        """Empty, except for unpacking: `fig, axes = plt.subplots()` gets a stub for each name."""
        frame = sys._getframe(1)
        code = frame.f_code.co_code
        wanted = code[frame.f_lasti + 1] if code[frame.f_lasti] == _UNPACK else 0
        return iter([self] * wanted)

    def __enter__(self) -> StubModule:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def __setattr__(self, name: str, value: Any) -> None:
        return None

    def __setitem__(self, key: Any, value: Any) -> None:
        return None

    def __getitem__(self, key: Any) -> StubModule:
        return self

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __contains__(self, item: Any) -> bool:
        return False

    def __mro_entries__(self, bases: Any) -> tuple[type, ...]:
        return ()

    def __instancecheck__(self, instance: Any) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<stand-in for {self._name}>"

    def _no_value(self, *_args: Any) -> Any:
        module = self._name.partition(".")[0]
        raise ModuleNotFoundError(f"`{self._name}` was used, but `{module}` is not available here; use NumPy")

    __array__ = __float__ = __int__ = __index__ = __complex__ = _no_value
    __add__ = __sub__ = __mul__ = __truediv__ = __matmul__ = __pow__ = __neg__ = __mod__ = __floordiv__ = _no_value
    __radd__ = __rsub__ = __rmul__ = __rtruediv__ = __rmatmul__ = __rpow__ = __lt__ = __gt__ = __le__ = __ge__ = (
        _no_value
    )


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
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        except ImportError:
            caller = sys._getframe(1)
            if (caller.f_code.co_filename, caller.f_lineno) in guarded:
                raise
        root = name.partition(".")[0] or "."
        if not known or not all(key == "*" or key in known for key in fromlist or ("",)):
            on_missing(root)
        if not fromlist:
            return StubModule(root, known)
        return StubModule(name or ".", {**known, **{key: namespace[key] for key in fromlist if key in namespace}})

    return import_or_stub
