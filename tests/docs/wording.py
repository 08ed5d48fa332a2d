"""The texts that users see, and the retired ones among them: docs/wording.md lists these with their replacements."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.docs.documents import ROOT, section

DOCUMENT = "docs/wording.md"
#: Messages to those who write assignments or run the service. They name parts of the program by their technical terms.
FOR_AUTHORS_AND_OPERATORS = (
    "grader/assignments",
    "grader/attacks",
    "grader/cli",
    "grader/datasets",
    "grader/evaluator",
    "grader/settings.py",
    "grader/store/migrations",
    "grader/verify",
    "grader/worker",
    "grader/engine/case.py",
    "grader/engine/reference_runner.py",
    "grader/engine/running.py",
    "grader/sandbox/doctor.py",
    "grader/sandbox/launch.py",
    "grader/sandbox/namespaces.py",
    "grader/sandbox/self_test.py",
    "web/frontend",
)
#: Between word forms in the first column of a table.
SEPARATOR = " · "
_TEMPLATE = re.compile(r"\{#.*?#\}|\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
_LITERAL = re.compile(r"\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'")
_SPOKEN_ATTRIBUTE = re.compile(r"\b(?:aria-label|alt|content|placeholder|title)=\"([^\"]*)\"")
_TAG = re.compile(r"<(?:\"[^\"]*\"|[^\">])*>")
_SCRIPT = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"((?:\\.|[^\"\\\n])*)\"|'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\])*)`", re.DOTALL
)


@cache
def retired() -> dict[str, str]:
    """Retired word or sentence -> what is written instead, from the tables of the document."""
    found = {}
    for title in ("Retired words", "Retired sentences"):
        for row in re.findall(r"^\| (.+?) \| (.+?) \|$", section(DOCUMENT, title), flags=re.MULTILINE)[1:]:
            if not row[0].startswith("---"):
                found.update(dict.fromkeys(row[0].split(SEPARATOR), row[1]))
    return found


def violations(texts: Iterable[tuple[str, str]]) -> list[str]:
    """A line for each retired text in `texts`, which are (place, text)."""
    found = []
    for place, text in texts:
        line = " ".join(text.split())
        found += [
            f"{place}: {old!r} in {line[:120]!r}; write {new!r}"
            for old, new in retired().items()
            if _pattern(old).search(line)
        ]
    return found


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """`text` in either case, and as whole words; a text in quotation marks matches a whole line."""
    if text.startswith("“"):
        return re.compile(rf"^{re.escape(text[1:-1])}$", re.IGNORECASE)
    before, after = (r"(?<!\w)" if text[0].isalnum() else ""), (r"(?!\w)" if text[-1].isalnum() else "")
    return re.compile(before + re.escape(text) + after, re.IGNORECASE)


def visible_texts(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """(file, text) of all that users may see."""
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        read = {".html": template_texts, ".ts": script_texts, ".py": python_texts, ".toml": toml_texts}.get(path.suffix)
        for shown in read(text) if read else [text]:
            yield name, shown


def _files(root: Path) -> Iterator[Path]:
    yield from sorted(root.glob("web/**/templates/**/*.html"))
    yield from sorted(root.glob("web/frontend/src/**/*.ts"))
    for path in sorted([*root.glob("web/**/*.py"), *root.glob("grader/**/*.py")]):
        if not path.relative_to(root).as_posix().startswith(FOR_AUTHORS_AND_OPERATORS):
            yield path
    yield from sorted(
        [*root.glob("testcases/*/*.py"), *root.glob("testcases/*/cases/*.py"), *root.glob("reference/**/*.py")]
    )
    yield from sorted([*root.glob("testcases/*/*.md"), *root.glob("testcases/*/*.toml")])


def template_texts(source: str) -> list[str]:
    """What a Jinja template shows or reads aloud: text, labels, and the literals in expressions."""
    literals: list[str] = []

    def expression(match: re.Match[str]) -> str:
        literals.extend(_literals(match[1] or match[2] or "", _LITERAL))
        return " "

    markup = _TEMPLATE.sub(expression, source)
    return [*literals, *_SPOKEN_ATTRIBUTE.findall(markup), *_TAG.sub("\n", markup).split("\n")]


def script_texts(source: str) -> list[str]:
    """The string literals of a script, without comments."""
    return _literals(source, _SCRIPT)


def _literals(source: str, pattern: re.Pattern[str]) -> list[str]:
    found = ("".join(filter(None, match.groups())) for match in pattern.finditer(source))
    return [text for text in found if _is_prose(text)]


def toml_texts(source: str) -> list[str]:
    """The values that are texts."""
    texts: list[str] = []
    waiting: list[Any] = [tomllib.loads(source)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and _is_prose(value):
            texts.append(value)
    return texts


def python_texts(source: str) -> list[str]:
    """The string literals of a module, without docstrings; one that is put together stands as one text."""
    tree = ast.parse(source)
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    skipped |= {
        id(name) for node in ast.walk(tree) if isinstance(node, ast.List) for name in node.elts if _is_name(name)
    }
    texts = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped.update(map(id, node.values))
            parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values]
            texts.append("".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            texts.append(node.value)
    return [text for text in texts if _is_prose(text)]


def _is_name(node: ast.expr) -> bool:
    """Whether it may be an entry of `__all__`."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier()


def _is_prose(text: str) -> bool:
    """Whether it may be text for a reader, and not a name."""
    return " " in text.strip() or text[:1].isupper()
