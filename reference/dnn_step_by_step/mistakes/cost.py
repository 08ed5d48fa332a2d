"""Mistakes in compute_cost."""

import numpy as np

from grader.engine import mistake
from reference.dnn_step_by_step.solution import as_number, compute_cost, cost_of, log_likelihoods, mean_cost


@mistake(
    mean_cost,
    "compute_cost: the sum instead of the mean",
    "Your cost is the sum over the samples; it has to be divided by their number m.",
    hint="Where does m enter?",
    where="compute_cost, the line of the cost",
)
def _cost_summed(likelihoods, m):
    return -np.sum(likelihoods)


@mistake(
    mean_cost,
    "compute_cost: the sign is wrong",
    "Logarithms of probabilities are negative, and the cost is minus their mean: it is never below zero.",
    hint="Can a cost be negative?",
    where="compute_cost, the line of the cost",
)
def _cost_sign(likelihoods, m):
    return np.sum(likelihoods) / m


@mistake(
    mean_cost,
    "compute_cost: divided by 2 m",
    "The factor 1/2 belongs to squared errors. Cross-entropy is divided by m only.",
    hint="Compare the factor in front of the sum.",
    where="compute_cost, the line of the cost",
)
def _cost_halved(likelihoods, m):
    return -np.sum(likelihoods) / (2 * m)


@mistake(
    as_number,
    "compute_cost: the result is an array, not a number",
    "The value is right, but it comes as an array with one entry. np.squeeze takes the extra dimensions away.",
    hint="Print cost.shape: it should be ().",
    where="compute_cost, the last lines",
)
def _cost_not_squeezed(cost):
    return np.reshape(cost, (1, 1))


@mistake(
    mean_cost,
    "compute_cost: the samples are not summed",
    "Your result has one entry per sample. The cost is one number: minus the mean of all of them.",
    hint="Where does the sum over the samples happen?",
    where="compute_cost, the line of the cost",
)
def _cost_per_sample(likelihoods, m):
    return -likelihoods / m


@mistake(
    log_likelihoods,
    "compute_cost: the labels 0 do not count",
    "Only Y log(AL) is there. A sample with label 0 contributes log(1 - AL), by the second term (1 - Y) log(1 - AL).",
    hint="What does a sample with Y = 0 add to your cost?",
    where="compute_cost, the line of the cost",
)
def _cost_first_term_only(AL, Y):
    return Y * np.log(AL)


@mistake(
    log_likelihoods,
    "compute_cost: the two terms are subtracted",
    "The two terms are added inside the bracket, with one minus in front of the whole.",
    hint="Check the sign of the second term.",
    where="compute_cost, the line of the cost",
)
def _cost_terms_subtracted(AL, Y):
    return Y * np.log(AL) - (1 - Y) * np.log(1 - AL)


@mistake(
    log_likelihoods,
    "compute_cost: log(AL) in both terms",
    "The second term needs the probability of label 0, which is 1 - AL.",
    hint="Which probability does the network give to label 0?",
    where="compute_cost, the second term",
)
def _cost_same_log_twice(AL, Y):
    return Y * np.log(AL) + (1 - Y) * np.log(AL)


@mistake(
    log_likelihoods,
    "compute_cost: squared error instead of cross-entropy",
    "Your cost is the mean of (AL - Y)². The task asks for cross-entropy, with logarithms.",
    hint="Which formula does the text give?",
    where="compute_cost, the line of the cost",
)
def _cost_squared_error(AL, Y):
    return -((AL - Y) ** 2)


@mistake(
    log_likelihoods,
    "compute_cost: logarithm to the base 10",
    "np.log10 is the logarithm to the base 10. Cross-entropy uses the natural one, np.log.",
    hint="Which logarithm?",
    where="compute_cost, the line of the cost",
)
def _cost_log10(AL, Y):
    return Y * np.log10(AL) + (1 - Y) * np.log10(1 - AL)


@mistake(
    log_likelihoods,
    "compute_cost: logarithm to the base 2",
    "np.log2 is the logarithm to the base 2. Cross-entropy uses the natural one, np.log.",
    hint="Which logarithm?",
    where="compute_cost, the line of the cost",
)
def _cost_log2(AL, Y):
    return Y * np.log2(AL) + (1 - Y) * np.log2(1 - AL)


@mistake(
    compute_cost,
    "compute_cost: the bracket ends too early",
    "Only the first term is summed and divided by m; the second term, one number per sample, is added to it. Sum, sign "
    "and 1/m belong to both.",
    hint="Where does the bracket of np.sum close?",
    where="compute_cost, the line of the cost",
)
def _cost_second_term_outside(AL, Y):
    return np.squeeze(-np.sum(Y * np.log(AL)) / Y.shape[1] + (1 - Y) * np.log(1 - AL))


