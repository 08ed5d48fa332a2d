"""Which entries let the gradient through, and whether it is there at all."""

import numpy as np

from grader.engine import mistake
from reference.relu_der.solution import is_open, relu_der, through


@mistake(
    is_open,
    "The gradient passes where Z is exactly 0",
    "Your condition lets an entry of the gradient through when Z is exactly 0. In this course relu'(0) = 0, so only "
    "entries with Z > 0 are passed on. Zeros are not rare: rounded inputs and dead units produce many.",
    hint="Which entries does your comparison treat as active: the ones with Z > 0, or also those with Z = 0?",
    where="The comparison of Z with 0 (>= for >, or < for <=).",
)
def _gradient_at_zero(Z):
    return Z >= 0


@mistake(
    is_open,
    "The mask is the wrong way round",
    "Your result keeps the gradient where Z is not positive and clears it where Z is positive. ReLU passes a positive "
    "input on, so it is there that the gradient flows back.",
    hint="Take one entry with Z = 2. ReLU hands it on unchanged: what is its slope?",
    where="The comparison of Z with 0, or the order of the two branches.",
)
def _mask_inverted(Z):
    return Z <= 0


@mistake(
    is_open,
    "The mask is the wrong way round",
    "Your result keeps the gradient where Z is negative and clears it everywhere else. ReLU passes a positive input "
    "on, so it is there that the gradient flows back.",
    hint="Take one entry with Z = 2. ReLU hands it on unchanged: what is its slope?",
    where="The comparison of Z with 0, or the order of the two branches.",
)
def _mask_inverted_strictly(Z):
    return Z < 0


@mistake(
    is_open,
    "The gradient is stopped for Z between 0 and 1",
    "Entries with 0 < Z < 1 get 0 in your result, as if ReLU only began at 1 (or as if its value had been cut to a "
    "whole number). The slope is 1 for every positive Z, however small.",
    hint="Try Z = 0.3: what does your function make of it, and why?",
    where="The threshold, or a conversion to int.",
)
def _opens_from_one(Z):
    return Z >= 1


@mistake(
    is_open,
    "The gradient is stopped for Z between 0 and 1",
    "Z is cut to a whole number before it is compared with 0: entries with 0 < Z < 1 get 0, and so do numbers that are "
    "too large for an integer. The slope is 1 for every positive Z.",
    hint="Try Z = 0.3: what does your function make of it, and why?",
    where="The condition on Z.",
)
def _opens_where_integer_part(Z):
    return np.asarray(Z).astype(int) > 0


@mistake(
    is_open,
    "The gradient is stopped for Z up to 1",
    "Entries with 0 < Z <= 1 get 0 in your result, as if ReLU only began above 1. The slope is 1 for every positive "
    "Z, however small.",
    hint="Try Z = 0.3 and Z = 1: what does your function make of them, and why?",
    where="The threshold that Z is compared with.",
)
def _opens_above_one(Z):
    return Z > 1


@mistake(
    is_open,
    "Negative inputs pass the gradient too",
    "Your result clears the gradient only where Z is exactly 0. ReLU cuts off every negative input, so there its "
    "slope is 0 as well.",
    hint="What is the slope of max(0, z) at z = -3?",
    where="The condition on Z.",
)
def _opens_where_not_zero(Z):
    return Z != 0


@mistake(
    through,
    "The incoming gradient is missing",
    "Your result is the derivative of ReLU alone: ones and zeros. The chain rule asks for its product with the "
    "gradient that came in, dZ = dA * relu'(Z).",
    hint="Your mask is right. What does the chain rule do with dA?",
    where="The line that makes the result: dA has to be in it.",
)
def _incoming_gradient_ignored(dA, opened):
    return opened.astype(float)


@mistake(
    through,
    "The values of the incoming gradient are missing",
    "Your result holds whole ones and zeros, or True and False, and none of the values of dA. The chain rule asks for "
    "a product with the gradient that came in, dZ = dA * relu'(Z).",
    hint="Your mask is right. What does the chain rule do with dA?",
    where="The line that makes the result: dA has to be in it.",
)
def _mask_alone(dA, opened):
    return opened.astype(int)


@mistake(
    relu_der,
    "The gradient is handed on unchanged",
    "Your result equals dA in every entry, as if ReLU were the identity. Where Z is not positive the gradient has to "
    "become 0.",
    hint="Use Z: which entries of dZ must be 0?",
    where="Between copying dA and returning dZ.",
)
def _gradient_untouched(dA, cache):
    return np.array(dA, copy=True)


@mistake(
    relu_der,
    "The mask is made from dA instead of Z",
    "Your result clears the entries where the gradient is not positive. A gradient may have any sign; what decides is "
    "the layer's input Z on the way forward.",
    hint="Which array do you compare with 0?",
    where='The comparison: it has to look at cache["Z"].',
)
def _mask_from_gradient(dA, cache):
    return np.where(np.asarray(dA) > 0, dA, 0)


@mistake(
    is_open,
    "The gradient passes only above about 0.5",
    "Where Z is positive, but not greater than about 0.5, your gradient is cleared. 0.5 is a threshold for "
    "probabilities; ReLU opens at 0.",
    hint="What is the slope of max(0, z) at z = 0.3?",
    where="The comparison of Z.",
)
def _opens_at_half(Z):
    return Z > 0.5
