"""Keeps the catalogues complete: extracts the texts from the sources, and says what a catalogue lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import write_po

from web.i18n import HERE, LANGUAGES, SCRIPT, SOURCE, literals, read_catalogue

WEB = HERE.parent
#: Functions that translate, with the arguments that hold texts.
KEYWORDS: Mapping[str, Any] = {**DEFAULT_KEYWORDS, "t": None, "tn": (1, 2)}
#: Glob under `web/` -> Babel's extraction method and its options.
SOURCES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "**/*.py": ("python", {}),
    "**/templates/**/*.html": ("jinja2.ext:babel_extract", {"trimmed": "true", "newstyle_gettext": "true"}),
    "frontend/src/*.ts": ("javascript", {"template_string": "false"}),
}
SKIPPED = ("node_modules", "static")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def extracted() -> Catalog:
    """All texts of the sources; those of the script have the comment `SCRIPT`."""
    catalogue = Catalog(charset="utf-8")
    for glob, (method, options) in SOURCES.items():
        for path in sorted(WEB.glob(glob)):
            if not any(part in SKIPPED for part in path.relative_to(WEB).parts):
                comments = [SCRIPT] if path.suffix == ".ts" else []
                for _, message, _, context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
                    catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def update() -> None:
    """Bring the catalogues in line with the sources: add what is new, drop what is gone."""
    template = extracted()
    for code in LANGUAGES:
        if code == SOURCE:
            continue
        catalogue = read_catalogue(code) if (HERE / f"{code}.po").exists() else Catalog(locale=code)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with (HERE / f"{code}.po").open("wb") as file:
            write_po(file, catalogue, width=110, no_location=True, omit_header=True, sort_output=True)


def problems(folder: Path = HERE) -> Iterator[str]:
    """What is wrong with the catalogues of `folder`: missing, stale and untranslated texts, other placeholders.

    Also the texts of students' templates, and of the script, that are in no catalogue because they are not marked.
    """
    yield from (f"not marked for translation: {text}" for text in literals.untranslated(WEB))
    template = extracted()
    known = {message.id for message in template if message.id}
    lost = {text for text in literals.called(WEB) if text not in template}
    yield from (f"not seen by the extraction: {text}" for text in sorted(lost))
    for code in LANGUAGES:
        if code == SOURCE:
            continue
        catalogue = read_catalogue(code, folder)
        translated = {message.id: message for message in catalogue if message.id}
        yield from (f"{code}: missing: {identifier}" for identifier in known - translated.keys())
        yield from (f"{code}: stale: {identifier}" for identifier in translated.keys() - known)
        for message in translated.values():
            yield from (f"{code}: {problem}: {message.id}" for problem in _faults(message))


def _faults(message: Message) -> Iterator[str]:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if message.fuzzy or not all(forms):
        yield "untranslated"
        return
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = set(PLACEHOLDER.findall(sources[-1]))
    if any(set(PLACEHOLDER.findall(form)) != wanted for form in forms[-1:]):
        yield "other placeholders"
