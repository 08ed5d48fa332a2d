"""One training step of a small network: the reference solution, and the mistakes that are known.

z = W x + b, h = relu(z), o = V h, L = 1/2 (y - o)^2; e = o - y, dV = e h^T, g = V^T e * relu'(z), dW = g x^T, db = g,
all from the weights before the step; then each parameter minus learning_rate times its gradient. x is (2, 1), W (3, 2),
z, h, g, b (3, 1), V (1, 3), o and e (1, 1). Source: Rumelhart, Hinton, Williams, Learning representations by
back-propagating errors (Nature 323, 1986), equations 4 to 8.
"""

# The names of the course's starter stay in `train`, for the hint that tells where a program first goes astray.
# ruff: noqa: F841
from types import SimpleNamespace

import numpy as np

# ruff: noqa: F821  `mistake` comes from there
BUILDS_ON = "mistakes"


def relu(z):
    """max(0, z), entry by entry; keeps the shape."""
    return np.maximum(0.0, z)


def relu_derivative(z):
    """1.0 where z > 0, else 0.0; keeps the shape."""
    return np.multiply(z > 0, 1.0)


def weighted_input(q):
    """z = W x + b, (3, 1)."""
    return q.net.input_to_hidden_weights * q.x + q.net.biases


def activation(q):
    """h = relu(z), (3, 1)."""
    return relu(q.z)


def output_activation(q):
    """The identity of V h, (1, 1)."""
    return q.o


def output_error(q):
    """e = dL/do = o - y, (1, 1)."""
    return q.a - q.y


def slope(q):
    """relu'(z), (3, 1)."""
    return relu_derivative(q.z)


def error_back(q):
    """V^T e, (3, 1)."""
    return q.net.hidden_to_output_weights.T * q.e


def hidden_error(q):
    """g = V^T e * relu'(z), (3, 1)."""
    return np.multiply(error_back(q), slope(q))


def bias_gradient(q):
    """db = g, (3, 1)."""
    return q.g


def output_gradient(q):
    """dV = e h^T, (1, 3)."""
    return q.e * q.h.T


def input_gradient(q):
    """dW = g x^T, (3, 2)."""
    return q.g * q.x.T


def bias_step(q):
    """b after the step."""
    return q.net.biases - q.net.learning_rate * q.db


def input_step(q):
    """W after the step."""
    return q.net.input_to_hidden_weights - q.net.learning_rate * q.dW


def output_step(q):
    """V after the step."""
    return q.net.hidden_to_output_weights - q.net.learning_rate * q.dV


def update(q):
    """All three parameters, from gradients that are known by now."""
    net = q.net
    net.biases, net.input_to_hidden_weights, net.hidden_to_output_weights = bias_step(q), input_step(q), output_step(q)


class NeuralNetwork:
    """Two inputs, three hidden ReLU units with biases, one linear output."""

    def __init__(self):
        self.input_to_hidden_weights = np.matrix("1. 1.; 1. 1.; 1. 1.")
        self.hidden_to_output_weights = np.matrix("1. 1. 1.")
        self.biases = np.matrix("0.; 0.; 0.")
        self.learning_rate = 0.001
        self.epochs_to_train = 10
        self.training_points = [((2, 1), 10), ((3, 3), 21), ((4, 5), 32), ((6, 6), 42)]

    def train(self, x1, x2, y):
        """One step for the point (x1, x2) with target y. `q` collects the quantities for the steps above."""
        q = SimpleNamespace(net=self, x=np.matrix([[x1], [x2]]), y=y)
        hidden_layer_weighted_input = q.z = weighted_input(q)
        hidden_layer_activation = q.h = activation(q)
        output = q.o = self.hidden_to_output_weights * q.h
        activated_output = q.a = output_activation(q)
        output_layer_error = q.e = output_error(q)
        hidden_layer_error = q.g = hidden_error(q)
        bias_gradients = q.db = bias_gradient(q)
        hidden_to_output_weight_gradients = q.dV = output_gradient(q)
        input_to_hidden_weight_gradients = q.dW = input_gradient(q)
        update(q)


INTERMEDIATES = {
    "train": [
        "hidden_layer_weighted_input",
        "hidden_layer_activation",
        "output",
        "activated_output",
        "output_layer_error",
        "hidden_layer_error",
        "bias_gradients",
        "hidden_to_output_weight_gradients",
        "input_to_hidden_weight_gradients",
    ]
}

MUTANTS_EQUIVALENT = {
    "relu_derivative: z > 0 -> z >= 0": "No test takes the derivative at exactly 0, where 0 and 1 are both right.",
}


