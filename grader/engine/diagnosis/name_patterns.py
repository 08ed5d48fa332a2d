"""Exceptions about names, keys and attributes that are not there."""

from __future__ import annotations

import ast
import re
from difflib import get_close_matches

from grader.engine.diagnosis.error_pattern import Pattern, Raised, quote, say
from grader.engine.wording import join

#: Keys of a dictionary that are listed.
MOST_KEYS = 8


def _undefined(raised: Raised) -> str:
    """The name that is not defined."""
    match = re.search(r"(?:name|variable|free variable) '(\w+)'", raised.text)
    return match[1] if match else ""


def _name_detail(raised: Raised) -> str:
    name = _undefined(raised)
    if not name or not quote(name) or name not in raised.source.line(*_at(raised)):
        return ""
    if raised.fault.error_type == "UnboundLocalError":
        return f"{raised.place} reads `{name}` before anything is assigned to it on the way there."
    begun = f"{raised.place} reads `{name}`"
    inside = raised.source.bindings(name, raised.function.node) if raised.function is not None else []
    if inside:
        return f"{begun}, which this function assigns only in {_location(raised, inside[0].lineno)}."
    if other_case := _in_other_case(raised, name):
        return f"{begun}, and nothing in this function assigns it; it assigns `{other_case}`."
    elsewhere = [found for found in raised.source.definitions if raised.source.bindings(name, found.node)]
    if elsewhere:
        other = elsewhere[0]
        line = raised.source.bindings(name, other.node)[0].lineno
        where = raised.source.location(other.cell, line)
        return f"{begun}. It is a variable of `{other.node.name}` ({where}), and only known there."
    if outside := raised.source.module_bindings(name):
        where = raised.source.location(*outside[-1])
        return f"{begun}, but {where}, which gives it a value, raised an error (see the notes) or was not run here."
    return f"{begun}, and nothing in the file assigns it{_attribute(raised, name)}."


def _name_advice(raised: Raised) -> str:
    name = _undefined(raised)
    inside = raised.function is not None and raised.source.bindings(name, raised.function.node)
    if not name or inside or not raised.source.module_bindings(name):
        return ""
    return "The line that gives it a value has to run here: without files, packages or inputs that are missing."


def _in_other_case(raised: Raised, name: str) -> str:
    """A name of the function that differs in capital and small letters only; "" if there is none."""
    if raised.function is None:
        return ""
    written = {part.id for part in ast.walk(raised.function.node) if isinstance(part, ast.Name)} - {name}
    same = sorted(other for other in written if other.lower() == name.lower())
    return next((other for other in same if raised.source.bindings(other, raised.function.node)), "")


def _attribute(raised: Raised, name: str) -> str:
    """That there is an attribute of the name, which needs `self.`; or a name that is spelled nearly so."""
    if raised.source.lines_binding(f"self.{name}"):
        return f"; there is `self.{name}`"
    if raised.function is None:
        return ""
    read = {part.id for part in ast.walk(raised.function.node) if isinstance(part, ast.Name)} - {name}
    known = {other for other in read if raised.source.bindings(other, raised.function.node)}
    known.update(raised.function.parameters)
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return f"; this function knows `{near[0]}`" if near else ""


def _at(raised: Raised) -> tuple[int, int]:
    return (raised.at.cell, raised.at.line) if raised.at is not None else (0, 0)


def _location(raised: Raised, line: int) -> str:
    return raised.source.location(_at(raised)[0], line)


def _no_self(raised: Raised) -> bool:
    """Whether `self` is read in a method whose parameters have none."""
    function = raised.function
    return _undefined(raised) == "self" and function is not None and "self" not in function.parameters


def _no_self_detail(raised: Raised) -> str:
    function = raised.function
    if function is None:
        return ""
    where = _location(raised, function.node.lineno)
    return f"{raised.place} uses `self`, but `{function.node.name}` ({where}) does not take it as its first parameter."


def _key_detail(raised: Raised) -> str:
    if not isinstance(raised.node, ast.Subscript) or len(raised.operands) != 2:
        return ""
    container, key = raised.operands
    asked = key.details[0] if key.kind in ("text", "int") and key.details else _key_in(raised.text)
    if not quote(container.text) or container.kind != "dict" or not asked:
        return ""
    begun = f"{raised.place}: {quote(container.text)} has no key {asked!r}"
    if not container.details:
        return f"{begun}; it is empty." if container.shape == (0,) else f"{begun}."
    keys = [repr(name) for name in container.details[:MOST_KEYS]]
    has_more = bool(container.shape) and container.shape[0] > MOST_KEYS
    return f"{begun}; it has {', '.join([*keys, '...']) if has_more else join(keys)}."


def _key_in(text: str) -> str:
    """The key that the text of a KeyError consists of, where it is a word or a number."""
    match = re.fullmatch(r"'([\w ]{1,40})'|(-?\d{1,9})", text)
    return (match[1] or match[2]) if match else ""


def _attribute_detail(raised: Raised) -> str:
    match = re.search(r"has no attribute '(\w+)'", raised.text)
    name = match[1] if match else ""
    if not isinstance(raised.node, ast.Attribute) or raised.node.attr != name or not raised.operands:
        return ""
    owner = raised.operands[0]
    if owner.text == "self" or owner.kind == "object":
        return f"{raised.place} reads {quote(raised.at.text)}, which nothing has set." if raised.at is not None else ""
    what = say(owner)
    return f"{raised.place}: {what}, and has no `{name}`." if what else ""


NAME_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        name="self_missing",
        title="`self` is missing in a method's parameters",
        explanation="A method gets its object as the first argument, so its first parameter has to be self.",
        hint="Write def name(self, ...) in the class, or move the function out of it.",
        errors=frozenset({"NameError"}),
        text=r"name 'self' is not defined",
        holds=_no_self,
        detail=_no_self_detail,
    ),
    Pattern(
        name="undefined_name",
        title="A name is not defined",
        explanation="The code uses a name that has no value at this point.",
        hint="Compare the spelling with the line that should define it. Variables of another function or cell are not "
        "known here, and attributes need self. in front.",
        errors=frozenset({"NameError", "UnboundLocalError"}),
        detail=_name_detail,
        advice=_name_advice,
    ),
    Pattern(
        name="missing_key",
        title="A dictionary has no such key",
        explanation="The code asks a dictionary for a key that it does not have.",
        hint="Print the dictionary's keys just before this line, and compare them with the one that is asked for.",
        errors=frozenset({"KeyError"}),
        detail=_key_detail,
    ),
    Pattern(
        name="no_such_attribute",
        title="There is no attribute or method of that name",
        explanation="An object is asked for an attribute or a method that it does not have.",
        hint="Compare the spelling, and print the type of what stands before the dot.",
        errors=frozenset({"AttributeError"}),
        text=r"has no attribute",
        detail=_attribute_detail,
    ),
)
