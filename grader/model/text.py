"""Text that a submission chose, made safe to show and to put into a spreadsheet."""

from __future__ import annotations

import re
import unicodedata

#: Unicode categories of invisible characters: controls, formats (among them bidirectional overrides), surrogates,
#: private and unassigned characters, line and paragraph separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: Maximum number of combining marks on a character; more of them overlap other lines.
_MAX_MARKS = 4
#: A spreadsheet takes a cell that starts so for a formula, and would run it on the instructor's machine. Where the
#: decimal sign is a comma semicolons separate cells too; full-width signs count like the others.
_FORMULA = re.compile(r"(^|[;\t\r\n])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n])")


def spreadsheet_text(value: str) -> str:
    """`value` as a cell that no spreadsheet takes for a formula: a quote goes before what looks like one."""
    return _FORMULA.sub(r"\1'", value)


def reveal(text: str, form: str = "‹U+{:04X}›") -> str:
    """`text` with each invisible character replaced by its code point in `form`; line ends and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        hidden = (category in _INVISIBLE and char not in "\n\t") or marks > _MAX_MARKS
        out.append(form.format(ord(char)) if hidden else char)
    return "".join(out)
