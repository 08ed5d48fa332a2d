"""The feedback is XML and HTML of our own elements, whatever a submission put into it."""

from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import AuthorText, Diagnosis, HiddenFeedback, HiddenText, Template, Verdict
from grader.worker.xqueue import answers, message
from grader.worker.xqueue.answers import Scoring
from tests.worker.xqueue.conftest import make_report

ELEMENTS = {"div", "p", "strong", "span", "pre", "ul", "li"}
HOSTILE = [
    "</pre></div><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]><!-- --><![CDATA[",
    "&lt;script&gt; &nbsp; &#0; &bogus;",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "\x00\x08\x1b[31m\ud800\ufffe\uffff\u202e",
    r"\(\href{javascript:alert(1)}{x}\)",
    "'\" onmouseover='alert(1)",
    "${1+1} {{7*7}} <%= 1 %>",
    "\n\n\r\n\t ",
    "",
    "<" * 50_000,
    "\U0001f600" * 5_000,
]


class Page(HTMLParser):
    """What a browser makes of a page: elements in order, whether they are closed in order, and the text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.seen, self.text, self.broken = [], [], [], False

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.broken = True

    def handle_endtag(self, tag):
        self.broken |= not self.open or self.open.pop() != tag

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.broken = True

    handle_decl = handle_pi = unknown_decl = handle_comment


def require_harmless(msg):
    """The text of a message, which stands as one element in the middle of a page. Fails for foreign markup."""
    root = ElementTree.fromstring(msg)
    page = Page()
    page.feed(f"<body><section>{msg}</section><footer>end</footer></body>")
    page.close()
    assert not page.broken
    assert page.open == []
    inside = page.seen[2:-1]
    assert {tag for tag, _ in inside} <= ELEMENTS
    assert [tag for tag, _ in inside] == [element.tag for element in root.iter()]
    attributes = {(name, value) for _, found in inside for name, value in found.items()}
    assert {name for name, _ in attributes} <= {"class", "style"}
    assert {value for _, value in attributes} <= {
        "nn-grader tex2jax_ignore mathjax_ignore",
        "nn-grader-test",
        "nn-grader-list",
        "white-space: pre-wrap",
        message._BLOCK,
    }
    assert len(msg) <= message.MAX_MESSAGE + 200
    assert all((element.text or "").strip() or len(element) or element.text == " " for element in root.iter())
    return "".join(root.itertext())


def hostile_report(text, **values):
    found = Diagnosis(name="n", title=text, explanation=text)
    values = {"message": text, "log": text, "hint": text, "diagnosis": found} | values
    report = make_report(*[Verdict.WRONG_ANSWER] * 3, **values)
    return type(report)(**{**vars(report), "notes": (text, text)})


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_of_a_submission_is_never_markup(text):
    told = require_harmless(message.feedback(hostile_report(text)))
    assert "0 of 3 points." in told
    require_harmless(message.plain(text, text))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_is_harmless(text):
    require_harmless(message.feedback(hostile_report(text)))


def test_the_text_is_there():
    told = require_harmless(message.feedback(hostile_report("<b>bold</b> & x < y", log="printed <i>")))
    assert told.count("<b>bold</b> & x < y") > 1
    assert "Your code printed:printed <i>" in told


def test_the_mistake_of_each_test_is_named_and_explained_once():
    told = require_harmless(message.feedback(make_report(*[Verdict.WRONG_ANSWER] * 4, Verdict.ACCEPTED)))
    assert told.count("Three times") == 4
    assert told.count("You multiply by 3.") == 1
    assert told.count("expected 3, got 4") == 1
    assert "1 of 5 tests passed." in told
    assert told.endswith("Passed:Case 5")


def test_a_hidden_test_tells_fixed_words_only():
    report = make_report(
        Verdict.WRONG_ANSWER,
        visible=False,
        message="expected 4.25, got 17",
        summary=HiddenText.of(Template.DECLARED, AuthorText("It differs.")),
        log="printed",
        expected=4.25,
        actual=17,
    )
    told = require_harmless(message.feedback(report.for_student(HiddenFeedback.DIAGNOSIS)))
    assert "It differs." in told
    assert "hidden test" in told
    assert not {"4.25", "17", "printed"} & set(told.replace(".", " .").split())
    assert "4.25" not in told


def test_more_than_fits_is_left_out():
    report = make_report(*[Verdict.WRONG_ANSWER] * 200, message="x" * 1_000, diagnosis=None)
    different = [
        type(case)(**{**_fields(case), "message": f"{n} {case.message}"}) for n, case in enumerate(report.cases)
    ]
    told = require_harmless(message.feedback(type(report)(**{**vars(report), "cases": tuple(different)})))
    assert "There is more feedback than fits here." in told


def _fields(case):
    return {name: value for name, value in vars(case).items() if name != "size"}


@pytest.mark.parametrize(
    ("points", "most", "correct", "fraction", "whole"),
    [
        (0.0, 15.0, False, 0, 0),
        (15.0, 15.0, True, 1, 15),
        (5.0, 15.0, False, 1 / 3, 5),
        (12.5, 15.0, False, 12.5 / 15, 13),
        (14.9, 15.0, False, 14.9 / 15, 14),
        (0.2, 1.0, False, 0.2, 0),
        (0.9, 1.0, False, 0.9, 0),
        (12.5, 12.5, True, 1, 13),
        (-3.0, 10.0, False, 0, 0),
        (0.0, 0.0, True, 1, 1),
    ],
)
def test_scores(points, most, correct, fraction, whole):
    assert answers._score(points, most, Scoring.FRACTION, correct=correct) == fraction
    assert answers._score(points, most, Scoring.POINTS, correct=correct) == whole
    assert isinstance(answers._score(points, most, Scoring.POINTS, correct=correct), int)
