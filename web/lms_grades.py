"""What instructors do about a course's learning management systems, from the page and by the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.lti.clock import PlatformClock
from grader.lti.messages import Request
from grader.lti.probe import Check, Offered, Part, probe
from grader.lti.service import Connection, Platform, PlatformService
from grader.lti.signing import signer
from grader.outbound.requests import Response, send
from grader.store import audit, lti_keys, lti_overview, lti_platforms, lti_rosters, lti_scores, lti_services
from grader.store.models import Course, LtiContext, LtiPlatform, LtiRoster, LtiService, ScoreState
from web.access import actor
from web.services import current_time, services, writing

NO_PLATFORM = "This course has no such learning management system."

#: What a part is called, and what to look at if it fails.
PARTS: Mapping[Part, tuple[str, str]] = {
    Part.TOKEN: (
        "Access tokens",
        "The LMS gives no access. Check client ID and access token URL here, and the public key set URL in the LMS.",
    ),
    Part.LINE_ITEMS: (
        "Gradebook columns",
        "The LMS does not show its gradebook columns. Allow the tool to manage or read line items.",
    ),
    Part.SCORES: ("Scores", "The LMS takes no scores. Allow the tool to send scores."),
    Part.MEMBERS: (
        "Members",
        "The LMS does not tell who is in the course. Allow the tool names and roles. Some refuse large courses.",
    ),
}
NOT_OFFERED = "Not offered by the links that were opened so far. Allow it in the LMS, then open a link from there."


@dataclass(frozen=True, kw_only=True)
class Connected:
    """A learning management system of a course, and how it works."""

    platform: LtiPlatform
    #: None: nothing was sent yet.
    service: LtiService | None
    #: Its courses, each with the synchronisation of its members.
    contexts: list[tuple[LtiContext, LtiRoster | None]]

    @property
    def waits_until(self) -> datetime | None:
        """Until when nothing is sent, because it failed or asked for fewer requests."""
        pause = self.service.retry_at if self.service is not None else None
        return pause if pause is not None and pause > current_time() else None


@dataclass(frozen=True, kw_only=True)
class Result:
    """The result of a check, in words."""

    part: Part
    title: str
    works: bool | None
    #: What to do, where it does not work.
    advice: str
    #: In the platform's words; "" if it has said nothing.
    words: str


def connected(db: Session, course: Course) -> list[Connected]:
    """The learning management systems of a course, oldest first."""
    rosters = lti_rosters.of_course(db, course.id)
    return [
        Connected(platform=platform, service=service, contexts=rosters.get(platform.id, []))
        for platform, service in lti_services.of_course(db, course.id)
    ]


def send_again(course: Course, score_id: int | None, *, everything: bool) -> int:
    """Send a score, or those that are not sent, or everything, at once. Returns their number."""
    with writing() as db:
        number = lti_scores.retry(db, course.id, score_id, everything=everything)
        if number:
            details = {"scores": number, "everything": everything}
            audit.record(db, actor=actor(), action="lti.sent_again", course_id=course.id, details=details)
    return number


def fetch_members(course: Course) -> int:
    """Have the members of all its learning management systems fetched. Returns the number of lists."""
    with writing() as db:
        return lti_rosters.request_all(db, course.id)


def test_connection(course: Course, platform_id: int) -> list[Result]:
    """Try the services of a learning management system now. Raises NotFound."""
    with writing() as db:
        platform = lti_platforms.in_course(db, course.id, platform_id)
        if platform is None:
            raise NotFound(NO_PLATFORM)
        key = lti_keys.private_key(lti_keys.signing_key(db))
        links = lti_overview.newest_link(db, platform_id)
        about = Platform(
            client_id=platform.client_id,
            token_url=platform.token_url,
            audience=platform.assertion_audience,
        )
    connection = Connection(clock=PlatformClock(services().clock.now))
    service = PlatformService(about, connection, send=_send, sign=signer(key))
    return [_result(check) for check in probe(service, _offered(links))]


def _send(request: Request) -> Response:
    private = services().settings.lti_private
    return send(request.method, request.url, private=private, body=request.body, headers=request.headers)


def _offered(links: lti_overview.Links) -> Offered:
    ags = (links.link.ags if links.link is not None else None) or {}
    nrps = (links.context.nrps if links.context is not None else None) or {}
    scopes = ags.get("scope")
    return Offered(
        scopes=frozenset(map(str, scopes)) if isinstance(scopes, list) else frozenset(),
        line_items=_text(ags.get("lineitems")),
        line_item=_text(ags.get("lineitem")),
        members=_text(nrps.get("context_memberships_url")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _result(check: Check) -> Result:
    title, advice = PARTS[check.part]
    shown = "" if check.works else advice if check.works is False else NOT_OFFERED
    return Result(part=check.part, title=title, works=check.works, advice=shown, words=check.words)


#: What the states are called on the page.
STATES: Mapping[ScoreState, tuple[str, str]] = {
    ScoreState.SENT: ("Sent", "good"),
    ScoreState.WAITING: ("Waiting", ""),
    ScoreState.REFUSED: ("Refused", "bad"),
}
