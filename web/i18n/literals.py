"""Finds text of students' templates that no catalogue translates, because it stands there as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

#: Templates of students, under `web/`; those of instructors may be English.
TEMPLATES = (
    "templates/*.html",
    "student/templates/**/*.html",
    "accounts/templates/**/*.html",
    "notices/templates/**/*.html",
)
#: Attributes that people read.
READ = frozenset({"aria-label", "title", "alt", "placeholder"})
#: Elements whose content is no language.
CODE = frozenset({"code", "script", "style", "svg", "title"})
#: Attributes that a block of a template adds to an element of the page.
ATTRIBUTE = re.compile(r'\b[\w-]+="[^"]*"')
#: Names, and keys that are the same everywhere.
NAMES = re.compile(r"NumPy grader|cache\[\"Z\"\]|\b(?:Esc|Tab|Alt|F8|ABCDEFGHIJKLMNOPQRSTUVWXYZ)\b")
#: Functions whose arguments are translated.
TRANSLATORS = frozenset({"_", "gettext", "ngettext", "N_"})
#: A call in Python or TypeScript with its first text.
CALL = re.compile(r'\b(?:gettext|t)\(\s*"((?:[^"\\]|\\.)+)"')
WORD = re.compile(r"[A-Za-z]{2,}")
#: A text in an expression that is no class, name or format: it begins with a capital.
SENTENCE = re.compile(r"[A-Z][a-z]+")


class _Texts(HTMLParser):
    """Collects what people read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag in CODE
        self.found += [value for name, value in attrs if name in READ and value]

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in CODE and self._code > 0

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.found.append(data)


def untranslated(web: Path) -> Iterator[str]:
    """ "template: text" for each text that is not marked for the catalogues."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for glob in TEMPLATES:
        for path in sorted(web.glob(glob)):
            tree = environment.parse(path.read_text(encoding="utf-8"))
            yield from (f"{path.relative_to(web)}: {text}" for text in [*_markup(tree), *_constants(tree)])


def called(web: Path) -> Iterator[str]:
    """The texts of calls in Python and TypeScript. The extraction does not see those inside f-strings and templates."""
    for glob in ("**/*.py", "frontend/src/*.ts"):
        for path in sorted(web.glob(glob)):
            if "node_modules" not in path.parts:
                yield from CALL.findall(path.read_text(encoding="utf-8"))


def _markup(tree: nodes.Template) -> Iterator[str]:
    parser = _Texts()
    parser.feed("".join(data.data for data in tree.find_all(nodes.TemplateData)))
    parser.close()
    for text in parser.found:
        if WORD.search(NAMES.sub("", ATTRIBUTE.sub("", text))):
            yield " ".join(text.split())


def _constants(tree: nodes.Template) -> Iterator[str]:
    """Constants of expressions that begin a sentence, outside of the functions that translate."""
    marked = {
        id(constant)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATORS
        for constant in call.find_all(nodes.Const)
    }
    for constant in tree.find_all(nodes.Const):
        text = constant.value
        if isinstance(text, str) and id(constant) not in marked and SENTENCE.match(NAMES.sub("", text)):
            yield text
