"""One of each thing that addresses name, in the course on networks."""

from __future__ import annotations

from grader.store import (
    Database,
    accounts,
    announcements,
    comments,
    courses,
    deliveries,
    delivery_log,
    extensions,
    lti_links,
    lti_platforms,
    lti_tickets,
    notices,
    regrade_requests,
    regrades,
    sections,
    tokens,
)
from grader.store.comments import Author
from grader.store.lti_tickets import Kind
from tests.web.world import World

#: What a platform asks for with deep linking.
CHOICE = {"deep_link_return_url": "https://lms.example.edu/deep-links"}


def make_link(db, course_id) -> tuple[int, int]:
    """A learning management system and a link in it: their ids."""
    lms = "https://lms.example.edu"
    urls = {"login_url": f"{lms}/auth", "token_url": f"{lms}/token", "jwks_url": f"{lms}/jwks"}
    new = lti_platforms.NewPlatform(course_id=course_id, name="Campus", issuer=lms, client_id="1", **urls)
    platform = lti_platforms.add(db, new, actor="ina")
    context = lti_links.see_context(db, platform, "1", "1", title="Networks", nrps=None, ags=None)
    return platform.id, lti_links.see_link(db, context, "1", title="ReLU", ags=None).id


def make_things(database: Database, world: World, submission_id: str) -> dict[str, object]:
    """Parts of addresses by name: Alice's graded submission, a webhook, a token and so on."""
    with database.write() as db:
        accounts.open_session(db, world.people["alice"], days=1)
        session_id = accounts.sessions_of(db, world.people["alice"])[0].id
        webhook = deliveries.create_webhook(db, course_id=world.networks, url="https://lms.example.edu/")
        hook, delivery = webhook.id, delivery_log.send_test(db, webhook).id
        author = Author(person_id=None, name="Ina")
        comment = comments.add(db, submission_id, text="Well done.", line=None, author=author).id
        request = regrade_requests.open_request(db, submission_id, row="values", reason="I think it is right.").id
        token = tokens.tokens_of(db, world.networks)[0].id
        given = courses.course_assignment(db, world.networks, "relu_der")
        new = extensions.NewExtension(due_at=None, attempts=1, reason="Illness")
        extension = extensions.create(db, given, ["alice@example.edu"], new, actor="ina")[0].id
        section = sections.create(db, world.networks, "Monday", actor="ina").id
        notice = notices.recent(db, world.people["alice"])[0][0].id
        announced = announcements.NewAnnouncement(title="Lab", text="The lab is open.")
        announcement = announcements.create(db, world.networks, announced, author=author, actor="ina").id
        platform, link = make_link(db, world.networks)
        key = lti_tickets.issue(db, Kind.DEEP_LINK, {"platform": platform, "settings": CHOICE, "deployment_id": "1"})
        regrade = regrades.start(db, world.networks, "relu_der", author=author).id
    return {
        "course_id": world.networks,
        "slug": "relu_der",
        "case": "handout_example",
        "submission_id": submission_id,
        "webhook_id": hook,
        "delivery_id": delivery,
        "token_id": token,
        "person_id": world.people["alice"],
        "session_id": session_id,
        "platform_id": platform,
        "link_id": link,
        "key": key,
        "section_id": section,
        "comment_id": comment,
        "request_id": request,
        "extension_id": extension,
        "entry_id": 1,
        "regrade_id": regrade,
        "notice_id": notice,
        "announcement_id": announcement,
        "result_id": 1,
        "form": "json",
        "pause_id": 1,
        "question": "first",
        "name": "first",
        "act": "up",
        "student": "alice@example.edu",
        "filename": "x",
    }
