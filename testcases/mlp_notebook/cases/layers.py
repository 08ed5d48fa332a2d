"""`initialize_network`, `linear_forward`, `linear_backward` and `classify`."""

import numpy as np

from grader.engine import case, expect

from .inputs import FORWARD, NARROW, drawn, narrow, whole


@case(row="initialize_network", title="The published example: [5, 4, 1]", visible=True)
def initialize_published(student, reference):
    student.seed_numpy(1)
    reference.seed_numpy(1)
    parameters, right = student.initialize_network([5, 4, 1]), reference.initialize_network([5, 4, 1])
    expect(parameters, "parameters").has_keys(right)
    for name, array in right.items():
        expect(parameters[name], name).has_shape(array.shape)
        if name.startswith("b"):
            expect(parameters[name], name).equals(array)


@case(row="initialize_network", title="Four layers, and one: shapes, zero biases, weights of the right size")
def initialize_four_layers(student, reference):
    dims = [300, 200, 150, 7, 120]
    for widths in (dims, [200, 100]):
        student.seed_numpy(3)
        reference.seed_numpy(3)
        parameters, right = student.initialize_network(widths), reference.initialize_network(widths)
        expect(parameters, "parameters").has_keys(right)
        for name, array in right.items():
            expect(parameters[name], name).has_shape(array.shape).is_finite()
            if name.startswith("b"):
                expect(parameters[name], name).equals(array)
            else:
                expect(float(np.std(parameters[name])), f"the standard deviation of {name}").close_to(0.01, rtol=0.1)
                expect(abs(float(np.mean(parameters[name]))), f"the mean of {name}, without its sign").below(0.0015)


@case(row="linear_forward", title="The example of the task", visible=True)
def linear_forward_example(student, reference):
    inputs = (
        np.array([[1.0, 2.0], [3.0, -1.0]]),
        np.array([[1.0, 0.5], [-2.0, 1.0], [0.0, 2.0]]),
        np.array([[1.0], [0.0], [-1.0]]),
    )
    Z, cache = student.linear_forward(*inputs)
    right, right_cache = reference.linear_forward(*inputs)
    expect(Z, "Z").close_to(right)
    expect(cache, "the cache").close_to(right_cache)


@case(row="linear_forward", title="Random layers, square and not, whole numbers and fractions")
def linear_forward_random(student, reference):
    for A, W, b in (
        drawn(1, (3, 4), (3, 3), (3, 1)),
        drawn(2, (5, 4), (2, 5), (2, 1)),
        drawn(3, (2, 1), (4, 2), (4, 1)),
        drawn(4, (3, 2), (1, 3), (1, 1)),
        (whole(1, 3, 4), *drawn(5, (2, 3), (2, 1))),
        (*drawn(6, (3, 4)), whole(2, 2, 3), whole(3, 2, 1)),
        narrow(*drawn(7, (3, 4), (2, 3), (2, 1))),
        narrow(whole(4, 3, 4), *drawn(8, (2, 3), (2, 1))),
    ):
        Z, cache = student.linear_forward(A, W, b)
        right, right_cache = reference.linear_forward(A, W, b)
        expect(Z, "Z").close_to(right, **NARROW)
        expect(cache, "the cache").close_to(right_cache)


@case(row="linear_forward", title="As many units as inputs and samples")
def linear_forward_square(student, reference):
    A, W, b = drawn(4, (4, 4), (4, 4), (4, 1))
    expect(student.linear_forward(A, W, b), "the result").close_to(reference.linear_forward(A, W, b))


def compare_backward(student, reference, fixture):
    """dA_prev, dW and db; `fixture` is (dZ, A_prev, W, b)."""
    dZ, A, W, b = fixture
    dA_prev, dW, db = student.linear_backward(dZ, {"A": A}, W, b)
    right = reference.linear_backward(dZ, {"A": A}, W, b)
    close = NARROW if dZ.dtype == np.float32 else {}
    expect(dA_prev, "dA_prev").close_to(right[0], **close)
    expect(dW, "dW").close_to(right[1], **close)
    expect(db, "db").close_to(right[2], **close)


@case(row="linear_backward", title="Two units, three inputs, two samples", visible=True)
def linear_backward_example(student, reference):
    dZ, A = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[1.0, 0.0], [2.0, 1.0], [-1.0, 3.0]])
    W, b = np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.5]]), np.array([[0.0], [1.0]])
    compare_backward(student, reference, (dZ, A, W, b))


@case(row="linear_backward", title="Three units, five inputs, four samples; whole numbers and fractions")
def linear_backward_random(student, reference):
    compare_backward(student, reference, drawn(1, (3, 4), (5, 4), (3, 5), (3, 1)))
    # Gradients are never whole numbers: changing them in place, which is right, would fail.
    compare_backward(student, reference, (*drawn(6, (3, 4)), whole(2, 5, 4), whole(3, 3, 5), whole(4, 3, 1)))
    compare_backward(student, reference, narrow(*drawn(7, (3, 4), (5, 4), (3, 5), (3, 1))))
    compare_backward(student, reference, narrow(*drawn(8, (3, 4)), whole(5, 5, 4), *drawn(8, (3, 5), (3, 1))))


@case(row="linear_backward", title="Square layers, one sample alone, one unit alone")
def linear_backward_edges(student, reference):
    compare_backward(student, reference, drawn(2, (4, 4), (4, 4), (4, 4), (4, 1)))
    compare_backward(student, reference, drawn(3, (2, 1), (3, 1), (2, 3), (2, 1)))
    compare_backward(student, reference, drawn(4, (1, 4), (3, 4), (1, 3), (1, 1)))


@case(row="classify", title="Two inputs, two classes", visible=True, substitute=FORWARD)
def classify_example(student, reference):
    X = np.array([[2.0, -1.0, 0.5], [0.0, 3.0, 0.25]])
    parameters = {"W1": np.array([[1.0, -1.0], [-2.0, 1.0]]), "b1": np.array([[0.0], [0.5]])}
    expect(student.classify(X, parameters), "the labels").equals(reference.classify(X, parameters))


@case(row="classify", title="Two layers, and a single sample", substitute=FORWARD)
def classify_two_layers(student, reference):
    X, W1, b1, W2, b2 = drawn(1, (3, 4), (2, 3), (2, 1), (2, 2), (2, 1))
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    expect(student.classify(X, parameters), "the labels").equals(reference.classify(X, parameters))
    one = X[:, 2:3]  # of class 1
    expect(student.classify(one, parameters), "the label").equals(reference.classify(one, parameters))


@case(
    row="classify",
    title="Three layers, ten classes, scores of very different size; one layer, one class",
    substitute=FORWARD,
)
def classify_three_layers(student, reference):
    X, W1, b1, W2, b2, W3, b3 = drawn(4, (6, 20), (8, 6), (8, 1), (5, 8), (5, 1), (10, 5), (10, 1))
    sizes = np.logspace(-1, 4, 20)
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}
    expect(student.classify(X * sizes, parameters), "the labels").equals(reference.classify(X * sizes, parameters))
    small = {"W1": W1[:, :3], "b1": b1}
    for images in (whole(6, 3, 5), *narrow(whole(6, 3, 5), X[:3])):
        expect(student.classify(images, small), "the labels").equals(reference.classify(images, small))
    narrowed = dict(zip(parameters, narrow(*parameters.values()), strict=True))
    expect(student.classify(X, narrowed), "the labels").equals(reference.classify(X, narrowed))
    of_one_class = {"W1": W1[:1], "b1": b1[:1]}
    expect(student.classify(X, of_one_class), "the labels").equals(reference.classify(X, of_one_class))
