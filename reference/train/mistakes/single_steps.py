"""Mistakes in the step of one parameter."""

from grader.engine import mistake
from reference.train.solution import bias_step, input_step, output_step


@mistake(
    bias_step,
    "The biases are never updated",
    "The biases are the same before and after `train`.",
    hint="Is the new value assigned to self.biases?",
    where="The update of self.biases.",
)
def _biases_not_updated(q):
    return q.net.biases


@mistake(
    input_step,
    "The hidden-layer weights are never updated",
    "The hidden-layer weights are the same before and after `train`.",
    hint="Is the new value assigned to self.input_to_hidden_weights?",
    where="The update of self.input_to_hidden_weights.",
)
def _hidden_weights_not_updated(q):
    return q.net.input_to_hidden_weights


@mistake(
    output_step,
    "The output weights are never updated",
    "The output weights are the same before and after `train`.",
    hint="Is the new value assigned to self.hidden_to_output_weights?",
    where="The update of self.hidden_to_output_weights.",
)
def _output_weights_not_updated(q):
    return q.net.hidden_to_output_weights


@mistake(
    bias_step,
    "The biases move the wrong way",
    "Your biases are updated with the other sign than the gradient asks for. Gradient descent goes against the "
    "gradient.",
    hint="Which sign has the update of self.biases?",
    where="The update of self.biases.",
)
def _biases_ascend(q):
    return q.net.biases + q.net.learning_rate * q.db


@mistake(
    input_step,
    "The hidden-layer weights move the wrong way",
    "Your hidden-layer weights are updated with the other sign than the gradient asks for. Gradient descent goes "
    "against the gradient.",
    hint="Which sign has the update of self.input_to_hidden_weights?",
    where="The update of self.input_to_hidden_weights.",
)
def _hidden_weights_ascend(q):
    return q.net.input_to_hidden_weights + q.net.learning_rate * q.dW


@mistake(
    output_step,
    "The output weights move the wrong way",
    "Your output weights are updated with the other sign than the gradient asks for. Gradient descent goes "
    "against the gradient.",
    hint="Which sign has the update of self.hidden_to_output_weights?",
    where="The update of self.hidden_to_output_weights.",
)
def _output_weights_ascend(q):
    return q.net.hidden_to_output_weights + q.net.learning_rate * q.dV


@mistake(
    bias_step,
    "The biases' step lacks the learning rate",
    "Your biases move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does self.learning_rate enter?",
    where="The update of self.biases.",
)
def _biases_without_rate(q):
    return q.net.biases - q.db


@mistake(
    input_step,
    "The hidden-layer weights' step lacks the learning rate",
    "Your hidden-layer weights move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does self.learning_rate enter?",
    where="The update of self.input_to_hidden_weights.",
)
def _hidden_weights_without_rate(q):
    return q.net.input_to_hidden_weights - q.dW


@mistake(
    output_step,
    "The output weights' step lacks the learning rate",
    "Your output weights move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does self.learning_rate enter?",
    where="The update of self.hidden_to_output_weights.",
)
def _output_weights_without_rate(q):
    return q.net.hidden_to_output_weights - q.dV
