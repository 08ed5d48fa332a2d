"""The public part of an assignment, parsed before and kept as JSON in the user's cache folder.

Reading TOML with pydantic takes 100 ms, most of it to import pydantic: a third of what `grader grade` may take for a
file. So the JSON is read by hand. An entry is valid for the exact content of the files and of the code that reads
them, as Python's own compiled modules are. Whatever is wrong with the cache, the files are read.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, cast, get_args, get_origin, get_type_hints

from grader.assignments import files
from grader.model import Assignment

#: Changes with the code: the modules that parse, and those whose classes are kept.
_CODE = (Path(__file__).parent, Path(__file__).parents[1] / "model")


def load(slug: str, folder: Path) -> Assignment:
    """As `public.load`, from the cache where it holds an entry for these very files. Raises `AssignmentError`."""
    here = files.folder_of(folder, slug)
    if not slug.isidentifier() or not os.path.isdir(here):
        return _parse(slug, folder)
    key, entry = _key(here), _entry(here)
    assignment = _read(entry, key)
    if assignment is None:
        assignment = _parse(slug, folder)
        _write(entry, key, assignment)
    return assignment


def _parse(slug: str, folder: Path) -> Assignment:
    from grader.assignments import public

    return public.load(slug, folder)


def _key(here: Path) -> str:
    """A digest of all that the parsed assignment depends on."""
    digest = hashlib.sha256(str(here.resolve()).encode(errors="surrogateescape"))
    for folder in _CODE:
        for path in sorted(folder.glob("*.py")):
            state = path.stat()
            digest.update(f"{path.name} {state.st_mtime_ns} {state.st_size};".encode())
    for name in files.PUBLIC:
        content = (here / name).read_bytes() if (here / name).is_file() else b""
        digest.update(f"{name} {len(content)};".encode() + content)
    return digest.hexdigest()


def _entry(here: Path) -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    name = hashlib.sha256(str(here.resolve()).encode(errors="surrogateescape")).hexdigest()[:32]
    return Path(base, "nn-grader", f"{name}.json")


def _read(entry: Path, key: str) -> Assignment | None:
    """The entry's assignment, if it has this key and nobody else can have written it."""
    try:
        with entry.open("rb") as file:
            state = os.fstat(file.fileno())
            if state.st_uid != os.geteuid() or state.st_mode & 0o022:
                return None
            document = json.load(file)
        return cast(Assignment, _built(Assignment, document["assignment"])) if document["key"] == key else None
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        # Whatever a damaged entry raises.
        return None


def _built(kind: Any, stored: Any) -> Any:
    """The inverse of `asdict`, by the types of the fields. Raises ValueError, TypeError or LookupError for a misfit."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _built(hints[name], value) for name, value in stored.items()})
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        kinds = (kinds[0],) * len(stored) if kinds[-1] is Ellipsis else kinds
        return tuple(_built(*pair) for pair in zip(kinds, stored, strict=True))
    return kind(stored) if isinstance(kind, type) and issubclass(kind, Enum) else stored


def _write(entry: Path, key: str, assignment: Assignment) -> None:
    """Replace the entry; without a folder that can be written to there is none."""
    draft = entry.with_name(f"{entry.name}.{os.getpid()}")
    try:
        entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"key": key, "assignment": asdict(assignment)}, file)
        draft.replace(entry)
    except OSError:
        return
