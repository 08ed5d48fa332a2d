"""The students' pages in another language: nothing that is ours stays English.

The pages are rendered in a language that puts every translated text in brackets. What stands outside of brackets, and
is neither code nor data of the course, is a text that no catalogue translates.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from babel.support import NullTranslations

from grader.model import Verdict
from grader.store import courses
from tests.web.grading import hidden_case, visible_case
from web import i18n
from web.student.prompt import prompt_html

BRACKETS = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[A-Za-z]{2,}")
#: Elements that hold code or names, or that nobody reads.
CODE = ("code", "pre", "textarea", "script", "style", "template", "noscript")
READ = ("aria-label", "title", "alt", "placeholder", "data-words")
VOID = ("input", "img", "link", "meta", "br", "hr")
#: Names that every language has.
NAMES = [
    "NumPy grader",
    "NumPy",
    "Python",
    "Deutsch",
    "English",
    "Emacs",
    "float64",
    "UTC",
    "Esc",
    "Tab",
    "Alt",
    "F8",
    " ms",
]


class Bracketed(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return f"⟦{singular if number == 1 else plural}⟧"


class Reader(HTMLParser):
    """What people read of a page, without code and task."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if not self._silent:
            self.texts += [known[name] for name in READ if known.get(name)]
        if tag not in VOID:
            classes = (known.get("class") or "").split()
            zone = tag == "select" and known.get("name") == "time_zone"
            self._open.append("code" if {"prose", "mono", "listing"} & {*classes} or zone else tag)

    def handle_endtag(self, tag):
        if self._open:
            self._open.pop()

    def handle_data(self, data):
        if not self._silent:
            self.texts.append(data)

    @property
    def _silent(self) -> bool:
        return any(tag in CODE for tag in self._open)


def foreign(html: str, data: list[str]) -> list[str]:
    """The words outside of brackets, without `data`."""
    reader = Reader()
    reader.feed(html)
    text = "\n".join(reader.texts)
    while BRACKETS.search(text):
        text = BRACKETS.sub(" ", text)
    for known in sorted([*data, *NAMES], key=len, reverse=True):
        text = text.replace(known, " ")
    return [line.strip() for line in text.split("\n") if WORD.search(line)]


@pytest.fixture
def bracketed(monkeypatch):
    monkeypatch.setattr(i18n, "_translations", lambda code: Bracketed() if code == "de" else NullTranslations())


@pytest.fixture
def data(app, world):
    """What the course and the assignments call things."""
    catalogue = app.extensions["services"].catalogue
    names = ["Neural networks", "History", "Alice Example", "Alice", "alice@example.edu", "AE", "Ina Example"]
    for slug in ("relu_der", "training_quiz", "backprop_homework"):
        assignment = catalogue.get(slug)
        names += [assignment.title, assignment.summary, slug, f"{slug}.py", *assignment.entry_points]
        names += [row.title for row in assignment.rows]
        names += [question.title for question in assignment.questions]
        names += [row.title.partition(". ")[2] for row in assignment.rows if ". " in row.title]
    results = [visible_case(Verdict.WRONG_ANSWER), hidden_case()]
    names += [text for case in results for text in (case.title, case.message, case.hint, case.log) if text]
    names += ["The gradient passes where Z is exactly 0", 'cache["Z"]', "Line 1:", "line 1:"]
    names += [
        "Some entries differ",
        "1 of 4 entries differs",
        "mine.py",
        "The gradient passes at zero",
        "Use > and not >=",
        "answer.py",
        "answers.json",
        "pasted.py",
        "submission.py",
    ]
    return names


