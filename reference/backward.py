"""Backward through a dense layer: the reference solution, and the mistakes that are known.

Forward z = W x + b, a = f(z). Backward dz = da * f'(z), dW = dz x^T, db = dz, da_prev = W^T dz, all from the weights of
the forward pass; then W and b minus learning_rate times their gradients. x is a column (inputs, 1); z, da and dz are
columns (neurons, 1); W is (neurons, inputs). Source: Nielsen, Neural Networks and Deep Learning (2015), chapter 2.
"""

import numpy as np

# ruff: noqa: F821  `mistake` comes from there
BUILDS_ON = "mistakes"


class ReLU:
    """max(0, z), derivative 1 where z > 0."""

    def __call__(self, z):
        return np.maximum(0.0, z)

    def derivative(self, z):
        return np.where(z > 0, 1.0, 0.0)


class Sigmoid:
    """1 / (1 + exp(-z)), derivative f(z) (1 - f(z))."""

    def __call__(self, z):
        return 1 / (1 + np.exp(-z))

    def derivative(self, z):
        f = self(z)
        return f * (1 - f)


relu = ReLU()
sigmoid = Sigmoid()


def slope(layer):
    """f'(z), shape (neurons, 1)."""
    return layer.activation.derivative(layer.outputs)


def delta(layer, da):
    """dz = da * f'(z), shape (neurons, 1)."""
    return da * slope(layer)


def weight_gradient(layer, da, dz):
    """dW = dz x^T, shape (neurons, inputs)."""
    return np.dot(dz, layer.inputs.T)


def bias_gradient(layer, da, dz):
    """db = dz, shape (neurons, 1)."""
    return dz


def gradient_back(layer, da, dz):
    """da_prev = W^T dz, shape (inputs, 1)."""
    return np.dot(layer.weights.T, dz)


def weight_step(weights, d_weights, learning_rate):
    """W after the step, a new array."""
    return weights - learning_rate * d_weights


def bias_step(biases, d_biases, learning_rate):
    """b after the step, a new array."""
    return biases - learning_rate * d_biases


def backpropagate(layer, da, learning_rate):
    """Gradients first, then the step; returns da_prev."""
    dz = delta(layer, da)
    d_weights = weight_gradient(layer, da, dz)
    d_biases = bias_gradient(layer, da, dz)
    da_prev = gradient_back(layer, da, dz)
    layer.weights = weight_step(layer.weights, d_weights, learning_rate)
    layer.biases = bias_step(layer.biases, d_biases, learning_rate)
    return da_prev


class Layer:
    """A dense layer; `outputs` holds z, the values before the activation."""

    def __init__(self, n_inputs, n_neurons, activation_function):
        self.inputs = np.zeros((n_inputs, 1))
        self.outputs = np.zeros((n_neurons, 1))
        self.weights = np.random.uniform(-1, 1, (n_neurons, n_inputs))
        self.biases = np.random.uniform(-1, 1, (n_neurons, 1))
        self.activation = activation_function

    def forward(self, inputs):
        self.inputs = np.array(inputs).reshape(-1, 1)
        self.outputs = np.dot(self.weights, self.inputs) + self.biases
        return self.activation(self.outputs)

    def backward(self, da, learning_rate):
        return backpropagate(self, da, learning_rate)


#: Names that the course's starter gives to the quantities of `backward`, in the order of computation.
INTERMEDIATES = {"backward": ["dz", "d_weights", "d_biases", "da_prev"]}

MUTANTS_EQUIVALENT = {
    "ReLU.derivative: z > 0 -> z >= 0": "No test takes the derivative at exactly 0, where the choice is free.",
    "weight_gradient: np.dot(dz, layer.inputs.T) -> np.multiply(dz, layer.inputs.T)": "The same.",
}


@mistake(
    slope,
    "The derivative is taken at the activated value",
    "Your numbers are those of f'(f(z)). The derivative belongs at z, the value before the activation. "
    "With ReLU both agree, "
    "with the sigmoid they do not.",
    hint="What does self.outputs hold when backward begins: z, or the activation of z?",
    where="self.outputs in forward, or the argument of activation.derivative.",
)
def _derivative_at_activation(layer):
    return layer.activation.derivative(layer.activation(layer.outputs))


