"""Drafts: saved by the editor and by forms without script, loaded into the page, filled with an earlier attempt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment
from grader.store import attempts, drafts, submissions
from grader.store.attempts import AttemptNumber
from grader.store.drafts import DraftConflict, DraftContent, DraftKey
from grader.store.models import Draft, Submission
from web import access
from web.accounts.session import me, signed_in
from web.i18n import gettext
from web.problems import Problem
from web.services import reading, services, writing
from web.student.assignment_context import AssignmentContext, context_of, find_context
from web.student.blueprint import blueprint
from web.student.questions import PREFIX, earlier_answers
from web.student.source import file_text

#: How often one person may save. The editor waits two seconds after a change.
SAVES = "120 per minute"
#: Bytes of the answers of a draft, as JSON.
MAX_ANSWERS = 64 * 1024


class DraftIn(BaseModel):
    """A draft as the editor sends it. What is absent stays as it is."""

    model_config = ConfigDict(extra="forbid")

    #: The revision that was loaded or saved last; 0 if there was none.
    revision: int
    code: str | None = None
    answers: dict[str, str | list[str]] | None = None


@dataclass(frozen=True, kw_only=True)
class DraftView:
    """The newest draft, for the page."""

    revision: int = 0
    code: str | None = None
    answers: Mapping[str, Any] | None = None
    saved_at: datetime | None = None
    #: The attempt whose code was put in, if that can be undone: "attempt 3".
    loaded_from: str = ""


def draft_view(db: Session, context: AssignmentContext) -> DraftView:
    """The signed-in person's draft; revision 0 if there is none."""
    return _view(drafts.find(db, _key(context)))


def _view(draft: Draft | None) -> DraftView:
    if draft is None:
        return DraftView()
    content = DraftContent.from_json(draft.content)
    return DraftView(
        revision=draft.revision,
        code=content.code,
        answers=content.answers,
        saved_at=draft.saved_at,
        loaded_from=_loaded_from(draft.loaded_from) if draft.previous is not None else "",
    )


def _loaded_from(name: str) -> str:
    """The stored name of an attempt as it stands in a sentence of the page."""
    kind, _, number = name.rpartition(" ")
    if kind == "free attempt":
        return gettext("free attempt %(number)s", number=number)
    return gettext("attempt %(number)s", number=number) if kind == "attempt" else gettext("the practice run")


def _stored_name(number: AttemptNumber | None) -> str:
    """ "attempt 3", "free attempt 1" or "practice run"."""
    if number is None:
        return "practice run"
    return f"{'' if number.counts else 'free '}attempt {number.number}"


def _json(view: DraftView) -> dict[str, Any]:
    return {
        "revision": view.revision,
        "code": view.code,
        "answers": view.answers,
        "savedAt": view.saved_at.isoformat() if view.saved_at else None,
    }


def _key(context: AssignmentContext) -> DraftKey:
    return DraftKey(person_id=me().id, course_id=context.course.id, assignment=context.assignment.slug)


@blueprint.get("/courses/<int:course_id>/<slug>/draft")
@signed_in
def read_draft(course_id: int, slug: str) -> ResponseReturnValue:
    """The newest draft as JSON."""
    with reading() as db:
        context = find_context(db, course_id, slug)
        return jsonify(_json(draft_view(db, context)))


@blueprint.put("/courses/<int:course_id>/<slug>/draft")
@signed_in
def save_draft(course_id: int, slug: str) -> ResponseReturnValue:
    """Save the editor's draft. 409 with the newer draft if another tab or browser has saved one since."""
    with reading() as db:
        context = find_context(db, course_id, slug)
    services().rate_limits.spend("save draft", str(me().id), SAVES)
    try:
        draft = DraftIn.model_validate(request.get_json())
    except ValidationError as error:
        raise Problem(422, gettext("This is not a draft.")) from error
    content = _checked(DraftContent(code=draft.code, answers=draft.answers), context.assignment)
    try:
        with writing() as db:
            saved = drafts.save(db, _key(context), content, base=draft.revision)
    except DraftConflict as conflict:
        return jsonify(message=conflict.message, **_json(_view(conflict.newer))), 409
    return jsonify(revision=saved.revision, savedAt=saved.saved_at.isoformat())


