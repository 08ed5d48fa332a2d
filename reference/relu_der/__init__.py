"""Backward through ReLU: the solution and its known mistakes."""

#: What no case hands over.
INPUTS_NOT_TESTED = {
    "empty": "A batch has at least one sample.",
}
