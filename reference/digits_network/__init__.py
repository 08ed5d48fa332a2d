"""The whole neural_nets.py: the solution and its known mistakes."""

from reference import train

INTERMEDIATES = train.INTERMEDIATES

MUTANTS_EQUIVALENT = train.MUTANTS_EQUIVALENT | {
    "rectified_linear_unit: max(0.0, x) -> max(x, 0.0)": "The same.",
    "rectified_linear_unit_derivative: x > 0 -> x >= 0": "At exactly 0 both 0 and 1 are accepted.",
}
