"""Executes the trusted test cases of an assignment: `cases.py`, or a package `cases` whose modules it lists.

A package's `__init__.py` names its modules in the order of the report: `MODULES = (forward, backward)`.
"""

from __future__ import annotations

import ast
import importlib
import sys
import traceback
from collections.abc import Callable, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from grader.errors import AssignmentError

Result = TypeVar("Result")


def load_cases(folder: Path) -> tuple[Path, Mapping[str, object]] | None:
    """The file of an assignment's cases and what it defines; None when there is none.

    Raises `AssignmentError` with file and line for whatever its execution raises.
    """
    module, package = folder / "cases.py", folder / "cases" / "__init__.py"
    if module.is_file():
        if package.is_file():
            raise AssignmentError(f"{module}: there is a package cases beside this file: remove one of them")
        return module, vars(explain(module, lambda: _execute(module)))
    if package.is_file():
        return package, vars(explain(package.parent, lambda: _import_package(package)))
    return None


def _execute(path: Path) -> ModuleType:
    """Run a file as a module of its own, kept out of sys.modules."""
    tree = _parse(path)
    module = ModuleType(f"testcases.{path.parent.name}.cases")
    module.__file__ = str(path)
    exec(compile(tree, str(path), "exec"), vars(module))
    return module


def _import_package(path: Path) -> ModuleType:
    """Import a package with the modules that it imports, then take all of them out of sys.modules again.

    No bytecode is written: it is told stale by seconds only, and files may change faster.
    """
    for source in sorted(path.parent.glob("*.py")):
        _parse(source)
    name = f"cases_of_{path.parent.parent.name}"
    spec = spec_from_file_location(name, path, submodule_search_locations=[str(path.parent)])
    assert spec is not None
    assert spec.loader is not None
    package = module_from_spec(spec)
    importlib.invalidate_caches()
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.modules[name] = package
    try:
        spec.loader.exec_module(package)
    finally:
        sys.dont_write_bytecode = writes
        for loaded in [key for key in sys.modules if key == name or key.startswith(f"{name}.")]:
            del sys.modules[loaded]
    return package


def _parse(path: Path) -> ast.Module:
    """The tree of a file. A function that is defined twice is refused: the second silently replaces the first."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    seen: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            if node.name in seen:
                raise AssignmentError(f"{path}, line {node.lineno}: there is a {node.name!r} above: rename one of them")
            seen.add(node.name)
    return tree


def explain(path: Path, action: Callable[[], Result]) -> Result:
    """Run `action`; what it raises becomes an `AssignmentError` with the line in `path`, a file or a folder."""
    try:
        return action()
    except AssignmentError:
        raise
    except SyntaxError as error:
        raise AssignmentError(f"{error.filename}, line {error.lineno}: {error.msg}") from error
    except Exception as error:
        frames = traceback.extract_tb(sys.exc_info()[2])
        frame = next((frame for frame in reversed(frames) if path in (at := Path(frame.filename), *at.parents)), None)
        where = f"{frame.filename}, line {frame.lineno}" if frame else str(path)
        raise AssignmentError(f"{where}: {type(error).__name__}: {error}") from error
