"""Starts bubblewrap: the files that the jail sees, and the command line that follows from the policy."""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import socket
import struct
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.allowed_modules import ALLOWABLE_MODULES
from grader.errors import SandboxUnavailable
from grader.sandbox import filters, policy
from grader.sandbox.inside.protocol import ALLOWED_MODULES
from grader.sandbox.termination import terminate

#: The interpreter, as the jail sees it.
PYTHON = "/python/bin/python3"
#: The part of bubblewrap's command line that makes /tmp and /proc. Each case mounts a tmpfs of its own, because
#: bubblewrap's has no limit on the number of files. In a cold jail the case itself needs the capability for that, and
#: drops it before it sees the submission; in a warm jail the case gets it from a nested user namespace, whose
#: identities are written to /proc.
COLD_SCRATCH = ("--dir", "/tmp", "--cap-add", "CAP_SYS_ADMIN")
WARM_SCRATCH = ("--dir", "/tmp", "--proc", "/proc")
_INSIDE = Path(__file__).parent / "inside"


@dataclass(frozen=True, kw_only=True)
class Interpreter:
    """The files that the runner needs, as found on this machine."""

    #: The Python binary itself, all links resolved.
    binary: Path
    #: The standard library.
    stdlib: Path
    #: The folder with libpython, or None if the binary contains it or it lies among the system's libraries.
    shared: Path | None
    #: The folder `numpy` and, where a wheel brings its libraries, the folder `numpy.libs` beside it.
    packages: tuple[Path, ...]
    #: The files of each module that an assignment may allow, of those that are installed with all that they need.
    allowable: Mapping[str, tuple[Path, ...]]
    #: Folders of the system's shared libraries.
    libraries: tuple[Path, ...]
    #: Path of the dynamic loader as the binary names it.
    loader: Path


@functools.cache
def interpreter() -> Interpreter:
    """The Python and NumPy of this process."""
    base = Path(sys.base_prefix)
    binary = Path(os.path.realpath(sys.executable))
    numpy_folder = _numpy_folder()
    bundled = numpy_folder.with_name("numpy.libs")
    shared = base / "lib" if any((base / "lib").glob("libpython3*.so*")) and base != Path("/usr") else None
    return Interpreter(
        binary=binary,
        stdlib=Path(sysconfig.get_paths(vars={"installed_base": str(base)})["stdlib"]),
        shared=shared,
        packages=tuple(folder for folder in (numpy_folder, bundled) if folder.is_dir()),
        allowable={module: paths for module in ALLOWABLE_MODULES if (paths := _paths_of(module))},
        libraries=_system_libraries(),
        loader=_dynamic_loader(binary),
    )


def _numpy_folder() -> Path:
    """Found without importing NumPy, so that the jail can start while this process imports it."""
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        raise SandboxUnavailable("NumPy is not installed")
    return Path(spec.origin).parent


def _paths_of(module: str) -> tuple[Path, ...]:
    """The folders and files of a module and of what it needs; none if one of them is not installed."""
    paths: list[Path] = []
    for name in ALLOWABLE_MODULES[module]:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            return ()
        path = Path(spec.origin)
        path = path.parent if path.name == "__init__.py" else path
        paths += [part for part in (path, path.with_name(f"{name}.libs")) if part.exists()]
    return tuple(paths)


def _system_libraries() -> tuple[Path, ...]:
    """The folders from which this process has mapped the C library."""
    with open("/proc/self/maps") as maps:
        paths = {Path(line.split(maxsplit=5)[5].strip()) for line in maps if "/libc.so" in line or "/libc-" in line}
    return tuple(sorted({path.parent for path in paths}))


