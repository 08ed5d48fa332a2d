"""Removes the server's paths from messages that students and instructors read."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

#: An absolute path of at least two parts; not the path of a URL.
_ABSOLUTE = re.compile(r"(?<![\w.:/~-])/(?:[\w.+@-]+/)+[\w.+@-]*")


def without_server_paths(message: str, root: Path) -> str:
    """`message` with paths below `root` relative to it, and of every other absolute path only the last part."""
    relative = message.replace(f"{root}/", "")
    return _ABSOLUTE.sub(lambda found: PurePosixPath(found[0]).name, relative)
