"""Every sentence that is shown holds for the file that it is about."""

from contextlib import closing

import pytest
from hypothesis import settings

from bench.truth import measure, wrong_files
from bench.truth_checks import Vocabulary, contradictions
from grader.assignments.samples import read_sample, samples
from grader.assignments.secret import Catalogue
from grader.engine.diagnosis.evidence import Evidence, EvidenceKind
from grader.errors import UploadRejected
from grader.judge import Judge
from grader.model import CaseResult, Diagnosis, Report, Source, Verdict
from grader.sandbox import open_jail
from grader.uploads import read_upload

CATALOGUE = Catalogue()
#: The assignments whose samples every run checks; with `--hypothesis-profile=thorough` those of all are.
CHECKED = ("digits_network", "perceptron", "relu_der", "train")
THOROUGH = settings.get_current_profile_name() == "thorough"


@pytest.mark.slow
@pytest.mark.parametrize("slug", CATALOGUE.slugs() if THOROUGH else CHECKED)
def test_what_is_said_of_every_sample_holds(slug):
    vocabulary = Vocabulary.of(CATALOGUE.load(slug))
    untrue = []
    with closing(open_jail()) as jail:
        judge = Judge(CATALOGUE, jail)
        for sample in samples(slug):
            try:
                source = read_upload(sample.path.name, read_sample(sample.path)).source
            except UploadRejected:
                continue
            report = judge.grade(slug, source, light_only=True)
            untrue += [f"{sample.label}: {text}" for text in contradictions(source, report, vocabulary)]
    assert untrue == []


@pytest.mark.slow
def test_what_is_said_of_wrong_files_holds():
    told = measure(list(wrong_files()))
    assert len(told) >= 140
    assert [f"{found.file.name}: {found.shown}" for found in told if found.end in ("false", "passed")] == []
    assert [f"{found.file.name}: {text}" for found in told for text in found.untrue] == []
    known = [found for found in told if found.end in ("named", "located")]
    assert len(known) >= 0.9 * len(told)


def report_of(name, title, explanation, hint=None):
    diagnosis = Diagnosis(name=name, title=title, explanation=explanation)
    case = CaseResult(
        name="one",
        title="One",
        row="one",
        verdict=Verdict.WRONG_ANSWER,
        score=0,
        max_score=1,
        visible=True,
        message="",
        diagnosis=diagnosis,
        hint=hint,
    )
    return Report(
        assignment="small",
        verdict=Verdict.WRONG_ANSWER,
        score=0,
        max_score=1,
        duration_ms=0,
        cases=(case,),
    )


@pytest.mark.parametrize(
    ("explanation", "hint", "problem"),
    [
        ("In `np.max(x, 0)` the 0 is an axis.", None, "`np.max(x, 0)` is not in the file"),
        ("Look at line 7.", None, "there is no line 7"),
        ("`g` (line 2) returns nothing.", None, "`g` is not defined near line 2"),
        ("np.einsum adds up.", None, "np.einsum is not in the file"),
        ("Something.", "Why? Look at: the line of hidden_error.", "hidden_error, where the hint sends to"),
    ],
)
def test_an_untrue_sentence_is_found(explanation, hint, problem):
    source = Source(filename="f.py", cells=("def f(x):\n    return np.maximum(x, 0)\n",))
    vocabulary = Vocabulary(words=frozenset({"f", "x", "g"}))
    found = list(contradictions(source, report_of("m", "M", explanation, hint), vocabulary))
    assert any(problem in text for text in found)


def test_a_true_sentence_is_not_blamed():
    source = Source(filename="f.py", cells=("def f(x):\n    return np.maximum(x, 0)\n",))
    vocabulary = Vocabulary(words=frozenset({"f", "x"}))
    report = report_of("m", "M", "`np.maximum(x, 0)` in line 2 of `f` (line 1).")
    assert list(contradictions(source, report, vocabulary)) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": EvidenceKind.VALUES, "cases": ()},
        {"kind": EvidenceKind.EXCEPTION, "cases": ("one",)},
        {"kind": EvidenceKind.LOADING, "cases": ("one",)},
        {"kind": EvidenceKind.REPAIR, "cases": ("one",)},
    ],
)
def test_there_is_no_evidence_without_what_it_rests_on(fields):
    with pytest.raises(ValueError, match="no evidence"):
        Evidence(**fields)
