"""Mistakes in classify."""

import numpy as np

from grader.engine import mistake
from reference.mlp_notebook.solution import labels_of


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
