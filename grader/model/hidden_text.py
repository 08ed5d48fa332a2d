"""The texts that may be shown of a hidden case.

They are made of templates alone. A template is filled with integers and with words of a fixed list; the only free text
is one that the assignment's author declared (`AuthorText`). So nothing that a submission wrote, named, returned or
printed, and no input of a hidden case, can become part of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, Self

from grader.model import bounds
from grader.model.verdict import Verdict

#: Integers are shown up to this size; larger ones are not sizes or positions of anything.
LARGEST = 10**9


class Word(StrEnum):
    """The words that a template may be filled with."""

    NOTHING = "nothing (None)"
    OBJECT = "an object"
    TRUTH_VALUE = "True or False"
    ARRAY = "an array"
    NUMBER = "a number"
    TEXT = "a text"
    TUPLE = "a tuple"
    DICTIONARY = "a dictionary"
    LIST = "a list"
    OTHER = "a value of another type"
    EXCEPTION = "an exception"
    ARITHMETIC_ERROR = "ArithmeticError"
    ASSERTION_ERROR = "AssertionError"
    ATTRIBUTE_ERROR = "AttributeError"
    FLOATING_POINT_ERROR = "FloatingPointError"
    IMPORT_ERROR = "ImportError"
    INDEX_ERROR = "IndexError"
    KEY_ERROR = "KeyError"
    LIN_ALG_ERROR = "LinAlgError"
    MEMORY_ERROR = "MemoryError"
    MODULE_NOT_FOUND_ERROR = "ModuleNotFoundError"
    NAME_ERROR = "NameError"
    NOT_IMPLEMENTED_ERROR = "NotImplementedError"
    OS_ERROR = "OSError"
    OVERFLOW_ERROR = "OverflowError"
    PERMISSION_ERROR = "PermissionError"
    RECURSION_ERROR = "RecursionError"
    RUNTIME_ERROR = "RuntimeError"
    STOP_ITERATION = "StopIteration"
    SYSTEM_EXIT = "SystemExit"
    TYPE_ERROR = "TypeError"
    UNBOUND_LOCAL_ERROR = "UnboundLocalError"
    VALUE_ERROR = "ValueError"
    ZERO_DIVISION_ERROR = "ZeroDivisionError"
    REPAIR_COMPARISON = "a comparison"
    REPAIR_SIGN = "a sign"
    REPAIR_OPERATOR = "an operator or a kind of product"
    REPAIR_ORDER = "the order of operands or arguments"
    REPAIR_TRANSPOSITION = "a transposition"
    REPAIR_AXIS = "an axis"
    REPAIR_SHAPE = "the shape of a value"
    REPAIR_FUNCTION = "which function is called"
    REPAIR_FACTOR = "a factor"
    REPAIR_TERM = "a term of a sum"
    REPAIR_NUMBER = "the value of a number"
    REPAIR_INDEX = "an index or a bound"
    REPAIR_KEY = "a key"
    REPAIR_NAME = "which variable is used"
    REPAIR_CALL = "a call that is missing or too many"
    REPAIR_COPY = "a copy"
    REPAIR_DTYPE = "the type of the numbers"
    REPAIR_STATEMENT = "a statement that is missing, too many or in the wrong place"
    REPAIR_RETURN = "what is returned"
    REPAIR_IN_PLACE = "whether a value is changed in place"
    REPAIR_EXPRESSION = "an expression"

    @classmethod
    def of_error(cls, name: str) -> Word:
        """The word for an exception class; `EXCEPTION` for one that is not in the list."""
        return cls(name) if name in _ERRORS else cls.EXCEPTION


_ERRORS = frozenset(word.value for word in Word if word.value[0].isupper() and " " not in word.value)


class Template(Enum):
    """(text without integers, text with integers or "" where there are none). {0}, {1} are words or integers."""

    PASSED = "Every check holds.", ""
    #: {0} is the author's own text.
    DECLARED = "{0}", ""
    NOT_RUN_AFTER = "Not run, because the test it stands on did not pass: {0}.", ""
    NOT_RUN_SLOW = "Not run: a function that it calls has already taken longer than the time limit.", ""
    NOT_RUN_CHECKING = "Not run: checking your answers has already taken too much.", ""
    NOT_RUN_GRADER = "Not run, because the grader failed at an earlier test.", ""
    JUDGE_FAILED = "The grader itself failed here. This is not your fault, and it costs you nothing.", ""
    CHECKING_TIME = "Checking your answer took more time than is allowed.", ""
    CHECKING_MEMORY = "Checking your answer took more memory than is allowed.", ""
    NOT_PASSED = "A check does not hold.", ""

    LOAD_ERROR = "What this test calls is not defined in your file, or did not load.", ""
    NO_CODE = "There is no code to run.", ""
    CODE_ENDED = "Your code ended before it gave an answer.", ""
    TIME_LIMIT = "Your code took longer than the time limit.", ""
    MEMORY_LIMIT = "Your code asked for more memory than the limit.", ""
    OUTPUT_LIMIT = "Your code printed or returned more than the limit.", ""
    #: Milliseconds.
    REFERENCE_TIME = "", "The reference takes about {0} ms for this test."
    #: {0} is a word.
    RAISED = "Your code raised {0}.", ""
    LOCATION = "", "It was raised at line {0}."
    LOCATION_IN_CELL = "", "It was raised at line {0} of cell {1}."

    NOT_AVAILABLE = "Your code needs a module that is not available here; write it with NumPy.", ""
    NOT_AVAILABLE_AT = (
        "Your code needs a module that is not available here; write it with NumPy.",
        "Line {0} needs a module that is not available here; write it with NumPy.",
    )
    NOT_AVAILABLE_IN_CELL = (
        "Your code needs a module that is not available here; write it with NumPy.",
        "Line {0} of cell {1} needs a module that is not available here; write it with NumPy.",
    )

    NUMBER_DIFFERS = "The number is not the expected one.", ""
    TEXT_DIFFERS = "The text is not the expected one.", ""
    ONE_DIFFERS = "Some entries differ.", "{0} of {1} entries differs."
    SOME_DIFFER = "Some entries differ.", "{0} of {1} entries differ."
    ALL_DIFFER = "All entries differ.", "All {0} entries differ."
    ONLY_ENTRY_DIFFERS = "The only entry differs.", ""
    IS_NAN = "It is NaN (not a number).", ""
    IS_INFINITE = "It is infinite.", ""
    NAN = "Entries are NaN (not a number).", "Entries that are NaN (not a number): {0}."
    INFINITE = "Entries are infinite.", "Entries that are infinite: {0}."
    NAN_OR_INFINITE = "Entries are NaN or infinite.", "Entries that are NaN or infinite: {0}."
    NUMBER_NOT_FINITE = "The number is not finite (NaN or infinite).", ""
    ONE_NOT_FINITE = "Entries are not finite (NaN or infinite).", "1 entry is not finite (NaN or infinite)."
    NOT_FINITE = "Entries are not finite (NaN or infinite).", "{0} entries are not finite (NaN or infinite)."
    SHAPE_DIFFERS = "The shape is not the expected one.", ""
    DTYPE_DIFFERS = "The dtype is not the expected one.", ""
    NOT_FLOATING_POINT = "The numbers should be floating-point (float64).", ""
    KEYS_MISSING = "The dictionary lacks a key.", ""
    #: Words.
    KIND_DIFFERS = "Expected {0}, got {1}.", ""
    UNUSABLE = "What your code gave has a form that the test cannot use.", ""
    CHANGED = "An argument was changed by the call, but must stay as it was.", ""
    NOT_DECREASING = "It should fall steadily, but does not.", ""
    TOO_LARGE = "A value is too large.", ""
    TOO_SMALL = "A value is too small.", ""

    WHERE_ZERO = "All wrong entries lie where an argument is exactly 0.", ""
    WHERE_NEGATIVE = "All wrong entries lie where an argument is negative.", ""
    WHERE_POSITIVE = "All wrong entries lie where an argument is positive.", ""
    IN_ROW = "All wrong entries lie in one row.", "All wrong entries lie in row {0}."
    IN_COLUMN = "All wrong entries lie in one column.", "All wrong entries lie in column {0}."
    DIAGONAL_WRONG = "Exactly the diagonal is wrong.", ""
    DIAGONAL_RIGHT = "Only the diagonal is right: the matrix may be transposed.", ""

    REPAIR_OF_ALL_TESTS = "A small change of your code makes all tests pass.", ""
    REPAIR_OF_QUICK_TESTS = "A small change of your code makes all tests that do not train pass.", ""
    #: {0} is a name of the author's.
    REPAIR_OF_FUNCTION = "A small change of your code makes all tests of {0} pass.", ""
    REPAIR_IS_ABOUT = "It is about {0}.", ""

    @property
    def plain(self) -> str:
        return self.value[0]

    @property
    def with_numbers(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class AuthorText:
    """A text of the assignment's author. Made only where an assignment is loaded, before any submission is run."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", bounds.text(self.text, bounds.TITLE))