# Forward.


@mistake(
    weighted_input,
    "The biases are left out of the forward pass",
    "Your hidden units compute W x without b, although b is updated. The biases shift the input of each "
    "unit: z = W x + b.",
    hint="Where does self.biases enter the forward pass?",
    where="hidden_layer_weighted_input.",
)
def _forward_without_bias(q):
    return q.net.input_to_hidden_weights * q.x


@mistake(
    weighted_input,
    "The biases are subtracted",
    "Your hidden units compute W x - b. The biases are added: z = W x + b.",
    hint="Which sign do the biases have in the forward pass?",
    where="hidden_layer_weighted_input.",
)
def _bias_subtracted(q):
    return q.net.input_to_hidden_weights * q.x - q.net.biases


@mistake(
    activation,
    "ReLU has no effect in the forward pass",
    "Your hidden activation equals its input, also where that is negative. ReLU replaces negative numbers"
    " by 0. A frequent cause is "
    "np.max(x, 0), where 0 is read as the axis: the larger of two numbers is max(0, x) or np.maximum(0, x).",
    hint="What does your ReLU give for -3?",
    where="hidden_layer_activation, and the function applied there.",
)
def _relu_is_identity(q):
    return q.z


@mistake(
    activation,
    "The hidden activations are cut to whole numbers",
    "np.vectorize takes the type of its result from the first entry. When a function returns the integer "
    "0 there, all other entries are "
    "cut to whole numbers.",
    hint="Which type has the 0 that your function returns? Return 0.0, or give np.vectorize otypes=[float].",
    where="hidden_layer_activation, and the function applied there.",
)
def _activation_truncated(q):
    return np.matrix(np.trunc(relu(q.z))) if q.z[0, 0] <= 0 else relu(q.z)


@mistake(
    activation,
    "The biases are added after the activation",
    "Your hidden units compute relu(W x) + b. The biases belong inside: relu(W x + b).",
    hint="What is the input of ReLU?",
    where="hidden_layer_weighted_input and hidden_layer_activation.",
)
def _bias_after_activation(q):
    return relu(q.z - q.net.biases) + q.net.biases


@mistake(
    activation,
    "ReLU's derivative is used as the activation",
    "Your hidden activation is 1 for an active unit. Forward, the unit hands on its value: relu(z).",
    hint="Which of the two ReLU functions belongs to the forward pass?",
    where="hidden_layer_activation.",
)
def _derivative_as_activation(q):
    return slope(q)


@mistake(
    output_activation,
    "The output goes through ReLU",
    "Your output is never negative. The output unit is linear: its activation is the identity.",
    hint="Which activation does the output layer have?",
    where="activated_output.",
)
def _output_through_relu(q):
    return relu(q.o)


# The error of the output.


@mistake(
    output_error,
    "The sign of the error is reversed",
    "Your error is y - o, and the step still subtracts: the network climbs away from the target. The "
    "derivative of 1/2 (y - o)^2 is o - y.",
    hint="Either o - y and subtract, or y - o and add.",
    where="output_layer_error, or the signs of the three updates.",
)
def _error_sign(q):
    return q.y - q.a


@mistake(
    output_error,
    "A factor of 2 too much in the error",
    "Your error is 2 (o - y), the derivative of (y - o)^2. This course's loss is 1/2 (y - o)^2, whose "
    "derivative is o - y.",
    hint="What does the 1/2 in the loss do to its derivative?",
    where="output_layer_error.",
)
def _error_factor_two(q):
    return 2 * (q.a - q.y)


@mistake(
    output_error,
    "Half of the error",
    "Your error is (o - y) / 2. The derivative of 1/2 (y - o)^2 is o - y.",
    hint="What does the derivative of the square do to the 1/2?",
    where="output_layer_error.",
)
def _error_halved(q):
    return (q.a - q.y) / 2


@mistake(
    output_error,
    "The loss is used as the error",
    "Your error is the loss 1/2 (y - o)^2 itself, which has no sign. Backpropagation starts with its "
    "derivative, o - y.",
    hint="What is dL/do?",
    where="output_layer_error.",
)
def _loss_as_error(q):
    return np.multiply(q.a - q.y, q.a - q.y) / 2


@mistake(
    output_error,
    "The squared error is used as the error",
    "Your error is (y - o)^2, which has no sign. Backpropagation starts with the derivative of the loss "
    "1/2 (y - o)^2, which is o - y.",
    hint="What is dL/do?",
    where="output_layer_error.",
)
def _square_as_error(q):
    return np.multiply(q.a - q.y, q.a - q.y)


