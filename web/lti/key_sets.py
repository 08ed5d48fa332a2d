"""The public keys of platforms, fetched from their addresses and kept for a while."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from grader.errors import GraderError
from grader.outbound.requests import RequestFailed, fetch_json

#: How long a key set is used without asking for it again, in seconds.
FRESH_SECONDS = 600.0
#: A key set with an unknown key is fetched again at most once in this time, in seconds.
PAUSE_SECONDS = 20.0
#: Key sets that are kept, and keys of each that are read.
MAX_SETS, MAX_KEYS = 200, 50
#: Types of public keys. A symmetric key in a key set would be known to everybody.
KEY_TYPES = ("RSA", "EC")


class NoKeys(GraderError):
    """The platform's keys cannot be fetched or read."""


@dataclass(frozen=True, kw_only=True)
class _Fetched:
    keys: KeySet
    at: float = field(default_factory=time.monotonic)


class KeySets:
    """The key sets that this process has fetched. Any thread may use it."""

    def __init__(self, *, private: bool) -> None:
        """`private`: whether platforms may have private addresses."""
        self._private = private
        self._lock = threading.Lock()
        self._fetched: dict[str, _Fetched] = {}

    def of(self, url: str, kid: str | None) -> KeySet:
        """The keys at an address; fetched again if they are old, or lack the key `kid`. Raises `NoKeys`."""
        with self._lock:
            known = self._fetched.get(url)
        if known is not None:
            age = time.monotonic() - known.at
            if age < PAUSE_SECONDS or (age < FRESH_SECONDS and _has(known.keys, kid)):
                return known.keys
        found = _Fetched(keys=_fetch(url, private=self._private))
        with self._lock:
            if len(self._fetched) >= MAX_SETS:
                self._fetched.clear()
            self._fetched[url] = found
        return found.keys


def _has(keys: KeySet, kid: str | None) -> bool:
    return kid is not None and any(key.kid == kid for key in keys)


def _fetch(url: str, *, private: bool) -> KeySet:
    try:
        document = fetch_json(url, private=private)
    except RequestFailed as error:
        raise NoKeys(f"The key set at {url} could not be fetched. {error.message}") from error
    rows = document.get("keys") if isinstance(document, dict) else None
    usable = [row for row in (rows if isinstance(rows, list) else [])[:MAX_KEYS] if _is_usable(row)]
    keys = [key for row in usable if (key := _import(row)) is not None]
    if not keys:
        raise NoKeys(f"The key set at {url} holds no key that can be used.")
    return KeySet([key for each in keys for key in each])


def _is_usable(row: object) -> bool:
    return isinstance(row, dict) and row.get("kty") in KEY_TYPES and row.get("use", "sig") == "sig"


def _import(row: dict[str, object]) -> KeySet | None:
    try:
        return KeySet.import_key_set({"keys": [row]})  # type: ignore[list-item]
    except (JoseError, ValueError, TypeError, KeyError):
        return None
