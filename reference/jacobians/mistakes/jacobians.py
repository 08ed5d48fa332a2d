"""Which mistakes each of the six Jacobians invites."""

from itertools import pairwise

from reference.jacobians.mistakes.means import (
    about_line_of_weights,
    about_mean_of_biases,
    about_mean_of_weights,
    instead_of,
)
from reference.jacobians.mistakes.way_back import (
    about_all_slopes,
    about_cost,
    about_exchange,
    about_slope,
    about_slope_twice,
    about_two_slopes,
    about_W1,
    about_weights,
)
from reference.jacobians.mistakes.wrong_steps import difference_quotient, enter
from reference.jacobians.solution import J_W1, J_W2, J_W3, J_b1, J_b2, J_b3

_LAYERS = {J_W3: (3,), J_b3: (3,), J_W2: (3, 2), J_b2: (3, 2), J_W1: (3, 2, 1), J_b1: (3, 2, 1)}
#: Index in what network_function returns, and name, of the activations that may be mistaken for the layer's input.
_OTHER_INPUTS = {
    J_W3: ((2, "a1"), (6, "a3")),
    J_W2: ((0, "a0"), (4, "a2")),
    J_W1: ((2, "a1"), (4, "a2")),
}
#: Index of the layer's own input in what network_function returns.
_OWN_INPUT = {J_b3: 4, J_b2: 2, J_b1: 0}
#: How far the two ends of a difference quotient are below and above the entry.
_QUOTIENTS = (
    ("quotient_with_step_of_a_tenth", 0, 0.1),
    ("central_quotient_with_step_of_a_tenth", 0.1, 0.1),
)
_STOPS_EARLY = {J_b2: J_b3, J_b1: J_b2, J_W2: J_W3, J_W1: J_W2}


def _about(function):
    layers = _LAYERS[function]
    about_cost(function)
    for layer in layers:
        about_slope(function, layer)
    for layer in layers[:-1]:
        about_weights(function, layer)
    for left_out, twice in pairwise(layers):
        about_slope_twice(function, left_out, twice)
    if len(layers) > 2:
        about_two_slopes(function, layers)
        about_W1(function)
    if len(layers) > 1:
        about_all_slopes(function, layers)
        about_exchange(function, layers)
    if function in _OTHER_INPUTS:
        about_mean_of_weights(function, _OTHER_INPUTS[function])
    else:
        about_mean_of_biases(function)
        about_line_of_weights(function, _OWN_INPUT[function])
    if function in _STOPS_EARLY:
        earlier = _STOPS_EARLY[function]
        text = f"This is exactly {earlier.__name__}: the chain stops one layer too early."
        instead_of(function, earlier, f"the result is {earlier.__name__}", text)
    _about_quotient(function)


def _about_quotient(function):
    array = function.__name__.removeprefix("J_")
    for name, before, after in _QUOTIENTS:
        enter(
            name,
            function,
            difference_quotient(array, before, after),
            "a difference quotient in place of the derivative",
            f"This is the slope of the cost between two values of each entry of {array} that differ by "
            f"{before + after:g}. That is near the derivative, but not equal to it. The chain rule gives it exactly.",
            "Which factors has the chain rule here? Compare J_W3 in the starter.",
            "the whole function",
        )


for function in _LAYERS:
    _about(function)
