"""The table of settings in docs/operations.md is made from grader/settings.py: `make docs` writes it."""

from __future__ import annotations

from grader.settings import PROJECT, SETTINGS
from tests.docs.documents import ROOT, read

DOCUMENT = "docs/operations.md"
BEGIN, END = "<!-- settings: made by `make docs` from grader/settings.py -->\n", "<!-- end of settings -->\n"


def table() -> str:
    """The table as Markdown."""
    rows = [f"| `{setting.name}` | {_default(setting.default)} | {setting.help} |" for setting in SETTINGS]
    return "\n".join(["| variable | default | meaning |", "| --- | --- | --- |", *rows, ""])


def with_table(text: str) -> str:
    """A document with the table between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


def _default(text: str) -> str:
    if text == str(PROJECT):
        return "the project's folder"
    return f"`{text}`" if text else ""


if __name__ == "__main__":
    (ROOT / DOCUMENT).write_text(with_table(read(DOCUMENT)), encoding="utf-8")
