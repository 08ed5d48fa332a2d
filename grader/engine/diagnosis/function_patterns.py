"""Exceptions of functions as values: one that is not called, one for numbers that gets an array, one that is none."""

from __future__ import annotations

import ast

from grader.engine.diagnosis.error_pattern import Pattern, Raised, noun, quote, say_all
from grader.errors import Operand

ARRAYS = ("array", "matrix")


def arrays_among(raised: Raised) -> list[Operand]:
    return [operand for operand in raised.operands[1:] if operand.kind in ARRAYS]


def _is_max(raised: Raised) -> bool:
    return raised.called() in ("max", "min", "sum", "sorted") and bool(arrays_among(raised))


def _is_max_of_number(raised: Raised) -> bool:
    return raised.called() in ("max", "min", "sum")


def _max_detail(raised: Raised) -> str:
    told = say_all(raised, only=ARRAYS)
    return f"{told} {quote(raised.called())} compares whole arrays with one another." if told else ""


def _truth_detail(raised: Raised) -> str:
    told = say_all(raised, only=ARRAYS)
    frames = raised.fault.frames
    if raised.function is not None and len(frames) > 1 and frames[-2].function != frames[-1].function:
        caller = raised.source.location(frames[-2].cell, frames[-2].line)
        told = f"{told or raised.place + '.'} `{raised.function.node.name}` is called in {caller}."
    return told


def _uncalled(raised: Raised) -> Operand | None:
    """An operand that is a function and not called."""
    computes = isinstance(raised.node, ast.BinOp | ast.AugAssign | ast.Compare | ast.UnaryOp | ast.Subscript)
    computes = computes or isinstance(raised.node, ast.Attribute)
    computes = computes or raised.called().partition(".")[0] in ("np", "numpy")
    operands = raised.operands[1:] if isinstance(raised.node, ast.Call) else raised.operands
    if isinstance(raised.node, ast.Subscript):
        operands = raised.operands[:1]
    found = (operand for operand in operands if operand.kind in ("callable", "vectorize", "class"))
    return next(found, None) if computes else None


def _vectorized(raised: Raised) -> bool:
    found = _uncalled(raised)
    return (found is not None and found.kind == "vectorize") or "vectorize" in raised.text


def _vectorized_result(raised: Raised) -> bool:
    """Whether np.vectorize gets a value in place of a function."""
    # np.vectorize itself raises only then.
    called = raised.called().rpartition(".")[2] == "vectorize" and len(raised.operands) > 1
    return called and raised.at is not None and raised.at.inside == "library"


def _vectorized_result_detail(raised: Raised) -> str:
    what = noun(raised.operands[1])
    return f"{raised.place} hands np.vectorize {quote(raised.operands[1].text)}{', ' + what if what else ''}."


FUNCTION_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        name="vectorize_of_a_value",
        title="np.vectorize gets a value, not a function",
        explanation="np.vectorize takes a function and makes one of it that goes through arrays.",
        hint="Give it the function alone, and call what comes back: np.vectorize(f)(x).",
        errors=frozenset({"TypeError", "ValueError", "AttributeError"}),
        holds=_vectorized_result,
        detail=_vectorized_result_detail,
    ),
    Pattern(
        name="maximum_of_array",
        title="Python's max() of a whole array",
        explanation="max, min and sorted compare their arguments as a whole, and an array compares entry by entry.",
        hint="np.maximum(0, x) takes the larger number entry by entry; np.max(x) is the largest entry.",
        errors=frozenset({"ValueError"}),
        text=r"truth value of an array",
        holds=_is_max,
        detail=_max_detail,
    ),
    Pattern(
        name="truth_of_array",
        title="`if` on a whole array",
        explanation="Comparing an array gives one answer per entry, so `if`, `and`, `or` and `not` cannot decide.",
        hint="Use the comparison as a mask (np.where, A[mask] = ..., or multiply by it), or & and | for and, or. A "
        "function that is meant for one number is applied entry by entry with np.vectorize.",
        errors=frozenset({"ValueError"}),
        text=r"truth value of an array with more than one element is ambiguous",
        holds=lambda raised: raised.at is not None and raised.at.inside == "here",
        detail=_truth_detail,
    ),
    Pattern(
        name="vectorize_not_called",
        title="np.vectorize makes a function, it does not call it",
        explanation="np.vectorize(f) is a function that has yet to be called with the array.",
        hint="Write np.vectorize(f)(x), not np.vectorize(f) or np.vectorize(f(x)).",
        errors=frozenset({"TypeError", "AttributeError", "ValueError"}),
        holds=_vectorized,
        detail=lambda raised: say_all(raised, only=("vectorize",)),
    ),
    Pattern(
        name="function_not_called",
        title="A function stands where its result is meant",
        explanation="The code computes with a function itself. To get its result it has to be called, with brackets.",
        hint="Which value should stand here? Write f(x) in place of f.",
        errors=frozenset({"TypeError", "AttributeError", "ValueError"}),
        holds=lambda raised: _uncalled(raised) is not None,
        detail=lambda raised: say_all(raised, only=("callable", "class")),
    ),
    Pattern(
        name="maximum_of_a_number",
        title="max() of a single number",
        explanation="max(x), min(x) and sum(x) go through a list; x is a single number here.",
        hint="Give both numbers, max(0, x), or use np.maximum(0, x), which takes numbers and arrays.",
        errors=frozenset({"TypeError"}),
        text=r"'(int|float|numpy\.\w+)' object is not iterable",
        holds=_is_max_of_number,
        detail=say_all,
    ),
    Pattern(
        name="not_a_function",
        title="Something that is no function is called",
        explanation="What stands before the round brackets is a number, an array or another value, not a function.",
        hint="Is a `*` left out before the bracket, or has a variable the name of a function?",
        errors=frozenset({"TypeError"}),
        text=r"object is not callable",
        detail=say_all,
    ),
)
