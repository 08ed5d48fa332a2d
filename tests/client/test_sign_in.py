"""`grader sign-in` and `grader sign-out` against the real application in this process, and the client's waiting."""

from __future__ import annotations

import json
import re
import stat
from functools import partial
from types import SimpleNamespace

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import update

from grader import stored_tokens
from grader.cli import main
from grader.client import ApiError, Client, device
from grader.client.device import SignIn, SignInFailed
from grader.model import Verdict
from grader.store.models import DeviceSignIn
from tests.web.grading import hidden_case, visible_case

URL = "http://grader.test"


@pytest.fixture(autouse=True)
def configuration(monkeypatch, tmp_path):
    """The file of the tokens, in a folder of the test's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("GRADER_SERVER", "GRADER_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return stored_tokens.path()


@pytest.fixture
def wait(monkeypatch):
    """What happens while the program waits: `wait(act)` calls `act` at each pause, and its list holds the pauses."""
    pauses: list[float] = []

    def during(act):
        def sleep(seconds):
            pauses.append(seconds)
            act()

        monkeypatch.setattr(device, "time", SimpleNamespace(sleep=sleep, monotonic=lambda: sum(pauses)))
        return pauses

    return during


@pytest.fixture
def run(app, world, worker, monkeypatch):
    """Runs a command; what is submitted is graded at once."""

    transport = httpx.WSGITransport(app=app)

    class GradedAtOnce(Client):
        def __init__(self, url, *, token):
            super().__init__(url, token=token, transport=transport)

        def submit(self, *arguments, **options):
            submission = super().submit(*arguments, **options)
            worker.grade(submission.id, visible_case(), hidden_case(Verdict.ACCEPTED))
            return submission

    monkeypatch.setattr("grader.cli.remote.Client", GradedAtOnce)
    monkeypatch.setattr("grader.cli.remote.httpx", SimpleNamespace(Client=partial(httpx.Client, transport=transport)))
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


@pytest.fixture
def answer(browse, database):
    """Answers the sign-in that waits, as Alice in a browser, once the interval is over."""

    def click(what):
        with database.write() as db:
            code = db.query(DeviceSignIn.user_code).scalar()
            db.execute(update(DeviceSignIn).values(polled_at=None))
        browse("alice").post("/device", {"code": code, "answer": what}, page=f"/device?code={code}")

    return click


def test_signing_in_submitting_and_signing_out(run, wait, answer, configuration, tmp_path):
    pauses = wait(lambda: answer("allow"))
    result = run("sign-in", "--server", URL)
    assert result.exit_code == 0, result.output
    assert re.search(r"Open http://grader\.test/device and enter the code [B-Z]{4}-[B-Z]{4}\n", result.stdout)
    assert f"Signed in at {URL} as alice@example.edu" in result.stdout
    assert pauses == [5]
    assert stat.S_IMODE(configuration.stat().st_mode) == 0o600
    file = tmp_path / "mine.py"
    file.write_text("def relu_der(dA, cache):\n    return dA\n")
    submitted = run("submit", "relu_der", str(file))
    assert submitted.exit_code == 0, submitted.output
    assert run("watch", submitted.stderr.split()[1]).exit_code == 0
    token = stored_tokens.read()[URL]
    assert token not in result.output
    assert run("sign-out").stdout == f"Signed out at {URL}\n"
    assert stored_tokens.read() == {}
    assert "An API token is needed" in run("submit", "relu_der", str(file), "--server", URL).stderr
    stored_tokens.keep(URL, token)
    refused = run("submit", "relu_der", str(file))
    assert refused.exit_code == 2
    assert "unknown or revoked" in refused.stderr
    assert "grader sign-in" in refused.stderr
    assert run("sign-out").exit_code == 0


def test_a_denied_sign_in_stores_nothing(run, wait, answer, configuration):
    wait(lambda: answer("deny"))
    result = run("sign-in", "--server", URL)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == "grader: The sign-in was denied in the browser."
    assert not configuration.exists()


def test_without_a_server_one_is_asked_for(run):
    for command in ("sign-in", "sign-out"):
        result = run(command)
        assert result.exit_code == 2
        assert "GRADER_SERVER" in result.stderr


def test_a_token_that_cannot_be_revoked_is_deleted_here(monkeypatch):
    def lost(request):
        raise httpx.ConnectError("no route")

    unreachable = partial(Client, transport=httpx.MockTransport(lost))
    monkeypatch.setattr("grader.cli.remote.Client", unreachable)
    monkeypatch.setattr("grader.client.synchronous.time.sleep", lambda seconds: None)
    stored_tokens.keep(URL, "nng_mine")
    result = CliRunner().invoke(main, ["sign-out"])
    assert result.exit_code == 2
    assert "not revoked" in result.stderr
    assert "account page" in result.stderr
    assert stored_tokens.read() == {}


def test_tokens_are_kept_for_each_server(configuration):
    stored_tokens.keep("https://a.example", "1")
    stored_tokens.keep("https://b.example", "2")
    stored_tokens.keep("https://a.example", "3")
    assert list(stored_tokens.read().items()) == [("https://b.example", "2"), ("https://a.example", "3")]
    configuration.write_text("[")
    assert stored_tokens.read() == {}


def test_what_is_given_comes_before_what_is_stored(monkeypatch, tmp_path):
    from grader.client.calls import server_and_token

    stored = {"https://a.example": "1", "https://b.example": "2"}
    assert server_and_token(None, None, stored) == ("https://b.example", "2")
    assert server_and_token("https://a.example/", None, stored) == ("https://a.example", "1")
    monkeypatch.setenv("GRADER_TOKEN", "mine")
    assert server_and_token("https://a.example", None, stored) == ("https://a.example", "mine")


BEGUN = SignIn(
    device_code="x",
    user_code="BCDF-GHJK",
    verification_uri=f"{URL}/device",
    verification_uri_complete=f"{URL}/device?code=BCDF-GHJK",
    expires_in=600,
    interval=5,
)


def answering(*answers):
    """A connection to a service that answers so, one after the other."""
    left = list(answers)

    def handle(request):
        found = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(found, Exception):
            raise found
        status, body = found
        return httpx.Response(status, text=body if isinstance(body, str) else json.dumps(body))

    return httpx.Client(base_url=URL, transport=httpx.MockTransport(handle))


def refusal(code):
    return 400, {"error": code, "error_description": f"{code} it is"}


def test_the_pauses_grow_as_the_service_asks(wait):
    pauses = wait(lambda: None)
    given = answering(
        refusal("authorization_pending"),
        refusal("slow_down"),
        httpx.ConnectError("lost"),
        (503, "busy"),
        (200, {"access_token": "nng_1"}),
    )
    assert device.wait(given, BEGUN, program="grader") == "nng_1"
    assert pauses == [5, 5, 10, 15, 20]


def test_the_wait_ends_with_the_code(wait):
    pauses = wait(lambda: None)
    with pytest.raises(SignInFailed, match="expired"):
        device.wait(answering(refusal("authorization_pending")), BEGUN, program="grader")
    assert sum(pauses) == 600


@pytest.mark.parametrize(
    ("refused", "kind"),
    [(refusal("access_denied"), SignInFailed), (refusal("invalid_grant"), ApiError), ((404, "<html>"), ApiError)],
)
def test_other_refusals_end_it(wait, refused, kind):
    pauses = wait(lambda: None)
    with pytest.raises(kind):
        device.wait(answering(refused), BEGUN, program="grader")
    assert pauses == [5]