def graded_pages(alice, world, hand_in, worker) -> list[str]:
    """The addresses of a student who has failed, passed, cancelled and made a practice run."""
    array = {"type": "array", "dtype": "float64", "shape": [2], "values": [1.0, 2.0], "different": [[1]]}
    failed, passed, cancelled = hand_in("alice"), hand_in("alice"), hand_in("alice")
    worker.grade(failed, visible_case(Verdict.WRONG_ANSWER, expected=array, actual=array), hidden_case())
    worker.grade(passed, visible_case(), hidden_case(Verdict.ACCEPTED))
    alice.post(f"/submissions/{cancelled}/cancel", page="/account")
    broken = hand_in("alice")
    worker.grade(broken, *(visible_case(Verdict.LOAD_ERROR, name=name, message="line 1: `x`") for name in "ab"))
    practice = hand_in("alice", practice=True)
    course = f"/courses/{world.networks}/relu_der"
    waiting = hand_in("alice")
    pages = ["/", course, f"{course}/history", f"{course}?view=results", f"/compare?old={failed}&new={passed}"]
    for submission in (failed, passed, cancelled, broken, practice, waiting):
        pages.append(f"/submissions/{submission}")
    return [*pages, f"/submissions/{failed}/receipt", "/receipts/check"]


def test_no_page_of_a_student_holds_english(app, browse, bracketed, data, database, hand_in, world, worker):
    alice = browse("alice")
    with database.write() as db:
        for slug in ("training_quiz", "backprop_homework"):
            courses.set_assignment(db, world.networks, slug)
    quiz = f"/courses/{world.networks}/training_quiz"
    account = ["/account", "/account/delete", "/join", "/nowhere"]
    found = {}
    for page in [*graded_pages(alice, world, hand_in, worker), quiz, *account]:
        html = alice.get(page, headers={"Accept-Language": "de"}).text
        assert '<html lang="de"' in html, page
        found[page] = foreign(html, data)
    for page in ("/sign-in", "/register"):
        # What was made for a reader of another language is not kept.
        assert '<html lang="en"' in browse().get(page, headers={"Accept-Language": "en"}).text
        found[page] = foreign(browse().get(page, headers={"Accept-Language": "de"}).text, data)
    assert {page: texts for page, texts in found.items() if texts} == {}


def test_refusals_are_translated(browse, bracketed, data, world):
    alice = browse("alice")
    course = f"/courses/{world.networks}/relu_der"
    header = {"Accept-Language": "de", "Accept": "application/json"}
    answer = alice.post(f"{course}/questions/none/check", {}, page=course, headers=header)
    assert foreign(answer.text, data) == []
    gone = alice.get("/submissions/none", headers=header)
    assert gone.status_code == 404
    assert foreign(gone.text, data) == []


def test_live_messages_are_in_the_language_of_the_page(browse, bracketed, hand_in, worker):
    sent = hand_in("alice")
    worker.grade(sent, visible_case(Verdict.WRONG_ANSWER), hidden_case())
    headers = {"Accept": "application/json", "Accept-Language": "de"}
    events = browse("alice").get(f"/submissions/{sent}/events", headers=headers).json["events"]
    assert events[0]["data"]["verdictText"] == "⟦wrong answer⟧"
    assert "⟦0 of ⟦" not in events[-1]["data"]["summary"]
    assert events[-1]["data"]["summary"].startswith("⟦0 of 2 tests passed⟧")
    assert "⟦Points by part⟧" in events[-1]["data"]["board"] or "⟦Failed test⟧" in events[-1]["data"]["board"]


def test_programs_read_english_whatever_the_browser_wants(bracketed, lms):
    answer = lms.get("/submissions/none", headers={"Accept-Language": "de"})
    assert answer.json["detail"] == "There is no such submission, or it is not yours."


def test_formulas_are_named_in_the_language_of_the_page(app, monkeypatch):
    english = prompt_html("$$a + b$$")
    monkeypatch.setattr("web.student.prompt.language", lambda: "de")
    monkeypatch.setattr("web.student.prompt.gettext", lambda text: f"⟦{text}⟧")
    assert 'aria-label="Formula"' in english
    assert 'aria-label="⟦Formula⟧"' in prompt_html("$$a + b$$")