@dataclass(frozen=True)
class Sentence:
    """A template with what fills it."""

    template: Template
    numbers: tuple[int, ...] = ()
    words: tuple[Word, ...] = ()
    author: AuthorText | None = None

    def __post_init__(self) -> None:
        """Refuse whatever is no integer, word or text of the author; cut integers to a readable size."""
        if not all(type(number) is int for number in self.numbers):
            raise TypeError("a sentence takes integers only")
        if not all(isinstance(word, Word) for word in self.words):
            raise TypeError("a sentence takes the words of `Word` only")
        if self.author is not None and not isinstance(self.author, AuthorText):
            raise TypeError("free text of a sentence is an `AuthorText`")
        object.__setattr__(self, "numbers", tuple(max(-LARGEST, min(LARGEST, n)) for n in self.numbers))

    def __str__(self) -> str:
        if self.numbers:
            return self.template.with_numbers.format(*self.numbers)
        fill = (self.author.text,) if self.author else tuple(word.value for word in self.words)
        return self.template.plain.format(*fill)

    def to_json(self) -> dict[str, Any]:
        return {
            "template": self.template.name.lower(),
            "numbers": list(self.numbers),
            "words": [word.value for word in self.words],
            "author": self.author.text if self.author else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`. Raises ValueError, KeyError, TypeError or IndexError for what is no sentence."""
        author = data["author"]
        sentence = cls(
            Template[str(data["template"]).upper()],
            tuple(data["numbers"]),
            tuple(Word(word) for word in data["words"]),
            AuthorText(str(author)) if author is not None else None,
        )
        str(sentence)
        return sentence


@dataclass(frozen=True)
class HiddenText:
    """Sentences that may be shown of a hidden case; empty: nothing is told."""

    sentences: tuple[Sentence, ...] = ()

    @classmethod
    def of(cls, template: Template, *fill: int | Word | AuthorText) -> Self:
        """One sentence. A template with integers needs them all."""
        numbers = tuple(part for part in fill if isinstance(part, int))
        words = tuple(part for part in fill if isinstance(part, Word))
        author = next((part for part in fill if isinstance(part, AuthorText)), None)
        return cls((Sentence(template, numbers, words, author),))

    @classmethod
    def of_verdict(cls, verdict: Verdict) -> Self:
        """What a verdict tells by itself."""
        return cls.of(_OF_VERDICT.get(verdict, Template.NOT_PASSED))

    @classmethod
    def of_checking(cls, verdict: Verdict) -> Self:
        """What is told when checking an answer took too much memory or time, as `verdict` says."""
        of_memory = verdict is Verdict.MEMORY_LIMIT_EXCEEDED
        return cls.of(Template.CHECKING_MEMORY if of_memory else Template.CHECKING_TIME)

    def __add__(self, other: HiddenText) -> HiddenText:
        return HiddenText(self.sentences + other.sentences)

    def __bool__(self) -> bool:
        return bool(self.sentences)

    def __str__(self) -> str:
        return " ".join(text for text in map(str, self.sentences) if text)

    def without_numbers(self) -> HiddenText:
        """The same sentences without integers, for assignments that do not allow them."""
        return HiddenText(tuple(Sentence(s.template, (), s.words, s.author) for s in self.sentences))

    def to_json(self) -> list[dict[str, Any]]:
        return [sentence.to_json() for sentence in self.sentences]

    @classmethod
    def from_json(cls, data: Any, verdict: Verdict) -> Self:
        """The inverse of `to_json`. Where there is none (an older report), what the verdict tells."""
        try:
            return cls(tuple(Sentence.from_json(sentence) for sentence in data))
        except (ValueError, LookupError, TypeError):
            return cls.of_verdict(verdict)


NO_TEXT = HiddenText()

_OF_VERDICT = {
    Verdict.ACCEPTED: Template.PASSED,
    Verdict.LOAD_ERROR: Template.LOAD_ERROR,
    Verdict.RUNTIME_ERROR: Template.CODE_ENDED,
    Verdict.TIME_LIMIT_EXCEEDED: Template.TIME_LIMIT,
    Verdict.MEMORY_LIMIT_EXCEEDED: Template.MEMORY_LIMIT,
    Verdict.OUTPUT_LIMIT_EXCEEDED: Template.OUTPUT_LIMIT,
    Verdict.JUDGE_ERROR: Template.JUDGE_FAILED,
}