@mistake(
    slope,
    "The activation's derivative is missing",
    "Your dz equals da, so the layer is treated as if it had no activation. The chain rule needs dz = da * f'(z).",
    hint="Where does self.activation.derivative enter your method?",
    where="The line that computes dz.",
)
def _no_derivative(layer):
    return np.ones_like(layer.outputs)


@mistake(
    slope,
    "The activation instead of its derivative",
    "Your dz is da * f(z). The chain rule needs the slope of the activation, f'(z).",
    hint="activation(z) is the value, activation.derivative(z) is the slope.",
    where="The line that computes dz.",
)
def _activation_not_derivative(layer):
    return layer.activation(layer.outputs)


@mistake(
    slope,
    "a (1 - a) is computed with z in place of a",
    "a (1 - a) is the sigmoid's slope when a is the activated value. self.outputs holds z, the value before the "
    "activation, and other layers have another activation: self.activation.derivative knows the right slope.",
    hint="What does self.outputs hold, and which method of the activation gives its slope?",
    where="The line that computes dz.",
)
def _sigmoid_formula_of_outputs(layer):
    return layer.outputs * (1 - layer.outputs)


@mistake(
    slope,
    "Multiplied by z instead of by the derivative",
    "Your dz is da * z. The chain rule needs the slope of the activation at z, f'(z).",
    hint="Where does self.activation.derivative enter your method?",
    where="The line that computes dz.",
)
def _times_outputs(layer):
    return layer.outputs


@mistake(
    delta,
    "The derivative is taken of da instead of z",
    "Your dz is f'(da). The chain rule multiplies: da * f'(z).",
    hint="At which value is the slope of the activation needed?",
    where="The argument of activation.derivative, and the factor da.",
)
def _derivative_of_gradient(layer, da):
    return layer.activation.derivative(da)


@mistake(
    delta,
    "The derivative is taken at da instead of z",
    "Your dz is da * f'(da). The slope of the activation belongs at z, the value before the activation.",
    hint="At which value is the slope of the activation needed?",
    where="The argument of activation.derivative.",
)
def _derivative_at_gradient(layer, da):
    return da * layer.activation.derivative(da)


@mistake(
    delta,
    "The incoming gradient is missing",
    "Your dz is f'(z) alone. The chain rule multiplies it with the gradient that came in: dz = da * f'(z).",
    hint="Where does da enter your method?",
    where="The line that computes dz.",
)
def _incoming_gradient_missing(layer, da):
    return slope(layer)


@mistake(
    delta,
    "A dot product instead of an elementwise product",
    "Your dz is one number for all neurons, the sum of da * f'(z). Each neuron has its own: the product "
    "is elementwise.",
    hint="Which shape has dz? It has to be (neurons, 1).",
    where="The line that computes dz: use * instead of np.dot or @.",
)
def _dot_in_delta(layer, da):
    return np.ones_like(layer.outputs) * np.dot(np.asarray(da).T, slope(layer))


@mistake(
    delta,
    "The sign is reversed",
    "All your gradients are the right ones times -1, so the step climbs instead of descending.",
    hint="Gradients keep their sign; the one minus belongs in the update.",
    where="The line that computes dz.",
)
def _gradients_reversed(layer, da):
    return -da * slope(layer)


@mistake(
    delta,
    "A factor of 2 too much",
    "All your gradients are twice the right ones. The factor belongs to the loss, and is already inside da.",
    hint="Where does the 2 come from?",
    where="The line that computes dz.",
)
def _factor_two(layer, da):
    return 2 * da * slope(layer)


@mistake(
    delta,
    "The activation's derivative is applied twice",
    "Your dz is da * f'(z) * f'(z). The slope enters once per layer.",
    hint="Where does activation.derivative enter your method, and how often?",
    where="The line that computes dz, and the ones that use it.",
)
def _derivative_twice(layer, da):
    return da * slope(layer) ** 2


@mistake(
    weight_gradient,
    "The weights' gradient lacks the derivative",
    "Your weight gradient is da x^T. It has to be dz x^T with dz = da * f'(z).",
    hint="Which of da and dz enters d_weights?",
    where="The line that computes d_weights.",
)
def _weights_without_derivative(layer, da, dz):
    return np.dot(da, layer.inputs.T)


