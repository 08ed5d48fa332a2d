"""Members of a course: list, add, change, remove, import."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for

from grader.store import members, password_links, roster, roster_file
from grader.store.models import Enrolment
from web.access import Right, actor, course_for
from web.api import cursors
from web.api.base import Answer, blueprint
from web.api.course_schemas import (
    MemberChange,
    MemberIn,
    MemberOut,
    MemberQuery,
    MembersOut,
    MergeIn,
    MergeOut,
    PasswordLinkOut,
    RosterIn,
    RosterOut,
    RosterRowOut,
)
from web.api.paging import paged
from web.membership import (
    find_member,
    find_section,
    merge_accounts,
    password_link_for,
    refusals,
    valid_email,
    valid_id,
    valid_name,
)
from web.services import reading, writing
from web.standing import refresh_lateness


@blueprint.get("/v1/courses/<int:course_id>/members")
@blueprint.input(MemberQuery, location="query")
@blueprint.output(MembersOut)
def list_members(course_id: int, query_data: MemberQuery) -> Answer:
    """The members of a course

    The `Link` header names the first, previous, next and last page, or with `cursor` the next.
    """
    course = course_for(course_id, Right.VIEW)
    kind = f"members by {query_data.sort} {query_data.order}"
    sorted_by = datetime if query_data.sort == "since" else str
    place = cursors.decode(kind, query_data.cursor, (sorted_by, str, int))
    wanted = members.MemberFilter(
        text=query_data.q.strip().replace("\0", ""),
        role=query_data.role,
        section_id=query_data.section,
        state=query_data.state,
    )
    with reading() as db:
        page = members.page(
            db,
            course.id,
            wanted,
            sort=query_data.sort,
            descending=query_data.order == "desc",
            number=query_data.page,
            size=query_data.per_page,
            after=(place[0], place[1], place[2]) if place else None,
        )
        listed = [_member(row) for row in page.items]
    fields, headers = paged(
        kind, page.end, cursor=query_data.cursor, page=page.number, per_page=page.size, total=page.total
    )
    return MembersOut(members=listed, **fields), 200, headers


@blueprint.post("/v1/courses/<int:course_id>/members")
@blueprint.input(MemberIn)
@blueprint.output(MemberOut, status_code=201)
@blueprint.doc(responses={409: "Another member has this SIS id, or the course would have no instructor."})
def add_member(course_id: int, json_data: MemberIn) -> Answer:
    """Add a person

    Somebody without an account gets one without a password: make a password link. A removed member comes back with
    all work. For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    email = valid_email(json_data.email)
    name = valid_name(json_data.name or email.partition("@")[0], longest=200, what="A name")
    given: dict[str, Any] = json_data.model_dump(include={"section_id", "sis_id", "external_id"}, exclude_none=True)
    with writing() as db, refusals():
        values = _values(given)
        if "section_id" in values:
            find_section(db, course, values["section_id"])
        added = members.add(db, course.id, email=email, name=name, role=json_data.role, actor=actor(), **values)
        body = _member(added)
    return body, 201, {"Location": url_for("api.read_member", course_id=course.id, person_id=body.person_id)}


@blueprint.get("/v1/courses/<int:course_id>/members/<int:person_id>")
@blueprint.output(MemberOut)
def read_member(course_id: int, person_id: int) -> MemberOut:
    """One member, also a removed or waiting one"""
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        return _member(find_member(db, course, person_id))


@blueprint.patch("/v1/courses/<int:course_id>/members/<int:person_id>")
@blueprint.input(MemberChange)
@blueprint.output(MemberOut)
@blueprint.doc(responses={409: "Another member has this SIS id, or the course would have no instructor."})
def change_member(course_id: int, person_id: int, json_data: MemberChange) -> MemberOut:
    """Change role, section or ids of a member; approve, confirm, remove or restore one

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    values = _values(json_data.model_dump(exclude_unset=True))
    state = values.pop("state", None)
    is_confirmed = values.pop("confirmed", None)
    if values.get("role") is None:
        values.pop("role", None)
    with writing() as db, refusals():
        enrolment = find_member(db, course, person_id)
        if values.get("section_id") is not None:
            find_section(db, course, values["section_id"])
        members.change(db, enrolment, actor=actor(), **values)
        refresh_lateness(db, course.id, enrolment.person.email)
        if state is not None:
            (members.remove if state == "removed" else members.approve)(db, enrolment, actor=actor())
        if is_confirmed:
            members.confirm(db, enrolment, actor=actor())
        db.flush()
        db.refresh(enrolment)
        return _member(enrolment)


@blueprint.delete("/v1/courses/<int:course_id>/members/<int:person_id>")
@blueprint.output({}, status_code=204)
@blueprint.doc(responses={409: "The course would have no instructor."})
def remove_member(course_id: int, person_id: int) -> tuple[str, int]:
    """Remove a member; the work is kept

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    with writing() as db, refusals():
        members.remove(db, find_member(db, course, person_id), actor=actor())
    return "", 204


