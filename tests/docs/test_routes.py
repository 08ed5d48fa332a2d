"""Every address of the pages and of the API is documented, and no other."""

from __future__ import annotations

import pytest

from grader.settings import Settings
from tests.docs.documents import API_DOCUMENTS, anonymous, read, routes, section
from web.app import create_app

#: What programs and operators ask for; docs/api/ describes it, docs/pages.md all the rest.
API = ("/api/", "/healthz", "/readyz", "/metrics")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("data"))
    environ = {"GRADER_DATA_DIR": folder, "GRADER_SECRET_KEY": "-", "GRADER_REDIS_URL": "redis://127.0.0.1:1/0"}
    app = create_app(Settings.from_env(environ))
    yield {
        f"{method} {anonymous(rule.rule)}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    app.extensions["services"].close()


def is_api(route):
    return route.split()[1].startswith(API)


def test_every_address_of_the_api_is_documented(served):
    assert {route for route in served if is_api(route)} - routes(read("docs/api/addresses.md")) == set()


def test_every_address_of_the_pages_is_documented(served):
    assert {route for route in served if not is_api(route)} - routes(section("docs/pages.md", "Addresses")) == set()


@pytest.mark.parametrize("document", [*API_DOCUMENTS, "docs/pages.md", "docs/operations.md"])
def test_every_documented_address_is_served(served, document):
    assert routes(read(document)) - served == set()


def test_every_act_on_a_page_of_instructors_has_a_route(served):
    pages = ("/teach", "/operations")
    acts = {route for route in served if route.startswith("POST ") and route.split()[1].startswith(pages)}
    assert len(acts) > 70
    assert acts - routes(read("docs/api/acts.md")) == set()
    for line in section("docs/api/acts.md", "With a route").splitlines():
        found = routes(line)
        assert not found or {is_api(route) for route in found} == {True, False}, line