@mistake(
    weight_gradient,
    "The weights' gradient lacks the inputs",
    "Your weight gradient is dz, the same for every input. Each weight is multiplied by its input, so "
    "d_weights = dz x^T.",
    hint="d_weights has the shape of the weights, (neurons, inputs). What fills its columns?",
    where="The line that computes d_weights.",
)
def _weights_without_inputs(layer, da, dz):
    return dz * np.ones_like(layer.inputs.T)


@mistake(
    weight_gradient,
    "The weights' gradient lacks dz",
    "Your weight gradient holds the inputs alone, the same in every row. It has to be dz x^T.",
    hint="Which quantity of each neuron enters d_weights?",
    where="The line that computes d_weights.",
)
def _weights_without_delta(layer, da, dz):
    return np.ones_like(dz) * layer.inputs.T


@mistake(
    weight_gradient,
    "The weights' gradient is divided by the number of neurons",
    "Your weight gradient is the right one divided by the number of neurons. backward works on one "
    "sample; there is nothing to average.",
    hint="Which division is in your d_weights, and over what would it average?",
    where="The line that computes d_weights, or the weights' step.",
)
def _weights_divided_by_neurons(layer, da, dz):
    return np.dot(dz, layer.inputs.T) / dz.shape[0]


@mistake(
    weight_gradient,
    "The weights' gradient is divided by the number of inputs",
    "Your weight gradient is the right one divided by the number of inputs: inputs.shape[0] counts "
    "features here, not samples.",
    hint="Which division is in your d_weights, and over what would it average?",
    where="The line that computes d_weights, or the weights' step.",
)
def _weights_divided_by_inputs(layer, da, dz):
    return np.dot(dz, layer.inputs.T) / layer.inputs.shape[0]


@mistake(
    weight_gradient,
    "The weights' gradient uses the weights",
    "Your weight gradient is dz * W. The derivative of W x with respect to W is x, so d_weights = dz x^T.",
    hint="What is each weight multiplied by on the way forward?",
    where="The line that computes d_weights.",
)
def _weights_from_weights(layer, da, dz):
    return dz * layer.weights


@mistake(
    weight_gradient,
    "The weights' gradient is transposed",
    "Your weight gradient is x dz^T, of shape (inputs, neurons). It has to be dz x^T, of the shape of the weights.",
    hint="d_weights has the shape of self.weights: (neurons, inputs).",
    where="The line that computes d_weights.",
)
def _weights_transposed(layer, da, dz):
    return np.dot(layer.inputs, dz.T)


@mistake(
    bias_gradient,
    "The biases' gradient lacks the derivative",
    "Your bias gradient is da. It has to be dz = da * f'(z).",
    hint="Which of da and dz enters d_biases?",
    where="The line that computes d_biases.",
)
def _biases_without_derivative(layer, da, dz):
    return np.asarray(da)


@mistake(
    bias_gradient,
    "The biases' step is the mean over the neurons",
    "Every bias of yours moves by the same amount, the mean of dz. Each neuron has its own bias and its "
    "own gradient: d_biases = dz.",
    hint="Which shape has d_biases? It has to be (neurons, 1).",
    where="The line that computes d_biases: no np.mean.",
)
def _biases_mean(layer, da, dz):
    return np.mean(dz)


@mistake(
    bias_gradient,
    "The biases' step is the sum over the neurons",
    "Every bias of yours moves by the same amount, the sum of dz. Each neuron has its own bias and its "
    "own gradient: d_biases = dz.",
    hint="Which shape has d_biases? It has to be (neurons, 1).",
    where="The line that computes d_biases: no sum over axis 0.",
)
def _biases_sum(layer, da, dz):
    return np.sum(dz)


@mistake(
    bias_gradient,
    "The biases' gradient is divided by the number of neurons",
    "Your bias gradient is the right one divided by the number of neurons. backward works on one sample; "
    "there is nothing to average.",
    hint="Which division is in your d_biases, and over what would it average?",
    where="The line that computes d_biases, or the biases' step.",
)
def _biases_divided_by_neurons(layer, da, dz):
    return dz / dz.shape[0]


