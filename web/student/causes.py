"""Results grouped by cause: tests that fail for the same reason are one thing to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.model import Verdict
from web.i18n import gettext, sentence_case
from web.student.loading import LoadError
from web.student.results import CaseView

#: Verdicts that a wrong value has, and not an error.
WRONG = frozenset({Verdict.WRONG_ANSWER.value, Verdict.PARTIALLY_ACCEPTED.value})
#: Verdicts of which every test says the same.
LIMITS = frozenset(
    {
        Verdict.TIME_LIMIT_EXCEEDED.value,
        Verdict.MEMORY_LIMIT_EXCEEDED.value,
        Verdict.OUTPUT_LIMIT_EXCEEDED.value,
    }
)
#: "Your code raised NameError.": all that is told of a hidden test.
RAISED = re.compile(r"^Your code raised (\w+)\.")
LOOK_AT = "Look at:"
#: "3 of 6 entries differ; first at [0, 0]: expected 0.0, got 1.5."
FIRST_AT = re.compile(r"; first at (\[[\d, ]*\]): expected (\S+?)(?:\.0)?, got (\S+?)(?:\.0)?\.(?= |$)")
#: "Line 8", "cell 3, line 8".
_LINE = re.compile(r"\b(?:cell \d+, )?line \d+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of help, after the one before it."""

    #: What its button says; empty for the first hint, which is open.
    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A reason for which tests fail."""

    #: Names it in links, and in what the browser remembers of its steps.
    id: str
    badge: str
    #: Name of the icon in the badge.
    icon: str
    #: CSS tone of badge and edge: bad, warn or empty.
    tone: str
    title: str
    #: What happened, as far as the title does not say it.
    message: str
    #: Whether it is an error; else the message tells of values.
    is_error: bool
    #: Points that it costs.
    lost: float
    steps: tuple[Step, ...]
    cases: tuple[CaseView, ...]
    #: The test whose values are shown.
    lead: CaseView | None
    code_line: int | None


def causes(cases: Iterable[CaseView], asked: Collection[str] = ()) -> tuple[Cause, ...]:
    """The causes of the failed tests, the most expensive first. `asked` names questions, whose results stand there."""
    groups: dict[tuple[str, ...], list[CaseView]] = {}
    failed = [case for case in cases if is_failure(case) and case.name not in asked]
    # Visible tests first: a hidden one joins the group of the error that a visible one tells in full. So does a test
    # for which a mistake is told without a line.
    for case in sorted(failed, key=lambda case: (not case.visible, not _place(case))):
        groups.setdefault(_key(case, groups), []).append(case)
    order = {case.name: number for number, case in enumerate(failed)}
    found = [_cause(sorted(group, key=lambda case: order[case.name])) for group in groups.values()]
    return _with_ids_of_their_own(sorted(found, key=lambda cause: (-cause.lost, order[cause.cases[0].name])))


def _with_ids_of_their_own(found: Iterable[Cause]) -> tuple[Cause, ...]:
    """The causes; where several have one mistake, the second has the id "NAME-2"."""
    seen: Counter[str] = Counter()
    own = []
    for cause in found:
        seen[cause.id] += 1
        own.append(replace(cause, id=f"{cause.id}-{seen[cause.id]}") if seen[cause.id] > 1 else cause)
    return tuple(own)


def is_failure(case: CaseView) -> bool:
    """Whether the test ran and did not pass by the fault of the code."""
    return case.finished and case.tone in ("bad", "warn") and case.verdict != Verdict.JUDGE_ERROR.value


def explanation(found: Sequence[Cause]) -> str:
    """A sentence, if one known mistake explains several failures and there are no others."""
    failures = sum(len(cause.cases) for cause in found)
    if len(found) != 1 or failures < 2 or not found[0].cases[0].diagnosis:
        return ""
    if failures == 2:
        return gettext("One mistake explains both failures.")
    return gettext("One mistake explains all %(number)s failures.", number=failures)


def readable(message: str) -> str:
    """The message with what came before what was expected."""
    return FIRST_AT.sub(r". First: \1 is \3, expected \2.", message)


def _key(case: CaseView, groups: dict[tuple[str, ...], list[CaseView]]) -> tuple[str, ...]:
    if case.diagnosis:
        return _mistake(case, groups)
    if case.verdict in WRONG:
        return "values", case.row
    if case.verdict in LIMITS:
        return "limit", case.verdict
    if not case.visible:
        raised = RAISED.match(case.message)
        same = [key for key, group in groups.items() if key[:2] == ("error", case.verdict) and group[0].visible]
        if len(same) == 1 and (raised is None or f"{raised.group(1)}:" in same[0][2]):
            return same[0]
    return "error", case.verdict, case.message


def _mistake(case: CaseView, groups: Mapping[tuple[str, ...], list[CaseView]]) -> tuple[str, ...]:
    """The mistake and its line: what is said of one line is not true of the others with the same mistake."""
    assert case.diagnosis is not None
    mistake = "mistake", case.diagnosis["name"], case.diagnosis["title"]
    known = {key: group for key, group in groups.items() if key[:3] == mistake}
    key = (*mistake, _place(case))
    if not known or (key[3] and case.visible):
        return key
    near = (other for other, group in known.items() if case.row in {member.row for member in group})
    return key if key in known else next(near, next(iter(known)))


def _place(case: CaseView) -> str:
    """The line of which the explanation tells, "" if there is none."""
    found = _LINE.search(case.diagnosis["explanation"]) if case.diagnosis else None
    return found[0].lower() if found else ""


def _cause(cases: Sequence[CaseView]) -> Cause:
    shown = [case for case in cases if case.visible and case.has_body]
    lead = shown[0] if shown else None
    first = lead or cases[0]
    # What is told of a visible test may be told in more detail than of a hidden one.
    told = next((case for case in [*shown, *cases] if case.diagnosis or case.hints), first)
    message = readable(first.message)
    title = told.diagnosis["title"] if told.diagnosis else _headline(message) or sentence_case(first.verdict_text)
    return Cause(
        id=f"{told.diagnosis['name'] if told.diagnosis else first.name}",
        badge=_badge(first, known=told.diagnosis is not None),
        icon="cross" if first.verdict not in WRONG else "flag" if told.diagnosis else "info",
        tone=_tone(cases, known=told.diagnosis is not None),
        title=title,
        message=_rest(message, title),
        is_error=first.verdict not in WRONG,
        lost=sum(case.max_score - case.score for case in cases),
        steps=steps(told),
        cases=tuple(cases),
        lead=lead,
        code_line=next((case.code_line for case in cases if case.code_line is not None), None),
    )


def _headline(message: str) -> str:
    """The first sentence of a message."""
    first = message.strip().partition("\n")[0]
    sentence, stop, _ = first.partition(". ")
    text = sentence + stop.strip() if len(sentence) <= 120 else first
    return text[:1].upper() + text[1:].removesuffix(".")


def _rest(message: str, title: str) -> str:
    """The message without the sentence that is the title."""
    start = message[: len(title)]
    return message[len(title) :].lstrip(". \n") if start.lower() == title.lower() else message


def _badge(case: CaseView, *, known: bool) -> str:
    if case.verdict not in WRONG:
        return sentence_case(case.verdict_text)
    return gettext("Known mistake") if known else gettext("No known mistake")


def _tone(cases: Sequence[CaseView], *, known: bool) -> str:
    if all(case.verdict == Verdict.PARTIALLY_ACCEPTED.value for case in cases):
        return "warn"
    return "bad" if known or any(case.verdict not in WRONG for case in cases) else ""


def steps(case: CaseView) -> tuple[Step, ...]:
    """The ladder of help: the first hint, where to look, the explanation."""
    found: list[Step] = []
    for hint in case.hints:
        told, _, place = (part.strip() for part in hint.partition(LOOK_AT))
        if told:
            found.append(Step(label=gettext("Show another hint") if found else "", text=told))
        if place:
            found.append(Step(label=gettext("Show where to look"), text=place[:1].upper() + place[1:]))
    explained = case.diagnosis["explanation"] if case.diagnosis else ""
    return (*found, Step(label=gettext("Explain the mistake"), text=explained)) if explained else tuple(found)


def load_cause(failure: LoadError, cases: Sequence[CaseView]) -> Cause:
    """The cause that stopped all tests: the file did not load."""
    case = failure.case
    title = _headline(case.message)
    message = case.message[:1].upper() + case.message[1:]
    known = f"{case.diagnosis['title']}." if case.diagnosis else ""
    return Cause(
        id="load",
        badge=sentence_case(case.verdict_text),
        icon="cross",
        tone="bad",
        title=title,
        message=known if message.removesuffix(".") == title else f"{message}\n{known}".strip(),
        is_error=True,
        lost=sum(case.max_score for case in cases),
        steps=steps(case),
        cases=(),
        lead=None,
        code_line=case.code_line,
    )
