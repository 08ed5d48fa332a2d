"""Mistakes in the prediction."""

from grader.engine import mistake
from reference.digits_network.solution import answer, hidden_input, hidden_output
from reference.train.solution import relu_derivative


@mistake(
    hidden_input,
    "predict leaves out the biases",
    "Your prediction uses W x without b. It has to be the same forward pass as in training: W x + b.",
    hint="Where does self.biases enter `predict`?",
    where="hidden_layer_weighted_input in `predict`.",
)
def _predict_without_bias(net, x):
    return net.input_to_hidden_weights * x


@mistake(
    hidden_output,
    "predict leaves out ReLU",
    "Your prediction hands the input of the hidden units on as it is. It has to be the same forward pass as in "
    "training.",
    hint="Which activation do the hidden units have?",
    where="hidden_layer_activation in `predict`.",
)
def _predict_without_relu(z):
    return z


@mistake(
    hidden_output,
    "predict uses ReLU's derivative",
    "Your prediction takes 1 for an active unit. Forward, a unit hands on relu(z).",
    hint="Which of the two ReLU functions belongs to the forward pass?",
    where="hidden_layer_activation in `predict`.",
)
def _predict_with_derivative(z):
    return relu_derivative(z)


@mistake(
    answer,
    "predict applies ReLU to the output",
    "Your prediction is never negative. The output unit is linear.",
    hint="Which activation does the output have?",
    where="activated_output in `predict`.",
)
def _predict_relu_on_output(o):
    return max(0.0, o.item())


@mistake(
    answer,
    "predict always says 0",
    "Your prediction is 0 for every point: `predict` is still the starter's.",
    hint="Repeat the forward pass of `train`.",
    where="`predict`.",
)
def _predict_is_zero(o):
    return 0.0


@mistake(
    answer,
    "predict cuts to whole numbers",
    "Your prediction loses everything after the decimal point.",
    hint="Is there an int(...) in it?",
    where="The end of `predict`.",
)
def _predict_is_truncated(o):
    return int(o.item())


@mistake(
    answer,
    "predict returns nothing",
    "Your `predict` ends without a return, so its result is None.",
    hint="return activated_output.item().",
    where="The end of `predict`.",
)
def _predict_returns_nothing(o):
    return None
