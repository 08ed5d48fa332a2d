"""Drafts on the server: saved with a revision number, so that one browser never overwrites another's unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeAlias

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store.clock import database_time
from grader.store.models import Draft

#: Question -> text, or list of options.
Answers: TypeAlias = Mapping[str, str | list[str]]


@dataclass(frozen=True, kw_only=True)
class DraftKey:
    """Whose draft it is, and for what."""

    person_id: int
    course_id: int
    #: Slug.
    assignment: str


@dataclass(frozen=True, kw_only=True)
class DraftContent:
    """What was written. None: nothing was written of this kind."""

    code: str | None = None
    answers: Answers | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DraftContent:
        """The stored content."""
        return cls(code=data.get("code"), answers=data.get("answers"))

    def over(self, older: DraftContent) -> DraftContent:
        """This content, with the kinds that it lacks from `older`."""
        return DraftContent(
            code=older.code if self.code is None else self.code,
            answers=older.answers if self.answers is None else self.answers,
        )


class DraftConflict(GraderError):
    """A newer draft was saved in another tab or browser."""

    def __init__(self, newer: Draft) -> None:
        super().__init__("A newer draft was saved in another tab or browser.")
        #: The stored draft.
        self.newer = newer


_BY_KEY = select(Draft).where(
    Draft.person_id == bindparam("person_id"),
    Draft.course_id == bindparam("course_id"),
    Draft.assignment == bindparam("assignment"),
)


def find(session: Session, key: DraftKey) -> Draft | None:
    """The draft, if there is one."""
    return session.scalar(_BY_KEY, asdict(key), execution_options={"populate_existing": True})


def save(session: Session, key: DraftKey, content: DraftContent, *, base: int) -> Draft:
    """Save `content`, which was written on revision `base` (0: on none). The kinds that it lacks stay as they are.

    Content that is stored already changes nothing. Raises `DraftConflict` if there is a newer revision.
    """
    stored = find(session, key)
    if stored is None:
        return _insert(session, key, content)
    merged = content.over(DraftContent.from_json(stored.content))
    if asdict(merged) == stored.content:
        return stored
    values = {"content": asdict(merged)}
    return _update(session, key, stored, base, values)


def load_attempt(session: Session, key: DraftKey, content: DraftContent, *, name: str) -> Draft:
    """Put the content of an attempt, called `name`, into the draft; `undo` brings back what was there."""
    stored = find(session, key)
    if stored is None:
        stored = _insert(session, key, DraftContent())
    values = {"content": asdict(content), "previous": stored.content, "loaded_from": name}
    return _update(session, key, stored, stored.revision, values)


def undo(session: Session, key: DraftKey) -> Draft | None:
    """Bring back the content from before `load_attempt`. None if there is none."""
    stored = find(session, key)
    if stored is None or stored.previous is None:
        return None
    values = {"content": stored.previous, "previous": None, "loaded_from": ""}
    return _update(session, key, stored, stored.revision, values)


def force(session: Session, key: DraftKey, content: DraftContent) -> Draft:
    """Save `content` whatever the revision: what a form without script holds is what its reader sees."""
    stored = find(session, key)
    return save(session, key, content, base=stored.revision if stored is not None else 0)


def _insert(session: Session, key: DraftKey, content: DraftContent) -> Draft:
    draft = Draft(**asdict(key), revision=1, content=asdict(content), saved_at=database_time())
    try:
        with session.begin_nested():
            session.add(draft)
            session.flush()
    except IntegrityError:
        # Another tab has saved the first revision meanwhile.
        newer = find(session, key)
        if newer is None:
            raise
        session.expunge(newer)
        raise DraftConflict(newer) from None
    session.refresh(draft)
    return draft


def _update(session: Session, key: DraftKey, stored: Draft, base: int, values: Mapping[str, Any]) -> Draft:
    """Write `values` as the next revision. Raises `DraftConflict` unless the stored revision is `base`."""
    this = update(Draft).where(Draft.id == stored.id, Draft.revision == base)
    changed = session.execute(
        this.values(**values, revision=Draft.revision + 1, saved_at=database_time()).returning(Draft.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    newest = find(session, key)
    if newest is None:
        # Deleted with the account at the same moment.
        return _insert(session, key, DraftContent.from_json(values["content"]))
    if changed is None:
        # The caller's rollback would expire it.
        session.expunge(newest)
        raise DraftConflict(newest)
    return newest


def text_lines(content: DraftContent) -> DraftContent:
    """`content` with the line ends that browsers send (CRLF) restored to LF."""
    return content if content.code is None else replace(content, code=content.code.replace("\r\n", "\n"))
