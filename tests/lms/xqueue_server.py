"""edx-submissions as a server that can be killed and started again on the same port and state."""

import json
import os
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from tests.worker.parts import wait_until
from tests.worker.service_process import free_port

#: Reads {"queue", "grader_payload", ...} from each line and puts a submission into the queue.
_PUT = """
import json, sys
sys.path.insert(0, sys.argv[1])
import boot
from put_submission import put
for line in sys.stdin:
    print(json.dumps(put(**json.loads(line))))
"""


class XQueueServer:
    """See the module. `USER` and `PASSWORD` sign in."""

    USER, PASSWORD = "grader", "grader-password"

    def __init__(self, folder, state):
        self._folder = folder / "xqueue_end"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # One environment for all runs: it takes a minute to make.
        venv = os.environ.get("XQUEUE_END_VENV") or str(Path(tempfile.gettempdir()) / "xqueue-end-venv")
        self._env = {
            **os.environ,
            "XQUEUE_END_STATE": str(state),
            "XQUEUE_END_VENV": venv,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._python = f"{venv}/bin/python"
        self._log = state.parent / "xqueue-server.log"
        self._process = None

    def start(self):
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [self._folder / "serve.sh", str(self.port)],
                env=self._env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._answers, seconds=600)

    def _answers(self):
        assert self._process.poll() is None, self._log.read_text()[-2000:]
        try:
            with urllib.request.urlopen(f"{self.url}/xqueue/login/", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def kill(self):
        """End it at once, with the request that it is answering."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self):
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def put(self, submissions):
        """Put submissions into queues; the numbers that they get."""
        lines = "".join(json.dumps(submission) + "\n" for submission in submissions)
        done = subprocess.run(
            [self._python, "-c", _PUT, str(self._folder)],
            input=lines,
            env=self._env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return [json.loads(line)["submission_id"] for line in done.stdout.splitlines()]

    def state(self, *options):
        """What `state.py` prints: every submission, or with --events what the LMS has heard."""
        done = subprocess.run(
            [self._folder / "do.sh", "state.py", *options], env=self._env, capture_output=True, text=True, check=True
        )
        return [json.loads(line) for line in done.stdout.splitlines()]


def submission(text, *, queue="q", grader="doubling", student="anon-1", points=6):
    """What `XQueueServer.put` takes."""
    info = {"anonymous_student_id": student, "submission_time": "20261129000000", "random_seed": 1}
    return {
        "queue": queue,
        "grader_payload": json.dumps({"grader": grader}),
        "student_response": text,
        "student_info": json.dumps(info),
        "points_possible": points,
        "item": f"block-v1:Uni+DL101+2026+type@problem+block@{grader}-{abs(hash((text, student))) % 10**12}",
    }