def _dynamic_loader(binary: Path) -> Path:
    """PT_INTERP of a 64-bit little-endian ELF file. Raises SandboxUnavailable if it has none."""
    data = binary.read_bytes()
    (table,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    for index in range(count):
        kind, _flags, offset, _virtual, _physical, length = struct.unpack_from("<IIQQQQ", data, table + index * size)
        if kind == 3:
            return Path(data[offset : offset + length - 1].decode())
    raise SandboxUnavailable(f"{binary} is not a program that the jail can start")


def _files() -> list[str]:
    """The options for the jail's root, all of it read-only."""
    found = interpreter()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    command = ["--ro-bind", str(found.binary), "/python/bin/python3"]
    command += ["--ro-bind", str(found.stdlib), f"/python/lib/{version}"]
    for name in policy.HIDDEN_STDLIB:
        if (found.stdlib / name).is_dir():
            command += ["--tmpfs", f"/python/lib/{version}/{name}", "--remount-ro", f"/python/lib/{version}/{name}"]
    for library in found.shared.glob("libpython3*.so*") if found.shared else ():
        command += ["--ro-bind", str(library), f"/python/lib/{library.name}"]
    for folder in found.libraries:
        command += ["--ro-bind", str(folder), str(folder)]
        if folder.parts[:2] == ("/", "usr"):
            command += ["--symlink", str(folder), str(Path("/", *folder.parts[2:]))]
    if not any(found.loader.parent == folder or folder.name == found.loader.parent.name for folder in found.libraries):
        command += ["--ro-bind", os.path.realpath(found.loader), str(found.loader)]
    for folder in found.packages:
        command += ["--ro-bind", str(folder), f"/jail/{folder.name}"]
    for module, paths in found.allowable.items():
        for path in paths:
            command += ["--ro-bind", str(path), f"{ALLOWED_MODULES}/{module}/{path.name}"]
    command += ["--ro-bind", str(_INSIDE), "/jail/inside"]
    for device in policy.DEVICES:
        command += ["--dev-bind", device, device]
    return command


def bubblewrap(scratch: Sequence[str]) -> list[str]:
    """The command line of bubblewrap up to the program that it runs, without the seccomp filter.

    `scratch` is COLD_SCRATCH or WARM_SCRATCH. Raises SandboxUnavailable when bubblewrap is not installed.
    """
    tool = shutil.which("bwrap")
    if tool is None:
        raise SandboxUnavailable("bubblewrap (bwrap) is not installed, so there is no sandbox; see `grader doctor`")
    identity = str(policy.INNER_ID)
    command = [tool, "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--unshare-cgroup-try", "--uid", identity, "--gid", identity, "--hostname", "jail"]
    command += ["--die-with-parent", "--new-session", "--clearenv"]
    for name, value in {**policy.ENVIRONMENT, "LD_LIBRARY_PATH": "/python/lib"}.items():
        command += ["--setenv", name, value]
    return [*command, *_files(), *scratch, "--remount-ro", "/", "--chdir", "/tmp"]


def _command(entry: str, arguments: Sequence[int | str], jail_filter: int, scratch: Sequence[str]) -> list[str]:
    command = [*bubblewrap(scratch), "--seccomp", str(jail_filter)]
    # Modules register hooks for after a fork, for threads and new randomness. A case has neither.
    start = "import gc, os, sys; os.register_at_fork = lambda **hooks: None; "
    # Imports leave no garbage. A case enables the collector before it runs the submission.
    start += "gc.disable(); "
    # Without OpenSSL hashlib uses its own hashes, and the library is not mapped into every case.
    start += "sys.modules['_hashlib'] = None; "
    start += f"sys.path.insert(0, '/jail'); from inside.{entry} import main; main(*{tuple(arguments)!r})"
    # The columns of tracebacks are not used, and without them forks copy a tenth less memory.
    return [*command, PYTHON, "-s", "-S", "-P", "-B", "-c", start]


def start(
    entry: str, wire: socket.socket, output: int, scratch: Sequence[str], options: Sequence[str] = ()
) -> subprocess.Popen[bytes]:
    """Start bubblewrap with `inside.<entry>` as its program.

    The program's `main` is called with the descriptor of `wire`, one that holds the filter of a case, and `options`.
    `output` becomes stdout and stderr; `scratch` is COLD_SCRATCH or WARM_SCRATCH. Raises SandboxUnavailable when
    bubblewrap is not installed.
    """
    jail_filter, case_filter = filter_file(policy.JAIL_FILTER), filter_file(policy.CASE_FILTER)
    try:
        command = _command(entry, (wire.fileno(), case_filter, *options), jail_filter, scratch)
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={},
            pass_fds=(jail_filter, case_filter, wire.fileno()),
            close_fds=True,
        )
    finally:
        os.close(jail_filter)
        os.close(case_filter)


@dataclass(frozen=True, kw_only=True)
class StartingZygote:
    """A zygote that bubblewrap is starting. It sends a message once it is ready."""

    popen: subprocess.Popen[bytes]
    #: Sends requests and receives replies; preserves message boundaries.
    control: socket.socket
    #: Reads its output; does not block.
    log: int

    def close(self) -> None:
        """End it."""
        self.control.close()
        terminate(self.popen)
        os.close(self.log)


def start_zygote(tuning: Sequence[str] = ()) -> StartingZygote:
    """Start the zygote of a warm jail, with these techniques of memory tuning, and do not wait for it.

    Raises SandboxUnavailable.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    log_out, log_in = os.pipe()
    try:
        popen = start("zygote", theirs, log_in, WARM_SCRATCH, tuning)
    except BaseException:
        ours.close()
        os.close(log_out)
        raise
    finally:
        theirs.close()
        os.close(log_in)
    os.set_blocking(log_out, False)
    return StartingZygote(popen=popen, control=ours, log=log_out)


def filter_file(rules: policy.FilterPolicy) -> int:
    """A descriptor that the filter can be read from."""
    descriptor = os.memfd_create("filter", 0)
    os.write(descriptor, filters.compiled(rules))
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
