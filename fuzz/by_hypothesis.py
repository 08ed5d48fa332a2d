"""Fuzzing with hypothesis: well-formed inputs are cut, joined and mutated until the time is up."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS, seeds

#: Inputs between two checks of the time.
ROUND = 500


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Random bytes, and seeds with pieces replaced."""
    known = seeds(name)
    piece = st.one_of(
        st.binary(max_size=12),
        st.sampled_from(
            [b"[", b"]", b"{", b"}", b'"', b",", b":", b"0", b"-1", b"\n", b"\t", b"    ", b"def ", b"class "]
        ),
        st.sampled_from(
            [b'{"a":["f8",1]}', b'{"d":[[1,2]]}', b'{"i":"0x1"}', b'{"f":"nan"}', b"\xff\xff\xff\xff", b"9" * 20]
        ),
    )

    @st.composite
    def changed(draw: st.DrawFn) -> bytes:
        data = bytearray(draw(st.sampled_from(known)))
        for _ in range(draw(st.integers(1, 4))):
            start = draw(st.integers(0, len(data)))
            data[start : start + draw(st.integers(0, 8))] = draw(piece)
        if name in ("wire", "reply") and draw(st.booleans()):
            # Correct the length fields, so that the mutated part is parsed.
            header = draw(st.integers(0, max(0, len(data) - 12)))
            data[:12] = header.to_bytes(4, "little") + max(0, len(data) - 12 - header).to_bytes(8, "little")
        return bytes(data)

    return changed() | st.binary(max_size=200)


def run(name: str, seconds: float) -> int:
    """Fuzz one target for `seconds`. Returns the number of inputs; a failure raises with its example."""
    end = time.monotonic() + seconds
    target = TARGETS[name]
    tried = 0

    @settings(max_examples=ROUND, deadline=None, suppress_health_check=list(HealthCheck))
    @given(inputs(name))
    def check(data: bytes) -> None:
        nonlocal tried
        tried += 1
        target(data)

    while time.monotonic() < end:
        check()
    return tried
