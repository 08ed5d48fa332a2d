"""Mistakes in the error of the hidden layer, g = V^T e * relu'(z)."""

import numpy as np

from grader.engine import mistake
from reference.train.solution import error_back, hidden_error, relu, relu_derivative, slope


@mistake(
    hidden_error,
    "ReLU's derivative is applied to the error",
    "Your hidden error is relu'(V^T e): ones and zeros. It has to be V^T e * relu'(z): the error that comes back, "
    "times the slope of ReLU at the input of the unit.",
    hint="At which value is the slope of ReLU needed, and what is it multiplied by?",
    where="hidden_layer_error.",
)
def _derivative_of_error(q):
    return relu_derivative(error_back(q))


@mistake(
    slope,
    "ReLU is applied to the error that comes back",
    "Your hidden error is V^T e where that is positive, and 0 elsewhere: ReLU, or its derivative, looks at the error. "
    "What decides is the input z of the unit in the forward pass: V^T e * relu'(z).",
    hint="What decides whether the error passes a unit: its own sign, or the input of the unit?",
    where="hidden_layer_error, and the argument of the function applied there.",
)
def _derivative_at_error(q):
    return relu_derivative(error_back(q))


@mistake(
    slope,
    "ReLU's derivative is missing",
    "Your hidden error is V^T e for every unit, also for inactive ones. It has to be multiplied with relu'(z).",
    hint="What reaches the weights of a unit that was switched off?",
    where="hidden_layer_error.",
)
def _no_relu_derivative(q):
    return np.ones_like(q.z)


@mistake(
    slope,
    "ReLU's derivative is taken at the output",
    "Your hidden error uses relu'(o), one number for all units. Each hidden unit needs the slope at its own input z.",
    hint="Which quantity of the forward pass is the input of the hidden units?",
    where="The argument of the derivative in hidden_layer_error.",
)
def _derivative_at_output(q):
    return np.ones_like(q.z) * relu_derivative(q.o)[0, 0]


@mistake(
    slope,
    "ReLU's derivative is 0 between 0 and 1",
    "Units whose input lies between 0 and 1 are treated as inactive. The slope of ReLU is 1 for every positive input, "
    "however small.",
    hint="What does your derivative give for 0.3? Look for int(...) or a comparison with 1.",
    where="The derivative used in hidden_layer_error.",
)
def _derivative_from_one(q):
    return np.multiply(q.z >= 1, 1.0)


@mistake(
    slope,
    "ReLU's derivative is the wrong way round",
    "Your derivative is 1 for inactive units and 0 for active ones.",
    hint="What is the slope of max(0, z) at z = 5?",
    where="The derivative used in hidden_layer_error.",
)
def _derivative_inverted(q):
    return np.multiply(q.z <= 0, 1.0)


@mistake(
    slope,
    "ReLU instead of its derivative",
    "Your hidden error is V^T e * relu(z). It needs the slope of ReLU, which is 1 for an active unit, not its value.",
    hint="Which of the two ReLU functions belongs to the backward pass?",
    where="hidden_layer_error.",
)
def _activation_as_derivative(q):
    return relu(q.z)


@mistake(
    slope,
    "Multiplied by z instead of by the derivative",
    "Your hidden error is V^T e * z. It needs the slope of ReLU at z, which is 1 or 0.",
    hint="What is the slope of max(0, z) at z = 5?",
    where="hidden_layer_error.",
)
def _input_as_derivative(q):
    return q.z


@mistake(
    error_back,
    "The output weights are missing in the hidden error",
    "Your hidden error is e * relu'(z), the same for all active units. Each unit gets its share through its output "
    "weight: V^T e * relu'(z).",
    hint="How strongly does each hidden unit act on the output?",
    where="hidden_layer_error.",
)
def _hidden_error_without_weights(q):
    return np.ones((3, 1)) * q.e


@mistake(
    error_back,
    "The output error is missing in the hidden error",
    "Your hidden error is V^T * relu'(z). The error that comes back is missing: V^T e * relu'(z).",
    hint="Where does output_layer_error enter hidden_layer_error?",
    where="hidden_layer_error.",
)
def _hidden_error_without_error(q):
    return q.net.hidden_to_output_weights.T


@mistake(
    error_back,
    "The error is cut to a whole number on the way back",
    "In your hidden error the output error has lost everything after the decimal point.",
    hint="Is there an int(...) around the error? A 1 by 1 matrix becomes a number with .item().",
    where="hidden_layer_error.",
)
def _hidden_error_truncated(q):
    return q.net.hidden_to_output_weights.T * np.trunc(q.e)


@mistake(
    hidden_error,
    "One hidden error for all units",
    "Your hidden error is one number, e times the sum of V * relu'(z). A matrix product has added the three units up; "
    "the product of V and relu'(z) is elementwise.",
    hint="Which shape has hidden_layer_error? It has to be 3 by 1.",
    where="hidden_layer_error: np.multiply in place of * or np.dot.",
)
def _hidden_error_summed(q):
    return np.ones((3, 1)) * ((q.net.hidden_to_output_weights * slope(q)) * q.e)


@mistake(
    hidden_error,
    "The hidden error is relu'(z) alone",
    "Your hidden error is 1 for an active unit. The error that comes back through the output weights is missing: V^T "
    "e * relu'(z).",
    hint="Where do output_layer_error and the output weights enter hidden_layer_error?",
    where="hidden_layer_error.",
)
def _hidden_error_is_slope(q):
    return slope(q)


@mistake(
    error_back,
    "The output weights are added up",
    "Your hidden error takes the sum of the three output weights for each unit. Unit j gets the error back through its "
    "own weight: V^T e.",
    hint="Which output weight leads away from the second hidden unit?",
    where="hidden_layer_error.",
)
def _output_weights_added_up(q):
    return np.ones((3, 1)) * np.sum(q.net.hidden_to_output_weights) * q.e


@mistake(
    error_back,
    "The output weights are averaged",
    "Your hidden error takes the mean of the three output weights for each unit. Unit j gets the error back through "
    "its own weight: V^T e.",
    hint="Which output weight leads away from the second hidden unit?",
    where="hidden_layer_error.",
)
def _output_weights_averaged(q):
    return np.ones((3, 1)) * np.mean(q.net.hidden_to_output_weights) * q.e
