"""Exceptions about shapes, axes, sizes and indices."""

from __future__ import annotations

import ast

from grader.engine.diagnosis.error_pattern import Pattern, Raised, quote, say, say_all
from grader.engine.diagnosis.traces import SHAPES
from grader.errors import Operand

ARRAYS = ("array", "matrix")
#: Functions of NumPy whose second argument is an axis, and what takes two arguments instead, entry by entry.
AXIS_SECOND = {
    "max": "np.maximum",
    "min": "np.minimum",
    "amax": "np.maximum",
    "amin": "np.minimum",
    "sum": "np.add",
    "mean": "",
    "prod": "np.multiply",
    "argmax": "",
    "argmin": "",
    "any": "",
    "all": "",
    "std": "",
    "var": "",
    "median": "",
    "cumsum": "",
}


def _reduction(raised: Raised) -> str:
    """Name of the NumPy function with an axis as its second argument that the expression calls with two; else ""."""
    module, _, name = raised.called().rpartition(".")
    two = isinstance(raised.node, ast.Call) and len(raised.node.args) >= 2
    return name if two and module in ("np", "numpy") and name in AXIS_SECOND else ""


def _second_is_no_axis(raised: Raised) -> bool:
    return _reduction(raised) != "" and len(raised.operands) > 2 and raised.operands[2].kind not in ("None", "tuple")


def _axis_detail(raised: Raised) -> str:
    second = raised.operands[2]
    what = say(second)
    return f"{raised.place}: {quote(raised.called())} takes {quote(second.text)} for an axis{_and(what)}."


def _and(what: str) -> str:
    return f"; {what}" if what else ""


def _axis_advice(raised: Raised) -> str:
    other = AXIS_SECOND[_reduction(raised)]
    if not other:
        return ""
    return f"To combine two numbers or arrays entry by entry, write {other}(...) with the same two arguments."


def _shapes_detail(raised: Raised) -> str:
    told = say_all(raised, only=(*ARRAYS, "int", "float"))
    sides = [operand for operand in raised.operands if operand.kind in ARRAYS]
    if len(sides) != 2 or not told or not (_is_product(raised)):
        return told
    left, right = sides
    if len(left.shape) == 2 and len(right.shape) == 2 and left.shape[1] != right.shape[0]:
        return f"{told} A matrix product needs as many columns on the left ({left.shape[1]}) as rows on the right " + (
            f"({right.shape[0]})."
        )
    return told


def _is_product(raised: Raised) -> bool:
    node = raised.node
    if isinstance(node, ast.BinOp | ast.AugAssign):
        matrix = any(operand.kind == "matrix" for operand in raised.operands)
        return isinstance(node.op, ast.MatMult) or (isinstance(node.op, ast.Mult) and matrix)
    return raised.called().rpartition(".")[2] in ("dot", "matmul")


def _in_place(raised: Raised) -> bool:
    return isinstance(raised.node, ast.AugAssign)


def _in_place_detail(raised: Raised) -> str:
    told = say_all(raised, only=(*ARRAYS, "int", "float"))
    return f"{told} What comes out does not fit into the left side." if told else ""


def _subscript(raised: Raised) -> bool:
    return isinstance(raised.node, ast.Subscript)


def _index_detail(raised: Raised) -> str:
    told = say_all(raised, only=(*ARRAYS, "list", "tuple", "int", "float", "text"))
    empty = [operand for operand in raised.operands if operand.shape and 0 in operand.shape]
    if empty and quote(empty[0].text):
        return f"{told} {quote(empty[0].text)} is empty here."
    numbers = [op for op in raised.operands if op.kind == "int" and op.details and quote(op.text)]
    numbers = [op for op in numbers if op.text != op.details[0]]
    return f"{told} {quote(numbers[0].text)} is {numbers[0].details[0]} here." if numbers else told


def _index_advice(raised: Raised) -> str:
    """The number of a loop is asked for only where the index is the variable of one."""
    if not isinstance(raised.node, ast.Subscript) or raised.function is None:
        return ""
    used = {node.id for node in ast.walk(raised.node.slice) if isinstance(node, ast.Name)}
    loops = [node for node in ast.walk(raised.function.node) if isinstance(node, ast.For)]
    if any(isinstance(loop.target, ast.Name) and loop.target.id in used for loop in loops):
        return "Lists of n entries end at n - 1. Which numbers does the loop run through?"
    return ""


def _float_index(raised: Raised) -> bool:
    return not _reduction(raised)


def _first(raised: Raised, *kinds: str) -> Operand | None:
    return next((operand for operand in raised.operands if operand.kind in kinds), None)


