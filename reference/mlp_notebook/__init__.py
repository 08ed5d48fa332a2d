"""A multi-layer ReLU network with softmax and cross entropy: the solution and its known mistakes."""

#: Functions that the course gives, and changes that change nothing.
MUTANTS_EQUIVALENT = {
    "seed_numpy": "Not the submission's.",
    "layer_forward": "Given by the course.",
    "multi_layer_forward": "Given by the course.",
    "layer_backward": "Given by the course.",
    "multi_layer_backward": "Given by the course.",
    "shifted: keepdims=True -> keepdims=False": "A row is subtracted from every row all the same.",
    "normalised: keepdims=True -> keepdims=False": "Every row is divided by a row all the same.",
    "one_hot: 1 -> 2": "NumPy takes any negative length as the one to be found out.",
    "labels_of: 1 -> 2": "NumPy takes any negative length as the one to be found out.",
}

#: What no case hands over.
INPUTS_NOT_TESTED = {
    "empty": "There is at least one sample, and each layer has at least one unit.",
    "relu: whole numbers beside fractions": "It takes one array.",
    "softmax_cross_entropy_loss_der: negative": "It takes probabilities and labels.",
    "initialize_network": "It takes the widths of layers.",
    "update_parameters: zero": "A step of zero cannot tell right from wrong.",
}
