"""The required names of a submission: which it defines, which it does not, and why."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from . import lookalikes
from .disabled_definitions import find_disabled
from .empty_functions import Function, finished_methods, is_empty
from .error_recovery import Broken
from .misplaced import nested_in
from .names import FUNCTION, name_of, set_anew
from .notes import Notes
from .problems import SUPPORT, Problem, raiser

#: Most names among which a misspelling is looked for.
_MOST_COMPARED = 1000


class _Class(NamedTuple):
    """A class that the submission made, with its definition and the definition's cell."""

    made: Any
    node: ast.ClassDef
    cell: int


class Requirements:
    """Records what is defined during execution; `resolve` binds the reason to each required name that is missing."""

    def __init__(
        self,
        entry_points: Sequence[str],
        support: Mapping[str, Any],
        namespace: MutableMapping[str, Any],
        notes: Notes,
        cells: Sequence[str] = (),
    ) -> None:
        self.entry_points = tuple(entry_points)
        #: Names with a function that has a body of its own.
        self.finished: set[str] = set()
        #: Names that cannot be used.
        self.problems: dict[str, Problem] = {}
        #: Whether a name like the missing one is proposed: not to the author of another version of the task.
        self.proposes_names = True
        #: Whether the submission defines every required name by itself; known after `resolve`.
        self.met = True
        self._support = support
        self._namespace = namespace
        self._notes = notes
        self._cells = cells
        #: Names that the submission binds, and its definitions with their cells.
        self._bound: set[str] = set()
        self._functions: dict[str, tuple[Function, int]] = {}
        self._classes: dict[str, tuple[ast.ClassDef, int]] = {}
        self._made: dict[str, Any] = {}
        #: Classes of a name that was defined again, oldest first.
        self._replaced: dict[str, list[_Class]] = {}

    def define(self, node: ast.stmt, cell: int, binds: set[str]) -> None:
        """A statement of the submission has been executed and binds these names."""
        self._bound |= binds
        for name in binds:
            self.problems.pop(name, None)
        for name in set_anew(node):
            self._functions.pop(name, None)
        if isinstance(node, FUNCTION):
            self._functions[node.name] = (node, cell)
            if not is_empty(node):
                self.finished.add(node.name)
        elif isinstance(node, ast.ClassDef):
            if node.name in self._classes:
                earlier, at = self._classes[node.name]
                self._replaced.setdefault(node.name, []).append(_Class(self._made[node.name], earlier, at))
            self._classes[node.name] = (node, cell)
            self._made[node.name] = self._namespace.get(node.name)
            for method in finished_methods(node):
                self.problems.pop(f"{node.name}.{method}", None)

    def add_broken(self, broken: Broken, cell: int) -> None:
        """A part of a cell could not be parsed: note it, and the reason why what it defines is missing."""
        name = f"{broken.owner}.{broken.name}" if broken.owner and broken.name else broken.name
        part = f"`{name}`" if name else f"a part of `{broken.owner}`" if broken.owner else ""
        what = f"syntax error in {part}" if part else "syntax error"
        sentence = self._notes.add(f"{what}: {broken.text}", cell, broken.line)
        if name:
            self.add_problem(name, Problem(broken.kind, cell, broken.line, sentence))

    def add_problem(self, name: str, problem: Problem) -> None:
        """The definition of `name` ("train", "Layer.backward") could not be parsed or executed."""
        self.problems.setdefault(name, problem)

    def resolve(self) -> None:
        """After the last statement: attach methods that stand outside their class, and find what is still missing."""
        for name, (node, cell) in self._functions.items():
            if node.args.args and node.args.args[0].arg == "self" and name not in self.entry_points:
                self._attach(name, node, cell)
        for owner, earlier in self._replaced.items():
            self._complete(owner, earlier)
        for owner in dict.fromkeys(name.rpartition(".")[0] for name in self.entry_points):
            self._add_given(owner)
        for name in list(self.problems):
            if name not in self.entry_points and name in self._namespace:
                del self.problems[name]  # support.py has one of that name, which is used instead
        for name in self.entry_points:
            problem = self.problems.get(name) or self._unfinished(name) or self._missing(name)
            if problem is not None:
                self.problems[name] = problem
        for name, problem in self.problems.items():
            self._bind(name, raiser(name.rpartition(".")[2], problem))

    def _bind(self, name: str, value: Any) -> None:
        """Bind a name, or a method of a class. A class of the submission may refuse that."""
        self.met = False
        owner, _, last = name.rpartition(".")
        if not owner:
            self._namespace[name] = value
        elif owner not in self._namespace:
            # Of a class that is missing too the reason is told when it is called.
            self._namespace[owner] = value
        elif isinstance(self._namespace.get(owner), type):
            with suppress(Exception):
                setattr(self._namespace[owner], last, value)

    def _attach(self, name: str, node: Function, cell: int) -> None:
        """Make a top-level `def backward(self, ...)` a method of the class that requires it."""
        owners = {entry.rpartition(".")[0] for entry in self.entry_points if entry.endswith("." + name)}
        if not owners:
            roots = {entry.partition(".")[0] for entry in self.entry_points}
            owners = {root for root in roots if isinstance(self._class(root), type)}
        if len(owners) != 1:
            return
        owner = owners.pop()
        known = self._class(owner)
        if owner in self.problems or not isinstance(known, type) or self._has_own(owner, name):
            return
        self._namespace[owner] = known
        self._bind(f"{owner}.{name}", self._namespace[name])
        self._bound.update((owner, f"{owner}.{name}"))
        self.problems.pop(f"{owner}.{name}", None)
        self._notes.add(
            f"`{name}(self, ...)` stands outside a class; it is taken as a method of `{owner}`", cell, node.lineno
        )

    def _complete(self, owner: str, earlier: Sequence[_Class]) -> None:
        """Add missing required methods to a class that is defined in pieces, each under the same name.

        Files that paste one answer box after the other look like this. Other methods of a piece are added too, since
        the required one may call them.
        """
        required = {entry.rpartition(".")[2] for entry in self.entry_points if entry.rpartition(".")[0] == owner}
        for piece in reversed(earlier):
            missing = required - finished_methods(self._classes[owner][0])
            found = missing & finished_methods(piece.node)
            if not found or self._namespace.get(owner) is not self._made[owner]:
                continue
            for name in finished_methods(piece.node) - finished_methods(self._classes[owner][0]):
                inherited = getattr(self._made[owner], name, None)
                new = inherited is None or inherited is getattr(object, name, None)
                if name in vars(piece.made) and (name in found or new):
                    self._bind(f"{owner}.{name}", vars(piece.made)[name])
                    self._bound.add(f"{owner}.{name}")
            where = self._notes.location(piece.cell, piece.node.lineno)
            these = ", ".join(f"`{name}`" for name in sorted(found))
            self._notes.add_general(f"`{owner}` is defined again without {these}; taken from the class of {where}")

    def _add_given(self, owner: str) -> None:
        """Add the constructor and methods that support.py gives to a class that has none but the required ones."""
        made = self._namespace.get(owner)
        given = self._support.get(owner) or self._support.get(f"{owner}Base")
        if not isinstance(made, type) or not isinstance(given, type) or issubclass(made, given):
            return
        added = _given_members(made, given)
        if not added:
            return
        for name in added:
            self._bind(f"{owner}.{name}", vars(given)[name])
        these = ", ".join(f"`{name}`" for name in added)
        self._notes.add_general(f"`{owner}` has no {these} of its own; taken from the class that the task gives")

    def _class(self, name: str) -> Any:
        """The class of that name, or a new subclass of support.py's base class for it (`NeuralNetworkBase`)."""
        if name in self._namespace:
            return self._namespace[name]
        base = self._support.get(f"{name}Base")
        return type(name, (base,), {"__module__": "submission"}) if isinstance(base, type) else None

    def _has_own(self, owner: str, name: str) -> bool:
        """Whether the submission's class defines the method itself, in its body or by a decorator or `setattr`."""
        if owner in self._namespace and self._is_own_method(owner, name, inherited=False):
            return True
        if owner not in self._classes:
            return False
        return any(name_of(member) == name for member in self._classes[owner][0].body)

    def _is_own_method(self, owner: str, name: str, *, inherited: bool = True) -> bool:
        """Whether a class has a method that does not come from support.py."""
        made = self._namespace.get(owner)
        classes = type.mro(made)[: None if inherited else 1] if isinstance(made, type) else []
        for known in classes:
            if name in vars(known):
                method = vars(known)[name]
                code = getattr(getattr(method, "__func__", method), "__code__", None)
                return known is not object and getattr(code, "co_filename", "") != SUPPORT
        return False

    def _unfinished(self, name: str) -> Problem | None:
        owner, _, last = name.rpartition(".")
        if owner and name in self._bound:
            return None
        found = self._functions.get(name)
        if owner and owner in self._classes:
            body, at = self._classes[owner][0].body, self._classes[owner][1]
            found = next(((m, at) for m in reversed(body) if isinstance(m, FUNCTION) and m.name == last), None)
        if found is None or not is_empty(found[0]):
            return None
        node, cell = found
        where = self._notes.location(cell, node.lineno)
        told = f"{where}: `{name}` is still the starter's: it does nothing yet"
        return Problem("unfinished", cell, node.lineno, told)

    def _missing(self, name: str) -> Problem | None:
        owner, _, last = name.rpartition(".")
        if not owner:
            value = self._namespace.get(name)
            if name in self._bound or (value is not None and value is not self._support.get(name)):
                return None
            return self._undefined(name, name)
        if owner in self.problems:
            return self.problems[owner]
        if name in self._bound or self._is_own_method(owner, last):
            return None
        if owner not in self._bound:
            return self._undefined(name, owner)
        node, cell = self._classes.get(owner, (None, 0))
        where = self._notes.location(cell, node.lineno) + ": " if node is not None else ""
        told = f"{where}the class `{owner}` does not define `{last}`"
        return Problem("missing", cell, node.lineno if node else 0, told)

    def _undefined(self, name: str, searched: str) -> Problem:
        """The problem of a name that nothing defines; `searched` is the function or class that would define it."""
        for cell, text in enumerate(self._cells):
            if (found := find_disabled(searched, text)) is not None:
                where = self._notes.location(cell, found.line)
                sentence = f"`{searched}` is not defined in your submission: in {where} it stands in {found.inside}"
                return Problem("missing", cell, found.line, sentence)
            if (nested := nested_in(searched, text)) is not None:
                outer, line = nested
                where = self._notes.location(cell, line)
                told = f"in {where} it stands inside `{outer}`, and only `{outer}` sees it; move it to the margin"
                return Problem("missing", cell, line, f"`{searched}` is not defined in your submission: {told}")
        return Problem("missing", 0, 0, f"`{name}` is not defined in your submission{self._near(name)}")

    def _near(self, name: str) -> str:
        """What may be meant by the name, as the end of a sentence: a misspelling. Names that are in use are none."""
        if not self.proposes_names:
            return ""
        made = {name for name in self._bound if callable(self._namespace.get(name))}
        defined = {*self._functions, *self._classes, *made}
        if not defined:
            return ", which defines nothing"
        name = name.rpartition(".")[2]
        defined -= {part for entry in self.entry_points for part in entry.split(".")} | self._support.keys()
        for other in sorted(defined):
            if other != name and lookalikes.plain(other) == name:
                return f"; {lookalikes.explained(other)}"
        near = difflib.get_close_matches(name, sorted(defined)[:_MOST_COMPARED], n=1, cutoff=0.6)
        near = near or [other for other in sorted(defined) if other.lower() == name.lower()]
        # The only function of a file may be meant where the task asks for one. Otherwise that is a guess.
        if not near and len(self._functions) == len(self.entry_points) == 1:
            near = sorted(defined & {*self._functions})
        return f"; there is `{near[0]}`: rename it to `{name}` if that is it" if near else ""


def _given_members(made: type, given: type) -> list[str]:
    """The constructor and methods of `given` that the class `made` lacks, if it has no constructor."""
    if made.__init__ is not object.__init__:  # type: ignore[misc]
        return []
    members = [name for name in vars(given) if name == "__init__" or not name.startswith("__")]
    return [name for name in members if getattr(made, name, None) is getattr(object, name, None)]
