"""Wheels for an environment without network: of this project, and of installed packages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from packaging.requirements import Requirement

from tests.docs.documents import ROOT

LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "dist")


def build(folder: Path) -> Path:
    """The wheel that `pip wheel --no-deps .` makes; built in a copy of the source, since it leaves files behind."""
    source = folder / "source"
    for name in ("grader", "web"):
        shutil.copytree(ROOT / name, source / name, ignore=LEFT_OUT)
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, source)
    # The build's own requirements are installed here already.
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "."]
    subprocess.run(command, cwd=source, check=True)
    (made,) = source.glob("*.whl")
    return made


def repack(names: list[str], folder: Path) -> None:
    """Write wheels of installed packages, and of what they require, into a folder."""
    done: set[str] = set()
    while names:
        found = distribution(names.pop())
        if found.name in done:
            continue
        done.add(found.name)
        wanted = (Requirement(text) for text in found.requires or ())
        names += [each.name for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})]
        tags = (found.read_text("WHEEL") or "").splitlines()
        tag = next(line.removeprefix("Tag: ") for line in tags if line.startswith("Tag: "))
        name = f"{found.name.replace('-', '_')}-{found.version}-{tag}.whl"
        with ZipFile(folder / name, "w", ZIP_DEFLATED) as wheel:
            for path in found.files or ():
                # Scripts stand elsewhere, and are made anew.
                if path.parts[0] != ".." and "__pycache__" not in path.parts:
                    wheel.write(found.locate_file(path), str(path))
