"""For all tests: MNIST comes from GRADER_MNIST_DIR or a folder beside the project, and never from the network."""

import os
from contextlib import closing

import pytest
from argon2 import PasswordHasher, profiles
from hypothesis import settings

from grader.assignments.secret import Catalogue
from grader.judge import Judge
from grader.model import Isolation
from grader.sandbox import open_jail
from grader.store import accounts
from tests.databases import make_template
from tests.mnist_files import FOLDER
from tests.store.cluster import Cluster, why_not

if FOLDER is not None:
    os.environ["GRADER_MNIST_DIR"] = str(FOLDER)
os.environ.setdefault("GRADER_MNIST_DOWNLOAD", "false")
#: For `--hypothesis-profile`; see CONTRIBUTING.md.
settings.register_profile("thorough", max_examples=300)


def pytest_collection_modifyitems(items):
    """What starts the service goes first: it waits for long, and at the end one process of two would wait alone."""
    items.sort(key=lambda item: item.get_closest_marker("service") is None)


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
