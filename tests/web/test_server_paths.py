"""Messages for people name no path of the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.store import outlines
from web.server_paths import without_server_paths

ROOT = Path("/srv/grader")


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("/srv/grader/testcases/a/assignment.toml:3: unknown key", "testcases/a/assignment.toml:3: unknown key"),
        ("testcases/a/x.toml, line 3", "testcases/a/x.toml, line 3"),
        ("No such file: '/usr/lib/python3/x.py'", "No such file: 'x.py'"),
        ("See https://example.edu/a/b/c", "See https://example.edu/a/b/c"),
        ("1/2 points, and/or", "1/2 points, and/or"),
    ],
)
def test_paths_are_relative_to_the_root_or_names_only(message, shown):
    assert without_server_paths(message, ROOT) == shown


def test_the_instructors_page_names_no_path_of_the_server(browse, database, world, settings):
    with database.write() as db:
        outlines.report_problem(
            db, "relu_der", f"{settings.root}/testcases/relu_der/x.py, line 3: /opt/secret/place.py"
        )
    page = browse("ina").get(f"/teach/{world.networks}/relu_der").text
    assert "testcases/relu_der/x.py, line 3: place.py" in page
    assert str(settings.root) not in page
    assert "/opt/secret" not in page
