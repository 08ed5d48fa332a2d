"""What is handed in: a right and a wrong submission for each lane, from the samples of the assignments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from client import Client

ROOT = Path(__file__).resolve().parents[2]
#: Makes each call of `relu_der` slow, so that a submission takes about a second and others wait.
SLOW = """

import time

_at_once = relu_der


def relu_der(dA, cache):
    time.sleep(0.1)
    return _at_once(dA, cache)
"""
SETTLED = {"graded", "failed"}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Submissions of one lane."""

    assignment: str
    #: Sample that is right, below testcases/<assignment>/submissions; the folder is its verdict.
    right: str
    wrong: str
    #: Added to both.
    suffix: str = ""
    #: One of so many is right.
    right_every: int
    #: After so many seconds, what is not settled is stuck.
    seconds: float

    def source(self, right: bool) -> str:
        """The code to hand in."""
        path = ROOT / "testcases" / self.assignment / "submissions" / (self.right if right else self.wrong)
        return path.read_text(encoding="utf-8") + self.suffix

    def verdict(self, right: bool) -> str:
        """The verdict that it must get."""
        return (self.right if right else self.wrong).partition("/")[0]


KINDS = {
    "interactive": Kind(
        assignment="relu_der",
        right="accepted/boolean_index.py",
        wrong="wrong_answer/times_relu.py",
        suffix=SLOW,
        right_every=2,
        seconds=240.0,
    ),
    # A right one trains, for minutes on a busy machine; it is handed in first, so it runs when the worker is killed.
    "training": Kind(
        assignment="mlp_notebook",
        right="accepted/where_and_matmul.py",
        wrong="load_error/starter_with_zeros.py",
        right_every=25,
        seconds=1200.0,
    ),
}


class HandedIn:
    """A submission that the service has accepted."""

    def __init__(self, client: Client, kind: Kind, right: bool, *, student: str) -> None:
        """Hand it in for `student`, who hands in nothing else."""
        self.kind, self.student = kind, student
        self.right = right
        self.id = client.hand_in(kind.assignment, kind.source(right), student)
        self._settled = False

    def read(self, client: Client) -> dict[str, Any]:
        """As the API shows it."""
        return client.read(self.id)

    def is_settled(self, client: Client) -> bool:
        """Whether it is graded or has failed."""
        self._settled = self._settled or self.read(client)["status"] in SETTLED
        return self._settled

    def is_as_expected(self, read: dict[str, Any]) -> bool:
        """Whether it is graded, with the verdict and, if right, the full score."""
        full = read["score"] is not None and read["score"] == read["max_score"]
        return (read["status"], read["verdict"], full) == ("graded", self.kind.verdict(self.right), self.right)
