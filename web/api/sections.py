"""Sections of a course."""

from __future__ import annotations

from flask import url_for

from grader.store import sections
from web.access import Right, actor, course_for
from web.api.base import Answer, blueprint
from web.api.course_schemas import SectionIn, SectionOut, SectionsOut
from web.membership import find_section, refusals, valid_name
from web.services import reading, writing
from web.standing import refresh_lateness


@blueprint.get("/v1/courses/<int:course_id>/sections")
@blueprint.output(SectionsOut)
def list_sections(course_id: int) -> SectionsOut:
    """The sections of a course, by name"""
    course = course_for(course_id, Right.VIEW)
    with reading() as db:
        sizes = sections.sizes(db, course.id)
        rows = sections.sections(db, course.id)
    return SectionsOut(sections=[SectionOut(id=row.id, name=row.name, members=sizes.get(row.id, 0)) for row in rows])


@blueprint.post("/v1/courses/<int:course_id>/sections")
@blueprint.input(SectionIn)
@blueprint.output(SectionOut, status_code=201)
@blueprint.doc(responses={409: "The course has a section of this name."})
def create_section(course_id: int, json_data: SectionIn) -> Answer:
    """Create a section

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    with writing() as db, refusals():
        made = sections.create(db, course.id, _name(json_data), actor=actor())
        body = SectionOut(id=made.id, name=made.name, members=0)
    return body, 201, {"Location": url_for("api.list_sections", course_id=course.id)}


@blueprint.patch("/v1/courses/<int:course_id>/sections/<int:section_id>")
@blueprint.input(SectionIn)
@blueprint.output(SectionOut)
@blueprint.doc(responses={409: "The course has a section of this name."})
def rename_section(course_id: int, section_id: int, json_data: SectionIn) -> SectionOut:
    """Rename a section

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    with writing() as db, refusals():
        section = find_section(db, course, section_id)
        sections.rename(db, section, _name(json_data), actor=actor())
        return SectionOut(id=section.id, name=section.name, members=sections.sizes(db, course.id).get(section.id, 0))


@blueprint.delete("/v1/courses/<int:course_id>/sections/<int:section_id>")
@blueprint.output({}, status_code=204)
def delete_section(course_id: int, section_id: int) -> tuple[str, int]:
    """Delete a section; its members stay in the course

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    with writing() as db:
        sections.delete(db, find_section(db, course, section_id), actor=actor())
        refresh_lateness(db, course.id)
    return "", 204


def _name(data: SectionIn) -> str:
    return valid_name(data.name, longest=sections.MAX_NAME, what="The name of a section")
