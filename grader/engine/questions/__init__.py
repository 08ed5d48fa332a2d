"""Questions without code: what was handed in, what is right, and the result of each question. Pure."""

from grader.engine.questions.answers import Answers, read_answers
from grader.engine.questions.judging import NO_ATTEMPTS, answered
from grader.engine.questions.keys import ChoiceKey, FormulaKey, Key, Keyed, Mistake, NumberKey

__all__ = [
    "NO_ATTEMPTS",
    "Answers",
    "ChoiceKey",
    "FormulaKey",
    "Key",
    "Keyed",
    "Mistake",
    "NumberKey",
    "answered",
    "read_answers",
]
