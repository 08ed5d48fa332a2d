"""Tokens of a course: list, create, revoke."""

from __future__ import annotations

from flask import url_for
from werkzeug.exceptions import Forbidden, NotFound

from grader.store import tokens
from grader.store.models import ApiToken, Scope
from web import course_tokens, person_tokens
from web.access import Right, course_for
from web.api.auth import my_token
from web.api.base import Answer, blueprint
from web.api.token_schemas import TokenCreated, TokenIn, TokenOut, TokensOut
from web.membership import valid_name
from web.services import reading, writing

NO_TOKEN = "There is no such token in this course."


@blueprint.get("/v1/token")
@blueprint.output(TokenOut)
def read_own_token() -> TokenOut:
    """The token of this request: its course or person, role, scopes and expiry"""
    return _token(my_token())


@blueprint.delete("/v1/token")
@blueprint.output({}, status_code=204)
def revoke_own_token() -> tuple[str, int]:
    """Revoke the token of this request, if it is a person's: sign out"""
    token = my_token()
    if token.person is None:
        raise Forbidden("The token of a course is revoked by its instructors.")
    with writing() as db:
        person_tokens.revoke(db, token.person, token.id)
    return "", 204


@blueprint.get("/v1/courses/<int:course_id>/tokens")
@blueprint.output(TokensOut)
def list_tokens(course_id: int) -> TokensOut:
    """The tokens of a course, without their secrets

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    with reading() as db:
        return TokensOut(tokens=[_token(row) for row in tokens.tokens_of(db, course.id)])


@blueprint.post("/v1/courses/<int:course_id>/tokens")
@blueprint.input(TokenIn)
@blueprint.output(TokenCreated, status_code=201)
def create_token(course_id: int, json_data: TokenIn) -> Answer:
    """Create a token

    Without `role`, `scopes` and `days` it is a student's token that hands in and reads, for 90 days. A token gives no
    scope that it lacks, and none that lasts longer than itself. The secret is in this answer only. For tokens with the
    role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    name = valid_name(json_data.name, longest=200, what="The name of a token")
    with writing() as db:
        made, secret = course_tokens.create(
            db, course, name=name, role=json_data.role, scopes=json_data.scopes, days=json_data.days
        )
        body = TokenCreated(**_token(made).model_dump(), token=secret)
    return body, 201, {"Location": url_for("api.read_token", course_id=course.id, token_id=made.id)}


@blueprint.get("/v1/courses/<int:course_id>/tokens/<int:token_id>")
@blueprint.output(TokenOut)
def read_token(course_id: int, token_id: int) -> TokenOut:
    """One token, without its secret

    For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    with reading() as db:
        found = tokens.get_token(db, course.id, token_id)
    if found is None:
        raise NotFound(NO_TOKEN)
    return _token(found)


@blueprint.delete("/v1/courses/<int:course_id>/tokens/<int:token_id>")
@blueprint.output({}, status_code=204)
def revoke_token(course_id: int, token_id: int) -> tuple[str, int]:
    """Revoke a token; it stops working at once

    A token may revoke itself. For tokens with the role instructor.
    """
    course = course_for(course_id, Right.MANAGE)
    with writing() as db:
        if not course_tokens.revoke(db, course, token_id):
            raise NotFound(NO_TOKEN)
    return "", 204


def _token(row: ApiToken) -> TokenOut:
    return TokenOut(
        id=row.id,
        course=row.course_id,
        person=row.person.email if row.person is not None else None,
        name=row.name,
        role=row.role,
        scopes=[scope for scope in Scope if scope in row.scopes],
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
