"""Backpropagation in a 1 - n1 - n2 - 2 network: the cost's derivative by each weight matrix and bias vector.

Examples are columns: x (1, N), y (2, N). With the logistic function s, forward

    z1 = W1 x + b1, a1 = s(z1);   z2 = W2 a1 + b2, a2 = s(z2);   z3 = W3 a2 + b3, a3 = s(z3);   C = |a3 - y|^2 / N

and backward, D being the derivative of N C by z,

    D3 = 2 (a3 - y) s'(z3);   D2 = W3^T D3 * s'(z2);   D1 = W2^T D2 * s'(z1);
    J_Wk = Dk a_(k-1)^T / N;  J_bk = row sums of Dk / N.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Array = np.ndarray

# ---------------------------------------------------------------------------------------------------- the network


def sigma(z: Array) -> Array:
    """The logistic function."""
    return 1 / (1 + np.exp(-z))


def d_sigma(z: Array) -> Array:
    """Its derivative at the weighted input z."""
    return np.cosh(z / 2) ** (-2) / 4


def reset_network(n1: int = 6, n2: int = 7, random=np.random) -> None:
    """Draw W1, W2, W3, b1, b2, b3 in this order as halved standard normals."""
    global W1, W2, W3, b1, b2, b3
    W1, W2, W3 = random.randn(n1, 1) / 2, random.randn(n2, n1) / 2, random.randn(2, n2) / 2
    b1, b2, b3 = random.randn(n1, 1) / 2, random.randn(n2, 1) / 2, random.randn(2, 1) / 2


reset_network(random=np.random.RandomState(0))


def network_function(a0: Array) -> tuple[Array, ...]:
    """a0, z1, a1, z2, a2, z3, a3 for the inputs a0 (1, N)."""
    z1 = W1 @ a0 + b1
    a1 = sigma(z1)
    z2 = W2 @ a1 + b2
    a2 = sigma(z2)
    z3 = W3 @ a2 + b3
    a3 = sigma(z3)
    return a0, z1, a1, z2, a2, z3, a3


def cost(x: Array, y: Array) -> float:
    """Mean over the examples of the squared distance."""
    return np.linalg.norm(network_function(x)[-1] - y) ** 2 / x.size


# ------------------------------------------------------------------------------------------------- the steps back


def _cost_by_output(a3: Array, y: Array) -> Array:
    """dC/da3 of each example, (2, N)."""
    return 2 * (a3 - y)


def _through_sigma(J: Array, z: Array, a: Array) -> Array:
    """From dC/da to dC/dz of the same layer."""
    return J * d_sigma(z)


def _through_weights(J: Array, W: Array, b: Array) -> Array:
    """From dC/dz of a layer to dC/da of the one before it."""
    return W.T @ J


def _mean_for_weights(J: Array, a: Array, x: Array, y: Array) -> Array:
    """From dC/dz and the layer's input a to the mean of dC/dW."""
    return J @ a.T / x.size


def _mean_for_biases(J: Array, x: Array, y: Array) -> Array:
    """From dC/dz to the mean of dC/db, a column."""
    return np.sum(J, axis=1, keepdims=True) / x.size


class Steps(NamedTuple):
    """The steps of one Jacobian; each default is right, a misconception replaces one."""

    cost: Callable[..., Array] = _cost_by_output
    slope_3: Callable[..., Array] = _through_sigma
    back_3: Callable[..., Array] = _through_weights
    slope_2: Callable[..., Array] = _through_sigma
    back_2: Callable[..., Array] = _through_weights
    slope_1: Callable[..., Array] = _through_sigma
    weights: Callable[..., Array] = _mean_for_weights
    biases: Callable[..., Array] = _mean_for_biases


RIGHT = Steps()


def J_W3(x: Array, y: Array, steps: Steps = RIGHT) -> Array:
    """dC/dW3, shape (2, n2)."""
    _, _, _, _, a2, z3, a3 = network_function(x)
    J = steps.cost(a3, y)
    J = steps.slope_3(J, z3, a3)
    return steps.weights(J, a2, x, y)


