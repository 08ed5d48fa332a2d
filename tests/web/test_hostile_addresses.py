"""No address, parameter or field of a form makes an error of the server, whatever text or number is in it.

A usual run sends each text to one address in three, other ones for the next text, so that each text and each address
has its turn several times; `make test-thorough` sends all texts to all addresses, as a person and as a program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest
from werkzeug.routing import Rule

from tests.databases import copy_into, empty
from tests.sampling import is_thorough
from tests.web.clients import Browser, Program
from tests.web.world import World, make_world
from web.services import Services

TEXTS = {
    "a zero character": "a\0b",
    "no UTF-8": "%ff%fe",
    "surrogates": "%ed%a0%80",
    "a percent sign": "%25s%%",
    "a quote": "'\"--",
    "markup": "<b>&amp;",
    # Longer than each column.
    "long": "x" * 2100,
    "right to left": "\u202e\u2066",
    "dots": "..",
    "blank": " ",
}
#: PostgreSQL stores no zero character and nothing but Unicode, and its columns have lengths.
REFUSED_BY_POSTGRESQL = {"a zero character", "no UTF-8", "surrogates", "long", "lone surrogates", "zeros"}
NUMBERS = ("0", str(2**31), str(2**63), str(10**30))
#: Parameters and fields that some page or route reads.
FIELDS = (
    *(
        "student",
        "verdict",
        "status",
        "trials",
        "page",
        "per_page",
        "format",
        "assignment",
        "old",
        "new",
        "text",
        "after",
    ),
    *(
        "email",
        "password",
        "next",
        "code",
        "name",
        "role",
        "source",
        "mode",
        "opens_at",
        "due_at",
        "attempts",
        "visible",
    ),
)


def on_both(texts: Mapping[str, str]) -> pytest.MarkDecorator:
    """Each text on SQLite, and those that PostgreSQL may refuse on PostgreSQL too."""
    pairs = [("sqlite", name, []) for name in texts]
    pairs += [
        ("postgres", name, [pytest.mark.postgres]) for name in texts if name in REFUSED_BY_POSTGRESQL or is_thorough()
    ]
    parameters = [
        pytest.param(database, texts[name], marks=marks, id=f"{database}-{name}") for database, name, marks in pairs
    ]
    return pytest.mark.parametrize(("populated", "value"), parameters, indirect=["populated"])


@pytest.fixture
def populated(request, app, settings, world_template):
    """The application, and who is in it."""
    if request.param == "sqlite":
        copy_into(app.extensions["services"].database, world_template[0])
        return app, world_template[1]
    settings = settings.model_copy(update={"database_url": request.getfixturevalue("postgres_url")})
    app.extensions["services"].close()
    app.extensions["services"] = Services.of(settings)
    database = app.extensions["services"].database
    empty(database)
    return app, make_world(database)


def addresses(app, world: World, method: str, value: str, numbers: Sequence[str]) -> list[tuple[Rule, str]]:
    """Every address with this method, with one hostile part at a time and the others as they should be."""
    real = {"course_id": str(world.networks), "slug": "relu_der", "form": "json", "case": "both_signs"}
    found = []
    for rule in app.url_map.iter_rules():
        for hostile in sorted(rule.arguments) or [""]:
            is_number = hostile.endswith("_id") and "<int:" in str(rule)
            for text in numbers if is_number else [value]:
                parts = {name: real.get(name, "unknown") for name in rule.arguments} | {hostile: text}
                path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda match, parts=parts: parts[match[1]], str(rule))
                if method in rule.methods:
                    found.append((rule, path.replace("\0", "%00")))
    return found


def turn(value: str, found: Sequence[tuple[Rule, str]]) -> list[tuple[int, str]]:
    """The paths to which this text is sent, numbered."""
    first = list(TEXTS.values()).index(value)
    return [(i, path) for i, (_, path) in enumerate(found) if is_thorough() or (first + i) % 3 == 0]


@pytest.mark.parametrize("method", ["patch", "delete"])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_cannot_be_one_is_not_found(app, world, method, number):
    headers = {"Authorization": f"Bearer {world.instructor_token}"}
    path = f"/api/v1/submissions/unknown/regrade-requests/{number}"
    answer = getattr(app.test_client(), method)(path, headers=headers, json={"answer": "No."})
    assert answer.status_code == 404


@on_both(TEXTS)
def test_no_text_in_an_address_is_an_error_of_the_server(populated, value):
    app, world = populated
    program, browser = Program(app.test_client(), world.instructor_token), Browser(app.test_client())
    browser.sign_in("ina")
    numbers = NUMBERS if value == TEXTS["a quote"] else NUMBERS[-1:]
    for i, path in turn(value, addresses(app, world, "GET", value, numbers)):
        # A usual run sends one in four from the client that it is not for, too.
        both = is_thorough() or i % 4 == 0
        if path.endswith("/events"):
            continue
        if both or path.startswith("/api/"):
            parameters = dict.fromkeys(FIELDS, value)
            answer = program.client.get(path, headers=program.headers, query_string=parameters)
            assert answer.status_code < 500, (path, answer.status_code)
        if both or not path.startswith("/api/"):
            answer = browser.client.get(path, query_string=dict.fromkeys(FIELDS, value))
            assert answer.status_code < 500, (path, answer.status_code)


@on_both(TEXTS)
def test_no_text_in_a_form_is_an_error_of_the_server(populated, value):
    app, world = populated
    browser = Browser(app.test_client())
    browser.sign_in("ina")
    fields = {"csrf_token": browser.csrf("/account"), **dict.fromkeys(FIELDS, value)}
    for _, path in turn(value, addresses(app, world, "POST", "unknown", ["1"])):
        if not path.startswith("/api/") and path not in ("/sign-out", "/account/delete"):
            answer = browser.client.post(path, data=fields)
            assert answer.status_code < 500, (path, answer.status_code)


@on_both({**TEXTS, "lone surrogates": "\ud800" * 20, "zeros": "\0" * 20})
def test_no_text_in_json_is_an_error_of_the_server(populated, value):
    app, world = populated
    program = Program(app.test_client(), world.instructor_token)
    right = {"assignment": "relu_der", "source": "x = 1\n", "student": "eve", "filename": "a.py", "enrol": True}
    for name in ("assignment", "source", "student", "filename"):
        answer = program.post("/submissions", json={**right, name: value})
        assert answer.status_code < 500, (name, answer.status_code)
    hook = {"url": "https://lms.example.edu/", "secret": "s" * 20}
    for name in hook:
        answer = program.post("/webhooks", json={**hook, name: value})
        assert answer.status_code < 500, (name, answer.status_code)
    key = value.encode("utf-8", "replace").decode("latin-1").replace("\0", "0").strip()[:200] or "0"
    answer = program.post("/submissions", json=right, headers={"Idempotency-Key": key})
    assert answer.status_code < 500
