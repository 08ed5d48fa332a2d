"""Bundle the page's script and style into `web/static/dist`: `python -m web.frontend.build`.

Each file's name carries a hash of its content, so browsers may keep it for ever, and each has a gzip twin. What a
page links stands in `manifest.json`. Nothing is done when the sources and the lock are those of the last build.
Without Node, npm or a network the build fails, and the pages go on with a plain text area.
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
from web.frontend.node import NodeError

HERE = Path(__file__).parent
STYLES = HERE.parent / "static" / "css"
DIST = HERE.parent / "static" / "dist"
MANIFEST = "manifest.json"
#: What pages may link, by the name they use for it.
ENTRIES = {"page.js": HERE / "src" / "page.ts", "page.css": HERE / "src" / "page.css"}
GZIPPED = {".js", ".css"}


def main(arguments: list[str]) -> int:
    """Build if needed; returns the exit code. A failure is reported, but ends a set-up only with `--strict`."""
    try:
        made = build()
    except NodeError as error:
        print(f"front end: {error}; the pages work without their script", file=sys.stderr)
        return 1 if "--strict" in arguments else 0
    if made:
        print("front end: built")
    return 0


def build() -> bool:
    """Make the bundle if it is missing or older than its sources; returns whether it was made.

    Raises:
        NodeError: no Node or npm, no network for the first installation, or an error in the sources.
    """
    key = _sources_key()
    with node.locked():
        if _built_key() == key:
            return False
        environment = node.environment()
        node.install(environment)
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


def _bundle(out: Path, scratch: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    metafile = scratch / "meta.json"
    options = ["--bundle", "--splitting", "--format=esm", "--minify", "--target=es2022", "--charset=utf8"]
    options += ["--entry-names=[name]-[hash]", "--chunk-names=[name]-[hash]", "--legal-comments=none"]
    options += [f"--outdir={out}", f"--metafile={metafile}", "--log-level=warning"]
    node.run(["node", "node_modules/esbuild/bin/esbuild", *map(str, ENTRIES.values()), *options], environment)
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