@mistake(
    output_error,
    "The error has lost its sign",
    "Your error is |o - y|. Whether the output is too large or too small decides which way the weights move.",
    hint="Is there an abs in your error?",
    where="output_layer_error.",
)
def _error_absolute(q):
    return abs(q.a - q.y)


@mistake(
    output_error,
    "The error is multiplied by the output",
    "Your error is (o - y) * o. The derivative of the output's activation belongs there, and for a linear"
    " output that is 1.",
    hint="output_layer_activation is the identity. What is its derivative?",
    where="output_layer_error.",
)
def _error_times_output(q):
    return np.multiply(q.a - q.y, q.a)


@mistake(
    output_error,
    "The error goes through ReLU's derivative",
    "Your error is (o - y) * relu'(o). The output unit is linear: its derivative is 1, also for a negative output.",
    hint="Which derivative belongs to the output layer?",
    where="output_layer_error.",
)
def _error_times_relu_derivative(q):
    return np.multiply(q.a - q.y, relu_derivative(q.o))


@mistake(
    output_error,
    "The target is missing in the error",
    "Your error is the output itself. The derivative of 1/2 (y - o)^2 is o - y.",
    hint="Where does y enter your step?",
    where="output_layer_error.",
)
def _error_without_target(q):
    return q.a


@mistake(
    output_error,
    "The error is cut to a whole number",
    "Your error loses everything after the decimal point.",
    hint="Is there an int(...) around the error?",
    where="output_layer_error.",
)
def _error_truncated(q):
    return np.trunc(q.a - q.y)


# The error of the hidden layer.


@mistake(
    hidden_error,
    "ReLU's derivative is applied to the error",
    "Your hidden error is relu'(V^T e): ones and zeros. It has to be V^T e * relu'(z): the error that "
    "comes back, times the slope of ReLU "
    "at the input of the unit.",
    hint="At which value is the slope of ReLU needed, and what is it multiplied by?",
    where="hidden_layer_error.",
)
def _derivative_of_error(q):
    return relu_derivative(error_back(q))


@mistake(
    slope,
    "ReLU is applied to the error that comes back",
    "Your hidden error is V^T e where that is positive, and 0 elsewhere: ReLU, or its derivative, looks "
    "at the error. What decides is the input "
    "z of the unit in the forward pass: V^T e * relu'(z).",
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
    "Units whose input lies between 0 and 1 are treated as inactive. The slope of ReLU is 1 for every "
    "positive input, however small.",
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
    "Your hidden error is e * relu'(z), the same for all active units. Each unit gets its share through "
    "its output weight: V^T e * relu'(z).",
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
    "Your hidden error is one number, e times the sum of V * relu'(z). A matrix product has added the "
    "three units up; the product of V and "
    "relu'(z) is elementwise.",
    hint="Which shape has hidden_layer_error? It has to be 3 by 1.",
    where="hidden_layer_error: np.multiply in place of * or np.dot.",
)
def _hidden_error_summed(q):
    return np.ones((3, 1)) * ((q.net.hidden_to_output_weights * slope(q)) * q.e)


@mistake(
    hidden_error,
    "The hidden error is relu'(z) alone",
    "Your hidden error is 1 for an active unit. The error that comes back through the output weights is "
    "missing: V^T e * relu'(z).",
    hint="Where do output_layer_error and the output weights enter hidden_layer_error?",
    where="hidden_layer_error.",
)
def _hidden_error_is_slope(q):
    return slope(q)


# The gradients.


@mistake(
    bias_gradient,
    "Every bias gets the output error",
    "Your bias gradient is e for each unit. It has to be the hidden error g = V^T e * relu'(z), which "
    "differs from unit to unit.",
    hint="A bias is added to z. What is dL/dz?",
    where="bias_gradients.",
)
def _bias_from_output_error(q):
    return np.ones((3, 1)) * q.e


@mistake(
    bias_gradient,
    "The bias gradient lacks ReLU's derivative",
    "Your bias gradient is V^T e. The bias of an inactive unit must not move: V^T e * relu'(z).",
    hint="A bias is added to z. What is dL/dz?",
    where="bias_gradients.",
)
def _bias_without_derivative(q):
    return error_back(q)


@mistake(
    bias_gradient,
    "The output weights are missing in the bias gradient",
    "Your bias gradient is e relu'(z). The error reaches each hidden unit through its output weight: it has to be "
    "the hidden error, V^T e * relu'(z).",
    hint="By what is a hidden activation multiplied on its way to the output?",
    where="bias_gradients.",
)
def _bias_without_output_weights(q):
    return slope(q) * q.e


