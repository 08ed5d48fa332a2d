"""Exceptions whose class and text tell what went wrong, whatever the task is."""

from __future__ import annotations

from grader.engine.diagnosis.error_pattern import Pattern
from grader.engine.diagnosis.traces import SHAPES

EXCEPTIONS: tuple[Pattern, ...] = (
    Pattern(
        name="starter_left",
        title="A line of the starter is still to be written",
        explanation="The code computes with `...`, which stands in the starter for what is to be filled in.",
        hint="Look for the lines that still say `...`.",
        errors=frozenset({"TypeError"}),
        text=r"'?ellipsis'?",
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
        errors=frozenset({"TypeError", "AttributeError"}),
        text=r"unsupported operand type\(s\) for .*'NoneType'|'NoneType' object is not (subscriptable|iterable)|"
        r"cannot unpack non-iterable NoneType|object of type 'NoneType' has no len|'NoneType' object has no attribute|"
        r"'NoneType' object is not callable",
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
    Pattern(
        name="array_wanted",
        title="A list, a tuple or a dictionary stands where an array is needed",
        explanation="Lists, tuples and dictionaries do not compare or compute entry by entry, as arrays do.",
        hint="np.asarray(x) makes an array of a list. Of a tuple or dictionary, which part did you mean?",
        errors=frozenset({"TypeError"}),
        text=r"not supported between instances of '(list|tuple|dict|int|float)' and '(list|tuple|dict|int|float)'|"
        r"unsupported operand type\(s\) for .*'(list|tuple|dict)'|bad operand type for .*'(list|tuple|dict)'|"
        r"can't multiply sequence by non-int|can only concatenate (list|tuple)|"
        r"(list|tuple) indices must be integers or slices, not tuple",
    ),
    Pattern(
        name="not_an_index",
        title="Something that is no number is used as an index",
        explanation="An array, list or tuple is asked for an entry by something that is neither an integer nor a "
        "slice, such as a key. Perhaps it stands where a dictionary was meant, or two arguments are exchanged.",
        hint="Print the type of what stands before the bracket. In which order does the function take its arguments?",
        errors=frozenset({"IndexError", "TypeError"}),
        text=r"only integers, slices|(list|tuple) indices must be integers or slices, not str",
    ),
    Pattern(
        name="shape_as_tuple",
        title="A tuple stands where a whole number is wanted",
        explanation="np.random.randn and np.random.rand take the sizes one by one; np.zeros and np.ones take them "
        "together, in brackets.",
        hint="Write np.random.randn(n, m), but np.zeros((n, m)).",
        errors=frozenset({"TypeError"}),
        text=r"'(tuple|list)' object cannot be interpreted as an integer",
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
    ),
    Pattern(
        name="own_assertion",
        title="A check in your own code failed",
        explanation="An `assert` of your code, or of the starter's that it began with, does not hold here.",
        hint="What does the assert compare? Print both sides just before it.",
        errors=frozenset({"AssertionError"}),
    ),
    Pattern(
        name="no_such_attribute",
        title="There is no attribute or method of that name",
        explanation="An object is asked for an attribute or a method that it does not have.",
        hint="Compare the spelling, and print the type of what stands before the dot.",
        errors=frozenset({"AttributeError"}),
        text=r"has no attribute",
    ),
    Pattern(
        name="not_a_function",
        title="Something that is no function is called",
        explanation="What stands before the round brackets is a number, an array or another value, not a function.",
        hint="Is a `*` left out before the bracket, or has a variable the name of a function?",
        errors=frozenset({"TypeError"}),
        text=r"object is not callable",
    ),
)
