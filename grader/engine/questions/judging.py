"""One answer against its key: the result, with feedback on what was chosen or typed. Never tells the right answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.engine.case import Case
from grader.engine.questions.keys import ChoiceKey, FormulaKey, Keyed, Mistake, NumberKey
from grader.formulas.numbers import read_number
from grader.model import CaseResult, Diagnosis, Question, QuestionAttempts, Verdict

#: Characters of an answer that are shown back.
SHOWN = 200


#: Of a question that was never answered.
NO_ATTEMPTS = QuestionAttempts(count=0, best=0.0)


@dataclass(frozen=True, kw_only=True)
class _Mark:
    """The outcome of one answer."""

    #: Part of the points, 0 to 1.
    part: float
    message: str
    mistake: Mistake | None = None
    #: Whether the answer is one of the kind that is asked for. If not, it takes no attempt.
    readable: bool = True


def answered(
    keyed: Keyed, answers: Mapping[str, Any], *, points: float, earlier: QuestionAttempts = NO_ATTEMPTS
) -> CaseResult:
    """The result of one question. An answer beyond the question's attempts does not count; the best one does."""
    question = keyed.question
    given = answers.get(question.name)
    if given is None or given in ("", []):
        return _result(question, Verdict.SKIPPED, 0.0, points, "Not answered")
    if question.attempts and earlier.count >= question.attempts:
        text = f"Your {question.attempts} tries at this question are used up; the best one counts."
        verdict = Verdict.ACCEPTED if earlier.best >= 1 else Verdict.SKIPPED
        return _result(question, verdict, earlier.best, points, text, actual=given)
    opinion = _mark(keyed, given)
    if not opinion.readable:
        free = " This uses none of your tries." if question.attempts else ""
        text = f"{opinion.message}{free}"
        return _result(question, Verdict.LOAD_ERROR, 0.0, points, text, actual=given)
    verdict = Verdict.ACCEPTED if opinion.part >= 1 else Verdict.WRONG_ANSWER
    message = opinion.message
    if question.attempts and verdict is not Verdict.ACCEPTED:
        message += f" You may give {question.attempts} different answers in all; the same one again costs nothing."
    return _result(question, verdict, opinion.part, points, message, actual=given, mistake=opinion.mistake)


def unreadable(keyed: Keyed, problem: str, *, points: float) -> CaseResult:
    """The result of a question whose answer could not be read. It takes no attempt."""
    free = " This uses none of your tries." if keyed.question.attempts else ""
    return _result(keyed.question, Verdict.LOAD_ERROR, 0.0, points, f"{problem}{free}")


def failure(entry: Keyed | Case, message: str, verdict: Verdict, points: float, log: str = "") -> CaseResult:
    """The result of a question or test that the grader itself could not judge."""
    return CaseResult(
        name=entry.name,
        title=entry.title,
        row=entry.row,
        verdict=verdict,
        score=0.0,
        max_score=points,
        visible=entry.visible,
        message=message,
        log=log,
    )


def _mark(keyed: Keyed, given: Any) -> _Mark:
    key = keyed.key
    if isinstance(key, ChoiceKey):
        return _choice(keyed, key, given)
    if isinstance(key, NumberKey):
        return _number(keyed, key, given)
    return _formula(keyed, key, given)


def _choice(keyed: Keyed, key: ChoiceKey, given: Any) -> _Mark:
    chosen = [given] if isinstance(given, str) else given
    known = {option.name for option in keyed.question.options}
    if not isinstance(chosen, Sequence) or not all(isinstance(option, str) and option in known for option in chosen):
        message = f"The answer has to name an option: {', '.join(sorted(known))}."
        return _Mark(part=0.0, message=message, readable=False)
    picked = frozenset(chosen)
    if picked == key.right:
        return _Mark(part=1.0, message=" ".join([keyed.praise, *_feedback(keyed, key, picked)]).strip())
    # One wrong choice takes back one right one, so that choosing everything earns nothing.
    part = max(0.0, (len(picked & key.right) - len(picked - key.right)) / len(key.right))
    if len(key.right) == 1:
        part = 0.0
    words = [*_feedback(keyed, key, picked - key.right)]
    words += [key.missed[name] for name in sorted(key.right - picked) if name in key.missed]
    return _Mark(part=part, message=" ".join(words) or "Not all of your choices are right.")


