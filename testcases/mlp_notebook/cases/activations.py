"""`relu` and `relu_der`."""

import numpy as np

from grader.engine import case, expect

from .inputs import drawn, narrow, whole


@case(row="relu", title="The example of the task: a list", visible=True)
def relu_of_a_list(student, reference):
    A, cache = student.relu([-2, -1, 0, 1, 2])
    right, _ = reference.relu([-2, -1, 0, 1, 2])
    expect(A, "A").close_to(right)
    expect(cache, "the cache").has_keys(["Z"])


@case(row="relu", title="Batches of numbers of both signs, whole and not")
def relu_of_a_batch(student, reference):
    (Z,) = drawn(5, (4, 6))
    for inputs in (3 * Z, whole(5, 4, 6), *narrow(3 * Z, whole(5, 4, 6)), Z[:, :1], Z[:1], Z[:1, :1], Z[:, :4]):
        A, cache = student.relu(inputs)
        right, right_cache = reference.relu(inputs)
        expect(A, "A").close_to(right)
        expect(cache, "the cache").close_to(right_cache)


@case(row="relu_der", title="The example of the task", visible=True)
def relu_der_example(student, reference):
    dA = np.array([[0, 2], [1, 1]])
    cache = {"Z": np.array([[-1, 2], [1, -2]])}
    expect(student.relu_der(dA, cache), "dZ").close_to(reference.relu_der(dA, cache))


@case(row="relu_der", title="A unit whose input is exactly zero")
def relu_der_at_zero(student, reference):
    dA = np.array([[1.5, -2.0, 3.0], [4.0, 5.0, -6.0]])
    cache = {"Z": np.array([[0.0, 1.0, -1.0], [2.0, 0.0, 0.0]])}
    expect(student.relu_der(dA, cache), "dZ").close_to(reference.relu_der(dA, cache))


@case(row="relu_der", title="Batches of numbers of both signs, whole and not")
def relu_der_of_a_batch(student, reference):
    dA, Z = drawn(6, (4, 7), (4, 7))
    for mine, inputs in (
        (dA, Z),
        (dA, whole(6, 4, 7)),
        (whole(7, 4, 7), Z),
        narrow(dA, Z),
        narrow(dA, whole(6, 4, 7)),
        (dA[:, :1], Z[:, :1]),
        (dA[:1], Z[:1]),
        (dA[:1, :1], Z[:1, :1]),
    ):
        expect(student.relu_der(mine, {"Z": inputs}), "dZ").close_to(reference.relu_der(mine, {"Z": inputs}))


@case(row="relu_der", title="A gradient, and dA and the cache after the call")
def relu_der_changes_nothing(student, reference):
    dA, Z = drawn(7, (3, 4), (3, 4))
    result, (dA_after, cache_after) = student.relu_der.with_args_back(dA, {"Z": Z})
    expect(result, "dZ").close_to(reference.relu_der(dA, {"Z": Z}))
    expect(dA_after, "dA").unchanged_from(dA)
    expect(cache_after["Z"], 'cache["Z"]').unchanged_from(Z)
