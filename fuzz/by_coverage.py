"""Coverage-guided fuzzing with atheris, one target per process."""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
#: Folder of atheris, apart from the grader's dependencies.
PACKAGES = PROJECT / ".venv" / "fuzz"


def available() -> bool:
    """Whether atheris is installed or can be installed now; it is not available on every platform."""
    if (PACKAGES / "atheris").is_dir():
        return True
    command = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--quiet",
        "install",
        "--target",
        str(PACKAGES),
    ]
    command += [
        "--no-deps",
        "--only-binary",
        ":all:",
        "--require-hashes",
        "-r",
        str(PROJECT / "requirements" / "fuzz.txt"),
    ]
    return subprocess.run(command, check=False).returncode == 0


def run(name: str, seconds: float) -> bool:
    """Fuzz one target in a process of its own; True if nothing was found. libFuzzer prints what it finds."""
    from fuzz.targets import seeds

    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds(name)):
            Path(corpus, str(number)).write_bytes(seed)
        command = [sys.executable, "-m", "fuzz.by_coverage", name, f"-max_total_time={max(1, int(seconds))}"]
        command += ["-max_len=4096", "-timeout=10", "-rss_limit_mb=2048", f"-artifact_prefix={corpus}/", corpus]
        environment = {**os.environ, "PYTHONPATH": f"{PACKAGES}{os.pathsep}{PROJECT}"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout[-4000:], done.stderr[-8000:])
            for found in Path(corpus).glob("[a-z]*-*"):
                print(f"{name}: {found.read_bytes()!r}")
        return done.returncode == 0


def main(name: str) -> None:
    """The process of one target; the rest of the command line is libFuzzer's."""
    import atheris

    with atheris.instrument_imports(include=["grader", "json", "fuzz.targets"]):
        targets = importlib.import_module("fuzz.targets")
    atheris.Setup([sys.argv[0], *sys.argv[2:]], targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1])
