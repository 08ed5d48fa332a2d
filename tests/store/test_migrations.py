"""Models and migrations agree, and every start may migrate."""

import json
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import delete, inspect, text, update

from grader import store
from grader.model import Counts, Verdict
from grader.store import Database, known_outcomes, migrate, outcomes, results
from grader.store.migrate import SchemaTooNew, configuration
from grader.store.models import Base, SubmissionOutcome
from tests.store.conftest import result


def test_models_and_migrations_agree(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database):
    migrate(database)
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1


def test_versions_are_named_in_their_order():
    """`migrate` tells by the newest file's name whether there is anything to do."""
    scripts = ScriptDirectory(str(Path(store.__file__).parent / "migrations"))
    in_order = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    names = sorted(path.name for path in (Path(scripts.dir) / "versions").glob("*.py"))
    assert [name.partition("_")[0] for name in names] == in_order


def test_only_additive_migrations_keep_the_generation():
    scripts = ScriptDirectory(str(Path(store.__file__).parent / "migrations"))
    for script in scripts.walk_revisions():
        before = script.down_revision or script.revision
        assert (script.revision[:-3] == before[:-3]) is script.module.ADDITIVE


def test_a_worker_of_the_version_before_runs_on_the_schema_after(world):
    """The later version has added a column and a table."""
    with world.database.engine.connect() as connection:
        current = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("ALTER TABLE submission ADD COLUMN later INTEGER"))
        connection.execute(text("CREATE TABLE later (id INTEGER)"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
        connection.commit()
        try:
            migrate(world.database)
            assert world.graded(Verdict.ACCEPTED).score == 1.0
            assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0999"
        finally:
            connection.rollback()
            connection.execute(text("ALTER TABLE submission DROP COLUMN later"))
            connection.execute(text("DROP TABLE later"))
            connection.execute(text("UPDATE alembic_version SET version_num = :current"), {"current": current})
            connection.commit()


def test_a_schema_of_a_later_generation_is_refused(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'later.sqlite3'}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '1001'"))
        connection.commit()
    with pytest.raises(SchemaTooNew):
        migrate(database)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old_database(request, tmp_path):
    """An empty database with the tables of version 0010, before outcomes were stored."""
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    made = Database(url if request.param == "sqlite" else request.getfixturevalue("cluster").new_database())
    with made.without_limits() as connection:
        command.upgrade(configuration(connection), "0010")
        connection.commit()
    yield made
    made.close()


_OLD_SUBMISSION = (
    "INSERT INTO submission (id, course_id, student, assignment, attempt, trial, filename, content, sha256, status, "
    "lane, priority, created_at, queued_at, enqueue_at, run, tries, cancelled, graded_run, score, max_score, verdict, "
    "report, receipt) VALUES (:id, 1, 'ada', 'relu_der', :attempt, false, 'a.py', :content, 'x', 'graded', "
    "'interactive', 0, :at, :at, :at, :run, 1, false, :run, 1, 2, 'partially_accepted', :report, :receipt)"
)
_OLD_EVENT = (
    "INSERT INTO submission_event (submission_id, run, seq, kind, payload, case_name, verdict) "
    "VALUES (:id, :run, :seq, 'case', :payload, :name, :verdict)"
)


def store_old(connection, submission_id, *, attempt, run, cases):
    """A submission as version 0010 left it. Its earlier runs are still there, with other results."""
    moment = datetime(2026, 5, 1, 12, tzinfo=UTC)
    values = {"id": submission_id, "attempt": attempt, "content": b"x = 1", "at": moment, "run": run}
    report, receipt = json.dumps({"cases": cases}), json.dumps({"suite": "old"})
    connection.execute(text(_OLD_SUBMISSION), {**values, "report": report, "receipt": receipt})
    for number in range(1, run + 1):
        for place, case in enumerate(cases):
            earlier = {**case, "verdict": "runtime_error", "score": 0.0}
            payload = case if number == run else earlier
            event = {"id": submission_id, "run": number, "seq": number * 100_000 + place + 1, "name": case["name"]}
            event |= {"payload": json.dumps(payload), "verdict": payload["verdict"]}
            connection.execute(text(_OLD_EVENT), event)


def test_stored_submissions_get_their_outcomes(old_database):
    """The migration of old rows gives what a worker stores today, also on a database with several runs of a row."""
    cases = [
        result("case0").to_json(),
        result("case1", Verdict.WRONG_ANSWER, diagnosis="sign").to_json(),
    ]
    with old_database.without_limits() as connection:
        connection.execute(
            text("INSERT INTO course (id, name, join_code, created_at) VALUES (1, 'Old', 'OLDCODE1', :at)"),
            {"at": datetime(2026, 1, 1, tzinfo=UTC)},
        )
        for number, runs_of_it in ((1, 1), (2, 3)):
            store_old(connection, f"submission-{number}", attempt=number, run=runs_of_it, cases=cases)
        connection.commit()
    migrate(old_database)
    with old_database.read() as session:
        found = {row.submission_id: (row.run, row.suite, row.content) for row in session.query(SubmissionOutcome)}
    expected = outcomes.content_of(cases)
    assert found == {"submission-1": (1, "old", expected), "submission-2": (3, "old", expected)}


def test_submissions_keep_the_token_that_has_made_them(old_database):
    """SQLite copies the table of the tokens for the column of the person."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with old_database.without_limits() as connection:
        for statement in (
            "INSERT INTO course (id, name, join_code, created_at) VALUES (1, 'Old', 'OLDCODE1', :at)",
            "INSERT INTO api_token (id, course_id, role, name, token_hash, created_at) "
            "VALUES (7, 1, 'student', 'page', 'x', :at)",
        ):
            connection.execute(text(statement), {"at": moment})
        store_old(connection, "submission-1", attempt=1, run=1, cases=[result("case0").to_json()])
        connection.execute(text("UPDATE submission SET api_token_id = 7"))
        connection.commit()
    migrate(old_database)
    with old_database.read() as session:
        assert session.scalars(text("SELECT api_token_id FROM submission")).all() == [7]
        assert session.scalars(text("SELECT course_id FROM api_token")).all() == [1]


def test_what_a_worker_of_an_earlier_version_grades_gets_its_outcome_later(world):
    """It stores no outcome of a first run, and leaves the outcome of the run before after another one."""
    first, again = world.graded(Verdict.ACCEPTED), world.graded(Verdict.WRONG_ANSWER)
    with world.database.write() as session:
        session.execute(delete(SubmissionOutcome).where(SubmissionOutcome.submission_id == first.id))
        session.execute(
            update(SubmissionOutcome)
            .where(SubmissionOutcome.submission_id == again.id)
            .values(run=0, content={"cases": [], "mistakes": {}, "rows": {}})
        )
    with world.database.write() as session:
        attempts = results.attempts(session, world.course_id, {"relu_der": Counts.BEST})
        assert known_outcomes.outcomes(session, attempts) == {}
        assert outcomes.complete(session, limit=1) == 1
        assert outcomes.complete(session) == 1
        assert outcomes.complete(session) == 0
        found = known_outcomes.outcomes(session, attempts)
    assert {key: outcome.passes for key, outcome in found.items()} == {
        first.id: {"case0": True},
        again.id: {"case0": False},
    }


def test_down_leaves_nothing(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'down.sqlite3'}")
    migrate(database)
    with database.engine.connect() as connection:
        command.downgrade(configuration(connection), "base")
        connection.commit()
    assert inspect(database.engine).get_table_names() == ["alembic_version"]


#: Forks after the imports, so that the processes begin at the same moment.
_FOUR_PROCESSES = """
import os, sys
import alembic.command
from grader.store import Database, migrate
children = []
for _ in range(4):
    child = os.fork()
    if child == 0:
        migrate(Database(sys.argv[1]))
        os._exit(0)
    children.append(child)
print([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])
"""


def test_processes_that_start_together_migrate_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'many.sqlite3'}"
    done = subprocess.run([sys.executable, "-c", _FOUR_PROCESSES, url], capture_output=True, text=True, check=True)
    assert done.stdout == "[0, 0, 0, 0]\n", done.stderr
    with Database(url).engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1


def test_nobody_else_on_the_machine_can_read_the_database(tmp_path):
    path = tmp_path / "data" / "grader.sqlite3"
    made = Database(f"sqlite:///{path}")
    migrate(made)
    with made.write() as session:
        session.execute(text("SELECT 1"))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob("grader.sqlite3*")}
    made.close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    modes.pop("grader.sqlite3.migrating", None)
    assert len(modes) > 1
    assert set(modes.values()) == {0o600}
