"""What loading reports to the student: a sentence for each statement that was skipped or repaired."""

from __future__ import annotations

from . import stub_values

#: Most sentences that are kept.
MOST_NOTES = 25
#: Most characters of one sentence.
MOST_CHARACTERS = 300


class Notes:
    """Collects the sentences in the order in which things were found."""

    def __init__(self, *, many_cells: bool) -> None:
        self.many_cells = many_cells
        self.sentences: list[str] = []
        self._modules: set[str] = set()

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

    def skipped(self, ranges: list[tuple[int, int, int]]) -> None:
        """Add the statements that were not run, each as cell, first line and last line."""
        if not ranges:
            return
        count = f"{len(ranges)} top-level statement{'s' if len(ranges) > 1 else ''}"
        locations: list[str] = []
        for cell in dict.fromkeys(cell for cell, _, _ in ranges):
            lines = _lines([(first, last) for where, first, last in ranges if where == cell])
            locations.append(f"cell {cell + 1}, {lines}" if self.many_cells else lines)
        shown = "; ".join(locations[:6]) + ("; ..." if len(locations) > 6 else "")
        self.add_general(f"Left out: {count} ({shown}); only definitions are graded")

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
