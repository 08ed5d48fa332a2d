"""What may be shown of a hidden case: templates alone, and reports of older versions."""

import json
import re
from pathlib import Path

import pytest

from grader.model import AuthorText, CaseResult, HiddenFeedback, HiddenText, Template, Verdict, Word
from grader.model.hidden_text import Sentence

ROOT = Path(__file__).resolve().parents[2]


def result(**changes):
    fields = {"name": "a", "title": "A", "row": "r", "verdict": Verdict.WRONG_ANSWER, "score": 0.0, "max_score": 1.0}
    return CaseResult(**(fields | {"visible": False, "message": "4.25"} | changes))


def test_integers_are_shown_only_where_the_assignment_allows_them():
    case = result(summary=HiddenText.of(Template.SOME_DIFFER, 2, 4) + HiddenText.of(Template.LOCATION, 7))
    assert case.for_student(HiddenFeedback.VERDICT).message == ""
    assert case.for_student(HiddenFeedback.SUMMARY).message == "Some entries differ."
    assert case.for_student(HiddenFeedback.DIAGNOSIS).message == "Some entries differ."
    told = case.for_student(HiddenFeedback.NUMBERS).message
    assert told == "2 of 4 entries differ. It was raised at line 7."


@pytest.mark.parametrize("fill", [{"numbers": (1.5,)}, {"numbers": (True,)}, {"words": ("text",)}, {"author": "text"}])
def test_nothing_else_fills_a_template(fill):
    with pytest.raises(TypeError):
        Sentence(Template.SOME_DIFFER, **fill)


def test_a_result_takes_no_free_text():
    with pytest.raises(TypeError):
        result(summary="4.25")


def test_a_text_is_stored_and_read_back():
    text = HiddenText.of(Template.KIND_DIFFERS, Word.ARRAY, Word.TEXT) + HiddenText.of(Template.IN_ROW, 3)
    text += HiddenText.of(Template.DECLARED, AuthorText("{0} holds."))
    stored = json.loads(json.dumps(result(summary=text).to_json()))
    assert stored["summary"] == "Expected an array, got a text. All wrong entries lie in row 3. {0} holds."
    assert CaseResult.from_json(stored).summary == text


@pytest.mark.parametrize("parts", [None, "4.25", [{"template": "4.25"}], [{}], [1]])
def test_what_is_no_text_tells_what_the_verdict_does(parts):
    stored = result().to_json() | {"summary": "4.25", "summary_parts": parts}
    if parts is None:
        del stored["summary_parts"]
    assert CaseResult.from_json(stored).for_student(HiddenFeedback.SUMMARY).message == "A check does not hold."


@pytest.mark.parametrize("template", Template)
def test_every_template_can_be_filled(template):
    assert "{" not in template.with_numbers.format(1, 2)
    assert "{" not in template.plain.format("a", "b")


def test_the_class_of_an_exception_is_named_only_from_the_list():
    assert Word.of_error("ValueError") is Word.VALUE_ERROR
    assert Word.of_error("Smuggled_4_25") is Word.of_error("a text") is Word.EXCEPTION


def test_texts_of_authors_are_made_only_where_cases_are_declared():
    made = {
        path.relative_to(ROOT).as_posix()
        for folder in ("grader", "web")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\bAuthorText\(", path.read_text())
    }
    # A repair names a function only if the assignment asks for it.
    assert made == {"grader/engine/case.py", "grader/model/hidden_text.py", "grader/model/repair.py"}