@blueprint.post("/courses/<int:course_id>/<slug>/draft")
@signed_in
def save_form(course_id: int, slug: str) -> ResponseReturnValue:
    """Save what a form without script holds, and come back to it."""
    with reading() as db:
        context = find_context(db, course_id, slug)
    save_from_form(context)
    flash(gettext("Draft saved."), "good")
    return redirect(_page(context), 303)


def save_from_form(context: AssignmentContext) -> None:
    """Save the request's form as the draft."""
    services().rate_limits.spend("save draft", str(me().id), SAVES)
    assignment, form = context.assignment, request.form
    answers: dict[str, str | list[str]] = {}
    for question in assignment.questions:
        values = form.getlist(PREFIX + question.name)
        if any(values):
            answers[question.name] = values if question.kind == "choices" else values[0]
    code = form.get("source") if assignment.entry_points else None
    content = DraftContent(code=code, answers=answers if assignment.questions else None)
    if content == DraftContent():
        return
    with writing() as db:
        drafts.force(db, _key(context), _checked(drafts.text_lines(content), assignment))


@blueprint.post("/courses/<int:course_id>/<slug>/draft/undo")
@signed_in
def undo_draft(course_id: int, slug: str) -> ResponseReturnValue:
    """Bring back the draft from before an attempt's code was put in."""
    with reading() as db:
        context = find_context(db, course_id, slug)
    with writing() as db:
        undone = drafts.undo(db, _key(context))
    if undone is not None:
        flash(gettext("Your earlier draft is back."), "good")
    return redirect(_page(context), 303)


@blueprint.post("/submissions/<submission_id>/edit")
@signed_in
def edit_attempt(submission_id: str) -> ResponseReturnValue:
    """Put the code and the answers of one's own submission into the draft, and open the editor."""
    submission, _ = access.find(submission_id)
    with reading() as db:
        context = context_of(db, submission)
        content = submissions.content_of(db, submission_id) or b""
    if context is None:
        raise NotFound(gettext(access.NO_SUBMISSION))
    with writing() as db:
        name = _stored_name(attempts.numbers(db, [submission_id]).get(submission_id))
        drafts.load_attempt(db, _key(context), _content_of(submission, content, context.assignment), name=name)
    flash(gettext("The code of %(name)s is in the editor.", name=_loaded_from(name)), "good")
    return redirect(_page(context), 303)


def _content_of(submission: Submission, content: bytes, assignment: Assignment) -> DraftContent:
    """What the form had to hold to make this file."""
    if not submission.filename.endswith(".json"):
        return DraftContent(code=file_text(content) + "\n")
    known = {question.name for question in assignment.questions}
    answers = {
        str(name): [str(item) for item in answer] if isinstance(answer, list) else str(answer)
        for name, answer in earlier_answers(content).items()
        if name in known
    }
    return DraftContent(code=_code_beside(content) if assignment.entry_points else None, answers=answers)


def _code_beside(content: bytes) -> str | None:
    try:
        code = json.loads(content)["code"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return code if isinstance(code, str) else None


def _checked(content: DraftContent, assignment: Assignment) -> DraftContent:
    """`content` without answers to unknown questions. Raises Problem 413 if it is too large."""
    most = services().settings.max_upload_bytes
    if content.code is not None and len(content.code.encode(errors="replace")) > most:
        raise Problem(413, gettext("A draft may hold at most %(size)s KiB.", size=most // 1024))
    if content.answers is None:
        return content
    known = {question.name for question in assignment.questions}
    answers = {name: answer for name, answer in content.answers.items() if name in known}
    if len(json.dumps(answers)) > MAX_ANSWERS:
        raise Problem(413, gettext("The answers of a draft may hold at most %(size)s KiB.", size=MAX_ANSWERS // 1024))
    return DraftContent(code=content.code, answers=answers)


def _page(context: AssignmentContext) -> str:
    return url_for("student.assignment_page", course_id=context.course.id, slug=context.assignment.slug)
