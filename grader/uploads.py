"""Reads what a student hands in as an `Upload`, or says why it is no submission and what to do.

Runs on the trusted side and reads hostile bytes, so it never parses or imports Python: notebooks are read as JSON, code
stays text. Whatever the bytes are, the only error that leaves this module is `UploadRejected`. An upload is read once,
when it is handed in: its row keeps the cells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from grader import text_encoding
from grader.errors import UploadRejected, UploadTooLarge, UploadTypeUnknown
from grader.model import Source, Upload
from grader.notebook_commands import without_commands

#: Bytes of the largest upload, unless the settings name another limit.
MAX_BYTES = 1024 * 1024
#: Code cells of the largest notebook. More do not fit into 1 MiB, and more than this do not fit into the jail's caps.
MAX_CELLS = 50_000
#: Lines, commas, operators and the like in the code of one upload. To read and run each takes a few microseconds.
MAX_PARTS = 100_000
_SIGNS = "\n,=([{+-*;:"
#: Notes kept per upload; what goes beyond is counted.
MAX_NOTES = 12
#: Name given to pasted code.
PASTED = "submission.py"

_HOW = "Submit a .py file or a .ipynb notebook, or paste your code."
_EMPTY = "The file is empty. Save your work, then submit it again."
_SAVE_AS_UTF8 = "Open it in your editor and save it with the encoding UTF-8, then submit it again."
_UTF_16 = f"This file is encoded as UTF-16. {_SAVE_AS_UTF8}"
#: First bytes of files that are submitted by mistake, and what to say.
_SIGNATURES = (
    (b"PK\x03\x04", f"This is a ZIP archive or an Office document, not code. Unpack it first. {_HOW}"),
    (b"\x1f\x8b", f"This is a compressed archive, not code. Unpack it first. {_HOW}"),
    (b"Rar!", f"This is an archive, not code. Unpack it first. {_HOW}"),
    (b"7z\xbc\xaf", f"This is an archive, not code. Unpack it first. {_HOW}"),
    (b"%PDF", f"This is a PDF document, not code. {_HOW}"),
    (b"{\\rtf", f"This is a rich-text document. Save it as plain text with the ending .py. {_HOW}"),
    (b"\x89PNG", f"This is a picture, not code. {_HOW}"),
    (b"\xff\xd8\xff", f"This is a picture, not code. {_HOW}"),
    (b"\x93NUMPY", f"This is a saved NumPy array, not code. {_HOW}"),
    (b"\xff\xfe", _UTF_16),
    (b"\xfe\xff", _UTF_16),
)
#: Invisible characters that come with text copied from web pages, and what Python can read instead.
_INVISIBLE = {0xA0: " ", 0x2007: " ", 0x202F: " ", 0x200B: "", 0x2060: "", 0xFEFF: ""}
_DEFINITION = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)[ \t]*[(:]", re.MULTILINE)
_INVISIBLE_PATTERN = re.compile("[" + "".join(map(chr, _INVISIBLE)) + "]")


def read_upload(filename: str, data: bytes, *, max_bytes: int = MAX_BYTES) -> Upload:
    """The submission in an uploaded file of at most `max_bytes`.

    `filename` decides between Python (.py), notebook (.ipynb) and answers to questions without code (.json, kept as
    text). Raises `UploadRejected`, `UploadTooLarge` or `UploadTypeUnknown` with what to do about it.
    """
    name = _safe_name(filename)
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    if ending not in ("py", "ipynb", "json"):
        what = f"Files ending in .{ending} are not accepted here." if ending else "The file's name has no ending."
        raise UploadTypeUnknown(f"{what} {_HOW}")
    if len(data) > max_bytes:
        raise UploadTooLarge(_too_large(len(data), max_bytes, notebook=ending == "ipynb"))
    if not data:
        raise UploadRejected(_EMPTY)
    notes: list[str] = []
    text = _decode(data, notes)
    if ending == "json" and not _looks_like_answers(text):
        raise UploadRejected(f"This JSON file holds no answers to questions. {_HOW}")
    source = _notebook(name, text, notes) if ending == "ipynb" else _python(name, text, notes)
    return Upload(content=data, source=source)


def read_text(text: str, filename: str = PASTED, *, max_bytes: int = MAX_BYTES) -> Upload:
    """The submission in pasted code, as the file `filename`; a pasted notebook (its JSON) becomes an .ipynb file.

    Raises as `read_upload` does.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise UploadRejected(_surrogates()) from None
    if not text.strip():
        raise UploadRejected("The editor is empty. Write some code first.")
    name = _safe_name(filename)
    if name.lower().endswith(".py") and _looks_like_notebook(text):
        name = f"{name[:-3]}.ipynb"
    return read_upload(name, data, max_bytes=max_bytes)


