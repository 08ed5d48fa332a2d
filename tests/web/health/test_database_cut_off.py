"""A database that stops answering, without a closed connection: refusals come soon and nothing hangs."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import func, select

from grader.store import Database, migrate
from grader.store.models import Base, Submission
from tests.tcp_proxy import TcpProxy
from tests.web.clients import Browser, Program
from tests.web.world import make_world
from web.app import create_app

pytestmark = pytest.mark.postgres


@pytest.fixture
def proxy(cluster):
    made = TcpProxy(cluster.connect)
    yield made
    made.close()


@pytest.fixture
def direct(cluster):
    """The database without the proxy."""
    made = Database(cluster.url)
    migrate(made)
    with made.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    yield made
    made.close()


@pytest.fixture
def there(direct):
    return make_world(direct)


@pytest.fixture
def application(settings, proxy, there):
    url = f"postgresql://grader@127.0.0.1:{proxy.port}/postgres"
    made = create_app(settings.model_copy(update={"database_url": url}))
    yield made
    proxy.mend()
    made.extensions["services"].close()


def timed(action):
    begin = time.monotonic()
    return action(), time.monotonic() - begin


@pytest.mark.parametrize("connected", [True, False], ids=["pooled connection", "new connection"])
def test_not_ready_within_two_seconds(application, proxy, connected):
    client = application.test_client()
    if connected:
        assert client.get("/readyz").status_code == 200
    proxy.cut()
    answer, seconds = timed(lambda: client.get("/readyz"))
    assert (answer.status_code, answer.json["database"]) == (503, False)
    assert seconds < 2
    proxy.mend()
    deadline = time.monotonic() + 20
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < deadline


def test_a_hand_in_is_refused_and_can_be_repeated(application, proxy, there, direct):
    program = Program(application.test_client(), there.student_token)
    assert program.hand_in().status_code == 202
    proxy.cut()
    for _ in range(2):
        answer, seconds = timed(program.hand_in)
        assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
        assert int(answer.headers["Retry-After"]) > 0
        assert seconds < 8
    proxy.mend()
    assert program.hand_in().status_code == 202
    with direct.read() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 2


def test_a_page_says_that_the_database_does_not_answer(application, proxy, there):
    browser = Browser(application.test_client())
    assert browser.sign_in("alice").status_code == 303
    proxy.cut()
    answer, seconds = timed(lambda: browser.get("/"))
    assert (answer.status_code, "database does not answer" in answer.text) == (503, True)
    assert "Retry-After" in answer.headers
    assert seconds < 8
