"""Reads what a queue delivers: whose submission it is, to which assignment, and what was submitted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from grader.errors import GraderError
from grader.worker.xqueue.client import Envelope

#: Characters of `XQueueItem.number` at most.
_NUMBER = 100
#: Keys of a grader_payload that may name the assignment. edx-submissions passes on only the first.
_NAMES = ("grader", "assignment", "slug")


class Unanswerable(GraderError):
    """A delivery whose header cannot be read, so that no answer can be addressed to it."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A submission as a queue delivers it."""

    #: The queue's number of it.
    number: str
    #: Sent back with the answer, unchanged.
    header: str
    #: What the problem's author wrote to name the assignment; "" if nothing.
    grader: str
    #: The student's anonymous id; "" if the queue does not say.
    student: str
    #: The submitted text.
    text: str
    #: Submitted files: name -> address.
    files: Mapping[str, str]

    @property
    def digest(self) -> str:
        """SHA-256 of what was submitted. Addresses of files are left out: they may be signed anew for each delivery."""
        parts = [self.grader, self.student, self.text, *sorted(self.files)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @property
    def slugs(self) -> tuple[str, ...]:
        """Names of assignments that `grader` may mean: itself, or the file's name in a path."""
        path = PurePosixPath(self.grader)
        return tuple(dict.fromkeys((self.grader, path.name, path.stem)))


def read(envelope: Envelope) -> Delivery:
    """The submission in an envelope; what of its body cannot be read is left empty. Raises `Unanswerable`."""
    number = _object(envelope.header).get("submission_id")
    if not isinstance(number, (int, str)) or isinstance(number, bool) or not 0 < len(str(number)) <= _NUMBER:
        raise Unanswerable
    body, files = _object(envelope.body), _object(envelope.files)
    info = _object(body.get("student_info"))
    return Delivery(
        number=str(number),
        header=envelope.header,
        grader=_grader(body.get("grader_payload")),
        student=_text(info.get("anonymous_student_id")),
        text=_text(body.get("student_response")),
        files={_text(name): _text(url) for name, url in files.items()},
    )


def _grader(payload: object) -> str:
    """The assignment that a payload names: {"grader": NAME} or, in older problems, the bare name."""
    read = _json(payload)
    if isinstance(read, dict):
        return next((_text(read[name]).strip() for name in _NAMES if read.get(name)), "")
    return (read if isinstance(read, str) else _text(payload)).strip()


def _object(text: object) -> dict[str, Any]:
    """The JSON object in a text; an empty one for anything else."""
    found = _json(text)
    return found if isinstance(found, dict) else {}


def _json(text: object) -> Any:
    """The value of JSON text. What is no text is itself: some servers send objects in place of JSON in JSON."""
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
