"""Mistakes in the cross entropy."""

import numpy as np

from grader.engine import SomeException, mistake
from reference.mlp_notebook.solution import label_logs, mean_loss, no_loss, one_hot, softmax, softmax_cross_entropy_loss


@mistake(
    label_logs,
    "A constant inside the logarithm is too large",
    "Your loss is slightly too small: a constant such as 1e-5 is added inside the logarithm and shows in the fourth "
    "decimal.",
    hint="The probabilities of a softmax are never 0 here. If you want to be safe, 1e-8 or less does not show.",
    where="The constant in np.log(A + ...).",
)
def _logarithm_with_constant(A, Y):
    return np.log(A[Y.ravel(), np.arange(Y.size)] + 1e-5)


@mistake(
    mean_loss,
    "The loss is summed instead of averaged",
    "Your loss is the sum over the samples. It has to be divided by m, the number of samples.",
    hint="Does your loss grow with the number of samples?",
    where="The line that computes the loss.",
)
def _loss_summed(A, Y):
    return -np.sum(label_logs(A, Y))


@mistake(
    mean_loss,
    "The loss has the wrong sign",
    "Your loss is negative. Logarithms of probabilities are negative, so a minus makes the loss positive.",
    hint="-1/m times the sum.",
    where="The line that computes the loss.",
)
def _loss_negative(A, Y):
    return np.sum(label_logs(A, Y)) / Y.size


@mistake(
    mean_loss,
    "The loss is averaged over classes and samples",
    "Your loss is divided by the number of entries, n * m. It is the mean over the m samples.",
    hint="np.mean of an (n, m) array divides by n * m.",
    where="The line that computes the loss.",
)
def _loss_over_all_entries(A, Y):
    return -np.sum(label_logs(A, Y)) / A.size


@mistake(
    mean_loss,
    "The loss is divided by the number of classes",
    "Your loss is divided by the number of rows of A. The samples are the columns.",
    hint="Which of A.shape[0] and A.shape[1] is m?",
    where="The line that computes the loss.",
)
def _loss_over_classes(A, Y):
    return -np.sum(label_logs(A, Y)) / A.shape[0]


@mistake(
    mean_loss,
    "The loss counts the other classes too",
    "Your loss adds log(1 - A) of the classes that are not the label, as for separate yes-or-no questions. Softmax "
    "cross entropy takes the label's probability alone.",
    hint="One term per sample: log of A at the label.",
    where="The line that computes the loss.",
)
def _loss_binary(A, Y):
    H = one_hot(Y, A.shape[0])
    return -np.sum(H * np.log(A) + (1 - H) * np.log(1 - A)) / Y.size


@mistake(
    mean_loss,
    "One sample per class instead of one class per sample",
    "Your loss takes, for each class, the first sample that has it, as argmax along axis 1 of the one-hot matrix gives "
    "it. It needs, for each sample, the probability of its label.",
    hint="Samples are columns: argmax along axis 0 gives back the labels.",
    where="The line that picks the probabilities out of A.",
)
def _loss_one_sample_per_class(A, Y):
    H = one_hot(Y, A.shape[0])
    return -np.sum(np.log(A[np.arange(A.shape[0]), np.argmax(H, axis=1)])) / Y.size


@mistake(
    mean_loss,
    "The squared error instead of the cross entropy",
    "Your loss is a squared difference of probabilities and labels. Cross entropy is -1/m times the sum of the "
    "logarithms.",
    hint="Where is the logarithm?",
    where="The line that computes the loss.",
)
def _loss_squared(A, Y):
    return np.sum((A - one_hot(Y, A.shape[0])) ** 2) / Y.size


@mistake(
    label_logs,
    "A constant inside the logarithm is far too large",
    "Your loss is too small: a constant of 1e-4 is added inside the logarithm and shows in the third decimal.",
    hint="The probabilities of a softmax are never 0 here. If you want to be safe, 1e-8 or less does not show.",
    where="The constant in np.log(A + ...).",
)
def _logarithm_with_ten_thousandth(A, Y):
    return np.log(A[Y.ravel(), np.arange(Y.size)] + 1e-4)


@mistake(
    label_logs,
    "A constant inside the logarithm is far too large",
    "Your loss is too small: a constant of 1e-3 is added inside the logarithm and shows in the second decimal.",
    hint="The probabilities of a softmax are never 0 here. If you want to be safe, 1e-8 or less does not show.",
    where="The constant in np.log(A + ...).",
)
def _logarithm_with_thousandth(A, Y):
    return np.log(A[Y.ravel(), np.arange(Y.size)] + 1e-3)


@mistake(
    label_logs,
    "The logarithm is missing",
    "Your loss is the mean of the probabilities themselves, with a minus. Cross entropy takes their logarithm.",
    hint="What is the loss when every label gets the probability 1?",
    where="The line of the loss: np.log.",
)
def _logarithm_missing(A, Y):
    return A[Y.ravel(), np.arange(Y.size)]


