"""The right numbers in another form, or multiplied in another way."""

import numpy as np

from grader.engine import mistake
from reference.relu_der.solution import relu_der, through


@mistake(
    through,
    "The result is transposed",
    "Rows and columns of your result are exchanged. dZ has the shape of dA, (n, m).",
    hint="Is there a .T too many?",
    where="The line that makes the result.",
)
def _transposed(dA, opened):
    return np.where(opened, dA, 0).T


@mistake(
    through,
    "The result has lost its shape",
    "The values are right, but they come as one flat row. dZ has the shape of dA, (n, m).",
    hint="Does a boolean index, a loop with append or a ravel make your result flat?",
    where="The line that makes the result.",
)
def _flattened(dA, opened):
    return np.where(opened, dA, 0).ravel()


@mistake(
    through,
    "Matrix product instead of an elementwise product",
    "ReLU works entry by entry, so dA and the mask are multiplied entry by entry. Your "
    "numbers are those of a matrix product.",
    hint="Which operator multiplies two arrays of the same shape entry by entry?",
    where="The product of dA and the mask: use * or np.multiply.",
)
def _matrix_product(dA, opened):
    return np.dot(dA, opened.astype(float))


@mistake(
    through,
    "Matrix product instead of an elementwise product",
    "ReLU works entry by entry, so dA and the mask are multiplied entry by entry, without any transposition. "
    "Your numbers are those of a matrix product.",
    hint="Which operator multiplies two arrays of the same shape entry by entry?",
    where="The product of dA and the mask: use * or np.multiply.",
)
def _matrix_product_of_transposed(dA, opened):
    return np.dot(dA.T, opened.astype(float))


@mistake(
    through,
    "Matrix product instead of an elementwise product",
    "ReLU works entry by entry, so dA and the mask are multiplied entry by entry, without any transposition. "
    "Your numbers are those of a matrix product.",
    hint="Which operator multiplies two arrays of the same shape entry by entry?",
    where="The product of dA and the mask: use * or np.multiply.",
)
def _matrix_product_with_transposed(dA, opened):
    return np.dot(dA, opened.T.astype(float))


@mistake(
    relu_der,
    "Nothing is returned",
    "The result of your function is None: it ends without returning dZ.",
    hint="Add `return dZ` at the end, at the level of the function's body.",
    where="The last line of the function.",
)
def _nothing_returned(dA, cache):
    return None


@mistake(
    relu_der,
    "Two things are returned",
    "Your function returns a tuple: the right dZ, and the cache. Only dZ is asked for.",
    hint="Return dZ alone.",
    where="The return statement.",
)
def _pair_returned(dA, cache):
    return np.where(cache["Z"] > 0, dA, 0), cache
