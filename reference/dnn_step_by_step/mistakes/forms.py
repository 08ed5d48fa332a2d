"""Other forms of the functions: arguments and results as older versions of the course, or other courses, have them."""

import numpy as np

from grader.engine import adapter
from reference.dnn_step_by_step.solution import (
    compute_cost,
    initialize_parameters_deep,
    linear_activation_backward,
    linear_activation_forward,
    linear_backward,
    linear_forward,
    update_parameters,
)

#: Failures of a function that is handed something else than it expects.
ANY = ("exception", "answer")


@adapter(
    update_parameters,
    "update_parameters: the gradients have other keys",
    'Your function looks for the gradients under the parameters\' own keys. They stand under "dW1", "db1", "dW2", ...',
    hint="Which keys has the dictionary of the gradients?",
    where="update_parameters, the keys in the lines of the update",
    when=("KeyError",),
)
def _update_reads_keys_without_d(call, params, grads, learning_rate):
    own = {name[1:]: value for name, value in grads.items() if not name.startswith("dA")}
    return call(params, {**grads, **own}, learning_rate)


@adapter(
    update_parameters,
    "update_parameters: the step has another size than learning_rate",
    "Your parameters move against the gradient, all by the same multiple of it, but this multiple is not "
    "learning_rate.",
    hint="By what is the gradient multiplied?",
    where="update_parameters, the lines of the update",
    when=("value",),
)
def _update_with_other_rate(call, params, grads, learning_rate):
    updated = call(params, grads, learning_rate)
    moved = np.concatenate([np.ravel(params[name] - updated[name]) for name in params])
    slopes = np.concatenate([np.ravel(grads[f"d{name}"]) for name in params])
    rate = float(moved @ slopes / (slopes @ slopes))
    if rate <= 0 or not np.allclose(moved, rate * slopes, rtol=1e-6, atol=1e-9 * rate):
        return updated
    return {name: params[name] - learning_rate * grads[f"d{name}"] for name in params}


@adapter(
    update_parameters,
    "update_parameters: two things are returned",
    "Your first result is right. Only the dictionary of parameters is asked for.",
    hint="Look at the return statement.",
    where="update_parameters, the return statement",
    when=("type",),
)
def _update_returns_more(call, params, grads, learning_rate):
    updated, *_ = call(params, grads, learning_rate)
    return updated


@adapter(
    update_parameters,
    "update_parameters: the arguments are in another order",
    "Your function is right when the gradients come first. The task hands over the parameters, then the gradients.",
    hint="In which order does the task name the arguments?",
    where="update_parameters, the def line",
    when=("exception",),
)
def _update_takes_gradients_first(call, params, grads, learning_rate):
    return call(grads, params, learning_rate)


@adapter(
    compute_cost,
    "compute_cost: one parameter too many",
    "Your function is right when it is handed a third argument, as in the notebook of two layers. The task calls it "
    "with AL and Y only.",
    hint="Which parameters does the task name?",
    where="compute_cost, the def line",
    when=("TypeError",),
)
def _cost_takes_parameters(call, AL, Y):
    return call(AL, Y, {})


@adapter(
    linear_forward,
    "linear_forward: the arguments are in another order",
    "Your function is right when the weights come first. The task hands over A, W, b, in this order.",
    hint="In which order does the task name the arguments?",
    where="linear_forward, the def line",
    when=ANY,
)
def _forward_takes_weights_first(call, A, W, b):
    return call(W, A, b)


@adapter(
    linear_forward,
    "linear_forward: the arguments are in another order",
    "Your function is right when the weights and biases come first. The task hands over A, W, b, in this order.",
    hint="In which order does the task name the arguments?",
    where="linear_forward, the def line",
    when=ANY,
)
def _forward_takes_input_last(call, A, W, b):
    return call(W, b, A)


@adapter(
    linear_activation_forward,
    "linear_activation_forward: the arguments are in another order",
    "Your function is right when the weights come first. The task hands over A_prev, W, b, activation, in this order.",
    hint="In which order does the task name the arguments?",
    where="linear_activation_forward, the def line",
    when=("exception",),
)
def _layer_takes_weights_first(call, A_prev, W, b, activation):
    return call(W, b, A_prev, activation)


@adapter(
    linear_backward,
    "linear_backward: the cache is a tuple",
    "Your function is right when the cache is a dictionary with the keys A, W and b (or A_prev, W and b). It is the "
    "tuple (A_prev, W, b).",
    hint="How are the three parts taken out of a tuple?",
    where="linear_backward, the first line",
    when=("exception",),
)
def _linear_backward_takes_dictionary(call, dZ, cache):
    A_prev, W, b = cache
    return call(dZ, {"A": A_prev, "A_prev": A_prev, "W": W, "b": b})


@adapter(
    linear_backward,
    "linear_backward: the parts of the cache are in another order",
    "Your function is right when the cache is (W, A_prev, b). It is (A_prev, W, b).",
    hint="In which order does linear_forward put the three into the cache?",
    where="linear_backward, the line that takes the cache apart",
    when=ANY,
)
def _linear_backward_takes_weights_first(call, dZ, cache):
    A_prev, W, b = cache
    return call(dZ, (W, A_prev, b))


@adapter(
    linear_activation_backward,
    "linear_activation_backward: the parts of the cache are exchanged",
    "Your function is right when the cache is (activation_cache, linear_cache). It is (linear_cache, "
    "activation_cache).",
    hint="In which order does linear_activation_forward put the two into the cache?",
    where="linear_activation_backward, the line that takes the cache apart",
    when=("exception",),
)
def _backward_takes_activation_cache_first(call, dA, cache, activation):
    linear_cache, activation_cache = cache
    return call(dA, (activation_cache, linear_cache), activation)


@adapter(
    initialize_parameters_deep,
    "initialize_parameters_deep: the biases are not zero",
    "Your biases are some other numbers. They have to start at zero.",
    hint="np.zeros, for the biases.",
    where="initialize_parameters_deep, the line of b",
    when=("value",),
)
def _deep_biases_not_zero(call, layer_dims):
    return {
        name: np.zeros(np.shape(value)) if name.startswith("b") else value for name, value in call(layer_dims).items()
    }
