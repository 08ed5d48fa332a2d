"""The containers of the stack, through the command `docker`."""

from __future__ import annotations

import os
import signal
import subprocess
import time

#: State ESTABLISHED in /proc/net/tcp.
ESTABLISHED = "01"


def kill(service: str) -> None:
    """Kill the first process of a service's first container, as a crash or the kernel's memory limit would.

    Docker then restarts it by its policy; after `docker kill` it would not.
    """
    container = _docker("compose", "ps", "--quiet", service).split()[0]
    os.kill(int(_docker("inspect", "--format", "{{.State.Pid}}", container)), signal.SIGKILL)


def wait_healthy(service: str, seconds: float) -> None:
    """Return when every container of a service is healthy. Raises TimeoutError."""
    give_up = time.monotonic() + seconds
    while set(_docker("compose", "ps", "--all", "--format", "{{.Health}}", service).split()) != {"healthy"}:
        if time.monotonic() > give_up:
            raise TimeoutError(f"{service} is not healthy after {seconds:.0f} s")
        time.sleep(1.0)


def connections(service: str, port: int) -> list[int]:
    """How many open connections to `port` each container of a service has."""
    containers = _docker("compose", "ps", "--quiet", service).split()
    return [_open_connections(_docker("exec", container, "cat", "/proc/net/tcp"), port) for container in containers]


def _open_connections(table: str, port: int) -> int:
    rows = [line.split() for line in table.splitlines()[1:]]
    # Local address and port in hexadecimal; 0100007F is 127.0.0.1, where the health check comes from.
    return sum(
        row[3] == ESTABLISHED and row[1].endswith(f":{port:04X}") and not row[1].startswith("0100007F") for row in rows
    )


def _docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout.strip()
