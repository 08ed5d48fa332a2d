"""`grader xqueue` as a command: wrong usage, one round, and how it stops."""

import os
import re
import signal
import subprocess
import sys

import pytest
import yaml
from click.testing import CliRunner

from grader.cli import main
from grader.cli.serve_command import _xqueue
from grader.errors import SettingsError
from grader.settings import Settings
from grader.store import Database
from grader.store.models import XQueue, XQueueItem, XQueueState
from tests.databases import copy_into
from tests.docs.documents import ROOT
from tests.worker.parts import make_course_folder, wait_until
from tests.worker.xqueue.simulator import PASSWORD, USER, XQueueSimulator


@pytest.fixture
def simulator():
    made = XQueueSimulator()
    yield made
    made.close()


@pytest.fixture
def environ(tmp_path, database_template):
    data = tmp_path / "data"
    database = Database(f"sqlite:///{data / 'grader.sqlite3'}")
    copy_into(database, database_template)
    database.close()
    return {
        "GRADER_ROOT": str(make_course_folder(tmp_path / "root")),
        "GRADER_DATA_DIR": str(data),
        "GRADER_REDIS_URL": "redis://127.0.0.1:1/0",
        "GRADER_HEARTBEAT_DIR": str(tmp_path),
        "GRADER_XQUEUE_POLL_SECONDS": "0.05",
    }


@pytest.fixture
def arguments(simulator, tmp_path):
    password = tmp_path / "password"
    password.write_text(f"{PASSWORD}\n")
    return ["xqueue", "--url", simulator.url, "--user", USER, "--password-file", str(password)]


def run(arguments, environ):
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        return CliRunner().invoke(main, arguments, env=environ)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ([], "Missing option '--queue'"),
        (["--queue", "q=dobling"], "no such assignment: dobling; did you mean doubling?"),
        (["--queue", "=doubling"], "--queue is NAME or NAME=SLUG"),
        (["--queue", "q", "--url", "lms.example.org"], "--url begins with"),
        (["--queue", "q", "--course", "77"], "there is no course 77"),
        (["--queue", "q", "--score", "percent"], "'percent' is not one of"),
        (["--queue", "q", "--user", "eve"], "refuses the account 'eve': Incorrect login credentials"),
        (["--queue", "q", "--once", "--url", "http://127.0.0.1:1"], "login: ConnectionError"),
    ],
)
def test_wrong_usage_is_one_line(arguments, environ, more, told):
    done = run([*arguments, *more], environ)
    assert done.exit_code == 2
    assert told in done.stderr.splitlines()[-1]


def test_redis_is_asked_for(arguments, environ):
    done = run([*arguments, "--queue", "q"], environ | {"GRADER_REDIS_URL": ""})
    assert (done.exit_code, "GRADER_REDIS_URL" in done.stderr) == (2, True)


def test_once_answers_what_is_there(arguments, environ, simulator):
    items = [simulator.put("", queue=queue) for queue in ("q", "r")]
    done = run([*arguments, "--queue", "q=doubling", "--queue", "r", "--once"], environ)
    assert done.exit_code == 0, done.output
    assert [item.state for item in items] == ["retired", "retired"]


def test_sigterm_stops_a_process_that_waits_for_results(arguments, environ, simulator, tmp_path):
    item = simulator.put("def double(x): return 2 * x")
    process = subprocess.Popen(
        [sys.executable, "-m", "grader.cli", *arguments, "--queue", "q"], env={**os.environ, **environ}
    )
    try:
        wait_until(lambda: item.state == "pulled" and (tmp_path / "xqueue.heartbeat").exists())
    finally:
        process.terminate()
    assert process.wait(timeout=20) == 0
    database = Database(f"sqlite:///{environ['GRADER_DATA_DIR']}/grader.sqlite3")
    with database.read() as session:
        assert session.query(XQueue).one().server == simulator.url
        assert session.query(XQueueItem).one().state is XQueueState.GRADING
    database.close()


def test_the_container_starts_it_with_these_arguments(environ, simulator, tmp_path):
    """The command and the variables of docker/xqueue.yml, without a container: the folders are here, Redis is away."""
    (service,) = yaml.safe_load((ROOT / "docker/xqueue.yml").read_text(encoding="utf-8"))["services"].values()
    given = {"XQUEUE_URL": simulator.url, "XQUEUE_QUEUE": "q=doubling", "XQUEUE_USER": USER}

    def outside(text):
        text = re.sub(r"\$\{(\w+)(?::\?[^}]*|:-([^}]*))\}", lambda found: given.get(found[1], found[2] or ""), text)
        return re.sub(r"/run/secrets|/tmp", str(tmp_path), text)

    contents = {"xqueue_password": PASSWORD, "secret_key": "not secret in tests"}
    contents["database_url"] = f"sqlite:///{environ['GRADER_DATA_DIR']}/grader.sqlite3"
    for name in service["secrets"]:
        (tmp_path / name).write_text(contents[name])
    variables = {name: outside(text) for name, text in service["environment"].items()}
    known = {f"GRADER_{name.upper()}" for name in Settings.model_fields}
    assert set(variables) <= known | {f"{name}_FILE" for name in known}
    variables |= {name: environ[name] for name in ("GRADER_ROOT", "GRADER_REDIS_URL")}
    program, *command = map(outside, service["command"])
    kind, check = service["healthcheck"]["test"]
    assert (program, kind) == ("grader", "CMD-SHELL")
    item = simulator.put("def double(x): return 2 * x")
    process = subprocess.Popen([sys.executable, "-m", "grader.cli", *command], env={**os.environ, **variables})
    try:
        wait_until(lambda: item.state == "pulled")
        wait_until(lambda: subprocess.run(["sh", "-c", outside(check)], stderr=subprocess.DEVNULL).returncode == 0)
    finally:
        process.terminate()
    assert process.wait(timeout=20) == 0


def test_serve_runs_it_with_the_arguments_of_the_setting():
    settings = Settings.from_env({"GRADER_XQUEUE": "--url https://lms.example.org --queue 'a queue=doubling'"})
    program = _xqueue(settings)
    assert program.argv[-5:] == ("xqueue", "--url", "https://lms.example.org", "--queue", "a queue=doubling")
    with pytest.raises(SettingsError, match="GRADER_XQUEUE: No closing quotation"):
        _xqueue(settings.model_copy(update={"xqueue": "--queue 'q"}))
