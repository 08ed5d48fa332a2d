"""A notice in words: what happened, and what the reader should know of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from grader.notices.reader import Reader
from grader.store.models import Notice, NoticeKind

#: Titles of tests that are named at most.
MOST_TESTS = 3


def headline(notice: Notice, reader: Reader) -> str:
    """What happened: "Ina Example commented on line 3"; the title of a message or announcement."""
    details = notice.details or {}
    name = notice.author
    match notice.kind:
        case NoticeKind.COMMENT if details.get("line"):
            return reader.gettext("%(name)s commented on line %(line)s", name=name, line=details["line"])
        case NoticeKind.COMMENT:
            return reader.gettext("%(name)s commented", name=name)
        case NoticeKind.ANSWER:
            return reader.gettext("%(name)s answered your request for a regrade", name=name)
        case NoticeKind.OVERRIDE if details.get("taken_back"):
            return reader.gettext("The points that your code earned count again")
        case NoticeKind.OVERRIDE:
            return reader.gettext("%(name)s changed your points", name=name)
        case NoticeKind.REGRADE:
            return reader.gettext("Your submission was regraded")
        case NoticeKind.EXTENSION:
            return _extension(notice, reader)
        case NoticeKind.RELEASE:
            return reader.gettext("Your points are released")
        case _:
            return notice.title


def _extension(notice: Notice, reader: Reader) -> str:
    details = notice.details or {}
    if details.get("revoked"):
        return reader.gettext("Your extension was revoked")
    parts = []
    if details.get("due_at"):
        when = reader.moment(datetime.fromisoformat(details["due_at"]))
        if details.get("changed"):
            parts.append(reader.gettext("Extension changed: due %(time)s", time=when))
        else:
            parts.append(reader.gettext("Deadline extended to %(time)s", time=when))
    if attempts := details.get("attempts"):
        parts.append(reader.ngettext("%(num)s more attempt", "%(num)s more attempts", attempts))
    return ", ".join(parts) or reader.gettext("Extension")


def points(notice: Notice, reader: Reader) -> str:
    """By how much a regrade has changed the points, and by which tests; empty for other notices."""
    details = notice.details or {}
    if notice.kind is not NoticeKind.REGRADE or details.get("new") is None:
        return ""
    old, old_most, new, most = (f"{details.get(name) or 0.0:g}" for name in ("old", "old_max", "new", "new_max"))
    if old_most == most:
        said = reader.gettext("From %(old)s to %(new)s of %(most)s points.", old=old, new=new, most=most)
    else:
        said = reader.gettext(
            "From %(old)s of %(old_most)s to %(new)s of %(most)s points.",
            old=old,
            old_most=old_most,
            new=new,
            most=most,
        )
    return said if notice.text else f"{said} {_changed_tests(details.get('tests') or [], reader)}".strip()


def _changed_tests(titles: Sequence[str], reader: Reader) -> str:
    """Which tests have changed, where nobody has written why the points change."""
    if not titles:
        return ""
    named, more = ", ".join(titles[:MOST_TESTS]), len(titles) - MOST_TESTS
    if more > 0:
        return reader.gettext("Changed tests: %(tests)s and %(number)s more.", tests=named, number=more)
    return reader.gettext("Changed tests: %(tests)s.", tests=named)


def is_about_points(notice: Notice) -> bool:
    """Whether its text and points may be told only to who sees the points of the submission."""
    return notice.kind in (NoticeKind.OVERRIDE, NoticeKind.REGRADE)
