"""Alice and Bob study networks with Ina. Charlie and his instructor Otto, in another course, must see nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from grader.model import Lane
from grader.settings import Settings
from grader.store import accounts, submissions
from grader.store.database import Database
from grader.uploads import read_upload
from tests.databases import copy_into, make_template
from tests.web.clients import Browser, Program
from tests.web.grading import Worker
from tests.web.redis_server import redis_server
from tests.web.world import World, make_world
from web.app import create_app
from web.services import Services


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def usual_settings(tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> Settings:
    return Settings.from_env(
        {
            "GRADER_DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "GRADER_SECRET_KEY": "not secret in tests",
            "GRADER_REDIS_URL": redis_url,
        }
    )


@pytest.fixture
def settings(tmp_path: Path, usual_settings: Settings) -> Settings:
    """Read once for all tests. Each test has a folder of its own, and the Redis to itself."""
    own = {
        "data_dir": tmp_path,
        "database_url": usual_settings.database_url.replace(str(usual_settings.data_dir), str(tmp_path)),
        "redis_prefix": f"{tmp_path.name}:",
    }
    return usual_settings.model_copy(update=own)


@pytest.fixture(scope="session")
def applications() -> Callable[[Settings], Flask]:
    """An application for such settings, made once: building the map of addresses takes longer than most tests."""
    made: dict[str, Flask] = {}

    def application(settings: Settings) -> Flask:
        # These are used by its services only, which each test has anew.
        key = repr(settings.model_dump(exclude={"data_dir", "database_url", "redis_prefix", "root"}))
        if key not in made:
            made[key] = create_app(settings)
        return made[key]

    return application


@pytest.fixture
def app(settings: Settings, applications: Callable[[Settings], Flask]) -> Iterator[Flask]:
    """The application with services of its own; what a test changes in its configuration is put back."""
    application = applications(settings)
    application.extensions["services"] = services = Services.of(settings)
    config = dict(application.config)
    application.testing = True
    yield application
    services.close()
    application.config.clear()
    application.config.update(config)


@pytest.fixture
def new_app(settings: Settings) -> Iterator[Flask]:
    """An application of the test's own, for changes that cannot be put back, such as further addresses."""
    application = create_app(settings)
    application.testing = True
    yield application
    application.extensions["services"].close()


@pytest.fixture(scope="session")
def world_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A database file with the two courses in it, made once."""
    path = make_template(tmp_path_factory.mktemp("world"))
    database = Database(f"sqlite:///{path}")
    world = make_world(database)
    database.close()
    return path, world


@pytest.fixture
def database(request: pytest.FixtureRequest, app: Flask) -> Database:
    """The application's database; empty, unless the test asks for `world` too."""
    found: Database = app.extensions["services"].database
    if "world" in request.fixturenames:
        copy_into(found, request.getfixturevalue("world_template")[0])
    else:
        copy_into(found, request.getfixturevalue("database_template"))
    return found


@pytest.fixture
def world(database: Database, world_template: tuple[Path, World]) -> World:
    return world_template[1]


@pytest.fixture
def browse(app: Flask, world: World, database: Database) -> Callable[..., Browser]:
    """`browse("alice")` is a browser in which Alice is signed in; `browse()` one in which nobody is."""

    def open_browser(name: str | None = None) -> Browser:
        browser = Browser(app.test_client())
        if name:
            # As signing in does, without its deliberately slow check of the password.
            with database.write() as db:
                key = accounts.open_session(db, world.people[name], days=1)
            with browser.client.session_transaction() as cookie:
                cookie["key"] = key
        return browser

    return open_browser


@pytest.fixture
def worker(app: Flask, world: World) -> Worker:
    return Worker(app=app)


@pytest.fixture
def lms(app: Flask, world: World) -> Program:
    """The course's own program, with an instructor's token."""
    return Program(app.test_client(), world.instructor_token)


@pytest.fixture
def tool(app: Flask, world: World) -> Program:
    """A program with a student's token."""
    return Program(app.test_client(), world.student_token)


@pytest.fixture
def foreigner(app: Flask, world: World) -> Program:
    """Another course's program, with an instructor's token there."""
    return Program(app.test_client(), world.foreign_token)


@pytest.fixture
def nobody(app: Flask, world: World) -> Program:
    """A program without a token."""
    return Program(app.test_client(), None)


@pytest.fixture
def hand_in(app: Flask, world: World):
    """`hand_in("alice")` stores a submission of hers as the page does, and gives its id."""

    def store(name: str, course_id: int | None = None, *, practice: bool = False) -> str:
        new = submissions.NewSubmission(
            course_id=course_id or world.networks,
            assignment="relu_der",
            lane=Lane.INTERACTIVE,
            student=f"{name}@example.edu",
            person_id=world.people[name],
            upload=read_upload("mine.py", b"print('the code of " + name.encode() + b"')\n"),
            practice=practice,
        )
        with app.extensions["services"].database.write() as db:
            return submissions.create(db, new).id

    return store
