"""Errors that come from the environment rather than from the idea: NumPy's changes, Python 2, tabs, integer arrays.

Patterns on the exception's class, text and line; each names the fix. Sources: the release notes of NumPy 1.20 (aliases
deprecated), 1.23 (asscalar removed), 1.24 (aliases removed), 1.25 (float() of arrays with ndim > 0), 2.0, and 2.4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.engine.diagnosis.traces import SHAPES
from grader.errors import SubmissionFault
from grader.model import Diagnosis


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A known error."""

    name: str
    title: str
    explanation: str
    hint: str
    #: Classes of the exception; empty for any.
    errors: frozenset[str]
    #: Searched in the text of the exception; must be found.
    text: str = ""
    #: Searched in the line that raised; must be found when given.
    line: str = ""

    def fits(self, fault: SubmissionFault) -> bool:
        if self.errors and fault.error_type not in self.errors:
            return False
        # Of a submission that does not parse there is no traceback: the message tells the line.
        line = fault.frames[-1].text if fault.frames else fault.message
        return bool(re.search(self.text, fault.error_text or fault.message)) and bool(re.search(self.line, line))


def recognise(fault: SubmissionFault) -> Pattern | None:
    """The pattern that `fault` fits, if any."""
    if not fault.error_type:
        return None
    return next((pattern for pattern in PATTERNS if pattern.fits(fault)), None)


def diagnosis(pattern: Pattern) -> Diagnosis:
    """As it stands in the report."""
    return Diagnosis(name=pattern.name, title=pattern.title, explanation=pattern.explanation)


PARSE = frozenset({"SyntaxError", "IndentationError", "TabError"})

PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        name="scalar_from_array",
        title="float() of an array no longer works",
        explanation="Current NumPy refuses float(), int() and %-formatting of an array of one entry with dimensions, "
        "such as a 1 by 1 matrix. Older versions allowed it.",
        hint="Take the entry out first: x.item(), or x[0, 0].",
        errors=frozenset({"TypeError"}),
        text=r"[Oo]nly (0-dimensional|length-1|size-1) arrays can be converted|only integer scalar arrays can be conv",
        line=r"float\(|int\(|%|format|round\(|math\.|f['\"]",
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
        line=r"[!=]=\s*\[\s*\]|\[\s*\]\s*[!=]=",
    ),
    Pattern(
        name="truth_of_array",
        title="`if` on a whole array",
        explanation="Comparing an array gives one answer per entry, so `if`, `and`, `or` and `not` cannot decide.",
        hint="Use the comparison as a mask (np.where, A[mask] = ..., or multiply by it), or & and | for and, or.",
        errors=frozenset({"ValueError"}),
        text=r"truth value of an array with more than one element is ambiguous",
    ),
    Pattern(
        name="integer_array_in_place",
        title="Decimals written into an array of integers",
        explanation="The array holds integers, and -= or += cannot put decimals into it.",
        hint="Write W = W - step, which makes a new array, or begin with decimals: np.ones((3, 2)) or .astype(float).",
        errors=frozenset({"UFuncTypeError", "UFuncOutputCastingError", "_UFuncOutputCastingError", "TypeError"}),
        text=r"Cannot cast ufunc .* (output )?from dtype\('float\d+'\) to dtype\('u?int\d+'\)",
    ),
    Pattern(
        name="float_as_index",
        title="A float is used as an index",
        explanation="Indices have to be integers; labels or counts that were computed as floats are not.",
        hint="Convert them: labels.astype(int), or // instead of / in a size.",
        errors=frozenset({"IndexError", "TypeError"}),
        text=r"arrays used as indices must be of integer|"
        r"'(numpy\.)?float(64)?' object cannot be interpreted as an integer|"
        r"indices must be integers or slices, not (numpy\.)?float|single integer, got '\d*\.\d",
    ),
    Pattern(
        name="python_2_print",
        title="Python 2: print without brackets",
        explanation="In Python 3 print is a function.",
        hint="Write print(x) instead of print x.",
        errors=PARSE,
        text=r"Missing parentheses in call to 'print'",
    ),
    Pattern(
        name="python_2_syntax",
        title="Python 2 syntax",
        explanation="This line is Python 2. Python 3 writes it differently.",
        hint="`except E as e` for `except E, e`, != for <>, repr(x) for backquotes, raise E(t) for raise E, t.",
        errors=PARSE,
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
        name="tabs_and_spaces",
        title="Tabs and spaces are mixed",
        explanation="Lines of one block are indented with tabs in one place and with spaces in another, so Python "
        "cannot tell which belong together.",
        hint="Indent everything with four spaces; most editors have a command that converts tabs.",
        errors=frozenset({"TabError"}),
    ),
    Pattern(
        name="indentation",
        title="The indentation does not fit",
        explanation="A line is indented further or less than the block that it should belong to, or a block is empty.",
        hint="Compare the spaces at the beginning of this line with those of the line before.",
        errors=frozenset({"IndentationError"}),
    ),
    Pattern(
        name="vectorize_not_called",
        title="np.vectorize makes a function, it does not call it",
        explanation="np.vectorize(f) is a function that has yet to be called with the array.",
        hint="Write np.vectorize(f)(x), not np.vectorize(f) or np.vectorize(f(x)).",
        errors=frozenset({"TypeError"}),
        text=r"'vectorize'|vectorize",
    ),
    Pattern(
        name="none_used",
        title="The code computes with None",
        explanation="A value is still None: a line of the starter that was not filled in, or a function that ends "
        "without a return.",
        hint="Print the values of this line to see which one is None, and follow it back.",
        errors=frozenset({"TypeError"}),
        text=r"unsupported operand type\(s\) for .*'NoneType'|'NoneType' object is not (subscriptable|iterable)|"
        r"cannot unpack non-iterable NoneType",
    ),
    Pattern(
        name="undefined_name",
        title="A name is not defined",
        explanation="The code uses a name that nothing was assigned to: a spelling mistake, a variable of another "
        "function or cell, or self. left out.",
        hint="Compare the spelling with the line that should define it; attributes need self. in front.",
        errors=frozenset({"NameError", "UnboundLocalError"}),
    ),
    Pattern(
        name="shapes_do_not_fit",
        title="The shapes of two arrays do not fit",
        explanation="This line combines two arrays whose shapes NumPy cannot bring together: a transposition is "
        "missing or too many, or * and @ are exchanged.",
        hint="Write down the shape of each array of this line; for A @ B the inner two numbers must be equal.",
        errors=frozenset({"ValueError"}),
        text=SHAPES.pattern,
    ),
    Pattern(
        name="number_in_matrix_product",
        title="A single number in a matrix product",
        explanation="@ and np.matmul need arrays on both sides; one side is a single number, or a function that was "
        "never called.",
        hint="Print the type of both sides. np.vectorize(f) has yet to be called with the array.",
        errors=frozenset({"ValueError", "TypeError"}),
        text=r"does not have enough dimensions \(has 0",
    ),
    Pattern(
        name="not_a_single_number",
        title="More than one number where one is asked for",
        explanation=".item() takes the number out of an array that has exactly one entry; this one has more.",
        hint="Which shape has the array? A product of the wrong shapes, or * for @, often makes it larger.",
        errors=frozenset({"ValueError"}),
        text=r"can only convert an array of size 1 to a Python scalar",
    ),
    Pattern(
        name="maximum_of_a_number",
        title="max() of a single number",
        explanation="max(x), min(x) and sum(x) go through a list; x is a single number here.",
        hint="Give both numbers, max(0, x), or use np.maximum(0, x), which takes numbers and arrays.",
        errors=frozenset({"TypeError"}),
        text=r"'(int|float|numpy\.\w+)' object is not iterable",
        line=r"\b(max|min|sum)\(",
    ),
    Pattern(
        name="missing_key",
        title="A dictionary has no such key",
        explanation="The code asks a dictionary for a key that it does not have.",
        hint="Print the dictionary's keys. Are the numbers of the layers off by one, or is the name another one?",
        errors=frozenset({"KeyError"}),
    ),
    Pattern(
        name="index_out_of_range",
        title="An index is too large",
        explanation="The code asks for an entry beyond the end of a list or array.",
        hint="Lists of n entries end at n - 1. Which number does the loop begin and end with?",
        errors=frozenset({"IndexError"}),
        text=r"out of range|out of bounds",
    ),
    Pattern(
        name="other_parameters",
        title="The function takes other arguments than the task says",
        explanation="A function was called with more or fewer arguments than its definition has.",
        hint="Keep the definition's first line as the starter has it.",
        errors=frozenset({"TypeError"}),
        text=r"missing \d+ required positional arg|takes \d+ positional arguments? but|unexpected keyword argument",
    ),
)
