"""Real parts for the tests of the queue: a Redis that can be stopped, and a small assignment."""

import shutil
import socket
import subprocess
import tempfile
import textwrap
import time
from pathlib import Path

from redis import Redis, RedisError

from grader.model import Lane, Lifecycle, Source, Upload
from grader.store import submissions
from grader.worker.grading.tasks import make_grader


class RedisServer:
    """A Redis on a port of its own, which stays the same when it is started again."""

    def __init__(self):
        self._program = shutil.which("redis-server") or shutil.which("valkey-server")
        self._folder = Path(tempfile.mkdtemp(prefix="redis", dir="/tmp"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._process = None

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder), "--save", ""]
        self._process = subprocess.Popen([self._program, *options], stdout=subprocess.DEVNULL)
        wait_until(self._answers)

    def stop(self):
        """Stop it; all that it held is gone."""
        self._process.terminate()
        self._process.wait()

    def close(self):
        self.stop()
        shutil.rmtree(self._folder)

    def _answers(self):
        with Redis(port=self.port) as client:
            try:
                return client.ping()
            except RedisError:
                return False


def alive(pid):
    """Whether the process runs, and is not just a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, seconds=60.0):
    """Returns what `condition` returns when it is true; fails when that takes too long."""
    deadline, pause = time.monotonic() + seconds, 0.02
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, f"not within {seconds} seconds: {condition}"
        time.sleep(pause)
        pause = min(1.5 * pause, 0.2)


#: Doubles a number; six test cases.
RIGHT = b"def double(x):\n    return 2 * x\n"
WRONG = b"def double(x):\n    return 3 * x\n"
#: Right, but each call takes so long that things can happen meanwhile.
SLOW = b"import time\ndef double(x):\n    time.sleep(0.4)\n    return 2 * x\n"


def make_course_folder(root):
    """A folder with the assignment `doubling`, as GRADER_ROOT."""
    files = {
        "reference/doubling/solution.py": "def double(x):\n    return 2 * x\n",
        "testcases/doubling/prompt.md": "Double a number.\n",
        "testcases/doubling/starter.py": "def double(x):\n    ...\n",
        "testcases/doubling/assignment.toml": """
            title = "Doubling"
            course = "Arithmetic"
            summary = "Double a number."
            kind = "code"
            entry_points = ["double"]
            [[rows]]
            name = "value"
            title = "The value is right"
            points = 6
            [limits]
            wall_seconds = 20.0
            """,
        "testcases/doubling/cases.py": """
            from grader.engine import case, expect


            def same(student, reference, x):
                expect(student.double(x)).close_to(reference.double(x))
            """
        + "".join(
            f"""

            @case(row="value", title="The double of {n}", visible={n < 4})
            def number_{n}(student, reference):
                same(student, reference, {n}.5)
            """
            for n in range(1, 7)
        ),
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip())
    return root


def hand_in(database, course_id, content=RIGHT, student="ada", filename="double.py", **values):
    """Store a submission of `doubling`."""
    upload = Upload(content=content, source=Source(filename=filename, cells=(content.decode(),)))
    values = {"assignment": "doubling", "lane": Lane.INTERACTIVE, "upload": upload} | values
    with database.write() as session:
        new = submissions.NewSubmission(course_id=course_id, student=student, **values)
        return submissions.create(session, new)


def get(database, submission):
    with database.read() as session:
        return submissions.get(session, submission.id, with_report=True)


def grader_with(settings, open_jail):
    """A grader of the interactive lane that has not begun."""
    return make_grader(settings, Lane.INTERACTIVE, open_jail)


def deliver_until_finished(settings, database, grader, submission):
    """What queue and sweeper do, without them."""
    for _ in range(10):
        grader.grade(submission.id)
        if get(database, submission).status is not Lifecycle.QUEUED:
            return
