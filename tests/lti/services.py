"""The services of a platform in this process: access tokens, line items, scores, members, and whatever goes wrong.

It is a `Send` of `grader.lti.service`: a function from a request to a response, so no socket and no waiting is needed.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from grader.lti.line_items import CONTAINER, ITEM
from grader.lti.memberships import CONTAINER as MEMBERS_TYPE
from grader.lti.scores import SCORE
from grader.lti.service import LINE_ITEMS, MEMBERS, SCORES
from grader.outbound.requests import RequestFailed, Response

BASE = "https://lms.example.edu"
TOKEN_URL = f"{BASE}/token"
ITEMS_URL = f"{BASE}/context/1/items"
MEMBERS_URL = f"{BASE}/context/1/members"
GRADING = {"NotReady", "Failed", "Pending", "PendingManual", "FullyGraded"}
ACTIVITY = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}


class SimulatedClock:
    """A time that only tests move; waiting takes none."""

    def __init__(self):
        self.time = datetime.now(UTC) + timedelta(seconds=5)
        #: The seconds of each wait.
        self.waits = []

    def now(self):
        return self.time

    def wait(self, seconds):
        self.waits.append(seconds)
        self.time += timedelta(seconds=seconds)
        return False

    def forward(self, **values):
        self.time += timedelta(**values)


class SimulatedServices:
    """A platform. Its rule for timestamps is Moodle's (409, whole seconds) or that of Open edX (400)."""

    def __init__(self, clock, key: RSAKey, *, rule="openedx", users=("u-ada", "u-ben")):
        self.clock = clock
        self.key = key
        self.rule = rule
        self.users = set(users)
        #: How far its clock is behind ours.
        self.behind = timedelta()
        #: Called with each request; what it returns or raises is the answer, None: the usual one.
        self.fault = lambda request: None
        #: Address -> line item.
        self.items = {}
        #: (line item, user) -> accepted scores, in order.
        self.scores = {}
        self.members = []
        #: Members of a page at most.
        self.page_size = 100
        #: Whether it offers differences, and the members that these hold.
        self.differences = None
        self.token_seconds = 3600
        self.requests = []
        self._tokens = {}
        self._used = set()
        self._number = 0

    def now(self):
        return self.clock.now() - self.behind

    def last(self, user="u-ada", item=None):
        """The last accepted score of a user."""
        found = [rows for (url, who), rows in self.scores.items() if who == user and item in (None, url)]
        return found[-1][-1] if found else None

    def history(self, user="u-ada"):
        return [body for (_, who), rows in self.scores.items() if who == user for body in rows]

    def add_item(self, **values):
        self._number += 1
        url = f"{ITEMS_URL}/{self._number}?type_id=3"
        self.items[url] = {"id": url, "scoreMaximum": 10, "label": "x", **values}
        return url

    def expire_tokens(self):
        self._tokens.clear()

    def count(self, end):
        """The number of requests whose path ends so."""
        return sum(urlsplit(request.url).path.endswith(end) for request in self.requests)

    def __call__(self, request):
        self.requests.append(request)
        found = self.fault(request)
        response = found if found is not None else self._answer(request)
        date = {"date": format_datetime(self.now().replace(microsecond=0), usegmt=True)}
        return Response(status=response.status, headers={**date, **response.headers}, body=response.body)

    def _answer(self, request):
        path = urlsplit(request.url).path
        if request.url == TOKEN_URL:
            return self._give_token(request)
        if path.endswith("/scores"):
            return self._with_scope(request, {SCORES}, self._take_score)
        if path.startswith(urlsplit(MEMBERS_URL).path):
            return self._with_scope(request, {MEMBERS}, self._list_members)
        if request.url in self.items or path != urlsplit(ITEMS_URL).path:
            return self._with_scope(request, {LINE_ITEMS}, self._show_item)
        return self._with_scope(request, {LINE_ITEMS}, self._items)

    def _give_token(self, request):
        form = dict(parse_qsl(request.body.decode()))
        claims = jwt.decode(form["client_assertion"], self.key, algorithms=["RS256"]).claims
        now = self.now().timestamp()
        if claims["iat"] > now or claims["exp"] < now or claims["aud"] != TOKEN_URL:
            return reply(400, {"error": "invalid_client", "error_description": "The assertion is not valid now"})
        if claims["jti"] in self._used:
            return reply(400, {"error": "invalid_client", "error_description": "The assertion was used before"})
        self._used.add(claims["jti"])
        token = secrets.token_urlsafe()
        self._tokens[token] = (form["scope"], self.now() + timedelta(seconds=self.token_seconds))
        return reply(200, {"access_token": token, "token_type": "bearer", "expires_in": self.token_seconds})

    def _with_scope(self, request, scopes, answer):
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        scope, until = self._tokens.get(token, ("", self.now()))
        if until <= self.now():
            return reply(401, {"error": "invalid_token"})
        if scope not in scopes:
            return reply(403, {"error": "insufficient_scope"})
        return answer(request)

    def _show_item(self, request):
        found = self.items.get(request.url)
        return reply(200, found, ITEM) if found else reply(404, {"detail": "Not found."})

    def _items(self, request):
        if request.method == "POST":
            body = json.loads(request.body)
            if request.headers["Content-Type"] != ITEM or not isinstance(body["scoreMaximum"], int):
                return reply(400, {"scoreMaximum": ["A valid integer is required."]})
            return reply(201, self.items[self.add_item(**body)], ITEM)
        return self._page(request, list(self.items.values()), ITEMS_URL, CONTAINER, lambda rows: rows)

    def _list_members(self, request):
        query = dict(parse_qsl(urlsplit(request.url).query))
        rows = self.differences if "since" in query and self.differences is not None else self.members
        links = {"differences": f"{MEMBERS_URL}?since=1"} if self.differences is not None else {}
        return self._page(request, rows, MEMBERS_URL, MEMBERS_TYPE, lambda rows: {"members": rows}, links)

    def _page(self, request, rows, base, kind, wrap, links=None):
        query = dict(parse_qsl(urlsplit(request.url).query))
        start = int(query.get("start", 0))
        links = dict(links or {})
        if start + self.page_size < len(rows):
            since = "&since=1" if "since" in query else ""
            links["next"] = f"{base}?start={start + self.page_size}{since}"
        header = ", ".join(f'<{url}>; rel="{name}"' for name, url in links.items())
        found = reply(200, wrap(rows[start : start + self.page_size]), kind)
        return Response(status=200, headers={**found.headers, "link": header}, body=found.body)

    def _take_score(self, request):
        parts = urlsplit(request.url)
        url = parts._replace(path=parts.path.removesuffix("/scores")).geturl()
        body = json.loads(request.body)
        if url not in self.items:
            return reply(404, {"detail": "Not found."})
        if request.headers["Content-Type"] != SCORE:
            return reply(415, {"detail": "Unsupported media type"})
        if body["userId"] not in self.users:
            return reply(400, {"message": "The user is not in this course"})
        if body["gradingProgress"] not in GRADING or body["activityProgress"] not in ACTIVITY:
            return reply(500, {})
        at = datetime.fromisoformat(body["timestamp"])
        if at > self.now():
            return reply(400, {"timestamp": ["Score timestamp is in the future"]})
        rows = self.scores.setdefault((url, body["userId"]), [])
        if rows and not self._is_later(at, datetime.fromisoformat(rows[-1]["timestamp"])):
            if self.rule == "moodle":
                return reply(409, {"reason": "Refusing score with an older timestamp"})
            return reply(400, {"timestamp": ["Score timestamp can only be updated to a later point in time"]})
        rows.append(body)
        return reply(201, body)

    def _is_later(self, at, last):
        if self.rule == "moodle":
            return int(at.timestamp()) > int(last.timestamp())
        return at > last


def reply(status, body, kind="application/json", **headers):
    """A response with JSON."""
    return Response(status=status, headers={"content-type": kind, **headers}, body=json.dumps(body).encode())


def down(request):
    """The fault of a platform that cannot be reached."""
    raise RequestFailed("Connection refused")
