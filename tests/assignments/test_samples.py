"""Every sample of every assignment gets the verdict and the diagnosis that it promises, and is told nothing untrue.

Heavy cases, which train for a minute, are left to `grader verify`. Of each verdict a run takes the first sample and
every sixth one after it; with `--hypothesis-profile=thorough` it takes all, as `grader verify` does.
"""

from collections import defaultdict

import pytest

from bench.truth_checks import Vocabulary, contradictions
from grader.assignments.samples import samples
from grader.assignments.secret import Catalogue
from grader.verify.samples import grade_sample
from tests.sampling import every

CATALOGUE = Catalogue()


def parameters():
    """Samples, those of an assignment in one process, since it needs the known mistakes' results.

    `make coverage` runs the first sample of each verdict; the others are marked as slow.
    """
    for slug in CATALOGUE.slugs():
        alike = defaultdict(list)
        for sample in samples(slug):
            alike[sample.verdict].append(sample)
        for group in alike.values():
            for sample in every(6, group):
                marks = [pytest.mark.xdist_group(slug), *([] if sample is group[0] else [pytest.mark.slow])]
                yield pytest.param(slug, sample, id=f"{slug}/{sample.label}", marks=marks)


@pytest.mark.parametrize(("slug", "sample"), list(parameters()))
def test_a_sample_gets_what_it_promises(judge, slug, sample):
    secret = CATALOGUE.load(slug)
    known = {mistake.name for mistake in secret.reference.misconceptions}
    result = grade_sample(sample, slug, judge, known, light_only=True)
    assert result.problems == ()
    if result.graded is not None:
        source, report = result.graded
        assert list(contradictions(source, report, Vocabulary.of(secret))) == []
        # What NumPy says of a ragged value inside a test is not shown.
        assert not any("inhomogeneous" in case.message for case in report.cases)


@pytest.mark.parametrize("slug", CATALOGUE.slugs())
def test_every_assignment_has_right_and_wrong_samples(slug):
    verdicts = {sample.verdict.value for sample in samples(slug)}
    assert "accepted" in verdicts
    assert verdicts & {"wrong_answer", "partially_accepted"}
