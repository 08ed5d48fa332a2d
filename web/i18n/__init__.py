"""The language of the pages: English in the sources, other languages from catalogues (`de.po`).

`gettext` and `ngettext` translate in Python and in templates; `N_` marks a text that is translated where it is shown.
The script gets its own texts with the page, see `script_texts`. Answers to programs are English.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request

from grader import translations
from grader.store import preferences
from grader.translations import SOURCE

HERE = Path(__file__).resolve().parent
#: Code -> the language's own name.
LANGUAGES = {SOURCE: "English", "de": "Deutsch"}
#: The languages that cover every page of students. The browser chooses among these; an account may choose any.
COMPLETE = {SOURCE, "de"}
#: Comment of the catalogue at texts that the script shows.
SCRIPT = "script"


def language() -> str:
    """The language of this response: that of the account, else the browser's first that there is a catalogue for."""
    if not has_request_context() or request.path.startswith("/api/"):
        return SOURCE
    if "language" not in g:
        chosen = preferences.of(g.get("person")).language
        g.language = chosen if chosen in LANGUAGES else _of_browser()
    return str(g.language)


def _of_browser() -> str:
    """The first complete language that the browser asks for; "de-CH" is "de"."""
    wanted = (tag.lower().partition("-")[0] for tag in request.accept_languages.values())
    return next((code for code in wanted if code in COMPLETE), SOURCE)


def gettext(text: str, **values: Any) -> str:
    """`text` in the language of this response, with `%(name)s` replaced by `values`."""
    found = str(_translations(language()).gettext(text))
    return found % values if values else found


def ngettext(singular: str, plural: str, number: int, **values: Any) -> str:
    """The form of the text for `number`, which replaces `%(num)s`, with the other `values`."""
    return _plural(singular, plural, number) % {"num": number, **values}


def _plural(singular: str, plural: str, number: int) -> str:
    return str(_translations(language()).ngettext(singular, plural, number))


def points_text(points: float) -> str:
    """ "1 point", "7.5 points"."""
    shown = f"{round(points, 2):g}"
    return ngettext("%(points)s point", "%(points)s points", 1 if points == 1 else 2, points=shown)


def sentence_case(text: str) -> str:
    """`text` with a capital at its beginning. Unlike `capitalize` it leaves German nouns as they are."""
    return text[:1].upper() + text[1:]


def in_sentence(name: str) -> str:
    """A name such as "Attempt 3" inside a sentence: in English with a small letter, in German as it is."""
    return name[:1].lower() + name[1:] if language() == SOURCE else name


def N_(text: str) -> str:
    """Mark `text` for the catalogues; whoever shows it calls `gettext`."""
    return text


def script_texts() -> dict[str, str | list[str]]:
    """English text -> translation (or its plural forms) of what the script shows; empty in English."""
    return _script_texts(language())


def read_catalogue(code: str, folder: Path = HERE) -> Catalog:
    """The catalogue of a language."""
    return translations.read_catalogue(code, folder)


def _translations(code: str) -> NullTranslations:
    return translations.translations(code, HERE)


@cache
def _script_texts(code: str) -> dict[str, str | list[str]]:
    if code == SOURCE:
        return {}
    texts: dict[str, str | list[str]] = {}
    for message in read_catalogue(code):
        if message.id and SCRIPT in message.auto_comments:
            forms = message.string
            key = message.id if isinstance(message.id, str) else message.id[0]
            texts[key] = forms if isinstance(forms, str) else list(forms or ())
    return texts


def install(app: Flask) -> None:
    """Let the templates of `app` translate."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    # The templates' own functions fill the values in.
    app.jinja_env.install_gettext_callables(gettext, _plural, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        N_=N_, language=language, languages=LANGUAGES, script_texts=script_texts, points_text=points_text
    )
    app.jinja_env.filters.update(sentence_case=sentence_case, in_sentence=in_sentence)
