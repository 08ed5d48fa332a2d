"""Entries that get a wrong value or none. The notebook, which asks for the same function, uses these too."""

import numpy as np

from grader.engine import mistake
from reference.relu_der.solution import relu_der


@mistake(
    relu_der,
    "Z itself stands where 0 belongs",
    "Where Z is not positive, your result is Z. The gradient is 0 there.",
    hint="np.where(condition, a, b): which of the two stands where the condition does not hold?",
    where="The value for Z <= 0.",
)
def _keeps_input(dA, cache):
    return np.where(cache["Z"] > 0, dA, cache["Z"])


@mistake(
    relu_der,
    "Only a square part of the array is looked at",
    "Your loops go over as many columns as there are rows. Columns beyond that keep the whole gradient, and with fewer "
    "columns than rows there is no such column.",
    hint="How many rows and how many columns has Z? Z.shape tells both.",
    where="The range of the inner loop.",
)
def _square_loops(dA, cache):
    dZ, Z = np.array(dA, copy=True), cache["Z"]
    for i in range(len(Z)):
        for j in range(len(Z)):
            if Z[i, j] <= 0:
                dZ[i, j] = 0
    return dZ


@mistake(
    relu_der,
    "Only the first sample is looked at",
    "Columns are samples. Your result is right in the first column and holds dA unchanged in the others.",
    hint="Try an array with several columns.",
    where="The index of the column: all of them, not only 0.",
)
def _first_sample_only(dA, cache):
    dZ = np.array(dA, copy=True)
    dZ[cache["Z"][:, 0] <= 0, 0] = 0
    return dZ


@mistake(
    relu_der,
    "The mask is written into dA",
    "Where Z is positive, your result is 1. The gradient that comes in passes there unchanged, and where Z is "
    "exactly 0 it is 0.",
    hint="Which entries of dZ have to change, and which stay as they came?",
    where="The entries of dZ where Z is positive.",
)
def _mask_written_into_gradient(dA, cache):
    dZ, Z = np.array(dA, copy=True), cache["Z"]
    dZ[Z < 0] = 0
    dZ[Z > 0] = 1
    return dZ


@mistake(
    relu_der,
    "The first row and the first column are left out",
    "The first row and the first column of your result hold dA unchanged. Indices begin with 0: a loop or a slice that "
    "begins with 1 leaves them out.",
    hint="Which is the first index of an array?",
    where="Where the rows and columns that you look at begin.",
)
def _loops_from_one(dA, cache):
    dZ, Z = np.array(dA, copy=True), cache["Z"]
    dZ[1:, 1:][Z[1:, 1:] <= 0] = 0
    return dZ
