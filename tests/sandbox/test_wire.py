"""Frames: what goes in comes out, and bytes that are no frame are refused before they cost anything."""

from __future__ import annotations

import json
import math
import struct

import numpy as np
import pytest

from grader.sandbox.inside.wire import Caps, Decoder, Encoder, WireError
from tests.short_ids import short


def encode(value, caps=Caps(), **options):  # noqa: B008
    return b"".join(bytes(part) for part in Encoder(caps, **options).frame(value))


def decode(raw, caps=Caps()):  # noqa: B008
    rest = memoryview(raw)

    def receive(target):
        nonlocal rest
        count = min(len(target), len(rest))
        if count == 0:
            raise EOFError
        target[:count] = rest[:count]
        rest = rest[count:]
        return count

    decoder = Decoder(receive, caps, lambda number, name, methods: ("handle", number, name, methods))
    value = decoder.read()
    assert not decoder.pending
    return value


def frame(tree, body=b""):
    header = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return struct.pack("<IQ", len(header), len(body)) + header + body


PLAIN = [
    None,
    True,
    0,
    -(2**63),
    2**63,
    -(2**200),
    1.5,
    -0.0,
    math.inf,
    -math.inf,
    1 + 2j,
    complex(0.0, -math.inf),
    "",
    "text",
    'quotes " and \\ and \n',
    "é",
    "𝛁" * 100,
    "x" * 5000,
    b"",
    b"\x00\xff" * 7,
    [],
    [1, [2, [3]]],
    (),
    (1, (2, "a")),
    {},
    {"a": 1, 2: [3], (1, 2): None, b"k": 1.0, None: 0},
]


@pytest.mark.parametrize("value", PLAIN, ids=lambda value: short(repr(value)))
def test_plain_data_comes_back_as_it_was(value):
    back = decode(encode(value))
    assert back == value
    assert type(back) is type(value)
    assert repr(back) == repr(value)


def test_nan_stays_nan():
    assert math.isnan(decode(encode(math.nan)))


ARRAYS = [
    np.arange(6.0).reshape(2, 3),
    np.arange(6.0).reshape(2, 3).T,
    np.arange(10)[::-2],
    np.broadcast_to(np.float32(1.0), (3, 4)),
    np.array(5),
    np.zeros((0, 3)),
    np.zeros((3, 0, 2), np.int8),
    np.array([True, False]),
    np.array([1, 2], dtype=">i4"),
    np.array([np.nan, -np.inf, 1]),
    np.array([1 + 1j]),
    np.ones(3, np.float16),
    np.arange(200_000.0),
    np.asfortranarray(np.arange(20_000.0).reshape(100, 200)),
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype}{array.shape}")
def test_arrays_come_back_writable_in_native_order(array):
    back = decode(encode([array, array]))[1]
    assert type(back) is np.ndarray
    assert back.dtype == array.dtype.newbyteorder("=")
    assert back.shape == array.shape
    np.testing.assert_array_equal(back, array)
    assert back.flags.writeable
    assert back.flags.aligned


def test_a_matrix_stays_a_matrix():
    back = decode(encode(np.matrix([[1, 2], [3, 4]])))
    assert type(back) is np.matrix
    assert (back * back)[0, 0] == 7


@pytest.mark.parametrize("scalar", [np.float32(1.5), np.float64("nan"), np.bool_(True), np.int64(-3), np.complex64(1j)])
def test_numpy_scalars_keep_their_type(scalar):
    back = decode(encode(scalar))
    assert type(back) is type(scalar)
    np.testing.assert_equal(back, scalar)


def test_subclasses_cross_as_what_they_extend():
    class Number(int):
        pass

    class Pair(tuple):
        __slots__ = ()

    back = decode(encode([Number(3), Pair((1, 2))]))
    assert back == [3, (1, 2)]
    assert [type(item) for item in back] == [int, tuple]


@pytest.mark.parametrize(
    "thing",
    [
        *(object(), {1}, np.array([None]), np.array(["a"]), np.zeros((1,) * 9), np.datetime64(1, "s")),
        *(np.ma.array([1], mask=[True]), np.array([None]).view(np.recarray)),
    ],
)
def test_what_is_no_plain_data_is_kept_or_refused(thing):
    assert decode(encode([thing], keep=lambda it: (7, type(it).__name__, ("run",)))) == [
        ("handle", 7, type(thing).__name__, ("run",))
    ]
    with pytest.raises(WireError):
        encode([thing])


