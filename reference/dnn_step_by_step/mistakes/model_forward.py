"""Further mistakes in L_model_forward: which layers take part, and what is returned."""

from grader.engine import mistake
from reference.dnn_step_by_step.solution import L_model_forward, forward_activations, linear_activation_forward


def _right(X, parameters):
    """What the right L_model_forward returns, with the input of each layer."""
    inputs, caches = [X], []
    L = len(parameters) // 2
    for l, activation in enumerate(forward_activations(L), start=1):
        A, cache = linear_activation_forward(inputs[-1], parameters[f"W{l}"], parameters[f"b{l}"], activation)
        inputs.append(A)
        caches.append(cache)
    return inputs, caches


@mistake(
    L_model_forward,
    "L_model_forward: the last layer is passed twice",
    "Your loop visits layer L as well, with ReLU, and after it layer L follows once more. The loop is for the hidden "
    "layers 1 ... L - 1.",
    hint="For L = 3 the loop has to visit 1 and 2: which values does your range give?",
    where="L_model_forward, the range of the loop",
)
def _last_layer_twice(X, parameters):
    A, caches = X, []
    L = len(parameters) // 2
    for l, activation in zip([*range(1, L + 1), L], ["relu"] * L + ["sigmoid"], strict=True):
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], activation)
        caches.append(cache)
    return A, caches


@mistake(
    L_model_forward,
    "L_model_forward: the last layer is fed with X",
    "Layer L takes the output of layer L - 1. Yours gets the input of the whole network.",
    hint="After the loop: which variable holds the output of the last hidden layer?",
    where="L_model_forward, the call for layer L",
)
def _last_layer_fed_with_X(X, parameters):
    _, caches = _right(X, parameters)
    L = len(parameters) // 2
    AL, cache = linear_activation_forward(X, parameters[f"W{L}"], parameters[f"b{L}"], "sigmoid")
    return AL, [*caches[:-1], cache]


@mistake(
    L_model_forward,
    "L_model_forward: the output of the last hidden layer is returned",
    "Your first result is the activation of layer L - 1. AL is the one of layer L, the result of the call after the "
    "loop.",
    hint="Which variable do you return?",
    where="L_model_forward, the return statement",
)
def _last_hidden_output_returned(X, parameters):
    inputs, caches = _right(X, parameters)
    return inputs[-2], caches


@mistake(
    L_model_forward,
    "L_model_forward: the last layer follows the first one",
    "Your function ends after the first round of the loop: it passes layer 1, then layer L, and returns. That is right "
    "for two layers only.",
    hint="At which indentation stand the lines of layer L and the return statement?",
    where="L_model_forward, the lines of layer L and the return statement",
)
def _last_layer_after_the_first(X, parameters):
    L = len(parameters) // 2
    hidden, first = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
    AL, last = linear_activation_forward(hidden, parameters[f"W{L}"], parameters[f"b{L}"], "sigmoid")
    return AL, [first, last]


@mistake(
    L_model_forward,
    "L_model_forward: the cache of layer L - 1 is kept twice",
    "Your list has L caches, but the last one is that of layer L - 1 again, not that of layer L.",
    hint="Under which name does the call for layer L give its cache, and which one do you append?",
    where="L_model_forward, the last caches.append",
)
def _last_hidden_cache_twice(X, parameters):
    inputs, caches = _right(X, parameters)
    return inputs[-1], [*caches[:-1], *caches[-2:-1]]


@mistake(
    L_model_forward,
    "L_model_forward: only AL is returned",
    "The function returns two things: AL and the list of caches.",
    hint="Look at the return statement.",
    where="L_model_forward, the return statement",
)
def _only_AL_returned(X, parameters):
    return _right(X, parameters)[0][-1]


@mistake(
    L_model_forward,
    "L_model_forward: the caches come first",
    "Your function returns the caches and then AL. The order is AL, caches.",
    hint="Look at the return statement.",
    where="L_model_forward, the return statement",
)
def _caches_returned_first(X, parameters):
    inputs, caches = _right(X, parameters)
    return caches, inputs[-1]


@mistake(
    L_model_forward,
    "L_model_forward: there are always two layers",
    "Your function computes layers 1 and 2, however many layers the parameters describe.",
    hint="How many layers has a dictionary with W1, b1, W2, b2, W3, b3?",
    where="L_model_forward, the loop",
)
def _always_two_layers_forward(X, parameters):
    return L_model_forward_of_two(X, parameters)


def L_model_forward_of_two(X, parameters):
    """The network of the first two layers."""
    hidden, first = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
    AL, second = linear_activation_forward(hidden, parameters["W2"], parameters["b2"], "sigmoid")
    return AL, [first, second]


@mistake(
    L_model_forward,
    "L_model_forward: every hidden layer is fed with X",
    "Layer l takes the output of layer l - 1. In your loop each hidden layer gets the input X again.",
    hint="What does the first argument of the call hold in the second round of the loop?",
    where="L_model_forward, the call inside the loop",
)
def _hidden_layers_fed_with_X(X, parameters):
    A, caches = X, []
    L = len(parameters) // 2
    for l, activation in enumerate(forward_activations(L), start=1):
        A, cache = linear_activation_forward(A if l == L else X, parameters[f"W{l}"], parameters[f"b{l}"], activation)
        caches.append(cache)
    return A, caches
