"""A deep network step by step: L - 1 layers with ReLU, one with the sigmoid, cross-entropy cost, gradient descent.

Columns are samples. Layer l has W[l] of shape (n[l], n[l-1]) and b[l] of shape (n[l], 1). Forward

    Z[l] = W[l] A[l-1] + b[l];   A[l] = relu(Z[l]) for l < L;   A[L] = sigmoid(Z[L]);
    cost = -(1/m) sum of Y log A[L] + (1 - Y) log(1 - A[L])

and backward, d standing for the derivative of m times the cost except in dW and db, which are means over the m samples,

    dA[L] = -(Y / A[L] - (1 - Y) / (1 - A[L]));   dZ[l] = dA[l] g'(Z[l]);
    dW[l] = dZ[l] A[l-1]^T / m;   db[l] = row sums of dZ[l] / m;   dA[l-1] = W[l]^T dZ[l].
"""

import numpy as np

# ------------------------------------------------------------------------------------------ what the course provides


def sigmoid(Z):
    """1 / (1 + e^-Z), and Z for the way back."""
    return 1 / (1 + np.exp(-Z)), Z


def relu(Z):
    """max(0, Z), and Z for the way back."""
    return np.maximum(0, Z), Z


def sigmoid_backward(dA, cache):
    """dZ = dA * sigmoid'(Z)."""
    s = 1 / (1 + np.exp(-cache))
    return dA * s * (1 - s)


def relu_backward(dA, cache):
    """dZ = dA where Z > 0, else 0."""
    return np.where(cache > 0, dA, 0.0)


# ---------------------------------------------------------------------------------------------------------- parameters


def small_weights(n_out, n_in):
    """0.01 times standard normals, shape (n_out, n_in)."""
    return np.random.randn(n_out, n_in) * 0.01


def zero_biases(n_out, n_in):
    """A column of n_out zeros."""
    return np.zeros((n_out, 1))


def initialize_parameters(n_x, n_h, n_y):
    """W1, b1, W2, b2 of a network with one hidden layer, drawn from seed 1."""
    np.random.seed(1)
    W1 = small_weights(n_h, n_x)
    b1 = zero_biases(n_h, n_x)
    W2 = small_weights(n_y, n_h)
    b2 = zero_biases(n_y, n_h)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def deep_weights(n_out, n_in):
    """0.01 times standard normals, shape (n_out, n_in)."""
    return np.random.randn(n_out, n_in) * 0.01


def deep_biases(n_out, n_in):
    """A column of n_out zeros."""
    return np.zeros((n_out, 1))


def initialized_layers(layer_dims):
    """The numbers 1 ... L of the layers to draw."""
    return range(1, len(layer_dims))


def initialize_parameters_deep(layer_dims):
    """W1, b1, ..., WL, bL for the widths layer_dims, drawn from seed 3, layer by layer."""
    np.random.seed(3)
    parameters = {}
    for l in initialized_layers(layer_dims):
        parameters[f"W{l}"] = deep_weights(layer_dims[l], layer_dims[l - 1])
        parameters[f"b{l}"] = deep_biases(layer_dims[l], layer_dims[l - 1])
    return parameters


# ------------------------------------------------------------------------------------------------------------- forward


def weighted_input(A, W, b):
    """Z = W A + b, shape (n, m)."""
    return np.dot(W, A) + b


def linear_cache_of(A, W, b):
    """What the way back needs of the linear part."""
    return (A, W, b)


def linear_forward(A, W, b):
    """Z and the cache (A, W, b)."""
    return weighted_input(A, W, b), linear_cache_of(A, W, b)


def activate(Z, activation):
    """(A, activation cache) for "sigmoid" or "relu"."""
    return sigmoid(Z) if activation == "sigmoid" else relu(Z)


def layer_output(A, Z):
    """What a layer hands on."""
    return A


def layer_cache(linear_cache, activation_cache, A):
    """What a layer keeps for the way back."""
    return (linear_cache, activation_cache)


def linear_activation_forward(A_prev, W, b, activation):
    """A of the layer and the cache ((A_prev, W, b), Z)."""
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = activate(Z, activation)
    return layer_output(A, Z), layer_cache(linear_cache, activation_cache, A)


def forward_activations(L):
    """The activation of each of the layers 1 ... L."""
    return ["relu"] * (L - 1) + ["sigmoid"]


def L_model_forward(X, parameters):
    """AL of shape (n[L], m) and the L caches, first layer first."""
    L = len(parameters) // 2
    caches = []
    A = X
    for l, activation in enumerate(forward_activations(L), start=1):
        A_prev = A
        A, cache = linear_activation_forward(A_prev, parameters[f"W{l}"], parameters[f"b{l}"], activation)
        caches.append(cache)
    return A, caches


# ---------------------------------------------------------------------------------------------------------------- cost


def log_likelihoods(AL, Y):
    """log of the probability given to each label, shape (1, m)."""
    return Y * np.log(AL) + (1 - Y) * np.log(1 - AL)


def cost_of(likelihoods, m):
    """Minus their mean, a number."""
    return np.squeeze(-np.sum(likelihoods) / m)


def compute_cost(AL, Y):
    """Cross-entropy, a number (0-d)."""
    m = Y.shape[1]
    return cost_of(log_likelihoods(AL, Y), m)


# ------------------------------------------------------------------------------------------------------------ backward


def number_of_samples(A_prev):
    """Samples are columns."""
    return A_prev.shape[1]


def weight_gradient(dZ, A_prev, W, m):
    """dW, shape of W."""
    return np.dot(dZ, A_prev.T) / m


def bias_gradient(dZ, m):
    """db, a column."""
    return np.sum(dZ, axis=1, keepdims=True) / m


def gradient_handed_back(W, dZ, m):
    """dA of the layer before."""
    return np.dot(W.T, dZ)


def linear_backward(dZ, cache):
    """(dA_prev, dW, db)."""
    A_prev, W, _ = cache
    m = number_of_samples(A_prev)
    dW = weight_gradient(dZ, A_prev, W, m)
    db = bias_gradient(dZ, m)
    dA_prev = gradient_handed_back(W, dZ, m)
    return dA_prev, dW, db


