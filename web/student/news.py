"""Home, "For you": what people did for the student lately."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from grader.store.news import News, NewsKind, news
from web.accounts.session import me
from web.i18n import gettext, ngettext
from web.i18n.times import time_text, zone_name
from web.services import current_time
from web.student.assignment_context import load_assignment

#: Characters of a comment or an answer that are shown.
EXCERPT = 140


@dataclass(frozen=True, kw_only=True)
class NewsView:
    """One of the news as the page shows it."""

    what: str
    #: Title of the assignment, and where to read more.
    title: str
    url: str
    text: str
    at: datetime


def my_news(db: Session, course_ids: Collection[int]) -> list[NewsView]:
    """The news of the signed-in person in these courses, the newest first."""
    return [_view(item) for item in news(db, me(), current_time()) if item.course_id in course_ids]


def _view(item: News) -> NewsView:
    url = url_for("student.assignment_page", course_id=item.course_id, slug=item.assignment)
    if item.submission_id is not None:
        anchor = f"L{item.line}" if item.line else "remarks"
        url = url_for("student.submission_page", submission_id=item.submission_id, _anchor=anchor)
    text = " ".join(item.text.split())
    return NewsView(
        what=_what(item),
        title=load_assignment(item.assignment).title,
        url=url,
        text=text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…",
        at=item.at,
    )


def _what(item: News) -> str:
    if item.kind is NewsKind.COMMENT:
        if item.line:
            return gettext("%(name)s commented on line %(line)s", name=item.author, line=item.line)
        return gettext("%(name)s commented", name=item.author)
    if item.kind is NewsKind.ANSWER:
        return gettext("%(name)s answered your request for a regrade", name=item.author)
    if item.kind is NewsKind.OVERRIDE:
        return gettext("%(name)s changed your points", name=item.author)
    parts = []
    if item.due_at is not None:
        when = f"{time_text(item.due_at)} {zone_name(item.due_at)}"
        parts.append(gettext("Deadline extended to %(time)s", time=when))
    if item.attempts:
        parts.append(ngettext("%(num)s more attempt", "%(num)s more attempts", item.attempts))
    return ", ".join(parts) or gettext("Extension")
