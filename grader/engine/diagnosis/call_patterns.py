"""Exceptions about functions: which one is called, with what, and what comes back."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from grader.engine.diagnosis.error_pattern import Pattern, Raised, dotted, quote, say, say_all
from grader.engine.diagnosis.function_patterns import arrays_among
from grader.engine.diagnosis.source_map import Definition
from grader.engine.wording import count

WRONG_COUNT = r"missing \d+ required (positional|keyword-only) arg|takes (from )?\d+ .*positional arguments? but|" + (
    r"unexpected keyword argument|multiple values for argument"
)


def _in_given_function(raised: Raised) -> bool:
    return raised.at is not None and raised.at.inside == "support" and isinstance(raised.node, ast.Call)


def _array_for_given(raised: Raised) -> bool:
    """Whether a given function of one number is called with an array. Of several arguments one may be an array."""
    node = raised.node
    is_of_one = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args + node.keywords) == 1
    return is_of_one and _in_given_function(raised) and bool(arrays_among(raised))


def _given_detail(raised: Raised) -> str:
    told = ", ".join(filter(None, map(say, raised.operands[1:])))
    return f"{raised.place} calls {_called_as_written(raised)}{'; ' + told if told else ''}."


def _called_as_written(raised: Raised) -> str:
    """What the expression calls, such as `self.layers[-1].forward`."""
    if raised.at is None or not isinstance(raised.node, ast.Call):
        return "it"
    written = ast.unparse(raised.node.func)
    return (quote(written) if written in raised.source.line(raised.at.cell, raised.at.line) else "") or "it"


def _callee(raised: Raised) -> Definition | None:
    """The submission's own definition of what the expression calls; of what the test calls if there is none."""
    if raised.at is None:
        return raised.source.definition(raised.label)
    name = dotted(raised.node.func) if isinstance(raised.node, ast.Call) else ""
    owner = raised.function.owner if raised.function is not None else ""
    own = f"{owner}.{name.removeprefix('self.')}" if name.startswith("self.") and owner else name
    return raised.source.definition(own) if own.count(".") == (1 if own != name else 0) and own else None


def _misses_self(raised: Raised) -> bool:
    if raised.at is not None and not raised.called().startswith("self."):
        return False
    found = _callee(raised)
    decorated = found is not None and bool(found.node.decorator_list)
    return found is not None and not decorated and found.owner != "" and found.parameters[:1] != ("self",)


def _self_detail(raised: Raised) -> str:
    found = _callee(raised)
    if found is None:
        return ""
    where = raised.source.location(found.cell, found.node.lineno)
    first = f"its first parameter is `{found.parameters[0]}`" if found.parameters else "it has no parameter"
    return f"`{found.node.name}` ({where}) stands in the class `{found.owner}`, and {first}."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _taken(found: Definition) -> str:
    """The parameters that a call fills in."""
    return _listed(name for name in found.parameters if name != "self")


def _own_call(raised: Raised) -> bool:
    return raised.at is not None and isinstance(raised.node, ast.Call)


def _by_the_test(raised: Raised) -> bool:
    return raised.at is None and raised.label != ""


def _own_call_detail(raised: Raised) -> str:
    found = _callee(raised)
    if found is None or not isinstance(raised.node, ast.Call):
        return f"{raised.place}: {quote(raised.at.text)}." if raised.at is not None and quote(raised.at.text) else ""
    given = count(len(raised.node.args) + len(raised.node.keywords), "argument")
    where = raised.source.location(found.cell, found.node.lineno)
    return f"{raised.place} calls `{found.node.name}` with {given}; its definition in {where} takes {_taken(found)}."


def _test_call_detail(raised: Raised) -> str:
    found = _callee(raised)
    if found is None or raised.parameters is None:
        return ""
    where = raised.source.location(found.cell, found.node.lineno)
    return (
        f"The task calls `{found.node.name}` with {_listed(raised.parameters)}; yours ({where}) takes {_taken(found)}."
    )