def activation_gradient(dA, activation_cache, activation):
    """dZ of the layer."""
    return (sigmoid_backward if activation == "sigmoid" else relu_backward)(dA, activation_cache)


def linear_activation_backward(dA, cache, activation):
    """(dA_prev, dW, db)."""
    linear_cache, activation_cache = cache
    dZ = activation_gradient(dA, activation_cache, activation)
    dA_prev, dW, db = linear_backward(dZ, linear_cache)
    return dA_prev, dW, db


def cost_gradient(AL, Y):
    """dAL, shape of AL."""
    return -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))


def backward_activations(L):
    """The activation of each of the layers 1 ... L."""
    return ["relu"] * (L - 1) + ["sigmoid"]


def cache_for(caches, l):
    """The cache of layer l (1 ... L)."""
    return caches[l - 1]


def activation_key(l):
    """What the derivative by A[l] is called. The course's older version counts one higher."""
    return f"dA{l}"


def incoming(grads, dAL, l, L):
    """The gradient that enters layer l from above."""
    return dAL if l == L else grads[activation_key(l)]


def stored(grads, l, L, dA_prev, dW, db):
    """Put the three gradients of layer l under their names."""
    grads[activation_key(l - 1)], grads[f"dW{l}"], grads[f"db{l}"] = dA_prev, dW, db


def visited_layers(L):
    """The layers in the order of the way back."""
    return range(L, 0, -1)


def L_model_backward(AL, Y, caches):
    """dA0 ... dA(L-1), dW1 ... dWL, db1 ... dbL in one dictionary."""
    grads = {}
    L = len(caches)
    Y = np.reshape(Y, AL.shape)
    dAL = cost_gradient(AL, Y)
    activations = backward_activations(L)
    for l in visited_layers(L):
        found = linear_activation_backward(incoming(grads, dAL, l, L), cache_for(caches, l), activations[l - 1])
        stored(grads, l, L, *found)
    return grads


# -------------------------------------------------------------------------------------------------------------- update


def step(value, gradient, learning_rate):
    """One step downhill."""
    return value - learning_rate * gradient


def updated_layers(L):
    """The numbers of the layers to update."""
    return range(1, L + 1)


def updated_kinds():
    """Which parameters are updated."""
    return ("W", "b")


