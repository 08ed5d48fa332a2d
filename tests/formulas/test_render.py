from xml.etree import ElementTree

import pytest

from grader.formulas import preview
from grader.model import Symbols

SYMBOLS = Symbols(names=("x", "eta"), layered=("a", "delta", "w"), functions=("sigma", "sigma'"), differentiated=("C",))


def text_of(formula):
    """The shown reading as plain text, structure left out."""
    shown = preview(formula, SYMBOLS)["mathml"]
    assert shown is not None
    return "".join(ElementTree.fromstring(shown).itertext())


@pytest.mark.parametrize(
    ("formula", "reading"),
    [
        ("a_k^(l-1)*delta_j^l", "akl-1·δjl"),
        ("(1+x)*2", "(1+x)·2"),
        ("1+x*2", "1+x·2"),
        ("x-(1-x)", "x−(1−x)"),
        ("x-1-x", "x−1−x"),
        ("-(x+1)", "−(x+1)"),
        ("(-x)^2", "(−x)2"),
        ("x^2", "x2"),
        ("eta*dC/dw_1", "η·∂C∂w1"),
        ("sigma'(x)", "σ′(x)"),
        ("(1/x)^2", "(1x)2"),
    ],
)
def test_the_reading_keeps_its_brackets(formula, reading):
    assert text_of(formula) == reading


def test_a_quotient_is_a_fraction_and_an_index_is_an_index():
    shown = preview("(1+x)/w_jk^l", SYMBOLS)["mathml"]
    assert shown is not None
    root = ElementTree.fromstring(shown)
    spaces = {"m": "http://www.w3.org/1998/Math/MathML"}
    fraction = root.find("m:mfrac", spaces)
    assert fraction is not None
    assert len(fraction) == 2
    assert fraction.find("m:msubsup", spaces) is not None


def test_what_cannot_be_read_is_told_and_never_shown_as_markup():
    shown = preview("<script>alert(1)</script>", SYMBOLS)
    assert shown["mathml"] is None
    assert shown["error"]
