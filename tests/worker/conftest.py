"""A real Redis and a SQLite file for the tests of the queue and the workers."""

import shutil

import pytest

from grader.errors import SandboxUnavailable
from grader.sandbox import open_jail
from grader.settings import Settings
from grader.store import Database, courses
from tests.databases import copy_into
from tests.worker.parts import RedisServer, grader_with, make_course_folder


@pytest.fixture(scope="session")
def redis_program():
    if not (shutil.which("redis-server") or shutil.which("valkey-server")):
        pytest.skip("no Redis server is installed (apt-get install redis-server)")


@pytest.fixture
def redis_server(redis_program):
    server = RedisServer()
    server.start()
    yield server
    server.close()


@pytest.fixture
def environ(tmp_path, redis_server):
    return {
        "GRADER_ROOT": str(make_course_folder(tmp_path / "root")),
        "GRADER_DATA_DIR": str(tmp_path / "data"),
        "GRADER_REDIS_URL": redis_server.url,
        "GRADER_WEBHOOK_PRIVATE": "yes",
        "GRADER_LEASE_SECONDS": "6",
        "GRADER_SWEEP_SECONDS": "0.5",
        "GRADER_REQUEUE_SECONDS": "2",
    }


@pytest.fixture
def settings(environ):
    return Settings.from_env(environ)


@pytest.fixture
def database(settings, database_template):
    made = Database(settings.database_url)
    copy_into(made, database_template)
    yield made
    made.close()


@pytest.fixture
def course_id(database):
    with database.write() as session:
        return courses.create_course(session, name="Arithmetic").id


@pytest.fixture
def grader(settings, database):
    try:
        made = grader_with(settings, open_jail)
        made.begin()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    yield made
    made.close()
