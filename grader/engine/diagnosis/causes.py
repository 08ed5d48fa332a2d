"""The call in a submission that makes a known mistake, where there is one: quoted as it is written."""

from __future__ import annotations

import ast
import re

from grader.engine.adapter import Adapter
from grader.engine.diagnosis.error_pattern import dotted, quote
from grader.engine.diagnosis.source_map import UNPARSABLE, SourceMap
from grader.engine.reference import Misconception


def stated_cause(misconception: Adapter | Misconception, code: SourceMap) -> str:
    """What the mistake says of the first call of its kind in the submission; "" if there is none."""
    if not isinstance(misconception, Misconception) or not misconception.calls:
        return ""
    for found in code.definitions:
        for node in ast.walk(found.node):
            if not isinstance(node, ast.Call) or not (sentence := misconception.calls.get(dotted(node.func))):
                continue
            # What is put together in brackets is one argument, and may well be meant so.
            written = code.text(found.cell, node)
            if node.args and not isinstance(node.args[0], ast.List | ast.Tuple) and quote(written):
                return sentence.format(code=quote(written), where=code.location(found.cell, node.lineno))
    return ""


def stated_place(misconception: Adapter | Misconception, code: SourceMap, starter_names: frozenset[str]) -> str:
    """Where the mistake says to look; "" when that names something of the starter that the submission does not have."""
    words = re.findall(r"[A-Za-z_]\w*", misconception.where)
    named = [word for word in words if "_" in word or word in starter_names]
    return misconception.where if all(code.mentions(word) for word in named) else ""


def names_of(text: str) -> frozenset[str]:
    """The names that a starter assigns, and those of its functions and parameters."""
    try:
        tree = ast.parse(text)
    except UNPARSABLE:
        return frozenset()
    nodes = list(ast.walk(tree))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return frozenset(stored | defined | {node.arg for node in nodes if isinstance(node, ast.arg)})
