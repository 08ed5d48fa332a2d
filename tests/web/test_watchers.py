"""Places to watch from: counted for each asker, and free again whatever ended the watching."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.worker.events import TooManyWatchers
from web.watchers import Asker, Watchers

ALICE = Asker(name="person 1", allowed=2)


def test_each_asker_has_places_of_its_own():
    watchers = Watchers()
    with watchers.place(ALICE), watchers.place(ALICE):
        assert not watchers.has_place(ALICE)
        with pytest.raises(TooManyWatchers), watchers.place(ALICE):
            pass
        with watchers.place(replace(ALICE, name="token 1")):
            pass
    assert watchers.has_place(ALICE)


def test_a_place_is_free_again_after_an_error():
    watchers = Watchers()
    for _ in range(3):
        with pytest.raises(GeneratorExit), watchers.place(ALICE):
            raise GeneratorExit