@blueprint.post("/v1/courses/<int:course_id>/members/<int:person_id>/password-link")
@blueprint.output(PasswordLinkOut, status_code=201)
def create_password_link(course_id: int, person_id: int) -> Answer:
    """Make a link with which a member chooses a password

    Earlier links of the member stop working. For tokens with the role instructor, and for people who are in no other
    course.
    """
    course = course_for(course_id, Right.MANAGE)
    with writing() as db:
        link = password_link_for(db, course, find_member(db, course, person_id).person)
    return PasswordLinkOut(person_id=person_id, link=link, days=password_links.DAYS), 201


@blueprint.post("/v1/courses/<int:course_id>/members/<int:person_id>/merge")
@blueprint.input(MergeIn)
@blueprint.output(MergeOut)
@blueprint.doc(responses={409: "These are one account."})
def merge_member(course_id: int, person_id: int, json_data: MergeIn) -> MergeOut:
    """Move everything of another member's account to this one, and delete the other

    Attempts are numbered anew by their time. For tokens with the role instructor, and for students who are in no other
    course.
    """
    course = course_for(course_id, Right.MANAGE)
    with reading() if json_data.preview else writing() as db:
        made = merge_accounts(db, course, person_id, json_data.other_id, preview=json_data.preview)
        moved = {slug: numbers[1] for (where, slug), numbers in made.attempts.items() if where == course.id}
        return MergeOut(
            merged=not json_data.preview,
            person_id=person_id,
            submissions=made.submissions,
            drafts=made.drafts,
            attempts=moved,
        )


@blueprint.post("/v1/courses/<int:course_id>/members/import")
@blueprint.input(RosterIn)
@blueprint.output(RosterOut)
def import_members(course_id: int, json_data: RosterIn) -> RosterOut:
    """Import a roster, or preview what would change

    Rows with problems are left out, and nobody is added twice. For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    with refusals():
        file = roster_file.read_roster(json_data.csv)
    with reading() if json_data.preview else writing() as db:
        plan = roster.plan(db, course.id, file)
        if json_data.preview:
            counts = roster.expected(plan, remove_gone=json_data.remove_missing)
        else:
            counts = roster.apply(db, course.id, plan, actor=actor(), remove_gone=json_data.remove_missing)
            refresh_lateness(db, course.id)
        return _roster(plan, counts, applied=not json_data.preview)


def _roster(plan: roster.Plan, counts: dict[str, int], *, applied: bool) -> RosterOut:
    return RosterOut(
        applied=applied,
        rows=[
            RosterRowOut(
                line=planned.row.line,
                email=planned.row.email,
                name=planned.name,
                status=planned.status.value,
                problem=planned.problem,
                changes={name: list(pair) for name, pair in planned.changes.items()},
            )
            for planned in plan.rows
        ],
        missing=[enrolment.person.email for enrolment in plan.gone],
        new_sections=list(plan.new_sections),
        **counts,
    )


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """The values with valid ids; an empty id is None. Raises Problem 422."""
    return {name: valid_id(value) if name in ("sis_id", "external_id") else value for name, value in given.items()}


def _member(row: Enrolment) -> MemberOut:
    return MemberOut(
        person_id=row.person_id,
        name=row.person.name,
        email=row.person.email,
        role=row.role,
        state=members.state_of(row),
        section_id=row.section_id,
        section=row.section.name if row.section else None,
        sis_id=row.sis_id,
        external_id=row.external_id,
        confirmed=row.confirmed,
        has_password=bool(row.person.password_hash),
        since=row.created_at,
    )
