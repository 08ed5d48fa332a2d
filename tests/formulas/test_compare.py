import pytest

from grader.formulas import equivalent, parse
from grader.model import Symbols

SIGMOID = Symbols(names=("z",), functions=("sigma", "sigma'"))
LAYERS = Symbols(layered=("a", "delta"), functions=("f", "f'"), differentiated=("C",))


def same(first, second, symbols=SIGMOID, **more):
    return equivalent(parse(first, symbols), parse(second, symbols), **more)


@pytest.mark.parametrize(
    "text",
    [
        "sigma(z) - sigma(z)^2",
        "e^(-z)/(1+e^(-z))^2",
        "exp(-z)/(1+exp(-z))**2",
        "sigma(z)*sigma(-z)",
        "1/(2+e^z+e^(-z))",
        "1/(4*cosh(z/2)^2)",
        "sigma'(z)",
        "(1-tanh(z/2)^2)/4",
    ],
)
def test_all_ways_of_writing_the_sigmoids_slope_are_one_function(text):
    assert same(text, "sigma(z)*(1-sigma(z))")


@pytest.mark.parametrize(
    "text", ["sigma(z)", "1-sigma(z)", "sigma(z)*(1+sigma(z))", "1-sigma(z)^2", "0", "e^(-z)/(1+e^(-z))"]
)
def test_other_functions_are_not(text):
    assert not same(text, "sigma(z)*(1-sigma(z))")


def test_quantities_with_other_indices_differ():
    assert same("a_k^(l-1)*delta_j^l", "delta_j^l*a_k^{l-1}", LAYERS)
    for other in ("a_k^l*delta_j^l", "a_j^(l-1)*delta_k^l", "a_k^(l-1)*delta_j^(l-1)", "a_k^(l+1)*delta_j^l"):
        assert not same(other, "a_k^(l-1)*delta_j^l", LAYERS)


def test_a_function_left_open_is_neither_its_slope_nor_linear():
    assert not same("f(a_1^2)", "f'(a_1^2)", LAYERS)
    assert not same("f(2*a_1^2)", "2*f(a_1^2)", LAYERS)


def test_a_factor_is_told():
    assert same("2*sigma(z)", "sigma(z)", factor=2.0)
    assert not same("2*sigma(z)", "sigma(z)", factor=-1.0)


def test_a_formula_without_values_is_equivalent_to_nothing():
    assert not same("log(-1)", "log(-1)")
    assert not same("z/0", "z/0")


def test_towers_of_powers_end_at_once():
    assert not same("9^9^9^9^9", "z")


def test_agreement_where_only_one_range_has_values_suffices():
    assert same("log(z^2)/2", "log(z)") or same("sqrt(z)^2", "z")
    assert not same("sqrt(z^2)", "z")
