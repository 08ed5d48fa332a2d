"""Live streams are counted per client, and released however they end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.worker.events import TooManyWatchers
from web.watchers import Client, Watchers

ALICE = Client(name="person 1", allowed=2)


def test_streams_are_counted_per_client():
    watchers = Watchers()
    with watchers.watching(ALICE), watchers.watching(ALICE):
        assert not watchers.has_capacity(ALICE)
        with pytest.raises(TooManyWatchers), watchers.watching(ALICE):
            pass
        with watchers.watching(replace(ALICE, name="token 1")):
            pass
    assert watchers.has_capacity(ALICE)


def test_a_stream_that_ends_with_an_error_is_released():
    watchers = Watchers()
    for _ in range(3):
        with pytest.raises(GeneratorExit), watchers.watching(ALICE):
            raise GeneratorExit
