"""The values of GRADER_MEMORY_TUNING."""

from __future__ import annotations

from typing import Final

#: Techniques that make the forks of a warm jail cheaper; `grader.sandbox.inside.memory_tuning` describes them.
MEMORY_TECHNIQUES: Final = ("warm_up", "merge_mappings", "compact_heap", "large_pages", "compare_tables")


def parse_memory_tuning(text: str) -> frozenset[str] | None:
    """The techniques of "on", "off" or a list such as "warm_up,large_pages"; None for "auto". Raises ValueError."""
    if text == "auto":
        return None
    if text in ("on", "off"):
        return frozenset(MEMORY_TECHNIQUES if text == "on" else ())
    names = frozenset(name.strip() for name in text.split(","))
    if not names <= frozenset(MEMORY_TECHNIQUES):
        raise ValueError(text)
    return names
