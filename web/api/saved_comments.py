"""Saved comments of a course: list, save, delete."""

from __future__ import annotations

from flask import url_for

from grader.store import saved_comments
from grader.store.models import SavedComment
from web import remarks
from web.access import Right, course_for
from web.api.base import Answer, blueprint
from web.api.remark_schemas import SavedCommentIn, SavedCommentOut, SavedCommentsOut
from web.services import reading


@blueprint.get("/v1/courses/<int:course_id>/saved-comments")
@blueprint.output(SavedCommentsOut)
def list_saved_comments(course_id: int) -> SavedCommentsOut:
    """The comments that the course's instructors write often, by title"""
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        return SavedCommentsOut(saved_comments=[_out(row) for row in saved_comments.of_course(db, course.id)])


@blueprint.post("/v1/courses/<int:course_id>/saved-comments")
@blueprint.input(SavedCommentIn)
@blueprint.output(SavedCommentOut, status_code=201)
@blueprint.doc(responses={409: "The course has a saved comment of this title, or 200 of them."})
def create_saved_comment(course_id: int, json_data: SavedCommentIn) -> Answer:
    """Save a comment

    For tokens with the role instructor or assistant.
    """
    course = course_for(course_id, Right.GRADE)
    saved = remarks.save_comment(course, title=json_data.title, text=json_data.text)
    return _out(saved), 201, {"Location": url_for("api.list_saved_comments", course_id=course.id)}


@blueprint.delete("/v1/courses/<int:course_id>/saved-comments/<int:comment_id>")
@blueprint.output({}, status_code=204)
def delete_saved_comment(course_id: int, comment_id: int) -> tuple[str, int]:
    """Delete a saved comment; comments that were made from it stay

    For tokens with the role instructor or assistant.
    """
    remarks.delete_saved_comment(course_for(course_id, Right.GRADE), comment_id)
    return "", 204


def _out(row: SavedComment) -> SavedCommentOut:
    return SavedCommentOut(id=row.id, title=row.title, text=row.text)