def update_parameters(params, grads, learning_rate):
    """The parameters after one step of gradient descent."""
    parameters = dict(params)
    for l in updated_layers(len(parameters) // 2):
        for kind in updated_kinds():
            parameters[f"{kind}{l}"] = step(parameters[f"{kind}{l}"], grads[f"d{kind}{l}"], learning_rate)
    return parameters


#: Local names of the starter, in the order in which they are computed.
INTERMEDIATES = {
    "linear_activation_backward": ["dZ", "dA_prev", "dW", "db"],
    "linear_backward": ["m", "dW", "db", "dA_prev"],
    "L_model_backward": ["dAL"],
    "linear_activation_forward": ["Z"],
}

#: Zero biases do not depend on the number of inputs, which is handed to them for the sake of the mistakes below.
MUTANTS_EQUIVALENT = {
    "initialize_parameters_deep: l - 1 -> 1 - l": "In the line of the biases, whose number of inputs is not used.",
    "initialize_parameters_deep: 1 -> 2": "In the line of the biases, whose number of inputs is not used.",
}

# ------------------------------------------------------------------------------------------------------ misconceptions

MISCONCEPTIONS = []


def mistake(function, right, title, explanation, *, hint, where):
    """Enter the decorated function, which stands in for `right` (a step of `function`), under its own name."""

    def enter(wrong):
        MISCONCEPTIONS.append(
            {
                "name": wrong.__name__.removeprefix("_"),
                "title": f"{function}: {title}",
                "explanation": explanation,
                "hint": hint,
                "where": f"{function}, {where}",
                "replaces": {right.__name__: wrong},
            }
        )
        return wrong

    return enter


# Initialisation: the two functions invite the same mistakes.


def _unscaled(n_out, n_in):
    return np.random.randn(n_out, n_in)


def _tenth(n_out, n_in):
    return np.random.randn(n_out, n_in) * 0.1


def _uniform(n_out, n_in):
    return np.random.rand(n_out, n_in) * 0.01


def _transposed(n_out, n_in):
    return np.random.randn(n_in, n_out) * 0.01


def _all_zero(n_out, n_in):
    return np.zeros((n_out, n_in))


def _by_root_of_inputs(n_out, n_in):
    return np.random.randn(n_out, n_in) / np.sqrt(n_in)


def _by_root_of_two_over_inputs(n_out, n_in):
    return np.random.randn(n_out, n_in) * np.sqrt(2 / n_in)


def _flat_biases(n_out, n_in):
    return np.zeros(n_out)


def _row_biases(n_out, n_in):
    return np.zeros((1, n_out))


def _biases_of_inputs(n_out, n_in):
    return np.zeros((n_in, 1))


def _random_biases(n_out, n_in):
    return np.random.randn(n_out, 1) * 0.01


def _unscaled_random_biases(n_out, n_in):
    return np.random.randn(n_out, 1)


_SHAPE = (
    "A layer with n_out units and n_in inputs has weights (n_out, n_in) and biases (n_out, 1), so that W A + b works."
)

_WEIGHTS = (
    (
        _unscaled,
        "weights_not_scaled",
        "the factor 0.01 is missing",
        "The weights are standard normals, a hundred times too large. Small weights keep the sigmoid in the "
        "range where it has "
        "a slope, so that learning starts quickly.",
        "What are the random numbers multiplied by?",
    ),
    (
        _tenth,
        "weights_times_a_tenth",
        "the factor is 0.1 instead of 0.01",
        "The weights are ten times too large: the task asks for standard normals times 0.01.",
        "Count the zeros.",
    ),
    (
        _uniform,
        "weights_uniform",
        "np.random.rand instead of np.random.randn",
        "rand draws uniformly from 0 to 1, so all weights are positive. randn draws standard normals, of both signs.",
        "One letter decides: rand or randn?",
    ),
    (
        _transposed,
        "weights_transposed",
        "the weights are transposed",
        _SHAPE + " Yours have the shape (n_in, n_out).",
        "Which of the two widths comes first?",
    ),
    (
        _all_zero,
        "weights_zero",
        "the weights are all zero",
        "With equal weights all units of a layer compute the same and get the same gradient for ever. Random "
        "weights break the symmetry.",
        "Only the biases start at zero.",
    ),
)

_DEEP_WEIGHTS = (
    (
        _by_root_of_inputs,
        "weights_by_root",
        "scaled by 1 / sqrt(n[l-1])",
        "Dividing by the square root of the number of inputs belongs to a later assignment. This one asks for "
        "standard normals times 0.01.",
        "What are the random numbers multiplied by?",
    ),
    (
        _by_root_of_two_over_inputs,
        "weights_by_he",
        "scaled by sqrt(2 / n[l-1])",
        "This is He's initialisation, which belongs to a later assignment. This one asks for standard normals "
        "times 0.01.",
        "What are the random numbers multiplied by?",
    ),
)

_BIASES = (
    (
        _flat_biases,
        "biases_flat",
        "the biases are no column",
        _SHAPE + " np.zeros(n) gives a flat array (n,), which is added along the wrong axis.",
        "np.zeros takes the whole shape as one tuple.",
    ),
    (
        _row_biases,
        "biases_row",
        "the biases are a row instead of a column",
        _SHAPE + " Yours are (1, n_out).",
        "Samples are columns: what does one bias per unit look like?",
    ),
    (
        _biases_of_inputs,
        "biases_per_input",
        "one bias per input instead of one per unit",
        _SHAPE + " Yours are (n_in, 1).",
        "Which of the two widths does the bias belong to?",
    ),
    (
        _random_biases,
        "biases_random",
        "the biases are random",
        "Biases start at zero; only the weights are drawn.",
        "np.zeros, for the biases.",
    ),
    (
        _unscaled_random_biases,
        "biases_random_unscaled",
        "the biases are random",
        "Biases start at zero; only the weights are drawn.",
        "np.zeros, for the biases.",
    ),
)


def _enter_initialisers():
    two, deep = "initialize_parameters", "initialize_parameters_deep"
    for function, prefix, right, kinds in (
        (two, "two_layer", small_weights, _WEIGHTS),
        (two, "two_layer", zero_biases, _BIASES),
        (deep, "deep", deep_weights, _WEIGHTS + _DEEP_WEIGHTS),
        (deep, "deep", deep_biases, _BIASES),
    ):
        for wrong, name, title, explanation, hint in kinds:
            MISCONCEPTIONS.append(
                {
                    "name": f"{prefix}_{name}",
                    "title": f"{function}: {title}",
                    "explanation": explanation,
                    "hint": hint,
                    "where": f"{function}, the lines of {'b' if 'biases' in name else 'W'}",
                    "replaces": {right.__name__: wrong},
                }
            )


_enter_initialisers()


@mistake(
    "initialize_parameters_deep",
    initialized_layers,
    "the last layer is missing",
    "L = len(layer_dims) counts the input too, so the layers are 1 ... L - 1 = range(1, L). Your loop ends one "
    "earlier.",
    hint="For layer_dims = [5, 4, 3] there are two layers: which values does your loop take?",
    where="the range of the loop",
)
def _deep_last_layer_missing(layer_dims):
    return range(1, len(layer_dims) - 1)


def _two_layers_of(seed):
    def initialize_parameters(n_x, n_h, n_y):
        np.random.seed(seed)
        W1, W2 = small_weights(n_h, n_x), small_weights(n_y, n_h)
        return {"W1": W1, "b1": zero_biases(n_h, n_x), "W2": W2, "b2": zero_biases(n_y, n_h)}

    return initialize_parameters


def _layers_of(seed):
    def initialize_parameters_deep(layer_dims):
        np.random.seed(seed)
        parameters = {}
        for l in initialized_layers(layer_dims):
            parameters[f"W{l}"] = deep_weights(layer_dims[l], layer_dims[l - 1])
            parameters[f"b{l}"] = deep_biases(layer_dims[l], layer_dims[l - 1])
        return parameters

    return initialize_parameters_deep


def _enter_seeds():
    for function, prefix, right, of in (
        ("initialize_parameters", "two_layer", 1, _two_layers_of),
        ("initialize_parameters_deep", "deep", 3, _layers_of),
    ):
        for seed in (0, 1, 2, 3, 42):
            if seed == right:
                continue
            # Where nothing seeds, this grader's random numbers are those of seed 0.
            missing = "missing or another one" if seed == 0 else f"{seed}"
            MISCONCEPTIONS.append(
                {
                    "name": f"{prefix}_seed_{seed or 'missing'}",
                    "title": f"{function}: the seed is {missing}",
                    "explanation": "The weights have the right size, but are not those of "
                    f"np.random.seed({right}), with which the starter's function begins.",
                    "hint": "Compare the first lines of the function with the starter.",
                    "where": f"{function}, np.random.seed({right})",
                    "replaces": {function: of(seed)},
                }
            )


_enter_seeds()


# Forward.


@mistake(
    "linear_forward",
    weighted_input,
    "the bias is missing",
    "Your result is W A. Each unit also has a bias: Z = W A + b.",
    hint="All three arguments have to appear in the formula for Z.",
    where="the line of Z",
)
def _linear_forward_without_bias(A, W, b):
    return np.dot(W, A)


@mistake(
    "linear_forward",
    weighted_input,
    "the bias is subtracted",
    "Your result is W A - b. The bias is added: Z = W A + b.",
    hint="Which sign does b have?",
    where="the line of Z",
)
def _linear_forward_minus_bias(A, W, b):
    return np.dot(W, A) - b


@mistake(
    "linear_forward",
    linear_cache_of,
    "the cache is in another order",
    "The cache is the tuple (A, W, b), in this order: linear_backward unpacks it again in this order.",
    hint="Compare the order in your tuple with the one in the text.",
    where="the line of the cache",
)
def _linear_forward_cache_order(A, W, b):
    return (W, A, b)


@mistake(
    "linear_forward",
    linear_cache_of,
    "b is missing in the cache",
    "The cache is the tuple (A, W, b); yours holds only A and W. linear_backward unpacks three things.",
    hint="Count what you put into the tuple.",
    where="the line of the cache",
)
def _linear_forward_cache_without_bias(A, W, b):
    return (A, W)


@mistake(
    "linear_activation_forward",
    activate,
    "sigmoid and ReLU are exchanged",
    'With activation "sigmoid" your layer applies ReLU, and the other way round.',
    hint="Read the two branches aloud: if the activation is sigmoid, then ...",
    where="the branches of the if",
)
def _activations_exchanged(Z, activation):
    return relu(Z) if activation == "sigmoid" else sigmoid(Z)


@mistake(
    "linear_activation_forward",
    activate,
    "the activation is always the sigmoid",
    "Whatever `activation` says, your layer applies the sigmoid.",
    hint='Which branch is taken for activation = "relu"?',
    where="the branches of the if",
)
def _always_sigmoid(Z, activation):
    return sigmoid(Z)


@mistake(
    "linear_activation_forward",
    activate,
    "the activation is always ReLU",
    "Whatever `activation` says, your layer applies ReLU.",
    hint='Which branch is taken for activation = "sigmoid"?',
    where="the branches of the if",
)
def _always_relu(Z, activation):
    return relu(Z)


@mistake(
    "linear_activation_forward",
    layer_output,
    "Z is returned instead of A",
    "Your first result is the weighted input Z. The layer hands on its activation A = g(Z).",
    hint="What is the result of sigmoid(Z) or relu(Z) used for?",
    where="the return statement",
)
def _weighted_input_returned(A, Z):
    return Z


@mistake(
    "linear_activation_forward",
    layer_cache,
    "the two parts of the cache are exchanged",
    "The cache is (linear_cache, activation_cache), in this order; the functions on the way back unpack it in "
    "this order.",
    hint="Which of the two caches comes first?",
    where="the line of the cache",
)
def _cache_parts_exchanged(linear_cache, activation_cache, A):
    return (activation_cache, linear_cache)


@mistake(
    "linear_activation_forward",
    layer_cache,
    "A is cached instead of Z",
    "The second part of the cache has to be the weighted input Z, where the slope of the activation is taken. "
    "Yours holds the "
    "activation A.",
    hint="sigmoid and relu return two things: which one is the cache?",
    where="the line of the cache",
)
def _activation_cached(linear_cache, activation_cache, A):
    return (linear_cache, A)


@mistake(
    "L_model_forward",
    forward_activations,
    "the last layer has ReLU",
    "The last layer has the sigmoid, so that AL is a probability. Yours applies ReLU there.",
    hint="Which activation do you pass after the loop?",
    where="the call for layer L",
)
def _relu_in_last_layer(L):
    return ["relu"] * L


@mistake(
    "L_model_forward",
    forward_activations,
    "the hidden layers have the sigmoid",
    "The hidden layers 1 ... L - 1 have ReLU; only layer L has the sigmoid.",
    hint="Which activation do you pass inside the loop?",
    where="the call inside the loop",
)
def _sigmoid_in_hidden_layers(L):
    return ["sigmoid"] * L


@mistake(
    "L_model_forward",
    forward_activations,
    "ReLU and the sigmoid are exchanged",
    "The hidden layers have ReLU and the last one the sigmoid; yours are the other way round.",
    hint="Which activation do you pass inside the loop, and which after it?",
    where="the two calls of linear_activation_forward",
)
def _model_activations_exchanged(L):
    return ["sigmoid"] * (L - 1) + ["relu"]


def _forward(X, parameters, hidden, *, last_from=None, keep_last=True):
    """L_model_forward whose hidden layers `hidden` take part, the last one being fed with `last_from` layers back."""
    L = len(parameters) // 2
    inputs, caches = [X], []
    for l in hidden(L):
        A, cache = linear_activation_forward(inputs[-1], parameters[f"W{l}"], parameters[f"b{l}"], "relu")
        inputs.append(A)
        caches.append(cache)
    A_last = inputs[-1] if last_from is None or len(inputs) < 2 else inputs[last_from]
    AL, cache = linear_activation_forward(A_last, parameters[f"W{L}"], parameters[f"b{L}"], "sigmoid")
    return AL, [*caches, cache] if keep_last else caches


@mistake(
    "L_model_forward",
    L_model_forward,
    "the cache of the last layer is missing",
    "There has to be one cache per layer, L in all. Yours lacks the last one: after layer L its cache has to be "
    "appended too.",
    hint="Is there a caches.append after the loop?",
    where="after the call for layer L",
)
def _last_cache_missing(X, parameters):
    return _forward(X, parameters, lambda L: range(1, L), keep_last=False)


@mistake(
    "L_model_forward",
    L_model_forward,
    "the last hidden layer is skipped",
    "Your loop ends one layer too early, so layer L gets the output of layer L - 2. range(1, L) runs over 1 ... L - 1.",
    hint="For L = 3 the loop has to visit 1 and 2: which values does your range give?",
    where="the range of the loop",
)
def _last_hidden_layer_skipped(X, parameters):
    return _forward(X, parameters, lambda L: range(1, L - 1))


@mistake(
    "L_model_forward",
    L_model_forward,
    "the last layer is fed with A_prev",
    "After the loop A is the output of layer L - 1, and A_prev is that layer's input. Layer L takes A.",
    hint="After the loop: which variable holds the output of the last hidden layer?",
    where="the call for layer L",
)
def _last_layer_fed_with_A_prev(X, parameters):
    return _forward(X, parameters, lambda L: range(1, L), last_from=-2)


@mistake(
    "L_model_forward",
    L_model_forward,
    "every layer is fed with X",
    "Layer l takes the output of layer l - 1. In your loop each layer gets the input X again, because A_prev is "
    "not renewed.",
    hint="What does A_prev hold in the second round of the loop?",
    where="the first line inside the loop: A_prev = A",
)
def _every_layer_fed_with_X(X, parameters):
    L = len(parameters) // 2
    caches, A = [], X
    for l, activation in enumerate(forward_activations(L), start=1):
        A, cache = linear_activation_forward(X, parameters[f"W{l}"], parameters[f"b{l}"], activation)
        caches.append(cache)
    return A, caches


@mistake(
    "L_model_forward",
    L_model_forward,
    "only one hidden cache is kept",
    "There has to be one cache per layer, L in all. Yours has that of the last hidden layer and that of layer L: the "
    "first caches.append stands after the loop instead of inside it.",
    hint="At which indentation is the first caches.append?",
    where="the last line inside the loop",
)
def _one_hidden_cache(X, parameters):
    AL, caches = _forward(X, parameters, lambda L: range(1, L))
    return AL, caches[-2:]


# Cost.


@mistake(
    "compute_cost",
    cost_of,
    "the sum instead of the mean",
    "Your cost is the sum over the samples; it has to be divided by their number m.",
    hint="Where does m enter?",
    where="the line of the cost",
)
def _cost_summed(likelihoods, m):
    return np.squeeze(-np.sum(likelihoods))


@mistake(
    "compute_cost",
    cost_of,
    "the sign is wrong",
    "Logarithms of probabilities are negative, and the cost is minus their mean: it is never below zero.",
    hint="Can a cost be negative?",
    where="the line of the cost",
)
def _cost_sign(likelihoods, m):
    return np.squeeze(np.sum(likelihoods) / m)


@mistake(
    "compute_cost",
    cost_of,
    "divided by 2 m",
    "The factor 1/2 belongs to squared errors. Cross-entropy is divided by m only.",
    hint="Compare the factor in front of the sum.",
    where="the line of the cost",
)
def _cost_halved(likelihoods, m):
    return np.squeeze(-np.sum(likelihoods) / (2 * m))


@mistake(
    "compute_cost",
    cost_of,
    "the result is an array, not a number",
    "The value is right, but it comes as an array with one entry. np.squeeze takes the extra dimensions away.",
    hint="Print cost.shape: it should be ().",
    where="the last lines",
)
def _cost_not_squeezed(likelihoods, m):
    return np.reshape(-np.sum(likelihoods) / m, (1, 1))


@mistake(
    "compute_cost",
    cost_of,
    "the samples are not summed",
    "Your result has one entry per sample. The cost is one number: minus the mean of all of them.",
    hint="Where does the sum over the samples happen?",
    where="the line of the cost",
)
def _cost_per_sample(likelihoods, m):
    return np.squeeze(-likelihoods / m)


@mistake(
    "compute_cost",
    log_likelihoods,
    "the labels 0 do not count",
    "Only Y log(AL) is there. A sample with label 0 contributes log(1 - AL), by the second term (1 - Y) log(1 - AL).",
    hint="What does a sample with Y = 0 add to your cost?",
    where="the line of the cost",
)
def _cost_first_term_only(AL, Y):
    return Y * np.log(AL)


@mistake(
    "compute_cost",
    log_likelihoods,
    "the two terms are subtracted",
    "The two terms are added inside the bracket, with one minus in front of the whole.",
    hint="Check the sign of the second term.",
    where="the line of the cost",
)
def _cost_terms_subtracted(AL, Y):
    return Y * np.log(AL) - (1 - Y) * np.log(1 - AL)


@mistake(
    "compute_cost",
    log_likelihoods,
    "log(AL) in both terms",
    "The second term needs the probability of label 0, which is 1 - AL.",
    hint="Which probability does the network give to label 0?",
    where="the second term",
)
def _cost_same_log_twice(AL, Y):
    return Y * np.log(AL) + (1 - Y) * np.log(AL)


@mistake(
    "compute_cost",
    log_likelihoods,
    "squared error instead of cross-entropy",
    "Your cost is the mean of (AL - Y)². The task asks for cross-entropy, with logarithms.",
    hint="Which formula does the text give?",
    where="the line of the cost",
)
def _cost_squared_error(AL, Y):
    return -((AL - Y) ** 2)


@mistake(
    "compute_cost",
    log_likelihoods,
    "logarithm to the base 10",
    "np.log10 is the logarithm to the base 10. Cross-entropy uses the natural one, np.log.",
    hint="Which logarithm?",
    where="the line of the cost",
)
def _cost_log10(AL, Y):
    return Y * np.log10(AL) + (1 - Y) * np.log10(1 - AL)


@mistake(
    "compute_cost",
    log_likelihoods,
    "logarithm to the base 2",
    "np.log2 is the logarithm to the base 2. Cross-entropy uses the natural one, np.log.",
    hint="Which logarithm?",
    where="the line of the cost",
)
def _cost_log2(AL, Y):
    return Y * np.log2(AL) + (1 - Y) * np.log2(1 - AL)


# Backward through one layer.


@mistake(
    "linear_backward",
    weight_gradient,
    "dW is not divided by m",
    "dW is the mean over the samples: np.dot(dZ, A_prev.T) sums over them, so 1/m is missing.",
    hint="Compare dW and db: which of them is divided by m?",
    where="the line of dW",
)
def _dW_not_divided(dZ, A_prev, W, m):
    return np.dot(dZ, A_prev.T)


@mistake(
    "linear_backward",
    weight_gradient,
    "dW is divided by m twice",
    "dW is np.dot(dZ, A_prev.T) divided by m once.",
    hint="Count the divisions by m on the way to dW.",
    where="the line of dW",
)
def _dW_divided_twice(dZ, A_prev, W, m):
    return np.dot(dZ, A_prev.T) / m**2


@mistake(
    "linear_backward",
    weight_gradient,
    "dW is transposed",
    "dW has the shape of W, (n[l], n[l-1]): it is dZ times A_prev transposed.",
    hint="Compare dW.shape with W.shape.",
    where="the line of dW",
)
def _dW_transposed(dZ, A_prev, W, m):
    return np.dot(A_prev, dZ.T) / m


@mistake(
    "linear_backward",
    bias_gradient,
    "db is not divided by m",
    "db is the mean over the samples: the row sums of dZ are to be divided by m.",
    hint="Compare dW and db: which of them is divided by m?",
    where="the line of db",
)
def _db_not_divided(dZ, m):
    return np.sum(dZ, axis=1, keepdims=True)


@mistake(
    "linear_backward",
    bias_gradient,
    "db is divided by m twice",
    "db is the row sums of dZ divided by m once. np.mean divides already.",
    hint="Count the divisions by m on the way to db.",
    where="the line of db",
)
def _db_divided_twice(dZ, m):
    return np.sum(dZ, axis=1, keepdims=True) / m**2


@mistake(
    "linear_backward",
    bias_gradient,
    "db is no column",
    "The values are right, but db has the shape (n,) and b has (n, 1). keepdims=True keeps the column.",
    hint="Compare db.shape with b.shape.",
    where="the line of db",
)
def _db_flat(dZ, m):
    return np.sum(dZ, axis=1) / m


@mistake(
    "linear_backward",
    bias_gradient,
    "db is squeezed to a number",
    "np.squeeze takes the column's shape away, and the assertion that db is a float holds for a layer with one "
    "unit only (an "
    "old template had it). db has the shape of b, (n, 1).",
    hint="How many biases has a layer with three units?",
    where="the line of db, and the assertion about it",
)
def _db_squeezed(dZ, m):
    db = np.squeeze(np.sum(dZ, axis=1, keepdims=True)) / m
    assert isinstance(db, float), "isinstance(db, float)"
    return db


@mistake(
    "linear_backward",
    bias_gradient,
    "db is summed over the units",
    "Samples are columns. The sum over the samples is axis=1 and leaves one entry per unit; axis=0 adds up "
    "different units.",
    hint="db has one entry per unit. Which axis has to go?",
    where="the line of db",
)
def _db_over_units(dZ, m):
    return np.sum(dZ, axis=0, keepdims=True) / m


@mistake(
    "linear_backward",
    bias_gradient,
    "db is a single number",
    "All of dZ is summed to one number. Each unit has a bias of its own, so only the samples are summed: axis=1, "
    "keepdims=True. "
    "With a single unit this cannot be seen.",
    hint="How many biases has a layer with three units?",
    where="the line of db",
)
def _db_one_number(dZ, m):
    return np.sum(dZ) / m


@mistake(
    "linear_backward",
    bias_gradient,
    "db is not summed",
    "db still has one column per sample. It is the sum over the samples (axis=1), divided by m.",
    hint="Compare db.shape with b.shape.",
    where="the line of db",
)
def _db_not_summed(dZ, m):
    return dZ / m


@mistake(
    "linear_backward",
    gradient_handed_back,
    "dA_prev is divided by m",
    "Only dW and db are means over the samples. dA_prev still belongs to each sample on its own: W^T dZ, without 1/m.",
    hint="Which of the three results has one column per sample?",
    where="the line of dA_prev",
)
def _dA_prev_divided(W, dZ, m):
    return np.dot(W.T, dZ) / m


@mistake(
    "linear_backward",
    gradient_handed_back,
    "dA_prev uses W without transposing it",
    "Going back, the weights are applied transposed: dA_prev = W^T dZ.",
    hint="Compare the shapes of W, dZ and A_prev.",
    where="the line of dA_prev",
)
def _dA_prev_not_transposed(W, dZ, m):
    return np.dot(W, dZ)


@mistake(
    "linear_backward",
    number_of_samples,
    "m is the number of units",
    "Samples are columns, so m is A_prev.shape[1]. A_prev.shape[0] is the number of units of the layer before.",
    hint="What does shape[0] count when samples are columns?",
    where="the line of m",
)
def _m_is_units(A_prev):
    return A_prev.shape[0]


def _dW_elementwise(dZ, A_prev, W, m):
    return dZ * A_prev / m


def _dA_prev_elementwise(W, dZ, m):
    return dZ * W.T


mistake(
    "linear_backward",
    weight_gradient,
    "elementwise product in dW",
    "dW is a matrix product, np.dot(dZ, A_prev.T): it sums over the samples. `*` multiplies entry by entry.",
    hint="Which operator gives the shape of W?",
    where="the line of dW",
)(_dW_elementwise)
mistake(
    "linear_backward",
    gradient_handed_back,
    "elementwise product in dA_prev",
    "dA_prev is a matrix product, np.dot(W.T, dZ). `*` multiplies entry by entry.",
    hint="Which operator gives the shape of A_prev?",
    where="the line of dA_prev",
)(_dA_prev_elementwise)


@mistake(
    "linear_activation_backward",
    activation_gradient,
    "sigmoid_backward and relu_backward are exchanged",
    'With activation "relu" your function applies sigmoid_backward, and the other way round.',
    hint="Read the two branches aloud: if the activation is relu, then ...",
    where="the branches of the if",
)
def _slopes_exchanged(dA, activation_cache, activation):
    return (relu_backward if activation == "sigmoid" else sigmoid_backward)(dA, activation_cache)


@mistake(
    "linear_activation_backward",
    activation_gradient,
    "always sigmoid_backward",
    "Whatever `activation` says, your function applies sigmoid_backward.",
    hint='Which branch is taken for activation = "relu"?',
    where="the branches of the if",
)
def _always_sigmoid_slope(dA, activation_cache, activation):
    return sigmoid_backward(dA, activation_cache)


@mistake(
    "linear_activation_backward",
    activation_gradient,
    "always relu_backward",
    "Whatever `activation` says, your function applies relu_backward.",
    hint='Which branch is taken for activation = "sigmoid"?',
    where="the branches of the if",
)
def _always_relu_slope(dA, activation_cache, activation):
    return relu_backward(dA, activation_cache)


@mistake(
    "linear_activation_backward",
    activation_gradient,
    "the slope of the activation is missing",
    "dA is used as if it were dZ. The chain rule first multiplies by the slope of the activation: relu_backward "
    "or sigmoid_backward.",
    hint="What turns dA into dZ?",
    where="the line of dZ",
)
def _no_slope(dA, activation_cache, activation):
    return dA


@mistake(
    "linear_activation_backward",
    activation_gradient,
    "the slope is divided by m",
    "1/m enters once, in linear_backward. Here dZ is divided by the number of samples already, so dW and db are "
    "divided twice.",
    hint="Where else is divided by m?",
    where="the line of dZ",
)
def _slope_divided(dA, activation_cache, activation):
    return (sigmoid_backward if activation == "sigmoid" else relu_backward)(dA, activation_cache) / dA.shape[1]


# Backward through the network.


@mistake(
    "L_model_backward",
    cost_gradient,
    "the sign of dAL is wrong",
    "dAL = -(Y / AL - (1 - Y) / (1 - AL)). Without the minus every gradient of the network has the opposite sign.",
    hint="For Y = 1 the cost falls when AL grows: which sign must dAL have there?",
    where="the line of dAL",
)
def _dAL_sign(AL, Y):
    return np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)


