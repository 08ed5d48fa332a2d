"""Tests a jail from inside before it is used."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from grader.errors import JudgeFault, SandboxUnavailable, SubmissionFault
from grader.model import Bundle, Limits, Source
from grader.sandbox.session import Session

_ATTEMPTS = """
import os
import socket

def fork():
    if os.fork() == 0:
        os._exit(0)

def breaches():
    attempts = {
        "make a process": fork,
        "run a program": lambda: os.execv("/python/bin/python3", ["python3", "-c", ""]),
        "open a socket": socket.socket,
        "read the machine's files": lambda: open("/etc/passwd"),
        "see processes": lambda: os.stat("/proc/self"),
        "write outside its own folder": lambda: open("/jail/inside/new", "w"),
        "signal others": lambda: os.kill(1, 0),
    }
    done = []
    for name, attempt in attempts.items():
        try:
            attempt()
        except OSError:
            continue
        done.append(name)
    return done
"""
_BUNDLE = Bundle(source=Source(filename="probe.py", cells=(_ATTEMPTS,)), support="", entry_points=("breaches",))
_LIMITS = Limits(wall_seconds=30.0)


class _Admitted(Protocol):
    def case(self, limits: Limits) -> AbstractContextManager[Session]: ...


class _Jail(Protocol):
    def admit(self, bundle: Bundle) -> AbstractContextManager[_Admitted]: ...


def self_test(jail: _Jail) -> None:
    """Run a case that attempts what the policy forbids. Raises SandboxUnavailable if that succeeds or nothing runs."""
    try:
        with jail.admit(_BUNDLE) as admitted, admitted.case(_LIMITS) as session:
            done = session.call("breaches", (), {})
    except (JudgeFault, SubmissionFault) as fault:
        raise SandboxUnavailable(f"The jail does not work: {fault.message}") from None
    if done != []:
        raise SandboxUnavailable(f"The jail does not hold; a process inside it can {done}.")