@mistake(
    compute_cost,
    "compute_cost: sign and 1/m belong to both terms",
    "Both terms are summed, but minus and 1/m stand in front of the first only.",
    hint="Which brackets are around the two sums?",
    where="compute_cost, the line of the cost",
)
def _cost_second_sum_outside(AL, Y):
    return np.squeeze(-np.sum(Y * np.log(AL)) / Y.shape[1] + np.sum((1 - Y) * np.log(1 - AL)))


@mistake(
    compute_cost,
    "compute_cost: labels and predictions are exchanged",
    "Your cost takes the logarithm of the labels, which are 0 and 1: log(0) is minus infinity. The task calls the "
    "function with AL first and Y second.",
    hint="Of which of the two is the logarithm taken? In which order does the def line name them?",
    where="compute_cost, the line of the cost",
)
def _cost_of_exchanged_arguments(AL, Y):
    return cost_of(log_likelihoods(Y, AL), Y.shape[1])


@mistake(
    log_likelihoods,
    "compute_cost: the logarithm of 1 + AL",
    "The second term needs the probability of label 0, which is 1 - AL.",
    hint="Which probability does the network give to label 0?",
    where="compute_cost, the second term",
)
def _cost_log_of_sum(AL, Y):
    return Y * np.log(AL) + (1 - Y) * np.log(1 + AL)


@mistake(
    mean_cost,
    "compute_cost: the largest term in place of the sum",
    "Your cost takes the largest of the terms and divides it by m. The cost is minus the mean of all of them.",
    hint="np.max or np.sum?",
    where="compute_cost, the line of the cost",
)
def _cost_of_largest(likelihoods, m):
    return -np.max(likelihoods) / m


@mistake(
    log_likelihoods,
    "compute_cost: brackets around 1 - Y are missing",
    "Your second term is 1 - Y log(1 - AL). It is (1 - Y) log(1 - AL): the difference is multiplied as a whole.",
    hint="What is computed first, the difference or the product?",
    where="compute_cost, the second term",
)
def _cost_without_brackets(AL, Y):
    return Y * np.log(AL) + 1 - Y * np.log(1 - AL)


@mistake(
    compute_cost,
    "compute_cost: every label with every sample",
    "Your result has m rows and m columns: each label is multiplied with the logarithm of each sample. Y and AL are "
    "rows, so the matrix product that adds up over the samples is Y times log(AL)^T.",
    hint="Which of the two factors is transposed?",
    where="compute_cost, the products in the line of the cost",
)
def _cost_of_every_pair(AL, Y):
    return np.squeeze(-(np.dot(Y.T, np.log(AL)) + np.dot((1 - Y).T, np.log(1 - AL))) / Y.shape[1])


def _cost_along_axis_0(likelihoods, m):
    return -np.mean(likelihoods, axis=0)


# With np.squeeze after it, and without.
for name, replaced in (("cost_along_axis_0", mean_cost), ("cost_along_axis_0_as_it_is", cost_of)):
    mistake(
        replaced,
        "compute_cost: the mean is taken for each sample",
        "Your result has one entry per sample: axis 0 has length 1 here, so a mean or sum along it leaves the samples "
        "as they are. The cost is one number, the mean over all samples.",
        hint="What is the shape of your result, and which axis counts the samples?",
        where="compute_cost, the axis in the line of the cost",
        name=name,
    )(_cost_along_axis_0)


@mistake(
    log_likelihoods,
    "compute_cost: the labels do not count",
    "Your cost adds log(AL) and log(1 - AL) for every sample. A sample with label 1 contributes the first, one with "
    "label 0 the second.",
    hint="Where does Y enter?",
    where="compute_cost, the line of the cost",
)
def _cost_without_labels(AL, Y):
    return np.log(AL) + np.log(1 - AL)


@mistake(
    log_likelihoods,
    "compute_cost: log(AL) and log(1 - AL) are exchanged",
    "A sample with label 1 contributes log(AL), one with label 0 log(1 - AL). Yours is the other way round: the cost "
    "falls when the predictions get worse.",
    hint="Set Y = 1: which logarithm should be left?",
    where="compute_cost, the line of the cost",
)
def _logarithms_exchanged(AL, Y):
    return Y * np.log(1 - AL) + (1 - Y) * np.log(AL)


@mistake(
    log_likelihoods,
    "compute_cost: log1p in place of log",
    "np.log1p(x) is log(1 + x). The cost needs log(AL) and log(1 - AL) themselves.",
    hint="What does np.log1p add to its argument?",
    where="compute_cost, both logarithms",
)
def _cost_log1p(AL, Y):
    return Y * np.log1p(AL) + (1 - Y) * np.log1p(1 - AL)
