"""A throw-away PostgreSQL cluster from Debian's binaries."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg


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
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", str(self._folder / "log"), "-o", options, "start")
        return self

    def __exit__(self, *_):
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")
        shutil.rmtree(self._folder)

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
