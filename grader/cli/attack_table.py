"""`grader doctor --attack`: the attack suite against this machine's own jail, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Literal

import click

from grader.assignments.files import root
from grader.attacks import Attack, Outcome, attacks, firing_range
from grader.errors import AssignmentError, SandboxUnavailable
from grader.sandbox import open_jail

Mode = Literal["warm", "cold"]


def attack(modes: tuple[Mode, ...] = ("warm", "cold")) -> bool:
    """Run every attack in each mode that this machine offers and print a line for each.

    True if none got through. Raises AssignmentError when the attacks are not there, SandboxUnavailable when no jail
    can be opened.
    """
    folder = root() / "tests" / "attacks"
    suite = attacks(folder)
    if not suite:
        raise AssignmentError(f"{folder}: no attacks there; run this in the project's folder")
    fired, through = 0, 0
    for mode in modes:
        try:
            for outcome in _fire_all(mode, suite):
                fired += 1
                through += not outcome.repelled
        except SandboxUnavailable as error:
            click.echo(f"{mode}: not possible on this machine. {error.message}")
    if not fired:
        raise SandboxUnavailable
    click.echo(f"\n{fired} attacks, {through} got through.")
    return through == 0


def _fire_all(mode: Mode, suite: Mapping[str, Attack]) -> Iterator[Outcome]:
    width = max(map(len, suite))
    with firing_range(closing(open_jail(mode)), root()) as opened:
        for name, one in suite.items():
            outcome = opened.fire(name, one)
            state = "repelled" if outcome.repelled else "GOT THROUGH"
            line = f"{mode}  {state:11}  {name:{width}}  {outcome.verdict.value:21}  {outcome.seconds:6.2f} s"
            trouble = [*outcome.gained, *outcome.harm] or ([] if outcome.foreseen else [outcome.message])
            click.echo("  ".join([line, *trouble]))
            yield outcome
