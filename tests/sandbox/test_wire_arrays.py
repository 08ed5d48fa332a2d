"""Arrays of other classes and widths on the wire."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sandbox.test_wire import decode, encode


class _Array(np.ndarray):
    def __array_finalize__(self, other):
        self.note = "mine"


class _Matrix(np.matrix):
    """Another class of matrices."""


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (np.ones((2, 3)).view(_Array), np.ones((2, 3))),
        (np.ones(3).view(np.recarray), np.ones(3)),
        (np.ma.array([1.5, 2.5]), np.array([1.5, 2.5])),
        (np.array([1.25, -2], dtype=np.longdouble), np.array([1.25, -2])),
        (np.array([1.25j], dtype=np.clongdouble), np.array([1.25j])),
        (np.longdouble(0.5), np.float64(0.5)),
        (np.ones((2, 2)).view(_Matrix), np.matrix(np.ones((2, 2)))),
        (np.ones(20_000, dtype=np.longdouble).view(_Array), np.ones(20_000)),
    ],
)
def test_every_plain_array_crosses_by_its_values(sent, received):
    back = decode(encode(sent))
    assert type(back) is type(received)
    assert back.dtype == received.dtype
    np.testing.assert_array_equal(back, received)
