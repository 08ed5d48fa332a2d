"""Runs attacks against a jail, and checks what each of them achieved.

The sandbox holds against an attack if the attack gained nothing, its verdict is one that its header lists, the worker
holds no more processes and descriptors than before, and an honest submission graded right afterwards gets full marks.
"""

from __future__ import annotations

import gc
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from grader.assignments.secret import Catalogue
from grader.attacks.attack import Attack, support_code
from grader.engine.ports import Admitted, InstrumentedSession, Jail
from grader.errors import SubmissionFault
from grader.judge import Judge
from grader.model import Bundle, Limits, Sharing, Source, Verdict

#: The assignment that graded attacks are handed in to.
SLUG = "relu_der"
#: Printed by an attack that hopes to see it in the log of a later test case.
LEFT = "left by an earlier case"
#: Seconds for processes and descriptors of an attack to go away, on a busy machine.
SETTLE_SECONDS = 20.0
HONEST = """
import numpy as np

def relu_der(dA, cache):
    return np.where(cache["Z"] > 0, dA, 0)
"""


class AttackedJail(Jail, Protocol):
    """A jail that says what it is."""

    #: "warm" or "cold".
    mode: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of one attack."""

    name: str
    #: What the attacker got hold of.
    gained: tuple[str, ...]
    #: ACCEPTED if it answered.
    verdict: Verdict
    #: The message that belongs to the verdict.
    message: str
    #: Whether the attack's header lists the verdict.
    expected: bool
    #: Damage outside the jail: processes or descriptors left over, an honest submission that is graded wrongly.
    side_effects: tuple[str, ...]
    seconds: float

    @property
    def repelled(self) -> bool:
        """Whether the sandbox held."""
        return self.expected and not self.gained and not self.side_effects


@dataclass(frozen=True, kw_only=True)
class _Held:
    """What the worker holds at some moment."""

    #: Number of processes of the jail.
    processes: int
    #: Other processes that the worker itself started.
    children: frozenset[int]
    #: Number of open descriptors.
    descriptors: int


@dataclass(kw_only=True)
class AttackRunner:
    """A jail to attack, with secrets around it that are worth stealing."""

    jail: AttackedJail
    judge: Judge
    root: Path
    #: Text in the worker's environment, memory and files that must not be seen inside the jail or come out of it.
    canary: str
    #: How many test cases have run in a process that had run another one.
    shared: int = 0
    #: Processes of the jail between two submissions; None until the first attack.
    _idle_processes: int | None = None

    def run(self, attack: Attack) -> Outcome:
        """Run one attack, then check what it left behind."""
        if self._idle_processes is None:
            self._grade_honest()
            if self.jail.mode == "warm":
                self._grade_honest()
                time.sleep(0.5)  # it prepares for the next submission after each one
            gc.collect()  # closes what the process has left open before
            self._idle_processes = self._held().processes
        before = self._held()
        begin = time.monotonic()
        gained, verdict, message = self._graded(attack) if attack.graded else self._called(attack)
        seconds = time.monotonic() - begin
        if self.canary in message or any(self.canary in text for text in gained):
            gained = [*gained, "the canary"]
        return Outcome(
            name=attack.name,
            gained=tuple(gained),
            verdict=verdict,
            message=message,
            expected=verdict in attack.verdicts,
            side_effects=tuple(self._side_effects(before)),
            seconds=seconds,
        )

    def _called(self, attack: Attack) -> tuple[list[str], Verdict, str]:
        source = Source(filename="attack.py", cells=(attack.source,))
        bundle = Bundle(source=source, support=support_code(), entry_points=("attack",))
        gained: list[str] = []
        submissions, cases = 2 if attack.repeated else 1, 3 if attack.grouped else 2 if attack.repeated else 1
        sharing = Sharing(group="hidden", seconds=attack.limits.wall_seconds) if attack.grouped else None
        try:
            for _ in range(submissions):
                with self.jail.admit(bundle) as admitted:
                    for _ in range(cases):
                        gained += self._case(admitted, attack.limits, sharing)
        except SubmissionFault as fault:
            return gained, fault.verdict, fault.message
        return gained, Verdict.ACCEPTED, ""

    def _case(self, admitted: Admitted, limits: Limits, sharing: Sharing | None) -> list[str]:
        """What a case gains. One that fails in a process of earlier cases runs again in a fresh one, as in grading."""
        shared = False
        try:
            with admitted.case(limits, sharing) as session:
                shared = session.shared
                gained = self._call(session)
                self.shared += shared
                return gained
        except SubmissionFault:
            if not shared:
                raise
        return self._case(admitted, limits, None)

    def _call(self, session: InstrumentedSession) -> list[str]:
        gained = session.call("attack", (str(self.root), os.getpid()), {})
        leaked = ["the canary, printed"] if self.canary in session.log else []
        leaked += ["what an earlier case has left, printed"] if LEFT in session.log else []
        return leaked + ([str(item) for item in gained] if isinstance(gained, list) else [f"answered {gained!r}"[:200]])

    def _graded(self, attack: Attack) -> tuple[list[str], Verdict, str]:
        source = Source(filename="attack.py", cells=(support_code() + attack.source,))
        report = self.judge.grade(SLUG, source, visible_only=not attack.hidden)
        gained = []
        if report.score > 1e-9:
            gained.append(f"{report.score:g} of {report.max_score:g} points")
        for seen in report.for_student(self.judge.reference_runner(SLUG).suite.assignment.hidden_feedback).cases:
            if not seen.visible and "smuggled" in str(seen.to_json()):
                gained.append(f"inputs of the hidden case {seen.name}")
        return gained, report.verdict, " ".join({case.message for case in report.cases})

    def _side_effects(self, before: _Held) -> Iterator[str]:
        wrong = self._grade_honest()
        if wrong:
            yield wrong
        if self.jail.mode == "warm":
            # It makes as many children ahead as the larger of the last two submissions needed.
            self._grade_honest()
        deadline = time.monotonic() + SETTLE_SECONDS
        while (left := list(self._left(before))) and time.monotonic() < deadline:
            time.sleep(0.02)
        yield from left

    def _left(self, before: _Held) -> Iterator[str]:
        """What this process holds now and did not before an attack."""
        now, idle = self._held(), self._idle_processes or 0
        if now.processes > idle:
            yield f"{now.processes} processes of the jail instead of {idle}"
        if more := now.children - before.children:
            yield f"{len(more)} processes beside the jail"
        if now.descriptors > before.descriptors:
            yield f"{now.descriptors} descriptors instead of {before.descriptors}"

    @property
    def _jail_pid(self) -> int | None:
        """The process that holds all others of a warm jail; a cold one has none between two test cases."""
        pid: int | None = getattr(self.jail, "pid", None)
        return pid

    def _held(self) -> _Held:
        """What this process holds. Processes that others among its children start at any time do not count."""
        below = _living_processes()
        jail = self._jail_pid
        processes = 0
        todo = [jail] if jail is not None else []
        while todo:
            processes += 1
            todo += below.get(todo.pop(), [])
        children = frozenset(below.get(os.getpid(), [])) - {jail}
        return _Held(processes=processes, children=children, descriptors=len(os.listdir("/proc/self/fd")))

    def _grade_honest(self) -> str:
        """Grade an honest submission. Returns what is wrong, "" if nothing."""
        report = self.judge.grade(SLUG, Source(filename="honest.py", cells=(HONEST,)), visible_only=True)
        if report.verdict is Verdict.ACCEPTED:
            return ""
        return f"an honest submission got {report.verdict.value}: {report.cases[0].message}"


@contextmanager
def attack_runner(jail: AbstractContextManager[AttackedJail], root: Path) -> Iterator[AttackRunner]:
    """A runner with a canary in the worker's environment, memory and temporary folder. Opens and closes the jail."""
    canary = "canary-" + secrets.token_hex(16)
    os.environ["GRADER_ATTACK_CANARY"] = canary
    try:
        with tempfile.NamedTemporaryFile("w", prefix="canary-", suffix=".txt") as file:
            file.write(canary)
            file.flush()
            os.chmod(file.name, 0o644)
            with jail as opened:
                yield AttackRunner(jail=opened, judge=Judge(Catalogue(), opened), root=root, canary=canary)
    finally:
        # Two runners may be open at once; the first to close removes it.
        os.environ.pop("GRADER_ATTACK_CANARY", None)


def _living_processes() -> dict[int, list[int]]:
    """Process -> its children, those that have ended left out."""
    below: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with suppress(OSError):
                state, parent = Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    below.setdefault(int(parent), []).append(int(entry))
    return below
