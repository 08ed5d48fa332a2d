"""Test cases for `relu_der`."""

from functools import cache as build_once

import numpy as np

from grader.engine import case, expect, frozen


@build_once
def large_batch():
    """A gradient and a layer input of shape (120, 150); Z has steps of 0.1, so about 1 in 40 entries is exactly 0."""
    rng = np.random.default_rng(20)
    return frozen(rng.standard_normal((120, 150))), frozen(np.round(rng.standard_normal((120, 150)), 1) + 0.0)


@build_once
def small_batch():
    """Shape (3, 5): gradients of both signs everywhere, inputs between 0 and 1, above 1, below 0 and far below."""
    rng = np.random.default_rng(4)
    Z = np.array([[0.3, -0.7, 2.5, 0.05, -1e-3], [-4.0, 0.9, 1e-3, -0.2, 1.0], [1.7, 0.6, -2.2, 0.4, -0.5]])
    return frozen(rng.uniform(0.5, 3.0, (3, 5)) * rng.choice([-1.0, 1.0], (3, 5))), frozen(Z)


@build_once
def other_types():
    """Pairs (dA, Z) of other types: whole numbers beside fractions, either way round, then 32 bits, both ways."""
    dA, Z = small_batch()
    whole_dA, whole_Z = np.array([[3, -1, 2, 0, 5], [-4, 7, 1, -2, 6], [2, 9, -3, 4, -5]]), np.round(4 * Z).astype(int)
    return (
        (dA, frozen(whole_Z)),
        (frozen(whole_dA), Z),
        (frozen(dA.astype(np.float32)), frozen(Z.astype(np.float32))),
        (frozen(dA.astype(np.float32)), frozen(whole_Z.astype(np.int32))),
        (frozen(whole_dA.astype(np.int32)), frozen(whole_Z.astype(np.int32))),
    )


@case(row="gradient", title="The example of the task", visible=True)
def handout_example(student, reference):
    dA = np.array([[0, 2], [1, 1]])
    cache = {"Z": np.array([[-1, 2], [1, -2]])}
    expect(student.relu_der(dA, cache)).close_to(reference.relu_der(dA, cache))


@case(row="gradient", title="A unit whose input is exactly zero", visible=True)
def exact_zeros(student, reference):
    dA = np.array([[1.5, -2.0, 3.0], [4.0, 5.0, -6.0]])
    cache = {"Z": np.array([[0.0, 1.0, -1.0], [2.0, 0.0, 0.0]])}
    expect(student.relu_der(dA, cache)).close_to(reference.relu_der(dA, cache))


@case(row="gradient", title="Gradients and inputs of both signs, inputs between 0 and 1, whole numbers and fractions")
def both_signs(student, reference):
    for dA, Z in (small_batch(), *other_types()):
        expect(student.relu_der(dA, {"Z": Z})).close_to(reference.relu_der(dA, {"Z": Z}))


@case(
    row="gradient",
    title="A single unit, and a single sample",
    weight=0.5,
    summary="For an array with one row or one column, the shape or the numbers of the result are not right.",
)
def one_row_one_column(student, reference):
    dA, Z = small_batch()
    for rows, columns in (
        (slice(1, 2), slice(0, 1)),
        (slice(1, 2), slice(None)),
        (slice(None), slice(2, 3)),
        (slice(0, 1), slice(1, 2)),
    ):
        inputs = dA[rows, columns], {"Z": Z[rows, columns]}
        expect(student.relu_der(*inputs)).close_to(reference.relu_der(*inputs))


@case(
    row="gradient",
    title="Very large and very small numbers",
    weight=0.5,
    summary="Very large or very small numbers are not passed on right: only the sign of Z decides, never its size.",
)
def extreme_sizes(student, reference):
    dA = np.array([[1e200, -1e-200, 7.0], [-3.0, 1e300, 2.0]])
    cache = {"Z": np.array([[1e-300, 1e200, 1e300], [-1e300, -1e-300, 1e-12]])}
    expect(student.relu_der(dA, cache)).close_to(reference.relu_der(dA, cache), atol=0.0)


@case(row="gradient", title="120 units, 150 samples, some inputs exactly zero")
def large_random_batch(student, reference):
    dA, Z = large_batch()
    expect(student.relu_der(dA, {"Z": Z})).close_to(reference.relu_der(dA, {"Z": Z}))


@case(row="care", title="A gradient, and dA after the call", visible=True)
def gradient_left_alone(student, reference):
    dA = np.array([[1.0, -2.0], [3.0, 4.0]])
    cache = {"Z": np.array([[-1.0, 2.0], [3.0, -4.0]])}
    result, (dA_after, _) = student.relu_der.with_args_back(dA, cache)
    expect(result).close_to(reference.relu_der(dA, cache))
    expect(dA_after).equals(dA, message="Your function changed the array dA that it was given. Work on a copy.")


@case(row="care", title='A gradient, and cache["Z"] after the call')
def cache_left_alone(student, reference):
    dA = np.array([[1.0, -2.0, 2.0], [3.0, 4.0, 5.0]])
    cache = {"Z": np.array([[-1.0, 2.0, 0.5], [3.0, -4.0, -0.5]])}
    result, (_, cache_after) = student.relu_der.with_args_back(dA, cache)
    expect(result).close_to(reference.relu_der(dA, cache))
    expect(cache_after["Z"]).unchanged_from(
        cache["Z"], message='Your function changed cache["Z"]. The forward pass still needs these values.'
    )


@case(row="care", title="Shape, type and values of the result")
def shape_and_type(student, reference):
    dA, Z = small_batch()
    result = student.relu_der(dA, {"Z": Z})
    expect(result).has_shape(dA.shape)
    expect(result).is_float()
    expect(result).close_to(reference.relu_der(dA, {"Z": Z}))