def _feedback(keyed: Keyed, key: ChoiceKey, picked: frozenset[str]) -> list[str]:
    names = [option.name for option in keyed.question.options]
    return [key.feedback[name] for name in names if name in picked and key.feedback.get(name)]


def _number(keyed: Keyed, key: NumberKey, given: Any) -> _Mark:
    value = read_number(given)
    if value is None:
        message = "This is not a number. Write it with a decimal point, for example -0.125."
        return _Mark(part=0.0, message=message, readable=False)
    if abs(value - key.value) <= key.tolerance:
        return _Mark(part=1.0, message=keyed.praise)
    # The question's own mistakes before the common ones.
    for known in (key.mistakes, _usual(key)):
        near = [pair for pair in known if _is_the_wrong_one(value, pair[0], key)]
        if near:
            _, mistake = min(near, key=lambda pair: abs(value - pair[0]))
            return _Mark(part=0.0, message=mistake.explanation, mistake=mistake)
    if abs(value - key.value) <= min(20 * key.tolerance, 0.1 * abs(key.value)):
        return _Mark(part=0.0, message=f"Close, but not right to {key.decimals} decimals: round only at the end.")
    return _Mark(part=0.0, message="Incorrect.")


def _is_the_wrong_one(value: float, wrong: float, key: NumberKey) -> bool:
    """The same number to the decimals asked for, or to three digits."""
    return abs(value - wrong) <= max(key.tolerance, 2e-3 * abs(value))


def _usual(key: NumberKey) -> list[tuple[float, Mistake]]:
    """Mistakes that are common to all numeric answers."""
    return [
        (-key.value, Mistake(name="sign_reversed", title="The sign is reversed", explanation=_SIGN)),
        (2 * key.value, Mistake(name="factor_2", title="Twice the right value", explanation=_TWICE)),
        (key.value / 2, Mistake(name="half", title="Half of the right value", explanation=_HALF)),
    ]


_SIGN = "The size is right, but the sign is reversed."
_TWICE = "This is exactly twice the right value: is there a factor 2 too many?"
_HALF = "This is exactly half of the right value: is a factor 2 missing, or a factor 1/2 too many?"


_FACTORS = (
    (-1.0, "sign_reversed", "The sign is reversed", "Nearly: the whole formula has the wrong sign."),
    (2.0, "factor_2", "A factor 2 too much", "Nearly: your formula is twice the right one."),
    (0.5, "half", "Half of the right formula", "Nearly: your formula is half of the right one."),
)


def _formula(keyed: Keyed, key: FormulaKey, given: Any) -> _Mark:
    if not isinstance(given, str):
        message = "The answer to this question is a formula, written as text."
        return _Mark(part=0.0, message=message, readable=False)
    # Imported here because only assignments with formulas need it.
    from grader.formulas import FormulaError, equivalent, parse

    try:
        node = parse(given, keyed.question.symbols)
    except FormulaError as error:
        return _Mark(part=0.0, message=error.message, readable=False)
    if equivalent(node, key.formula):
        return _Mark(part=1.0, message=keyed.praise)
    for wrong, mistake in key.near_misses:
        if equivalent(node, wrong):
            return _Mark(part=0.0, message=mistake.explanation, mistake=mistake)
    for factor, name, title, text in _FACTORS:
        if equivalent(node, key.formula, factor=factor):
            return _Mark(part=0.0, message=text, mistake=Mistake(name=name, title=title, explanation=text))
    return _Mark(part=0.0, message="Your formula can be read, but it is not equivalent to the right one.")


def _result(
    question: Question,
    verdict: Verdict,
    part: float,
    points: float,
    message: str,
    *,
    actual: Any = None,
    mistake: Mistake | None = None,
) -> CaseResult:
    diagnosis = None
    if mistake is not None:
        diagnosis = Diagnosis(name=mistake.name, title=mistake.title, explanation=mistake.explanation)
    return CaseResult(
        name=question.name,
        title=question.title,
        row=question.row,
        verdict=verdict,
        score=part * points,
        max_score=points,
        visible=True,
        message=message,
        diagnosis=diagnosis,
        actual=_shown(actual),
    )


def _shown(value: Any) -> Any:
    """The answer, cut to what can be read."""
    if isinstance(value, list | tuple):
        return [_shown(item) for item in list(value)[:20]]
    if isinstance(value, bool | int | float) and -1e15 < value < 1e15:
        return value
    return None if value is None else str(value)[:SHOWN]
