"""Known mistakes in the factors of the chain rule."""

import numpy as np

from grader.engine import mistake
from reference.training_quiz.solution import C, a1, activation_slope, combined, dCdb, input_slope, output_slope

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
    "dz/db is 0",
    _Z + " It would be 0 only if z did not depend on the bias.",
    hint="What happens to z when b1 grows by a little?",
    where="The line of dzdb.",
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
    activation_slope,
    "The slope of the activation is missing",
    "On the way from a to z the chain rule multiplies by the slope of tanh, 1 / cosh(z)².",
    hint="Count the factors of the chain rule.",
    where="The return statement, or the line of dadz.",
)
def _slope_missing(w1, b1, x):
    return 1


@mistake(
    activation_slope,
    "tanh instead of its slope",
    "The chain rule asks for the slope of the activation, 1 / cosh(z)², not for its value.",
    hint="What is the derivative of tanh?",
    where="The line of dadz.",
)
def _value_for_slope(w1, b1, x):
    return np.tanh(w1 * x + b1)


@mistake(
    activation_slope,
    "The square of cosh is missing",
    "The derivative of tanh is 1 / cosh(z)², with the square.",
    hint="Look at the exponent.",
    where="The line of dadz.",
)
def _square_missing(w1, b1, x):
    return 1 / np.cosh(w1 * x + b1)


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
    activation_slope,
    "The square stands inside cosh",
    "The derivative of tanh is 1 / cosh(z)²: the square belongs to cosh(z), not to z.",
    hint="Which brackets does the square stand behind?",
    where="The line of dadz.",
)
def _cosh_of_square(w1, b1, x):
    return 1 / np.cosh((w1 * x + b1) ** 2)


@mistake(
    activation_slope,
    "The square of tanh is missing",
    "The derivative of tanh is 1 - tanh(z)², with the square.",
    hint="Look at the exponent.",
    where="The line of dadz.",
)
def _tanh_not_squared(w1, b1, x):
    return 1 - np.tanh(w1 * x + b1)


@mistake(
    activation_slope,
    "The slope is taken at a instead of z",
    "1 / cosh(z)² needs the weighted input z = w1 x + b1. Yours is taken at the activation, which has been through "
    "tanh already.",
    hint="What is handed to cosh?",
    where="The lines of z and of dadz.",
)
def _slope_at_activation(w1, b1, x):
    return 1 / np.cosh(np.tanh(w1 * x + b1)) ** 2


@mistake(
    activation_slope,
    "The slope of the logistic function",
    "s (1 - s) is the slope of the logistic function. Here the activation is tanh, whose slope is 1 / cosh(z)².",
    hint="Which activation does a1 use?",
    where="The line of dadz.",
)
def _logistic_slope(w1, b1, x):
    s = 1 / (1 + np.exp(-(w1 * x + b1)))
    return s * (1 - s)


@mistake(
    activation_slope,
    "The slope of the logistic function",
    "a (1 - a) is the slope where a is the logistic function of z. Here a is tanh(z), whose slope is 1 - a², the same "
    "as 1 / cosh(z)².",
    hint="Which activation does a1 use?",
    where="The line of dadz.",
)
def _logistic_slope_of_tanh(w1, b1, x):
    a = np.tanh(w1 * x + b1)
    return a * (1 - a)


@mistake(
    activation_slope,
    "1 - z² in place of 1 - tanh(z)²",
    "The slope of tanh is 1 - a² with the value a = tanh(z). Yours has z itself.",
    hint="What is squared: z or tanh(z)?",
    where="The line of dadz.",
)
def _square_of_z(w1, b1, x):
    return 1 - (w1 * x + b1) ** 2


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
    activation_slope,
    "sinh in place of cosh",
    "The derivative of tanh is 1 / cosh(z)². Yours has sinh, which is 0 at z = 0.",
    hint="What is the slope of tanh at z = 0?",
    where="The line of dadz.",
)
def _sinh_for_cosh(w1, b1, x):
    return 1 / np.sinh(w1 * x + b1) ** 2


@mistake(
    activation_slope,
    "Multiplied by cosh² instead of divided",
    "The derivative of tanh is 1 / cosh(z)². Yours is cosh(z)² itself, which grows where tanh becomes flat.",
    hint="Is the slope of tanh larger or smaller than 1?",
    where="The line of dadz.",
)
def _slope_upside_down(w1, b1, x):
    return np.cosh(w1 * x + b1) ** 2


@mistake(
    activation_slope,
    "The slope is taken without the bias",
    "1 / cosh(z)² needs the weighted input z = w1 x + b1. Yours is taken at w1 x.",
    hint="What does z consist of?",
    where="The line of z.",
)
def _slope_without_bias(w1, b1, x):
    return 1 / np.cosh(w1 * x) ** 2


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
    activation_slope,
    "cos in place of cosh",
    "The slope of tanh is 1 / cosh(z)², with the hyperbolic cosine. Yours has the cosine of an angle.",
    hint="How is the hyperbolic cosine called in NumPy?",
    where="The line of dadz.",
)
def _cos_for_cosh(w1, b1, x):
    return 1 / np.cos(w1 * x + b1) ** 2


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
    activation_slope,
    "The bias is subtracted in z",
    "1 / cosh(z)² is taken at w1 x - b1. The bias is added: z = w1 x + b1.",
    hint="What does z consist of?",
    where="The line of z.",
)
def _slope_with_bias_subtracted(w1, b1, x):
    return 1 / np.cosh(w1 * x - b1) ** 2
