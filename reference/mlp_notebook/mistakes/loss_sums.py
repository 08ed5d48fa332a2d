"""Mistakes in the sum of the cross entropy over the samples."""

import numpy as np

from grader.engine import mistake
from reference.mlp_notebook.solution import label_logs, mean_loss


@mistake(
    mean_loss,
    "Only the last sample counts",
    "Your loss is that of the last sample, divided by m. The losses of all samples are added up before the division.",
    hint="Is it = or += in the loop over the samples?",
    where="The line in the loop that computes the loss.",
)
def _loss_of_last_sample(A, Y):
    return -label_logs(A, Y)[-1] / Y.size


@mistake(
    mean_loss,
    "The logarithm of the sum instead of the sum of the logarithms",
    "Your loss adds up the labels' probabilities first and takes one logarithm. Each probability has its own "
    "logarithm.",
    hint="What stands inside: np.log or the sum?",
    where="The line that computes the loss.",
)
def _logarithm_of_sum(A, Y):
    return -np.log(np.sum(np.exp(label_logs(A, Y)))) / Y.size


@mistake(
    mean_loss,
    "The logarithm of the mean instead of the mean of the logarithms",
    "Your loss takes the mean of the labels' probabilities first and then one logarithm. Each probability has its own "
    "logarithm.",
    hint="What stands inside: np.log or the mean?",
    where="The line that computes the loss.",
)
def _logarithm_of_mean(A, Y):
    return -np.log(np.mean(np.exp(label_logs(A, Y))))


@mistake(
    mean_loss,
    "Each class counts as a yes-or-no question",
    "Your loss also adds log(1 - A) for the classes that are not the label. That is the cross entropy of separate "
    "yes-or-no outputs; with a softmax, only the logarithm of the label's probability counts.",
    hint="Which probabilities does the task's formula of the loss contain?",
    where="The line that computes the loss.",
)
def _loss_of_separate_classes(A, Y):
    is_label = np.arange(A.shape[0])[:, None] == Y.ravel()
    # A guard against the logarithm of 0 is common here.
    others = np.log(np.maximum(1 - A[~is_label], 1e-12))
    return -(np.sum(label_logs(A, Y)) + np.sum(others)) / Y.size
