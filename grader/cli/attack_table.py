"""`grader doctor --attack`: run the attack corpus against the jail of this machine and print a table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Literal

import click

from grader.assignments.files import root
from grader.attacks import Attack, Outcome, attack_runner, load_corpus
from grader.errors import SandboxUnavailable
from grader.model import Isolation
from grader.sandbox import open_jail

Mode = Literal["warm", "cold"]


def attack(modes: tuple[Mode, ...] = ("warm", "cold")) -> bool:
    """Run every attack in each jail mode that this machine supports, and print a line for each.

    Returns whether all attacks were repelled. Raises AssignmentError when the assignment of the graded attacks is
    missing, and SandboxUnavailable when no jail can be opened.
    """
    corpus = tuple(load_corpus().values())
    run, through = 0, 0
    for mode in modes:
        try:
            for outcome in _run_all(mode, corpus):
                run += 1
                through += not outcome.repelled
        except SandboxUnavailable as error:
            click.echo(f"{mode}: not supported on this machine. {error.message}")
    if not run:
        raise SandboxUnavailable
    click.echo(f"\n{run} attacks, {through} got through.")
    return through == 0


def _run_all(mode: Mode, corpus: tuple[Attack, ...]) -> Iterator[Outcome]:
    width = max(len(case.name) for case in corpus)
    with attack_runner(closing(open_jail(mode, isolation=Isolation.GROUP)), root()) as runner:
        for case in corpus:
            outcome = runner.run(case)
            state = "repelled" if outcome.repelled else "GOT THROUGH"
            line = f"{mode}  {state:11}  {case.name:{width}}  {outcome.verdict.value:21}  {outcome.seconds:6.2f} s"
            details = [*outcome.gained, *outcome.side_effects] or ([] if outcome.expected else [outcome.message])
            click.echo("  ".join([line, *details]))
            yield outcome
