"""Checks the names of assignments that a command is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import click


def require_known(wanted: Iterable[str], known: Sequence[str]) -> None:
    """Raises UsageError if `wanted` holds a name that `known` does not; the message lists the nearest names."""
    unknown = [slug for slug in dict.fromkeys(wanted) if slug not in known]
    if not unknown:
        return
    near = dict.fromkeys(name for slug in unknown for name in get_close_matches(slug, known))
    advice = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)}"
    raise click.UsageError(f"no such assignment: {', '.join(map(_shown, unknown))}; {advice}")


def _shown(slug: str) -> str:
    return repr(slug) if not slug else slug if len(slug) <= 100 else f"{slug[:100]}..."
