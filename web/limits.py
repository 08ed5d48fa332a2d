"""Rate limits per key, counted in Redis by its clock, or in this process while Redis is unavailable."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, cast

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerSecond, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import Redis
from redis.exceptions import RedisError
from werkzeug.exceptions import TooManyRequests

from web.i18n import gettext

#: Seconds until Redis is tried again after a failure.
RETRY_REDIS_SECONDS = 10.0
#: Failures within an hour without a delay; each further one doubles the delay.
FREE_FAILURES = 20
#: The longest delay after a failure, in seconds. It is short, since others can cause it.
LONGEST_DELAY = 60
_FAILURES = RateLimitItemPerHour(1000)


#: Counts a use in a window that begins with the first one: how many there are, and the seconds until the window ends.
_COUNT = b"""
local used = redis.call("incr", KEYS[1])
if used == 1 then redis.call("expire", KEYS[1], ARGV[1]) end
return {used, redis.call("ttl", KEYS[1])}
"""


class _Local(MemoryStorage):
    def count(self, key: str, window: int) -> tuple[int, int]:
        """As `_Shared.count`."""
        return self.incr(key, window), round(self.get_expiry(key) - time.time())


class _Shared(RedisStorage):
    """Stamps entries with Redis's time: web hosts' clocks may differ, and all of them read these entries."""

    def initialize_storage(self, uri: str) -> None:
        """As in the base class, with a script of our own."""
        super().initialize_storage(uri)
        self._lua_count = self.get_connection().register_script(_COUNT)

    def count(self, key: str, window: int) -> tuple[int, int]:
        """Count a use in a window of so many seconds: the uses in it, and the seconds until it ends."""
        used, left = cast(list[int], self._lua_count([self.prefixed_key(key)], [window]))
        return used, left

    def time(self) -> float:
        """Seconds since the epoch."""
        seconds, microseconds = cast(Redis, self.get_connection()).time()
        return float(seconds) + float(microseconds) / 1e6

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """As in the base class, which takes this host's time."""
        arguments = [self.time(), limit, expiry, amount]
        return bool(self.lua_acquire_moving_window([self.prefixed_key(key)], arguments))

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """As in the base class, which takes this host's time."""
        moment = self.time()
        window = self.lua_moving_window([self.prefixed_key(key)], [moment - expiry, limit])
        return (float(window[0]), int(window[1])) if window else (moment, 0)


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What a client has used of a limit in the current window."""

    limit: int
    used: int
    #: Length of the window, and seconds until it ends.
    window: int
    reset: int

    @property
    def exceeded(self) -> bool:
        """Whether it is more than the limit allows."""
        return self.used > self.limit

    @property
    def remaining(self) -> int:
        """Uses left in this window."""
        return max(0, self.limit - self.used)


class RateLimits:
    """Counts in Redis, which all web processes share; without Redis each process counts on its own."""

    def __init__(self, redis_url: str, prefix: str) -> None:
        options: dict[str, Any] = {"socket_connect_timeout": 1, "socket_timeout": 1, "key_prefix": f"{prefix}limits"}
        self._local = _Local()
        self._memory = MovingWindowRateLimiter(self._local)
        self._redis = _Shared(redis_url, **options)
        self._shared = MovingWindowRateLimiter(self._redis)
        self._retry_shared_at = 0.0

    def spend(self, scope: str, key: str, allowed: str) -> None:
        """Count one use of `scope` by `key`; `allowed` is the limit, such as "20 per minute".

        Raises TooManyRequests with the seconds to wait if the limit is reached.
        """
        item = parse(allowed)
        if not self._hit(item, scope, key):
            raise TooManyRequests(
                gettext("Too many requests: the limit is %(limit)s.", limit=allowed),
                retry_after=self._wait(item, scope, key),
            )

    def count(self, scope: str, key: str, allowed: str) -> Usage:
        """Count one use of `scope` by `key` in windows of a fixed length, which begin with a use. Refuses nothing."""
        item = parse(allowed)
        name = item.key_for(scope, key)
        window = int(item.get_expiry())
        storage = self._local if time.monotonic() < self._retry_shared_at else self._redis
        try:
            used, left = storage.count(name, window)
        except (RedisError, OSError):
            self._retry_shared_at = time.monotonic() + RETRY_REDIS_SECONDS
            used, left = self._local.count(name, window)
        return Usage(limit=item.amount, used=used, window=window, reset=min(window, max(1, left)))

    def spend_with_delay(self, scope: str, key: str) -> None:
        """Count one attempt, after a delay that grows with the attempts of the last hour; `forgive` resets it.

        Raises TooManyRequests with the seconds to wait, which counts as no attempt.
        """
        attempts = self._attempts(scope, key)
        if attempts > FREE_FAILURES and self._remaining(_delay(attempts), f"{scope} delay", key) == 0:
            wait = self._wait(_delay(attempts), f"{scope} delay", key)
            raise TooManyRequests(gettext("Too many attempts for this account."), retry_after=wait)
        self._hit(_FAILURES, scope, key)
        if attempts >= FREE_FAILURES:
            self._hit(_delay(attempts + 1), f"{scope} delay", key)

    def forgive(self, scope: str, key: str) -> None:
        """Forget the attempts that `spend_with_delay` has counted."""
        try:
            self._strategy().clear(_FAILURES, scope, key)
        except (RedisError, OSError):
            self._memory.clear(_FAILURES, scope, key)

    def _attempts(self, scope: str, key: str) -> int:
        return _FAILURES.amount - self._remaining(_FAILURES, scope, key)

    def _remaining(self, item: RateLimitItem, *keys: str) -> int:
        try:
            return self._strategy().get_window_stats(item, *keys).remaining
        except (RedisError, OSError):
            self._retry_shared_at = time.monotonic() + RETRY_REDIS_SECONDS
            return self._memory.get_window_stats(item, *keys).remaining

    def _strategy(self) -> MovingWindowRateLimiter:
        return self._memory if time.monotonic() < self._retry_shared_at else self._shared

    def _hit(self, item: RateLimitItem, *keys: str) -> bool:
        try:
            return self._strategy().hit(item, *keys)
        except (RedisError, OSError):
            self._retry_shared_at = time.monotonic() + RETRY_REDIS_SECONDS
            return self._memory.hit(item, *keys)

    def _wait(self, item: RateLimitItem, *keys: str) -> int:
        try:
            strategy = self._strategy()
            reset = strategy.get_window_stats(item, *keys).reset_time
            now = self._redis.time() if strategy is self._shared else time.time()
        except (RedisError, OSError):
            return int(item.get_expiry())
        return max(1, round(reset - now))


def _delay(attempts: int) -> RateLimitItem:
    """One attempt per delay: 1, 2, 4, ... seconds, up to LONGEST_DELAY."""
    return RateLimitItemPerSecond(1, int(min(2 ** min(attempts - FREE_FAILURES - 1, 10), LONGEST_DELAY)))
