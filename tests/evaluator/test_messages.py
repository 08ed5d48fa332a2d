"""Messages between worker and evaluator: bounded, and nothing but JSON objects."""

import json
import os
import socket
import struct

import pytest

from grader.evaluator.messages import LARGEST, Connection, Disconnected


@pytest.fixture
def ends():
    left, right = socket.socketpair()
    yield Connection(left), right
    left.close()
    right.close()


def frame(body, descriptors=0):
    return struct.pack("<IB", len(body), descriptors) + body


def test_a_message_arrives_with_its_descriptors(ends):
    connection, other = ends
    reading, writing = os.pipe()
    Connection(other).send({"kind": "hello", "text": "é"}, writing)
    message, (descriptor,) = connection.receive()
    assert message == {"kind": "hello", "text": "é"}
    os.write(descriptor, b"x")
    assert os.read(reading, 1) == b"x"
    for number in (reading, writing, descriptor):
        os.close(number)


def test_messages_that_come_in_pieces_are_joined(ends):
    connection, other = ends
    data = frame(json.dumps({"a": 1}).encode()) + frame(json.dumps({"b": 2}).encode())
    for start in range(0, len(data), 3):
        other.send(data[start : start + 3])
    assert [connection.receive()[0], connection.receive()[0]] == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    "data",
    [
        frame(b"not json"),
        frame(b"[1, 2]"),
        frame(b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        frame(b"{}", descriptors=1),
        struct.pack("<IB", LARGEST + 1, 0) + b"{}",
        b"",
    ],
    ids=["not JSON", "not an object", "nested too deeply", "a descriptor is missing", "too large", "nothing"],
)
def test_anything_else_disconnects(ends, data):
    connection, other = ends
    other.send(data)
    other.shutdown(socket.SHUT_WR)
    with pytest.raises(Disconnected):
        connection.receive()
