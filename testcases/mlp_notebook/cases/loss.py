"""`softmax_cross_entropy_loss` and its derivative."""

import numpy as np

from grader.engine import case, central_differences, expect, frozen, gradient_check

from .inputs import NARROW, drawn, narrow, whole

#: Loss tolerance: the published check compares 5 decimals, so log(A + 1e-8) is as good as log(A).
LOSS = {"rtol": 0.0, "atol": 1e-5}


def published():
    """The published fixture: scores of 3 classes and 4 samples, and their labels."""
    return drawn(1, (3, 4))[0], np.array([[1, 0, 1, 2]])


def compare_softmax(student, reference, Z, Y):
    """A, the cached A and the loss."""
    A, cache, loss = student.softmax_cross_entropy_loss(Z, Y)
    right, right_cache, right_loss = reference.softmax_cross_entropy_loss(Z, Y)
    close = NARROW if Z.dtype == np.float32 else {}
    expect(A, "A").close_to(right, **close)
    expect(cache, "the cache").close_to(right_cache, **close)
    expect(np.squeeze(loss), "the loss").close_to(np.squeeze(right_loss), **LOSS)


@case(row="softmax_cross_entropy_loss", title="The published example: 3 classes, 4 samples", visible=True)
def softmax_published(student, reference):
    compare_softmax(student, reference, *published())


@case(row="softmax_cross_entropy_loss", title="5 classes, 7 samples, whole numbers and not; one sample, one class")
def softmax_of_a_batch(student, reference):
    labels = np.array([[4, 0, 0, 3, 1, 2, 2]])
    Z = drawn(8, (5, 7))[0]
    compare_softmax(student, reference, Z, labels)
    for scores, classes in ((whole(8, 5, 7), labels), narrow(Z, labels), narrow(whole(8, 5, 7), labels)):
        compare_softmax(student, reference, scores, classes)
    compare_softmax(student, reference, Z[:, :1], labels[:, :1])
    compare_softmax(student, reference, Z[:1], 0 * labels)
    compare_softmax(student, reference, Z[:, :5], labels[:, :5])


@case(row="softmax_cross_entropy_loss", title="Scores near 1000, where the exponential overflows")
def softmax_of_large_scores(student, reference):
    Z = np.array([[1000.0, 998.0], [999.5, 1001.0], [997.0, 999.0]])
    compare_softmax(student, reference, Z, np.array([[0, 1]]))


@case(row="softmax_cross_entropy_loss", title="One sample far below another, one class far above another")
def softmax_of_distant_samples(student, reference):
    Z = np.array([[900.0, -900.0, 720.5], [901.0, -901.0, 0.5]])
    compare_softmax(student, reference, Z, np.array([[1, 0, 0]]))


@case(row="softmax_cross_entropy_loss", title="Without labels")
def softmax_without_labels(student, reference):
    Z, _ = published()
    A, cache, loss = student.softmax_cross_entropy_loss(Z)
    right, right_cache, _ = reference.softmax_cross_entropy_loss(Z)
    expect(A, "A").close_to(right)
    expect(cache, "the cache").close_to(right_cache)
    expect(list(loss) if isinstance(loss, np.ndarray) else loss, "the loss without labels").equals([])


def probabilities(seed, classes, samples):
    """Columns that add up to 1."""
    raw = np.exp(drawn(seed, (classes, samples))[0])
    return frozen(raw / raw.sum(axis=0))


@case(row="softmax_cross_entropy_loss_der", title="The published example: 3 classes, 4 samples", visible=True)
def softmax_der_published(student, reference):
    Z, Y = published()
    cache = {"A": reference.softmax_cross_entropy_loss(Z, Y)[0]}
    expect(student.softmax_cross_entropy_loss_der(Y, cache), "dZ").close_to(
        reference.softmax_cross_entropy_loss_der(Y, cache)
    )


@case(row="softmax_cross_entropy_loss_der", title="10 classes, 6 samples; one sample alone, one class alone")
def softmax_der_of_batches(student, reference):
    # The probabilities are never whole numbers: softmax gives floats, and dividing them in place is right.
    for A, Y in (
        (probabilities(9, 10, 6), [[7, 0, 9, 9, 2, 4]]),
        (probabilities(10, 4, 1), [[2]]),
        (probabilities(10, 1, 3), [[0, 0, 0]]),
    ):
        cache, labels = {"A": A}, np.array(Y)
        expect(student.softmax_cross_entropy_loss_der(labels, cache), "dZ").close_to(
            reference.softmax_cross_entropy_loss_der(labels, cache)
        )


@case(row="softmax_cross_entropy_loss_der", title="As many samples as classes")
def softmax_der_square(student, reference):
    A, labels = probabilities(11, 4, 4), np.array([[3, 3, 0, 1]])
    for probability, Y in ((A, labels), narrow(A, labels)):
        cache = {"A": probability}
        expect(student.softmax_cross_entropy_loss_der(Y, cache), "dZ").close_to(
            reference.softmax_cross_entropy_loss_der(Y, cache), **NARROW
        )


@case(row="softmax_cross_entropy_loss_der", title="A gradient, and the cached activations after the call")
def softmax_der_changes_nothing(student, reference):
    A, Y = probabilities(12, 3, 5), np.array([[0, 2, 1, 1, 2]])
    result, (_, cache_after) = student.softmax_cross_entropy_loss_der.with_args_back(Y, {"A": A})
    expect(result, "dZ").close_to(reference.softmax_cross_entropy_loss_der(Y, {"A": A}))
    expect(cache_after["A"], 'cache["A"]').unchanged_from(A)


@gradient_check(
    explains=("softmax_der_published", "softmax_der_of_batches", "softmax_der_square"),
    forward="softmax_cross_entropy_loss",
    backward="softmax_cross_entropy_loss_der",
)
def softmax_der_fits(student):
    Z, Y = drawn(35, (3, 4))[0], np.array([[1, 0, 1, 2]])
    measured = central_differences(lambda moved: student.softmax_cross_entropy_loss(moved, Y)[2], Z)
    return student.softmax_cross_entropy_loss_der(Y, student.softmax_cross_entropy_loss(Z, Y)[1]), measured
