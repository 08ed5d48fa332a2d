"""What the course gives: the activation functions and the base class of the network.

The ReLU functions return floats for every input. np.vectorize takes the type of its result from the first entry, so a
function that returns the integer 0 there would cut all other entries to whole numbers. They take arrays as well as
numbers, because some programs make them vectorised once, outside `train`.
"""

import numpy as np


def _like(x, result):
    return float(result) if np.ndim(x) == 0 else result


def course_relu(x):
    """The larger of 0 and x."""
    return _like(x, np.maximum(0.0, x))


def course_relu_derivative(x):
    """1 for x > 0, else 0."""
    return _like(x, np.multiply(np.greater(x, 0), 1.0))


def _relu_of_a_number(x):
    return float(x) if x > 0 else 0.0


def _derivative_of_a_number(x):
    return 1.0 if x > 0 else 0.0


def _takes_numbers_only(function):
    """Whether a function works for numbers and raises for an array, so that a program cannot call it with one."""
    try:
        function(2.5), function(-3.0)
    except Exception:
        return False
    try:
        function(np.matrix("1.; -2.; 3."))
    except (TypeError, ValueError):
        return True
    except Exception:
        return False
    return False


def use_course_functions():
    """From now on both ReLU functions are the course's, also where a program renamed them or made them vectorised.

    Where its own take numbers only, so do the course's.
    """
    bound = globals()
    for name, course, of_a_number in (
        ("rectified_linear_unit", course_relu, _relu_of_a_number),
        ("rectified_linear_unit_derivative", course_relu_derivative, _derivative_of_a_number),
    ):
        own = bound.get(name)
        plain = of_a_number if own is not None and _takes_numbers_only(own) else course
        for other, value in list(bound.items()):
            if own is not None and value is own:
                bound[other] = plain
            elif own is not None and isinstance(value, np.vectorize) and value.pyfunc is own:
                bound[other] = course
        bound[name] = plain


def output_layer_activation(x):
    """The identity."""
    return x


def output_layer_activation_derivative(x):
    """The derivative of the identity."""
    return 1.0


class NeuralNetworkBase:
    """Two inputs, three hidden ReLU units with biases, one linear output."""

    def __init__(self):
        self.input_to_hidden_weights = np.matrix("1. 1.; 1. 1.; 1. 1.")
        self.hidden_to_output_weights = np.matrix("1. 1. 1.")
        self.biases = np.matrix("0.; 0.; 0.")
        self.learning_rate = 0.001
        self.epochs_to_train = 10
        self.training_points = [((2, 1), 10), ((3, 3), 21), ((4, 5), 32), ((6, 6), 42)]
        self.testing_points = [(1, 1), (2, 2), (3, 3), (5, 5), (10, 10)]

    def train_neural_network(self):
        for _ in range(self.epochs_to_train):
            for x, y in self.training_points:
                self.train(x[0], x[1], y)

    def test_neural_network(self):
        for point in self.testing_points:
            prediction = self.predict(point[0], point[1])
            passed = abs(prediction - 7 * point[0]) < 0.1
            print("Point", point, "prediction", prediction, "passed" if passed else "failed")
            if not passed:
                return
