"""The whole neural_nets.py: both ReLU functions and `predict`, beside the training step of the reference it builds on.

predict(x1, x2) = V relu(W x + b), a number. relu'(0) may be 0 or 1; here it is 0.
"""

# ruff: noqa: F821  this file continues reference/train.py
BUILDS_ON = "train"


def rectified_linear_unit(x):
    """max(0, x) of a number."""
    return max(0.0, x)


def rectified_linear_unit_derivative(x):
    """1 for x > 0, else 0, of a number."""
    return 1.0 if x > 0 else 0.0


def course_relu(x):
    """What stands in for the submission's ReLU when train and predict are graded."""
    return relu(x)


def course_relu_derivative(x):
    """The same for the derivative."""
    return relu_derivative(x)


def use_course_functions():
    """Here both are used already."""


def hidden_input(net, x):
    """z = W x + b, (3, 1)."""
    return net.input_to_hidden_weights * x + net.biases


def hidden_output(z):
    """relu(z), (3, 1)."""
    return relu(z)


def answer(o):
    """The output as it is returned."""
    return o.item()


class NeuralNetwork(NeuralNetwork):
    """With predict."""

    def predict(self, x1, x2):
        h = hidden_output(hidden_input(self, np.matrix([[x1], [x2]])))
        return answer(self.hidden_to_output_weights * h)


MUTANTS_EQUIVALENT = MUTANTS_EQUIVALENT | {
    "rectified_linear_unit: max(0.0, x) -> max(x, 0.0)": "The same.",
    "rectified_linear_unit_derivative: x > 0 -> x >= 0": "At exactly 0 both 0 and 1 are accepted.",
}


@mistake(
    rectified_linear_unit,
    "Negative numbers pass",
    "Your ReLU hands every number on as it is. In np.max(x, 0) the 0 is read as an axis, so nothing is "
    "compared with 0.",
    hint="The larger of two numbers is max(0, x) or np.maximum(0, x).",
    where="rectified_linear_unit.",
)
def _unit_is_identity(x):
    return x


@mistake(
    rectified_linear_unit,
    "The slope instead of the value",
    "Your ReLU returns 1 for a positive number. That is its derivative; ReLU itself returns the number.",
    hint="What is max(0, 5)?",
    where="rectified_linear_unit.",
)
def _unit_is_step(x):
    return 1.0 if x > 0 else 0.0


@mistake(
    rectified_linear_unit,
    "The absolute value",
    "Your ReLU turns -2 into 2. ReLU turns it into 0.",
    hint="What is max(0, -2)?",
    where="rectified_linear_unit.",
)
def _unit_is_absolute(x):
    return abs(x)


@mistake(
    rectified_linear_unit,
    "Cut to whole numbers",
    "Your ReLU loses everything after the decimal point.",
    hint="Is there an int(...) in it?",
    where="rectified_linear_unit.",
)
def _unit_is_truncated(x):
    return int(max(0, x))


@mistake(
    rectified_linear_unit,
    "The smaller instead of the larger number",
    "Your ReLU returns the smaller of 0 and x. It is the larger one.",
    hint="min or max?",
    where="rectified_linear_unit.",
)
def _unit_is_minimum(x):
    return min(0.0, x)


@mistake(
    rectified_linear_unit,
    "That is leaky ReLU",
    "Your ReLU lets a hundredth of a negative number through. Plain ReLU gives 0.",
    hint="What is max(0, -2)?",
    where="rectified_linear_unit.",
)
def _unit_is_leaky(x):
    return x if x > 0 else 0.01 * x


@mistake(
    rectified_linear_unit,
    "Nothing comes back for negative numbers",
    "Your ReLU returns nothing (None) when x is not positive. It has to return 0.",
    hint="What does your function return for -2? Look at the else branch.",
    where="rectified_linear_unit.",
)
def _unit_without_else(x):
    return x if x > 0 else None


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is 0 between 0 and 1",
    "Your derivative is 0 for numbers between 0 and 1. The slope of ReLU is 1 for every positive number, "
    "however small.",
    hint="What does your derivative give for 0.3? Look for int(...) or a comparison with 1.",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_from_one(x):
    return int(min(1, max(0, x)))


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is cut off at 1 instead of being a step",
    "Your derivative is x between 0 and 1. The slope of ReLU is 1 for every positive number, however small.",
    hint="What is the slope of max(0, x) at x = 0.3?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_is_clipped(x):
    return min(1.0, max(0.0, x))


@mistake(
    rectified_linear_unit_derivative,
    "The value instead of the slope",
    "Your derivative is ReLU itself. The slope of max(0, x) is 1 for positive numbers.",
    hint="What is the slope of max(0, x) at x = 5?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_is_relu(x):
    return max(0.0, x)


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is 1 everywhere",
    "Your derivative is 1 for negative numbers too. ReLU is flat there.",
    hint="What is the slope of max(0, x) at x = -3?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_is_one(x):
    return 1.0


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is the wrong way round",
    "Your derivative is 1 for negative numbers and 0 for positive ones.",
    hint="What is the slope of max(0, x) at x = 5?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_inverted(x):
    return 1.0 if x < 0 else 0.0


@mistake(
    rectified_linear_unit_derivative,
    "The derivative is -1 for negative numbers",
    "Your derivative is the sign of x. ReLU is flat for negative numbers: its slope is 0 there.",
    hint="What is the slope of max(0, x) at x = -3?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_is_sign(x):
    return 1.0 if x > 0 else -1.0


@mistake(
    rectified_linear_unit_derivative,
    "Nothing comes back at 0",
    "Your derivative returns nothing (None) for exactly 0, since both of its branches are strict. Return 0 or 1 there.",
    hint="Which branch takes x = 0?",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_nothing_at_zero(x):
    return None if x == 0 else 1.0 if x > 0 else 0.0


@mistake(
    rectified_linear_unit_derivative,
    "Nothing comes back for negative numbers",
    "Your derivative returns nothing (None) when x is not positive. It has to return 0.",
    hint="What does your function return for -2? Look at the else branch.",
    where="rectified_linear_unit_derivative.",
)
def _unit_derivative_without_else(x):
    return 1.0 if x > 0 else None


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
    "Your prediction hands the input of the hidden units on as it is. It has to be the same forward pass "
    "as in training.",
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
