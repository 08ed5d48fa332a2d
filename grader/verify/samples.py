"""Grades the samples through the real jail and compares them with their promised verdicts and diagnoses."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.assignments.samples import Sample, read_sample, samples
from grader.engine.compare import MARGINS
from grader.errors import UploadRejected
from grader.judge import Judge
from grader.model import Report, Source, Verdict
from grader.uploads import read_upload

#: Diagnoses that state a fact about a run, without a claim about the misconception behind it.
OBSERVATIONS = frozenset({"first_divergence", "nothing_returned", "all_zero", "other_shape", "argument_returned"})


@dataclass(frozen=True, kw_only=True)
class SampleResult:
    """The result of one sample."""

    sample: Sample
    verdict: Verdict
    #: Names of the diagnoses in its report.
    diagnoses: tuple[str, ...]
    #: Differences from what is promised, a sentence each.
    problems: tuple[str, ...]
    #: Largest error of its numbers in units of their tolerance; only of accepted ones.
    margin: float
    #: What was graded, and the whole report; None if the file is no submission.
    graded: tuple[Source, Report] | None = None


def grade_samples(folder: Path, slug: str, judge: Judge, known: Iterable[str]) -> list[SampleResult]:
    """Grade every sample of `slug`. `known` are the names of the misconceptions.

    Heavy cases, which take a minute each, are only run for the first accepted sample.
    """
    names = set(known)
    found = samples(slug, folder)
    first = next((sample for sample in found if sample.verdict is Verdict.ACCEPTED), None)
    return [grade_sample(sample, slug, judge, names, light_only=sample is not first) for sample in found]


def grade_sample(sample: Sample, slug: str, judge: Judge, known: set[str], *, light_only: bool = False) -> SampleResult:
    """Grade one sample and compare it with what it promises."""
    token = MARGINS.set([])
    try:
        source = read_upload(sample.path.name, read_sample(sample.path)).source
        report = judge.grade(slug, source, light_only=light_only)
    except UploadRejected as error:
        return SampleResult(
            sample=sample,
            verdict=Verdict.LOAD_ERROR,
            diagnoses=(),
            problems=(f"is no submission: {error.message}",),
            margin=0.0,
        )
    finally:
        margins = MARGINS.get() or []
        MARGINS.reset(token)
    diagnoses = tuple(dict.fromkeys(case.diagnosis.name for case in report.cases if case.diagnosis))
    return SampleResult(
        sample=sample,
        verdict=report.verdict,
        diagnoses=diagnoses,
        problems=tuple(_problems(sample, report, diagnoses, known)),
        margin=max(margins, default=0.0) if report.verdict is Verdict.ACCEPTED else 0.0,
        graded=(source, report),
    )


def _problems(sample: Sample, report: Report, diagnoses: tuple[str, ...], known: set[str]) -> Iterable[str]:
    if report.verdict is not sample.verdict:
        first = next((case for case in report.cases if case.verdict is not Verdict.ACCEPTED), None)
        why = f" ({first.name}: {first.message})" if first else ""
        yield f"promised {sample.verdict.value}, got {report.verdict.value}{why}"
    if sample.verdict is Verdict.ACCEPTED and diagnoses:
        yield f"is right, but is diagnosed as {', '.join(diagnoses)}"
    promised = sample.diagnosis
    if promised == "none":
        if claims := [name for name in diagnoses if set(name.split(" + ")) & known]:
            yield f"promised no diagnosis, is diagnosed as {', '.join(claims)}"
    elif promised is not None and promised not in diagnoses:
        yield f"promised the diagnosis {promised}, is diagnosed as {', '.join(diagnoses) or 'nothing'}"


def formulations(folder: Path, slug: str, graded: Iterable[str]) -> dict[str, int]:
    """Graded function -> number of different bodies of it among the accepted samples."""
    bodies: dict[str, set[str]] = defaultdict(set)
    for sample in samples(slug, folder):
        if sample.verdict is not Verdict.ACCEPTED:
            continue
        try:
            source = read_upload(sample.path.name, read_sample(sample.path)).source
        except UploadRejected:
            continue
        for name, body in _bodies(source):
            bodies[name].add(body)
    return {name: len(bodies.get(name.rpartition(".")[2], ())) for name in graded}


def _bodies(source: Source) -> Iterable[tuple[str, str]]:
    for cell in source.cells:
        try:
            tree = ast.parse(cell)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield node.name, "\n".join(ast.dump(statement) for statement in node.body)
