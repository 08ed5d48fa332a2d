"""The platform of the course that Ina teaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey

from grader.settings import Settings
from grader.store import lti_platforms
from tests.lti.platform import Platform, make_key, running
from tests.web.world import World


@pytest.fixture(scope="session")
def platform_key() -> RSAKey:
    return make_key()


@pytest.fixture(scope="session")
def stranger_key() -> RSAKey:
    """Keys that no platform has published."""
    return make_key()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"lti_private": True})


@pytest.fixture
def unregistered(platform_key: RSAKey) -> Iterator[Platform]:
    with running(platform_key) as found:
        yield found


@pytest.fixture
def platform(unregistered: Platform, database, world: World) -> Platform:
    with database.write() as db:
        lti_platforms.add(db, unregistered.registration(world.networks), actor="ina@example.edu")
    return unregistered


@pytest.fixture
def client(app: Flask, world: World) -> FlaskClient:
    """A browser of somebody without an account here."""
    return app.test_client()


#: What a browser says of a page in a frame, and of one in a window, below a page of another site.
IN_FRAME = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
IN_WINDOW = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}


@pytest.fixture
def enter(platform: Platform) -> Callable[..., tuple[FlaskClient, str]]:
    """Launches in a frame without cookies and says yes; gives the address in the frame."""

    def launch(client: FlaskClient, **changed: object) -> str:
        answer = platform.launch(client, **changed)
        assert answer.status_code == 303, answer.text
        return confirm(client, answer.location)

    return launch


def confirm(client: FlaskClient, entrance: str) -> str:
    """Say yes at the entrance, in a frame whose browser keeps no cookies; gives the address that it leads to."""
    for name in [cookie.key for cookie in client._cookies.values()]:
        client.delete_cookie(name, path="/lti/")
    page = client.get(entrance, headers=IN_FRAME)
    assert page.status_code == 200, page.text
    answer = client.post(entrance, headers={**IN_FRAME, "Origin": "http://localhost"})
    assert answer.status_code == 303, answer.text
    return answer.location
