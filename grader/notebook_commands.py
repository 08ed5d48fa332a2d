"""Takes the commands of IPython out of a cell's text: magics, shell lines, help requests, prompts. No Python is parsed.

What a command would run stays: the statement after `%time`, the cell below `%%time`, the methods below `%%add_to Net`.

A command stands only where a statement can begin, so strings and brackets are followed by a small scanner; otherwise
the `% cost` that continues a formatted string would be taken for a magic. Each command becomes `pass` with the same
indentation, so that all lines keep their numbers and a block keeps a body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Line magics that run the statement behind them, and the options of these magics.
_RUNNING = re.compile(
    r"(?P<indent>[ \t\f]*)(?P<target>[A-Za-z_][\w, \t]*=[ \t]*)?%(?:time|prun)[ \t]+"
    r"(?:-[lsTD][ \t]+\S+[ \t]+|-\w+[ \t]+)*(?P<statement>\S.*)"
)
#: Cell magics that add the methods below them to a class.
_ADDING = re.compile(r"[ \t]*%%(?:add_to|add_method_to)[ \t]+([A-Za-z_]\w*)[ \t]*")
_PROMPT = re.compile(r"[ \t]*(?:>>> ?|\.\.\.(?: |$)|In \[\d*\]: ?|\.{3,}: ?)")
_FIRST_PROMPT = re.compile(r"[ \t]*(?:>>> |In \[\d+\]: )")
_WRITING = frozenset({"writefile", "file"})
_WRITES = "writes it to a file instead of running it; take that line away, and the cell is run"
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
    if first is not None and _FIRST_PROMPT.match(lines[first]):
        notes.append(f"line {first + 1}: prompts such as `>>>` were taken away")
        lines = _without_prompts(lines)
        text = "\n".join(lines)
    if first is not None and (adding := _ADDING.fullmatch(lines[first])):
        lines = _as_class(lines, first, adding[1])
        text = "\n".join(lines)
    elif first is not None and (magic := _CELL_MAGIC.fullmatch(lines[first])):
        if magic[1] not in _PYTHON_CELLS:
            why = _WRITES if magic[1] in _WRITING else "is not Python"
            return "\n" * (len(lines) - 1), [f"the whole cell was left out: {_shown(lines[first])} {why}"]
        notes.append(_note(first, lines[first]))
        lines[first] = ""
    if not any(sign in text for sign in "%!?"):
        return text, notes
    state = _Scanner()
    continued = False
    for index, line in enumerate(lines):
        if not continued and state.statement_begins(line) and (running := _RUNNING.fullmatch(line)):
            line = lines[index] = running["indent"] + (running["target"] or "") + running["statement"]
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


def _without_prompts(lines: list[str]) -> list[str]:
    """The lines without the prompts of a console. Lines of output, which have none, become blank."""
    stripped: list[str] = []
    for line in lines:
        prompt = _PROMPT.match(line)
        stripped.append(line[prompt.end() :] if prompt else line if line[:1].isspace() else "")
    return stripped


def _as_class(lines: list[str], first: int, name: str) -> list[str]:
    """A cell of methods as the body of a class that extends the class `name`."""
    state = _Scanner()
    found = lines[: first + 1]
    found[first] = f"class {name}({name}):"
    for line in lines[first + 1 :]:
        # The text of a string that goes over several lines stays as it is.
        found.append(line if state.quote or not line.strip() else f" {line}")
        state.read(line)
    return found if any(line.strip() for line in lines[first + 1 :]) else [*lines[:first], "", *lines[first + 1 :]]


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
