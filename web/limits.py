"""Rate limits: so many of something per time, per key. Kept in Redis, or in this process while Redis is away."""

from __future__ import annotations

import time
from typing import Any

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError
from werkzeug.exceptions import TooManyRequests

#: For so long the memory of this process is used after Redis failed, before Redis is tried again.
RETRY_REDIS_SECONDS = 10.0


class RateLimits:
    """Counts in Redis, so that all web processes share them; a lost Redis must not lock anybody out."""

    def __init__(self, redis_url: str, prefix: str) -> None:
        options: dict[str, Any] = {"socket_connect_timeout": 1, "socket_timeout": 1, "key_prefix": f"{prefix}limits"}
        self._memory = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(RedisStorage(redis_url, **options))
        self._shared_again_at = 0.0

    def spend(self, scope: str, key: str, allowed: str) -> None:
        """Count one `scope` for `key`, of which `allowed` ("20 per minute") are granted.

        Raises TooManyRequests with the seconds to wait when there were too many already.
        """
        item = parse(allowed)
        if not self._hit(item, scope, key):
            raise TooManyRequests(
                f"That was too often: {allowed} is the limit.",
                retry_after=self._wait(item, scope, key),
            )

    def _strategy(self) -> MovingWindowRateLimiter:
        return self._memory if time.monotonic() < self._shared_again_at else self._shared

    def _hit(self, item: RateLimitItem, *keys: str) -> bool:
        try:
            return self._strategy().hit(item, *keys)
        except (RedisError, OSError):
            self._shared_again_at = time.monotonic() + RETRY_REDIS_SECONDS
            return self._memory.hit(item, *keys)

    def _wait(self, item: RateLimitItem, *keys: str) -> int:
        try:
            reset = self._strategy().get_window_stats(item, *keys).reset_time
        except (RedisError, OSError):
            return int(item.get_expiry())
        return max(1, round(reset - time.time()))
