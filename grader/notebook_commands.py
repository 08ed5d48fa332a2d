"""Takes the commands of IPython out of a cell's text: magics, shell lines, help requests. No Python is parsed.

A command stands only where a statement can begin, so strings and brackets are followed by a small scanner; otherwise
the `% cost` that continues a formatted string would be taken for a magic. Each command becomes `pass` with the same
indentation, so that all lines keep their numbers and a block keeps a body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Cell magics below which there is still Python of the same program.
_PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "pypy", "python", "python3"})

_COMMAND = re.compile(
    r"""(?x)
    (?P<indent>[ \t\f]*)
    (?: !(?!=).*                                  # !pip install
      | %[A-Za-z_]\w*(?:[ \t].*)?                 # %matplotlib inline
      | \?{1,2}[A-Za-z_][\w.]*[ \t]*              # ?np.dot
      | [A-Za-z_][\w.]*\?{1,2}[ \t]*(?:;[ \t]*)?  # np.dot?
      | [A-Za-z_][\w, \t]*=[ \t]*(?:!(?!=)|%[A-Za-z_]).*   # files = !ls
    )"""
)
_CELL_MAGIC = re.compile(r"[ \t]*%%([A-Za-z_!]\w*).*")
_LEXEME = re.compile(r"""\"\"\"|'''|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|\#.*|[(\[{]|[)\]}]|\\$""")
_STARTS_STATEMENT = re.compile(r"(?:def|class|import|from|async|@)\b|@")


def without_commands(text: str) -> tuple[str, list[str]]:
    """The text of a cell with its commands replaced, and a note for each ("line 3: `!pip` was left out ...")."""
    lines = text.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    notes: list[str] = []
    if first is not None and (magic := _CELL_MAGIC.fullmatch(lines[first])):
        if magic[1] not in _PYTHON_CELLS:
            return "\n" * (len(lines) - 1), [f"the whole cell was left out: {_shown(lines[first])} is not Python"]
        notes.append(_note(first, lines[first]))
        lines[first] = ""
    if not any(sign in text for sign in "%!?"):
        return text, notes
    state = _Scanner()
    continued = False
    for index, line in enumerate(lines):
        command = _COMMAND.fullmatch(line) if continued or state.statement_begins(line) else None
        if continued or command:
            if not continued:
                notes.append(_note(index, line))
            indent = command["indent"] if command else ""
            lines[index] = "" if continued else f"{indent}pass"
            continued = line.endswith("\\")
        else:
            state.read(line)
    return "\n".join(lines), notes


@dataclass
class _Scanner:
    """Follows strings and brackets from line to line."""

    #: The delimiter of the triple-quoted string that is open, or nothing.
    quote: str = ""
    #: Open brackets.
    depth: int = 0
    #: Whether the last line ended with a backslash.
    joined: bool = False

    def statement_begins(self, line: str) -> bool:
        """Whether a statement can begin with `line`."""
        if self.depth and not self.quote and _STARTS_STATEMENT.match(line):
            self.depth = 0  # a bracket was never closed; definitions stand at the beginning of a line
        return not (self.quote or self.depth or self.joined)

    def read(self, line: str) -> None:
        """Take notice of what `line` opens and closes."""
        self.joined = False
        position = 0
        while True:
            if self.quote:
                end = _closing(line, self.quote, position)
                if end < 0:
                    return
                self.quote, position = "", end
            lexeme = _LEXEME.search(line, position)
            if lexeme is None:
                return
            self._take(lexeme[0])
            position = lexeme.end()

    def _take(self, lexeme: str) -> None:
        if lexeme in ('"""', "'''"):
            self.quote = lexeme
        elif lexeme in "([{":
            self.depth += 1
        elif lexeme in ")]}":
            self.depth = max(0, self.depth - 1)
        elif lexeme == "\\":
            self.joined = True


def _closing(line: str, quote: str, start: int) -> int:
    """Where the string that `quote` opened has ended, or -1."""
    position = start
    while (found := line.find(quote, position)) >= 0:
        before = found
        while before > start and line[before - 1] == "\\":
            before -= 1
        if (found - before) % 2 == 0:
            return found + len(quote)
        position = found + 1
    return -1


def _note(index: int, line: str) -> str:
    return f"line {index + 1}: {_shown(line)} was left out (a notebook command, not Python)"


def _shown(line: str) -> str:
    text = "".join(char if char.isprintable() else " " for char in line.strip())
    return f"`{text[:60]}{'...' if len(text) > 60 else ''}`"
