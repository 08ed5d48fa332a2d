"""Members of a course: the list, and the page of one with everything that can be done about the membership."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import accounts, courses, members, password_links, sections
from grader.store.models import Course, Role
from web.access import Right, actor
from web.accounts.session import me
from web.instructor.base import blueprint, record, requires, teaching
from web.membership import (
    NOT_YOURS,
    find_member,
    find_section,
    may_open_account,
    password_link_for,
    refusals,
    valid_email,
    valid_id,
    valid_name,
)
from web.problems import Problem
from web.services import reading, writing
from web.standing import refresh_lateness

PER_PAGE = 50
#: Pages of the longest list.
MAX_PAGE = 10_000


@blueprint.get("/<int:course_id>/members")
@teaching
def members_page(course: Course) -> ResponseReturnValue:
    """The members: search, filters, sort, pages."""
    wanted, sort, descending, number = _wanted()
    with reading() as db:
        page = members.page(db, course.id, wanted, sort=sort, descending=descending, number=number, size=PER_PAGE)
        return render_template(
            "instructor/members.html",
            course=course,
            page=page,
            pages=max(1, -(-page.total // page.size)),
            wanted=wanted,
            sort=sort,
            descending=descending,
            counts=members.counts(db, course.id),
            sections=sections.sections(db, course.id),
            section_sizes=sections.sizes(db, course.id),
            without_password=len(password_links.without_password(db, course.id)),
            roles=list(Role),
            states=list(members.State),
            address=_address,
        )


def _wanted() -> tuple[members.MemberFilter, str, bool, int]:
    """Filter, sort, direction and page of the request; invalid values are ignored."""
    given = {name: request.args.get(name, "").strip() for name in ("q", "role", "section", "state", "sort", "page")}
    section, number, sort = given["section"], given["page"], given["sort"]
    wanted = members.MemberFilter(
        text=given["q"][:200].replace("\0", ""),
        role=Role(given["role"]) if given["role"] in set(Role) else None,
        section_id=int(section) if section.isascii() and section.isdigit() and len(section) < 10 else None,
        state=members.State(given["state"]) if given["state"] in set(members.State) else members.State.ACTIVE,
    )
    page = min(int(number), MAX_PAGE) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    return wanted, sort if sort in members.SORTS else "name", request.args.get("order") == "desc", max(page, 1)


def _address(**changes: str | int) -> str:
    """The address of the list with other parameters; "" takes one away."""
    parameters = {**request.args.to_dict(), "page": "", **{name: str(value) for name, value in changes.items()}}
    return "?" + urlencode({name: value for name, value in parameters.items() if value})


@blueprint.post("/<int:course_id>/members")
@requires(Right.MANAGE)
def add_member(course: Course) -> ResponseReturnValue:
    """Add one person by email."""
    email = valid_email(request.form.get("email", ""))
    given = request.form.get("name", "").strip()
    name = valid_name(given or email.partition("@")[0], longest=200, what="A name")
    role = request.form.get("role", Role.STUDENT.value)
    with writing() as db, refusals():
        added = members.add(
            db, course.id, email=email, name=name, role=Role(role) if role in set(Role) else Role.STUDENT, actor=actor()
        )
        person_id = added.person_id
    flash("Added to the course.", "good")
    return _to_member(course, person_id)


@blueprint.get("/<int:course_id>/members/<int:person_id>")
@teaching
def member_page(course: Course, person_id: int) -> ResponseReturnValue:
    """A member, and the forms that change the membership."""
    return _member_page(course, person_id)


def _member_page(course: Course, person_id: int, *, password: str = "", link: str = "") -> str:
    with reading() as db:
        enrolment = find_member(db, course, person_id)
        return render_template(
            "instructor/member.html",
            course=course,
            enrolment=enrolment,
            person=enrolment.person,
            state=members.state_of(enrolment),
            sections=sections.sections(db, course.id),
            roles=list(Role),
            password=password,
            link=link,
            link_days=password_links.DAYS,
        )


@blueprint.post("/<int:course_id>/members/<int:person_id>")
@requires(Right.MANAGE)
def change_member(course: Course, person_id: int) -> ResponseReturnValue:
    """Change role, section, SIS id and external id."""
    form = {name: request.form.get(name, "").strip() for name in ("role", "section", "sis_id", "external_id")}
    if form["role"] not in set(Role):
        raise Problem(422, "Choose a role.")
    with writing() as db, refusals():
        enrolment = find_member(db, course, person_id)
        section = find_section(db, course, int(form["section"])) if form["section"].isdigit() else None
        members.change(
            db,
            enrolment,
            actor=actor(),
            role=Role(form["role"]),
            section_id=section.id if section else None,
            sis_id=valid_id(form["sis_id"]),
            external_id=valid_id(form["external_id"]),
        )
        refresh_lateness(db, course.id, enrolment.person.email)
    flash("Saved.", "good")
    return _to_member(course, person_id)


@blueprint.post("/<int:course_id>/members/<int:person_id>/remove")
@requires(Right.MANAGE)
def remove_member(course: Course, person_id: int) -> ResponseReturnValue:
    """Remove a member; the work is kept."""
    with writing() as db, refusals():
        members.remove(db, find_member(db, course, person_id), actor=actor())
    flash("Removed from the course. The work is kept, and is there again when you restore the member.", "good")
    return _to_member(course, person_id)


@blueprint.post("/<int:course_id>/members/<int:person_id>/restore")
@requires(Right.MANAGE)
def restore_member(course: Course, person_id: int) -> ResponseReturnValue:
    """Let somebody in who waits or was removed."""
    with writing() as db:
        members.approve(db, find_member(db, course, person_id), actor=actor())
    flash("In the course.", "good")
    return _to_member(course, person_id)


@blueprint.post("/<int:course_id>/members/approve")
@requires(Right.MANAGE)
def approve_members(course: Course) -> ResponseReturnValue:
    """Approve the chosen ones of those who wait."""
    chosen = {int(text) for text in request.form.getlist("person") if text.isascii() and text.isdigit()}
    with writing() as db:
        waiting = [each for each in courses.members(db, course.id) if each.person_id in chosen and not each.approved]
        for enrolment in waiting:
            members.approve(db, enrolment, actor=actor())
    flash(f"{len(waiting)} approved.", "good")
    return redirect(url_for("instructor.members_page", course_id=course.id), 303)


@blueprint.post("/<int:course_id>/members/<int:person_id>/confirm")
@requires(Right.MANAGE)
def confirm_address(course: Course, person_id: int) -> ResponseReturnValue:
    """Confirm that the address belongs to the account; it gets what programs submitted for the address."""
    with writing() as db:
        enrolment = find_member(db, course, person_id)
        members.confirm(db, enrolment, actor=me().email)
    flash("The address is confirmed.", "good")
    return _to_member(course, person_id)


@blueprint.post("/<int:course_id>/members/<int:person_id>/password")
@requires(Right.MANAGE)
def new_password(course: Course, person_id: int) -> ResponseReturnValue:
    """Reset a student's password and sign out all their browsers. Only this response shows the new password.

    The signed-in person must manage all courses of the student: a password opens all of them.
    """
    password = secrets.token_urlsafe(9)
    password_hash = accounts.hash_password(password)
    with writing() as db:
        enrolment = find_member(db, course, person_id)
        if enrolment.role is not Role.STUDENT:
            raise NotFound("There is no such student in this course.")
        person = enrolment.person
        if not may_open_account(db, person):
            raise Problem(403, NOT_YOURS.format(name=person.name))
        accounts.set_password(db, person.id, password_hash)
        accounts.close_other_sessions(db, person.id, keep="")
        record(db, course, "password.renewed", person.email)
    return _member_page(course, person_id, password=password)


@blueprint.post("/<int:course_id>/members/<int:person_id>/password-link")
@requires(Right.MANAGE)
def new_password_link(course: Course, person_id: int) -> ResponseReturnValue:
    """Make a link with which the member chooses a password. Only this response shows it."""
    with writing() as db:
        link = password_link_for(db, course, find_member(db, course, person_id).person)
    return _member_page(course, person_id, link=link)


def _to_member(course: Course, person_id: int) -> ResponseReturnValue:
    return redirect(url_for("instructor.member_page", course_id=course.id, person_id=person_id), 303)
