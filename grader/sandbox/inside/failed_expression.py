"""The expression at which an exception arose: its position in the submission, and what kinds of values it combined.

The position comes from the traceback's instruction (`co_positions`), so it is exact to the column. The child and the
worker split the text in the same way, so that an operand is named by its number and its text is read from the file as
it was handed in. Used for hints and not trusted.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Sequence
from itertools import islice
from types import BuiltinFunctionType, FrameType, FunctionType, MethodType, TracebackType
from typing import Any, NamedTuple

import numpy as np

from .problems import SUPPORT, cell_of

#: Most characters and lines of an expression that is analysed.
MAX_CHARACTERS, MAX_LINES = 2000, 20
#: Most operands that are described, most axes, most keys of a dictionary, most characters of a key.
MAX_OPERANDS, MAX_AXES, MAX_KEYS, MAX_KEY = 12, 8, 12, 40
#: What is evaluated once more to describe an operand: nothing that calls code of the submission.
_PURE = (
    *(ast.Name, ast.Attribute, ast.Subscript, ast.Slice, ast.Constant, ast.Tuple, ast.List, ast.UnaryOp, ast.BinOp),
    *(ast.Compare, ast.operator, ast.unaryop, ast.cmpop, ast.expr_context, ast.keyword),
)
#: Functions of NumPy that are called once more: they change nothing.
_PURE_CALLS = frozenset(
    f"{module}.{name}"
    for module in ("np", "numpy")
    for name in (
        *("dot", "matmul", "outer", "multiply", "add", "subtract", "divide", "maximum", "minimum", "where", "abs"),
        *("sum", "mean", "max", "min", "exp", "log", "array", "asarray", "matrix", "transpose", "reshape", "squeeze"),
    )
)
_KINDS: tuple[tuple[type, str], ...] = (
    (type(None), "None"),
    (type(...), "ellipsis"),
    (bool, "bool"),
    (np.bool_, "bool"),
    (int, "int"),
    (np.integer, "int"),
    (float, "float"),
    (np.floating, "float"),
    (str, "text"),
    (np.matrix, "matrix"),
    (np.ndarray, "array"),
    (list, "list"),
    (tuple, "tuple"),
    (dict, "dict"),
    (np.vectorize, "vectorize"),
    (type(np), "module"),
    (type, "class"),
)
_FUNCTIONS = (FunctionType, BuiltinFunctionType, MethodType, np.ufunc)
#: The kinds of values; "callable" and "object" are all others.
KINDS = frozenset({kind for _, kind in _KINDS} | {"callable", "object"})

#: First line, last line (1-based), first column, column after the last, in UTF-8 bytes as Python counts.
Position = tuple[int, int, int, int]
#: Kind, lengths of the axes (or of the container), keys of a dictionary.
Described = tuple[str, tuple[int, ...], list[str]]


class Split(NamedTuple):
    """An expression, or a simple statement, and its operands."""

    node: ast.expr | ast.stmt
    operands: list[ast.expr]
    #: The text that was parsed; positions of the nodes refer to it.
    text: str


def text_at(lines: Sequence[str], position: Position) -> str:
    """The text at a position; "" if there is none, or too much."""
    first, last, begin, end = position
    if not 1 <= first <= last <= min(len(lines), first + MAX_LINES) or begin < 0 or end < 0:
        return ""
    picked = [line.encode("utf-8", "surrogatepass") for line in lines[first - 1 : last]]
    picked[-1] = picked[-1][:end]
    picked[0] = picked[0][begin:]
    text = b"\n".join(picked).decode("utf-8", "replace")
    return text if len(text) <= MAX_CHARACTERS else ""


def split(lines: Sequence[str], position: Position) -> Split | None:
    """The node at a position and its operands; None if the text is no expression or simple statement."""
    text = text_at(lines, position)
    node = _parsed(text)
    if isinstance(node, ast.Tuple | ast.List | ast.Starred) or node is None:
        # Unpacking is reported at its targets; what is unpacked stands on the same line.
        whole = textwrap.dedent("\n".join(lines[position[0] - 1 : position[1]]))
        statement = _parsed(whole) if len(whole) <= MAX_CHARACTERS else None
        if isinstance(statement, ast.Assign):
            node, text = statement, whole
    return None if node is None else Split(node, _operands(node)[:MAX_OPERANDS], text)


def _parsed(text: str) -> ast.expr | ast.stmt | None:
    for wrapped in (f"({text}\n)", text):
        try:
            body = ast.parse(wrapped).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if len(body) == 1:
            node = body[0]
            if wrapped != text:
                _shift(node)
            return node.value if isinstance(node, ast.Expr) else node
    return None


def _shift(node: ast.AST) -> None:
    """Undo the bracket before the text: it moves the columns of the first line by one."""
    for part in ast.walk(node):
        if isinstance(part, ast.expr | ast.keyword):
            part.col_offset -= part.lineno == 1
            if part.end_col_offset is not None:
                part.end_col_offset -= part.end_lineno == 1


def _operands(node: ast.AST) -> list[ast.expr]:
    """The parts of an expression whose values matter to whether it can be computed."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.AugAssign):
        return [node.target, node.value]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Call):
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        arguments = [part.value if isinstance(part, ast.Starred) else part for part in values]
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        sides = [receiver.left, receiver.right] if isinstance(receiver, ast.BinOp) else []
        return [node.func, *arguments, *([] if receiver is None else [receiver]), *sides]
    if isinstance(node, ast.Subscript):
        return [node.value, node.slice]
    if isinstance(node, ast.Attribute | ast.Assign):
        return [node.value]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.Assert):
        return _operands(node.test)
    if isinstance(node, ast.BoolOp):
        return node.values
    return [node] if isinstance(node, ast.expr) else []