def J_b3(x: Array, y: Array, steps: Steps = RIGHT) -> Array:
    """dC/db3, shape (2, 1)."""
    _, _, _, _, _, z3, a3 = network_function(x)
    J = steps.cost(a3, y)
    J = steps.slope_3(J, z3, a3)
    return steps.biases(J, x, y)


def J_W2(x: Array, y: Array, steps: Steps = RIGHT) -> Array:
    """dC/dW2, shape (n2, n1)."""
    _, _, a1, z2, a2, z3, a3 = network_function(x)
    J = steps.cost(a3, y)
    J = steps.slope_3(J, z3, a3)
    J = steps.back_3(J, W3, b3)
    J = steps.slope_2(J, z2, a2)
    return steps.weights(J, a1, x, y)


def J_b2(x: Array, y: Array, steps: Steps = RIGHT) -> Array:
    """dC/db2, shape (n2, 1)."""
    _, _, _, z2, a2, z3, a3 = network_function(x)
    J = steps.cost(a3, y)
    J = steps.slope_3(J, z3, a3)
    J = steps.back_3(J, W3, b3)
    J = steps.slope_2(J, z2, a2)
    return steps.biases(J, x, y)


def J_W1(x: Array, y: Array, steps: Steps = RIGHT) -> Array:
    """dC/dW1, shape (n1, 1)."""
    a0, z1, a1, z2, a2, z3, a3 = network_function(x)
    J = steps.cost(a3, y)
    J = steps.slope_3(J, z3, a3)
    J = steps.back_3(J, W3, b3)
    J = steps.slope_2(J, z2, a2)
    J = steps.back_2(J, W2, b2)
    J = steps.slope_1(J, z1, a1)
    return steps.weights(J, a0, x, y)


def J_b1(x: Array, y: Array, steps: Steps = RIGHT) -> Array:
    """dC/db1, shape (n1, 1)."""
    _, z1, a1, z2, a2, z3, a3 = network_function(x)
    J = steps.cost(a3, y)
    J = steps.slope_3(J, z3, a3)
    J = steps.back_3(J, W3, b3)
    J = steps.slope_2(J, z2, a2)
    J = steps.back_2(J, W2, b2)
    J = steps.slope_1(J, z1, a1)
    return steps.biases(J, x, y)


# ------------------------------------------------------------------------------------------------- misconceptions


def _slope_left_out(J, z, a):
    return J


def _slope_at_activation(J, z, a):
    return J * d_sigma(a)


def _sigma_for_slope(J, z, a):
    return J * sigma(z)


def _bias_for_weights(J, W, b):
    return (J.T @ b).T


def _weights_left_out(J, W, b):
    """The errors of the later layer are added up: every weight taken as 1."""
    return np.ones_like(W).T @ J


def _through_W2(J, W, b):
    return W2.T @ J


def _through_W3(J, W, b):
    return W3.T @ J


def _factor_left_out(a3, y):
    return a3 - y


def _sign_reversed(a3, y):
    return 2 * (y - a3)


def _error_squared(a3, y):
    return (a3 - y) ** 2


def _not_divided(J, a, x, y):
    return J @ a.T


def _divided_twice(J, a, x, y):
    return J @ a.T / x.size**2


def _over_units(J, x, y):
    return np.sum(J, axis=0, keepdims=True) / x.size


def _flat(J, x, y):
    return np.sum(J, axis=1) / x.size


def _one_number(J, x, y):
    return np.sum(J) / x.size


def _bias_not_divided(J, x, y):
    return np.sum(J, axis=1, keepdims=True)


def _bias_divided_twice(J, x, y):
    return np.sum(J, axis=1, keepdims=True) / x.size**2


def _bias_not_summed(J, x, y):
    return J / x.size


def _with(function, **steps):
    """The Jacobian `function` with some of its steps replaced."""
    return lambda x, y: function(x, y, RIGHT._replace(**steps))


def _product_with(function, activation):
    """The Jacobian `function` whose last product takes another entry of what network_function returns."""

    def wrong(x, y):
        other = network_function(x)[activation]
        return function(x, y, RIGHT._replace(weights=lambda J, a, x, y: J @ other.T / x.size))

    return wrong


