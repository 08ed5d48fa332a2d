"""Faults of a whole worker host, on both databases: nothing is lost, graded twice, or charged to a student."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from grader.model import Lifecycle
from tests.sampling import every
from tests.tcp_proxy import TcpProxy
from tests.worker.conftest import host_environ
from tests.worker.parts import RIGHT, SLOW, get, wait_until
from tests.worker.service_process import graded, running
from tests.worker.site import Site

pytestmark = pytest.mark.service
in_one_process = pytest.mark.xdist_group("hosts of both databases")

DISGUISE = Path(__file__).parent / "host_disguise"
KINDS = [pytest.param("postgres", marks=pytest.mark.postgres), "sqlite"]
#: How long the database is cut off: longer than a lease, a statement and SQLite's wait for a lock.
CUT_OFF_SECONDS = 45
#: How often a host of each database is stopped in the middle of a run. Each time takes some seconds.
STOPS = int(os.environ.get("GRADER_TEST_STOPS", "1"))


@pytest.fixture
def site(environ, tmp_path, request):
    """`site(kind)` makes one."""
    made = []

    def make(kind):
        cluster = request.getfixturevalue("cluster") if kind == "postgres" else None
        made.append(Site(kind, environ, tmp_path, cluster))
        return made[-1]

    yield make
    for opened in made:
        opened.close()


@contextmanager
def locked(path):
    """Another process holds SQLite's lock, as a backup that hangs does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.rollback()


@pytest.fixture(scope="module")
def proxy(cluster):
    made = TcpProxy(cluster.connect)
    yield made
    made.close()


@pytest.fixture(scope="module")
def sites(tmp_path_factory, course_folder, module_redis, cluster, proxy):
    """One of each database, with hosts that serve several tests; those of PostgreSQL reach it through the proxy."""
    folder = tmp_path_factory.mktemp("sites")
    environ = host_environ(course_folder, folder, module_redis.url)
    environ |= {"GRADER_LEASE_SECONDS": "30", "GRADER_STOP_SECONDS": "0.1"}
    made = {kind: Site(kind, environ, folder, cluster) for kind in ("sqlite", "postgres")}
    through_proxy = made["postgres"].database.engine.url.set(host="127.0.0.1", port=proxy.port, query={})
    made["postgres"].environ["GRADER_DATABASE_URL"] = through_proxy.render_as_string()
    yield made
    for found in made.values():
        found.close()


@pytest.mark.slow
@pytest.mark.postgres
@in_one_process
def test_the_database_is_cut_off_while_work_runs_and_waits(sites, proxy):
    for found in sites.values():
        found.host()
    work = [(found, found.hand_in(SLOW), found.hand_in(RIGHT, "ben")) for found in sites.values()]
    for found, first, _ in work:
        running(found.database, first)
    with locked(sites["sqlite"].database.engine.url.database):
        proxy.cut()
        time.sleep(CUT_OFF_SECONDS)
        proxy.mend()
    work += [(found, found.hand_in(RIGHT, "eve")) for found in sites.values()]
    for found, *handed_in in work:
        assert all(graded(found.database, submission).claims <= 2 for submission in handed_in)
    for found in sites.values():
        found.require_one_grading_each()


def own_namespace():
    """The command that runs another one in a PID namespace of its own, as on another machine."""
    command = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
    command += [] if os.geteuid() == 0 else ["--user", "--map-current-user"]
    if not shutil.which("unshare") or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("unshare cannot make a PID namespace here")
    return command


def holders(site, work):
    """Hosts and boots that hold a run now."""
    rows = [get(site.database, submission) for submission in work]
    return {row.holder.partition(" ")[0] for row in rows if row.holder}


@pytest.mark.parametrize("kind", every(2, KINDS))
def test_cloned_machines_with_different_clocks_take_no_runs_from_each_other(site, kind, tmp_path):
    """The second one is five minutes ahead. Each sees holders that it could take for ended processes of its own."""
    found = site(kind)
    for number, ahead in enumerate((0, 300)):
        boot_id = tmp_path / f"boot_id_{number}"
        boot_id.write_text(f"{number}1111111-2222-3333-4444-555555555555\n")
        disguise = {"PYTHONPATH": str(DISGUISE), "TEST_BOOT_ID": str(boot_id), "TEST_CLOCK_AHEAD": str(ahead)}
        ask = [sys.executable, "-c", "import time; print(time.time())"]
        assert float(subprocess.check_output(ask, env=os.environ | disguise)) - time.time() == pytest.approx(
            ahead, abs=20
        )
        found.start(own_namespace(), **disguise)
    work = [found.hand_in(SLOW, name) for name in ("ada", "ben", "eve", "zoe")]
    wait_until(lambda: len(holders(found, work)) == 2)
    assert [graded(found.database, submission).run for submission in work] == [1] * 4
    found.require_one_grading_each()


def stop_while_running(site, submission):
    running(site.database, submission)
    return site.hosts[-1].stop()


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(300 + 60 * STOPS)
@in_one_process
def test_a_stop_in_the_middle_of_a_run_costs_nothing_however_often(sites):
    """The hosts of both databases start at the same time, because a start takes longer than the rest."""
    work = [(found, found.hand_in(SLOW, "zoe")) for found in sites.values()]
    for _ in range(STOPS):
        for found in sites.values():
            found.host()
        with ThreadPoolExecutor(2) as pool:
            stops = [pool.submit(stop_while_running, found, submission) for found, submission in work]
            assert [stop.result() for stop in stops] == [0, 0]
        for found, submission in work:
            row = get(found.database, submission)
            assert (row.status, row.claims, row.failure) == (Lifecycle.QUEUED, 0, None)
    for found in sites.values():
        found.host()
    for found, submission in work:
        row = graded(found.database, submission)
        assert (row.claims, row.run) == (1, STOPS + 1)
        found.require_one_grading_each()
