"""However large an answer is, what is shown of it is small."""

import json

import numpy as np
import pytest

from grader.engine.snapshot import snapshot
from grader.engine.wording import describe


def nested(leaf, width, depth):
    return leaf if depth == 0 else [nested(leaf, width, depth - 1)] * width


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10**7,
        b"x" * 10**7,
        {"k" * 10**7: 1},
        {str(i) * 1000: "y" * 1000 for i in range(1000)},
        nested("x" * 1000, 24, 4),
        nested(np.ones((40, 40)), 24, 3),
        tuple(nested(1.5, 6, 6)),
        np.zeros((3000, 3000)),
        2**4000,
    ],
    ids=["text", "bytes", "long key", "long keys", "texts", "arrays", "numbers", "matrix", "wide"],
)
def test_it_is_cut(value):
    assert len(json.dumps(snapshot(value))) < 150_000
    assert len(describe(value)) < 2_000


def test_tuples_within_tuples_do_not_multiply():
    value = (1,)
    for _ in range(30):
        value = (value,) * 6
    assert len(describe(value)) < 500


@pytest.mark.parametrize("shape", [(), (3,)])
def test_an_array_of_objects_may_hold_anything(shape):
    value = np.empty(shape, dtype=object)
    value[...] = {"a": 1}
    assert snapshot(value)["values"] in ({"a": 1}, ["..."] * 3)
