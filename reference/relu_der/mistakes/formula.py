"""Other formulas in place of the gradient, and a cache that is overwritten."""

import numpy as np

from grader.engine import mistake
from reference.relu_der.solution import relu_der


@mistake(
    relu_der,
    "The cached Z is overwritten with zeros and ones",
    'After your function the array in cache["Z"] holds zeros and ones. It is the array of the forward pass, which has '
    "stored these values for others too; a second name for it is no copy.",
    hint="Where do you write, and whose array is it?",
    where="The assignments Z[...] = 0 and Z[...] = 1: make a mask of its own instead.",
)
def _cache_overwritten_with_mask(dA, cache):
    Z = cache["Z"]
    Z[Z <= 0] = 0
    Z[Z > 0] = 1
    return dA * Z


@mistake(
    relu_der,
    "The cached Z is overwritten",
    'Your numbers are right, but the negative entries of cache["Z"] are now 0. A second name '
    "for the stored array is no copy of it.",
    hint="Where do you write, and whose array is it?",
    where="The assignment Z[...] = 0: make a mask of its own, or copy Z first.",
)
def _cache_clipped(dA, cache):
    Z = cache["Z"]
    Z[Z <= 0] = 0
    return np.where(Z > 0, dA, 0)


@mistake(
    relu_der,
    "The result is written into the cached Z",
    'Your numbers are right, but they were written into cache["Z"] itself. A second name for the stored array is no '
    "copy of it, and the forward pass has stored these values for others too.",
    hint="Where do you write, and whose array is it?",
    where="The assignments into Z: write into a copy of dA instead.",
)
def _cache_becomes_result(dA, cache):
    Z = cache["Z"]
    Z[Z <= 0] = 0
    opened = Z > 0
    Z[opened] = np.asarray(dA)[opened]
    return Z


@mistake(
    relu_der,
    "Multiplied by ReLU instead of by its derivative",
    "Your result is dA * max(0, Z). The chain rule needs the slope of ReLU, which is 1 where Z > 0, not its value.",
    hint="What is the slope of max(0, z) at z = 5? It is not 5.",
    where="The factor that dA is multiplied by.",
)
def _relu_instead_of_derivative(dA, cache):
    return dA * np.maximum(0, cache["Z"])


@mistake(
    relu_der,
    "That is the forward pass",
    "Your result is max(0, Z), the output of ReLU on the way forward. Here its gradient is asked for: dA where Z > 0.",
    hint="The result has to be made of entries of dA.",
    where="The line that makes the result.",
)
def _forward_again(dA, cache):
    return np.maximum(0, cache["Z"])


@mistake(
    relu_der,
    "Multiplied by Z instead of by the derivative",
    "Your result is dA * Z. The chain rule needs the slope of ReLU at Z, which is 1 or 0.",
    hint="What is the slope of max(0, z) at z = 5? And at z = -5?",
    where="The factor that dA is multiplied by.",
)
def _times_input(dA, cache):
    return dA * cache["Z"]


@mistake(
    relu_der,
    "Z and dA are mixed up",
    "Your result holds Z where Z is positive and dA elsewhere. It has to hold dA where Z is positive, and 0 elsewhere.",
    hint="Read your condition aloud: where Z > 0, take ...",
    where="The two values that the condition chooses between.",
)
def _input_where_open(dA, cache):
    return np.where(cache["Z"] > 0, cache["Z"], dA)


@mistake(
    relu_der,
    "That is the derivative of the sigmoid",
    "Your result is dA * s * (1 - s) with the sigmoid s of Z. This layer has ReLU, whose slope is 1 or 0.",
    hint="Which activation does this layer have?",
    where="The factor that dA is multiplied by.",
)
def _sigmoid_derivative(dA, cache):
    s = 1 / (1 + np.exp(-np.asarray(cache["Z"], dtype=float)))
    return dA * s * (1 - s)


@mistake(
    relu_der,
    "That is the derivative of tanh",
    "Your result is dA * (1 - tanh(Z)^2). This layer has ReLU, whose slope is 1 or 0.",
    hint="Which activation does this layer have?",
    where="The factor that dA is multiplied by.",
)
def _tanh_derivative(dA, cache):
    return dA * (1 - np.tanh(cache["Z"]) ** 2)


@mistake(
    relu_der,
    "0 / 0 where Z is 0",
    "Your result is NaN where Z is exactly 0, as from a division by Z: 0 / 0. Everywhere else it is right.",
    hint="Compare Z with 0 instead of dividing by it.",
    where="The division by Z.",
)
def _divided_by_input(dA, cache):
    Z = np.asarray(cache["Z"], dtype=float)
    return dA * (np.maximum(0, Z) / Z)


@mistake(
    relu_der,
    "Half of the gradient passes where Z is exactly 0",
    "Your slope at Z = 0 is 0.5. That is one possible choice, but in this course relu'(0) = 0.",
    hint="np.heaviside takes the value at 0 as its second argument.",
    where="The value for Z = 0.",
)
def _half_at_zero(dA, cache):
    return dA * np.heaviside(cache["Z"], 0.5)


@mistake(
    relu_der,
    "Negative inputs give -dA instead of 0",
    "Your slope is the sign of Z: -1 for negative inputs. ReLU is flat there, so its slope is 0.",
    hint="What is the slope of max(0, z) at z = -3?",
    where="The factor for Z < 0.",
)
def _sign_of_input(dA, cache):
    return dA * np.sign(cache["Z"])


@mistake(
    relu_der,
    "Negative inputs give -dA instead of 0",
    "Where Z is negative your result is -dA, and dA everywhere else. ReLU is flat for negative inputs: its slope is 0.",
    hint="What is the slope of max(0, z) at z = -3?",
    where="The value for Z < 0.",
)
def _minus_for_negative(dA, cache):
    return np.where(cache["Z"] < 0, -dA, dA)


@mistake(
    relu_der,
    "Multiplied by Z between 0 and 1",
    "Where Z lies between 0 and 1 your result is dA * Z. The slope of ReLU is 1 for every positive Z, however small.",
    hint="What is the slope of max(0, z) at z = 0.3? It is not 0.3.",
    where="The factor that dA is multiplied by.",
)
def _times_clipped_input(dA, cache):
    return dA * np.clip(cache["Z"], 0, 1)


@mistake(
    relu_der,
    "That is the forward pass",
    "Your result is max(0, Z), the output of ReLU on the way forward, and the cached Z is overwritten with it. Here "
    "its gradient is asked for: dA where Z > 0, in an array of its own.",
    hint="The result has to be made of entries of dA.",
    where="The line that makes the result.",
)
def _forward_into_cache(dA, cache):
    Z = cache["Z"]
    Z[Z <= 0] = 0
    return Z


@mistake(
    relu_der,
    "Multiplied by the sigmoid",
    "Your result is dA / (1 + e^-Z). The sigmoid is the slope of softplus; the slope of ReLU is 1 or 0.",
    hint="What is the slope of max(0, z) at z = -3?",
    where="The factor that dA is multiplied by.",
)
def _sigmoid_as_slope(dA, cache):
    return dA / (1 + np.exp(-np.asarray(cache["Z"], dtype=float)))