@mistake(
    "L_model_backward",
    cost_gradient,
    "AL - Y is used as dAL",
    "AL - Y is dZ of the last layer: the sigmoid's slope is in it already. As dAL it is multiplied by that slope "
    "a second time.",
    hint="Is AL - Y the derivative by AL, or by ZL?",
    where="the line of dAL",
)
def _dAL_is_dZL(AL, Y):
    return AL - Y


@mistake(
    "L_model_backward",
    cost_gradient,
    "dAL is divided by m",
    "1/m enters once, in linear_backward, for dW and db.",
    hint="Where else is divided by m?",
    where="the line of dAL",
)
def _dAL_divided(AL, Y):
    return -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)) / AL.shape[1]


@mistake(
    "L_model_backward",
    cost_gradient,
    "the second term of dAL has the wrong sign",
    "dAL = -(Y / AL - (1 - Y) / (1 - AL)): the second term is subtracted inside the bracket.",
    hint="For Y = 0 the cost grows when AL grows: which sign must dAL have there?",
    where="the line of dAL",
)
def _dAL_terms_added(AL, Y):
    return -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))


@mistake(
    "L_model_backward",
    backward_activations,
    "the hidden layers use the sigmoid's slope",
    'The hidden layers have ReLU on the way forward, so on the way back they need activation="relu".',
    hint="Which activation do you pass inside the loop?",
    where="the call inside the loop",
)
def _hidden_slopes_of_sigmoid(L):
    return ["sigmoid"] * L


