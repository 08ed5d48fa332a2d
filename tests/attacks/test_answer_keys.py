"""Nothing of the key to a question reaches a student who does not answer it right, whatever the answer is.

A run takes every third answer for each assignment; with `--hypothesis-profile=thorough` it takes them all.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

import pytest

from grader.assignments import files
from grader.assignments.secret import Catalogue
from grader.engine.questions.keys import ChoiceKey, Keyed, NumberKey
from grader.judge import Judge
from grader.model import Event, QuestionKind, Source
from tests.attacks.hidden_inputs import Graded
from tests.sampling import diagonals

CATALOGUE = Catalogue()
SLUGS = [slug for slug in files.slugs() if CATALOGUE.load(slug).suite.questions]
#: Digits of a number, and signs of a formula, that are looked for: shorter ones stand for other things as well.
DIGITS, LETTERS = 4, 10
#: Answers to questions of any kind; for each question, those that are right of it are left out.
WRONG = {
    "no option": "nothing",
    "every option": "*",
    "another number": 123456.5,
    "a huge number": "9" * 30,
    "not a number": "nan",
    "a formula": "1",
    "a formula that cannot be read": "((((",
    "a text of another alphabet": "\u202e\u0661",
    "a list": ["x", "y"],
    "nested lists": [[["x"]]],
    "a long text": "a" * 5000,
    "true": True,
}


def secrets(slug: str) -> dict[str, list[str]]:
    """Question -> texts that only a right answer, or the choice that they are about, may show."""
    written = tomllib.loads((files.root() / "testcases" / slug / "answers.toml").read_text())
    return {keyed.name: list(_secrets(keyed, written[keyed.name])) for keyed in CATALOGUE.load(slug).suite.questions}


def _secrets(keyed: Keyed, written: dict) -> Iterator[str]:
    if "praise" in written and written["praise"] != "That is right.":
        yield written["praise"]
    if isinstance(keyed.key, NumberKey):
        value, decimals = keyed.key.value, keyed.key.decimals
        texts = {f"{value:.{decimals}f}", f"{value:.{decimals + 2}f}", repr(value)} if value % 1 else set()
        yield from (text for text in texts if sum(map(str.isdigit, text)) >= DIGITS)
    elif isinstance(keyed.key, ChoiceKey):
        yield from written.get("feedback", {}).values()
    elif len(written["formula"]) >= LETTERS:
        yield written["formula"]


def answer_to(keyed: Keyed, wrong: object) -> object:
    options = [option.name for option in keyed.question.options]
    if wrong != "*":
        return wrong
    return options if keyed.question.kind is QuestionKind.CHOICES else next(iter(options[1:]), "*")


def spoken(slug: str, answers: dict[str, object]) -> dict[str, list[str]]:
    """The secrets that these answers do not earn: feedback on a choice goes to who made it."""
    kept = secrets(slug)
    for keyed in CATALOGUE.load(slug).suite.questions:
        given = answers[keyed.name]
        chosen = given if isinstance(given, list) else [given]
        if isinstance(keyed.key, ChoiceKey):
            told = [keyed.key.feedback.get(option) for option in chosen if isinstance(option, str)]
            kept[keyed.name] = [text for text in kept[keyed.name] if text not in told]
            if set(map(str, chosen)) == set(keyed.key.right):
                kept[keyed.name] = []
    return kept


def grade(judge: Judge, slug: str, answers: dict[str, object]) -> Graded:
    source = Source(filename="answers.json", cells=(json.dumps({"answers": answers}),))
    events: list[Event] = []
    report = judge.grade(slug, source, on_event=events.append)
    return Graded(source=source, report=report, events=tuple(events))


@pytest.mark.parametrize(("slug", "wrong"), diagonals(3, SLUGS, list(WRONG)))
def test_no_trace_of_the_key_is_shown(judge, site, slug, wrong):
    questions = CATALOGUE.load(slug).suite.questions
    answers = {keyed.name: answer_to(keyed, WRONG[wrong]) for keyed in questions}
    graded = grade(judge, slug, answers)
    assert {case.name for case in graded.report.cases} >= set(answers)
    assert all(case.visible for case in graded.report.cases if case.name in answers)
    hidden = [text for texts in spoken(slug, answers).values() for text in texts]
    assert hidden
    for address, text in site.shown(slug, graded):
        for secret in hidden:
            assert not re.search(rf"(?<![\w.\\]){re.escape(secret)}(?![\w.])", readable(text)), (address, secret)


def readable(text: str) -> str:
    """Without what JSON and HTML make of quotes, accents and signs."""
    for written, sign in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(written, sign)
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def test_the_key_would_be_found(judge, site):
    """A right answer earns its praise, which the pages show."""
    answers = {"error_last": "gradient_times_slope"}
    graded = grade(judge, "backprop_homework", answers)
    (praise,) = [text for text in secrets("backprop_homework")["error_last"] if text.startswith("That is right")]
    assert [address for address, text in site.shown("backprop_homework", graded) if praise in readable(text)]
