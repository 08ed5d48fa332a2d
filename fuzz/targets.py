"""The fuzz targets: each takes bytes and raises if the code under test breaks its contract."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.etree import ElementTree

import numpy as np

from grader.engine.questions import ChoiceKey, FormulaKey, Key, Keyed, NumberKey, answered, read_answers
from grader.errors import UploadRejected
from grader.formulas import parse, preview
from grader.model import Option, Question, QuestionKind, Source, Symbols
from grader.sandbox import reply_validation as replies
from grader.sandbox.inside.error_recovery import read_cell
from grader.sandbox.inside.wire import Caps, Decoder, Encoder, WireError
from grader.uploads import read_text, read_upload

Target = Callable[[bytes], None]
#: Small, so that inputs reach the limits.
CAPS = Caps(size=4096, values=200, depth=8)


class _End(Exception):
    """The input is used up."""


def _decoded(data: bytes) -> object:
    position = 0

    def receive(target: memoryview) -> int:
        nonlocal position
        count = min(len(target), len(data) - position)
        if not count:
            raise _End
        target[:count] = data[position : position + count]
        position += count
        return count

    return Decoder(receive, CAPS, lambda number, name, methods: (number, name, methods)).read()


def wire(data: bytes) -> None:
    """Bytes from the jail decode to a value or raise WireError; a decoded value survives a round trip."""
    try:
        value = _decoded(data)
    except (WireError, _End):
        return
    try:
        again = _decoded(b"".join(bytes(part) for part in Encoder(CAPS).frame(value)))
    except WireError:
        return  # encoded, it may be longer than the input
    assert repr(again) == repr(value)


def reply(data: bytes) -> None:
    """Each validator of replies returns a value of the documented form or raises WireError."""
    try:
        value = _decoded(data)
    except (WireError, _End):
        return
    for reader in (
        replies.reply, replies.texts, replies.loaded, replies.source_location, replies.source_locations, replies.error,
        replies.limit, replies.busy, replies.seen, replies.question, replies.captured,
    ):  # fmt: skip
        try:
            reader(value)
        except WireError:
            continue


def upload(data: bytes) -> None:
    """An uploaded file is read as a submission, or UploadRejected is raised. The first byte selects the name."""
    name = ("a.py", "a.ipynb", "a.txt", data[:40].decode("latin-1"))[data[0] % 4 if data else 0]
    try:
        source = read_upload(name, data[1:]).source
    except UploadRejected:
        return
    for text in (source.filename, *source.cells, *source.notes):
        text.encode()
        assert "\0" not in text
        assert "\r" not in text


def pasted(data: bytes) -> None:
    """Pasted text, lone surrogates included."""
    try:
        source = read_text(data.decode("utf-8", "surrogatepass" if data[:1] == b"s" else "replace")).source
    except (UploadRejected, UnicodeDecodeError):
        return
    assert source.cells


def error_recovery(data: bytes) -> None:
    """Source code of any kind: statements, and what is broken. Parsed inside the jail, but it must raise nothing."""
    for broken in read_cell(data.decode("utf-8", "replace").replace("\0", " ")).broken:
        assert broken.line >= 1


_SYMBOLS = Symbols(
    names=("x", "eta"), layered=("a", "delta", "w"), functions=("f", "f'", "sigma"), differentiated=("C",)
)


def answers(data: bytes) -> None:
    """Answers to questions are read, or the reason is given; each answer gets a result."""
    text = data.decode("utf-8", "replace").replace("\0", " ")
    if not text.strip():
        return
    found = read_answers(Source(filename="a.py", cells=(text,)))
    for value in found.values.values():
        for keyed in _KEYED:
            result = answered(keyed, {"q": value}, points=1.0)
            assert 0 <= result.score <= 1
            json.dumps(result.to_json(), allow_nan=False)


def formula(data: bytes) -> None:
    """A typed formula is rendered as well-formed MathML, or the reason is given."""
    shown = preview(data.decode("utf-8", "replace"), _SYMBOLS)
    assert (shown["mathml"] is None) != (shown["error"] is None)
    if shown["mathml"]:
        ElementTree.fromstring(shown["mathml"])


def _keyed(kind: QuestionKind, key: Key) -> Keyed:
    options = tuple(Option(name=name, text=name) for name in "abc") if isinstance(key, ChoiceKey) else ()
    question = Question(name="q", title="q", row="r", kind=kind, text="?", options=options, symbols=_SYMBOLS)
    return Keyed(question=question, key=key)


_KEYED = (
    _keyed(QuestionKind.CHOICES, ChoiceKey(right=frozenset("ab"), feedback={"c": "no"})),
    _keyed(QuestionKind.NUMBER, NumberKey(value=0.5, decimals=3)),
    _keyed(QuestionKind.FORMULA, FormulaKey(formula=parse("x - eta*dC/dw_1", _SYMBOLS))),
)

TARGETS: dict[str, Target] = {
    "wire": wire,
    "reply": reply,
    "upload": upload,
    "pasted": pasted,
    "error_recovery": error_recovery,
    "answers": answers,
    "formula": formula,
}


def seeds(name: str) -> list[bytes]:
    """Well-formed seed inputs of a target."""
    if name in ("wire", "reply"):
        values = [
            (
                1,
                "ok",
                [np.eye(3), {"W1": np.zeros((2, 0)), (1, 2): 2**80}, np.matrix([[1.0]]), np.float32(2), 1j, b"x"],
            ),
            (2, "raised", {"type": "E", "text": "é" * 60, "frames": [(1, 0, "f")], "memory": False, "at": None}),
            (3, "busy", {"now": None, "seen": [((1, 0, "f"), 3)]}),
            (4, "seen", ("f", 3, float("nan"))),
            (5, "ask", ("f", (1,), {"x": -0.0})),
            (["a note"], []),
            [{"x": [1, 2]}],
        ]
        return [b"".join(bytes(part) for part in Encoder(Caps()).frame(value)) for value in values]
    if name == "formula":
        return [b"x - eta*(partialC)/(partialw_1)", b"a_k^(l-1)*delta_j^l", b"e^-x/(1+e^(-x))**2", b"f'(w_{jk}^{l})"]
    if name == "answers":
        return [
            b'{"answers": {"q": "x - eta"}, "code": "x = 1"}',
            b"answers = {'q': ['a', 'b'], 'r': -0.5}\ndef f(): pass",
            b"answers = {'q': '2*x^3', 'r': 1e9}",
        ]
    code = "import numpy as np\n%time\ndef f(x):\n    '''d'''\n    return x @ (\n\nclass A:\n\tdef g(self):\n\t\ty = \n"
    if name != "upload":
        return [code.encode(), b"s" + code.encode(), b"x = ???\nprint 'a'\n"]
    cells = [{"cell_type": "code", "source": [code]}, {"cell_type": "code", "source": "%%bash\nls"}]
    notebook = json.dumps({"cells": cells, "metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4}).encode()
    old = json.dumps({"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": "x"}]}]}).encode()
    return [b"\0" + code.encode(), b"\1" + notebook, b"\1" + old, b"\0\xef\xbb\xbf" + code.encode()]