@mistake(
    "L_model_backward",
    backward_activations,
    "the last layer uses ReLU's slope",
    'The last layer has the sigmoid on the way forward, so on the way back it needs activation="sigmoid".',
    hint="Which activation do you pass for layer L?",
    where="the call before the loop",
)
def _last_slope_of_relu(L):
    return ["relu"] * L


@mistake(
    "L_model_backward",
    backward_activations,
    "ReLU's and the sigmoid's slopes are exchanged",
    "The last layer has the sigmoid and the hidden ones ReLU; yours are the other way round.",
    hint="Which activation do you pass before the loop, and which inside?",
    where="the calls of linear_activation_backward",
)
def _model_slopes_exchanged(L):
    return ["sigmoid"] * (L - 1) + ["relu"]


@mistake(
    "L_model_backward",
    incoming,
    "every hidden layer is fed with dAL",
    "Layer l needs the gradient that layer l + 1 handed back. Yours gets dAL, the derivative of the cost by the "
    "network's output, "
    "in every round.",
    hint="What does linear_activation_backward return first, and who needs it next?",
    where="the first argument of the call inside the loop",
)
def _hidden_layers_fed_with_dAL(grads, dAL, l, L):
    return dAL


@mistake(
    "L_model_backward",
    incoming,
    "every hidden layer is fed with the last layer's gradient",
    "Inside the loop the incoming gradient never changes: each hidden layer gets what the last layer handed "
    "back. That is right for two "
    "layers only. Layer l needs what layer l + 1 handed back.",
    hint="Which index does the key of the incoming gradient have in the second round of the loop?",
    where="the first argument of the call inside the loop",
)
def _hidden_layers_fed_with_last(grads, dAL, l, L):
    return dAL if l == L else grads[activation_key(L - 1)]


