"""What became of the submissions during which a container was killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from client import Client, Refused
from work import SETTLED, HandedIn


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A row of the table."""

    container: str
    #: Accepted, but gone, failed, or graded wrongly.
    lost: int
    #: In the database twice, or a result was given out twice.
    double: int
    #: Neither graded nor failed after the time limit.
    stuck: int
    #: From the kill until all were settled.
    seconds: float
    #: A line for each submission that was counted.
    problems: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, double or stuck."""
        return not (self.lost or self.double or self.stuck)

    def row(self) -> str:
        """The row as Markdown."""
        return f"| {self.container} | {self.lost} | {self.double} | {self.stuck} | {self.seconds:.0f} |"


def outcome(client: Client, container: str, handed_in: Sequence[HandedIn], seconds: float) -> Outcome:
    """Compare what the service has with what was handed in."""
    kind = handed_in[0].kind
    in_list = Counter(entry["student"] for entry in client.submissions(kind.assignment))
    found = Counter[str]()
    problems = []
    for submission in handed_in:
        problem, detail = _problem(client, submission, in_list[submission.student])
        if problem:
            found[problem] += 1
            problems.append(f"{problem}: {submission.student} {submission.id} {detail}")
    return Outcome(
        container=container,
        lost=found["lost"],
        double=found["double"],
        stuck=found["stuck"],
        seconds=seconds,
        problems=tuple(problems),
    )


def _problem(client: Client, submission: HandedIn, times_in_list: int) -> tuple[str, str]:
    """ "lost", "double", "stuck" or "", and what was found."""
    try:
        read = submission.read(client)
    except Refused as error:
        return "lost", str(error)
    if read["status"] not in SETTLED:
        return "stuck", read["status"]
    if not times_in_list or not submission.is_as_expected(read):
        return "lost", f"{read['status']}, {read['verdict']}, {read['error']}, {times_in_list} times in the list"
    given_out = Counter(
        event["data"].get("name", event["event"])
        for event in client.events(submission.id)
        if event["event"] in {"case", "done"}
    )
    twice = [name for name, times in given_out.items() if times > 1]
    if times_in_list > 1 or twice or given_out["done"] != 1:
        return "double", f"{times_in_list} times in the list, results given out twice: {twice}"
    return "", ""
