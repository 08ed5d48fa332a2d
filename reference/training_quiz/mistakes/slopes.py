"""Known mistakes in the slope of the activation."""

import numpy as np

from grader.engine import mistake
from reference.training_quiz.solution import activation_slope


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
    activation_slope,
    "cos in place of cosh",
    "The slope of tanh is 1 / cosh(z)², with the hyperbolic cosine. Yours has the cosine of an angle.",
    hint="How is the hyperbolic cosine called in NumPy?",
    where="The line of dadz.",
)
def _cos_for_cosh(w1, b1, x):
    return 1 / np.cos(w1 * x + b1) ** 2


@mistake(
    activation_slope,
    "The bias is subtracted in z",
    "1 / cosh(z)² is taken at w1 x - b1. The bias is added: z = w1 x + b1.",
    hint="What does z consist of?",
    where="The line of z.",
)
def _slope_with_bias_subtracted(w1, b1, x):
    return 1 / np.cosh(w1 * x - b1) ** 2


@mistake(
    activation_slope,
    "The input is missing in z",
    "Your slope is taken at w1 + b1. The weight multiplies the input: z = w1 x + b1.",
    hint="What does z consist of?",
    where="The line of z.",
)
def _slope_without_input(w1, b1, x):
    return 1 / np.cosh(w1 + b1) ** 2
