"""What NumPy and Python have changed since a course, or the advice that somebody followed, was written.

Sources: the release notes of NumPy 1.20 (aliases deprecated), 1.23 (asscalar removed), 1.24 (aliases removed), 1.25
(float() of arrays with ndim > 0), 2.0, and 2.4.
"""

from __future__ import annotations

import ast

from grader.engine.diagnosis.error_pattern import Pattern, Raised, say_all

#: What Python raises for code that it cannot read.
PARSE = frozenset({"SyntaxError", "IndentationError", "TabError"})


def _takes_a_number(raised: Raised) -> bool:
    """Whether the expression turns a value into a number or a text."""
    node = raised.node
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod)
    name = raised.called()
    called = name in ("float", "int", "round", "print", "format") or name.startswith("math.")
    called = called or name.endswith(".format")
    # A method of a text itself has no dotted name.
    return called or isinstance(node, ast.JoinedStr | ast.FormattedValue) or (isinstance(node, ast.Call) and not name)


def _compares_with_empty_list(raised: Raised) -> bool:
    node = raised.node
    return node is not None and any(isinstance(part, ast.List) and not part.elts for part in ast.walk(node))


VERSION_CHANGES: tuple[Pattern, ...] = (
    Pattern(
        name="scalar_from_array",
        title="float() of an array no longer works",
        explanation="Current NumPy refuses float(), int() and %-formatting of an array of one entry with dimensions, "
        "such as a 1 by 1 matrix. Older versions allowed it.",
        hint="Take the entry out first: x.item(), or x[0, 0].",
        errors=frozenset({"TypeError"}),
        text=r"[Oo]nly (0-dimensional|length-1|size-1) arrays can be converted|only integer scalar arrays can be conv",
        holds=_takes_a_number,
        detail=lambda raised: say_all(raised, only=("array", "matrix")),
    ),
    Pattern(
        name="asscalar_removed",
        title="np.asscalar is gone",
        explanation="NumPy removed np.asscalar in version 1.23.",
        hint="Write x.item() instead of np.asscalar(x).",
        errors=frozenset({"AttributeError"}),
        text=r"has no attribute 'asscalar'",
    ),
    Pattern(
        name="numpy_alias_removed",
        title="np.float, np.int, np.bool and np.object are gone",
        explanation="NumPy removed these names, which were only Python's own types, in version 1.24.",
        hint="Write float, int, bool or object without np., or np.float64 and np.int64.",
        errors=frozenset({"AttributeError"}),
        text=r"module 'numpy' has no attribute '(float|int|bool|object|str|complex|long|unicode)'",
    ),
    Pattern(
        name="numpy_name_removed",
        title="A name that NumPy 2 removed",
        explanation="NumPy 2 took this name away (np.float_, np.Inf, np.NaN, np.product, np.cumproduct, ...).",
        hint="Write np.float64, np.inf, np.nan, np.prod, np.cumprod.",
        errors=frozenset({"AttributeError"}),
        text=r"(`np\.\w+` was removed in the NumPy 2|"
        r"'(float_|Inf|NaN|Infinity|product|cumproduct|alltrue|sometrue|row_stack|in1d|trapz)')",
    ),
    Pattern(
        name="array_compared_with_list",
        title="An array is compared with an empty list",
        explanation="Y != [] compares entry by entry, and current NumPy refuses it when the shapes do not fit. Older "
        "versions answered True or False.",
        hint="Ask for the length instead: len(Y) > 0, or np.size(Y) > 0.",
        errors=frozenset({"ValueError"}),
        text=r"operands could not be broadcast together with shapes .*\(0,\)|truth value of an (empty )?array",
        holds=_compares_with_empty_list,
    ),
    Pattern(
        name="integer_array_in_place",
        title="Decimals written into an array of integers",
        explanation="The array holds integers, and -= or += cannot put decimals into it.",
        hint="Write W = W - step, which makes a new array, or begin with decimals: np.ones((3, 2)) or .astype(float).",
        errors=frozenset({"UFuncTypeError", "UFuncOutputCastingError", "_UFuncOutputCastingError", "TypeError"}),
        holds=lambda raised: isinstance(raised.node, ast.AugAssign | ast.Call),
        detail=say_all,
        text=r"Cannot cast ufunc .* (output )?from dtype\('float\d+'\) to dtype\('u?int\d+'\)",
    ),
    Pattern(
        name="python_2_print",
        title="Python 2: print without brackets",
        explanation="In Python 3 print is a function.",
        hint="Write print(x) instead of print x.",
        errors=PARSE,
        of_call=True,
        text=r"Missing parentheses in call to 'print'",
    ),
    Pattern(
        name="python_2_syntax",
        title="Python 2 syntax",
        explanation="This line is Python 2. Python 3 writes it differently.",
        hint="`except E as e` for `except E, e`, != for <>, repr(x) for backquotes, raise E(t) for raise E, t.",
        errors=PARSE,
        of_call=True,
        text=r"multiple exception types must be parenthesized|Missing parentheses in call to 'exec'|"
        r"leading zeros in decimal integer|invalid decimal literal",
    ),
    Pattern(
        name="python_2_names",
        title="A name of Python 2",
        explanation="xrange, raw_input, unicode, basestring, reduce and long are not there in Python 3.",
        hint="Write range, input, str, str, functools.reduce, int.",
        errors=frozenset({"NameError"}),
        text=r"name '(xrange|raw_input|unicode|basestring|long|reduce|unichr)' is not defined",
    ),
    Pattern(
        name="dictionary_of_python_2",
        title="Dictionary methods of Python 2",
        explanation="has_key, iteritems, itervalues and iterkeys are not there in Python 3.",
        hint="Write `key in d`, d.items(), d.values(), d.keys().",
        errors=frozenset({"AttributeError"}),
        text=r"'dict' object has no attribute '(has_key|iteritems|itervalues|iterkeys)'",
    ),
    Pattern(
        name="uneven_parts",
        title="Parts of different shapes do not make one array",
        explanation="A list whose parts differ in shape cannot become an array. Current NumPy also takes a list of "
        "index arrays, A[[rows, columns]], for one such array; older versions read it as A[rows, columns].",
        hint="Used as an index? Write A[rows, columns], without the inner brackets. Else print the shape of each part.",
        errors=frozenset({"ValueError"}),
        text=r"inhomogeneous shape",
        detail=say_all,
    ),
)
