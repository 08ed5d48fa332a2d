"""Keeps the catalogues complete: extracts the texts from the sources, and says what a catalogue lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import write_po

from grader.notices import reader
from grader.translations import SOURCE
from web.i18n import HERE, LANGUAGES, SCRIPT, literals, read_catalogue

WEB = HERE.parent
#: Texts that pages and emails share have a catalogue of their own beside them.
NOTICES = reader.HERE
#: Functions that translate, with the arguments that hold texts.
KEYWORDS: Mapping[str, Any] = {**DEFAULT_KEYWORDS, "t": None, "tn": (1, 2)}
#: Glob under `web/` or the folder of the notices -> Babel's extraction method and its options.
SOURCES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "**/*.py": ("python", {}),
    "**/templates/**/*.html": ("jinja2.ext:babel_extract", {"trimmed": "true", "newstyle_gettext": "true"}),
    "frontend/src/*.ts": ("javascript", {"template_string": "false"}),
}
SKIPPED = ("node_modules", "static")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def extracted(root: Path = WEB) -> Catalog:
    """All texts of the sources under `root`; those of the script have the comment `SCRIPT`."""
    catalogue = Catalog(charset="utf-8")
    for glob, (method, options) in SOURCES.items():
        for path in sorted(root.glob(glob)):
            if not any(part in SKIPPED for part in path.relative_to(root).parts):
                comments = [SCRIPT] if path.suffix == ".ts" else []
                for _, message, _, context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
                    catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def update() -> None:
    """Bring the catalogues in line with the sources: add what is new, drop what is gone."""
    for root, folder in ((WEB, HERE), (NOTICES, NOTICES)):
        template = extracted(root)
        for code in LANGUAGES:
            if code != SOURCE:
                _update(folder, code, template)


def _update(folder: Path, code: str, template: Catalog) -> None:
    path = folder / f"{code}.po"
    catalogue = read_catalogue(code, folder) if path.exists() else Catalog(locale=code)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, no_location=True, omit_header=True, sort_output=True)


def problems(folder: Path = HERE) -> Iterator[str]:
    """What is wrong with the catalogues of the notices, and of the pages, which are in `folder`.

    Missing, stale and untranslated texts, other placeholders, and the texts of students' templates, and of the script,
    that are in no catalogue because they are not marked.
    """
    yield from (f"not marked for translation: {text}" for text in literals.untranslated(WEB))
    for root, where in ((WEB, folder), (NOTICES, NOTICES)):
        yield from _problems(root, where)


def _problems(root: Path, folder: Path) -> Iterator[str]:
    template = extracted(root)
    known = {message.id for message in template if message.id}
    lost = {text for text in literals.called(root) if text not in template}
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
