"""The tokens of `grader sign-in`, in a file in the user's configuration folder that nobody else may read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import click

NAME = "tokens.json"


def path() -> Path:
    """The file."""
    return Path(click.get_app_dir("grader")) / NAME


def read() -> dict[str, str]:
    """Server -> token, that of the latest sign-in last. A file that cannot be read holds none."""
    try:
        found = json.loads(path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(server): str(token) for server, token in found.items()} if isinstance(found, dict) else {}


def keep(server: str, token: str) -> None:
    """Store the token of a server in place of an earlier one. Raises OSError."""
    _write({**{name: each for name, each in read().items() if name != server}, server: token})


def forget(server: str) -> None:
    """Delete the token of a server. Raises OSError."""
    _write({name: token for name, token in read().items() if name != server})


def _write(found: Mapping[str, str]) -> None:
    """Replace the file at once, so that an interrupted write leaves the old one."""
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = target.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(found, file, indent=2)
    new.replace(target)
