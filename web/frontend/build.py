"""Bundle the page's script and style into `web/static/dist`: `python -m web.frontend.build`.

Each file's name carries a hash of its content, so browsers can cache it without a time limit, and each has a
gzip-compressed copy. `manifest.json` names the files that pages link. Nothing is built when the sources and the lock
are those of the last build. Without Node, npm or a network the build fails, and the pages use a plain text area.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from web.frontend import node
from web.frontend.node import HERE, LOCK, NodeError

STYLES = HERE.parent / "static" / "css"
DIST = HERE.parent / "static" / "dist"
MANIFEST = "manifest.json"
#: The entry points, by the name that pages use for them.
ENTRIES = {
    "head.js": HERE / "src" / "head.ts",
    "lti.js": HERE / "src" / "lti.ts",
    "page.js": HERE / "src" / "page.ts",
    "page.css": HERE / "src" / "page.css",
}
GZIPPED = {".js", ".css"}


def main(arguments: list[str]) -> int:
    """Build if needed; returns the exit code. A failure is reported; it is an error only with `--strict`.

    `--dev` also installs the development tools.
    """
    try:
        built = build(dev_tools="--dev" in arguments)
    except NodeError as error:
        print(f"front end: {error}; the pages work without their script", file=sys.stderr)
        return 1 if "--strict" in arguments else 0
    if built:
        print("front end: built")
    return 0


def build(*, dev_tools: bool = False) -> bool:
    """Build the bundle if it is missing or older than its sources; returns whether it was built.

    Raises:
        NodeError: no Node or npm, no network for the first installation, or an error in the sources.
    """
    key = _sources_key()
    with node.locked():
        current = _built_key() == key
        if dev_tools or not current:
            environment = node.environment()
            node.install(environment, dev=dev_tools)
        if current:
            return False
        with tempfile.TemporaryDirectory(dir=DIST.parent, prefix=".dist-") as folder:
            out = Path(folder) / "out"
            metafile = _bundle(out, Path(folder), environment)
            _compress(out)
            manifest = {"key": key, "entries": _entries(metafile)}
            (out / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
            _replace(out)
    return True


def _sources_key() -> str:
    files = [LOCK, HERE / "package.json", Path(__file__)]
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


def _bundle(out: Path, scratch: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    metafile = scratch / "meta.json"
    options = ["--bundle", "--splitting", "--format=esm", "--minify", "--target=es2022", "--charset=utf8"]
    options += ["--entry-names=[name]-[hash]", "--chunk-names=[name]-[hash]", "--legal-comments=none"]
    options += [f"--outdir={out}", f"--metafile={metafile}", "--log-level=warning"]
    node.run(["node", "node_modules/esbuild/bin/esbuild", *map(str, ENTRIES.values()), *options], environment)
    data: dict[str, Any] = json.loads(metafile.read_text(encoding="utf-8"))
    return data


def _entries(metafile: Mapping[str, Any]) -> dict[str, str]:
    """The built file of each entry point."""
    built = {
        str((HERE / output["entryPoint"]).resolve()): Path(name).name
        for name, output in metafile["outputs"].items()
        if "entryPoint" in output
    }
    return {name: built[str(source.resolve())] for name, source in ENTRIES.items()}


def _compress(folder: Path) -> None:
    for file in sorted(folder.iterdir()):
        if file.suffix in GZIPPED:
            compressed = file.with_name(file.name + ".gz")
            compressed.write_bytes(gzip.compress(file.read_bytes(), compresslevel=9, mtime=0))


def _replace(out: Path) -> None:
    """Swap the new folder in by two renames; requests between the two do not find the old files."""
    old = out.parent / "old"
    if DIST.exists():
        DIST.rename(old)
    out.rename(DIST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
