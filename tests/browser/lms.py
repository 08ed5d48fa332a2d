"""A learning management system with a page that shows assignments in a frame."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from grader.store import Database, courses, lti_platforms
from grader.store.demo import JOIN_CODE
from grader.store.models import LtiPlatform
from tests.browser.https import Front
from tests.lti.platform import Answer, Platform, Request, make_key, running
from web.lti.claims import PREFIX

#: What the page of the course says of the link; the browser does the rest.
LAUNCH = "Open the assignment"
#: The name of the frame that keeps values for tools, where the page does not do it itself.
STORAGE_FRAME = "lms_storage"
#: Keeps values for a tool: LTI Client Side postMessages 1.0. `asked` tells what it was asked.
STORAGE = """<script>
const kept = {}, asked = [];
addEventListener("message", (event) => {
  const { subject, message_id, key, value } = event.data;
  if (event.origin !== TOOL || !["lti.put_data", "lti.get_data"].includes(subject)) return;
  asked.push(subject);
  if (subject === "lti.put_data") kept[key] = value;
  event.source.postMessage({ subject: `${subject}.response`, message_id, key, value: kept[key] }, event.origin);
});
</script>"""


@contextmanager
def platform(store: Database, tool: str, *, front: Front | None = None, storage: str = "") -> Iterator[Platform]:
    """A platform on another site than the grader at `tool`: "localhost" is another one than 127.0.0.1.

    With `front` its pages are reached by https. `storage` is the frame in which it keeps values for tools, "_parent"
    the page itself; "" keeps none.
    """
    with running(make_key()) as made:
        plain = made.url
        made.url = f"https://localhost:{front(plain)}" if front else plain.replace("127.0.0.1", "localhost")
        with store.write() as db:
            course = courses.by_join_code(db, JOIN_CODE)
            assert course is not None
            # The server fetches keys itself, and trusts no certificate of a test.
            new = made.registration(course.id, jwks_url=f"{plain}/jwks", token_url=f"{plain}/token")
            row = lti_platforms.add(db, new, actor="system").id
        _add_pages(made, tool, storage)
        yield made
        with store.write() as db:
            found = db.get(LtiPlatform, row)
            assert found is not None
            lti_platforms.remove(db, found, actor="system")


def _add_pages(made: Platform, tool: str, storage: str) -> None:
    asked = {
        "iss": made.url,
        "login_hint": "user-7",
        "target_link_uri": f"{tool}/lti/launch",
        "client_id": made.client_id,
        **({"lti_storage_target": storage} if storage else {}),
    }
    address = html.escape(f"{tool}/lti/login?{urlencode(asked)}")
    script = STORAGE.replace("TOOL", json.dumps(tool))
    keeping = {"": "", "_parent": script}.get(storage, f'<iframe name="{storage}" src="/storage" hidden></iframe>')
    made.routes["GET", "/storage"] = lambda _: _page(script)
    made.routes["GET", "/course"] = lambda _: _page(
        f'<h1>Networks 101</h1><a href="{address}" target="tool">{LAUNCH}</a>{keeping}'
        '<iframe name="tool" title="Assignment" width="100%" height="820"></iframe>'
    )
    made.routes["GET", "/auth"] = lambda request: _launch(made, request, tool)


def _page(body: str) -> Answer:
    return 200, "text/html; charset=utf-8", f"<!doctype html><title>LMS</title>{body}".encode()


def _launch(made: Platform, request: Request, tool: str) -> Answer:
    """The form with the token, which sends itself."""
    asked = {name: values[0] for name, values in request.query.items()}
    target = f"{tool}/lti/launch"
    claims = made.claims(asked["nonce"], target_link_uri=target) | {
        "email": f"lea{made.url.rpartition(':')[2]}.{len(made.requests)}@lms.example",
        f"{PREFIX}resource_link": {"id": "link-1", "title": "ReLU"},
    }
    return _page(
        f'<form method="post" action="{target}"><input type="hidden" name="state" value="{asked["state"]}">'
        f'<input type="hidden" name="id_token" value="{made.sign(claims)}"></form>'
        "<script>document.forms[0].submit()</script>"
    )
