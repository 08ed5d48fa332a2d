"""Keeps what the command line caches out of the home folder, and jails open."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory):
    """XDG_CACHE_HOME for the session."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


class SharedJail:
    """The jail of the session, as a command opens and closes one of its own."""

    def __init__(self, jail):
        self._jail = jail

    def __getattr__(self, name):
        return getattr(self._jail, name)

    def close(self):
        """It stays open for the next command."""


@pytest.fixture
def shared_jail(judge_jail, monkeypatch):
    """`grader grade` uses the jail of the session: to start one takes half a second of processor time."""

    class Opening:
        def __init__(self, *, begin):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *exception):
            pass

        def open(self, mode, isolation):
            return SharedJail(judge_jail)

    monkeypatch.setattr("grader.cli.grade_command.OpeningJail", Opening)
    monkeypatch.setattr("grader.cli.grading.open_jail", lambda mode, *, tuning, isolation: SharedJail(judge_jail))
