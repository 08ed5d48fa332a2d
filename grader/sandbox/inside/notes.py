"""What loading reports to the student: a sentence for what was left out or repaired."""

from __future__ import annotations

from . import stub_values

#: Most sentences that are kept.
MOST_NOTES = 25
#: Most characters of one sentence.
MOST_CHARACTERS = 300
#: Statements, other than definitions, whose errors are told in detail.
MOST_DETAILS = 3
#: Cell, first line, last line.
Range = tuple[int, int, int]


class Notes:
    """Collects the sentences in the order in which things were found."""

    def __init__(self, *, many_cells: bool) -> None:
        self.many_cells = many_cells
        self.sentences: list[str] = []
        self._modules: set[str] = set()
        self._details = 0
        self._more: list[Range] = []

    def location(self, cell: int, line: int) -> str:
        """A line as the student counts: "line 12", or "cell 3, line 12" in a notebook."""
        return f"cell {cell + 1}, line {line}" if self.many_cells else f"line {line}"

    def add(self, text: str, cell: int, line: int) -> str:
        """Add a sentence about a line. Returns the whole sentence."""
        sentence = f"{self.location(cell, line)}: {text}"[:MOST_CHARACTERS]
        self._keep(sentence)
        return sentence

    def add_general(self, sentence: str) -> None:
        """Add a sentence that belongs to no line."""
        self._keep(sentence[:MOST_CHARACTERS])

    def missing_module(self, name: str) -> None:
        """Add, once per module, that it is missing."""
        if name not in self._modules:
            self._modules.add(name)
            self.add_general(f"`{name[:60]}` is not available here; {stub_values.note(name)}")

    def raised(self, text: str, cell: int, line: int, *, definition: bool) -> str:
        """Add that a statement raised an exception, in detail for definitions and the first of the others."""
        if definition or self._details < MOST_DETAILS:
            self._details += not definition
            return self.add(text, cell, line)
        self._more.append((cell, line, line))
        return f"{self.location(cell, line)}: {text}"[:MOST_CHARACTERS]

    def more_raised(self) -> None:
        """Add the statements that raised an exception and were not told in detail."""
        if self._more:
            raised = "raised an error when it was run" if len(self._more) == 1 else "raised errors when they were run"
            self.add_general(f"Left out as well: {self._ranges(self._more)}, which {raised}")

    def starved(self, ranges: list[Range]) -> None:
        """Add the statements that lack what another statement should have set."""
        if ranges:
            need = "needs" if len(ranges) == 1 else "need"
            self.add_general(f"Left out: {self._ranges(ranges)}, which {need} what could not be run")

    def unreached(self, ranges: list[Range], why: str) -> None:
        """Add the statements that were left out because of what the whole file does ("takes more than 1 s to run")."""
        if ranges:
            count, these = (
                (f"{len(ranges)} top-level statements", "these") if len(ranges) > 1 else ("1 statement", "it")
            )
            lines = self._ranges(ranges)
            self.add_general(
                f"Left out: {count} ({lines}). The whole file {why}, and what is graded does not need {these}"
            )

    def too_slow(self, ranges: list[Range], seconds: str) -> None:
        """Add the statements that take too long by themselves."""
        if ranges:
            takes = "takes" if len(ranges) == 1 else "take"
            self.add_general(f"Left out: {self._ranges(ranges)}, which {takes} more than {seconds} to run")

    def lines(self, cell: int, first: int, last: int) -> str:
        """A range of lines: "line 3" or "cell 2, lines 3-5"."""
        return self._ranges([(cell, first, last)])

    def _ranges(self, ranges: list[Range]) -> str:
        locations: list[str] = []
        for cell in dict.fromkeys(cell for cell, _, _ in ranges):
            lines = _lines([(first, last) for where, first, last in ranges if where == cell])
            locations.append(f"cell {cell + 1}, {lines}" if self.many_cells else lines)
        return "; ".join(locations[:6]) + ("; ..." if len(locations) > 6 else "")

    def _keep(self, sentence: str) -> None:
        if len(self.sentences) < MOST_NOTES:
            self.sentences.append(sentence)
        elif len(self.sentences) == MOST_NOTES:
            self.sentences.append("and more of this kind")


def _lines(ranges: list[tuple[int, int]]) -> str:
    """Ranges as text, such as "lines 3-5, 9". Ranges on adjoining lines are merged."""
    merged: list[list[int]] = []
    for first, last in ranges:
        if merged and first <= merged[-1][1] + 2:
            merged[-1][1] = max(last, merged[-1][1])
        else:
            merged.append([first, last])
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in merged]
    plural = len(shown) > 1 or "-" in shown[0]
    return ("lines " if plural else "line ") + ", ".join(shown[:8]) + (", ..." if len(shown) > 8 else "")
