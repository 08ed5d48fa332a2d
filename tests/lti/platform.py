"""A learning management system for tests: it has keys, answers over HTTP, and signs launches, right and wrong ones.

It serves its key set on 127.0.0.1. Other parts are added to `routes`: (method, path) -> a function of the request that
gives status, content type and body.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from grader.store.lti_platforms import NewPlatform
from web.lti.claims import AGS, DEEP_LINK_PREFIX, NRPS, PREFIX

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
LEARNER, INSTRUCTOR = f"{MEMBERSHIP}#Learner", f"{MEMBERSHIP}#Instructor"
ASSISTANT = f"{MEMBERSHIP}/Instructor#TeachingAssistant"
#: Where the tool runs in tests.
TOOL = "http://localhost"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the platform is asked."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes


#: Status, content type, body.
Answer = tuple[int, str, bytes]


def as_json(value: Any, status: int = 200) -> Answer:
    """A response with JSON."""
    return status, "application/json", json.dumps(value).encode()


@dataclass(kw_only=True)
class Platform:
    """One platform. Its keys, `client_id`, `deployment_id` and `routes` may be changed."""

    url: str
    key: RSAKey
    client_id: str = "client-1"
    deployment_id: str = "deployment-1"
    routes: dict[tuple[str, str], Callable[[Request], Answer]] = field(default_factory=dict)
    #: Every request, in order.
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.routes.setdefault(("GET", "/jwks"), lambda _: as_json({"keys": [self.key.as_dict(private=False)]}))

    def registration(self, course_id: int, **changed: Any) -> NewPlatform:
        """This platform, as an instructor registers it."""
        values = {
            "course_id": course_id,
            "name": "Campus",
            "issuer": self.url,
            "client_id": self.client_id,
            "login_url": f"{self.url}/auth",
            "token_url": f"{self.url}/token",
            "jwks_url": f"{self.url}/jwks",
            "deployment_id": self.deployment_id,
        }
        return NewPlatform(**(values | changed))

    def login(self, client: FlaskClient, *, method: str = "GET", **changed: Any) -> TestResponse:
        """Begin a launch: send the browser to the tool's login. None in `changed` leaves a field out."""
        values = {
            "iss": self.url,
            "login_hint": "user-7",
            "lti_message_hint": "message-1",
            "target_link_uri": f"{TOOL}/lti/launch",
            "client_id": self.client_id,
            **changed,
        }
        fields = {name: value for name, value in values.items() if value is not None}
        if method == "POST":
            return client.post("/lti/login", data=fields)
        return client.get("/lti/login", query_string=fields)

    def asked(self, response: TestResponse) -> dict[str, str]:
        """The authentication request that the tool's login has answered with."""
        assert response.status_code == 302, response.text
        assert response.location.startswith(f"{self.url}/auth?")
        return {name: values[0] for name, values in parse_qs(urlsplit(response.location).query).items()}

    def claims(self, nonce: str, /, **changed: Any) -> dict[str, Any]:
        """The claims of a learner's launch of a link. Keys of `changed` are claims, without the prefix of LTI's."""
        moment = int(time.time())
        values: dict[str, Any] = {
            "iss": self.url,
            "aud": self.client_id,
            "sub": "user-7",
            "exp": moment + 300,
            "iat": moment,
            "nonce": nonce,
            "name": "Lea Learner",
            "email": "lea@lms.example",
            f"{PREFIX}message_type": "LtiResourceLinkRequest",
            f"{PREFIX}version": "1.3.0",
            f"{PREFIX}deployment_id": self.deployment_id,
            f"{PREFIX}target_link_uri": f"{TOOL}/lti/launch",
            f"{PREFIX}roles": [LEARNER],
            f"{PREFIX}context": {"id": "context-1", "title": "Networks 101"},
            f"{PREFIX}resource_link": {"id": "link-1", "title": "ReLU"},
            f"{PREFIX}custom": {"assignment": "relu_der"},
            AGS: {
                "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
                "lineitems": f"{self.url}/lineitems",
                "lineitem": f"{self.url}/lineitems/1",
            },
            NRPS: {"context_memberships_url": f"{self.url}/members", "service_versions": ["2.0"]},
        }
        for name, value in changed.items():
            known = name if name in values or f"{PREFIX}{name}" not in values else f"{PREFIX}{name}"
            values[known] = value
        return {name: value for name, value in values.items() if value is not None}

    def deep_linking(self, nonce: str, **settings: Any) -> dict[str, Any]:
        """The claims of an instructor's request to choose content."""
        given = {
            "deep_link_return_url": f"{self.url}/deep-links",
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe", "window"],
            "data": "to be sent back",
            **settings,
        }
        found = self.claims(nonce, message_type="LtiDeepLinkingRequest", roles=[INSTRUCTOR], resource_link=None)
        return {
            **found,
            f"{DEEP_LINK_PREFIX}deep_linking_settings": given,
            "sub": "teacher-1",
            "email": "t@lms.example",
        }

    def sign(self, claims: Mapping[str, Any], *, key: RSAKey | None = None, **header: Any) -> str:
        """A token."""
        signer = key or self.key
        return jwt.encode({"alg": "RS256", "kid": signer.kid, **header}, dict(claims), signer)

    def launch(self, client: FlaskClient, **changed: Any) -> TestResponse:
        """A whole launch by link; the answer is that of /lti/launch."""
        asked = self.asked(self.login(client))
        token = self.sign(self.claims(asked["nonce"], **changed))
        return client.post("/lti/launch", data={"state": asked["state"], "id_token": token})


def make_key() -> RSAKey:
    """A key pair with a key id."""
    return RSAKey.generate_key(2048, auto_kid=True)


@contextmanager
def running(key: RSAKey) -> Iterator[Platform]:
    """A platform that answers at `url` until the end of the block."""
    platform: Platform

    class Handler(BaseHTTPRequestHandler):
        #: Head and body are sent together: the client's delayed acknowledgement would hold the body up for 40 ms.
        wbufsize = -1

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Request(
                method=self.command, path=parts.path, query=parse_qs(parts.query), headers=headers, body=body
            )
            platform.requests.append(asked)
            found = platform.routes.get((self.command, parts.path))
            status, content_type, content = found(asked) if found else (404, "text/plain", b"")
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _answer

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    platform = Platform(url=f"http://127.0.0.1:{server.server_address[1]}", key=key)
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
