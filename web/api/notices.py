"""The notices of the calling person: list, read, mark as read. The page shows the same."""

from __future__ import annotations

from flask import g
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden, NotFound

from grader.store import courses, notices
from grader.store.models import Notice, Person
from web.api.base import Answer, blueprint
from web.api.notice_schemas import NoticeOut, NoticeQuery, NoticesOut
from web.api.paging import link_header
from web.notices.views import NoticeView, notice_views
from web.services import reading, writing

PERSONAL = "Notices belong to people. Tokens of a course have none."


@blueprint.get("/v1/notices")
@blueprint.input(NoticeQuery, location="query")
@blueprint.output(NoticesOut)
def list_notices(query_data: NoticeQuery) -> Answer:
    """The notices of the caller, the newest first

    For people: by their own token, or signed in. Long texts are shortened.
    """
    person, query = _person(), query_data
    with reading() as db:
        page = notices.page(
            db, person.id, course_id=query.course, unread=query.unread, number=query.page, size=query.per_page
        )
        views = notice_views(db, page.items)
        unread = notices.unread_number(db, person.id, query.course)
    listed = [_notice(notice, view) for (notice, _), view in zip(page.items, views, strict=True)]
    body = NoticesOut(notices=listed, unread=unread, page=query.page, per_page=query.per_page, total=page.total)
    return body, 200, {"Link": link_header(query.page, query.per_page, page.total)}


@blueprint.get("/v1/notices/<int:notice_id>")
@blueprint.output(NoticeOut)
def read_notice(notice_id: int) -> NoticeOut:
    """A notice with all of its text; it stays unread until it is marked"""
    person = _person()
    with reading() as db:
        notice = _find(db, person, notice_id)
        course = courses.get_course(db, notice.course_id)
        (view,) = notice_views(db, [(notice, course.name if course is not None else "")], whole=True)
    return _notice(notice, view)


@blueprint.post("/v1/notices/<int:notice_id>/read")
@blueprint.output({}, status_code=204)
def mark_notice_read(notice_id: int) -> tuple[str, int]:
    """Mark a notice as read"""
    person = _person()
    with writing() as db:
        _find(db, person, notice_id)
        notices.mark_read(db, person.id, notice_id=notice_id)
    return "", 204


@blueprint.post("/v1/notices/read")
@blueprint.output({}, status_code=204)
def mark_all_notices_read() -> tuple[str, int]:
    """Mark all notices as read"""
    person = _person()
    with writing() as db:
        notices.mark_read(db, person.id)
    return "", 204


def _person() -> Person:
    """The calling person. Raises Forbidden for a course's token."""
    person: Person | None = g.get("person")
    if person is None:
        raise Forbidden(PERSONAL)
    return person


def _find(db: Session, person: Person, notice_id: int) -> Notice:
    notice = notices.get(db, person.id, notice_id)
    if notice is None:
        raise NotFound("There is no such notice, or it is not yours.")
    return notice


def _notice(notice: Notice, view: NoticeView) -> NoticeOut:
    return NoticeOut(
        id=notice.id,
        kind=notice.kind,
        course=notice.course_id,
        assignment=notice.assignment or None,
        submission=notice.submission_id,
        headline=view.what,
        points=view.points,
        text=view.text,
        author=notice.author,
        created_at=notice.created_at,
        read_at=notice.read_at,
        url=view.url,
    )
