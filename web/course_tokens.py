"""Creates and revokes tokens, for the instructors' page and the REST API."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from flask import g
from sqlalchemy.orm import Session

from grader.store import audit, tokens
from grader.store.models import ApiToken, Course, Role, Scope
from web.access import actor
from web.problems import Problem
from web.services import current_time


def create(
    db: Session, course: Course, *, name: str, role: Role, scopes: Collection[Scope] | None, days: int | None
) -> tuple[ApiToken, str]:
    """Create a token that expires after `days` (None: never), and record it. Returns it with its secret.

    `scopes` None: whatever the role may do. A token that makes another gives no scope that it lacks, which is a Problem
    403, and none that lasts longer than itself.
    """
    maker: ApiToken | None = g.get("token")
    expires_at = current_time() + timedelta(days=days) if days is not None else None
    if maker is not None:
        scopes = maker.scopes if scopes is None and maker.scope_names is not None else scopes
        if lacking := sorted(frozenset(scopes or ()) - maker.scopes):
            raise Problem(403, f"This token cannot give the scope {lacking[0].value}, which it lacks.")
        if maker.expires_at is not None and (expires_at is None or expires_at > maker.expires_at):
            expires_at = maker.expires_at
    made, secret = tokens.create_token(
        db, course_id=course.id, role=role, name=name, scopes=scopes, expires_at=expires_at, created_by=actor()
    )
    details = {
        "id": made.id,
        "role": role.value,
        "scopes": made.scope_names,
        "expires_at": expires_at.isoformat() if expires_at is not None else None,
    }
    audit.record(
        db, actor=actor(), action="token.created", subject=f"token {name}", course_id=course.id, details=details
    )
    return made, secret


def revoke(db: Session, course: Course, token_id: int) -> bool:
    """Revoke a token of the course, and record it. False if there is none."""
    token = tokens.get_token(db, course.id, token_id)
    if token is None or not tokens.revoke_token(db, course.id, token_id):
        return False
    audit.record(
        db,
        actor=actor(),
        action="token.revoked",
        subject=f"token {token.name}",
        course_id=course.id,
        details={"id": token_id},
    )
    return True
