"""The autograder zip for Gradescope: this project's own source, one assignment, and a lock of what they need."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from grader.assignments import files
from grader.errors import GraderError
from grader.model import Assignment, Lane

PACKAGE = Path(__file__).resolve().parents[1]
SCRIPTS = Path(__file__).parent / "autograder"
#: What `grader grade` imports. Everything that these need is added.
NEEDED = ("click", "lark", "numpy", "pydantic", "pydantic-settings", "pyseccomp")
#: Parts of the package that grade nothing.
_LEFT_OUT = frozenset({"__pycache__", "attacks", "autograder", "store", "template", "verify", "worker"})
#: An entry of a lock: the name, and everything up to the next one.
_ENTRY = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==.*?(?=^[A-Za-z0-9]|\Z)", re.MULTILINE | re.DOTALL)
_EPOCH = (1980, 1, 1, 0, 0, 0)


class ExportFailed(GraderError):
    """The zip cannot be made."""


def write_zip(target: Path, assignment: Assignment, project: Path) -> None:
    """Write the autograder of an assignment. The same files give the same bytes.

    Raises `ExportFailed` for an assignment that allows modules besides NumPy: the lock does not hold them.
    """
    if assignment.allowed:
        raise ExportFailed(
            f"{assignment.slug} allows {', '.join(assignment.allowed)}, which the grader's lock does not hold"
        )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("setup.sh", "run_autograder"):
            text = (SCRIPTS / name).read_text(encoding="utf-8").replace("SLUG", assignment.slug)
            _add(archive, name, text.encode(), mode=0o755)
        _add(archive, "requirements.txt", requirements(project, assignment).encode())
        # Receipts and versions ask for the version of the installed package.
        version = metadata.version("nn-grader")
        told = f"Metadata-Version: 2.1\nName: nn-grader\nVersion: {version}\n"
        _add(archive, f"nn_grader-{version}.dist-info/METADATA", told.encode())
        for path in _sources():
            _add(archive, f"grader/{path.relative_to(PACKAGE).as_posix()}", path.read_bytes())
        for path in _assignment_files(project, assignment.slug):
            _add(archive, path.relative_to(project).as_posix(), path.read_bytes())


def _add(archive: zipfile.ZipFile, name: str, content: bytes, *, mode: int = 0o644) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = (0o100000 | mode) << 16
    archive.writestr(info, content)


def requirements(project: Path, assignment: Assignment) -> str:
    """The entries of the project's lock, with their hashes, that grading this needs. Raises `ExportFailed`."""
    entries: dict[str, list[str]] = {}
    for found in _ENTRY.finditer(_lock(project, "runtime.txt")):
        entries.setdefault(canonicalize_name(found[1]), []).append(found[0].rstrip())
    lines = [entry for name in sorted(_closure(NEEDED)) for entry in entries.get(name, [])]
    if assignment.lane is Lane.TRAINING:
        # The images that stand in for MNIST where it cannot be downloaded.
        lines += [found[0].rstrip() for found in _ENTRY.finditer(_lock(project, "data.txt"))]
    return "\n".join(lines) + "\n"


def _lock(project: Path, name: str) -> str:
    path = project / "requirements" / name
    if not path.is_file():
        path = PACKAGE.parent / "requirements" / name
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ExportFailed(f"{path}: the lock of packages cannot be read: {error.strerror}") from error


def _closure(names: tuple[str, ...]) -> set[str]:
    """These packages and everything that they need, by the metadata of what is installed."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        found.add(name)
        needs = [Requirement(text) for text in metadata.requires(name) or ()]
        waiting += [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    return found


def _sources() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and not _LEFT_OUT & set(path.relative_to(PACKAGE).parts):
            yield path


def _assignment_files(project: Path, slug: str) -> Iterator[Path]:
    """The assignment without its samples, and the references that its own one reaches."""
    folder = files.folder_of(project, slug)
    found = [path for path in folder.rglob("*") if files.SUBMISSIONS not in path.relative_to(folder).parts]
    for name in files.reached_references(project, slug):
        reference = project / files.REFERENCES / name
        found += [reference.with_suffix(".py"), *reference.rglob("*")]
    for path in sorted(found):
        if path.is_file() and not files.GENERATED & set(path.parts):
            yield path