def _own_signature(raised: Raised) -> bool:
    """Whether a function that ours stands in for is called as the submission's own definition takes it."""
    name = raised.called()
    task, own = raised.signatures.get(name), raised.source.definition(name) if name else None
    if task is None or own is None or raised.at is None or raised.at.inside != "library":
        return False
    return len(own.parameters) != len(task)


def _own_signature_detail(raised: Raised) -> str:
    name = raised.called()
    own = raised.source.definition(name)
    if own is None:
        return ""
    asked, where = _listed(raised.signatures[name]), raised.source.location(own.cell, own.node.lineno)
    return f"{raised.place} calls `{name}`. The task's takes {asked}; yours ({where}) takes {_taken(own)}."


def _recursion_detail(raised: Raised) -> str:
    name = raised.fault.frames[-1].function if raised.fault.frames else ""
    return f"{raised.place} is reached again and again from `{name}` itself." if name and raised.at else ""


def _is_assert(raised: Raised) -> bool:
    return raised.at is not None and raised.source.line(raised.at.cell, raised.at.line).strip().startswith("assert")


#: Kinds of values that an assertion is about.
_COMPARED = ("array", "matrix", "int", "float", "bool", "text", "list", "tuple", "dict", "None")


def _assert_detail(raised: Raised) -> str:
    return say_all(raised, only=_COMPARED) or f"{raised.place}."


CALL_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        name="own_signature",
        title="Your function has other parameters than the task's",
        explanation="For this test the course's own version of a function replaces yours, and the call fits only "
        "yours.",
        hint="Keep the first line of each function as the starter has it, and call it so.",
        holds=_own_signature,
        detail=_own_signature_detail,
    ),
    Pattern(
        name="given_function_takes_numbers",
        title="A given function gets a whole array",
        explanation="The function that is given takes a single number; this line hands it an array.",
        hint="Make a function of it that goes through an array, and call that: np.vectorize(f)(x).",
        errors=frozenset({"ValueError", "TypeError"}),
        text=r"truth value|only (length-1|size-1|0-dimensional)",
        holds=_array_for_given,
        detail=_given_detail,
    ),
    Pattern(
        name="given_function_refuses",
        title="A given function cannot use what it gets",
        explanation="The exception arises inside a function that the course gives: what it was called with does not "
        "fit.",
        hint="Print the arguments, their types and shapes, just before this line.",
        holds=_in_given_function,
        detail=_given_detail,
    ),
    Pattern(
        name="self_missing",
        title="`self` is missing in a method's parameters",
        explanation="A method gets its object as the first argument, so its first parameter has to be self.",
        hint="Write def name(self, ...) in the class, or move the function out of it.",
        errors=frozenset({"TypeError"}),
        text=WRONG_COUNT,
        holds=_misses_self,
        of_call=True,
        detail=_self_detail,
    ),
    Pattern(
        name="call_does_not_fit",
        title="A call has other arguments than the function takes",
        explanation="A function is called with more, fewer or other arguments than its definition has.",
        hint="Compare the call with the first line of the function.",
        errors=frozenset({"TypeError"}),
        text=WRONG_COUNT,
        holds=_own_call,
        detail=_own_call_detail,
    ),
    Pattern(
        name="other_parameters",
        title="The function takes other arguments than the task says",
        explanation="The test calls the function as the task says, and its definition takes other arguments.",
        hint="Keep the definition's first line as the starter has it.",
        errors=frozenset({"TypeError"}),
        text=WRONG_COUNT,
        holds=_by_the_test,
        of_call=True,
        detail=_test_call_detail,
    ),
    Pattern(
        name="calls_too_deep",
        title="Calls are nested too deeply",
        explanation="The function is called again before it has returned, more often than Python allows.",
        hint="Does the function call itself where another one is meant? If it is meant to, a loop needs no depth.",
        errors=frozenset({"RecursionError"}),
        detail=_recursion_detail,
    ),
    Pattern(
        name="own_assertion",
        title="A check in your own code failed",
        explanation="An `assert` in the file does not hold here.",
        hint="What does the assert compare? Print both sides just before it.",
        errors=frozenset({"AssertionError"}),
        holds=_is_assert,
        detail=_assert_detail,
    ),
)
