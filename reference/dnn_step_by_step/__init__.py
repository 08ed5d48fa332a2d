"""A deep network step by step: the solution and its known mistakes."""

#: Local names of the starter, in the order in which they are computed.
INTERMEDIATES = {
    "linear_activation_backward": ["dZ", "dA_prev", "dW", "db"],
    "linear_backward": ["m", "dW", "db", "dA_prev"],
    "L_model_backward": ["dAL"],
    "linear_activation_forward": ["Z"],
}

#: Zero biases do not depend on the number of inputs, which is handed to them for the sake of known mistakes.
MUTANTS_EQUIVALENT = {
    "initialize_parameters_deep: l - 1 -> 1 - l": "In the line of the biases, whose number of inputs is not used.",
    "initialize_parameters_deep: 1 -> 2": "In the line of the biases, whose number of inputs is not used.",
}

#: What no case hands over.
INPUTS_NOT_TESTED = {
    "empty": "There is at least one sample, and each layer has at least one unit.",
    "initialize_parameters": "It takes the widths of layers.",
    "initialize_parameters_deep": "It takes the widths of layers.",
    "compute_cost: one column": "The network has one output, so AL and Y have one row.",
    "compute_cost: square": "The network has one output, so AL and Y have one row.",
    "compute_cost: not square": "The network has one output, so AL and Y have one row.",
    "compute_cost: negative": "AL holds probabilities, Y labels.",
}
