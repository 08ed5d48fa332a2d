"""`grader verify [SLUG...]`: verifies the test suites of assignments."""

from __future__ import annotations

import sys
from contextlib import closing

import click

from grader.assignments import files
from grader.assignments.secret import Catalogue
from grader.cli.slugs import require_known
from grader.errors import AssignmentError
from grader.judge import Judge
from grader.sandbox import open_jail
from grader.settings import Settings
from grader.verify.findings import Findings, examine, score
from grader.verify.inputs import KINDS

HEADINGS = ("assignment", "samples", "caught", "named", "mutants", "formulations", "right <", "wrong >", "seconds")
WIDTHS = (18, 9, 9, 9, 16, 13, 9, 9, 8)


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--quick", is_flag=True, help="Leave out the automatic mutants and the naming of each misconception.")
@click.option("--inputs", "with_inputs", is_flag=True, help="List the kinds of inputs that no case hands over.")
def command(slugs: tuple[str, ...], quick: bool, with_inputs: bool) -> None:
    """Verify assignments (all, if none is named).

    References pass, samples get their promised verdicts and diagnoses, every misconception and nearly every automatic
    mutant loses marks, right formulations pass, tolerances have a margin. Exit status 1 if anything does not hold.
    """
    folder = files.root()
    catalogue = Catalogue(folder)
    known = catalogue.slugs()
    require_known(slugs, known)
    failed = False
    settings = Settings.from_env()
    with closing(open_jail(settings.jail_mode, tuning=settings.memory_tuning, isolation=settings.isolation)) as jail:
        judge = Judge(catalogue, jail)
        click.secho(_line(HEADINGS), bold=True)
        for slug in slugs or known:
            try:
                findings = examine(catalogue, folder, slug, judge, quick=quick)
            except AssignmentError as error:
                click.secho(f"{slug:{WIDTHS[0]}} cannot be loaded: {error.message}", fg="red")
                failed = True
                continue
            _print(findings)
            if with_inputs:
                _print_inputs(findings)
            failed = failed or bool(findings.problems)
    click.echo(
        "\nright <: largest error of a right sample, in units of the tolerance; "
        "wrong >: smallest error for which a misconception was rejected."
    )
    sys.exit(1 if failed else 0)


def _print(findings: Findings) -> None:
    good = sum(not sample.problems for sample in findings.samples)
    caught = sum(result.rejected_by is not None for result in findings.misconceptions)
    named = sum(result.name in result.diagnoses for result in findings.misconceptions)
    total = len(findings.misconceptions)
    share = score(findings)
    counts = findings.formulations.values()
    wrong = findings.wrong_margin
    cells = (
        findings.slug,
        f"{good}/{len(findings.samples)}",
        f"{caught}/{total}",
        f"{named}/{total}" if share is not None else "-",
        "-" if share is None else f"{share:.1%} of {len(findings.mutants)}",
        f"{min(counts, default=0)} each",
        f"{findings.right_margin:.1e}",
        "-" if wrong is None else f"{wrong:.1e}",
        f"{findings.seconds:.1f}",
    )
    click.secho(_line(cells), fg="red" if findings.problems else "green")
    for problem in findings.problems:
        click.secho(f"    ✗ {problem}", fg="red")
    for remark in findings.remarks:
        click.secho(f"    - {remark}", fg="yellow")
    for mutant in findings.survivors:
        click.secho(f"    survivor, line {mutant.line}: {mutant.name}", fg="yellow")


def _print_inputs(findings: Findings) -> None:
    for function in findings.inputs:
        for topic, kinds in KINDS.items():
            seen = [kind for kind in kinds if kind in function.seen]
            click.echo(f"    {function.function}, {topic}: {', '.join(seen) or 'nothing'}")
            for kind in kinds:
                if kind in function.missing:
                    reason = function.missing[kind]
                    click.secho(f"        never {kind}: {reason or 'no reason given'}", fg=None if reason else "yellow")


def _line(cells: tuple[str, ...]) -> str:
    return " ".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
