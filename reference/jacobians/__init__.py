"""Backpropagation in a 1 - n1 - n2 - 2 network: the solution and its known mistakes."""

#: What no case hands over.
INPUTS_NOT_TESTED = {
    "empty": "There is at least one example, and each layer has at least one unit.",
}

MUTANTS_EQUIVALENT = {
    "own_steps: copies[step].__qualname__ = f'{name}.{step}' -> pass": "The name in full is for messages only.",
}
