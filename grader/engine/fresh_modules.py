"""Fresh instances of the modules of a reference: executed anew for each namespace, outside `sys.modules`.

`import reference...` inside these modules means the fresh instances; every other import is Python's own.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any

from grader.errors import AssignmentError

#: The package that all references belong to.
ROOT = "reference"


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """The text of a module, or of a package's __init__.py."""

    filename: str
    text: str
    is_package: bool = False


#: Name of a module ("reference.train.solution") -> its source, or None when there is no such module.
Read = Callable[[str], SourceFile | None]


class Sources:
    """The modules of a reference, each read and compiled once, under its own file name."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._known: dict[str, tuple[SourceFile, CodeType] | None] = {}

    def find(self, name: str) -> tuple[SourceFile, CodeType] | None:
        """Source and code of module `name`; None when there is none. Raises `AssignmentError` with file and line."""
        if name not in self._known:
            source = self._read(name)
            self._known[name] = None if source is None else (source, _compiled(source))
        return self._known[name]

    @property
    def names(self) -> frozenset[str]:
        """Names of the modules that were found so far."""
        return frozenset(name for name, found in self._known.items() if found is not None)


class FreshModules:
    """One set of fresh modules. Trusted code: it is executed here, outside the sandbox."""

    def __init__(self, sources: Sources, changed: Mapping[str, CodeType] | None = None) -> None:
        """`changed` maps modules to the code that is executed in place of their own."""
        self._sources = sources
        self._changed = changed or {}
        self._builtins = {**vars(builtins), "__import__": self._import}
        #: Name -> module, in the order in which their execution ended.
        self.modules: dict[str, ModuleType] = {}
        #: Names of the modules whose execution has not ended, the innermost last.
        self.executing: list[str] = []
        self._begun: dict[str, ModuleType] = {ROOT: self._module(ROOT, ROOT)}

    def load(self, name: str) -> ModuleType:
        """The fresh module `name`, executed if it is not yet. Raises `ModuleNotFoundError`, and what its code does."""
        if name in self._begun:
            return self._begun[name]
        parent, _, last = name.rpartition(".")
        package = self.load(parent)
        if name in self._begun:
            # The package's __init__ imports it.
            return self._begun[name]
        found = self._sources.find(name)
        if found is None:
            raise ModuleNotFoundError(f"there is no module {name}", name=name)
        source, code = found
        module = self._begun[name] = self._module(name, name if source.is_package else parent)
        module.__file__ = source.filename
        # Bound before it is executed, so that a package's __init__ may import its own modules by their full names.
        setattr(package, last, module)
        self.executing.append(name)
        exec(self._changed.get(name, code), vars(module))
        self.executing.pop()
        self.modules[name] = module
        return module

    def load_with_all(self, name: str) -> ModuleType:
        """The module, and all modules that a package names in `__all__`: its own, and others that it imports."""
        module = self.load(name)
        if module.__package__ == name:
            for item in getattr(module, "__all__", ()):
                imported = getattr(module, item, None)
                self.load_with_all(imported.__name__ if isinstance(imported, ModuleType) else f"{name}.{item}")
        return module

    def bindings(self, value: object) -> list[tuple[ModuleType | type, str]]:
        """Where `value` is bound: (module or class of the reference, name)."""
        found: list[tuple[ModuleType | type, str]] = []
        for module in self.modules.values():
            for name, item in vars(module).items():
                if item is value:
                    found.append((module, name))
                elif isinstance(item, type) and item.__module__.startswith(ROOT):
                    found += [(item, member) for member, inside in vars(item).items() if inside is value]
        return found

    def replace(self, old: object, new: object) -> None:
        """Bind `new` wherever `old` is bound."""
        for owner, name in self.bindings(old):
            setattr(owner, name, new)

    def _module(self, name: str, package: str) -> ModuleType:
        module = ModuleType(name)
        vars(module).update({"__builtins__": self._builtins, "__package__": package, "__loader__": self})
        return module

    def _import(
        self,
        name: str,
        importer: Mapping[str, Any] | None = None,
        local: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """What `import` calls, with the arguments of `builtins.__import__`."""
        if level:
            package = str((importer or {})["__package__"]).rsplit(".", level - 1)[0]
            name = f"{package}.{name}" if name else package
        elif name.partition(".")[0] != ROOT:
            return builtins.__import__(name, importer, local, fromlist or (), 0)
        module = self.load(name)
        if not fromlist:
            return self._begun[ROOT]
        self._load_submodules(module, fromlist)
        return module

    def _load_submodules(self, module: ModuleType, names: Sequence[str]) -> None:
        wanted = [*names, *getattr(module, "__all__", ())] if "*" in names else names
        for item in wanted:
            submodule = f"{module.__name__}.{item}"
            if not hasattr(module, item) and self._sources.find(submodule) is not None:
                self.load(submodule)


def rebind(namespace: dict[str, Any], name: str, value: object) -> None:
    """Bind `name` to `value` in a fresh module's namespace, and wherever other fresh modules use what it was."""
    modules = namespace.get("__loader__")
    if isinstance(modules, FreshModules) and name in namespace:
        modules.replace(namespace[name], value)
    namespace[name] = value


def compile_source(text: str, filename: str) -> CodeType:
    """Code of `text`. Raises `AssignmentError` with file and line."""
    try:
        return compile(text, filename, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise AssignmentError(f"{error.filename}, line {error.lineno}: {error.msg}") from error


def _compiled(source: SourceFile) -> CodeType:
    return compile_source(source.text, source.filename)