@mistake(
    bias_gradient,
    "The biases' gradient is divided by the number of inputs",
    "Your bias gradient is the right one divided by the number of inputs: inputs.shape[0] counts features"
    " here, not samples.",
    hint="Which division is in your d_biases, and over what would it average?",
    where="The line that computes d_biases, or the biases' step.",
)
def _biases_divided_by_inputs(layer, da, dz):
    return dz / layer.inputs.shape[0]


@mistake(
    bias_gradient,
    "The biases' gradient uses the biases",
    "Your bias gradient is dz * b. The derivative of z = W x + b with respect to b is 1, so d_biases = dz.",
    hint="What is the derivative of z with respect to b?",
    where="The line that computes d_biases.",
)
def _biases_times_biases(layer, da, dz):
    return dz * layer.biases


@mistake(
    gradient_back,
    "The gradient handed back lacks the incoming gradient",
    "You hand back W^T f'(z). It has to be W^T dz with dz = da * f'(z), or the layers before never learn of the error.",
    hint="Which of the quantities that you computed goes through the weights?",
    where="The line that computes da_prev.",
)
def _back_without_gradient(layer, da, dz):
    return np.dot(layer.weights.T, slope(layer))


@mistake(
    gradient_back,
    "The gradient handed back lacks the derivative",
    "You hand back W^T da. It has to be W^T dz with dz = da * f'(z).",
    hint="Which of da and dz goes through the weights?",
    where="The line that computes da_prev.",
)
def _back_without_derivative(layer, da, dz):
    return np.dot(layer.weights.T, da)


@mistake(
    gradient_back,
    "The gradient handed back has not gone through the weights",
    "You hand back dz, which has one entry per neuron. The layer before needs one per input: W^T dz.",
    hint="Which shape does the layer before expect?",
    where="The line that computes da_prev, or the return statement.",
)
def _back_without_weights(layer, da, dz):
    return dz


@mistake(
    gradient_back,
    "The incoming gradient is handed back",
    "You hand back da as it came. The layer before needs the gradient with respect to its own output: W^T dz.",
    hint="Which shape does the layer before expect?",
    where="The line that computes da_prev, or the return statement.",
)
def _back_unchanged(layer, da, dz):
    return np.array(da)


@mistake(
    gradient_back,
    "The weights' gradient is used to go back",
    "You hand back d_weights^T dz. It has to be W^T dz: the signal goes back through the weights it came "
    "forward through.",
    hint="Through which array did the signal come forward?",
    where="The line that computes da_prev.",
)
def _back_through_weight_gradient(layer, da, dz):
    return np.dot(weight_gradient(layer, da, dz).T, dz)


@mistake(
    gradient_back,
    "The wrong gradient is returned",
    "You return the weights' gradient. The layer before needs da_prev = W^T dz.",
    hint="Which variable is in your return statement?",
    where="The return statement.",
)
def _weight_gradient_returned(layer, da, dz):
    return weight_gradient(layer, da, dz)


@mistake(
    gradient_back,
    "Nothing is handed back",
    "Your method ends without returning da_prev, so the layer before gets None.",
    hint="Add `return da_prev` at the end.",
    where="The last line of the method.",
)
def _nothing_handed_back(layer, da, dz):
    return None


@mistake(
    gradient_back,
    "The gradient handed back is summed up",
    "You hand back one number. The layer before needs one entry per input: W^T dz, of shape (inputs, 1).",
    hint="Which shape does the layer before expect?",
    where="The line that computes da_prev.",
)
def _back_summed(layer, da, dz):
    return np.sum(np.dot(layer.weights.T, dz))


@mistake(
    gradient_back,
    "The gradient handed back is a row",
    "Your values are right, but they come as a row. The layer before needs a column of shape (inputs, 1).",
    hint="W^T dz is a column; dz^T W is the same as a row.",
    where="The line that computes da_prev.",
)
def _back_as_row(layer, da, dz):
    return np.dot(layer.weights.T, dz).T


@mistake(
    gradient_back,
    "The gradient handed back is divided by the number of inputs",
    "You hand back W^T dz divided by the number of inputs. There is nothing to average.",
    hint="Which division is in your da_prev?",
    where="The line that computes da_prev.",
)
def _back_divided_by_inputs(layer, da, dz):
    return np.dot(layer.weights.T, dz) / layer.inputs.shape[0]


