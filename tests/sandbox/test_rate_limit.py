"""Callbacks that are triggered too often are dropped."""

from __future__ import annotations

from grader.sandbox.rate_limit import RateLimited


def test_calls_within_the_interval_are_dropped():
    reported, now = [], [0.0]
    report = RateLimited(reported.append, 1.0, clock=lambda: now[0])
    for now[0] in (0.0, 0.1, 0.9, 1.0, 1.5, 3.0, 3.1):
        report(now[0])
    assert reported == [0.0, 1.0, 3.0]
