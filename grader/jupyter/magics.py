"""The magic command `%%grade`: runs a cell, submits it, and shows each result as it is known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from IPython.display import display, update_display

from grader import stored_tokens
from grader.client import ApiError, Client, ConnectionFailed, Event, Submission
from grader.jupyter.rendering import Results
from grader.model import CaseResult, Report

_OWN_LINES = re.compile(r"^\s*(%%grade\b|%(load|reload)_ext\s+grader\b).*\n?", re.MULTILINE)


@magics_class
class GradeMagics(Magics):
    """`%%grade`."""

    shell: Any

    @magic_arguments()
    @argument("slug", help="The assignment.")
    @argument("--server", help="The service. [default: GRADER_SERVER, else that of the last `grader sign-in`]")
    @argument("--token-file", help="A file with the API token. [default: GRADER_TOKEN, else that of `grader sign-in`]")
    @argument("--course", type=int, help="The course, where several of yours have the assignment.")
    @argument("--student", help="Whose submission it is. [default: the token's own]")
    @argument("--visible", action="store_true", help="Run only the visible tests; spends no attempt.")
    @argument("--all", action="store_true", help="Submit all cells that were run before, too.")
    @cell_magic
    def grade(self, line: str, cell: str) -> None:
        """Run the cell, submit it, and show the results. A cell that raises an exception is not submitted."""
        options = parse_argstring(self.grade, line)
        if not self.shell.run_cell(cell).success:
            print("This cell raises an exception, so it was not submitted.")
            return
        results = Results(status="Submitting ...")
        shown = uuid4().hex
        display(results.bundle(), raw=True, display_id=shown)
        source = "\n\n".join([*self._cells_before(), cell]) if options.all else cell
        try:
            path = Path(options.token_file) if options.token_file else None
            stored = stored_tokens.read()
            with Client.from_environment(options.server, token_file=path, stored=stored) as client:
                submission = client.submit(
                    options.slug, source, student=options.student, course=options.course, trial=options.visible
                )
                _follow(client, submission.id, results, shown)
        except (ApiError, ConnectionFailed, OSError, ValueError) as error:
            results.status = f"Not submitted: {error}"
        except KeyboardInterrupt:
            results.status = "Interrupted. What was submitted is graded all the same."
        update_display(results.bundle(), raw=True, display_id=shown)

    def _cells_before(self) -> list[str]:
        """The cells that were run in this session before, without the lines that load the extension or submit."""
        cells: list[str] = self.shell.history_manager.input_hist_raw[1:-1]
        bare = (_OWN_LINES.sub("", cell) for cell in cells)
        return [cell for cell in bare if cell.strip()]


def _follow(client: Client, submission_id: str, results: Results, shown: str) -> None:
    """Show the results as they come, then the report."""
    results.status = "Waiting for a grader ..."
    for event in client.events(submission_id):
        _take(event, results)
        update_display(results.bundle(), raw=True, display_id=shown)
    _finish(client.submission(submission_id), results)


def _take(event: Event, results: Results) -> None:
    if event.name == "case":
        case = CaseResult.from_json(event.data)
        results.cases[case.name] = case
        results.status = f"{len(results.cases)} tests have run ..."
    elif event.name == "progress":
        results.status = f"Training: {event.data.get('iteration')} of {event.data.get('of')} ..."


def _finish(submission: Submission, results: Results) -> None:
    if submission.report is None:
        results.status = f"Not graded: {submission.error or submission.status}"
        return
    results.report = Report.from_json(submission.report.raw)
    results.counts = submission.counts


def register(shell: Any) -> None:
    """Add the magic command to an IPython shell."""
    shell.register_magics(GradeMagics)
