"""This grader on the same five tests: as a library with a warm jail, and as the whole service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.service_client import service
from grader.assignments.secret import Catalogue
from grader.judge import Judge
from grader.sandbox import open_jail
from grader.uploads import read_upload

COURSE = Path(__file__).parent / "course"
SLUG = "relu_five"


@contextmanager
def our_graders(folder: Path) -> Iterator[dict[str, Callable[[str], list[bool]]]]:
    """Both, with their names."""
    with open_jail("warm") as jail, service(workers=1, root=COURSE) as running:
        judge = Judge(Catalogue(COURSE), jail)
        judge.warm(SLUG)
        client = running.client()

        def library(path: str) -> list[bool]:
            report = judge.grade(SLUG, read_upload("submission.py", Path(path).read_bytes()).source)
            return [case.verdict == "accepted" for case in report.cases]

        def whole_service(path: str) -> list[bool]:
            report = client.watch(SLUG, Path(path).read_text()).report
            return [case["verdict"] == "accepted" for case in report["cases"]]

        yield {
            "this grader, its library kept warm": library,
            "this grader, through HTTP, queue and store": whole_service,
        }