_KEYS = (
    "Going back, layer l needs the gradient that layer l + 1 handed back, under the key where that layer has "
    "just stored it. "
    "Yours looks under another number, where nothing stands yet."
)


@mistake(
    "L_model_backward",
    incoming,
    "a gradient is read before it is written",
    _KEYS,
    hint="Write down, for L = 3, which keys the last layer stores and which key the first round of the loop reads.",
    where="the key of the incoming gradient inside the loop: it is one too high",
)
def _key_one_too_high(grads, dAL, l, L):
    return dAL if l == L else grads[activation_key(l + 1)]


@mistake(
    "L_model_backward",
    incoming,
    "a gradient is read before it is written",
    _KEYS,
    hint="Write down, for L = 3, which keys the last layer stores and which key the first round of the loop reads.",
    where="the key of the incoming gradient inside the loop: it is one too low",
)
def _key_one_too_low(grads, dAL, l, L):
    return dAL if l == L else grads[activation_key(l - 1)]


@mistake(
    "L_model_backward",
    cache_for,
    "the caches are used in forward order",
    "On the way back layer l needs its own cache, caches[l - 1]. Yours takes the hidden layers' caches from the "
    "first one on.",
    hint="For L = 4: which cache does the first round of your loop use?",
    where="the line of current_cache",
)
def _caches_forwards(caches, l):
    return caches[l - 1] if l == len(caches) else caches[len(caches) - 1 - l]


