"""Mistakes in what a layer keeps, and in the derivative of the loss by the network's output."""

import numpy as np

from grader.engine import mistake
from reference.backward.solution import Layer
from reference.perceptron.solution import (
    Perceptron,
    cross_entropy,
    handed_on,
    output_gradient,
    output_of,
    rounds,
    shuffled,
    visited,
    way_back,
)


@mistake(
    Layer.forward,
    "outputs holds the activated values",
    "forward keeps f(z) in self.outputs, but backward needs z there: the derivative is then taken at the wrong place, "
    "f'(f(z)). With ReLU that is not seen, with the sigmoid it is.",
    hint="What does self.outputs hold when backward begins?",
    where="Layer.forward: store z, return the activation of it.",
)
def _outputs_activated(layer, inputs):
    layer.inputs = np.array(inputs).reshape(-1, 1)
    layer.outputs = layer.activation(np.dot(layer.weights, layer.inputs) + layer.biases)
    return layer.outputs


@mistake(
    output_gradient,
    "output - target is used as da",
    "output - target is dz of the last layer: the sigmoid's slope is in it already. As da it is multiplied by that "
    "slope a second time in backward. The derivative by the output is (output - target) / (output (1 - output)).",
    hint="Is output - target the derivative by the output, or by z?",
    where="Perceptron.fit, the line of da.",
)
def _da_is_error(output, target):
    return output - target


@mistake(
    output_gradient,
    "The gradient of the squared error is used",
    "2 (output - target) belongs to the squared error, but the loss is cross-entropy: its derivative by the output is "
    "(output - target) / (output (1 - output)).",
    hint="Differentiate the loss that you print.",
    where="Perceptron.fit, the line of da.",
)
def _da_of_squared_error(output, target):
    return 2 * (output - target)


@mistake(
    output_gradient,
    "The sign of da is reversed",
    "Your da is the right one times -1, so every step climbs. The derivative is (output - target) / (output (1 - "
    "output)).",
    hint="Which of the two is subtracted?",
    where="Perceptron.fit, the line of da.",
)
def _da_reversed(output, target):
    return (target - output) / (output * (1 - output))


@mistake(
    output_gradient,
    "target - output is used as da",
    "Two things are wrong with da: the sign, and the division by output (1 - output) that is missing.",
    hint="Differentiate the loss by the output.",
    where="Perceptron.fit, the line of da.",
)
def _da_is_reversed_error(output, target):
    return target - output


@mistake(
    output_gradient,
    "da is multiplied by output (1 - output) instead of divided",
    "The derivative of cross-entropy by the output has output (1 - output) in the denominator; backward multiplies by "
    "the sigmoid's slope afterwards, and the two cancel.",
    hint="Check the brackets: what is divided by what?",
    where="Perceptron.fit, the line of da.",
)
def _da_multiplied(output, target):
    return (output - target) * output * (1 - output)


@mistake(
    output_gradient,
    "The numerator of da has no brackets",
    "In your da only the target is divided by output (1 - output). The difference as a whole is divided.",
    hint="In which order does Python compute a - b / c?",
    where="Perceptron.fit, the line of da.",
)
def _da_numerator_without_brackets(output, target):
    return output - target / (output * (1 - output))


@mistake(
    output_gradient,
    "Brackets are missing in da",
    "Your da is divided by output only, and then multiplied by 1 - output. The whole product belongs in the "
    "denominator.",
    hint="In which order does Python compute a / b * c?",
    where="Perceptron.fit, the line of da.",
)
def _da_without_brackets(output, target):
    return (output - target) / output * (1 - output)


@mistake(
    output_gradient,
    "The examples with label 0 do not count in da",
    "-target / output is the derivative of only the first term of the loss; the second one gives (1 - target) / (1 - "
    "output).",
    hint="What does your da say when the target is 0?",
    where="Perceptron.fit, the line of da.",
)
def _da_of_first_term(output, target):
    return -target / output


@mistake(
    output_gradient,
    "The loss itself is sent back",
    "Your da is the value of the loss. What goes back is its derivative by the output.",
    hint="Which line computes a derivative?",
    where="Perceptron.fit, the line of da.",
)
def _da_is_loss(output, target):
    return -(target * np.log(output) + (1 - target) * np.log(1 - output))


@mistake(
    output_gradient,
    "The second term of da has the wrong sign",
    "Your da is right for label 1 and has the wrong sign for label 0. The derivative is -(target / output - (1 - "
    "target) / (1 - output)): the second term is subtracted inside the bracket.",
    hint="For label 0 the loss grows with the output: which sign must da have there?",
    where="Perceptron.fit, the line of da.",
)
def _da_terms_added(output, target):
    return -(target / output + (1 - target) / (1 - output))


@mistake(
    output_gradient,
    "The rounded output is used in da",
    "Your da is the predicted class minus the target: the output is cut to 0 or 1 first. The loss is made of the "
    "output itself, so its derivative is (output - target) / (output (1 - output)).",
    hint="Does the loss change when the output goes from 0.6 to 0.7? Does your da?",
    where="Perceptron.fit, the line of da.",
)
def _da_of_predicted_class(output, target):
    return (output > 0.5) - target


@mistake(
    output_gradient,
    "The rounded output is used in the numerator of da",
    "Your numerator is the predicted class minus the target: the output is cut to 0 or 1 first. The loss is made of "
    "the output itself, so its derivative is (output - target) / (output (1 - output)).",
    hint="Does the loss change when the output goes from 0.6 to 0.7? Does your numerator?",
    where="Perceptron.fit, the line of da.",
)
def _predicted_class_in_numerator(output, target):
    return ((output > 0.5) - target) / (output * (1 - output))


#: Limits at which programs cut da.
LIMITS = (
    ("da_clipped_to_one", 1.0),
    ("da_clipped_to_two", 2.0),
    ("da_clipped_to_half", 0.5),
    ("da_clipped_to_five", 5.0),
    ("da_clipped_to_ten", 10.0),
)

for name, limit in LIMITS:

    def _da_clipped(output, target, limit=limit):
        return np.clip((output - target) / (output * (1 - output)), -limit, limit)

    mistake(
        output_gradient,
        "da is cut off",
        f"Your da is never beyond {limit:g} and -{limit:g}. Where the output is far from its target, da is larger; it "
        "is handed on as it is.",
        hint="How large is da when the output is 0.1 and the target 1?",
        where="Perceptron.fit, the line of da.",
        name=name,
    )(_da_clipped)


@mistake(
    Perceptron.fit,
    "da is divided by the number of examples",
    "Your da is the right one divided by n. The layers learn from one example at a time here: there is no mean in da.",
    hint="Is there a mean over the examples in one step?",
    where="Perceptron.fit, the line of da.",
)
def _da_divided_by_examples(perceptron, training_data, labels, epochs, learning_rate):
    for _ in rounds(epochs):
        losses = []
        training_data, labels = shuffled(training_data, labels)
        for i in visited(training_data.shape[0]):
            output = output_of(perceptron, training_data[i])
            losses.append(cross_entropy(output, labels[i]))
            da = output_gradient(output, labels[i]) / training_data.shape[0]
            for layer in way_back(perceptron.layers):
                da = handed_on(layer, da, learning_rate)
        print(f"Average loss of the epoch: {np.mean(losses):.3f}")
