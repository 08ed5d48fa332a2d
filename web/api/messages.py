"""Announcements of a course, and messages to students."""

from __future__ import annotations

from flask import url_for

from grader.store import announcements, messages, notices
from grader.store.models import Announcement, Message
from web import messages as service
from web.access import Right, course_for
from web.api.base import Answer, blueprint
from web.api.message_schemas import (
    AnnouncementChange,
    AnnouncementIn,
    AnnouncementOut,
    AnnouncementQuery,
    AnnouncementsOut,
    MessageIn,
    MessageOut,
    MessagePreviewOut,
    MessageQuery,
    MessagesOut,
)
from web.api.paging import link_header
from web.course_assignments import find_assignment
from web.messages import Group
from web.services import reading


@blueprint.get("/v1/courses/<int:course_id>/announcements")
@blueprint.input(AnnouncementQuery, location="query")
@blueprint.output(AnnouncementsOut)
def list_announcements(course_id: int, query_data: AnnouncementQuery) -> AnnouncementsOut:
    """The announcements of a course, the newest first"""
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        rows = announcements.of_course(db, course.id, deleted=query_data.deleted)
    return AnnouncementsOut(announcements=[_announcement(row) for row in rows])


@blueprint.post("/v1/courses/<int:course_id>/announcements")
@blueprint.input(AnnouncementIn)
@blueprint.output(AnnouncementOut, status_code=201)
@blueprint.doc(responses={409: "The course is archived."})
def create_announcement(course_id: int, json_data: AnnouncementIn) -> Answer:
    """Announce something; all members of the course are told

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    made = service.announce(course, title=json_data.title, text=json_data.text, pinned_until=json_data.pinned_until)
    place = url_for("api.read_announcement", course_id=course.id, announcement_id=made.id)
    return _announcement(made), 201, {"Location": place}


@blueprint.get("/v1/courses/<int:course_id>/announcements/<int:announcement_id>")
@blueprint.output(AnnouncementOut)
def read_announcement(course_id: int, announcement_id: int) -> AnnouncementOut:
    """One announcement, also a deleted one"""
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        return _announcement(service.find_announcement(db, course, announcement_id, deleted_too=True))


@blueprint.patch("/v1/courses/<int:course_id>/announcements/<int:announcement_id>")
@blueprint.input(AnnouncementChange)
@blueprint.output(AnnouncementOut)
def change_announcement(course_id: int, announcement_id: int, json_data: AnnouncementChange) -> AnnouncementOut:
    """Change an announcement; nobody is told again

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    values = json_data.model_dump(exclude_unset=True)
    given = {name: value for name, value in values.items() if value is not None or name == "pinned_until"}
    return _announcement(service.change_announcement(course, announcement_id, given))


@blueprint.delete("/v1/courses/<int:course_id>/announcements/<int:announcement_id>")
@blueprint.output({}, status_code=204)
def delete_announcement(course_id: int, announcement_id: int) -> tuple[str, int]:
    """Delete an announcement with its notices; it can be restored

    For tokens with the role instructor.
    """
    service.delete_announcement(course_for(course_id, Right.MANAGE), announcement_id)
    return "", 204


@blueprint.post("/v1/courses/<int:course_id>/announcements/<int:announcement_id>/restore")
@blueprint.output(AnnouncementOut)
def restore_announcement(course_id: int, announcement_id: int) -> AnnouncementOut:
    """Restore a deleted announcement with its notices

    For tokens with the role instructor.
    """
    return _announcement(service.restore_announcement(course_for(course_id, Right.MANAGE), announcement_id))


@blueprint.get("/v1/courses/<int:course_id>/messages")
@blueprint.input(MessageQuery, location="query")
@blueprint.output(MessagesOut)
def list_messages(course_id: int, query_data: MessageQuery) -> Answer:
    """The messages that were sent in a course, the newest first

    The `Link` header names the first, previous, next and last page.
    """
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        page = messages.page(db, course.id, number=query_data.page, size=query_data.per_page)
    rows = [_message(row, page.read.get(row.id, 0)) for row in page.items]
    body = MessagesOut(messages=rows, page=page.number, per_page=page.size, total=page.total)
    return body, 200, {"Link": link_header(page.number, page.size, page.total)}


@blueprint.post("/v1/courses/<int:course_id>/messages")
@blueprint.input(MessageIn)
@blueprint.output(MessageOut, status_code=201)
@blueprint.doc(responses={409: "The course is archived."})
def send_message(course_id: int, json_data: MessageIn) -> Answer:
    """Send a message to students; each sees no other recipient

    The recipients are `students`, or the group `to` of an assignment. Who is no student of the course gets nothing. For
    tokens with the role instructor or assistant.
    """
    course = course_for(course_id, Right.GRADE)
    students = _recipients(course_id, json_data)
    sent = service.send_message(
        course, students, subject=json_data.subject, text=json_data.text, slug=json_data.assignment
    )
    return _message(sent, 0), 201, {"Location": url_for("api.list_messages", course_id=course.id)}


@blueprint.post("/v1/courses/<int:course_id>/messages/preview")
@blueprint.input(MessageIn)
@blueprint.output(MessagePreviewOut)
def preview_message(course_id: int, json_data: MessageIn) -> MessagePreviewOut:
    """Who would get a message; nothing is sent

    For tokens with the role instructor or assistant.
    """
    course = course_for(course_id, Right.GRADE)
    with reading() as db:
        people = notices.students(db, course.id, _recipients(course_id, json_data))
    return MessagePreviewOut(students=sorted(people), recipients=len(people))


def _recipients(course_id: int, wanted: MessageIn) -> list[str]:
    course = course_for(course_id, Right.GRADE)
    with reading() as db:
        if wanted.to is not None:
            return list(service.group_of(db, course, Group(wanted.to), wanted.assignment, wanted.mistake))
        if wanted.assignment:
            find_assignment(db, course.id, wanted.assignment)
    return wanted.students


def _announcement(row: Announcement) -> AnnouncementOut:
    return AnnouncementOut.model_validate(row, from_attributes=True)


def _message(row: Message, read: int) -> MessageOut:
    return MessageOut(
        id=row.id,
        subject=row.subject,
        text=row.text,
        assignment=row.assignment,
        author=row.author,
        created_at=row.created_at,
        recipients=row.recipients,
        read=read,
    )
