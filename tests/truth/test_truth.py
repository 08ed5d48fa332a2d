"""Every sentence that is shown holds for the file that it is about. `tests/assignments/test_samples.py` checks it of
the samples. A run takes every sixth file; with `--hypothesis-profile=thorough` it takes them all."""

import pytest

from bench.truth import told, wrong_files
from bench.truth_checks import Vocabulary, contradictions
from grader.assignments.secret import Catalogue
from grader.engine.diagnosis.evidence import Evidence, EvidenceKind
from grader.model import CaseResult, Diagnosis, Report, Source, Verdict
from tests.sampling import every


@pytest.mark.slow
def test_what_is_said_of_wrong_files_holds(judge):
    corpus, catalogue = list(wrong_files()), Catalogue()
    assert len(corpus) >= 140
    files = every(6, corpus)
    vocabularies = {slug: Vocabulary.of(catalogue.load(slug)) for slug in dict.fromkeys(file.slug for file in files)}
    results = [
        told(file, judge.grade(file.slug, file.source, light_only=True), vocabularies[file.slug]) for file in files
    ]
    assert [f"{found.file.name}: {found.shown}" for found in results if found.end in ("false", "passed")] == []
    assert [f"{found.file.name}: {text}" for found in results for text in found.untrue] == []
    known = [found for found in results if found.end in ("named", "located")]
    assert len(known) >= 0.9 * len(results)


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
