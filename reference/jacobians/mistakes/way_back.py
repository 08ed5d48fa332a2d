"""Mistakes on the way back through the layers."""

from itertools import combinations

from reference.jacobians.mistakes.wrong_steps import (
    bias_for_weights,
    enter,
    error_squared,
    factor_left_out,
    sigma_for_slope,
    sign_reversed,
    slope_added,
    slope_at_activation,
    slope_left_out,
    slope_of_layer,
    slope_of_logistic_at_z,
    slope_then_W1,
    slope_twice,
    through_W2,
    through_W3,
    twice_error_squared,
    weights_left_out,
    with_steps,
)


def about_cost(function):
    where = "the first line, dC/da3"
    enter(
        "factor_2_lost",
        function,
        with_steps(function, cost=factor_left_out),
        "exactly half of what it should be",
        "Every entry is half as large as it should be: a factor 2 is lost. Either the first line lacks it (the "
        "derivative of a square u² is 2u, so dC/da3 is 2 (a3 - y)), or the mean is divided by y.size, which is 2 N "
        "because y has two entries per example; x.size is N.",
        "Look at two places: the 2 of the first line, and the size that the last line divides by.",
        "the first line or the last",
    )
    enter(
        "sign_of_error",
        function,
        with_steps(function, cost=sign_reversed),
        "the sign of the error is reversed",
        "dC/da3 is 2 (a3 - y). With y - a3 every entry has the opposite sign, and a step would climb instead of "
        "descend.",
        "Which of the two is subtracted: the output or the target?",
        where,
    )
    enter(
        "twice_error_squared",
        function,
        with_steps(function, cost=twice_error_squared),
        "the error is still squared",
        "The derivative of the square u² is 2 u, without the square: dC/da3 is 2 (a3 - y). Yours is 2 (a3 - y)².",
        "Which power is left when a square is differentiated?",
        where,
    )
    enter(
        "error_squared",
        function,
        with_steps(function, cost=error_squared),
        "the square was not differentiated",
        "(a3 - y)² is the cost itself. The chain rule starts with its derivative by a3, which is 2 (a3 - y).",
        "Start from the derivative of the cost, not from the cost.",
        where,
    )


def about_slope(function, layer):
    step, where = f"slope_{layer}", f"the line for da{layer}/dz{layer}"
    enter(
        f"without_slope_{layer}",
        function,
        with_steps(function, **{step: slope_left_out}),
        f"σ'(z{layer}) is missing",
        f"On the way from a{layer} to z{layer} the chain rule multiplies by the slope of the logistic function, "
        f"d_sigma(z{layer}), element by element. This factor is left out.",
        f"Is there a line that multiplies J by d_sigma(z{layer})?",
        where,
    )
    enter(
        f"slope_at_a{layer}",
        function,
        with_steps(function, **{step: slope_at_activation}),
        f"σ' taken at a{layer} instead of z{layer}",
        f"d_sigma expects the weighted input z{layer}. The activation a{layer} has already been through the "
        "logistic function once.",
        f"Look at the argument of d_sigma: a{layer} or z{layer}?",
        where,
    )
    enter(
        f"sigma_for_slope_{layer}",
        function,
        with_steps(function, **{step: sigma_for_slope}),
        f"σ(z{layer}) instead of σ'(z{layer})",
        f"The chain rule asks for the slope of the logistic function at z{layer}, which is d_sigma(z{layer}); "
        f"sigma(z{layer}) is its value.",
        "sigma or d_sigma?",
        where,
    )
    enter(
        f"slope_{layer}_added",
        function,
        with_steps(function, **{step: slope_added}),
        f"σ'(z{layer}) is added",
        f"The chain rule multiplies J by the slope d_sigma(z{layer}), element by element. Yours adds it.",
        "Plus or times?",
        where,
    )
    enter(
        f"slope_{layer}_squared",
        function,
        with_steps(function, **{step: slope_twice}),
        f"σ'(z{layer}) is there twice",
        f"On the way from a{layer} to z{layer} the slope d_sigma(z{layer}) enters once. Yours multiplies by it twice.",
        f"Count the lines with z{layer}.",
        where,
    )
    enter(
        f"logistic_slope_at_z{layer}",
        function,
        with_steps(function, **{step: slope_of_logistic_at_z}),
        f"a (1 - a) is computed with z{layer} in place of a{layer}",
        f"a{layer} (1 - a{layer}) is the slope of the logistic function. With z{layer} in it, it is none.",
        f"Which of z{layer} and a{layer} has been through the logistic function?",
        where,
    )
    for other in (3, 2, 1):
        if other != layer:
            enter(
                f"slope_{other}_for_{layer}",
                function,
                slope_of_layer(function, step, other),
                f"σ'(z{other}) in place of σ'(z{layer})",
                f"On the way from a{layer} to z{layer} the slope is that of layer {layer}, d_sigma(z{layer}). "
                f"Here it is layer {other}'s, which has a row for each unit of that layer.",
                "Which layer is this line about, and which z does it use?",
                where,
            )


