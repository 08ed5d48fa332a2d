"""One training step of a small network: the solution and its known mistakes."""

#: Names that the course's starter gives to the quantities of `train`, in the order of computation.
INTERMEDIATES = {
    "train": [
        "hidden_layer_weighted_input",
        "hidden_layer_activation",
        "output",
        "activated_output",
        "output_layer_error",
        "hidden_layer_error",
        "bias_gradients",
        "hidden_to_output_weight_gradients",
        "input_to_hidden_weight_gradients",
    ]
}

MUTANTS_EQUIVALENT = {
    "relu_derivative: z > 0 -> z >= 0": "No test takes the derivative at exactly 0, where 0 and 1 are both right.",
}

#: What no case hands over.
INPUTS_NOT_TESTED = {
    "NeuralNetwork.train": "The sizes of the network are fixed: W (3, 2), V (1, 3), b (3, 1).",
}