@mistake(
    gradient_back,
    "The gradient handed back is divided by the number of neurons",
    "You hand back W^T dz divided by the number of neurons. There is nothing to average: the contributions add up.",
    hint="Which division is in your da_prev?",
    where="The line that computes da_prev.",
)
def _back_divided_by_neurons(layer, da, dz):
    return np.dot(layer.weights.T, dz) / dz.shape[0]


@mistake(
    backpropagate,
    "The gradient is handed back through the new weights",
    "Your da_prev is computed after the update, with weights that did not make the forward pass. All "
    "gradients belong to the old "
    "weights.",
    hint="Compute da_prev first, then update, then return it.",
    where="The order of the lines: da_prev before self.weights changes.",
)
def _back_through_new_weights(layer, da, learning_rate):
    dz = delta(layer, da)
    d_weights = weight_gradient(layer, da, dz)
    d_biases = bias_gradient(layer, da, dz)
    layer.weights = weight_step(layer.weights, d_weights, learning_rate)
    layer.biases = bias_step(layer.biases, d_biases, learning_rate)
    return gradient_back(layer, da, dz)


@mistake(
    backpropagate,
    "The gradient handed back is multiplied by the learning rate",
    "You hand back learning_rate * W^T dz. The learning rate scales the step of the parameters, not the "
    "gradient on its way back.",
    hint="Where does learning_rate enter your method? Only in the two updates.",
    where="The line that computes da_prev (or dz, if it already holds the learning rate).",
)
def _rate_in_gradient_back(layer, da, learning_rate):
    dz = delta(layer, da)
    da_prev = learning_rate * gradient_back(layer, da, dz)
    layer.weights = weight_step(layer.weights, weight_gradient(layer, da, dz), learning_rate)
    layer.biases = bias_step(layer.biases, bias_gradient(layer, da, dz), learning_rate)
    return da_prev


@mistake(
    weight_step,
    "The weights are never updated",
    "The weights are the same before and after. The step is self.weights = self.weights - learning_rate * d_weights.",
    hint="Is the new value assigned to self.weights?",
    where="The weights' update.",
)
def _weights_not_updated(weights, d_weights, learning_rate):
    return weights


@mistake(
    weight_step,
    "The weights move the wrong way",
    "Your weights are updated with plus. Gradient descent goes against the gradient: minus.",
    hint="Which sign has the weights' update?",
    where="The weights' update.",
)
def _weights_ascend(weights, d_weights, learning_rate):
    return weights + learning_rate * d_weights


@mistake(
    weight_step,
    "The weights' step lacks the learning rate",
    "Your weights move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does learning_rate enter the weights' update?",
    where="The weights' update.",
)
def _weights_without_rate(weights, d_weights, learning_rate):
    return weights - d_weights


@mistake(
    weight_step,
    "The weights are replaced by the step",
    "After your method the weights are learning_rate * d_weights (or its negative): the old weights are "
    "lost. The step is subtracted from them.",
    hint="Is it -= or = in your update?",
    where="The weights' update.",
)
def _weights_replaced(weights, d_weights, learning_rate):
    return -learning_rate * d_weights


@mistake(
    bias_step,
    "The biases are never updated",
    "The biases are the same before and after. The step is self.biases = self.biases - learning_rate * d_biases.",
    hint="Is the new value assigned to self.biases?",
    where="The biases' update.",
)
def _biases_not_updated(biases, d_biases, learning_rate):
    return biases


@mistake(
    bias_step,
    "The biases move the wrong way",
    "Your biases are updated with plus. Gradient descent goes against the gradient: minus.",
    hint="Which sign has the biases' update?",
    where="The biases' update.",
)
def _biases_ascend(biases, d_biases, learning_rate):
    return biases + learning_rate * d_biases


@mistake(
    bias_step,
    "The biases' step lacks the learning rate",
    "Your biases move by the whole gradient instead of learning_rate times the gradient.",
    hint="Where does learning_rate enter the biases' update?",
    where="The biases' update.",
)
def _biases_without_rate(biases, d_biases, learning_rate):
    return biases - d_biases
