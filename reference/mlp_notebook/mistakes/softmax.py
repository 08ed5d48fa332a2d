"""Mistakes in the softmax and in what is kept of it."""

import numpy as np

from grader.engine import mistake
from reference.mlp_notebook.solution import (
    mean_loss,
    no_loss,
    normalised,
    shifted,
    softmax,
    softmax_cache,
    softmax_cross_entropy_loss,
)


@mistake(
    shifted,
    "The maximum is not subtracted",
    "Your exponentials overflow for scores above about 709: infinity divided by infinity is NaN. Subtracting the "
    "maximum of each sample changes nothing in the result and avoids it.",
    hint="exp(1000) is infinite, exp(1000 - 1000) is 1.",
    where="Before np.exp: Z - np.max(Z, axis=0, keepdims=True).",
)
def _maximum_not_subtracted(Z):
    return Z


@mistake(
    shifted,
    "One maximum for the whole batch",
    "You subtract the largest score of all samples. A sample whose scores lie far below it gets only zeros from exp, "
    "and 0 / 0 is NaN. Each sample needs its own maximum.",
    hint="Columns are samples: which axis does the maximum run over?",
    where="np.max(Z, axis=0, keepdims=True) in place of np.max(Z).",
)
def _maximum_of_the_batch(Z):
    return Z - np.max(Z)


@mistake(
    shifted,
    "The maximum of each class is subtracted",
    "You subtract the maximum of each row. That changes the result: a softmax stays the same only if all scores of "
    "one sample are shifted alike.",
    hint="Columns are samples: which axis does the maximum run over?",
    where="The axis of np.max: 0.",
)
def _maximum_of_each_class(Z):
    return Z - np.max(Z, axis=1, keepdims=True)


@mistake(
    normalised,
    "The softmax runs along the wrong axis",
    "In your A the rows add up to 1. Columns are samples here, so the columns have to.",
    hint="Look at A.sum(axis=0): it should be all ones.",
    where="The axis of np.sum: 0.",
)
def _softmax_over_samples(E):
    return E / np.sum(E, axis=1, keepdims=True)


@mistake(
    softmax,
    "The softmax runs along the wrong axis",
    "In your A the rows add up to 1, as in code for samples in rows. Columns are samples here, so the columns have to.",
    hint="Look at A.sum(axis=0): it should be all ones.",
    where="The axes of np.max and np.sum: 0.",
)
def _softmax_of_rows(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True)


@mistake(
    normalised,
    "The softmax divides by the sum of the whole batch",
    "All entries of your A together add up to 1. Each sample, that is each column, has to.",
    hint="Look at A.sum(axis=0): it should be all ones.",
    where="np.sum(..., axis=0, keepdims=True) in place of np.sum(...).",
)
def _softmax_of_the_batch(E):
    return E / np.sum(E)


@mistake(
    normalised,
    "The exponentials are not normalised",
    "Your A holds the exponentials themselves. Divided by the sum of their column they become probabilities.",
    hint="Look at A.sum(axis=0): it should be all ones.",
    where="The division after np.exp.",
)
def _not_normalised(E):
    return E


@mistake(
    softmax,
    "That is the sigmoid",
    "Your A is the sigmoid of each score. The softmax divides the exponentials by the sum over the classes.",
    hint="Look at A.sum(axis=0): it should be all ones.",
    where="The line that computes A.",
)
def _sigmoid_for_softmax(Z):
    return 1 / (1 + np.exp(-Z))


@mistake(
    softmax_cache,
    "The cache lacks A",
    'Your cache has no entry "A". The derivative looks for the probabilities under this name.',
    hint='Is the key exactly "A"?',
    where="The line that fills the cache.",
)
def _softmax_caches_other_key(Z, A):
    return {}


@mistake(
    softmax_cache,
    "The cached A is transposed",
    "Your cache keeps A with samples in rows. The derivative expects it as it is, (n, m).",
    hint="Is there a .T too many?",
    where="The line that fills the cache.",
)
def _softmax_caches_transposed(Z, A):
    return {"A": A.T}


@mistake(
    softmax_cache,
    "The cache holds the scores",
    'Your cache keeps Z under "A". The derivative needs the probabilities.',
    hint="Which variable do you store?",
    where="The line that fills the cache.",
)
def _softmax_caches_scores(Z, A):
    return {"A": Z}


@mistake(
    softmax_cross_entropy_loss,
    "Without labels the cache is empty",
    'Without labels your function returns an empty cache. The entry "A" is asked for in this case too.',
    hint="Which of the three results depend on the labels?",
    where="The case without labels.",
)
def _cache_empty_without_labels(Z, Y=np.array([])):  # noqa: B008
    A = softmax(Z)
    return (A, softmax_cache(Z, A), mean_loss(A, Y)) if Y.size else (A, {}, no_loss(A))


@mistake(
    softmax,
    "The softmax runs over the whole batch",
    "All entries of your A together add up to 1, because maximum and sum are taken over all samples. Each sample, that "
    "is each column, has to add up to 1.",
    hint="Look at A.sum(axis=0): it should be all ones.",
    where="np.max and np.sum: both need axis=0, keepdims=True.",
)
def _softmax_over_everything(Z):
    E = np.exp(Z - np.max(Z))
    return E / np.sum(E)
