"""What becomes of the gradient where it passes, and where it does not."""

import numpy as np

from grader.engine import adapter, mistake
from reference import clipping
from reference.relu_der.solution import relu_der, through


@mistake(
    through,
    "Negative gradients are lost",
    "Where Z is positive, your result keeps only positive gradients. The gradient may well be negative and has to "
    "pass unchanged.",
    hint="Take Z = 1 and dA = -2. The answer is -2.",
    where="A maximum (or a comparison) that is applied to dA or to the product.",
)
def _gradient_cut_at_zero(dA, opened):
    return np.where(opened, np.maximum(dA, 0), 0)


@mistake(
    through,
    "The sign of the gradient is lost",
    "Your result holds the absolute value of dA where Z is positive. The gradient has to pass with its sign.",
    hint="Take Z = 1 and dA = -2. The answer is -2.",
    where="The line that multiplies with dA.",
)
def _gradient_absolute(dA, opened):
    return np.where(opened, np.abs(dA), 0)


@mistake(
    through,
    "The sign is reversed",
    "Your result is the right one times -1. The slope of ReLU is +1 where it is active; the minus sign of gradient "
    "descent belongs in the update, not here.",
    hint="Where does the minus come from?",
    where="The line that makes the result.",
)
def _sign_reversed(dA, opened):
    return -np.where(opened, dA, 0)


@mistake(
    through,
    "Divided by the number of samples",
    "Your result is the right one divided by m, the number of columns. The mean over the samples is taken once, in "
    "the loss; ReLU works entry by entry.",
    hint="Is there any average in the derivative of max(0, z)?",
    where="A division by the number of columns.",
)
def _divided_by_samples(dA, opened):
    return np.where(opened, dA, 0) / dA.shape[1]


@mistake(
    through,
    "That is the derivative of leaky ReLU",
    "Where Z is not positive your result is 0.01 * dA. Plain ReLU is flat there: its slope is exactly 0.",
    hint="Which activation does this layer have: ReLU or leaky ReLU?",
    where="The branch for Z <= 0.",
)
def _leaky_slope(dA, opened):
    return np.where(opened, dA, 0.01 * dA)


@mistake(
    through,
    "The closed entries are 1 instead of 0",
    "Where Z is not positive, your result is 1. Nothing flows back there, so these entries have to be 0.",
    hint="What reaches the input when the unit is cut off?",
    where="The value that is written where Z <= 0.",
)
def _one_where_closed(dA, opened):
    return np.where(opened, dA, 1)


@mistake(
    through,
    "One positive entry opens the whole batch",
    "Your function looks at all of Z at once: as soon as any entry is positive, all of dA is passed on. The decision "
    "is made for each entry on its own.",
    hint="What does .any() (or an `if` on a whole array) tell you about a single entry?",
    where="The condition: it needs one answer per entry.",
)
def _one_decides_for_all(dA, opened):
    return np.array(dA) if opened.any() else np.zeros_like(dA)


@mistake(
    through,
    "One closed entry closes the whole batch",
    "Your function looks at all of Z at once: only when every entry is positive is dA passed on. The decision is made "
    "for each entry on its own.",
    hint="What does .all() (or an `if` on a whole array) tell you about a single entry?",
    where="The condition: it needs one answer per entry.",
)
def _all_must_be_open(dA, opened):
    return np.array(dA) if opened.all() else np.zeros_like(dA)


@mistake(
    through,
    "The gradient is cut to whole numbers",
    "Your result has integers where the gradient has decimals: everything after the decimal point is lost.",
    hint="Which dtype has the array that you return?",
    where="astype(int), int(...), or an array made without dtype=float.",
)
def _cut_to_whole_numbers(dA, opened):
    return np.where(opened, dA, 0).astype(int)


@mistake(
    through,
    "dA is overwritten",
    "Your numbers are right, but the caller's dA has changed: you wrote into it instead of into a copy. In a network "
    "somebody may still need that array.",
    hint="dZ = dA does not copy, it gives the same array a second name.",
    where="The line that makes dZ: np.array(dA, copy=True), or np.where, make a new array.",
)
def _gradient_overwritten(dA, opened):
    dA[~opened] = 0
    return dA


@adapter(
    relu_der,
    clipping.TITLE,
    clipping.explanation("Your result is"),
    hint=clipping.HINT,
    where="The line that makes the result.",
    when=clipping.WHEN,
)
def _gradient_clipped(call, dA, cache):
    (right,) = clipping.unclipped([call(dA, cache)], [relu_der(dA, cache)])
    return right
