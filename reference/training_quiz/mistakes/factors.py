"""Known mistakes in the factors of the chain rule."""

import numpy as np

from grader.engine import mistake
from reference.training_quiz.solution import C, a1, combined, dCdb, input_slope, output_slope

_Z = "z = w1 x + b1 grows by exactly as much as b1, so dz/db is 1."


@mistake(
    input_slope,
    "dz/db is x",
    "Your function gives the numbers of dCdw. " + _Z + " x is the derivative by the weight.",
    hint="Differentiate w1 * x + b1 by b1.",
    where="The line of dzdb.",
)
def _input_for_one(w1, b1, x):
    return x


@mistake(
    input_slope,
    "dz/db is b1",
    _Z + " The bias itself disappears.",
    hint="What is the derivative of a constant plus b, by b?",
    where="The line of dzdb.",
)
def _bias_for_one(w1, b1, x):
    return b1


@mistake(
    input_slope,
    "The result is always 0",
    "One of the three factors is 0, or cut to a whole number by //. "
    + _Z
    + " The slope 1 / cosh(z)² is always positive.",
    hint="Print the three factors: which one is 0?",
    where="The lines of dadz and dzdb.",
)
def _zero_for_one(w1, b1, x):
    return 0


@mistake(
    input_slope,
    "dz/db is w1",
    _Z + " w1 is the derivative of z by x.",
    hint="Differentiate w1 * x + b1 by b1.",
    where="The line of dzdb.",
)
def _weight_for_one(w1, b1, x):
    return w1


@mistake(
    input_slope,
    "dz/db is z",
    _Z,
    hint="Differentiate w1 * x + b1 by b1.",
    where="The line of dzdb.",
)
def _z_for_one(w1, b1, x):
    return w1 * x + b1


@mistake(
    output_slope,
    "The factor 2 is missing",
    "The derivative of (a - y)² by a is 2 (a - y).",
    hint="Differentiate the square.",
    where="The line of dCda.",
)
def _factor_2_missing(w1, b1, x, y):
    return a1(w1, b1, x) - y


@mistake(
    output_slope,
    "The sign is reversed",
    "The derivative of (a - y)² by a is 2 (a - y), not 2 (y - a), and dz/db is 1, not -1.",
    hint="Which of the two is subtracted, the output or y?",
    where="The line of dCda, or that of dzdb.",
)
def _error_reversed(w1, b1, x, y):
    return 2 * (y - a1(w1, b1, x))


@mistake(
    output_slope,
    "The cost instead of its derivative",
    "C is the square (a - y)² itself. The chain rule starts with its derivative by a, which is 2 (a - y).",
    hint="Which power is left when a square is differentiated?",
    where="The line of dCda.",
)
def _cost_for_error(w1, b1, x, y):
    return (a1(w1, b1, x) - y) ** 2


@mistake(
    output_slope,
    "The square is still there",
    "Your first factor is 2 (a - y)². The derivative of (a - y)² by a is 2 (a - y), without the square.",
    hint="Which power is left when a square is differentiated?",
    where="The line of dCda.",
)
def _square_left_in_error(w1, b1, x, y):
    return 2 * (a1(w1, b1, x) - y) ** 2


@mistake(
    combined,
    "The factors are added",
    "The chain rule multiplies the three factors.",
    hint="Plus or times?",
    where="The return statement.",
)
def _factors_added(dCda, dadz, dzdb):
    return dCda + dadz + dzdb


@mistake(
    dCdb,
    "Weight and bias are exchanged in z",
    "Your z is b1 x + w1. The weight multiplies the input, and the bias is added: z = w1 x + b1.",
    hint="Compare z with the one in dCdw.",
    where="The line of z.",
)
def _weight_and_bias_exchanged(w1, b1, x, y):
    z = b1 * x + w1
    return 2 * (np.tanh(z) - y) / np.cosh(z) ** 2


@mistake(
    output_slope,
    "Brackets are missing around the error",
    "Your first factor is 2 a - y. The derivative of (a - y)² by a is 2 (a - y): the difference as a whole is doubled.",
    hint="In which order does Python compute 2 * a - y?",
    where="The line of dCda.",
)
def _error_without_brackets(w1, b1, x, y):
    return 2 * a1(w1, b1, x) - y


@mistake(
    output_slope,
    "The cost stands in for the output",
    "Your first factor is 2 (C - y). The derivative of (a - y)² by a is 2 (a - y), with the output a.",
    hint="What is subtracted from what in the cost?",
    where="The line of dCda.",
)
def _cost_for_output(w1, b1, x, y):
    return 2 * (C(w1, b1, x, y) - y)


@mistake(
    dCdb,
    "The bias is subtracted in z",
    "Your numbers are those of z = w1 x - b1. The bias is added: z = w1 x + b1.",
    hint="What does z consist of?",
    where="The line of z.",
)
def _bias_subtracted(w1, b1, x, y):
    z = w1 * x - b1
    return 2 * (np.tanh(z) - y) / np.cosh(z) ** 2


@mistake(
    output_slope,
    "Weight and bias are exchanged in the output",
    "The output in your first factor is tanh(b1 x + w1). The weight multiplies the input, and the bias is added: "
    "tanh(w1 x + b1), which is a1(w1, b1, x).",
    hint="In which order does a1 take its arguments?",
    where="The call of a1.",
)
def _output_of_exchanged(w1, b1, x, y):
    return 2 * (a1(b1, w1, x) - y)
