"""Exceptions whose class, text and expression tell what went wrong, whatever the task is."""

from __future__ import annotations

import ast

from grader.engine.diagnosis.call_patterns import CALL_PATTERNS
from grader.engine.diagnosis.error_pattern import Pattern, Raised, quote, say_all
from grader.engine.diagnosis.function_patterns import FUNCTION_PATTERNS
from grader.engine.diagnosis.name_patterns import NAME_PATTERNS
from grader.engine.diagnosis.shape_patterns import SHAPE_PATTERNS
from grader.engine.diagnosis.version_changes import VERSION_CHANGES


def _none_detail(raised: Raised) -> str:
    empty = next((operand for operand in raised.operands if operand.kind == "None" and quote(operand.text)), None)
    if empty is None or empty.text == "None":
        return f"{raised.place}: {quote(raised.at.text)}." if raised.at is not None and quote(raised.at.text) else ""
    return f"{raised.place}: {quote(empty.text)} is None.{_origin_of_none(raised, empty.text)}"


def _origin_of_none(raised: Raised, name: str) -> str:
    """Where a variable that is None comes from, as a sentence; "" if that is not certain."""
    sources = raised.source.bindings(name, raised.function.node) if raised.function is not None else []
    assigned = [source.value for source in sources if isinstance(source, ast.Assign)]
    possible = [value for value in assigned if not isinstance(value, _NEVER_NONE) and not _has_value(value)]
    if len(assigned) != len(sources) or len(possible) != 1:
        return ""
    where = raised.source.location(raised.at.cell if raised.at is not None else 0, possible[0].lineno)
    if isinstance(possible[0], ast.Constant):
        return f" It is set to None in {where}."
    if not isinstance(possible[0], ast.Call) or not quote(called := ast.unparse(possible[0].func)):
        return ""
    begun = f" It is what {quote(called)} gives back in {where}"
    receiver, _, method = called.rpartition(".")
    if receiver and method in _CHANGE_IN_PLACE:
        return f"{begun}: `{method}` works in place and returns None. Call it without `{name} =`."
    return f"{begun}."


#: Expressions whose value is never None.
_NEVER_NONE = (ast.List, ast.Dict, ast.Tuple, ast.Set, ast.ListComp, ast.DictComp, ast.BinOp, ast.UnaryOp, ast.Compare)
#: Methods of lists, dictionaries, sets and arrays, and functions of np.random, that change something and return None.
_CHANGE_IN_PLACE = frozenset({"append", "extend", "insert", "remove", "sort", "reverse", "clear", "fill", "shuffle"})


def _has_value(value: ast.expr) -> bool:
    """Whether it is a constant other than None, or what NumPy computes."""
    if isinstance(value, ast.Call):
        module, _, name = ast.unparse(value.func).rpartition(".")
        return module in ("np", "numpy") and name not in ("copyto", "place", "put", "putmask", "fill_diagonal")
    return isinstance(value, ast.Constant) and value.value is not None


def _divisor_detail(raised: Raised) -> str:
    if not isinstance(raised.node, ast.BinOp) or len(raised.operands) != 2 or not quote(raised.operands[1].text):
        return f"{raised.place}." if raised.at is not None else ""
    return f"{raised.place} divides by {quote(raised.operands[1].text)}, which is 0 here."


VALUE_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        name="starter_left",
        title="A starter line is still unfinished",
        explanation="The code computes with `...`, which stands in the starter for what is to be filled in.",
        hint="Look for the lines that still say `...`.",
        errors=frozenset({"TypeError", "AttributeError"}),
        text=r"'?ellipsis'?",
        detail=say_all,
    ),
    Pattern(
        name="tabs_and_spaces",
        title="Tabs and spaces are mixed",
        explanation="Lines of one block are indented with tabs in one place and with spaces in another, so Python "
        "cannot tell which belong together.",
        hint="Indent everything with four spaces; most editors have a command that converts tabs.",
        errors=frozenset({"TabError"}),
        of_call=True,
    ),
    Pattern(
        name="indentation",
        title="The indentation does not fit",
        explanation="A line is indented further or less than the block that it should belong to, or a block is empty.",
        hint="Compare the spaces at the beginning of this line with those of the line before.",
        errors=frozenset({"IndentationError"}),
        of_call=True,
    ),
    Pattern(
        name="none_used",
        title="The code computes with None",
        explanation="A value is None here. It may come from a line that is not filled in, a function that ends without "
        "a return, or a method such as append, which changes its list and returns nothing.",
        hint="Print the values of this line to see which one is None, and follow it back.",
        errors=frozenset({"TypeError", "AttributeError"}),
        text=r"NoneType",
        detail=_none_detail,
    ),
    Pattern(
        name="division_by_zero",
        title="Division by zero",
        explanation="Python's own numbers cannot be divided by 0; it raises an exception.",
        hint="When can the divisor be 0? Ask before you divide, or write it without a division.",
        errors=frozenset({"ZeroDivisionError"}),
        detail=_divisor_detail,
    ),
    Pattern(
        name="no_threads",
        title="Threads are not available here",
        explanation="Every test runs in one process with one thread.",
        hint="Write it as a plain loop.",
        errors=frozenset({"RuntimeError"}),
        text=r"can't start new thread",
    ),
    Pattern(
        name="array_wanted",
        title="A list, a tuple or a dictionary stands where an array is needed",
        explanation="Lists, tuples and dictionaries do not compare or compute entry by entry, as arrays do.",
        hint="np.asarray(x) makes an array of a list. Of a tuple or dictionary, which part did you mean?",
        errors=frozenset({"TypeError", "AttributeError"}),
        text=r"not supported between instances of '(list|tuple|dict|int|float)' and '(list|tuple|dict|int|float)'|"
        r"unsupported operand type\(s\) for .*'(list|tuple|dict)'|bad operand type for .*'(list|tuple|dict)'|"
        r"can't multiply sequence by non-int|can only concatenate (list|tuple)|"
        r"(list|tuple) indices must be integers or slices, not tuple|"
        r"'(list|tuple|dict)' object has no attribute '(shape|T|dot|copy|reshape|astype|sum|size|ndim)'",
        detail=lambda raised: say_all(raised, only=("list", "tuple", "dict")),
    ),
)

#: In this order: what is said of an exception is the first pattern that fits it.
EXCEPTIONS: tuple[Pattern, ...] = (
    *SHAPE_PATTERNS[:1],
    *VERSION_CHANGES,
    *VALUE_PATTERNS,
    *CALL_PATTERNS,
    *FUNCTION_PATTERNS,
    *SHAPE_PATTERNS[1:],
    *NAME_PATTERNS,
)
