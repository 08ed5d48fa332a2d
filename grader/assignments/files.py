"""The files of an assignment: where they are, who may read them, and the version that a result depends on.

Every other part of the project asks this module. Public files may be read by everybody and are all that an image of
the web holds (`python -m grader.assignments.files SOURCE TARGET` copies them); the rest of the folder, and the
reference, are secret.
"""

from __future__ import annotations

import ast
import hashlib
import os
import platform
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from grader.errors import AssignmentError

#: Folder of the assignments, and of the references, below the project's root.
ASSIGNMENTS, REFERENCES = "testcases", "reference"
#: Files of an assignment's folder that students may see, in the order of docs/authoring.md.
PUBLIC = ("assignment.toml", "questions.toml", "prompt.md", "starter.py", "support.py")
#: Secret files and folders of an assignment's folder. Whatever else lies there is secret as well.
SECRET = ("cases.py", "cases", "answers.toml", "submissions")
#: Not part of the version: samples are graded, they decide nothing.
SUBMISSIONS = "submissions"
#: What the interpreter writes.
GENERATED = frozenset({"__pycache__"})

#: Path, time of the last change in nanoseconds, and size of a file.
FileState = tuple[str, int, int]


def root() -> Path:
    """The project's root: GRADER_ROOT, or the folder that holds the `grader` package."""
    configured = os.environ.get("GRADER_ROOT")
    return Path(configured).resolve() if configured else Path(__file__).resolve().parents[2]


def slugs(project: Path | None = None) -> tuple[str, ...]:
    """The names of all assignments, sorted, also of those that cannot be loaded.

    Raises `AssignmentError` when there is no folder of assignments.
    """
    folder = (project or root()) / ASSIGNMENTS
    if not folder.is_dir():
        raise AssignmentError(f"{folder}: there is no such folder; set GRADER_ROOT to the project's folder")
    return tuple(sorted(_slugs_in(folder)))


def _slugs_in(folder: Path) -> Iterator[str]:
    """A folder is an assignment as soon as it holds one of an assignment's files: what lacks another one is told."""
    for path in folder.iterdir():
        if any((path / name).exists() for name in (*PUBLIC, *SECRET)):
            yield path.name


def folder_of(project: Path, slug: str) -> Path:
    """The folder of an assignment."""
    return project / ASSIGNMENTS / slug


def relative(project: Path, text: str) -> str:
    """`text` with paths below the project's root written relative to it, as users see them."""
    return text.replace(f"{project}{os.sep}", "") if project.is_absolute() else text


@contextmanager
def relative_paths(project: Path) -> Iterator[None]:
    """Within the block, an `AssignmentError` names its files relative to the project's root."""
    try:
        yield
    except AssignmentError as error:
        message = relative(project, error.message)
        if message == error.message:
            raise
        raise AssignmentError(message) from error


def public_state(project: Path, slug: str) -> tuple[int, ...]:
    """Changes when a public file changes, appears or disappears."""
    return tuple(_modified(f"{project}/{ASSIGNMENTS}/{slug}/{name}") for name in PUBLIC)


def copy_public(source: Path, target: Path) -> None:
    """Copy the public files of every assignment below `source`, a folder of assignments."""
    for slug in _slugs_in(source):
        (target / slug).mkdir(parents=True, exist_ok=True)
        for name in PUBLIC:
            if (source / slug / name).is_file():
                shutil.copyfile(source / slug / name, target / slug / name)


class Versions:
    """The version of each assignment: it changes with everything that can change a result."""

    def __init__(self, project: Path) -> None:
        self._project = project
        #: Slug -> (the references it reaches, the state of all its files, its version).
        self._known: dict[str, tuple[frozenset[str], tuple[FileState, ...], str]] = {}

    def version(self, slug: str) -> str:
        """SHA-256 over the assignment's public and secret files, the references it reaches, and the grader's version.

        Samples are left out. The files are read again only when one of them has changed.
        """
        known = self._known.get(slug)
        if known is not None and known[1] == self._state(slug, known[0]):
            return known[2]
        references = reached_references(self._project, slug)
        state = self._state(slug, references)
        digest = hashlib.sha256(grader_version().encode())
        for path, _, _ in state:
            content = Path(path).read_bytes()
            digest.update(f"\0{os.path.relpath(path, self._project)}\0{len(content)}\0".encode())
            digest.update(content)
        self._known[slug] = (references, state, digest.hexdigest())
        return digest.hexdigest()

    def _state(self, slug: str, references: Iterable[str]) -> tuple[FileState, ...]:
        """Computed for every submission, hence without `Path`."""
        found = list(_files(f"{self._project}/{ASSIGNMENTS}/{slug}", leave_out=SUBMISSIONS))
        for name in references:
            found += _reference_files(f"{self._project}/{REFERENCES}/{name}")
        return tuple(sorted(found))


@cache
def grader_version() -> str:
    """Versions of what grades: the grader, NumPy and Python."""
    # Takes 20 ms to import, which `grader grade` does not need.
    from importlib import metadata

    return f"grader {metadata.version('nn-grader')}, numpy {metadata.version('numpy')}, {platform.python_version()}"


def reached_references(project: Path, slug: str) -> frozenset[str]:
    """Names of the references that `slug`'s reference imports, however indirectly, and `slug` itself."""
    reached: set[str] = set()
    waiting = [slug]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        for path, _, _ in _reference_files(f"{project}/{REFERENCES}/{name}"):
            if path.endswith(".py"):
                package = os.path.relpath(os.path.dirname(path), project).split(os.sep)
                waiting += _imported_references(Path(path).read_bytes().decode("utf-8", "replace"), package)
    return frozenset(reached)


def _imported_references(text: str, package: list[str]) -> Iterator[str]:
    """Names of references that the module `text` in `package` (["reference", "train"]) imports."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = base + (node.module.split(".") if node.module else [])
            names = [[*base, alias.name] for alias in node.names]
        else:
            continue
        yield from (name[1] for name in names if name[0] == REFERENCES and len(name) > 1)


def _reference_files(path: str) -> Iterator[FileState]:
    """The files of a reference: the module `path`.py, and all of the package `path`."""
    with suppress(OSError):
        stat = os.stat(f"{path}.py")
        yield f"{path}.py", stat.st_mtime_ns, stat.st_size
    yield from _files(path)


def _files(folder: str, *, leave_out: str = "") -> Iterator[FileState]:
    """All files below a folder; nothing when it is not there. `leave_out` names a folder in it."""
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return
    for entry in entries:
        if entry.is_file():
            stat = entry.stat()
            yield entry.path, stat.st_mtime_ns, stat.st_size
        elif entry.is_dir() and entry.name not in GENERATED and entry.name != leave_out:
            yield from _files(entry.path)


def _modified(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


if __name__ == "__main__":
    copy_public(Path(sys.argv[1]), Path(sys.argv[2]))