SHAPE_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        name="second_argument_is_axis",
        title="The second argument of this function is an axis",
        explanation="np.max, np.min, np.sum and the like go through one array; their second argument says along which "
        "axis. It is not a second number or array.",
        hint="To combine two arrays entry by entry there are np.maximum, np.minimum, np.add and np.multiply.",
        errors=frozenset({"TypeError", "AxisError", "ValueError", "IndexError"}),
        holds=_second_is_no_axis,
        detail=_axis_detail,
        advice=_axis_advice,
    ),
    Pattern(
        name="in_place_shape",
        title="The result does not fit into the array that is changed in place",
        explanation="-=, += and *= write into the array on the left, which keeps its shape. The right side stretches "
        "the result to a larger one.",
        hint="Print both shapes just before this line. They should be equal.",
        errors=frozenset({"ValueError"}),
        text=r"non-broadcastable output operand|doesn't match the broadcast shape",
        holds=_in_place,
        detail=_in_place_detail,
    ),
    Pattern(
        name="shapes_do_not_fit",
        title="The shapes of two arrays do not fit",
        explanation="Two arrays are combined here whose shapes NumPy cannot bring together.",
        hint="Write down the shape of each array of this line; for A @ B the inner two numbers must be equal.",
        errors=frozenset({"ValueError"}),
        text=SHAPES.pattern,
        detail=_shapes_detail,
    ),
    Pattern(
        name="number_in_matrix_product",
        title="A single number in a matrix product",
        explanation="@ and np.matmul need arrays on both sides; one side is a single number, or a function that was "
        "never called.",
        hint="Print the type of both sides.",
        errors=frozenset({"ValueError", "TypeError"}),
        text=r"does not have enough dimensions \(has 0",
        detail=say_all,
    ),
    Pattern(
        name="not_a_single_number",
        title="More than one number where one is asked for",
        explanation=".item() takes the number out of an array that has exactly one entry; this one has more.",
        hint="Which shape has the array, and which shapes have the arrays that it is made of?",
        errors=frozenset({"ValueError"}),
        text=r"can only convert an array of size 1 to a Python scalar",
        detail=lambda raised: say_all(raised, only=ARRAYS),
    ),
    Pattern(
        name="index_out_of_range",
        title="An index is too large",
        explanation="The code asks for an entry beyond the end of a list or array.",
        hint="A list or axis of n entries ends at n - 1. Print its length just before this line.",
        errors=frozenset({"IndexError", "AxisError"}),
        text=r"out of range|out of bounds|too many indices",
        detail=_index_detail,
        advice=_index_advice,
    ),
    Pattern(
        name="float_as_index",
        title="A float is used as an index or a size",
        explanation="Indices and sizes have to be integers; labels or counts that were computed as floats are not.",
        hint="Convert them: labels.astype(int), or // instead of / in a size.",
        errors=frozenset({"IndexError", "TypeError"}),
        text=r"arrays used as indices must be of integer|"
        r"'(numpy\.)?float(64)?' object cannot be interpreted as an integer|"
        r"indices must be integers or slices, not (numpy\.)?float|single integer, got '\d*\.\d",
        holds=_float_index,
        detail=lambda raised: say_all(raised, only=("float", *ARRAYS, "list", "tuple")),
    ),
    Pattern(
        name="not_an_index",
        title="Something that is no number is used as an index",
        explanation="An array, list or tuple is asked for an entry by something that is neither an integer nor a "
        "slice, such as a key.",
        hint="Print the type of what stands before the bracket. In which order does the function take its arguments?",
        errors=frozenset({"IndexError", "TypeError"}),
        text=r"only integers, slices|(list|tuple) indices must be integers or slices, not str",
        detail=say_all,
    ),
    Pattern(
        name="shape_as_tuple",
        title="A tuple stands where a whole number is wanted",
        explanation="np.random.randn and np.random.rand take the sizes one by one; np.zeros and np.ones take them "
        "together, in brackets.",
        hint="Write np.random.randn(n, m), but np.zeros((n, m)).",
        errors=frozenset({"TypeError"}),
        text=r"'(tuple|list)' object cannot be interpreted as an integer",
        detail=lambda raised: say_all(raised, only=("tuple", "list")),
    ),
    Pattern(
        name="shape_without_brackets",
        title="The sizes of an array need brackets of their own",
        explanation="np.zeros and np.ones take all sizes together as one tuple; the second argument is the type of the "
        "entries.",
        hint="Write np.zeros((n, 1)), with two pairs of brackets.",
        errors=frozenset({"TypeError"}),
        text=r"Cannot interpret '\d+' as a data type",
    ),
    Pattern(
        name="number_of_values",
        title="The number of values does not fit the names",
        explanation="The left side of an assignment has more names, or fewer, than the right side has values.",
        hint="How many things does the right side give: what does the function return, how many axes has the shape?",
        errors=frozenset({"ValueError"}),
        text=r"not enough values to unpack|too many values to unpack",
        detail=say_all,
    ),
    Pattern(
        name="array_for_one_entry",
        title="An array is written into a single entry",
        explanation="An entry of an array holds one number. Current NumPy refuses an array of one entry with "
        "dimensions there, such as a 1 by 1 matrix; older versions took the number out. A larger array never fitted.",
        hint="Print the shape of the right-hand side. x.item() takes out the number of an array with one entry.",
        errors=frozenset({"ValueError"}),
        text=r"setting an array element with a sequence\.(?! The requested)",
        holds=_subscript,
        detail=lambda raised: say_all(raised, only=ARRAYS),
    ),
)
