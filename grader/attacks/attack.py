"""Attack files: the header format and the corpus.

A file of the corpus begins with a block of comments that holds TOML, in the manner of inline script metadata (PEP 723):

    # /// attack
    # tries = "Fork a process that outlives the test case."
    # verdicts = ["accepted"]
    # ///
    def attack(root, worker):
        attempt("fork", os.fork)
        return LOOT

Everything below the block is the hostile submission. It runs on top of `corpus/_support.py`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from grader.errors import AssignmentError
from grader.model import MIB, Limits, Verdict

_HEADER = re.compile(r"# /// attack\n((?:# .*\n)+?)# ///\n")


class _Header(BaseModel):
    """The keys of a header."""

    model_config = ConfigDict(extra="forbid")

    tries: str = Field(min_length=1)
    verdicts: tuple[Verdict, ...] = Field(min_length=1)
    graded: bool = False
    hidden: bool = False
    repeated: bool = False
    #: Call it in three test cases of one group, which may share a process.
    grouped: bool = False
    #: Limits of an attack that is not graded; small, so that bombs go off quickly.
    wall_seconds: float = 2.0
    memory_mib: int = 512


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One hostile submission, and what it must not achieve."""

    name: str
    #: What the attacker wants, one sentence.
    tries: str
    #: The hostile code.
    source: str
    #: The verdicts that are in order. ACCEPTED for an attack that is not graded: it answered with an empty list.
    verdicts: tuple[Verdict, ...] = (Verdict.ACCEPTED,)
    #: Graded as a submission to `relu_der`, and no point may be scored. Otherwise the function `attack(root, worker)`
    #: is called with the project's folder and the worker's process id, and returns a list of what it got hold of.
    graded: bool = False
    #: Grade hidden cases too; what the attack learned of them must not show in the student's report.
    hidden: bool = False
    #: Call it in two test cases of one submission, then in two of a second one, to find state that outlives a case.
    repeated: bool = False
    #: Call it in three test cases of one group of each submission, which may share a process.
    grouped: bool = False
    #: Limits of an attack that is not graded.
    limits: Limits


def parse_attack(name: str, text: str) -> Attack:
    """The attack in the text of a corpus file. Raises AssignmentError for a header that is missing or wrong."""
    match = _HEADER.match(text)
    if match is None:
        raise AssignmentError(f"{name}: the file does not begin with a header (# /// attack ... # ///)")
    try:
        header = _Header.model_validate(tomllib.loads(re.sub(r"^# ", "", match[1], flags=re.MULTILINE)))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise AssignmentError(f"{name}: invalid header: {error}") from None
    return Attack(
        name=name,
        tries=header.tries,
        source=text[match.end() :],
        verdicts=header.verdicts,
        graded=header.graded,
        hidden=header.hidden,
        repeated=header.repeated,
        grouped=header.grouped,
        limits=Limits(wall_seconds=header.wall_seconds, memory_bytes=header.memory_mib * MIB),
    )


def _corpus() -> Traversable:
    return resources.files("grader.attacks") / "corpus"


def load_corpus() -> Mapping[str, Attack]:
    """All attacks by name, in alphabetical order. Raises AssignmentError for an invalid header."""
    files = sorted(_corpus().iterdir(), key=lambda file: file.name)
    names = [file.name.removesuffix(".py") for file in files if file.name.endswith(".py")]
    return {
        name: parse_attack(name, (_corpus() / f"{name}.py").read_text(encoding="utf-8"))
        for name in names
        if not name.startswith("_")
    }


@cache
def support_code() -> str:
    """What every attack has at hand: helpers that try something and keep what they got hold of."""
    return (_corpus() / "_support.py").read_text(encoding="utf-8")
