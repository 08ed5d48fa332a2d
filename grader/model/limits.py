"""Resource limits of a test case inside the jail."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits of one test case. Each limit has its own verdict and message when it is exceeded."""

    #: Wall-clock seconds of a case, without loading; raised by `factor` times the reference's own time.
    wall_seconds: float = 2.0
    #: Processor seconds that the top level of a submission may take. If it takes more, only what is graded is run.
    load_seconds: float = 1.0
    #: A case may take this many times as long as the reference takes on the same worker.
    factor: float = 20.0
    #: Address space in bytes, interpreter and NumPy included.
    memory_bytes: int = 1024 * MIB
    #: Bytes printed to stdout and stderr together.
    output_bytes: int = 1 * MIB
    #: Bytes of the printed text that are kept (head and tail).
    log_bytes: int = 16 * 1024
    #: Bytes of one frame that crosses the sandbox boundary.
    frame_bytes: int = 64 * MIB
    #: Values in one frame (elements of lists and dictionaries; an array counts once).
    frame_values: int = 100_000
    #: Nesting depth of a value.
    depth: int = 32
    #: Open file descriptors.
    open_files: int = 64
    #: Bytes of the private tmpfs, and of any one file in it.
    disk_bytes: int = 16 * MIB
