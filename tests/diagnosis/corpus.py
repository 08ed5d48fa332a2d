"""Submissions as students write them, with what each is told; the files in `corpus/`, named after their assignment.

An entry begins with a line `=== title | promise`. It holds only what differs from an accepted sample of the assignment,
except in a file `..._whole.txt`. The promise is one of

    right                        full marks, and no diagnosis
    name, one + other            each diagnosis is one of these; at least one is given, or both together
    -                            it may be without a name, and has no other
    ... @ fragment of a line     the report gives the number of the line that contains the fragment
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.assignments.sample_merging import merge
from grader.model import Report, Source, Verdict

FOLDER = Path(__file__).parent / "corpus"
SUBMISSIONS = Path(__file__).parents[2] / "testcases"
#: Beginning of a file's name -> assignment, and the accepted sample that its entries are based on.
ASSIGNMENTS = {
    "dnn": ("dnn_step_by_step", "plain_loops.py"),
    "mlp": ("mlp_notebook", "where_and_matmul.py"),
}
#: The end of the name of a file whose entries are complete.
WHOLE = "_whole"
HEADER = re.compile(r"^=== (?P<title>[^|]+) \| (?P<names>[^@]+?)(?: @ (?P<fragment>.+))?$")
#: Diagnoses of names that no entry is about.
UNNAMED = "-"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One submission with its promise."""

    slug: str
    title: str
    names: tuple[str, ...]
    fragment: str
    text: str

    @property
    def source(self) -> Source:
        """The submission."""
        return Source(filename="submission.py", cells=(self.text,))

    @property
    def lines(self) -> list[int]:
        """The numbers of the lines that contain the fragment; none without one."""
        lines = enumerate(self.text.splitlines(), start=1)
        return [at for at, line in lines if self.fragment and self.fragment in line]


def entries(pattern: str = "*") -> Iterator[Entry]:
    """The entries of the files whose names fit `pattern`."""
    for path in sorted(FOLDER.glob(f"{pattern}.txt")):
        slug, sample = ASSIGNMENTS[path.stem.partition("_")[0]]
        base = (SUBMISSIONS / slug / "submissions" / "accepted" / sample).read_text()
        for part in re.split(r"^(?==== )", path.read_text(), flags=re.MULTILINE):
            if part.strip():
                yield _entry(slug, part, "" if path.stem.endswith(WHOLE) else base)


def _entry(slug: str, part: str, base: str) -> Entry:
    first, _, code = part.partition("\n")
    header = HEADER.match(first)
    assert header is not None, first
    return Entry(
        slug=slug,
        title=header["title"],
        names=tuple(name.strip() for name in header["names"].split(",")),
        fragment=header["fragment"] or "",
        text=merge(base, code) if base else code,
    )


def problems(entry: Entry, report: Report) -> list[str]:
    """What of the promise the report does not keep."""
    told = tuple(dict.fromkeys(case.diagnosis.name for case in report.cases if case.diagnosis))
    allowed = {part for name in entry.names for part in name.split(" + ")}
    parts = {part for name in told for part in name.split(" + ")}
    found = [f"is told {part}" for part in sorted(parts - allowed)]
    if entry.names == ("right",):
        return found + ([f"gets {report.verdict.value}"] if report.verdict is not Verdict.ACCEPTED else [])
    if report.verdict is Verdict.ACCEPTED:
        found.append("gets full marks")
    if UNNAMED not in entry.names and not any(set(name.split(" + ")) <= parts for name in entry.names):
        found.append("is told nothing of it" if told else "is told nothing")
    if entry.fragment and not any(_is_located(line, report) for line in entry.lines):
        found.append(f"is not told the line of {entry.fragment!r}")
    return found


def _is_located(line: int, report: Report) -> bool:
    texts = [case.message for case in report.cases]
    texts += [case.diagnosis.explanation for case in report.cases if case.diagnosis]
    return any(re.search(rf"\b[Ll]ine {line}\b", text) for text in texts)
