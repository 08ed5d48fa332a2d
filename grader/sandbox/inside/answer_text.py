"""Splits a dictionary of answers in a file that Python cannot parse into entries that are parsed one by one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

#: Begin and end of the dictionary in the text, brackets included.
Span = tuple[int, int]

_START = re.compile(r"^[ \t]*answers[ \t]*(?::[^=\n]{1,100})?=[ \t]*(?=\{)", re.MULTILINE)
#: A string without its end is one as well: if it were looked for again at each quote within, a long line of quotes
#: would be read as often as it has any.
_TOKEN = re.compile(r"'(?:[^'\\\n]|\\.)*'?|\"(?:[^\"\\\n]|\\.)*\"?|#[^\n]*|[\[{(]|[\]})]|,")
_KEY = re.compile(r"\s*(?:#[^\n]*\n\s*)*[\"'](\w{1,100})[\"']\s*:")
#: Signs that word processors put in place of those on the keyboard.
_SAME_SIGN = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-"),
    **dict.fromkeys(map(ord, "“”„«»"), '"'),
    **dict.fromkeys(map(ord, "‘’‚"), "'"),
    ord("＋"): "+", ord("．"): ".", ord("，"): ",", ord("："): ":", ord("／"): "/", ord("＊"): "*", ord("\xa0"): " ",
}  # fmt: skip


class Entry(NamedTuple):
    """One entry of a dictionary that is written out."""

    #: The question; "" if that is not known before it is evaluated.
    name: str
    #: None: `value` is a mapping whose entries are taken over.
    key: ast.expr | None
    #: None: it could not be parsed, for the reason in `problem`.
    value: ast.expr | None
    line: int
    problem: str = ""


def find_dictionary(text: str) -> Span | None:
    """Where the dictionary `answers = {...}` lies; None if there is none, or it has no end."""
    found = _START.search(text)
    if found is None:
        return None
    depth = 0
    for token in _TOKEN.finditer(text, found.end()):
        depth += (token.group() in "[{(") - (token.group() in "]})")
        if depth == 0:
            return found.end(), token.end()
    return None


def without(text: str, span: Span) -> str:
    """The text with an empty dictionary, all other lines at their numbers."""
    inside = text[span[0] : span[1]]
    line_begin = text.rfind("\n", 0, span[0]) + 1
    return text[:line_begin] + "\n" * inside.count("\n") + text[span[1] :]


def entries_of(text: str, span: Span) -> list[Entry]:
    """The entries of a dictionary, each parsed by itself."""
    entries = []
    for begin, end in _parts(text, span):
        part = text[begin:end]
        if not re.sub(r"#[^\n]*", "", part).strip():
            continue
        key = _KEY.match(part)
        line = text.count("\n", 0, begin + (key.end() if key else len(part) - len(part.lstrip()))) + 1
        name = key[1] if key else ""
        node, problem = _parsed(part, text.count("\n", 0, begin))
        if node is None:
            entries.append(Entry(name, None, None, line, problem))
        else:
            pairs = zip(node.keys, node.values, strict=True)
            entries += [Entry(name, key_node, value, line) for key_node, value in pairs]
    return entries


def _parts(text: str, span: Span) -> Iterator[Span]:
    """The texts between the commas of the outermost level."""
    depth, begin = 0, span[0] + 1
    for token in _TOKEN.finditer(text, span[0], span[1]):
        sign = token.group()
        depth += (sign in "[{(") - (sign in "]})")
        if (sign == "," and depth == 1) or depth == 0:
            yield begin, token.start()
            begin = token.end()


def _parsed(part: str, lines_before: int) -> tuple[ast.Dict | None, str]:
    """The part as a dictionary of one entry, else why Python cannot parse it."""
    problem = ""
    for attempt in (part, part.translate(_SAME_SIGN)):
        try:
            node = ast.parse("\n" * lines_before + "{" + attempt + "\n}", mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            problem = problem or str(getattr(error, "msg", None) or "it cannot be parsed")
            continue
        if isinstance(node, ast.Dict):
            return node, ""
        problem = problem or 'an entry is written as "question": answer'
    return None, problem