def _slope_of_layer(function, step, layer):
    """The Jacobian `function` one of whose slopes is taken at the weighted input of another layer."""

    def wrong(x, y):
        z = network_function(x)[2 * layer - 1]
        return function(x, y, RIGHT._replace(**{step: lambda J, _z, _a: J * d_sigma(z)}))

    return wrong


def _entry(name, function, wrong, title, explanation, hint, where):
    """One misconception about one function."""
    return {
        "name": f"{function.__name__}_{name}",
        "title": f"{function.__name__}: {title}",
        "explanation": explanation,
        "hint": hint,
        "where": f"{function.__name__}, {where}",
        "replaces": {function.__name__: wrong},
    }


def _about_cost(function):
    where = "the first line, dC/da3"
    yield _entry(
        "factor_2_lost",
        function,
        _with(function, cost=_factor_left_out),
        "exactly half of what it should be",
        "Every entry is half as large as it should be: a factor 2 is lost. Either the first line lacks it (the "
        "derivative of a square u² is 2u, so dC/da3 is 2 (a3 - y)), or the mean is divided by y.size, which is 2 N "
        "because y has two entries per example; x.size is N.",
        "Look at two places: the 2 of the first line, and the size that the last line divides by.",
        "the first line or the last",
    )
    yield _entry(
        "sign_of_error",
        function,
        _with(function, cost=_sign_reversed),
        "the sign of the error is reversed",
        "dC/da3 is 2 (a3 - y). With y - a3 every entry has the opposite sign, and a step would climb instead of "
        "descend.",
        "Which of the two is subtracted: the output or the target?",
        where,
    )
    yield _entry(
        "error_squared",
        function,
        _with(function, cost=_error_squared),
        "the square was not differentiated",
        "(a3 - y)² is the cost itself. The chain rule starts with its derivative by a3, which is 2 (a3 - y).",
        "Start from the derivative of the cost, not from the cost.",
        where,
    )


def _about_slope(function, layer):
    step, where = f"slope_{layer}", f"the line for da{layer}/dz{layer}"
    yield _entry(
        f"without_slope_{layer}",
        function,
        _with(function, **{step: _slope_left_out}),
        f"σ'(z{layer}) is missing",
        f"On the way from a{layer} to z{layer} the chain rule multiplies by the slope of the logistic function, "
        f"d_sigma(z{layer}), element by element. This factor is left out.",
        f"Is there a line that multiplies J by d_sigma(z{layer})?",
        where,
    )
    yield _entry(
        f"slope_at_a{layer}",
        function,
        _with(function, **{step: _slope_at_activation}),
        f"σ' taken at a{layer} instead of z{layer}",
        f"d_sigma expects the weighted input z{layer}. The activation a{layer} has already been through the "
        "logistic function once.",
        f"Look at the argument of d_sigma: a{layer} or z{layer}?",
        where,
    )
    yield _entry(
        f"sigma_for_slope_{layer}",
        function,
        _with(function, **{step: _sigma_for_slope}),
        f"σ(z{layer}) instead of σ'(z{layer})",
        f"The chain rule asks for the slope of the logistic function at z{layer}, which is d_sigma(z{layer}); "
        f"sigma(z{layer}) is its value.",
        "sigma or d_sigma?",
        where,
    )
    for other in (3, 2, 1):
        if other != layer:
            yield _entry(
                f"slope_{other}_for_{layer}",
                function,
                _slope_of_layer(function, step, other),
                f"σ'(z{other}) in place of σ'(z{layer})",
                f"On the way from a{layer} to z{layer} the slope is that of layer {layer}, d_sigma(z{layer}). "
                f"Here it is layer {other}'s, whose shape fits only by accident.",
                "Which layer is this line about, and which z does it use?",
                where,
            )


