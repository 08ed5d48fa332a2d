"""Grades wrong files written as students write them, and counts how many mistakes are named truly, located, or missed.

The files are in `tests/truth/corpus/`: per assignment and round a text file of entries,

    === IDENTIFIER | names that are true, separated by commas | accepted sample that it changes (optional)
    code; in a notebook `# %%` begins each further cell

A name that is shown and not listed is false. What an exception or a relation of the values shows is a fact about the
run and never false; without one of the listed names it counts as located when it tells a line.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.truth_checks import Vocabulary, contradictions
from grader.assignments.sample_merging import merge
from grader.assignments.secret import Catalogue
from grader.engine.diagnosis.exception_patterns import EXCEPTIONS
from grader.engine.diagnosis.missing_definitions import MISSING_DEFINITIONS
from grader.engine.diagnosis.relations import RELATIONS
from grader.judge import Judge
from grader.model import Report, Source, Verdict
from grader.sandbox import open_jail

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "tests" / "truth" / "corpus"
_HEADER = re.compile(r"^=== (\w+) \|([^|\n]*)(?:\| *(\S+) *)?$", re.MULTILINE)
_LINE = re.compile(r"\b[Ll]ine \d+")
#: Names that state a fact about the run, not a mistake behind it.
FACTS = frozenset(
    {pattern.name for pattern in (*EXCEPTIONS, *MISSING_DEFINITIONS)}
    | {relation.name for relation in RELATIONS}
    | {"first_divergence", "nothing_returned", "other_kind", "something_else_too"}
    | {"backward_fits_own_forward", "backward_does_not_fit_own_forward"}
) - {"unfinished"}
ENDS = ("named", "located", "unnamed", "false", "passed")


@dataclass(frozen=True, kw_only=True)
class WrongFile:
    """An entry of the corpus."""

    slug: str
    #: Name of the file of the corpus: "relu_der" or "relu_der.fresh".
    collection: str
    name: str
    #: Names of which one should be shown, and no others; "none" for nothing.
    true: frozenset[str]
    source: Source


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was shown for a wrong file."""

    file: WrongFile
    #: One of `ENDS`.
    end: str
    shown: tuple[str, ...]
    #: Sentences that the file contradicts.
    untrue: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Counts for printing."""

    title: str
    told: Sequence[Told]
    remarks: Sequence[str] = field(default=())

    def __str__(self) -> str:
        lines = [self.title, f"  {'':32}" + "".join(f"{end:>10}" for end in (*ENDS, "all"))]
        groups = dict.fromkeys(told.file.collection for told in self.told)
        for group in (*groups, ""):
            counts = Counter(told.end for told in self.told if not group or told.file.collection == group)
            numbers = "".join(f"{counts[end]:>10}" for end in ENDS)
            lines.append(f"  {group or 'together':32}{numbers}{counts.total():>10}")
        return "\n".join([*lines, *(f"  {remark}" for remark in self.remarks), ""])


def wrong_files(folder: Path = CORPUS) -> Iterator[WrongFile]:
    """All entries of the corpus."""
    for path in sorted(folder.glob("*.txt")):
        slug = path.name.partition(".")[0]
        text = path.read_text()
        headers = list(_HEADER.finditer(text))
        for header, following in zip(headers, [*headers[1:], None], strict=True):
            code = text[header.end() + 1 : following.start() if following is not None else len(text)]
            if header[3]:
                base = ROOT / "testcases" / slug / "submissions" / header[3]
                code = merge(base.read_text(), code)
            cells = tuple(code.split("# %%\n"))
            yield WrongFile(
                slug=slug,
                collection=path.stem,
                name=header[1],
                true=frozenset(name.strip() for name in header[2].split(",")),
                source=Source(filename=f"{header[1]}.py", cells=cells),
            )


def told(file: WrongFile, report: Report, vocabulary: Vocabulary) -> Told:
    """Judge what the report of a wrong file says."""
    failed = [case for case in report.cases if case.verdict is not Verdict.ACCEPTED]
    named = [case.diagnosis.name for case in failed if case.diagnosis is not None]
    shown = tuple(dict.fromkeys(named))
    texts = [text for case in failed for text in (case.message, case.diagnosis.explanation if case.diagnosis else "")]
    if not failed:
        end = "passed"
    elif any(name not in file.true and name not in FACTS for name in shown):
        end = "false"
    elif file.true & set(shown):
        end = "named"
    else:
        end = "located" if any(map(_LINE.search, texts)) else "unnamed"
    untrue = tuple(contradictions(file.source, report, vocabulary))
    return Told(file=file, end=end, shown=shown, untrue=untrue)


def measure(files: Sequence[WrongFile]) -> list[Told]:
    """Grade the files through the real jail."""
    warnings.simplefilter("ignore")
    found = []
    with open_jail() as jail:
        for slug in dict.fromkeys(file.slug for file in files):
            catalogue = Catalogue(ROOT)
            judge = Judge(catalogue, jail)
            judge.warm(slug)
            for _ in judge.precompute(slug):
                pass
            vocabulary = Vocabulary.of(catalogue.load(slug))
            for file in files:
                if file.slug == slug:
                    found.append(told(file, judge.grade(slug, file.source, light_only=True), vocabulary))
    return found


def main() -> list[Figures]:
    """Counts per file of the corpus, and each entry that is not named."""
    results = measure(list(wrong_files()))
    remarks = [
        f"{result.end}: {result.file.collection}/{result.file.name}: shown {', '.join(result.shown) or 'nothing'}, "
        f"true {', '.join(sorted(result.file.true))}"
        for result in results
        if result.end != "named"
    ]
    for result in results:
        remarks += [f"untrue: {result.file.collection}/{result.file.name}: {text}" for text in result.untrue]
    return [Figures(title="what is said of wrong files", told=results, remarks=remarks)]
