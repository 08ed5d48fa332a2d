"""Which scope a request takes, by its path and method. A route of the API needs no entry of its own."""

from __future__ import annotations

import re

from flask import request

from grader.store.models import ApiToken, Scope
from web.problems import Problem

#: Methods that only read.
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: (beginning of a rule's path after /v1, scope to read, scope to write); the first that fits counts.
AREAS: tuple[tuple[re.Pattern[str], Scope, Scope], ...] = tuple(
    (re.compile(pattern), reads, writes)
    for pattern, reads, writes in (
        (r"/submissions/<[^>]+>/(comments(/<[^>]+>)?|overrides|regrade)$", Scope.SUBMISSIONS_READ, Scope.GRADES_WRITE),
        (r"/submissions", Scope.SUBMISSIONS_READ, Scope.SUBMISSIONS_WRITE),
        (r"/assignments/<[^>]+>/grades", Scope.GRADES_READ, Scope.GRADES_WRITE),
        (r"/assignments", Scope.ASSIGNMENTS_READ, Scope.SUBMISSIONS_WRITE),
        (r"(/courses/<[^>]+>)?(/assignments/<[^>]+>)?/regrades", Scope.GRADES_READ, Scope.GRADES_WRITE),
        (r"/courses/<[^>]+>/(regrade-requests|saved-comments)", Scope.GRADES_READ, Scope.GRADES_WRITE),
        (
            r"/courses/<[^>]+>(/assignments/<[^>]+>)?/(gradebook|statistics|misconceptions|lms/scores)",
            Scope.GRADES_READ,
            Scope.GRADES_WRITE,
        ),
        (r"/courses/<[^>]+>/(submissions|events)", Scope.SUBMISSIONS_READ, Scope.SUBMISSIONS_WRITE),
        (r"/notices", Scope.SUBMISSIONS_READ, Scope.SUBMISSIONS_WRITE),
        (r"/courses/<[^>]+>/tokens", Scope.TOKENS_READ, Scope.TOKENS_WRITE),
        (r"/webhooks", Scope.WEBHOOKS_READ, Scope.WEBHOOKS_WRITE),
        (r"/courses", Scope.COURSE_READ, Scope.COURSE_WRITE),
    )
)
#: Of the token itself: allowed to each.
OWN = frozenset({"/v1/token", "/v1/courses"})


def scope_of(rule: str, method: str) -> Scope | None:
    """The scope that a route takes, by its rule, such as "/api/v1/courses/<int:course_id>"; None: any token will do.

    What is in no area takes the scopes of the course.
    """
    path = rule.removeprefix("/api")
    if path == "/v1/token" or (path in OWN and method in SAFE):
        return None
    for pattern, reads, writes in AREAS:
        if pattern.match(path.removeprefix("/v1")):
            return reads if method in SAFE else writes
    return Scope.COURSE_READ if method in SAFE else Scope.COURSE_WRITE


def require_scope(token: ApiToken) -> None:
    """Raise Problem 403 if the token's scopes do not include that of the requested route."""
    if token.scope_names is None or request.url_rule is None:
        return
    needed = scope_of(request.url_rule.rule, request.method)
    if needed is None or needed in token.scopes:
        return
    challenge = f'Bearer realm="grader", error="insufficient_scope", scope="{needed.value}"'
    raise Problem(
        403,
        f"This token lacks the scope {needed.value}.",
        headers={"WWW-Authenticate": challenge},
        scope=needed.value,
    )
