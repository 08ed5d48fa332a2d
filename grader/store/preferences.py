"""Settings of one's own: how the pages look and behave for one account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import update
from sqlalchemy.orm import Session

from grader.store.models import Person

#: Pixels of the editor's text.
EDITOR_SIZES = (12, 13, 14, 15, 16, 18, 20, 24)
DEFAULT_EDITOR_SIZE = 13
_AREAS = frozenset({"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"})


class Theme(StrEnum):
    """The colours of the pages."""

    #: As the system has them.
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class KeyMap(StrEnum):
    """The keys of the editor."""

    #: Those of most editors.
    DEFAULT = "default"
    #: The default ones and Ctrl-A, Ctrl-E, Ctrl-K and the like.
    EMACS = "emacs"


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """The settings of an account; the defaults are what holds for who is not signed in."""

    theme: Theme = Theme.SYSTEM
    #: Whether nothing moves on the pages. The system's own setting holds as well.
    reduced_motion: bool = False
    #: Pixels.
    editor_size: int = DEFAULT_EDITOR_SIZE
    key_map: KeyMap = KeyMap.DEFAULT
    #: Whether single letters are shortcuts.
    shortcuts: bool = True
    #: Name of the IANA database; empty: the browser's.
    time_zone: str = ""
    #: "en", "de"; empty: the browser's.
    language: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Preferences:
        """The stored settings. Values that are unknown to this version become the defaults."""
        known = {field.name: (data or {}).get(field.name) for field in fields(cls)}
        return cls(**{name: _KINDS.get(name, _same)(value) for name, value in known.items() if _is_valid(name, value)})

    def to_json(self) -> dict[str, Any]:
        """The settings as they are stored."""
        return asdict(self)


def _same(value: Any) -> Any:
    return value


_KINDS: Mapping[str, Callable[[Any], Any]] = {"theme": Theme, "key_map": KeyMap}


def _is_valid(name: str, value: Any) -> bool:
    if name in ("reduced_motion", "shortcuts"):
        return isinstance(value, bool)
    if name == "editor_size":
        return value in EDITOR_SIZES
    if not isinstance(value, str):
        return False
    if name == "time_zone":
        return value == "" or value in _time_zones()
    if name == "language":
        return value == "" or (value.isalpha() and len(value) <= 8)
    return value in set(Theme if name == "theme" else KeyMap)


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def listed_time_zones() -> tuple[str, ...]:
    """The time zones of places, and UTC, in alphabetical order."""
    places = {zone for zone in _time_zones() if zone.partition("/")[0] in _AREAS}
    return tuple(sorted({*places, "UTC"} & _time_zones()))


def of(person: Person | None) -> Preferences:
    """The settings of a person, or those of who is not signed in."""
    return Preferences.from_json(person.settings if person is not None else None)


def save(session: Session, person_id: int, preferences: Preferences) -> None:
    """Replace the settings of a person."""
    session.execute(update(Person).where(Person.id == person_id).values(settings=preferences.to_json()))