def _about_weights(function, layer):
    step, where = f"back_{layer}", f"the line that multiplies by W{layer}"
    yield _entry(
        f"b{layer}_for_W{layer}",
        function,
        _with(function, **{step: _bias_for_weights}),
        f"multiplied by b{layer} instead of W{layer}",
        f"The derivative of z{layer} by a{layer - 1} is the weight matrix W{layer}. The bias b{layer} disappears "
        f"when z{layer} is differentiated. "
        "The result still gets the right shape by broadcasting, which hides the mistake.",
        f"z{layer} = W{layer} a{layer - 1} + b{layer}: what is left of it after differentiating by a{layer - 1}?",
        where,
    )
    yield _entry(
        f"without_W{layer}",
        function,
        _with(function, **{step: _weights_left_out}),
        f"W{layer} does not weigh the errors",
        f"Going back through layer {layer}, each error counts as much as the weight that it came through: J "
        f"becomes (J.T @ W{layer}).T. "
        "Here the errors are only added up, as if every weight were 1.",
        f"Where does W{layer} enter?",
        where,
    )


def _about_exchange(function, layers):
    hint = "Which matrix leads from layer 2 to layer 3, and which from layer 1 to layer 2?"
    text = (
        "Going back, each layer's own matrix is used: W3 on the way from layer 3 to layer 2, W2 on the way from "
        "layer 2 to "
        "layer 1. The shapes fit only by accident."
    )
    yield _entry(
        "W2_for_W3", function, _with(function, back_3=_through_W2), "W2 in place of W3", text, hint, "the line with W3"
    )
    if 1 in layers:
        both = {"back_3": _through_W2, "back_2": _through_W3}
        exchanged = _with(function, **both)
        yield _entry("matrices_exchanged", function, exchanged, "W2 and W3 are exchanged", text, hint, "both lines")
        twice = _with(function, back_2=_through_W3)
        yield _entry("W3_for_W2", function, twice, "W3 in place of W2", text, hint, "the line with W2")


def _about_all_slopes(function, layers):
    steps = {f"slope_{layer}": _slope_at_activation for layer in layers}
    yield _entry(
        "slopes_at_activations",
        function,
        _with(function, **steps),
        "σ' taken at the activations everywhere",
        "d_sigma expects the weighted inputs z; the activations a have already been through the logistic "
        "function once.",
        "Look at the arguments of d_sigma: a or z?",
        "every line with d_sigma",
    )
    yield _entry(
        "sigma_for_all_slopes",
        function,
        _with(function, **dict.fromkeys(steps, _sigma_for_slope)),
        "σ instead of σ' everywhere",
        "The chain rule asks for the slope of the logistic function at each z, which is d_sigma(z); sigma(z) is "
        "its value.",
        "sigma or d_sigma?",
        "every line with sigma",
    )
    yield _entry(
        "without_any_slope",
        function,
        _with(function, **dict.fromkeys(steps, _slope_left_out)),
        "σ' is missing in every layer",
        "From each activation a to its weighted input z the chain rule multiplies by d_sigma(z). None of these "
        "factors is there.",
        "Count the factors of the chain rule and the lines of your function.",
        "every layer",
    )


def _about_mean_of_weights(function, others):
    where = "the last line"
    for name, wrong, title, text in (
        (
            "not_divided",
            _not_divided,
            "the sum instead of the mean",
            "it is not divided by the number of examples at all",
        ),
        ("divided_twice", _divided_twice, "divided by N twice", "it is divided by the number of examples twice"),
    ):
        yield _entry(
            name,
            function,
            _with(function, weights=wrong),
            title,
            "The cost is a mean over the N examples, so the sum over the examples is divided by x.size, once. "
            f"Here {text}.",
            "Compare with the last line of J_W3 in the starter.",
            where,
        )
    for number, activation in others:
        yield _entry(
            f"times_{activation}",
            function,
            _product_with(function, number),
            f"the last product takes {activation}",
            "The derivative of a layer's weighted input by its weights is that layer's own input: the activation "
            "of the layer "
            f"before it. {activation} belongs to another place, which the shape of the result shows.",
            "What is multiplied by this weight matrix in the forward pass?",
            where,
        )


