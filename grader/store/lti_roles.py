"""The roles of LTI, and those of a course here (LTI Core 1.3, appendix A.2)."""

from __future__ import annotations

from collections.abc import Iterable

from grader.store.models import Role

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
#: A role of the context, without `MEMBERSHIP` -> the role here. The first that somebody has holds.
_ROLES = (
    ("/Instructor#TeachingAssistant", Role.ASSISTANT),
    ("/Instructor#TeachingAssistantGroup", Role.ASSISTANT),
    ("/Instructor#TeachingAssistantOffering", Role.ASSISTANT),
    ("/Instructor#TeachingAssistantSection", Role.ASSISTANT),
    ("/Instructor#TeachingAssistantSectionAssociation", Role.ASSISTANT),
    ("/Instructor#TeachingAssistantTemplate", Role.ASSISTANT),
    ("/Instructor#Grader", Role.ASSISTANT),
    ("#Instructor", Role.INSTRUCTOR),
    ("#Administrator", Role.INSTRUCTOR),
    ("#ContentDeveloper", Role.INSTRUCTOR),
    ("#Learner", Role.STUDENT),
)


def role_of(roles: Iterable[str]) -> Role | None:
    """The role in the course; None if the roles name none of the context, such as those of observers.

    A teaching assistant is sent with the sub-role and often with Instructor as well, so the sub-role decides. Any other
    sub-role counts as its role. Roles of the institution or the system say nothing about the course.
    """
    given: set[str] = set()
    for role in roles:
        short = role.removeprefix(MEMBERSHIP) if role.startswith(MEMBERSHIP) else ""
        if short.startswith("/"):
            given |= {short, "#" + short[1:].partition("#")[0]}
        # The simple names of early platforms are "Learner" and "Instructor".
        given.add(short or (f"#{role}" if role.isalpha() else ""))
    return next((role for name, role in _ROLES if name in given), None)
