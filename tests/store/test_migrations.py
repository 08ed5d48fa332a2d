"""Models and migrations agree, and every start may migrate."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from grader import store
from grader.model import Verdict
from grader.store import Database, migrate
from grader.store.migrate import SchemaTooNew, configuration
from grader.store.models import Base


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


def test_down_leaves_nothing(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'down.sqlite3'}")
    migrate(database)
    with database.engine.connect() as connection:
        command.downgrade(configuration(connection), "base")
        connection.commit()
    assert inspect(database.engine).get_table_names() == ["alembic_version"]


def test_processes_that_start_together_migrate_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'many.sqlite3'}"
    code = "import sys; from grader.store import Database, migrate; migrate(Database(sys.argv[1]))"
    started = [subprocess.Popen([sys.executable, "-c", code, url]) for _ in range(4)]
    assert [process.wait() for process in started] == [0, 0, 0, 0]
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