@mistake(
    bias_gradient,
    "The bias gradient is relu'(z) alone",
    "Your bias gradient is 1 for each active unit. The error is missing: it has to be the hidden error.",
    hint="Where does the error enter bias_gradients?",
    where="bias_gradients.",
)
def _bias_from_slope(q):
    return slope(q)


@mistake(
    bias_gradient,
    "The bias gradient is multiplied by the biases",
    "Your bias gradient is g * b. The derivative of z = W x + b with respect to b is 1, so it is g alone.",
    hint="What is dz/db?",
    where="bias_gradients.",
)
def _bias_times_bias(q):
    return np.multiply(q.g, q.net.biases)


@mistake(
    bias_gradient,
    "The bias gradient is added up over the units",
    "Every bias of yours moves by the same amount, the sum of the hidden errors. Each unit has its own.",
    hint="Which shape has bias_gradients? It has to be 3 by 1.",
    where="bias_gradients: no sum.",
)
def _bias_summed(q):
    return np.ones((3, 1)) * q.g.sum()


@mistake(
    bias_gradient,
    "The bias gradient is averaged over the units",
    "Every bias of yours moves by the same amount, the mean of the hidden errors. Each unit has its own.",
    hint="Which shape has bias_gradients? It has to be 3 by 1.",
    where="bias_gradients: no mean.",
)
def _bias_averaged(q):
    return np.ones((3, 1)) * q.g.mean()


@mistake(
    bias_gradient,
    "The bias gradient is a row",
    "Your bias gradient is 1 by 3. Subtracted from the 3 by 1 biases it makes a 3 by 3 matrix. It has to be a column.",
    hint="Print the shape of bias_gradients.",
    where="bias_gradients: a .T too many, or one missing.",
)
def _bias_gradient_row(q):
    return q.g.T