def test_a_lone_surrogate_cannot_cross():
    with pytest.raises(WireError, match="surrogate"):
        encode("\ud800")


def test_caps_hold_on_both_sides():
    deep = []
    for _ in range(40):
        deep = [deep]
    for value, caps, kind in [
        (list(range(100)), Caps(values=50), "values"),
        (deep, Caps(), "depth"),
        (np.zeros(1000), Caps(size=2000), "bytes"),
        ("x" * 3000, Caps(size=2000), "bytes"),
    ]:
        with pytest.raises(WireError) as sent:
            encode(value, caps)
        with pytest.raises(WireError) as received:
            decode(encode(value, Caps(depth=100)), caps)
        assert sent.value.kind == received.value.kind == kind
    with pytest.raises(WireError, match="integer"):
        encode(2**5000)


def test_a_list_that_holds_itself_is_too_deep():
    loop = []
    loop.append(loop)
    with pytest.raises(WireError) as caught:
        encode(loop)
    assert caught.value.kind == "depth"


REFUSED = [
    b"not json",
    b"",
    b'{"t":[1]',
    b"NaN",
    b"Infinity",
    b"1e999",
    b"\xff",
    b"99999999999999999999999",
    b"[" * 50_000,
    {"z": 1},
    {},
    {"t": [1], "d": []},
    {"t": 1},
    {"t": {}},
    {"d": [[1]]},
    {"d": [1]},
    {"d": [[[], 1]]},
    {"d": {"a": 1}},
    {"f": "1.0"},
    {"f": 1},
    {"f": []},
    {"c": [1, 2]},
    {"c": [1.0]},
    {"i": 5},
    {"i": "12"},
    {"i": "0x" + "f" * 5000},
    {"u": -1},
    {"u": 1},
    {"u": 2**63},
    {"u": True},
    {"u": 1.5},
    {"b": "8"},
    {"a": []},
    {"a": "f8"},
    {"a": ["O", 1]},
    {"a": ["V8", 1]},
    {"a": ["U1", 1]},
    {"a": [["f8"], 1]},
    {"a": ["f8", -1]},
    {"a": ["f8", 1.0]},
    {"a": ["f8", True]},
    {"a": ["f8", [1]]},
    {"a": ["f8", 1]},
    {"a": ["f8", 2**62]},
    {"a": ["f8", 2**32, 2**32]},
    {"a": ["f8", 0, 2**41]},
    {"a": ["f8", *[1] * 9]},
    {"m": ["f8", 0]},
    {"s": "O"},
    {"s": 1},
    {"h": [-1, "a", {"t": []}]},
    {"h": [2**40, "a", {"t": []}]},
    {"h": [1, 2, {"t": []}]},
    {"h": [1, "a", []]},
    {"h": [1, "a", {"t": [1]}]},
    {"h": [True, "a", {"t": []}]},
    "é",
    "x" * 49,
]


@pytest.mark.parametrize("tree", REFUSED, ids=lambda tree: repr(tree)[:40])
def test_frames_that_are_not_exactly_one_value_are_refused(tree):
    with pytest.raises(WireError):
        decode(frame(tree))


@pytest.mark.parametrize(
    ("tree", "body"),
    [
        (None, b"12345678"),
        ({"b": 3}, b"abc"),
        ({"b": 3}, b"abc" + bytes(13)),
        ({"u": 2}, b"\xff\xfe" + bytes(6)),
        ({"a": ["f8", 2]}, bytes(8)),
        ([{"a": ["f8", 2]}, {"a": ["f8", 1]}], bytes(16)),
    ],
)
def test_the_body_has_exactly_the_bytes_that_the_header_says(tree, body):
    with pytest.raises(WireError):
        decode(frame(tree, body))


def test_lengths_are_refused_before_anything_is_allocated_or_read():
    for header_size, body_size in [(2**32 - 1, 0), (10, 2**63), (10, 2**64 - 1), (0, 65 * 2**20)]:
        with pytest.raises(WireError) as caught:
            decode(struct.pack("<IQ", header_size, body_size))
        assert caught.value.kind == "bytes"


def test_many_empty_lists_are_counted_before_they_are_made():
    header = b"[" + b",".join([b"[]"] * 1_000_000) + b"]"
    with pytest.raises(WireError) as caught:
        decode(frame(header))
    assert caught.value.kind == "values"


def test_a_frame_that_breaks_off_is_no_frame():
    raw = encode([np.arange(3.0), "text"])
    for length in range(len(raw)):
        with pytest.raises(EOFError):
            decode(raw[:length])
