"""What the documents say: their sections and the addresses in them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: The pages on the REST API.
API_DOCUMENTS = ["docs/api.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs/api").glob("*.md"))]
METHODS = "GET|POST|PUT|PATCH|DELETE"


def read(name: str) -> str:
    """The text of a document, named from the project's folder."""
    return (ROOT / name).read_text(encoding="utf-8")


def section(name: str, title: str) -> str:
    """What stands in a document between the heading `## title` and the next one of its level."""
    _, found, rest = read(name).partition(f"\n## {title}\n")
    assert found, f"{name} has no section {title!r}"
    return rest.partition("\n## ")[0]


def routes(text: str) -> set[str]:
    """Every `METHOD /path` in a text, with `{}` for each placeholder and without a query."""
    found = re.findall(rf"\b({METHODS})\s+(/[\w/.{{}}-]*)", text)
    return {f"{method} {anonymous(path)}" for method, path in found}


def anonymous(path: str) -> str:
    """A path without the names of its placeholders, as documents write them or as Flask does."""
    return re.sub(r"\{[^}]*\}|<[^>]*>", "{}", path)
