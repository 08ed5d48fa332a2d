"""A throw-away PostgreSQL cluster from Debian's binaries."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

#: Seconds in which the server starts, and stops.
START_SECONDS, STOP_SECONDS = 60.0, 3.0


def binaries():
    """The newest installed folder of server programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


def why_not():
    """Why no cluster can be started here; "" if it can."""
    return "" if binaries() else "no PostgreSQL server is installed (apt-get install postgresql)"


class Cluster:
    """Runs as a user of its own, since PostgreSQL refuses to run as root; listens on a socket in its folder only."""

    def __enter__(self):
        self._folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        self._as = []
        if os.geteuid() == 0:
            user = next(name for name in ("postgres", "nobody") if _known(name))
            shutil.chown(self._folder, user)
            ids = pwd.getpwnam(user)
            self._as = ["setpriv", f"--reuid={ids.pw_uid}", f"--regid={ids.pw_gid}", "--clear-groups"]
        self._run("initdb", "-D", str(self._data), "-U", "grader", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        settings = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off"]
        command = [*self._as, str(binaries() / "postgres"), "-D", str(self._data), "-k", str(self._folder), *settings]
        with (self._folder / "log").open("w") as log:
            self._process = subprocess.Popen(command, cwd="/", stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL does not start:\n" + (self._folder / "log").read_text()[-4000:])
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        # An immediate shutdown. pg_ctl would wait up to a minute where it hangs; all processes end with this one.
        self._process.send_signal(signal.SIGQUIT)
        try:
            self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _answers(self):
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def connect(self):
        """A socket to the server."""
        made = socket.socket(socket.AF_UNIX)
        made.connect(f"{self._folder}/.s.PGSQL.5432")
        return made

    def new_database(self):
        """The URL of a new, empty database in this cluster."""
        name = f"test_{secrets.token_hex(6)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url.replace("/postgres?", f"/{name}?")

    @property
    def url(self):
        return f"postgresql://grader@/postgres?host={self._folder}"

    @property
    def _data(self):
        return self._folder / "data"

    def _run(self, program, *arguments):
        subprocess.run(
            [*self._as, str(binaries() / program), *arguments],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )


def _known(name):
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
