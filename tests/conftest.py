"""For all tests: MNIST comes from GRADER_MNIST_DIR or a folder beside the project, and never from the network."""

import gc
import os
from contextlib import closing

import pytest
from argon2 import PasswordHasher, profiles
from hypothesis import settings

from grader.assignments.secret import Catalogue
from grader.judge import Judge
from grader.model import Isolation
from grader.sandbox import open_jail
from grader.store import Database, accounts, migrate
from tests.databases import make_template, shared_compiled_statements
from tests.mnist_files import FOLDER
from tests.short_ids import short
from tests.store.cluster import Cluster, why_not

if FOLDER is not None:
    os.environ["GRADER_MNIST_DIR"] = str(FOLDER)
os.environ.setdefault("GRADER_MNIST_DOWNLOAD", "false")
#: For `--hypothesis-profile`; see CONTRIBUTING.md.
settings.register_profile("thorough", max_examples=300)


def pytest_make_parametrize_id(val):
    """The short id of a long value; None leaves the id to pytest."""
    is_long = len(val) > 60 if isinstance(val, str | bytes) else isinstance(val, int) and val.bit_length() > 200
    return short(val) if is_long else None


def pytest_collection_modifyitems(items):
    """What starts the service goes first: it waits for long, and at the end one process of two would wait alone."""
    items.sort(key=lambda item: item.get_closest_marker("service") is None)


def pytest_configure():
    """Collect garbage less often: it took a sixth of the time."""
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish():
    """Leave out of it what imports and the collection of tests have made: that is large, and stays until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _shared_compiled_statements():
    with shared_compiled_statements():
        yield


@pytest.fixture(scope="session", autouse=True)
def _cheap_password_hashes():
    """Hash passwords with little memory and one pass; tests/store/test_accounts.py checks the real cost."""
    real = accounts.HASHER
    accounts.HASHER = PasswordHasher.from_parameters(profiles.CHEAPEST)
    yield
    accounts.HASHER = real


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL of its own for each test process."""
    if reason := why_not():
        pytest.skip(reason)
    with Cluster() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_url(cluster):
    """A database of that PostgreSQL with this version's tables; who uses it empties them first."""
    database = Database(cluster.url)
    migrate(database)
    database.close()
    return cluster.url


@pytest.fixture(scope="session")
def database_template(tmp_path_factory):
    """The file of an empty SQLite database; `tests.databases.copy_into` copies it."""
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def judge_jail():
    """The jail of `judge`."""
    with closing(open_jail(isolation=Isolation.GROUP)) as opened:
        yield opened


@pytest.fixture(scope="session")
def judge(judge_jail):
    """Grades submissions to the real assignments in a real jail.

    Each test process has one, so that it starts one jail and runs reference and known mistakes once. Tests that grade
    many submissions to one assignment are in the assignment's `xdist_group`, which keeps them in one process.
    """
    return Judge(Catalogue(), judge_jail)
