"""All submitted files of a course as a zip archive that is written while it is sent."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from grader.store import submitted_files
from grader.store.database import Database
from grader.store.submitted_files import SubmittedFile
from web.services import services

if TYPE_CHECKING:
    from typing_extensions import Buffer

#: Files that are read from the database at once.
BATCH = 50
_UNSAFE = re.compile(r"[^\w.@+ -]+")


class _Parts(io.RawIOBase):
    """Keeps what is written until it is taken. It cannot seek, so `zipfile` writes sizes after the files."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        part = bytes(data)
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        """What was written since the last call."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def archive(course_id: int, slugs: Sequence[str]) -> Iterator[bytes]:
    """The bytes of the archive. Attempts only: assignment/student/attempt number and name of the file.

    Each batch is read in a transaction of its own, so that a slow download holds no connection.
    """
    database = services().database
    with database.read() as session:
        ids = submitted_files.attempt_ids(session, course_id, slugs)
    return _archive(database, ids)


def _archive(database: Database, ids: Sequence[str]) -> Iterator[bytes]:
    buffer = _Parts()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for start in range(0, len(ids), BATCH):
            with database.read() as session:
                found = submitted_files.files(session, ids[start : start + BATCH])
            for each in found:
                moment = each.created_at.timetuple()[:6]
                info = zipfile.ZipInfo(_name(each), date_time=(max(moment[0], 1980), *moment[1:]))
                info.compress_type = zipfile.ZIP_DEFLATED
                file.writestr(info, each.content)
                yield buffer.take()
    yield buffer.take()


def _name(each: SubmittedFile) -> str:
    return f"{_safe(each.assignment)}/{_safe(each.student)}/{each.attempt:03d}-{_safe(each.filename)}"


def _safe(text: str) -> str:
    """A name without separators of folders, reserved characters and leading dots."""
    return _UNSAFE.sub("_", text).strip(". ") or "_"