def readable_size(size: int) -> str:
    """A number of bytes for people: "1 MiB", "1.5 MiB", "512 KiB" or "1,048,577 bytes"."""
    for unit, name in ((1024 * 1024, "MiB"), (1024, "KiB")):
        if size >= unit and size % (unit // 2) == 0:
            return f"{size / unit:g} {name}"
    return f"{size:,} bytes"


def _python(name: str, text: str, notes: list[str]) -> Source:
    if _looks_like_notebook(text):
        raise UploadRejected("This is a notebook with the ending .py. Rename it so that it ends in .ipynb.")
    cell = _clean(text, notes, where="")
    if not cell.strip():
        raise UploadRejected(_EMPTY)
    _require_readable((cell,))
    return Source(filename=name, cells=(cell,), notes=_capped(notes))


def _require_readable(cells: Sequence[str]) -> None:
    """Raises UploadRejected for code of so many parts that reading it would take seconds."""
    if sum(map(len, cells)) > MAX_PARTS and sum(cell.count(sign) for cell in cells for sign in _SIGNS) > MAX_PARTS:
        raise UploadRejected(
            f"The code has more than {MAX_PARTS:,} lines, numbers and other parts. Take out tables of numbers, and "
            "what is not needed for the task."
        )


def _notebook(name: str, text: str, notes: list[str]) -> Source:
    """Reads nbformat 3 and 4. Cells that are not code are skipped; a notebook's outputs are never looked at."""
    document = _json(text)
    sources = [_cell_text(cell) for cell in _cells(document) if _is_code(cell)]
    if len(sources) > MAX_CELLS:
        raise UploadRejected(f"The notebook has more than {MAX_CELLS:,} code cells. Leave out what is not graded.")
    if not any(source.strip() for source in sources):
        raise UploadRejected("The notebook has no code cell with anything in it. Save it, then submit it again.")
    many = len(sources) > 1
    cells = tuple(
        _clean(source, notes, where=f"cell {number}, " if many else "") for number, source in enumerate(sources, 1)
    )
    if not any(cell.strip() for cell in cells):
        raise UploadRejected("The notebook holds only commands such as %%bash, and no Python code.")
    _require_readable(cells)
    notes.extend(_code_elsewhere(_cells(document), cells))
    return Source(filename=name, cells=cells, notes=_capped(notes))


def _json(text: str) -> dict[str, Any]:
    """The notebook's top-level object. Numbers are not converted: nothing here needs them, and huge ones are costly."""
    try:
        document = json.loads(text, parse_int=_small, parse_float=_small, parse_constant=_small)
    except RecursionError:
        raise UploadRejected("This notebook is nested too deeply to be one. Save it again from Jupyter.") from None
    except ValueError as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise UploadRejected(
            f"This is not a readable notebook: its JSON is broken{where}. Open it in Jupyter, save it, and submit it "
            "again; plain Python code belongs in a .py file."
        ) from None
    if not isinstance(document, dict):
        raise UploadRejected("This is JSON, but not a notebook. Save your work from Jupyter as .ipynb.")
    _require_python(document)
    return document


def _small(digits: str) -> int | None:
    return int(digits) if len(digits) < 6 and digits.isdigit() else None


def _require_python(document: dict[str, Any]) -> None:
    """Raises UploadRejected for a notebook of another language."""
    metadata = document.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    language = kernel.get("language") if isinstance(kernel, dict) else None
    if isinstance(language, str) and language and "python" not in language.lower():
        shown = language[:20] if language.isprintable() else "another language"
        raise UploadRejected(f"This notebook is written in {shown}. Only Python notebooks are graded here.")


def _cells(document: dict[str, Any]) -> list[dict[str, Any]]:
    """All cells in order, of nbformat 4 (`cells`) or 3 (`worksheets`)."""
    sheets = [document]
    if not isinstance(document.get("cells"), list):
        worksheets = document.get("worksheets")
        sheets = [sheet for sheet in worksheets if isinstance(sheet, dict)] if isinstance(worksheets, list) else []
    cells = [cell for sheet in sheets if isinstance(sheet.get("cells"), list) for cell in sheet["cells"]]
    if not cells:
        raise UploadRejected("This is not a notebook with cells. Save your work from Jupyter as .ipynb.")
    return [cell for cell in cells if isinstance(cell, dict)]


def _is_code(cell: dict[str, Any]) -> bool:
    return cell.get("cell_type") == "code" and cell.get("language", "python") == "python"


def _code_elsewhere(cells: list[dict[str, Any]], code: Sequence[str]) -> list[str]:
    """Notes on definitions that stand in cells of text and in no code cell."""
    defined = {name for text in code for name in _DEFINITION.findall(text)}
    notes: list[str] = []
    before = 0
    for cell in cells:
        if _is_code(cell):
            before += 1
        elif names := [name for name in _DEFINITION.findall(_cell_text(cell)) if name not in defined]:
            these = ", ".join(f"`{name[:60]}`" for name in dict.fromkeys(names[:4]))
            kind = "raw" if cell.get("cell_type") == "raw" else "text"
            where = f"after code cell {before}" if before else "before the first code cell"
            notes.append(f"{these}: the definition stands in a {kind} cell {where}, and only code cells are run")
    return notes


def _cell_text(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return ""
    try:
        source.encode()
    except UnicodeEncodeError:
        raise UploadRejected(_surrogates()) from None
    if "\0" in source:
        raise UploadRejected(_binary())
    return source


def _decode(data: bytes, notes: list[str]) -> str:
    for signature, message in _SIGNATURES:
        if data.startswith(signature):
            raise UploadRejected(message)
    if b"\0" in data:
        raise UploadRejected(_UTF_16 if text_encoding.looks_like_utf16(data) else _binary())
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        declared = text_encoding.declared(data)
        if declared is not None:
            notes.append(f"the file was read as {declared.name}, as its line {declared.line} says")
            return declared.text
        line = data.count(b"\n", 0, error.start) + 1
        raise UploadRejected(f"Line {line} is not valid UTF-8 text. {_SAVE_AS_UTF8}") from None


def _clean(text: str, notes: list[str], *, where: str) -> str:
    """`text` with plain line ends and spaces, and without notebook commands; every line keeps its number."""
    if "\0" in text:
        raise UploadRejected(_binary())
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first = _INVISIBLE_PATTERN.search(text)
    if first:
        line = text.count("\n", 0, first.start()) + 1
        notes.append(f"{where}line {line}: invisible characters (from copying?) were read as plain spaces")
        text = text.translate(_INVISIBLE)
    text, found = without_commands(text)
    notes.extend(f"{where}{note}" for note in found)
    return text


def _capped(notes: list[str]) -> tuple[str, ...]:
    if len(notes) <= MAX_NOTES:
        return tuple(notes)
    return (*notes[:MAX_NOTES], f"and {len(notes) - MAX_NOTES} more of this kind")


def _looks_like_notebook(text: str) -> bool:
    start = text.lstrip("\ufeff \t\r\n")
    return start.startswith("{") and ('"cells"' in start or '"worksheets"' in start) and '"nbformat"' in start


def _looks_like_answers(text: str) -> bool:
    """Whether it begins as an object with answers; what they say is read where they are graded."""
    return text.lstrip().startswith("{") and '"answers"' in text


def _safe_name(filename: str) -> str:
    """The file's own name, fit for showing: no folders, no control characters, at most 100 characters."""
    base = re.split(r"[/\\]", filename)[-1]
    kept = "".join(char for char in base if char.isprintable()).strip()
    stem, dot, ending = kept.rpartition(".")
    return (stem[: 99 - min(len(ending), 20)] + dot + ending[:20]) if kept else PASTED


def _too_large(size: int, max_bytes: int, *, notebook: bool) -> str:
    many = f"{size / 1024 / 1024:.1f} MiB" if size >= max(1.05 * max_bytes, 1024 * 1024) else f"{size:,} bytes"
    message = f"It is {many}; the most that is accepted is {readable_size(max_bytes)}."
    if notebook:
        return message + " Clear all outputs of the notebook (pictures take the room), save it, and submit it again."
    return message + " Submit only your code, without data."


def _surrogates() -> str:
    return f"It holds broken characters (half of a surrogate pair). {_SAVE_AS_UTF8}"


def _binary() -> str:
    return f"This is a binary file, not code. {_HOW}"
