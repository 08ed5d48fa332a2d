"""Linear relations: is the answer the right one times a factor, transposed, permuted, broadcast, shifted?

A relation is a fact about numbers, not a guess: it is reported only when it holds, under one name, in every failed
check of a rubric row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from grader.engine.diagnosis import predicates as is_
from grader.engine.diagnosis.predicates import Failed
from grader.model import Diagnosis


@dataclass(frozen=True, kw_only=True)
class Relation:
    """One kind of relation."""

    name: str
    title: str
    explanation: str
    hint: str
    #: Whether it holds for one failed check.
    holds: Callable[[Failed], bool]

    def diagnosis(self) -> Diagnosis:
        return Diagnosis(name=self.name, title=self.title, explanation=self.explanation)


def relate(failures: Iterable[Failed]) -> Relation | None:
    """The first relation that holds in all `failures`, or None. Single numbers need two failures to be sure."""
    checks = list(failures)
    if not checks:
        return None
    distinct = len({float(f"{value:.9g}") for check in checks for value in np.abs(check.expected.ravel()[:50])} - {0.0})
    for relation in RELATIONS:
        needs = 1 if relation.name in PLAIN else 2
        if distinct >= needs and all(relation.holds(check) for check in checks):
            return relation
    return None


#: Relations that one number is enough for.
PLAIN = frozenset({"all_zero"})

RELATIONS: tuple[Relation, ...] = (
    Relation(
        name="sign_reversed",
        title="The sign is reversed",
        explanation="Your result is exactly the right one times -1.",
        hint="Look for a difference taken the wrong way round (target minus output), or a minus too many or too few.",
        holds=is_.factor(-1.0),
    ),
    Relation(
        name="factor_two",
        title="Twice the right result",
        explanation="Your result is exactly 2 times the right one.",
        hint="Look for a factor 2 (from the derivative of a square without its 1/2), or a term added twice.",
        holds=is_.factor(2.0),
    ),
    Relation(
        name="factor_half",
        title="Half the right result",
        explanation="Your result is exactly half the right one.",
        hint="Look for a missing factor 2 (the derivative of a square), or a 1/2 that does not belong there.",
        holds=is_.factor(0.5),
    ),
    Relation(
        name="factor_minus_two",
        title="Minus twice the right result",
        explanation="Your result is exactly -2 times the right one.",
        hint="Two things at once: the sign, and a factor 2. Check the derivative of the squared difference.",
        holds=is_.factor(-2.0),
    ),
    Relation(
        name="factor_minus_half",
        title="Minus half the right result",
        explanation="Your result is exactly -1/2 times the right one.",
        hint="Two things at once: the sign, and a factor 2. Check the derivative of the squared difference.",
        holds=is_.factor(-0.5),
    ),
    Relation(
        name="factor_one_over_m",
        title="Divided by the number of samples",
        explanation="Your result is exactly the right one divided by the number of samples (columns).",
        hint="The mean over the samples is taken once. Where else is it already taken, or is it asked for at all?",
        holds=is_.factor_of(is_.samples, inverse=True),
    ),
    Relation(
        name="factor_m",
        title="Not divided by the number of samples",
        explanation="Your result is exactly the right one times the number of samples (columns): a sum, not a mean.",
        hint="Where should the sum over the samples be divided by their number?",
        holds=is_.factor_of(is_.samples, inverse=False),
    ),
    Relation(
        name="factor_learning_rate",
        title="Multiplied by the learning rate",
        explanation="Your result is exactly the right one times the learning rate.",
        hint="The learning rate belongs in the update of the parameters, once.",
        holds=is_.factor_of(is_.rates, inverse=False),
    ),
    Relation(
        name="factor_one_over_n",
        title="Divided by a number of rows or entries",
        explanation="Your result is exactly the right one divided by the number of rows (or entries) of an array.",
        hint="Which count do you divide by: rows, columns or all entries? np.mean without an axis divides by all.",
        holds=is_.factor_of(is_.sizes, inverse=True),
    ),
    Relation(
        name="factor_n",
        title="Multiplied by a number of rows or entries",
        explanation="Your result is exactly the right one times the number of rows (or entries) of an array.",
        hint="Is there a sum where a mean is asked for, or a division left out?",
        holds=is_.factor_of(is_.sizes, inverse=False),
    ),
    Relation(
        name="transposed",
        title="Transposed",
        explanation="Your numbers are right, but rows and columns are exchanged.",
        hint="Look for a .T too many or too few, or for the two factors of a product in the wrong order.",
        holds=is_.transposed,
    ),
    Relation(
        name="other_shape",
        title="Right numbers, wrong shape",
        explanation="Your numbers are right and in the right order, but the shape of the array is another one.",
        hint="Look for keepdims=True in a sum, for an axis that was dropped, or for a reshape.",
        holds=is_.reshaped,
    ),
    Relation(
        name="rows_permuted",
        title="The rows are in another order",
        explanation="Every row of yours is a right one, but they are not in the right order.",
        hint="Which index runs over the rows? Look for a loop that runs backwards, or a wrong index.",
        holds=is_.permuted(0),
    ),
    Relation(
        name="columns_permuted",
        title="The columns are in another order",
        explanation="Every column of yours is a right one, but they are not in the right order.",
        hint="Which index runs over the columns? Look for a loop that runs backwards, or a wrong index.",
        holds=is_.permuted(1),
    ),
    Relation(
        name="broadcast",
        title="Repeated by broadcasting",
        explanation="Your array repeats the right one: NumPy stretched it to a larger shape.",
        hint="Adding a row (1, n) and a column (n, 1) gives (n, n). Check the shapes of what you add or subtract.",
        holds=is_.broadcast,
    ),
    Relation(
        name="all_zero",
        title="Everything is zero",
        explanation="Your result has the value 0 everywhere.",
        hint="Is the array that you return the one that you computed? Was it filled in, or is a factor of it 0?",
        holds=is_.zeros,
    ),
    Relation(
        name="summed_over_everything",
        title="Summed over everything",
        explanation="Your result is the sum of all entries of the right one.",
        hint="Look for np.sum without an axis.",
        holds=is_.reduced(np.sum),
    ),
    Relation(
        name="averaged_over_everything",
        title="Averaged over everything",
        explanation="Your result is the mean of all entries of the right one.",
        hint="Look for np.mean without an axis.",
        holds=is_.reduced(np.mean),
    ),
    Relation(
        name="shifted_one_layer",
        title="Shifted by one layer",
        explanation="What you give for each layer is right for its neighbour: the layers are off by one.",
        hint="Compare the index of your loop with the number in the key: lists begin at 0, layers at 1.",
        holds=is_.shifted,
    ),
    Relation(
        name="sign_lost",
        title="The sign is lost",
        explanation="Your result is the absolute value of the right one.",
        hint="Look for np.abs, or for a square and its root.",
        holds=is_.mapped(np.abs),
    ),
    Relation(
        name="squared",
        title="Squared",
        explanation="Your result is the square of the right one.",
        hint="Is something multiplied twice?",
        holds=is_.mapped(np.square),
    ),
    Relation(
        name="cut_to_whole_numbers",
        title="Cut to whole numbers",
        explanation="Your result is the right one with everything after the decimal point cut off.",
        hint="Look for int(...), astype(int), // or an array that was made of integers and then written into.",
        holds=is_.whole,
    ),
    Relation(
        name="argument_returned",
        title="An argument comes back unchanged",
        explanation="Your result equals one of the arguments, entry by entry.",
        hint="Is the array that you return the one that you computed?",
        holds=is_.argument,
    ),
)
