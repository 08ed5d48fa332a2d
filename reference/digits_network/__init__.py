"""The whole neural_nets.py: the solution and its known mistakes."""

from reference import train

INTERMEDIATES = train.INTERMEDIATES

MUTANTS_EQUIVALENT = train.MUTANTS_EQUIVALENT | {
    "rectified_linear_unit: max(0.0, x) -> max(x, 0.0)": "The same.",
    "rectified_linear_unit_derivative: x > 0 -> x >= 0": "At exactly 0 both 0 and 1 are accepted.",
}

#: What no case hands over.
INPUTS_NOT_TESTED = {
    "rectified_linear_unit": "It takes single numbers, one at a time.",
    "rectified_linear_unit_derivative": "It takes single numbers, one at a time.",
    "NeuralNetwork.train": "The sizes of the network are fixed: W (3, 2), V (1, 3), b (3, 1).",
    "NeuralNetwork.predict": "The sizes of the network are fixed: W (3, 2), V (1, 3), b (3, 1).",
}