@mistake(
    "L_model_backward",
    cache_for,
    "the same cache for every hidden layer",
    "Each hidden layer needs its own cache, caches[l - 1]. Yours takes the one of layer L - 1 in every round, "
    "which is right for two "
    "layers only.",
    hint="Does the index of current_cache contain the loop variable?",
    where="the line of current_cache",
)
def _one_cache_for_all(caches, l):
    return caches[l - 1] if l == len(caches) else caches[len(caches) - 2]


@mistake(
    "L_model_backward",
    visited_layers,
    "the last hidden layer is skipped",
    "After layer L comes layer L - 1. Your loop begins one layer lower, at L - 2.",
    hint="reversed(range(L - 1)) begins with L - 2, which is layer L - 1 because counting starts at 0.",
    where="the range of the loop",
)
def _last_hidden_missing(L):
    return [L, *range(L - 2, 0, -1)]


@mistake(
    "L_model_backward",
    visited_layers,
    "the first layer is missing",
    "The loop ends one layer too early: layer 1 has gradients too.",
    hint="reversed(range(L - 1)) ends with 0. What does yours end with?",
    where="the range of the loop",
)
def _first_layer_missing(L):
    return range(L, 1, -1)


@mistake(
    "L_model_backward",
    visited_layers,
    "the hidden layers are missing",
    "Only the gradients of the last layer are there. The loop over the hidden layers L - 1, ..., 1 does not run, "
    "or stores nothing.",
    hint="Print inside the loop: which layers does it visit?",
    where="the loop",
)
def _only_last_layer(L):
    return range(L, L - 1, -1)


