"""Mistakes in ReLU and its derivative, functions of a number."""

from grader.engine import mistake
from reference.digits_network.solution import rectified_linear_unit, rectified_linear_unit_derivative
from reference.train.mistakes.forward import MAXIMUM_OF_ONE


@mistake(
    rectified_linear_unit,
    "Negative numbers pass",
    "Your ReLU hands every number on as it is, also a negative one.",
    hint="The larger of two numbers is max(0, x) or np.maximum(0, x).",
    where="rectified_linear_unit.",
    calls=MAXIMUM_OF_ONE,
)
def _unit_is_identity(x):
    return x


@mistake(
    rectified_linear_unit,
    "The slope instead of the value",
    "Your ReLU returns 1 for a positive number. That is its derivative; ReLU itself returns the number.",
    hint="What is max(0, 5)?",
    where="rectified_linear_unit.",
)
def _unit_is_step(x):
    return 1.0 if x > 0 else 0.0


@mistake(
    rectified_linear_unit,
    "The absolute value",
    "Your ReLU turns -2 into 2. ReLU turns it into 0.",
    hint="What is max(0, -2)?",
    where="rectified_linear_unit.",
)
def _unit_is_absolute(x):
    return abs(x)


@mistake(
    rectified_linear_unit,
    "Cut to whole numbers",
    "Your ReLU loses everything after the decimal point.",
    hint="Is there an int(...) in it?",
    where="rectified_linear_unit.",
)
def _unit_is_truncated(x):
    return int(max(0, x))


@mistake(
    rectified_linear_unit,
    "The smaller instead of the larger number",
    "Your ReLU returns the smaller of 0 and x. It is the larger one.",
    hint="min or max?",
    where="rectified_linear_unit.",
)
def _unit_is_minimum(x):
    return min(0.0, x)


@mistake(
    rectified_linear_unit,
    "That is leaky ReLU",
    "Your ReLU lets a hundredth of a negative number through. Plain ReLU gives 0.",
    hint="What is max(0, -2)?",
    where="rectified_linear_unit.",
)
def _unit_is_leaky(x):
    return x if x > 0 else 0.01 * x


@mistake(
    rectified_linear_unit,
    "Nothing comes back for negative numbers",
    "Your ReLU returns nothing (None) when x is not positive. It has to return 0.",
    hint="What does your function return for -2? Look at the else branch.",
    where="rectified_linear_unit.",
)
def _unit_without_else(x):
    return x if x > 0 else None


@mistake(
    rectified_linear_unit,
    "Numbers between 0 and 1 do not pass",
    "Your ReLU is 0 for numbers between 0 and 1. Every positive number passes, however small.",
    hint="With which number do you compare x?",
    where="rectified_linear_unit.",
)
def _unit_from_one(x):
    return x if x > 1 else 0.0


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is 0 between 0 and 1",
    "Your derivative is 0 for numbers between 0 and 1. The slope of ReLU is 1 for every positive number, however "
    "small.",
    hint="What does your derivative give for 0.3? Look for int(...) or a comparison with 1.",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_from_one(x):
    return int(min(1, max(0, x)))


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is cut off at 1 instead of being a step",
    "Your derivative is x between 0 and 1. The slope of ReLU is 1 for every positive number, however small.",
    hint="What is the slope of max(0, x) at x = 0.3?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_is_clipped(x):
    return min(1.0, max(0.0, x))


@mistake(
    rectified_linear_unit_derivative,
    "The value instead of the slope",
    "Your derivative is ReLU itself. The slope of max(0, x) is 1 for positive numbers.",
    hint="What is the slope of max(0, x) at x = 5?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_is_relu(x):
    return max(0.0, x)


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is 1 everywhere",
    "Your derivative is 1 for negative numbers too. ReLU is flat there.",
    hint="What is the slope of max(0, x) at x = -3?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_is_one(x):
    return 1.0


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is the wrong way round",
    "Your derivative is 1 for negative numbers and 0 for positive ones.",
    hint="What is the slope of max(0, x) at x = 5?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_inverted(x):
    return 1.0 if x < 0 else 0.0


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is -1 for negative numbers",
    "Your derivative is the sign of x. ReLU is flat for negative numbers: its slope is 0 there.",
    hint="What is the slope of max(0, x) at x = -3?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_is_sign(x):
    return 1.0 if x > 0 else -1.0


@mistake(
    rectified_linear_unit_derivative,
    "Nothing comes back at 0",
    "Your derivative returns nothing (None) for exactly 0. Return 0 or 1 there.",
    hint="Which branch takes x = 0?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_nothing_at_zero(x):
    return None if x == 0 else 1.0 if x > 0 else 0.0


@mistake(
    rectified_linear_unit_derivative,
    "Nothing comes back for negative numbers",
    "Your derivative returns nothing (None) when x is not positive. It has to return 0.",
    hint="What does your function return for -2? Look at the else branch.",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_without_else(x):
    return 1.0 if x > 0 else None


@mistake(
    rectified_linear_unit,
    "Negative numbers pass instead of positive ones",
    "Your ReLU gives 0 for positive numbers and turns -3 into 3. ReLU keeps positive numbers and gives 0 for negative "
    "ones.",
    hint="Which branch belongs to x > 0?",
    where="rectified_linear_unit.",
)
def _unit_of_negative_numbers(x):
    return -x if x < 0 else 0.0


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is the wrong way round",
    "Your derivative is 1 for negative numbers and 0 for positive ones.",
    hint="What is the slope of max(0, x) at x = 5?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_inverted_one_at_zero(x):
    return 0.0 if x > 0 else 1.0


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is measured by a difference quotient",
    "Your derivative is the slope of a line through two points of ReLU, one on either side of x. Near 0 they lie on "
    "different branches, so the slope is neither 0 nor 1 there.",
    hint="What does your function return for x = 0.001?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_by_quotient(x):
    return (max(0.0, x + 0.1) - max(0.0, x - 0.1)) / 0.2