def located(error: BaseException, cells: Sequence[str]) -> dict[str, Any] | None:
    """Where in the submission `error` arose: cell, position, operands, and whether deeper code raised it."""
    found: TracebackType | None = None
    trace, deepest = error.__traceback__, ""
    while trace is not None:
        deepest = trace.tb_frame.f_code.co_filename
        if cell_of(deepest) is not None:
            found = trace
        trace = trace.tb_next
    if found is None:
        return None
    cell = cell_of(found.tb_frame.f_code.co_filename) or 0
    position = _position(found)
    if position is None or cell >= len(cells):
        return None
    inside = "here" if cell_of(deepest) is not None else "support" if deepest == SUPPORT else "library"
    parts = split(cells[cell].split("\n"), position)
    operands = [] if parts is None else [(i, *_describe(part, found.tb_frame)) for i, part in enumerate(parts.operands)]
    return {"cell": cell, "position": position, "inside": inside, "operands": [o for o in operands if o[1]]}


def _position(trace: TracebackType) -> Position | None:
    positions = next(islice(trace.tb_frame.f_code.co_positions(), trace.tb_lasti // 2, None), (None,) * 4)
    first, last, begin, end = positions
    if first is None or last is None or begin is None or end is None:
        return None
    return first, last, begin, end


def _describe(part: ast.expr, frame: FrameType) -> Described:
    """The kind and form of an operand's value; an empty kind when it cannot be known without running more."""
    unknown: Described = "", (), []
    # A slice describes no value.
    if isinstance(part, ast.Slice) or not all(map(_is_pure, ast.walk(part))):
        return unknown
    try:
        code = compile(ast.Expression(_loaded(part)), "<operand>", "eval")
        return describe(eval(code, frame.f_globals, dict(frame.f_locals)))
    except Exception:
        return unknown


def _is_pure(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and ast.unparse(node.func) in _PURE_CALLS
    return isinstance(node, _PURE)


def _loaded(part: ast.expr) -> ast.expr:
    """The part as an expression to be read: the target of `x -= 1` is one to be stored."""
    if isinstance(part, ast.Name | ast.Attribute | ast.Subscript):
        part.ctx = ast.Load()
    return part


def describe(value: Any) -> Described:
    """Kind and form of a value."""
    kind = next((kind for known, kind in _KINDS if isinstance(value, known)), "")
    if isinstance(value, np.ndarray):
        return kind, value.shape[:MAX_AXES], [value.dtype.kind]
    if kind in ("int", "bool"):
        return kind, (), [str(int(value))] if abs(int(value)) < 10**9 else []
    if isinstance(value, dict):
        return kind, (len(value),), [str(key)[:MAX_KEY] for key in islice(value, MAX_KEYS) if type(key) in (str, int)]
    if isinstance(value, list | tuple | str):
        return kind, (len(value),), [value[:MAX_KEY]] if isinstance(value, str) else []
    if not kind:
        # An object that can be called, such as an activation with a derivative, is no function.
        kind = "callable" if isinstance(value, _FUNCTIONS) else "object"
    return kind, (), []
