"""Settings of one's own: stored with the account, and the defaults for everything that is not known."""

import pytest

from grader.store import accounts, preferences
from grader.store.preferences import KeyMap, Preferences, Theme


def test_they_are_stored_with_the_account(world):
    chosen = Preferences(theme=Theme.DARK, editor_size=16, time_zone="Europe/Berlin", language="de", shortcuts=False)
    with world.database.write() as session:
        ada = accounts.by_email(session, "ada@example.org")
        assert preferences.of(ada) == Preferences()
        preferences.save(session, ada.id, chosen)
    with world.database.read() as session:
        assert preferences.of(accounts.by_email(session, "ada@example.org")) == chosen


@pytest.mark.parametrize(
    "stored",
    [
        None,
        {},
        {"theme": "pink", "key_map": "vim", "editor_size": 500, "time_zone": "Nowhere/At all"},
        {"shortcuts": "yes", "reduced_motion": 1, "language": "../de", "theme": None},
    ],
)
def test_values_that_are_unknown_become_the_defaults(stored):
    assert Preferences.from_json(stored) == Preferences()


def test_json_and_back():
    chosen = Preferences(key_map=KeyMap.EMACS, reduced_motion=True)
    assert Preferences.from_json(chosen.to_json()) == chosen


def test_the_listed_time_zones_may_be_chosen():
    zones = preferences.listed_time_zones()
    assert {"Europe/Berlin", "UTC"} <= set(zones)
    assert Preferences.from_json({"time_zone": zones[0]}).time_zone == zones[0]
