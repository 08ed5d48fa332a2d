"""Submissions that were written for another version of the task, recognised by the names that they define."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .names import FUNCTION
from .notes import Notes
from .requirements import Requirements


def adopt_variant(
    statements: Sequence[ast.stmt], required: Requirements, variants: Iterable[Mapping[str, Any]], notes: Notes
) -> dict[str, str]:
    """Note the version that a submission was written for, if there is one, and return what is renamed.

    A variant has "signs" (names that only it defines), "renamed" (its name -> the task's, where both mean the same) and
    "note". It is recognised only where the submission lacks a required name. Changes the statements in place: a
    function of the variant takes the task's name, in its definition and wherever it is used.
    """
    defined = {statement.name for statement in statements if isinstance(statement, FUNCTION)}
    missing = {name for name in required.entry_points if "." not in name} - defined
    for variant in variants if missing else ():
        if not defined.intersection(variant["signs"]):
            continue
        renamed = {old: new for old, new in variant["renamed"].items() if old in defined and new in missing}
        _rename(statements, renamed)
        notes.add_general(variant["note"])
        required.proposes_names = False
        return renamed
    return {}


def _rename(statements: Iterable[ast.stmt], renamed: Mapping[str, str]) -> None:
    for node in (node for statement in statements for node in ast.walk(statement)) if renamed else ():
        if isinstance(node, FUNCTION):
            node.name = renamed.get(node.name, node.name)
        elif isinstance(node, ast.Name):
            node.id = renamed.get(node.id, node.id)
