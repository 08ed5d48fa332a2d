"""Catalogues of translations: files in gettext's format beside the sources, one for each language but English."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

#: The language of the sources.
SOURCE = "en"


def read_catalogue(code: str, folder: Path) -> Catalog:
    """The catalogue of a language."""
    with (folder / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


@cache
def translations(code: str, folder: Path) -> NullTranslations:
    """Compiled in memory when the language is first used: there is no file that could be older than its source."""
    if code == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(code, folder))
    compiled.seek(0)
    return Translations(compiled)
