"""Worker processes that keep to a core of their own."""

import os

import pytest
from billiard.pool import Pool

from grader.worker.processes.core_affinity import keep_to_one_core
from tests.processes import children
from tests.worker.parts import RIGHT, wait_until
from tests.worker.service_process import Service, graded
from tests.worker.site import Site

CORES = sorted(os.sched_getaffinity(0))[:2]
two_cores = pytest.mark.skipif(len(CORES) < 2, reason="needs two cores")


def begin(processes):
    os.sched_setaffinity(0, CORES)
    keep_to_one_core(processes)


def cores_of_pool(processes):
    """The cores that each process of a pool of so many may use."""
    with Pool(processes, initializer=begin, initargs=(processes,)) as pool:
        pids = [process.pid for process in pool._pool]
        pool.apply(os.getpid)
        wanted = 1 if processes == len(CORES) else len(CORES)
        return wait_until(lambda: _of_wanted_size([os.sched_getaffinity(pid) for pid in pids], wanted))


def _of_wanted_size(found, wanted):
    return found if all(len(cores) == wanted for cores in found) else None


@two_cores
def test_as_many_processes_as_cores_have_one_each():
    assert sorted(map(sorted, cores_of_pool(2))) == [[core] for core in CORES]


@two_cores
@pytest.mark.parametrize("processes", [1, 3])
def test_other_numbers_use_all_cores(processes):
    assert cores_of_pool(processes) == [set(CORES)] * processes


@two_cores
@pytest.mark.service
@pytest.mark.parametrize(("pinned", "cores"), [("yes", [[core] for core in CORES]), ("no", [CORES, CORES])])
def test_jail_and_evaluators_share_the_core_of_their_worker(tmp_path, environ, pinned, cores):
    site = Site("sqlite", environ | {"GRADER_PIN_WORKERS": pinned}, tmp_path, None)
    folder = tmp_path / "host"
    folder.mkdir()
    listed = ",".join(map(str, CORES))
    arguments = ("worker", "--lane", "interactive", "--workers", "2")
    host = Service(site.environ | {"GRADER_DATA_DIR": str(folder)}, *arguments, prefix=("taskset", "-c", listed))
    try:
        submission = site.hand_in(RIGHT)
        graded(site.database, submission)
        workers = wait_until(lambda: _both(host.celery_worker_processes()[1:]))
        assert sorted(sorted(os.sched_getaffinity(pid)) for pid in workers) == cores
        for pid in workers:
            below = children(pid)
            assert len(below) > 2
            assert {tuple(sorted(os.sched_getaffinity(child))) for child in below} == {
                tuple(sorted(os.sched_getaffinity(pid)))
            }
    finally:
        host.stop()
        site.close()


def _both(pids):
    return pids if len(pids) == 2 else None
