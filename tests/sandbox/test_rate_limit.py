"""Reports of a child that come too often are dropped."""

from __future__ import annotations

from grader.sandbox.rate_limit import RateLimited


def test_what_comes_too_soon_is_dropped():
    heard, now = [], [0.0]
    tell = RateLimited(heard.append, 1.0, clock=lambda: now[0])
    for now[0] in (0.0, 0.1, 0.9, 1.0, 1.5, 3.0, 3.1):
        tell(now[0])
    assert heard == [0.0, 1.0, 3.0]
