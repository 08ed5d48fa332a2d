"""What this machine offers for the sandbox, tried out where possible rather than read from settings."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

import numpy as np

from grader.errors import SandboxUnavailable
from grader.sandbox import namespaces, open_jail

#: The supported range, both ends included; the same as in pyproject.toml.
OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 13)
#: Oldest supported major version.
OLDEST_NUMPY = 2
#: The oldest bubblewrap with all the options that the jail uses.
OLDEST_BUBBLEWRAP = (0, 8, 0)
#: Kernel settings that refuse user namespaces: path, the value that does, and the remedy.
NAMESPACE_SWITCHES = {
    "/proc/sys/kernel/unprivileged_userns_clone": ("0", "sysctl kernel.unprivileged_userns_clone=1"),
    "/proc/sys/user/max_user_namespaces": ("0", "sysctl user.max_user_namespaces=15000"),
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": (
        "1",
        "load the AppArmor profile docker/apparmor/nn-grader-bwrap, as docs/operations.md says",
    ),
}
_LANDLOCK_CREATE_RULESET = 444


class State(StrEnum):
    """How a check came out."""

    #: As it should be.
    GOOD = "ok"
    #: Works, with something missing.
    FAIR = "warning"
    #: Does not work without it.
    BAD = "missing"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of the table."""

    name: str
    state: State
    #: What was found.
    found: str
    #: What to do about it, empty if nothing.
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class Mode:
    """Which jail runs here, and why."""

    #: "warm", "cold" or "none".
    name: str
    reason: str


def checks() -> list[Check]:
    """Everything that the sandbox needs, most basic first."""
    return [
        _python(),
        _bubblewrap(),
        _user_namespaces(),
        _nested_user_namespaces(),
        _seccomp(),
        _libseccomp(),
        _cgroups(),
        _landlock(),
    ]


def mode() -> Mode:
    """Open each kind of jail, which runs a case in it that tries to get out."""
    reasons: list[str] = []
    modes: tuple[Literal["warm", "cold"], ...] = ("warm", "cold")
    for name in modes:
        try:
            open_jail(name).close()
        except SandboxUnavailable as error:
            if error.message not in reasons:
                reasons.append(error.message)
        else:
            return Mode(name=name, reason=" ".join(reasons) or "everything it needs is here")
    return Mode(name="none", reason=" ".join(reasons))


def _python() -> Check:
    found = f"Python {platform.python_version()} ({sys.executable}), NumPy {np.__version__}"
    old = sys.version_info < OLDEST_PYTHON or int(np.__version__.split(".")[0]) < OLDEST_NUMPY
    new = sys.version_info[:2] > NEWEST_PYTHON
    oldest, newest = (".".join(map(str, version)) for version in (OLDEST_PYTHON, NEWEST_PYTHON))
    return Check(
        name="Python and NumPy",
        state=State.BAD if old else State.FAIR if new else State.GOOD,
        found=found,
        remedy=f"supported are Python {oldest} to {newest} and NumPy {OLDEST_NUMPY}" if old or new else "",
    )


def _bubblewrap() -> Check:
    tool = shutil.which("bwrap")
    if tool is None:
        return Check(
            name="bubblewrap", state=State.BAD, found="not found", remedy="install it (Debian: apt install bubblewrap)"
        )
    said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False).stdout.split()
    version = tuple(int(part) for part in said[-1].split(".")) if said else ()
    good = version >= OLDEST_BUBBLEWRAP
    oldest = ".".join(map(str, OLDEST_BUBBLEWRAP))
    return Check(
        name="bubblewrap",
        state=State.GOOD if good else State.FAIR,
        found=f"{' '.join(said)} at {tool}",
        remedy="" if good else f"only {oldest} and newer are tested",
    )


def _user_namespaces() -> Check:
    refusal = namespaces.refusal()
    return Check(
        name="user namespaces",
        state=State.BAD if refusal else State.GOOD,
        found=f"refused: {refusal}" if refusal else "allowed to bubblewrap",
        remedy=_namespace_remedy() if refusal else "",
    )


def _nested_user_namespaces() -> Check:
    refusal = namespaces.nested_refusal()
    return Check(
        name="nested user namespaces",
        state=State.FAIR if refusal else State.GOOD,
        found=f"refused: {refusal}" if refusal else "allowed inside bubblewrap",
        remedy="without them each test case starts a jail of its own, about ten times slower" if refusal else "",
    )


def _namespace_remedy() -> str:
    """The setting that makes a kernel refuse user namespaces, by the settings that are known to."""
    if shutil.which("bwrap") is None:
        return "install bubblewrap first"
    for path, (bad, remedy) in NAMESPACE_SWITCHES.items():
        if _read(path) == bad:
            return remedy
    return (
        "in a container: security_opt systempaths=unconfined and a seccomp profile that allows unshare, clone, mount, "
        "umount2, pivot_root and setns (see docker-compose.yml)"
    )


def _seccomp() -> Check:
    allowed = _read("/proc/sys/kernel/seccomp/actions_avail")
    good = "errno" in allowed.split()
    return Check(
        name="seccomp filters",
        state=State.GOOD if good else State.BAD,
        found=f"actions: {allowed}" if allowed else "not in this kernel",
        remedy="" if good else "a kernel with CONFIG_SECCOMP_FILTER",
    )


def _libseccomp() -> Check:
    try:
        import pyseccomp  # type: ignore[import-untyped]
    except (ImportError, RuntimeError) as error:
        return Check(
            name="libseccomp", state=State.BAD, found=str(error), remedy="install it (Debian: apt install libseccomp2)"
        )
    library = ctypes.util.find_library("seccomp")
    return Check(name="libseccomp", state=State.GOOD, found=f"{library}, pyseccomp {pyseccomp.__version__}")


def _cgroups() -> Check:
    controllers = _read("/sys/fs/cgroup/cgroup.controllers").split()
    own = _read("/proc/self/cgroup").rpartition("::")[2]
    folder = Path("/sys/fs/cgroup") / own.lstrip("/")
    delegated = "memory" in controllers and os.access(folder / "cgroup.subtree_control", os.W_OK)
    if delegated:
        return Check(name="cgroup v2 delegation", state=State.GOOD, found=f"{folder}: {' '.join(controllers)}")
    return Check(
        name="cgroup v2 delegation",
        state=State.FAIR,
        found="no memory controller is delegated" if controllers else "no cgroup v2 hierarchy with controllers",
        remedy="optional: memory is limited per process by RLIMIT_AS; a container's own memory limit bounds the rest",
    )


def _landlock() -> Check:
    version = ctypes.CDLL(None, use_errno=True).syscall(_LANDLOCK_CREATE_RULESET, None, 0, 1)
    good = version > 0
    return Check(
        name="Landlock",
        state=State.GOOD if good else State.FAIR,
        found=f"ABI {version}" if good else "not in this kernel, or switched off",
        remedy="" if good else "not needed: the jail has a root of its own",
    )


def _read(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def table(rows: list[Check]) -> Iterator[str]:
    """The checks as lines of text."""
    width = max(len(row.name) for row in rows)
    for row in rows:
        yield f"{row.state.value:8} {row.name:{width}}  {row.found}"
        if row.remedy:
            yield f"{'':8} {'':{width}}  -> {row.remedy}"
