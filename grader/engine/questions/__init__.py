"""Questions without code: what was handed in, what is right, and the result of each question. Pure."""

from grader.engine.questions.answers import Answers, read_answers
from grader.engine.questions.judging import NO_TRIES, Tries, answered
from grader.engine.questions.keys import ChoiceKey, FormulaKey, Key, Keyed, Mistake, NumberKey

__all__ = [
    "NO_TRIES",
    "Answers",
    "ChoiceKey",
    "FormulaKey",
    "Key",
    "Keyed",
    "Mistake",
    "NumberKey",
    "Tries",
    "answered",
    "read_answers",
]
