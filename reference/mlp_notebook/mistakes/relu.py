"""Mistakes in relu."""

import numpy as np

from grader.engine import mistake
from reference.mlp_notebook.solution import rectified, relu, relu_cache


@mistake(
    relu,
    "The results are in another order",
    "Your function returns the cache first. The order is A, cache.",
    hint="Compare your return statement with the task.",
    where="The return statement.",
)
def _relu_in_other_order(Z):
    A = rectified(Z)
    return relu_cache(Z, A), A


@mistake(
    rectified,
    "Negative numbers pass",
    "Your relu hands every number on as it is. ReLU replaces the negative ones by 0.",
    hint="What is max(0, -2)? Entry by entry, np.maximum(0, Z) gives it.",
    where="The line that computes A.",
)
def _relu_is_identity(Z):
    return np.array(Z)


@mistake(
    rectified,
    "The slope instead of the value",
    "Your relu returns 1 where Z is positive. That is the derivative; ReLU itself hands Z on.",
    hint="What is max(0, 5)?",
    where="The line that computes A.",
)
def _relu_is_mask(Z):
    return np.where(np.asarray(Z) > 0, 1, 0)


@mistake(
    rectified,
    "The absolute value",
    "Your relu turns -2 into 2. ReLU turns it into 0.",
    hint="What is max(0, -2)?",
    where="The line that computes A.",
)
def _relu_is_absolute(Z):
    return np.abs(Z)


@mistake(
    rectified,
    "That is leaky ReLU",
    "Your relu lets a hundredth of the negative numbers through. Plain ReLU gives 0.",
    hint="Which activation is asked for?",
    where="The line that computes A.",
)
def _relu_is_leaky(Z):
    return np.where(np.asarray(Z) > 0, Z, 0.01 * np.asarray(Z))


@mistake(
    relu_cache,
    "The cache holds A instead of Z",
    'Your cache keeps the output of ReLU under "Z". Backward needs its input.',
    hint="Which array do you store, and is Z changed before it is stored?",
    where="The line that fills the cache, or the one that computes A in place.",
)
def _relu_caches_output(Z, A):
    return {"Z": A}


@mistake(
    relu_cache,
    'The cache has no entry "Z"',
    'Backward needs the input of ReLU under the key "Z".',
    hint='cache["Z"] = Z.',
    where="The line that fills the cache.",
)
def _relu_caches_nothing(Z, A):
    return {}


@mistake(
    relu,
    "Only A is returned",
    "Your function returns A alone. The cache comes second.",
    hint="Compare your return statement with the task.",
    where="The return statement.",
)
def _relu_without_cache(Z):
    return rectified(Z)


@mistake(
    relu_cache,
    "The cache is Z itself",
    'Your second result is Z. The task asks for a dictionary that holds it under the key "Z".',
    hint='cache = {"Z": Z}.',
    where="The line that fills the cache.",
)
def _relu_caches_array(Z, A):
    return Z


@mistake(
    rectified,
    "The minimum instead of the maximum",
    "Your relu keeps the negative numbers and turns the positive ones into 0. ReLU is the other way round.",
    hint="What is max(0, 5)?",
    where="The line that computes A.",
)
def _relu_is_minimum(Z):
    return np.minimum(0, Z)


@mistake(
    rectified,
    "That is the sigmoid",
    "Your relu gives numbers between 0 and 1. ReLU gives max(0, Z).",
    hint="Which activation is asked for?",
    where="The line that computes A.",
)
def _relu_is_sigmoid(Z):
    return 1 / (1 + np.exp(-np.asarray(Z)))


@mistake(
    rectified,
    "The largest entry along an axis",
    "Your A holds the largest entries along the first axis of Z. ReLU compares each entry with 0.",
    hint="np.max goes through one array, and its second argument is an axis. Which function compares entry by entry?",
    where="The line that computes A.",
)
def _relu_is_largest_along_axis(Z):
    return np.max(Z, axis=0)


@mistake(
    rectified,
    "Large numbers are cut at 6",
    "Your relu is never larger than 6: that is ReLU6. ReLU hands on every positive number as it is.",
    hint="What is max(0, 10)?",
    where="The line that computes A.",
)
def _relu_cut_at_six(Z):
    return np.clip(Z, 0, 6)
