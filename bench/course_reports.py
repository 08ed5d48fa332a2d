"""Grades the samples and the wrong files of the assignments once; generated courses are made of these results."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.truth import wrong_files
from grader.assignments import files
from grader.assignments.samples import read_sample, samples
from grader.assignments.secret import Catalogue
from grader.errors import AssignmentError, GraderError
from grader.judge import Judge
from grader.model import Lane, Upload
from grader.sandbox import open_jail
from grader.uploads import read_upload

ROOT = Path(__file__).resolve().parents[1]
#: Files of each assignment at most.
MOST = 24


@dataclass(frozen=True, kw_only=True)
class GradedFile:
    """A file with its report."""

    slug: str
    filename: str
    content: str
    source: dict[str, Any]
    sha256: str
    report: dict[str, Any]
    suite: str

    @property
    def share(self) -> float:
        """Share of the points."""
        most = self.report["max_score"]
        return float(self.report["score"] / most) if most else 0.0


def graded_files() -> list[GradedFile]:
    """The files of all assignments with their reports; those of the last time if nothing has changed since."""
    versions = {slug: files.Versions(ROOT).version(slug) for slug in files.slugs(ROOT)}
    digest = hashlib.sha256(json.dumps([versions, MOST]).encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"grader-course-reports-{digest}.json"
    if path.exists():
        return [GradedFile(**entry) for entry in json.loads(path.read_text())]
    found = list(_grade(versions))
    path.write_text(json.dumps([vars(entry) for entry in found]))
    return found


def _uploads(slug: str) -> Iterator[Upload]:
    for sample in samples(slug, ROOT):
        try:
            yield read_upload(sample.path.name, read_sample(sample.path))
        except GraderError:
            continue
    for wrong in wrong_files():
        if wrong.slug == slug:
            yield Upload(content="\n\n".join(wrong.source.cells).encode(), source=wrong.source)


def _grade(versions: dict[str, str]) -> Iterator[GradedFile]:
    warnings.simplefilter("ignore")
    with open_jail() as jail:
        for slug, version in versions.items():
            catalogue = Catalogue(ROOT)
            judge = Judge(catalogue, jail)
            judge.warm(slug)
            # What trains for seconds is left out of the training assignments: only the shape of a report matters here.
            light = catalogue.load(slug).assignment.lane is Lane.TRAINING
            for upload, _ in zip(_uploads(slug), range(MOST), strict=False):
                try:
                    report = judge.grade(slug, upload.source, light_only=light)
                except AssignmentError:
                    continue
                yield GradedFile(
                    slug=slug,
                    filename=upload.source.filename,
                    content=upload.content.decode("utf-8", "replace"),
                    source=upload.source.to_json(),
                    sha256=upload.sha256,
                    report=report.to_json(),
                    suite=version,
                )