@mistake(
    "L_model_backward",
    stored,
    "the weights' and the biases' gradients are exchanged",
    "linear_activation_backward returns (dA_prev, dW, db), in this order.",
    hint="In which order do you unpack the three results?",
    where="where the results are stored",
)
def _dW_and_db_exchanged(grads, l, L, dA_prev, dW, db):
    grads[activation_key(l - 1)], grads[f"dW{l}"], grads[f"db{l}"] = dA_prev, db, dW


def _older_key(l):
    return f"dA{l + 1}"


#: The steps of L_model_backward.
_BACKWARD_STEPS = frozenset(
    {"cost_gradient", "backward_activations", "incoming", "cache_for", "visited_layers", "stored"}
)

# The same mistakes in the course's older numbering of dA, which is accepted too.
MISCONCEPTIONS.extend(
    {
        **entry,
        "name": f"{entry['name']}_older_numbering",
        "replaces": {**entry["replaces"], "activation_key": _older_key},
    }
    for entry in [one for one in MISCONCEPTIONS if set(one["replaces"]) & _BACKWARD_STEPS]
)


def _all_gradients(AL, Y, caches):
    """What the right L_model_backward gives."""
    grads, L = {}, len(caches)
    dAL = cost_gradient(AL, np.reshape(Y, AL.shape))
    for l in visited_layers(L):
        activation = backward_activations(L)[l - 1]
        found = linear_activation_backward(incoming(grads, dAL, l, L), cache_for(caches, l), activation)
        stored(grads, l, L, *found)
    return grads


@mistake(
    "L_model_backward",
    L_model_backward,
    "the derivatives by the activations are not kept",
    "Your dictionary holds dW and db of every layer, but not dA0 ... dA(L-1), which the task asks for as well.",
    hint="Compare the keys of your dictionary with those of the starter.",
    where="the lines that store the gradients",
)
def _no_dA_kept(AL, Y, caches):
    return {key: value for key, value in _all_gradients(AL, Y, caches).items() if not key.startswith("dA")}


@mistake(
    "L_model_backward",
    L_model_backward,
    "two things are returned",
    "Your function returns the gradients and the last dA_prev. Only the dictionary of gradients is asked for.",
    hint="Look at the return statement.",
    where="the return statement",
)
def _gradients_and_dA_returned(AL, Y, caches):
    grads = _all_gradients(AL, Y, caches)
    return grads, grads[activation_key(0)]


# Update.


@mistake(
    "update_parameters",
    step,
    "the step goes uphill",
    "The gradient points to where the cost grows, so it is subtracted. Yours is added.",
    hint="Plus or minus?",
    where="the lines of the update",
)
def _uphill(value, gradient, learning_rate):
    return value + learning_rate * gradient


@mistake(
    "update_parameters",
    step,
    "the learning rate is missing",
    "The whole gradient is subtracted. The step is learning_rate times the gradient.",
    hint="Where is learning_rate used?",
    where="the lines of the update",
)
def _without_rate(value, gradient, learning_rate):
    return value - gradient


@mistake(
    "update_parameters",
    step,
    "the parameter is replaced by the step",
    "Your new parameter is -learning_rate times the gradient (or plus). The old value has to stay in: new = old "
    "- rate * gradient.",
    hint="Does the old value appear on the right-hand side?",
    where="the lines of the update",
)
def _replaced_by_step(value, gradient, learning_rate):
    return -learning_rate * gradient


@mistake(
    "update_parameters",
    step,
    "nothing is updated",
    "The parameters come back as they were.",
    hint="Are the new values stored under the keys of the dictionary that you return?",
    where="the lines of the update",
)
def _nothing_updated(value, gradient, learning_rate):
    return value


@mistake(
    "update_parameters",
    updated_layers,
    "the last layer is not updated",
    "Layers are numbered 1 ... L. Your loop leaves out layer L.",
    hint="range(L) gives 0 ... L - 1. With l + 1 as the key all layers are visited; what is your combination?",
    where="the range of the loop",
)
def _last_layer_not_updated(L):
    return range(1, L)


@mistake(
    "update_parameters",
    updated_layers,
    "the first layer is not updated",
    "Layers are numbered 1 ... L. Your loop leaves out layer 1.",
    hint="Which key does the first round of your loop use?",
    where="the range of the loop",
)
def _first_layer_not_updated(L):
    return range(2, L + 1)


@mistake(
    "update_parameters",
    updated_kinds,
    "the biases are not updated",
    "Only the weights change. The biases take the same step with db.",
    hint="Two lines inside the loop: one for W, one for b.",
    where="the loop",
)
def _only_weights_updated():
    return ("W",)


@mistake(
    "update_parameters",
    updated_kinds,
    "the weights are not updated",
    "Only the biases change. The weights take the same step with dW.",
    hint="Two lines inside the loop: one for W, one for b.",
    where="the loop",
)
def _only_biases_updated():
    return ("b",)


@mistake(
    "update_parameters",
    update_parameters,
    "W takes two steps, b none",
    "Both lines of your loop change W. The second one is for b, with db.",
    hint="Read the keys of the second line aloud.",
    where="the second line inside the loop",
)
def _weights_updated_twice(params, grads, learning_rate):
    parameters = dict(params)
    for l in updated_layers(len(parameters) // 2):
        for _ in range(2):
            parameters[f"W{l}"] = step(parameters[f"W{l}"], grads[f"dW{l}"], learning_rate)
    return parameters
