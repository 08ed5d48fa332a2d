"""A real Redis and a SQLite file for the tests of the queue and the workers."""

import shutil

import pytest

from grader.errors import SandboxUnavailable
from grader.settings import Settings
from grader.store import Database, courses
from tests.databases import copy_into
from tests.worker.parts import RedisServer, make_course_folder
from tests.worker.shared_sandbox import SharedSandbox, contents, restore


@pytest.fixture(scope="session")
def redis_program():
    if not (shutil.which("redis-server") or shutil.which("valkey-server")):
        pytest.skip("no Redis server is installed (apt-get install redis-server)")


def running_redis():
    server = RedisServer()
    server.start()
    yield server
    server.close()


@pytest.fixture
def redis_server(redis_program):
    yield from running_redis()


@pytest.fixture(scope="module")
def module_redis(redis_program):
    """A Redis for hosts that serve several tests."""
    yield from running_redis()


@pytest.fixture(scope="session")
def course_folder(tmp_path_factory):
    return make_course_folder(tmp_path_factory.mktemp("course"))


@pytest.fixture
def root(course_folder):
    """GRADER_ROOT: one folder for all tests, because the evaluators have it mounted. What a test changes is undone."""
    before = contents(course_folder)
    yield course_folder
    restore(course_folder, before)


def host_environ(root, folder, redis_url):
    return {
        "GRADER_ROOT": str(root),
        "GRADER_DATA_DIR": str(folder / "data"),
        "GRADER_REDIS_URL": redis_url,
        "GRADER_WEBHOOK_PRIVATE": "yes",
        "GRADER_LEASE_SECONDS": "6",
        "GRADER_SWEEP_SECONDS": "0.5",
        "GRADER_REQUEUE_SECONDS": "2",
    }


@pytest.fixture
def environ(root, tmp_path, redis_server):
    return host_environ(root, tmp_path, redis_server.url)


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


@pytest.fixture(scope="session")
def sandboxes(course_folder, tmp_path_factory):
    """The sandbox of the graders, and the one of the search for repairs."""
    settings = Settings.from_env(
        {"GRADER_ROOT": str(course_folder), "GRADER_DATA_DIR": str(tmp_path_factory.mktemp("s"))}
    )
    made = {name: SharedSandbox(settings) for name in ("grading", "repairing")}
    yield made
    for sandbox in made.values():
        sandbox.close()


@pytest.fixture
def graders(sandboxes, database):
    """`graders(settings)` makes a grader of the interactive lane that has not begun. They are closed at the end."""
    with sandboxes["grading"].graders() as make:
        yield make


@pytest.fixture
def grader(graders, settings):
    made = graders(settings)
    try:
        made.begin()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    return made
