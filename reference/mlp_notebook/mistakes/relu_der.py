"""Mistakes in relu_der."""

import numpy as np

from grader.engine import mistake
from reference.relu_der.solution import is_open, relu_der, through


@mistake(
    is_open,
    "The gradient passes where Z is exactly 0",
    "Your condition lets an entry of the gradient through when Z is exactly 0. In this course relu'(0) = 0, so only "
    "entries with Z > 0 are passed on.",
    hint="Which entries does your comparison treat as active: the ones with Z > 0, or also those with Z = 0?",
    where="The comparison of Z with 0 (>= for >, or < for <=).",
)
def _gradient_at_zero(Z):
    return Z >= 0


@mistake(
    is_open,
    "The mask is the wrong way round",
    "Your result keeps the gradient where Z is not positive and clears it where Z is positive.",
    hint="Take one entry with Z = 2. ReLU hands it on unchanged: what is its slope?",
    where="The comparison of Z with 0, or the order of the two branches.",
)
def _mask_inverted(Z):
    return Z <= 0


@mistake(
    is_open,
    "The gradient is stopped for Z between 0 and 1",
    "Entries with 0 < Z < 1 get 0 in your result. The slope is 1 for every positive Z, however small.",
    hint="Try Z = 0.3: what does your function make of it, and why?",
    where="The threshold, or a conversion to int.",
)
def _opens_from_one(Z):
    return Z >= 1


@mistake(
    through,
    "The incoming gradient is missing",
    "Your result is the derivative of ReLU alone: ones and zeros. The chain rule asks for its product with dA.",
    hint="Your mask is right. What does the chain rule do with dA?",
    where="The line that makes the result: dA has to be in it.",
)
def _incoming_gradient_ignored(dA, opened):
    return opened.astype(float)


@mistake(
    through,
    "Negative gradients are lost",
    "Where Z is positive, your result keeps only positive gradients. A gradient may have any sign.",
    hint="Take Z = 1 and dA = -2. The answer is -2.",
    where="A maximum (or a comparison) that is applied to dA or to the product.",
)
def _gradient_cut_at_zero(dA, opened):
    return np.where(opened, np.maximum(dA, 0), 0)


@mistake(
    through,
    "dA is overwritten",
    "Your numbers are right, but the caller's dA has changed: you wrote into it instead of into a copy.",
    hint="dZ = dA does not copy, it gives the same array a second name.",
    where="The line that makes dZ: np.array(dA, copy=True), or np.where, make a new array.",
)
def _gradient_overwritten(dA, opened):
    dA[~opened] = 0
    return dA


@mistake(
    relu_der,
    "The gradient is handed on unchanged",
    "Your result equals dA in every entry. Where Z is not positive the gradient has to become 0.",
    hint="Use Z: which entries of dZ must be 0?",
    where="Between copying dA and returning dZ.",
)
def _gradient_untouched(dA, cache):
    return np.array(dA, copy=True)


@mistake(
    relu_der,
    "The mask is made from dA instead of Z",
    "Your result clears the entries where the gradient is not positive. What decides is the layer's input Z.",
    hint="Which array do you compare with 0?",
    where='The comparison: it has to look at cache["Z"].',
)
def _mask_from_gradient(dA, cache):
    return np.where(np.asarray(dA) > 0, dA, 0)


@mistake(
    relu_der,
    "Multiplied by ReLU instead of by its derivative",
    "Your result is dA * max(0, Z). The chain rule needs the slope of ReLU, which is 1 where Z > 0, not its value.",
    hint="What is the slope of max(0, z) at z = 5? It is not 5.",
    where="The factor that dA is multiplied by.",
)
def _times_relu(dA, cache):
    return dA * np.maximum(0, cache["Z"])


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
    "That is the forward pass",
    "Your result is max(0, Z). Here the gradient is asked for: dA where Z > 0.",
    hint="The result has to be made of entries of dA.",
    where="The line that makes the result.",
)
def _forward_again(dA, cache):
    return np.maximum(0, cache["Z"])


@mistake(
    relu_der,
    "The cached Z is overwritten with zeros and ones",
    "After your function has run, the Z in the cache holds zeros and ones: you write into the stored array, not into "
    "one of your own. The forward pass has stored these values for others too.",
    hint="Where do you write, and whose array is it?",
    where="The lines that write into Z: make a mask of its own instead.",
)
def _cache_overwritten_with_mask(dA, cache):
    Z = cache["Z"]
    Z[Z <= 0] = 0
    Z[Z > 0] = 1
    return dA * Z


@mistake(
    relu_der,
    "The cached Z is overwritten with zeros and ones, and zero counts as active",
    "After your function has run, the Z in the cache holds zeros and ones: you write into the stored array, not into "
    "one of your own. And Z = 0 becomes 1, so the gradient passes there.",
    hint="Where do you write, and what becomes of an entry that is exactly 0?",
    where="The lines that write into Z: make a mask of its own instead.",
)
def _cache_overwritten_and_open_at_zero(dA, cache):
    Z = cache["Z"]
    opened = Z >= 0
    Z[opened] = 1
    Z[~opened] = 0
    return dA * Z


@mistake(
    relu_der,
    "The cached Z is overwritten",
    "Your numbers are right, but the negative entries of the Z in the cache are now 0: you write into the stored "
    "array, not into one of your own.",
    hint="Where do you write, and whose array is it?",
    where="The line that writes into Z: make a mask of its own, or copy Z first.",
)
def _cache_clipped(dA, cache):
    Z = cache["Z"]
    Z[Z <= 0] = 0
    return np.where(Z > 0, dA, 0)


@mistake(
    relu_der,
    "The gradient turns round where Z is negative",
    "Your numbers are -dA where Z is negative. The slope of ReLU is 0 there, not -1.",
    hint="Which values does the slope of ReLU take?",
    where="The line that multiplies dA.",
)
def _times_sign(dA, cache):
    return dA * np.sign(cache["Z"])
