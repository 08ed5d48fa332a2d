"""Mistakes in softmax_cross_entropy_loss_der."""

import numpy as np

from grader.engine import mistake
from reference.mlp_notebook.solution import difference, one_hot, softmax_cross_entropy_loss_der


@mistake(
    softmax_cross_entropy_loss_der,
    "Not divided by the number of samples",
    "Your derivative is A - onehot(Y). The loss is a mean over m samples, so its derivative is divided by m. "
    "(Y.shape[0] is 1 here: Y is (1, m).)",
    hint="Which of Y.shape[0] and Y.shape[1] is m?",
    where="The last line.",
)
def _der_not_divided(Y, cache):
    return difference(cache["A"], Y)


@mistake(
    softmax_cross_entropy_loss_der,
    "Divided by the number of classes",
    "Your derivative is divided by the number of rows of A. The samples are the columns.",
    hint="Which of A.shape[0] and A.shape[1] is m?",
    where="The last line.",
)
def _der_divided_by_classes(Y, cache):
    return difference(cache["A"], Y) / cache["A"].shape[0]


@mistake(
    softmax_cross_entropy_loss_der,
    "Divided by the number of entries",
    "Your derivative is divided by n * m. It has to be divided by m, the number of samples.",
    hint="A.size counts all entries.",
    where="The last line.",
)
def _der_divided_by_entries(Y, cache):
    return difference(cache["A"], Y) / cache["A"].size


@mistake(
    softmax_cross_entropy_loss_der,
    "Divided by the number of samples twice",
    "Your derivative is divided by m * m. Once is enough.",
    hint="Where do you divide?",
    where="The last lines.",
)
def _der_divided_twice(Y, cache):
    return difference(cache["A"], Y) / Y.size**2


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


@mistake(
    softmax_cross_entropy_loss_der,
    "The cached activations are overwritten",
    'Your numbers are right, but dZ = cache["A"] gives the cached array a second name, and subtracting 1 in it '
    "changes the cache.",
    hint='Start with dZ = np.array(cache["A"], copy=True).',
    where="The line that makes dZ.",
)
def _der_overwrites_cache(Y, cache):
    dZ = cache["A"]
    dZ[Y.ravel(), np.arange(Y.size)] -= 1
    return dZ / Y.size


@mistake(
    softmax_cross_entropy_loss_der,
    "The cached activations are overwritten with the result",
    'Your numbers are right, but dZ = cache["A"] gives the cached array a second name, and all that you do in place '
    "changes the cache.",
    hint='Start with dZ = np.array(cache["A"], copy=True).',
    where="The line that makes dZ.",
)
def _der_written_into_cache(Y, cache):
    dZ = cache["A"]
    dZ[Y.ravel(), np.arange(Y.size)] -= 1
    dZ /= Y.size
    return dZ


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