@mistake(
    label_logs,
    "The logarithm has base 2",
    "Your loss is larger by the factor 1 / ln 2 = 1.44. Cross entropy takes the natural logarithm here, np.log.",
    hint="Which function of NumPy is the natural logarithm?",
    where="The line of the loss.",
)
def _logarithm_to_base_two(A, Y):
    return np.log2(A[Y.ravel(), np.arange(Y.size)])


@mistake(
    label_logs,
    "Every label is looked up in the first sample",
    "Your loss takes, for each label, the probability that the first sample gives it. Y has the shape (1, m): its "
    "first axis has length 1, whatever the number of samples.",
    hint="How many samples has Y of shape (1, m), and which axis counts them?",
    where="The column index beside the labels: np.arange(m) with m = Y.shape[1].",
)
def _labels_of_first_sample(A, Y):
    return np.log(A[Y.ravel(), 0])


@mistake(
    mean_loss,
    "The labels are multiplied in as numbers",
    "Your loss is the sum of Y times log A, with the labels 0, 1, 2, ... as factors of whole columns. The sum of the "
    "formula picks one entry of each column: make the labels one-hot first, or index with them.",
    hint="By what is the column of a sample with label 2 multiplied?",
    where="The line of the loss.",
)
def _labels_times_logarithm(A, Y):
    return -np.sum(Y * np.log(A)) / Y.size


@mistake(
    no_loss,
    "Without labels the loss is 0",
    "When Y is empty, the loss has to be [], not 0.",
    hint="Return [] when Y.size == 0.",
    where="The case without labels.",
)
def _zero_without_labels(A):
    return 0.0


@mistake(
    no_loss,
    "Without labels the loss is None",
    "When Y is empty, the loss has to be [], not None.",
    hint="Return [] when Y.size == 0.",
    where="The case without labels.",
)
def _none_without_labels(A):
    return None


@mistake(
    no_loss,
    "Without labels the loss is not a number",
    "When Y is empty, the loss has to be []. Yours is computed all the same: a mean over nothing is NaN.",
    hint="Return [] when Y.size == 0.",
    where="The case without labels.",
)
def _nan_without_labels(A):
    return float("nan")


@mistake(
    mean_loss,
    "The samples are not summed",
    "Your loss has one entry per sample. It is one number: minus the mean over the samples.",
    hint="Where does the sum over the samples happen?",
    where="The line that computes the loss.",
)
def _loss_per_sample(A, Y):
    return -label_logs(A, Y) / Y.size


@mistake(
    label_logs,
    "The labels are counted from 1",
    "Your loss takes the probability one row above the label's: the labels begin with 0, and so do the rows.",
    hint="Which row belongs to the label 0?",
    where="The index of the row in the line of the loss.",
)
def _loss_labels_from_one(A, Y):
    return np.log(A[Y.ravel() - 1, np.arange(Y.size)])


@mistake(
    label_logs,
    "The largest probability instead of the label's",
    "Your loss takes the largest probability of each sample, whatever its label is.",
    hint="Where does Y enter?",
    where="The line that picks the probabilities out of A.",
)
def _loss_of_largest(A, Y):
    return np.log(np.max(A, axis=0))


@mistake(
    softmax_cross_entropy_loss,
    "The results are in another order",
    "Your function returns A, the loss and the cache. The order is A, cache, loss.",
    hint="Compare your return statement with the task.",
    where="The return statement.",
)
def _loss_before_cache(Z, Y=np.array([])):  # noqa: B008  the course's signature; nobody writes into it
    A = softmax(Z)
    return A, mean_loss(A, Y) if Y.size else no_loss(A), {"A": A}


@mistake(
    no_loss,
    "Without labels the function stops with an exception",
    "With labels your function works. In the test without labels Y is empty, np.array([]): its shape is (0,), so it "
    "has no second axis, no entries to pick, and nothing to divide by.",
    hint="Before you use Y: is Y.size == 0? Then the loss is [].",
    where="The lines that use Y.",
)
def _exception_without_labels(A):
    raise SomeException


@mistake(
    softmax_cross_entropy_loss,
    "The loss is not returned",
    "Your function returns A and the cache only. The loss comes third.",
    hint="Compare your return statement with the task.",
    where="The return statement.",
)
def _loss_not_returned(Z, Y=np.array([])):  # noqa: B008  the course's signature; nobody writes into it
    A = softmax(Z)
    return A, {"A": A}


@mistake(
    mean_loss,
    "All classes count, not the label's alone",
    "Your loss adds up the logarithms of all probabilities. Cross entropy takes, for each sample, the one of its "
    "label.",
    hint="Where does Y enter?",
    where="The line that computes the loss.",
)
def _loss_of_all_classes(A, Y):
    return -np.sum(np.log(A)) / Y.size


@mistake(
    label_logs,
    "The logarithm has base 10",
    "Your loss is smaller by the factor 1 / ln 10 = 0.43. Cross entropy takes the natural logarithm here, np.log.",
    hint="Which function of NumPy is the natural logarithm?",
    where="The line of the loss.",
)
def _logarithm_to_base_ten(A, Y):
    return np.log10(A[Y.ravel(), np.arange(Y.size)])
