"""Two files line by line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import takewhile

from web.student.source import file_lines, file_text

#: Unchanged lines shown around a change.
CONTEXT = 3
#: Only the first lines of longer files are compared.
MAX_LINES = 5000
#: Pairs of equal lines that are examined before two files count as entirely different. Adversarial files would
#: otherwise keep the process busy.
MAX_PAIRS = 10_000_000


@dataclass(frozen=True, kw_only=True)
class DiffLine:
    """A line of a comparison."""

    #: "", "added", "removed", or "gap" where unchanged lines are left out.
    kind: str
    old: int | None = None
    new: int | None = None
    text: str = ""


def diff(old: bytes, new: bytes) -> list[DiffLine]:
    """The two files line by line, with long unchanged parts left out."""
    return _lines(_compare(old, new), old, new)


def changes(old: bytes, new: bytes, at_most: int) -> list[DiffLine]:
    """The lines that were added or removed; none if there are more than `at_most`."""
    matcher = _compare(old, new)
    changed = (b - a + d - c for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
    # Highlighting two long files takes longer than comparing them.
    if sum(changed) > at_most:
        return []
    return [line for line in _lines(matcher, old, new) if line.kind in ("added", "removed")]


def _compare(old: bytes, new: bytes) -> _Matcher:
    return _Matcher(*(file_text(content).split("\n")[:MAX_LINES] for content in (old, new)))


def _lines(matcher: _Matcher, old: bytes, new: bytes) -> list[DiffLine]:
    highlighted = [file_lines(content, MAX_LINES) for content in (old, new)]
    out: list[DiffLine] = []
    for group in matcher.get_grouped_opcodes(CONTEXT):
        if group[0][1] or group[0][3]:
            out.append(DiffLine(kind="gap"))
        for tag, a, b, c, d in group:
            if tag == "equal":
                out += [DiffLine(kind="", old=i + 1, new=c + i - a + 1, text=highlighted[0][i]) for i in range(a, b)]
                continue
            out += [DiffLine(kind="removed", old=i + 1, text=highlighted[0][i]) for i in range(a, b)]
            out += [DiffLine(kind="added", new=j + 1, text=highlighted[1][j]) for j in range(c, d)]
    return out


class _TooExpensive(Exception):
    """Comparing the two files exceeds MAX_PAIRS."""


class _Matcher(SequenceMatcher[str]):
    """Compares lines with a limit; beyond it, all lines between the common head and tail count as changed."""

    def __init__(self, old: list[str], new: list[str]) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._pairs_left = MAX_PAIRS
        self._old, self._counts = old, Counter(new)
        try:
            self.get_opcodes()
        except _TooExpensive:
            self.opcodes = _by_common_ends(old, new)

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        self._pairs_left -= sum(self._counts[line] for line in self._old[alo:ahi])
        if self._pairs_left < 0:
            raise _TooExpensive
        return super().find_longest_match(alo, ahi, blo, bhi)


def _by_common_ends(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """The comparison of two files by their common first and last lines, as `SequenceMatcher` gives it."""
    head = _common_prefix(old, new)
    tail = _common_prefix(old[head:][::-1], new[head:][::-1])
    parts = [
        ("equal", 0, head, 0, head),
        ("replace", head, len(old) - tail, head, len(new) - tail),
        ("equal", len(old) - tail, len(old), len(new) - tail, len(new)),
    ]
    return [part for part in parts if part[1] < part[2] or part[3] < part[4]]


def _common_prefix(old: list[str], new: list[str]) -> int:
    """The number of equal lines at the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
