"""Ids of parametrised tests, which are in every report: some texts are megabytes."""

from __future__ import annotations


def short(value: object) -> str:
    """`str(value)`, or its beginning and its length."""
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    if len(text) <= 60:
        return text
    start = "".join(character if character.isascii() and character.isprintable() else "?" for character in text[:40])
    return f"{start}... ({len(text)})"
