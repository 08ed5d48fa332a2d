"""What `grader grade` does, for one file and for many."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from grader.assignments import parsed_cache
from grader.assignments.secret import Catalogue
from grader.cli import junit
from grader.cli.checking_limits import checking_limits
from grader.cli.gradescope import gradescope, refused, the_file
from grader.cli.show_report import print_case, print_end, print_repairs
from grader.cli.submission_files import find_files, read_submission
from grader.engine.ports import Admitted, Jail, Variants
from grader.errors import JudgeFault, UploadRejected
from grader.judge import Judge
from grader.model import (
    Assignment,
    Bundle,
    CaseFinished,
    Event,
    HiddenFeedback,
    Isolation,
    OnEvent,
    Progress,
    Repairs,
    Report,
    Source,
    Verdict,
)
from grader.sandbox.opening import JailMode, OpeningJail, open_jail

if TYPE_CHECKING:
    from grader.sandbox import ColdJail, WarmJail

#: Times a submission is graded when the grader itself fails.
TRIES = 2
#: Seconds for the search for repairs.
REPAIR_SECONDS = 2.0
#: Where the mode of the jail and what shares a process are set, and the settings' defaults.
SETTING = frozenset({"GRADER_JAIL_MODE", "GRADER_JAIL_MODE_FILE", "GRADER_ISOLATION", "GRADER_ISOLATION_FILE"})
DEFAULT_MODE: JailMode = "auto"
DEFAULT_ISOLATION = Isolation.GROUP


@dataclass(frozen=True, kw_only=True)
class Grading:
    """How the files are graded."""

    slug: str
    #: Show only what a student may see.
    student: bool
    visible_only: bool
    #: None: as GRADER_JAIL_MODE says.
    mode: JailMode | None
    #: Search for repairs of what failed.
    repair: bool
    #: On its way while the assignment is loaded; None: opened when it is needed, with memory tuning.
    opening: OpeningJail | None

    @contextmanager
    def open(self, catalogue: Catalogue) -> Iterator[OpenJudge]:
        """What grades and repairs submissions, as long as the jail is open."""
        late = LateJail()
        judge = Judge(catalogue, late)
        # The reference runs while the jail starts. What fails here fails again when a submission is graded.
        with suppress(JudgeFault):
            judge.warm(self.slug)
        with closing(self._jail()) as late.jail:
            yield OpenJudge(judge=judge, slug=self.slug, visible_only=self.visible_only)

    def _jail(self) -> WarmJail | ColdJail:
        if self.opening is not None and not SETTING & os.environ.keys():
            return self.opening.open(self.mode or DEFAULT_MODE, DEFAULT_ISOLATION)
        # Imported here because it takes a tenth of a second.
        from grader.settings import Settings

        settings = Settings.from_env()
        mode = self.mode or settings.jail_mode
        if self.opening is not None:
            return self.opening.open(mode, settings.isolation)
        return open_jail(mode, tuning=settings.memory_tuning, isolation=settings.isolation)


@dataclass(frozen=True, kw_only=True)
class OpenJudge:
    """A judge whose jail is open."""

    judge: Judge
    slug: str
    visible_only: bool

    def grade(self, source: Source, on_event: OnEvent | None) -> Report:
        """Grade a submission, once more if the grader itself fails."""
        for _ in range(TRIES):
            with checking_limits() as on_stage:
                report = self.judge.grade(
                    self.slug, source, on_event=on_event, on_stage=on_stage, visible_only=self.visible_only
                )
            if report.verdict is not Verdict.JUDGE_ERROR:
                break
        return report

    def repair(self, source: Source, report: Report) -> Repairs:
        """Search for repairs of a submission that failed."""
        from grader.repair.repairing import Order

        failed = frozenset(case.name for case in report.cases if case.verdict is not Verdict.ACCEPTED)
        order = Order(source=source, seconds=REPAIR_SECONDS, visible_only=self.visible_only, failed=failed)
        with checking_limits():
            return self.judge.repair(self.slug, order)


class LateJail:
    """Fits `engine.ports.Jail`. Lets a judge load an assignment before the jail is open."""

    #: Set before the first submission is graded.
    jail: Jail

    def admit(self, bundle: Bundle) -> AbstractContextManager[Admitted]:
        """See the port."""
        return self.jail.admit(bundle)

    def variants(self) -> AbstractContextManager[Variants]:
        """See the port."""
        return self.jail.variants()


def grade_many(grading: Grading, paths: Iterable[Path], form: Literal["table", "csv", "json-lines"]) -> int:
    """Grade all files, print a row for each, and return the exit status."""
    from grader.cli import batch_output
    from grader.cli.grade_many import exit_status, grade_files, progress

    catalogue, files = Catalogue(load_public=parsed_cache.load), find_files(paths)
    allowed = catalogue.load(grading.slug).assignment.hidden_feedback if grading.student else None
    write = {"csv": batch_output.print_csv, "json-lines": batch_output.print_json_lines}.get(form, list)
    # On one terminal, bar and lines would overwrite each other.
    hidden = form != "table" and sys.stdout.isatty()
    with grading.open(catalogue) as judge:
        rows = grade_files(files, lambda source: _shown(judge.grade(source, None), allowed))
        with progress(rows, len(files), hidden=hidden) as coming:
            done = write(coming)
    if form == "table":
        batch_output.print_table(done)
    return exit_status(done)


def _shown(report: Report, allowed: HiddenFeedback | None) -> Report:
    """The report in full, or what a student is allowed to see of it."""
    return report if allowed is None else report.for_student(allowed)


def grade_one(grading: Grading, file: Path, form: str) -> int:
    """Grade one file, or for Gradescope a folder with one, print its report, and return the exit status.

    For Gradescope it is 0 also for what cannot be read or does not load: its results.json says so.
    """
    catalogue = Catalogue(load_public=parsed_cache.load)
    assignment = catalogue.load(grading.slug).assignment
    try:
        source = read_submission(the_file(file, grading.slug) if file.is_dir() else file)
    except (UploadRejected, click.UsageError) as error:
        if form == "junit":
            click.echo(junit.unreadable(grading.slug, file, error.message))
            return 1
        if form != "gradescope":
            raise
        click.echo(json.dumps(refused(error.message, assignment.max_score), indent=2))
        return 0
    allowed = assignment.hidden_feedback if grading.student else None

    def on_event(event: Event) -> None:
        if form != "text":
            return
        if isinstance(event, CaseFinished):
            print_case(event.result.for_student(allowed) if allowed else event.result)
        elif isinstance(event, Progress) and sys.stderr.isatty():
            click.echo(f"\r  {event.iteration} of {event.of} ...", err=True, nl=False)

    with grading.open(catalogue) as judge:
        report = _shown(judge.grade(source, on_event), allowed)
        is_failed = report.verdict not in {Verdict.ACCEPTED, Verdict.JUDGE_ERROR}
        repairs = judge.repair(source, report) if grading.repair and is_failed else None
    _Graded(file=file, source=source, assignment=assignment, report=report, repairs=repairs).show(grading, form)
    if report.verdict is Verdict.JUDGE_ERROR:
        raise JudgeFault(next((case.log for case in report.cases if case.verdict is Verdict.JUDGE_ERROR), None))
    is_told = form == "gradescope" and report.verdict is Verdict.LOAD_ERROR
    return 0 if report.verdict is Verdict.ACCEPTED or is_told else 1


@dataclass(frozen=True, kw_only=True)
class _Graded:
    """A file that was graded, and how it is printed."""

    file: Path
    source: Source
    assignment: Assignment
    report: Report
    #: None: there was no search for them.
    repairs: Repairs | None

    def show(self, grading: Grading, form: str) -> None:
        """Print the report in one of the formats of the command."""
        report = self.report
        if form == "json":
            # With --repair, the report and the repairs side by side.
            both = {"report": report.to_json(), "repairs": self._shown_repairs(grading)}
            _print_json(both if grading.repair else report.to_json())
        elif form == "gradescope":
            # Without results.json Gradescope says that the autograder failed, and gives no score.
            if report.verdict is not Verdict.JUDGE_ERROR:
                _print_json(gradescope(report, self.assignment.hidden_feedback))
        elif form == "junit":
            click.echo(junit.junit(report, self.file))
        elif form == "problems":
            for line in junit.problems(report, self.file, self.source, self.assignment.entry_points):
                click.echo(line)
        else:
            print_end(report)
            if self.repairs is not None:
                print_repairs(self.repairs, self._shown_repairs(grading))

    def _shown_repairs(self, grading: Grading) -> list[dict[str, Any]]:
        """The repairs in full, or what a student is shown of them at last."""
        if self.repairs is None:
            return []
        if grading.student:
            return self.repairs.for_student(self.assignment, max(self.assignment.hints_from))
        return self.repairs.shown(with_edit=True)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, indent=2, allow_nan=False))
