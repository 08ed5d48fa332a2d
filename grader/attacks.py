"""Attacks on the wall: what one is, and the range on which it is run. The attacks themselves lie in `tests/attacks/`.

An attack is a hostile submission. Either it has a function `attack` that tries to get at something and gives a list of
what it got, or it is graded as a submission to `relu_der` and tries to earn points it does not deserve. The wall holds
if nothing was gained, the ending is one of those foreseen, the worker holds no more processes and descriptors than
before, and an honest submission graded right afterwards gets full marks. `grader doctor --attack` and the test suite
run the same ones.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from grader.assignments.secret import Catalogue
from grader.engine.ports import InstrumentedSession, Jail
from grader.errors import SubmissionFault
from grader.judge import Judge
from grader.model import MIB, Bundle, Limits, Source, Verdict

SLUG = "relu_der"
#: Limits of an attack that is not graded; small, so that bombs go off quickly.
LIMITS = Limits(wall_seconds=2.0, memory_bytes=512 * MIB)
HONEST = """
import numpy as np

def relu_der(dA, cache):
    return np.where(cache["Z"] > 0, dA, 0)
"""
#: Available to every attack: what it needs to try things and to keep what it got.
TOOLS = '''
import ctypes, os, sys
import numpy as np

LOOT = []
_libc = ctypes.CDLL(None, use_errno=True)


def attempt(what, function, *args, **kwargs):
    """Try something that must fail; a success is loot."""
    try:
        got = function(*args, **kwargs)
    except BaseException as error:
        return error
    LOOT.append(f"{what}: {got!r}"[:200])
    return got


def system_call(what, number, *args):
    """A system call that must be refused."""
    ctypes.set_errno(0)
    result = _libc.syscall(number, *args)
    if result != -1:
        LOOT.append(f"{what}: {result}")
    return result, ctypes.get_errno()


def send(data):
    """Raw bytes to the grader."""
    while data:
        data = data[os.write(3, data):]


def frame(value):
    """The bytes of a well-formed frame."""
    from inside.wire import Caps, Encoder
    return b"".join(bytes(part) for part in Encoder(Caps()).frame(value))


def request_number():
    """The number of the request that is being answered."""
    this = sys._getframe()
    while this is not None:
        if "self" in this.f_locals and hasattr(this.f_locals["self"], "_number"):
            return this.f_locals["self"]._number
        this = this.f_back
    return 1
'''


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One attack. Its file's docstring says what the attacker wants."""

    #: The hostile submission.
    source: str
    #: Endings other than an answer that are in order; of a graded attack, the verdicts that it may get.
    ends: tuple[Verdict, ...] = ()
    #: Graded as a submission to relu_der. Otherwise its `attack(root, worker)` is called with the project's folder and
    #: the worker's process id, and gives a list of what it got.
    graded: bool = False
    #: Share of the points that a graded attack deserves.
    deserves: float = 0.0
    #: Also hidden cases are graded.
    hidden: bool = False
    #: Called in two test cases and then in a second submission; what one leaves behind for another is loot.
    repeated: bool = False
    limits: Limits = LIMITS


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of an attack."""

    name: str
    #: What the attacker got.
    gained: tuple[str, ...]
    #: How it ended; ACCEPTED if it answered.
    verdict: Verdict
    #: What was said of it.
    message: str
    #: Whether that is an ending in order.
    foreseen: bool
    #: What is not as it was before.
    harm: tuple[str, ...]
    seconds: float

    @property
    def repelled(self) -> bool:
        """Whether the wall held."""
        return self.foreseen and not self.gained and not self.harm


@dataclass(kw_only=True)
class Range:
    """A jail to attack, with something worth stealing around it."""

    jail: Jail
    judge: Judge
    root: Path
    #: Text that must never be seen inside the wall or come out of it.
    canary: str
    _before: dict[str, int] = field(default_factory=dict)

    def fire(self, name: str, attack: Attack) -> Outcome:
        """Run one attack, and look around afterwards."""
        if not self._before:
            self._honest()
            time.sleep(0.5)  # a warm jail makes ready for the next submission after each one
            self._before = _holdings()
        begin = time.monotonic()
        gained, verdict, message = self._graded(attack) if attack.graded else self._called(attack)
        seconds = time.monotonic() - begin
        if self.canary in message or any(self.canary in text for text in gained):
            gained = [*gained, "the canary"]
        foreseen = verdict in attack.ends or (verdict is Verdict.ACCEPTED and not attack.graded and not attack.ends)
        return Outcome(
            name=name,
            gained=tuple(gained),
            verdict=verdict,
            message=message,
            foreseen=foreseen,
            harm=tuple(self._harm()),
            seconds=seconds,
        )

    def _called(self, attack: Attack) -> tuple[list[str], Verdict, str]:
        source = Source(filename="attack.py", cells=(attack.source,))
        bundle = Bundle(source=source, support=TOOLS, entry_points=("attack",))
        gained: list[str] = []
        try:
            for _ in range(2 if attack.repeated else 1):
                with self.jail.admit(bundle) as admitted:
                    for _ in range(2 if attack.repeated else 1):
                        with admitted.case(attack.limits) as session:
                            gained += self._call(session)
        except SubmissionFault as fault:
            return gained, fault.verdict, fault.message
        return gained, Verdict.ACCEPTED, ""

    def _call(self, session: InstrumentedSession) -> list[str]:
        gained = session.call("attack", (str(self.root), os.getpid()), {})
        leaked = ["the canary, printed"] if self.canary in session.log else []
        return leaked + ([str(item) for item in gained] if isinstance(gained, list) else [f"answered {gained!r}"[:200]])

    def _graded(self, attack: Attack) -> tuple[list[str], Verdict, str]:
        source = Source(filename="attack.py", cells=(TOOLS + attack.source,))
        report = self.judge.grade(SLUG, source, visible_only=not attack.hidden)
        gained = []
        if report.score > attack.deserves * report.max_score + 1e-9:
            gained.append(f"{report.score:g} of {report.max_score:g} points")
        for seen in report.for_student(self.judge.reference_runner(SLUG).suite.assignment.hidden_feedback).cases:
            if not seen.visible and "smuggled" in str(seen.to_json()):
                gained.append(f"what went into the hidden case {seen.name}")
        return gained, report.verdict, " ".join({case.message for case in report.cases})

    def _harm(self) -> Iterator[str]:
        honest = self._honest()
        if honest:
            yield honest
        deadline = time.monotonic() + 3.0
        while (now := _holdings()) != self._before and time.monotonic() < deadline:
            time.sleep(0.02)
        for what, count in now.items():
            if count > self._before[what]:
                yield f"{count} {what} instead of {self._before[what]}"

    def _honest(self) -> str:
        """Grade an honest submission; says what is wrong, if anything."""
        report = self.judge.grade(SLUG, Source(filename="honest.py", cells=(HONEST,)), visible_only=True)
        if report.verdict is Verdict.ACCEPTED:
            return ""
        return f"an honest submission got {report.verdict.value}: {report.cases[0].message}"


@contextmanager
def firing_range(jail: AbstractContextManager[Jail], root: Path) -> Iterator[Range]:
    """A range with a canary in the worker's environment, memory and temporary folder."""
    canary = "canary-" + secrets.token_hex(16)
    os.environ["GRADER_ATTACK_CANARY"] = canary
    try:
        with tempfile.NamedTemporaryFile("w", prefix="canary-", suffix=".txt") as file:
            file.write(canary)
            file.flush()
            os.chmod(file.name, 0o644)
            with jail as opened:
                yield Range(jail=opened, judge=Judge(Catalogue(), opened), root=root, canary=canary)
    finally:
        # Two ranges may be open at once; the first to close takes it away.
        os.environ.pop("GRADER_ATTACK_CANARY", None)


def attacks(folder: Path) -> dict[str, Attack]:
    """The attacks in a folder by name, each the `ATTACK` of a file `test_<name>.py`."""
    found = {}
    for path in sorted(folder.glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"attack_{path.stem}", path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        attack = getattr(module, "ATTACK", None)
        if isinstance(attack, Attack):
            found[path.stem.removeprefix("test_")] = attack
    return found


def _holdings() -> dict[str, int]:
    """What this process holds: descriptors, and living processes below it."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with suppress(OSError):
                state, parent = Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(entry)] = int(parent)
    below = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return {
        "processes": len(below),
        "descriptors": len(os.listdir("/proc/self/fd")),
    }
