"""The locks are installed without being resolved, so they must hold everything that what is in them needs."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"


def requirements(name):
    """The requirement lines of a file, without hashes and comments."""
    lines = [line.split("#")[0].removesuffix("\\\n").strip() for line in (REQUIREMENTS / name).open()]
    return [Requirement(line) for line in lines if line and not line.startswith(("--", "-c", "-r"))]


def applies(requirement, extras):
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras))


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_whatever_a_locked_package_needs_is_locked_and_fits(lock):
    locked = requirements("runtime.txt") + requirements(f"{lock}.txt")
    pinned = {canonicalize_name(requirement.name): requirement for requirement in locked if applies(requirement, ())}
    asked = requirements(f"{lock}.in")
    checked: set[tuple[str, frozenset[str]]] = set()
    while asked:
        wanted = asked.pop()
        name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if not applies(wanted, ()) or (name, extras) in checked:
            continue
        checked.add((name, extras))
        assert name in pinned, f"{wanted} is not in requirements/{lock}.txt: run `make lock`"
        installed = distribution(name)
        assert pinned[name].specifier.contains(installed.version, prereleases=True)
        assert wanted.specifier.contains(installed.version, prereleases=True), f"{wanted}, but {installed.version}"
        needs = [Requirement(text) for text in installed.requires or ()]
        asked += [need for need in needs if applies(need, extras)]
    assert len(checked) > 10


def test_no_lock_names_a_host():
    for lock in REQUIREMENTS.glob("*.txt"):
        assert "://" not in lock.read_text(), f"{lock.name} names a host; make lock leaves them out"
