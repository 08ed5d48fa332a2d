"""The state of modules, saved once and put back as often as wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import BuiltinFunctionType, CellType, FunctionType, GetSetDescriptorType, ModuleType
from typing import Any

import numpy as np

#: Values that cannot change. Functions and classes of libraries count among them.
_FIXED = (
    type(None),
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    np.generic,
    np.dtype,
    np.ufunc,
    BuiltinFunctionType,
    GetSetDescriptorType,
)


class UnknownState(Exception):
    """A value of a type that may change, and that cannot be put back."""


class SavedState:
    """What modules hold: their names, classes, functions, lists, dictionaries, sets, arrays and objects."""

    def __init__(self, modules: Iterable[ModuleType], values: Iterable[object] = ()) -> None:
        """Save what `modules` hold, and what `values` refer to of it. Raises `UnknownState`."""
        self._namespaces = {id(vars(module)) for module in modules}
        self._names = {module.__name__ for module in modules}
        #: By id; held, so that each id stays its own.
        self._seen: dict[int, object] = {}
        self._dictionaries: list[tuple[dict[Any, Any], dict[Any, Any]]] = []
        self._collections: list[tuple[list[Any] | set[Any], tuple[Any, ...]]] = []
        self._arrays: list[tuple[np.ndarray, np.ndarray]] = []
        self._cells: list[tuple[CellType, object]] = []
        self._classes: list[tuple[type, dict[str, Any]]] = []
        for value in (*modules, *values):
            self._save(value)

    def restore(self) -> None:
        """Put everything back, in place."""
        for dictionary, entries in self._dictionaries:
            # Most functions have no attributes.
            if dictionary or entries:
                dictionary.clear()
                dictionary.update(entries)
        for collection, items in self._collections:
            collection.clear()
            collection.extend(items) if isinstance(collection, list) else collection.update(items)
        for array, copy in self._arrays:
            np.copyto(array, copy)
        for cell, content in self._cells:
            cell.cell_contents = content
        for kind, members in self._classes:
            _restore_class(kind, members)

    def _save(self, value: Any) -> None:
        if isinstance(value, _FIXED) or id(value) in self._seen:
            return
        self._seen[id(value)] = value
        if isinstance(value, ModuleType):
            if id(vars(value)) in self._namespaces:
                self._save_entries(vars(value))
        elif isinstance(value, FunctionType):
            self._save_function(value)
        elif isinstance(value, type):
            if value.__module__ in self._names:
                self._classes.append((value, dict(vars(value))))
                self._save_all(vars(value).values())
        elif isinstance(value, staticmethod | classmethod | property):
            self._save_all(getattr(value, name, None) for name in ("__func__", "fget", "fset", "fdel"))
        elif type(value).__module__ in self._names:
            self._save(type(value))
            self._save_entries(vars(value))
        else:
            self._save_data(value)

    def _save_data(self, value: Any) -> None:
        if type(value) is dict:
            self._save_entries(value)
        elif type(value) in (list, set):
            self._collections.append((value, tuple(value)))
            self._save_all(value)
        elif type(value) in (tuple, frozenset):
            self._save_all(value)
        elif isinstance(value, np.ndarray) and not value.dtype.hasobject:
            if value.flags.writeable:
                self._arrays.append((value, value.copy()))
        elif type(value).__module__ != "__future__":
            raise UnknownState(type(value).__name__)

    def _save_all(self, values: Iterable[object]) -> None:
        for value in values:
            self._save(value)

    def _save_entries(self, dictionary: dict[Any, Any]) -> None:
        self._dictionaries.append((dictionary, dict(dictionary)))
        # What imports are answered by belongs to no module.
        self._save_all(value for key, value in dictionary.items() if key not in ("__builtins__", "__loader__"))

    def _save_function(self, function: FunctionType) -> None:
        if id(function.__globals__) not in self._namespaces:
            return
        self._save_all((function.__defaults__, function.__kwdefaults__))
        self._save_entries(function.__dict__)
        for cell in function.__closure__ or ():
            self._cells.append((cell, cell.cell_contents))
            self._save(cell.cell_contents)


def _restore_class(kind: type, members: Mapping[str, Any]) -> None:
    now = vars(kind)
    for name, value in members.items():
        if now.get(name) is not value:
            setattr(kind, name, value)
    if len(now) > len(members):
        for name in now.keys() - members.keys():
            delattr(kind, name)
