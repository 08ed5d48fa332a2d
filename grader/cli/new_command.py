"""`grader new SLUG`: create a small, complete assignment, which `grader verify SLUG` accepts unchanged."""

from __future__ import annotations

import keyword
from pathlib import Path

import click

from grader.assignments import files
from grader.errors import AssignmentError

TEMPLATE = Path(__file__).parent / "template"


@click.command()
@click.argument("slug")
@click.option("--title", default="", help="Title shown to students. Default: made from the slug.")
def command(slug: str, title: str) -> None:
    """Create the folders testcases/SLUG and reference/SLUG.

    They hold a small, complete assignment: the mean squared error and its gradient. Adapt it as docs/authoring.md
    describes.
    """
    if not slug.isidentifier() or keyword.iskeyword(slug) or slug != slug.lower():
        raise AssignmentError(f"{slug!r}: a slug has lower-case letters, digits and _ only, and begins with a letter")
    base = files.root()
    for path in (files.folder_of(base, slug), base / files.REFERENCES / slug):
        if path.exists():
            raise AssignmentError(f"{path} already exists: choose another slug, or remove it")
    made = write_template(base, slug, title or slug.replace("_", " ").capitalize())
    for path in made:
        click.echo(path.relative_to(base))
    click.echo(f"\nNext: run `grader show {slug}` and `grader verify {slug}`, then adapt the files one by one.")


def write_template(base: Path, slug: str, title: str) -> list[Path]:
    """Write the small assignment as `slug` into testcases/ and reference/ of `base`; returns the files."""
    made = []
    for source in sorted(TEMPLATE.rglob("*.txt")):
        inside = source.relative_to(TEMPLATE).with_suffix("")
        is_reference = inside.parts[0] == files.REFERENCES
        target = base / files.REFERENCES / slug / inside.name if is_reference else files.folder_of(base, slug) / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        target.write_text(text.replace("SLUG", slug).replace("TITLE", title), encoding="utf-8")
        made.append(target)
    return made
