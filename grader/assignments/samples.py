"""The samples of an assignment: submissions with the verdict and the diagnosis that each is promised to get."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.assignments import files
from grader.assignments.sample_merging import NotMergeable, based_on, merge
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
    base = folder or files.root()
    paths = sorted((files.folder_of(base, slug) / files.SUBMISSIONS).glob("*/*"))
    with files.relative_paths(base):
        return tuple(_sample(path) for path in paths if path.suffix in {".py", ".ipynb", ".json"})


def _sample(path: Path) -> Sample:
    try:
        verdict = Verdict(path.parent.name)
    except ValueError:
        known = ", ".join(verdict.value for verdict in Verdict)
        raise AssignmentError(f"{path.parent}: a folder here is named after a verdict, one of {known}") from None
    return Sample(path=path, verdict=verdict, diagnosis=_promised(path))


def read_sample(path: Path) -> bytes:
    """The bytes of a sample. One that is based on another sample is completed: `sample_merging.merge` says how.

    Raises `AssignmentError` when the sample that it names is missing, or itself based on another, or does not fit.
    """
    with files.relative_paths(path.parents[4] if is_sample(path) else path.parent):
        return _complete(path)


def _complete(path: Path) -> bytes:
    content = path.read_bytes()
    text = content.decode("utf-8", "replace")
    base = based_on(text) if path.suffix == ".py" else None
    if base is None:
        return content
    base_path = path.parents[1] / base
    if base_path.suffix != ".py" or not base_path.is_file():
        raise AssignmentError(f"{path}: is based on {base}, which is no Python file beside its folder")
    complete = base_path.read_text(encoding="utf-8")
    if based_on(complete) is not None:
        raise AssignmentError(f"{path}: is based on {base}, which is not complete itself: name the one it is based on")
    try:
        return merge(complete, text).encode()
    except NotMergeable as error:
        raise AssignmentError(f"{path}: cannot be merged with {base}: {error}") from error


def is_sample(path: Path) -> bool:
    """Whether a file lies where the samples of an assignment lie."""
    parents = path.resolve().parents
    return len(parents) > 3 and (parents[1].name, parents[3].name) == (files.SUBMISSIONS, files.ASSIGNMENTS)


def _promised(path: Path) -> str | None:
    with path.open("rb") as stream:
        for line in stream.read(4096).decode("utf-8", "replace").splitlines()[:5]:
            words = line.strip().lstrip('"').strip()
            if words.startswith("# diagnosis:"):
                return words.partition(":")[2].split("\\n")[0].strip()
    return None
