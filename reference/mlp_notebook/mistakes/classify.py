"""Mistakes in classify."""

import numpy as np

from grader.engine import mistake
from reference.mlp_notebook.solution import class_probabilities, labels_of


@mistake(
    labels_of,
    "argmax runs along the wrong axis",
    "Your labels say, for each class, which sample is best. Columns are samples, so argmax runs over axis 0.",
    hint="How many labels should come out for m samples?",
    where="The axis of np.argmax: 0.",
)
def _argmax_over_samples(A):
    return np.argmax(A, axis=1).reshape(1, -1)


@mistake(
    labels_of,
    "argmax runs along the wrong axis, and the result has one axis",
    "Your labels say, for each class, which sample is best. Columns are samples, so argmax runs over axis 0; the "
    "result is (1, m).",
    hint="How many labels should come out for m samples?",
    where="The axis of np.argmax: 0.",
)
def _argmax_over_samples_flat(A):
    return np.argmax(A, axis=1)


@mistake(
    labels_of,
    "argmax runs along the wrong axis, and the result is a column",
    "Your labels say, for each class, which sample is best. Columns are samples, so argmax runs over axis 0; the "
    "result is (1, m).",
    hint="How many labels should come out for m samples?",
    where="The axis of np.argmax: 0.",
)
def _argmax_over_samples_column(A):
    return np.argmax(A, axis=1).reshape(-1, 1)


@mistake(
    labels_of,
    "The labels have one axis",
    "Your labels are right, but their shape is (m,). The task asks for (1, m), as Y has it.",
    hint="reshape(1, -1), or keepdims=True.",
    where="The last line.",
)
def _labels_flat(A):
    return np.argmax(A, axis=0)


@mistake(
    labels_of,
    "The labels are a column",
    "Your labels are right, but their shape is (m, 1). The task asks for (1, m), as Y has it.",
    hint="reshape(1, -1), or keepdims=True.",
    where="The last line.",
)
def _labels_column(A):
    return np.argmax(A, axis=0).reshape(-1, 1)


@mistake(
    labels_of,
    "Probabilities instead of labels",
    "You return the largest probability of each sample. The label is the row where it stands.",
    hint="np.max gives the value, np.argmax its place.",
    where="The last line.",
)
def _largest_probability(A):
    return np.max(A, axis=0, keepdims=True)


@mistake(
    labels_of,
    "All probabilities instead of labels",
    "You return the probabilities of all classes. The label of a sample is the row with the largest one.",
    hint="np.argmax(A, axis=0).",
    where="The last line.",
)
def _probabilities_returned(A):
    return A


@mistake(
    labels_of,
    "The least likely class",
    "Your labels are the rows with the smallest probability.",
    hint="argmin or argmax?",
    where="The last line.",
)
def _argmin(A):
    return np.argmin(A, axis=0).reshape(1, -1)


@mistake(
    labels_of,
    "One label for the whole batch",
    "np.argmax without an axis looks at all entries as one list. Each column needs its own label.",
    hint="np.argmax(A, axis=0).",
    where="The last line.",
)
def _argmax_of_everything(A):
    return np.argmax(A)


@mistake(
    labels_of,
    "One-hot labels",
    "You return a one and zeros for each sample. The label of a sample is the number of the row where the one stands.",
    hint="np.argmax(A, axis=0).",
    where="The last line.",
)
def _labels_one_hot(A):
    return (np.max(A, axis=0, keepdims=True) == A).astype(int)


@mistake(
    labels_of,
    "The labels are counted from 1",
    "Your labels are one too large: the first row of A belongs to the label 0.",
    hint="What does np.argmax give for the first row?",
    where="The last line.",
)
def _labels_from_one(A):
    return np.argmax(A, axis=0).reshape(1, -1) + 1


@mistake(
    class_probabilities,
    "One maximum for the whole batch in classify",
    "Your classify subtracts the largest score of all samples before the exponential. A sample whose scores lie far "
    "below it gets only zeros, 0 / 0 is NaN, and its label becomes 0.",
    hint="softmax_cross_entropy_loss computes the probabilities already. Each sample needs its own maximum.",
    where="The lines of classify that compute the probabilities.",
)
def _own_softmax_with_one_maximum(Z):
    E = np.exp(Z - np.max(Z))
    return E / np.sum(E, axis=0, keepdims=True)


@mistake(
    class_probabilities,
    "No maximum is subtracted in classify",
    "Your classify takes the exponentials of the scores as they are. They overflow for scores above about 709: "
    "infinity divided by infinity is NaN, and the label becomes the first such row.",
    hint="softmax_cross_entropy_loss computes the probabilities already.",
    where="The lines of classify that compute the probabilities.",
)
def _own_softmax_without_maximum(Z):
    E = np.exp(Z)
    return E / np.sum(E, axis=0, keepdims=True)


@mistake(
    class_probabilities,
    "The softmax of classify runs along the wrong axis",
    "Your classify divides by sums over the samples. Columns are samples, so each column has to add up to 1.",
    hint="softmax_cross_entropy_loss computes the probabilities already.",
    where="The lines of classify that compute the probabilities.",
)
def _own_softmax_of_rows(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True)


@mistake(
    labels_of,
    "A 0 or 1 for each class instead of a label",
    "Your result has a 0 or a 1 for each class and sample. A label is the number of the class with the largest "
    "probability, one for each sample.",
    hint="Which function gives the position of the largest entry?",
    where="The last line.",
)
def _threshold_for_labels(A):
    return np.where(A > 0.5, 1, 0)


@mistake(
    labels_of,
    "The least likely class",
    "Your labels are the rows with the smallest score.",
    hint="argmin or argmax?",
    where="The last line.",
    also={class_probabilities: lambda Z: Z},
)
def _argmin_of_scores(Z):
    return np.argmin(Z, axis=0).reshape(1, -1)


@mistake(
    labels_of,
    "Scores instead of labels",
    "You return the largest score of each sample. The label is the row where it stands.",
    hint="np.max gives the value, np.argmax its place.",
    where="The last line.",
    also={class_probabilities: lambda Z: Z},
)
def _largest_score(Z):
    return np.max(Z, axis=0, keepdims=True)
