"""Mistakes in the step of all three parameters."""

from grader.engine import mistake
from reference.train.solution import (
    activation,
    bias_gradient,
    bias_step,
    hidden_error,
    input_gradient,
    input_step,
    output_activation,
    output_error,
    output_gradient,
    output_step,
    update,
    weighted_input,
)


@mistake(
    update,
    "The hidden error is computed with the new output weights",
    "Your output weights move before the hidden error is computed, so the error goes back through weights that did "
    "not make the forward pass. All gradients belong to the old weights.",
    hint="Compute all gradients first, then update.",
    where="The place of the line that updates self.hidden_to_output_weights.",
)
def _hidden_error_from_new_weights(q):
    q.net.hidden_to_output_weights = output_step(q)
    q.g = hidden_error(q)
    q.db, q.dW = bias_gradient(q), input_gradient(q)
    q.net.biases, q.net.input_to_hidden_weights = bias_step(q), input_step(q)


@mistake(
    update,
    "Nothing is updated",
    "Weights and biases are the same before and after `train`. Assign the new values to self.biases, "
    "self.input_to_hidden_weights and self.hidden_to_output_weights.",
    hint="Is every new value assigned to an attribute of self?",
    where="The end of `train`.",
)
def _nothing_updated(q):
    return None


@mistake(
    update,
    "Only the hidden-layer weights are updated",
    "Biases and output weights are the same before and after `train`. All three parameters move.",
    hint="Are the new values assigned to self.biases and self.hidden_to_output_weights?",
    where="The end of `train`.",
)
def _only_hidden_weights_updated(q):
    q.net.input_to_hidden_weights = input_step(q)


@mistake(
    update,
    "Only the output weights are updated",
    "Biases and hidden-layer weights are the same before and after `train`. All three parameters move.",
    hint="Are the new values assigned to self.biases and self.input_to_hidden_weights?",
    where="The end of `train`.",
)
def _only_output_weights_updated(q):
    q.net.hidden_to_output_weights = output_step(q)


@mistake(
    update,
    "Only the biases are updated",
    "The weights of both layers are the same before and after `train`. All three parameters move.",
    hint="Are the new values assigned to self.input_to_hidden_weights and self.hidden_to_output_weights?",
    where="The end of `train`.",
)
def _only_biases_updated(q):
    q.net.biases = bias_step(q)


@mistake(
    update,
    "The learning rate is left out",
    "Your parameters move by the whole gradient. Each step is learning_rate times the gradient.",
    hint="Where does self.learning_rate enter?",
    where="The three updates.",
)
def _no_learning_rate(q):
    net = q.net
    net.biases, net.input_to_hidden_weights = net.biases - q.db, net.input_to_hidden_weights - q.dW
    net.hidden_to_output_weights = net.hidden_to_output_weights - q.dV


@mistake(
    update,
    "The learning rate is left out, and the sign is reversed",
    "Your parameters move by plus the whole gradient, so they run away. Each step is minus learning_rate times the "
    "gradient.",
    hint="Where does self.learning_rate enter, and with which sign?",
    where="The three updates.",
)
def _no_learning_rate_and_ascending(q):
    net = q.net
    net.biases, net.input_to_hidden_weights = net.biases + q.db, net.input_to_hidden_weights + q.dW
    net.hidden_to_output_weights = net.hidden_to_output_weights + q.dV


@mistake(
    update,
    "The parameters are replaced by the step",
    "After your step the parameters are minus learning_rate times the gradient: the old values are lost. The step is "
    "subtracted from them.",
    hint="Is it -= or = in your updates?",
    where="The three updates.",
)
def _replaced_by_step(q):
    net, rate = q.net, -q.net.learning_rate
    net.biases, net.input_to_hidden_weights, net.hidden_to_output_weights = rate * q.db, rate * q.dW, rate * q.dV


for rate in (0.1, 0.01, 0.0001):

    def _with_rate(q, rate=rate):
        q.net.learning_rate = rate
        q.net.biases, q.net.input_to_hidden_weights = bias_step(q), input_step(q)
        q.net.hidden_to_output_weights = output_step(q)

    mistake(
        update,
        "Another learning rate",
        f"Your step has the learning rate {rate:g}. The network has one, self.learning_rate, which is 0.001.",
        hint="Where does your rate come from?",
        where="Every place where the learning rate stands.",
        name=f"learning_rate_{f'{rate:g}'.replace('.', '_')}",
    )(_with_rate)


@mistake(
    update,
    "Two steps in one call",
    "One call of your `train` makes two steps for its point. It is one step; the loops over points and epochs are "
    "outside.",
    hint="Is there a loop in `train`?",
    where="The loop in `train`, or the lines that stand there twice.",
)
def _two_steps(q):
    for _ in range(2):
        q.z = weighted_input(q)
        q.h = activation(q)
        q.o = q.net.hidden_to_output_weights * q.h
        q.a = output_activation(q)
        q.e = output_error(q)
        q.g = hidden_error(q)
        q.db, q.dV, q.dW = bias_gradient(q), output_gradient(q), input_gradient(q)
        net = q.net
        net.biases, net.input_to_hidden_weights = bias_step(q), input_step(q)
        net.hidden_to_output_weights = output_step(q)


@mistake(
    update,
    "The hidden activation is computed with the new hidden weights",
    "Your output weights move by e h^T with an h that was computed after the hidden-layer weights and biases had moved."
    " All gradients belong to the old weights.",
    hint="Which h belongs to the output whose error e is?",
    where="The line of hidden_to_output_weight_gradients, and the updates above it.",
)
def _output_gradient_from_new_hidden(q):
    q.net.biases, q.net.input_to_hidden_weights = bias_step(q), input_step(q)
    q.z = weighted_input(q)
    q.h = activation(q)
    q.dV = output_gradient(q)
    q.net.hidden_to_output_weights = output_step(q)
