"""Recognises encodings of Python files other than UTF-8: a declared one, and UTF-16 without a mark."""

from __future__ import annotations

import codecs
import encodings
import pkgutil
import re
from encodings.aliases import aliases
from functools import cache
from typing import NamedTuple

#: PEP 263: in the first or second line, which holds nothing but a comment.
_DECLARATION = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")
#: What may be declared: encodings of text in which the first 128 characters are those of ASCII.
_ALLOWED = re.compile(
    r"(?i)(?:iso8859-\d+|cp\d+|latin[_-]?1|mac[_-][a-z]+|koi8[_-][a-z]|gb\w+|big5\w*|shift_jis\w*|euc_\w+|ptcp154|tis-620)"
)
#: Characters of a declared name at most: it is shown as it is written.
_LONGEST = 40


class Declared(NamedTuple):
    """A file in the encoding that it declares."""

    text: str
    name: str
    #: The line of the declaration.
    line: int


def declared(data: bytes) -> Declared | None:
    """The text of a file that is not UTF-8 and declares what it is; None if it does not, or is not that either."""
    for line, content in enumerate(data.split(b"\n", 2)[:2], 1):
        match = _DECLARATION.match(content)
        if match is None:
            if content.strip() and not content.lstrip().startswith(b"#"):
                return None
            continue
        name = match[1].decode("ascii")
        known = encodings.normalize_encoding(name).lower()
        if known not in _names() or len(name) > _LONGEST:
            return None
        try:
            if not _ALLOWED.fullmatch(codecs.lookup(known).name):
                return None
            return Declared(data.decode(known), name, line)
        except (LookupError, ValueError):
            return None
    return None


@cache
def _names() -> frozenset[str]:
    """The names of all encodings. Python keeps for ever what is looked up, also a name that it does not know."""
    modules = (module.name for module in pkgutil.iter_modules(encodings.__path__))
    return frozenset({*aliases, *aliases.values(), *modules})


#: Bytes of printed Latin text and of its line ends.
_LATIN = frozenset((*b"\t\n\r", *range(0x20, 0x7F), *range(0xA0, 0x100)))


def looks_like_utf16(data: bytes) -> bool:
    """Whether bytes with zeros among them are probably Latin text in UTF-16: zero every other byte, the rest text."""
    halves = sorted((data[0::2], data[1::2]), key=lambda half: half.count(0))
    text, zeros = halves[0], halves[1]
    printed = sum(byte in _LATIN for byte in text)
    return bool(text) and zeros.count(0) > 0.7 * len(zeros) and printed > 0.7 * len(text)
