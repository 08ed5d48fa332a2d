"""The samples of an assignment: submissions with the verdict and the diagnosis that each is promised to get."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.assignments import files
from grader.errors import AssignmentError
from grader.model import Verdict


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A submission with the verdict that it is promised to get."""

    path: Path
    verdict: Verdict
    #: Name of the misconception that must be named; "none" for no diagnosis; None when nothing is promised.
    diagnosis: str | None

    @property
    def label(self) -> str:
        """accepted/nested_loops.py"""
        return f"{self.path.parent.name}/{self.path.name}"


def samples(slug: str, folder: Path | None = None) -> tuple[Sample, ...]:
    """The sample submissions with what their folder and first lines promise. Raises `AssignmentError`."""
    here = files.folder_of(folder or files.root(), slug) / files.SUBMISSIONS
    found: list[Sample] = []
    for path in sorted(here.glob("*/*")):
        if path.suffix not in {".py", ".ipynb", ".json"}:
            continue
        try:
            verdict = Verdict(path.parent.name)
        except ValueError:
            known = ", ".join(verdict.value for verdict in Verdict)
            raise AssignmentError(f"{path.parent}: a folder here is named after a verdict, one of {known}") from None
        found.append(Sample(path=path, verdict=verdict, diagnosis=_promised(path)))
    return tuple(found)


def _promised(path: Path) -> str | None:
    with path.open("rb") as stream:
        for line in stream.read(4096).decode("utf-8", "replace").splitlines()[:5]:
            words = line.strip().lstrip('"').strip()
            if words.startswith("# diagnosis:"):
                return words.partition(":")[2].split("\\n")[0].strip()
    return None