def _about_mean_of_biases(function):
    where = "the last line"
    for name, wrong, title, text in (
        (
            "summed_over_units",
            _over_units,
            "summed along the wrong axis",
            "Examples are columns, so the mean runs along axis 1 and keeps one row per unit. Axis 0 adds up "
            "different units.",
        ),
        (
            "flat",
            _flat,
            "the result is not a column",
            "The values are right, but without keepdims=True the result has shape (n,); added to a bias column "
            "(n, 1) it would spread to a matrix.",
        ),
        (
            "one_number",
            _one_number,
            "everything summed to one number",
            "Each unit has a bias of its own. Only the examples are summed, along axis 1; the units stay apart.",
        ),
        (
            "not_summed",
            _bias_not_summed,
            "the examples are not summed",
            "One column per example is left. The Jacobian is their sum along axis 1, divided by N.",
        ),
        (
            "not_divided",
            _bias_not_divided,
            "the sum instead of the mean",
            "The cost is a mean over the N examples, so the sum over the examples is divided by x.size.",
        ),
        (
            "divided_twice",
            _bias_divided_twice,
            "divided by N twice",
            "The sum over the examples is divided by x.size once.",
        ),
    ):
        yield _entry(
            name,
            function,
            _with(function, biases=wrong),
            title,
            text,
            "Compare with the last line of J_b3 in the starter.",
            where,
        )


def _about_line_of_weights(function, activation):
    """A bias function that was copied from the weights' one, whose last line it still has."""

    def wrong(x, y):
        a = network_function(x)[activation]
        product = _with(function, biases=lambda J, x, y: _mean_for_biases(_mean_for_weights(J, a, x, y), x, y))
        return product(x, y)

    weights = function.__name__.replace("b", "W")
    yield _entry(
        "with_line_of_weights",
        function,
        wrong,
        f"the last line of {weights} was left in",
        f"J is multiplied by the layer's input and averaged, which makes it {weights}, and then summed and divided "
        "again. The derivative of a weighted input by its bias is 1: the product has no place here.",
        f"Compare the last lines with those of {weights}: which of them belongs to weights only?",
        "the line before the last",
    )


def _instead_of(function, other, title, text):
    yield _entry(
        f"is_{other.__name__}",
        function,
        lambda x, y: other(x, y),
        title,
        text,
        "Count the lines: each layer that is passed on the way back costs two.",
        "the whole function",
    )


_LAYERS = {J_W3: (3,), J_b3: (3,), J_W2: (3, 2), J_b2: (3, 2), J_W1: (3, 2, 1), J_b1: (3, 2, 1)}
#: Index in what network_function returns, and name, of the activations that may be mistaken for the layer's input.
_OTHER_INPUTS = {
    J_W3: ((2, "a1"), (6, "a3")),
    J_W2: ((0, "a0"), (4, "a2")),
    J_W1: ((2, "a1"), (4, "a2")),
}
#: Index of the layer's own input in what network_function returns.
_OWN_INPUT = {J_b3: 4, J_b2: 2, J_b1: 0}
_STOPS_EARLY = {J_b2: J_b3, J_b1: J_b2, J_W2: J_W3, J_W1: J_W2}


def _about(function):
    layers = _LAYERS[function]
    yield from _about_cost(function)
    for layer in layers:
        yield from _about_slope(function, layer)
    for layer in layers[:-1]:
        yield from _about_weights(function, layer)
    if len(layers) > 1:
        yield from _about_all_slopes(function, layers)
        yield from _about_exchange(function, layers)
    if function in _OTHER_INPUTS:
        yield from _about_mean_of_weights(function, _OTHER_INPUTS[function])
    else:
        yield from _about_mean_of_biases(function)
        yield from _about_line_of_weights(function, _OWN_INPUT[function])
    if function in _STOPS_EARLY:
        earlier = _STOPS_EARLY[function]
        text = f"This is exactly {earlier.__name__}: the chain stops one layer too early."
        yield from _instead_of(function, earlier, f"the result is {earlier.__name__}", text)


MISCONCEPTIONS = [entry for function in _LAYERS for entry in _about(function)]
