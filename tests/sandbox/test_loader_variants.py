"""A submission for another version of the task is recognised and told so once; what means the same is graded."""

from grader.sandbox.inside.loader import load

VARIANTS = [
    {
        "signs": ["initialize_old", "old_network"],
        "renamed": {"initialize_old": "initialize"},
        "note": "It is the old task.",
    },
    {"signs": ["initialize_2"], "renamed": {}, "note": "It is the task of two layers."},
]


def loaded(*cells, entry_points=("initialize", "network")):
    bundle = {"cells": list(cells), "support": "", "entry_points": entry_points, "provided": ()}
    return load({**bundle, "variants": VARIANTS})


def test_a_function_takes_the_tasks_name_wherever_it_is_used():
    result = loaded("def initialize_old(n):\n    return n + 1\ndef network(n):\n    return initialize_old(n)")
    assert result.namespace["initialize"](1) == 2
    assert result.namespace["network"](2) == 3
    assert result.problems == {}
    assert result.notes == ["It is the old task."]


def test_the_submissions_own_function_of_the_tasks_name_stays():
    text = "def initialize_old(n):\n    return 7\ndef initialize(n):\n    return n"
    result = loaded(text)
    assert result.namespace["initialize"](1) == 1
    assert result.namespace["initialize_old"](1) == 7
    assert "It is the old task." in result.notes


def test_no_other_name_is_proposed_for_what_is_missing():
    result = loaded("def initialize_2(n):\n    return n\ndef networks(n):\n    return n")
    assert result.notes == ["It is the task of two layers."]
    assert result.problems["network"].text == "`network` is not defined in your submission"
    assert result.problems["initialize"].text == "`initialize` is not defined in your submission"


def test_only_the_first_version_that_fits_is_told():
    result = loaded("def initialize_old(n):\n    return n\ndef initialize_2(n):\n    return n")
    assert result.notes == ["It is the old task."]


def test_a_complete_submission_is_told_nothing():
    text = "def initialize(n):\n    return n\ndef network(n):\n    return n\ndef old_network(n):\n    return n"
    assert loaded(text).notes == []
    assert loaded("def initialise(n):\n    return n\ndef network(n):\n    return n").notes == []
