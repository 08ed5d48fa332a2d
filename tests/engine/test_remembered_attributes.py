"""What an adapter knows of an object's attributes is not asked for again."""

import numpy as np
import pytest

from grader.engine.adapted_session import AdaptedSession
from grader.engine.adapter import Adapter
from grader.engine.local import LocalSession
from grader.engine.remembered_attributes import RememberedAttributes


class Net:
    """A network with a value that is computed from another one."""

    def __init__(self):
        self.weights = np.ones(2)
        self.rate = 0.5

    @property
    def total(self):
        return float(self.weights.sum())

    def train(self):
        self.weights = self.weights + 1


class Counted(LocalSession):
    """Notes each request."""

    def __init__(self):
        super().__init__({"Net": Net})
        self.asked = []

    def get(self, name, *, on=None):
        self.asked.append(f"get {name}")
        return super().get(name, on=on)

    def set(self, name, value, *, on=None):
        self.asked.append(f"set {name}")
        super().set(name, value, on=on)


@pytest.fixture
def counted():
    return Counted()


@pytest.fixture
def remembered(counted):
    return RememberedAttributes(counted)


def test_an_attribute_is_asked_for_once_between_two_calls(counted, remembered):
    net = remembered.call("Net", (), {})
    for _ in range(3):
        assert remembered.get("weights", on=net).tolist() == [1.0, 1.0]
    assert counted.asked == ["get weights"]
    remembered.call("train", (), {}, on=net)
    assert remembered.get("weights", on=net).tolist() == [2.0, 2.0]
    assert counted.asked == ["get weights"] * 2


def test_what_was_set_is_known_and_set_once(counted, remembered):
    net = remembered.call("Net", (), {})
    for _ in range(2):
        remembered.set("weights", np.full(2, 7.0), on=net)
        assert remembered.get("weights", on=net).tolist() == [7.0, 7.0]
    assert counted.asked == ["set weights"]
    remembered.set("weights", np.full(2, 7, dtype=np.float32), on=net)
    assert counted.asked == ["set weights"] * 2
    assert counted.get("weights", on=net).dtype == np.float32


def test_what_is_computed_from_an_attribute_is_asked_for_after_that_was_set(remembered):
    net = remembered.call("Net", (), {})
    assert remembered.get("total", on=net) == 2.0
    remembered.set("weights", np.full(2, 7.0), on=net)
    assert remembered.get("total", on=net) == 14.0


def test_what_is_known_is_a_copy(remembered):
    net = remembered.call("Net", (), {})
    mine = np.full(2, 7.0)
    remembered.set("weights", mine, on=net)
    mine[:] = 0.0
    remembered.get("weights", on=net)[:] = 0.0
    assert remembered.get("weights", on=net).tolist() == [7.0, 7.0]


def test_a_test_case_sees_what_is_there(counted):
    adapter = Adapter("a", "t", "e", "h", "w", "Net.train", frozenset(), lambda call, net: call())
    session = AdaptedSession(counted, adapter)
    net = session.call("Net", (), {})
    for _ in range(2):
        session.get("weights", on=net)
    assert counted.asked == ["get weights"] * 2