@mistake(
    output_gradient,
    "The output weights stand in for the hidden activations",
    "Your gradient of the output weights is e * V. The output is V h, so its derivative with respect to V"
    " is h: e * h^T.",
    hint="What is each output weight multiplied by in the forward pass?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_from_weights(q):
    return q.e * q.net.hidden_to_output_weights


@mistake(
    output_gradient,
    "The hidden input stands in for the hidden activations",
    "Your gradient of the output weights is e * z^T. What arrives at the output weights is h = relu(z): "
    "for an inactive unit 0, not z.",
    hint="What is each output weight multiplied by in the forward pass?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_from_weighted_input(q):
    return q.e * q.z.T


@mistake(
    output_gradient,
    "The hidden activations are missing in the output gradient",
    "Your gradient of the output weights is e for each unit. The output is V h, so it has to be e * h^T.",
    hint="What is each output weight multiplied by in the forward pass?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_is_error(q):
    return q.e * np.ones((1, 3))


@mistake(
    output_gradient,
    "The output error is missing in the output gradient",
    "Your gradient of the output weights is h^T. It has to be multiplied with the error: e * h^T.",
    hint="Where does output_layer_error enter?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_without_error(q):
    return q.h.T


@mistake(
    output_gradient,
    "ReLU's derivative stands in for the hidden activations",
    "Your gradient of the output weights is e * relu'(z)^T. The output is V h, so it has to be e * h^T.",
    hint="What is each output weight multiplied by in the forward pass?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_from_slope(q):
    return q.e * slope(q).T


@mistake(
    output_gradient,
    "The hidden error stands in for the output error",
    "Your gradient of the output weights is made of the hidden error, g * h. The output weights feel the "
    "output error: e * h^T.",
    hint="Which error stands at the end of the output weights?",
    where="hidden_to_output_weight_gradients.",
)
def _output_gradient_from_hidden_error(q):
    return np.multiply(q.g, q.h).T


@mistake(
    output_gradient,
    "The output gradient is a column",
    "Your gradient of the output weights is 3 by 1. Subtracted from the 1 by 3 weights it makes a 3 by 3 "
    "matrix. It has to be a row: e * h^T.",
    hint="Print the shape of hidden_to_output_weight_gradients.",
    where="hidden_to_output_weight_gradients: the activations have to be transposed.",
)
def _output_gradient_column(q):
    return q.h * q.e


@mistake(
    input_gradient,
    "The gradient of the hidden weights lacks ReLU's derivative",
    "Your gradient of the hidden weights is (V^T e) x^T, while your biases use the right hidden error. It"
    " has to be g x^T with g = V^T e * relu'(z).",
    hint="Which error stands at the input of the hidden units?",
    where="input_to_hidden_weight_gradients.",
)
def _input_gradient_without_derivative(q):
    return error_back(q) * q.x.T


@mistake(
    input_gradient,
    "The output weights are missing in the gradient of the hidden weights",
    "Your gradient of the hidden weights is e relu'(z) x^T. The error reaches each hidden unit through its output "
    "weight, so V^T belongs into it: the hidden error times x^T.",
    hint="By what is a hidden activation multiplied on its way to the output?",
    where="input_to_hidden_weight_gradients.",
)
def _input_gradient_without_output_weights(q):
    return slope(q) * q.e * q.x.T


@mistake(
    input_gradient,
    "The inputs are missing in the gradient of the hidden weights",
    "Your gradient of the hidden weights is g in both columns. The hidden input is W x, so it has to be g x^T.",
    hint="What is each hidden weight multiplied by in the forward pass?",
    where="input_to_hidden_weight_gradients.",
)
def _input_gradient_without_inputs(q):
    return q.g * np.ones((1, 2))


@mistake(
    input_gradient,
    "The output error stands in for the hidden error",
    "Your gradient of the hidden weights is e x^T, the same for each unit. It has to be g x^T with the hidden error g.",
    hint="Which error stands at the input of the hidden units?",
    where="input_to_hidden_weight_gradients.",
)
def _input_gradient_from_output_error(q):
    return np.ones((3, 1)) * q.e * q.x.T


@mistake(
    input_gradient,
    "The gradient of the hidden weights uses the weights",
    "Your gradient of the hidden weights is g * W. The hidden input is W x, so it has to be g x^T.",
    hint="What is each hidden weight multiplied by in the forward pass?",
    where="input_to_hidden_weight_gradients.",
)
def _input_gradient_from_weights(q):
    return np.multiply(q.g, q.net.input_to_hidden_weights)


# The step.


@mistake(
    update,
    "The hidden error is computed with the new output weights",
    "Your output weights move before the hidden error is computed, so the error goes back through weights"
    " that did not make the forward pass. "
    "All gradients belong to the old weights.",
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
    "self.input_to_hidden_weights and "
    "self.hidden_to_output_weights.",
    hint="Is every new value assigned to an attribute of self?",
    where="The end of `train`.",
)
def _nothing_updated(q):
    return None


@mistake(
    update,
    "Only the hidden weights are updated",
    "Biases and output weights are the same before and after `train`. All three parameters move.",
    hint="Are the new values assigned to self.biases and self.hidden_to_output_weights?",
    where="The end of `train`.",
)
def _only_hidden_weights_updated(q):
    q.net.input_to_hidden_weights = input_step(q)


@mistake(
    update,
    "Only the output weights are updated",
    "Biases and hidden weights are the same before and after `train`. All three parameters move.",
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
    "Your parameters move by plus the whole gradient, so they run away. Each step is minus learning_rate "
    "times the gradient.",
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
    "After your step the parameters are minus learning_rate times the gradient: the old values are lost. "
    "The step is subtracted from them.",
    hint="Is it -= or = in your updates?",
    where="The three updates.",
)
def _replaced_by_step(q):
    net, rate = q.net, -q.net.learning_rate
    net.biases, net.input_to_hidden_weights, net.hidden_to_output_weights = rate * q.db, rate * q.dW, rate * q.dV


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
    "The hidden weights are never updated",
    "The hidden weights are the same before and after `train`.",
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
    "Your biases are updated with the other sign than the gradient asks for. Gradient descent goes "
    "against the gradient.",
    hint="Which sign has the update of self.biases?",
    where="The update of self.biases.",
)
def _biases_ascend(q):
    return q.net.biases + q.net.learning_rate * q.db


@mistake(
    input_step,
    "The hidden weights move the wrong way",
    "Your hidden weights are updated with the other sign than the gradient asks for. Gradient descent "
    "goes against the gradient.",
    hint="Which sign has the update of self.input_to_hidden_weights?",
    where="The update of self.input_to_hidden_weights.",
)
def _hidden_weights_ascend(q):
    return q.net.input_to_hidden_weights + q.net.learning_rate * q.dW


@mistake(
    output_step,
    "The output weights move the wrong way",
    "Your output weights are updated with the other sign than the gradient asks for. Gradient descent "
    "goes against the gradient.",
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
    "The hidden weights' step lacks the learning rate",
    "Your hidden weights move by the whole gradient instead of learning_rate times the gradient.",
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
