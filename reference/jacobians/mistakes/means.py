"""Mistakes in the last lines, the mean over the examples."""

from reference.jacobians.mistakes.wrong_steps import (
    bias_divided_by_hundred,
    bias_divided_by_outputs,
    bias_divided_twice,
    bias_not_divided,
    bias_not_summed,
    bias_sum_lost,
    divided_by_hundred,
    divided_by_outputs,
    divided_twice,
    enter,
    flat,
    not_divided,
    one_number,
    over_units,
    product_with,
    with_steps,
)
from reference.jacobians.solution import mean_for_biases, mean_for_weights, network_function


def about_mean_of_weights(function, others):
    where = "the last line"
    for name, wrong, title, text in (
        (
            "not_divided",
            not_divided,
            "the sum instead of the mean",
            "it is not divided by the number of examples at all",
        ),
        ("divided_twice", divided_twice, "divided by N twice", "it is divided by the number of examples twice"),
        (
            "divided_by_outputs",
            divided_by_outputs,
            "divided by the number of outputs",
            "it is divided by 2, the number of outputs (the rows of y)",
        ),
        (
            "divided_by_100",
            divided_by_hundred,
            "always divided by 100",
            "it is divided by 100, whatever the number of examples",
        ),
    ):
        enter(
            name,
            function,
            with_steps(function, weights=wrong),
            title,
            "The cost is a mean over the N examples, so the sum over the examples is divided by x.size, once. "
            f"Here {text}.",
            "Compare with the last line of J_W3 in the starter.",
            where,
        )
    for number, activation in others:
        enter(
            f"times_{activation}",
            function,
            product_with(function, number),
            f"the last product takes {activation}",
            "The derivative of a layer's weighted input by its weights is that layer's own input: the activation "
            "of the layer "
            f"before it. {activation} belongs to another place, which the shape of the result shows.",
            "What is multiplied by this weight matrix in the forward pass?",
            where,
        )


def about_mean_of_biases(function):
    where = "the last line"
    for name, wrong, title, text in (
        (
            "summed_over_units",
            over_units,
            "summed along the wrong axis",
            "Examples are columns, so the mean runs along axis 1 and keeps one row per unit. Axis 0 adds up "
            "different units.",
        ),
        (
            "flat",
            flat,
            "the result is not a column",
            "The values are right, but without keepdims=True the result has shape (n,); added to a bias column "
            "(n, 1) it would spread to a matrix.",
        ),
        (
            "one_number",
            one_number,
            "everything summed to one number",
            "Each unit has a bias of its own. Only the examples are summed, along axis 1; the units stay apart.",
        ),
        (
            "not_summed",
            bias_not_summed,
            "the examples are not summed",
            "One column per example is left. The Jacobian is their sum along axis 1, divided by N.",
        ),
        (
            "not_divided",
            bias_not_divided,
            "the sum instead of the mean",
            "The cost is a mean over the N examples, so the sum over the examples is divided by x.size.",
        ),
        (
            "divided_by_outputs",
            bias_divided_by_outputs,
            "divided by the number of outputs",
            "The sum over the examples is divided by x.size, the number of examples. Yours is divided by 2, the number "
            "of outputs (the rows of y).",
        ),
        (
            "divided_by_100",
            bias_divided_by_hundred,
            "always divided by 100",
            "The sum over the examples is divided by x.size, the number of examples. Yours is divided by 100.",
        ),
        (
            "sum_lost",
            bias_sum_lost,
            "the sum is lost",
            "One column per example is left, and it is not divided. The sum along axis 1, divided by N, is what to "
            "return.",
        ),
        (
            "divided_twice",
            bias_divided_twice,
            "divided by N twice",
            "The sum over the examples is divided by x.size once.",
        ),
    ):
        enter(
            name,
            function,
            with_steps(function, biases=wrong),
            title,
            text,
            "Compare with the last line of J_b3 in the starter.",
            where,
        )


def about_line_of_weights(function, activation):
    """A bias function that was copied from the weights' one, whose last line it still has."""

    def summed_product(J, x, y):
        return mean_for_biases(mean_for_weights(J, network_function(x)[activation], x, y), x, y)

    weights = function.__name__.replace("b", "W")
    enter(
        "with_line_of_weights",
        function,
        with_steps(function, biases=summed_product),
        f"the last line of {weights} was left in",
        f"J is multiplied by the layer's input and averaged, which makes it {weights}, and then summed and divided "
        "again. The derivative of a weighted input by its bias is 1: the product has no place here.",
        f"Compare the last lines with those of {weights}: which of them belongs to weights only?",
        "the line before the last",
    )


def instead_of(function, other, title, text):
    enter(
        f"is_{other.__name__}",
        function,
        lambda x, y: other(x, y),
        title,
        text,
        "Count the lines: each layer that is passed on the way back costs two.",
        "the whole function",
    )
