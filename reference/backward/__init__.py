"""Backward through a dense layer: the solution and its known mistakes."""

#: Names that the course's starter gives to the quantities of `backward`, in the order of computation.
INTERMEDIATES = {"backward": ["dz", "d_weights", "d_biases", "da_prev"]}

MUTANTS_EQUIVALENT = {
    "ReLU.derivative: z > 0 -> z >= 0": "No test takes the derivative at exactly 0, where the choice is free.",
    "weight_gradient: np.dot(dz, layer.inputs.T) -> np.multiply(dz, layer.inputs.T)": "The same.",
}

#: What no case hands over.
INPUTS_NOT_TESTED = {
    "empty": "A layer has at least one neuron and one input.",
}
