"""Servers of others: Open edX's own packages and a harness like Gradescope's. `make test-lms` runs these tests.

GRADER_TEST_LMS names the folder that holds them. The packages are installed from the package index at the first start.
They are under the AGPL: the tests talk to them over HTTP, and nothing of them is in this project.
"""

import os
from pathlib import Path

import pytest

FOLDER = os.environ.get("GRADER_TEST_LMS", "")


def pytest_collection_modifyitems(items):
    """Skip what lies here unless the servers are."""
    here = Path(__file__).parent
    reason = "needs servers of learning management systems: run `make test-lms`"
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.lms)
            item.add_marker(pytest.mark.timeout(1800))
            if not FOLDER:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def lms():
    """The folder of the servers."""
    folder = Path(FOLDER).resolve()
    if not (folder / "README.md").is_file():
        pytest.fail(f"GRADER_TEST_LMS: there are no servers in {folder}")
    return folder
