import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.formulas import FormulaError, parse, preview
from grader.formulas.tree import Binary, Call, Derivative, Name, Number
from grader.model import Symbols

LAYERS = Symbols(layered=("a", "delta", "w", "z"), functions=("f", "f'", "sigma"), differentiated=("C",))
STEP = Symbols(names=("w", "b", "eta"), differentiated=("C",))


@pytest.mark.parametrize(
    "text",
    [
        "a_k^(l-1)", "a_k^{l-1}", "a_{k}^{l-1}", "a^(l-1)_k", "a_(k)^( l - 1 )", "a _k ^(l-1)", "(a_k^(l-1))",
        "{a_k^{l-1}}", "a_{k}^{(l-1)}",
        "a_k^(l−1)", "aₖ^(l-1)",
    ],
)  # fmt: skip
def test_a_name_with_indices_is_one_symbol_however_it_is_written(text):
    assert parse(text, LAYERS) == Name("a", "k", "l-1")


def test_two_indices_may_stand_with_or_without_a_comma():
    assert parse("w_jk^l", LAYERS) == parse("w_{j,k}^{l}", LAYERS) == parse("w^l_(jk)", LAYERS) == Name("w", "jk", "l")


def test_after_an_unlayered_name_the_sign_is_a_power():
    assert parse("w_1^2", STEP) == Binary("^", Name("w", "1"), Number(2.0, "2"))


def test_a_second_sign_after_a_layer_is_a_power():
    assert parse("a_k^(l-1)^2", LAYERS) == Binary("^", Name("a", "k", "l-1"), Number(2.0, "2"))


@pytest.mark.parametrize(
    "text",
    [
        "dC/dw_1", "(partialC)/(partialw_1)", "partial C / partial w_1", "∂C/∂w_1", "(∂C)/(∂w_1)", "(dC/dw_1)",
        "dC/dw1",
        "(dC)/(d(w_1))", "delta C/delta w_1",
    ],
)  # fmt: skip
def test_a_quotient_of_differentials_is_one_symbol(text):
    assert parse(text, STEP) == Derivative(Name("C"), Name("w", "1"))


def test_a_derivative_does_not_swallow_the_bracket_around_it():
    assert parse("eta*(w_1 - dC/dw_1)", STEP) == Binary(
        "*", Name("eta"), Binary("-", Name("w", "1"), Derivative(Name("C"), Name("w", "1")))
    )


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2z", "2*z"),
        ("sigma(z)(1-sigma(z))", "sigma(z)*(1-sigma(z))"),
        ("a_k^(l-1)delta_j^l", "a_k^(l-1)*delta_j^l"),
        ("-z^2", "-(z^2)"),
        ("2^-z", "2^(-z)"),
        ("(z)**2", "(z)^2"),
        ("2^3^z", "2^(3^z)"),
        ("1-2-z", "(1-2)-z"),
        ("+z", "z"),
        ("δ_j^l·z", "delta_j^l*z"),
        ("f’(z)", "f'(z)"),
    ],
)
def test_two_ways_of_writing_have_one_reading(text, same):
    assert parse(text, LAYERS) == parse(same, LAYERS)


def test_a_function_takes_its_argument_in_brackets():
    assert parse("f'(z_j^l)", LAYERS) == Call("f'", Name("z", "j", "l"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("w_1 - \\eta*dC/dw_1", "backslash; write eta"),
        ("w_1 - etaa*dC/dw_1", "Did you mean eta?"),
        ("w_1 = 2", "without the equals sign"),
        ("w_1 -", "ends too early"),
        ("(w_1", "never closed"),
        ("w_1)", "never opened"),
        ("", "nothing to read"),
        ("w_1 * / 2", "'/' at character 7"),
        ("<b>", "'<' at character 1"),
        ("w_(\x001)", "An index must follow"),
        ("w_{<b>}", "An index must follow"),
        ("dC/dv_1", "v is not known"),
        ("x" * 501, "longer than 500"),
        ("(" * 41 + "w_1" + ")" * 41, "too deeply"),
        ("+".join(["w_1"] * 101), "too large"),
        ("-" * 499 + "1", "nested too deeply"),
        ("2^-" * 160 + "1", "too"),
        ("- +" * 160 + "1", "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_explained(text, words):
    with pytest.raises(FormulaError) as raised:
        parse(text, STEP)
    assert words in raised.value.message


def test_a_function_without_argument_is_explained():
    with pytest.raises(FormulaError) as raised:
        parse("sigma*2", LAYERS)
    assert "sigma(...)" in raised.value.message


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aklz_^(){}[]+-*/'\\ 123.eEdC∂δσ\n<&\"", max_size=80))
def test_no_text_does_anything_but_be_read_or_refused(text):
    shown = preview(text, LAYERS)
    assert (shown["mathml"] is None) != (shown["error"] is None)
