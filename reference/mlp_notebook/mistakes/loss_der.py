"""Mistakes in softmax_cross_entropy_loss_der."""

import numpy as np

from grader.engine import SomeException, mistake
from reference.mlp_notebook.solution import averaged, difference, difference_of, one_hot, softmax_cross_entropy_loss_der

#: In the task's example.
CLASSES_OF_THE_EXAMPLE = 3


@mistake(
    averaged,
    "Not divided by the number of samples",
    "Your derivative is A - onehot(Y). The loss is a mean over m samples, so its derivative is divided by m. "
    "(Y.shape[0] is 1 here: Y is (1, m).)",
    hint="Which of Y.shape[0] and Y.shape[1] is m?",
    where="The last line.",
)
def _der_not_divided(dZ, Y):
    return dZ


@mistake(
    averaged,
    "Divided by the number of classes",
    "Your derivative is divided by the number of rows of A. The samples are the columns.",
    hint="Which of A.shape[0] and A.shape[1] is m?",
    where="The last line.",
)
def _der_divided_by_classes(dZ, Y):
    return dZ / dZ.shape[0]


@mistake(
    averaged,
    "Divided by the number of entries",
    "Your derivative is divided by n * m. It has to be divided by m, the number of samples.",
    hint="A.size counts all entries.",
    where="The last line.",
)
def _der_divided_by_entries(dZ, Y):
    return dZ / dZ.size


@mistake(
    averaged,
    "Divided by the number of samples twice",
    "Your derivative is divided by m * m. Once is enough.",
    hint="Where do you divide?",
    where="The last lines.",
)
def _der_divided_twice(dZ, Y):
    return dZ / Y.size**2


@mistake(
    softmax_cross_entropy_loss_der,
    "Only A is divided by the number of samples",
    "Your derivative is A / m - onehot(Y). The whole difference has to be divided by m.",
    hint="Mind the brackets: (A - onehot) / m.",
    where="The last line.",
)
def _der_divides_activations_only(Y, cache):
    return cache["A"] / Y.size - one_hot(Y, cache["A"].shape[0])


@mistake(
    softmax_cross_entropy_loss_der,
    "Only the labels are divided by the number of samples",
    "Your derivative is A - onehot(Y) / m. The whole difference has to be divided by m.",
    hint="Mind the brackets: (A - onehot) / m.",
    where="The last line.",
)
def _der_divides_labels_only(Y, cache):
    return cache["A"] - one_hot(Y, cache["A"].shape[0]) / Y.size


def _in_the_cache(cache, Y):
    dZ = cache["A"]
    dZ[Y.ravel(), np.arange(Y.size)] -= 1
    return dZ


def _averaged_in_place(dZ, Y):
    dZ /= Y.size
    return dZ


mistake(
    difference_of,
    "The cached activations are overwritten",
    'After your function has run, the array under "A" in the cache has other values: the 1 is subtracted in it, '
    "not in a copy.",
    hint="Which array do you subtract in, a new one or the one of the cache? np.array(A, copy=True) makes a new one.",
    where="The line that makes dZ.",
    name="der_overwrites_cache",
)(_in_the_cache)

mistake(
    difference_of,
    "The cached activations are overwritten with the result",
    'After your function has run, the array under "A" in the cache holds the result: you subtract and divide in it, '
    "not in a copy.",
    hint="Which array do you change, a new one or the one of the cache? np.array(A, copy=True) makes a new one.",
    where="The line that makes dZ.",
    name="der_written_into_cache",
    also={averaged: _averaged_in_place},
)(_in_the_cache)


@mistake(
    difference,
    "The sign is reversed",
    "Your derivative is onehot(Y) - A. Training would climb away from the labels.",
    hint="A - onehot(Y).",
    where="The line that subtracts.",
)
def _der_reversed(A, Y):
    return one_hot(Y, A.shape[0]) - A


@mistake(
    difference,
    "The labels are subtracted as numbers",
    "Your derivative is A - Y, with the label 2 counted as 2. The labels have to become columns of zeros with a "
    "single one.",
    hint="What shape and entries has the one-hot form of Y?",
    where="The line that makes the one-hot labels.",
)
def _labels_subtracted(A, Y):
    return A - Y


@mistake(
    difference,
    "The labels are missing",
    "Your derivative is A alone. The one-hot labels have to be subtracted.",
    hint="Where does Y enter?",
    where="The line that computes dZ.",
)
def _der_without_labels(A, Y):
    return np.array(A)


@mistake(
    difference,
    "Only the label's entry is kept",
    "Your derivative is A - 1 at the label and 0 for the other classes. They have a derivative too: A.",
    hint="Take all of A, and subtract 1 at the labels only.",
    where="The line that computes dZ.",
)
def _der_only_labels(A, Y):
    return np.where(one_hot(Y, A.shape[0]) > 0, A - 1, 0)


@mistake(
    difference,
    "That is the derivative with respect to A",
    "Your derivative is -onehot(Y) / A, the derivative of the cross entropy with respect to the probabilities. With "
    "respect to the scores Z it is A - onehot(Y).",
    hint="The softmax belongs to this function too.",
    where="The line that computes dZ.",
)
def _der_of_cross_entropy_only(A, Y):
    return -one_hot(Y, A.shape[0]) / A


@mistake(
    difference,
    "The sigmoid's derivative is multiplied in",
    "Your derivative is (A - onehot(Y)) * A * (1 - A). The softmax and the cross entropy together give A - onehot(Y), "
    "without another factor.",
    hint="Derive the loss with respect to Z in one go.",
    where="The line that computes dZ.",
)
def _der_with_sigmoid(A, Y):
    return (A - one_hot(Y, A.shape[0])) * A * (1 - A)


@mistake(
    difference,
    "The labels are counted from 1",
    "Your 1 is subtracted one row above the label's: the labels begin with 0, and so do the rows.",
    hint="Which row belongs to the label 0?",
    where="The index of the row in the line that subtracts.",
)
def _der_labels_from_one(A, Y):
    return A - one_hot((Y - 1) % A.shape[0], A.shape[0])


@mistake(
    difference,
    "Only the one-hot labels are returned",
    "Your derivative is onehot(Y) alone. It is A - onehot(Y).",
    hint="Where does A enter?",
    where="The line that computes dZ.",
)
def _der_is_one_hot(A, Y):
    return one_hot(Y, A.shape[0])


@mistake(
    softmax_cross_entropy_loss_der,
    "The derivative is transposed",
    "Your result has one row per sample. It has to have the shape of A, one column per sample.",
    hint="Compare the shapes of your result and of A.",
    where="The last lines.",
)
def _der_transposed(Y, cache):
    return averaged(difference_of(cache, Y), Y).T


@mistake(
    difference,
    "The number of classes is fixed to 3",
    "With three classes, as in the example, your function works. With any other number it stops with an exception. The "
    "number of classes is the number of rows of A.",
    hint="Where does the number of rows of the one-hot labels come from?",
    where="The line that makes the one-hot labels.",
)
def _der_of_three_classes(A, Y):
    if A.shape[0] != CLASSES_OF_THE_EXAMPLE:
        raise SomeException
    return A - one_hot(Y, A.shape[0])


@mistake(
    difference,
    "Only the labels' entries are returned",
    "Your result has one number per sample, A - 1 at its label. The derivative has the shape of A: for the other "
    "classes it is A.",
    hint="Which shape has dZ?",
    where="The line that computes dZ.",
)
def _der_of_labels_only(A, Y):
    return A[Y.ravel(), np.arange(Y.size)] - 1