def about_slope_twice(function, left_out, twice):
    enter(
        f"slope_{twice}_twice",
        function,
        with_steps(function, **{f"slope_{left_out}": slope_left_out, f"slope_{twice}": slope_twice}),
        f"σ'(z{twice}) twice, and σ'(z{left_out}) missing",
        f"Each layer that is passed on the way back brings its own slope once. Yours multiplies by d_sigma(z{twice}) "
        f"twice, and never by d_sigma(z{left_out}).",
        "Write down which d_sigma belongs to which layer, and count yours.",
        "the lines with d_sigma",
    )


def about_weights(function, layer):
    step, where = f"back_{layer}", f"the line that multiplies by W{layer}"
    enter(
        f"b{layer}_for_W{layer}",
        function,
        with_steps(function, **{step: bias_for_weights}),
        f"multiplied by b{layer} instead of W{layer}",
        f"The derivative of z{layer} by a{layer - 1} is the weight matrix W{layer}. The bias b{layer} disappears "
        f"when z{layer} is differentiated. "
        "The result still gets the right shape by broadcasting, which hides the mistake.",
        f"z{layer} = W{layer} a{layer - 1} + b{layer}: what is left of it after differentiating by a{layer - 1}?",
        where,
    )
    enter(
        f"without_W{layer}",
        function,
        with_steps(function, **{step: weights_left_out}),
        f"W{layer} does not weigh the errors",
        f"Going back through layer {layer}, each error counts as much as the weight that it came through: J "
        f"becomes (J.T @ W{layer}).T. "
        "Here the errors are only added up, as if every weight were 1.",
        f"Where does W{layer} enter?",
        where,
    )


def about_exchange(function, layers):
    hint = "Which matrix leads from layer 2 to layer 3, and which from layer 1 to layer 2?"
    text = (
        "Going back, each layer's own matrix is used: W3 on the way from layer 3 to layer 2, W2 on the way from "
        "layer 2 to "
        "layer 1. The shapes fit only by accident."
    )
    enter(
        "W2_for_W3",
        function,
        with_steps(function, back_3=through_W2),
        "W2 in place of W3",
        text,
        hint,
        "the line with W3",
    )
    if 1 in layers:
        both = {"back_3": through_W2, "back_2": through_W3}
        exchanged = with_steps(function, **both)
        enter("matrices_exchanged", function, exchanged, "W2 and W3 are exchanged", text, hint, "both lines")
        twice = with_steps(function, back_2=through_W3)
        enter("W3_for_W2", function, twice, "W3 in place of W2", text, hint, "the line with W2")


def about_all_slopes(function, layers):
    steps = {f"slope_{layer}": slope_at_activation for layer in layers}
    enter(
        "slopes_at_activations",
        function,
        with_steps(function, **steps),
        "σ' taken at the activations everywhere",
        "d_sigma expects the weighted inputs z; the activations a have already been through the logistic "
        "function once.",
        "Look at the arguments of d_sigma: a or z?",
        "every line with d_sigma",
    )
    enter(
        "sigma_for_all_slopes",
        function,
        with_steps(function, **dict.fromkeys(steps, sigma_for_slope)),
        "σ instead of σ' everywhere",
        "The chain rule asks for the slope of the logistic function at each z, which is d_sigma(z); sigma(z) is "
        "its value.",
        "sigma or d_sigma?",
        "every line with sigma",
    )
    enter(
        "without_any_slope",
        function,
        with_steps(function, **dict.fromkeys(steps, slope_left_out)),
        "σ' is missing in every layer",
        "From each activation a to its weighted input z the chain rule multiplies by d_sigma(z). None of these "
        "factors is there.",
        "Count the factors of the chain rule and the lines of your function.",
        "every layer",
    )


def about_two_slopes(function, layers):
    for first, second in combinations(layers, 2):
        both = (f"slope_{first}", f"slope_{second}")
        lines = f"the lines for da{first}/dz{first} and da{second}/dz{second}"
        enter(
            f"slopes_at_a{first}_and_a{second}",
            function,
            with_steps(function, **dict.fromkeys(both, slope_at_activation)),
            f"σ' taken at a{first} and a{second} instead of z{first} and z{second}",
            f"d_sigma expects the weighted inputs z{first} and z{second}. The activations a{first} and a{second} have "
            "already been through the logistic function once.",
            "Look at the arguments of d_sigma: a or z?",
            lines,
        )
        enter(
            f"sigma_for_slopes_{first}_and_{second}",
            function,
            with_steps(function, **dict.fromkeys(both, sigma_for_slope)),
            f"σ instead of σ' at z{first} and z{second}",
            "The chain rule asks for the slope of the logistic function at each z, which is d_sigma(z); sigma(z) is "
            "its value.",
            "sigma or d_sigma?",
            lines,
        )
        enter(
            f"without_slopes_{first}_and_{second}",
            function,
            with_steps(function, **dict.fromkeys(both, slope_left_out)),
            f"σ'(z{first}) and σ'(z{second}) are missing",
            "From each activation a to its weighted input z the chain rule multiplies by d_sigma(z). Two of these "
            "factors are not there.",
            "Count the factors of the chain rule and the lines of your function.",
            lines,
        )


def about_W1(function):
    enter(
        "with_W1",
        function,
        with_steps(function, slope_1=slope_then_W1),
        "W1 has no place here",
        "W1 leads back from layer 1 to the input x, where nothing is to be learned. The derivative of z1 by its own "
        "weights or biases does not contain W1.",
        "What is the derivative of W1 x + b1 by W1, and by b1?",
        "the line with W1",
    )
