"""Mistakes on the way back through the network, L_model_backward."""

import numpy as np

from grader.engine import mistake
from reference.dnn_step_by_step.solution import (
    L_model_backward,
    activation_key,
    backward_activations,
    cache_for,
    cost_gradient,
    incoming,
    linear_activation_backward,
    stored,
    visited_layers,
)

#: The mistakes in a step of the way back: (step, texts, wrong variant).
STEP_MISTAKES = []


def step_mistake(step, title, explanation, *, hint, where):
    """As `mistake`, for what is also a mistake in the older numbering, at the end of the steps."""

    def enter(wrong):
        texts = {"title": title, "explanation": explanation, "hint": hint, "where": where}
        STEP_MISTAKES.append((step, texts, wrong))
        return mistake(step, **texts)(wrong)

    return enter


@step_mistake(
    cost_gradient,
    "L_model_backward: the sign of dAL is wrong",
    "dAL = -(Y / AL - (1 - Y) / (1 - AL)). Without the minus every gradient of the network has the opposite sign.",
    hint="For Y = 1 the cost falls when AL grows: which sign must dAL have there?",
    where="L_model_backward, the line of dAL",
)
def _dAL_sign(AL, Y):
    return np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)


@step_mistake(
    cost_gradient,
    "L_model_backward: AL - Y is used as dAL",
    "AL - Y is dZ of the last layer: the sigmoid's slope is in it already. As dAL it is multiplied by that slope a "
    "second time.",
    hint="Is AL - Y the derivative by AL, or by ZL?",
    where="L_model_backward, the line of dAL",
)
def _dAL_is_dZL(AL, Y):
    return AL - Y


@step_mistake(
    cost_gradient,
    "L_model_backward: dAL is divided by m",
    "1/m enters once, in linear_backward, for dW and db.",
    hint="Where else is divided by m?",
    where="L_model_backward, the line of dAL",
)
def _dAL_divided(AL, Y):
    return -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)) / AL.shape[1]


@step_mistake(
    cost_gradient,
    "L_model_backward: the second term of dAL has the wrong sign",
    "dAL = -(Y / AL - (1 - Y) / (1 - AL)): the second term is subtracted inside the bracket.",
    hint="For Y = 0 the cost grows when AL grows: which sign must dAL have there?",
    where="L_model_backward, the line of dAL",
)
def _dAL_terms_added(AL, Y):
    return -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))


@step_mistake(
    backward_activations,
    "L_model_backward: the hidden layers use the sigmoid's slope",
    'The hidden layers have ReLU on the way forward, so on the way back they need activation="relu".',
    hint="Which activation do you pass inside the loop?",
    where="L_model_backward, the call inside the loop",
)
def _hidden_slopes_of_sigmoid(L):
    return ["sigmoid"] * L


@step_mistake(
    backward_activations,
    "L_model_backward: the last layer uses ReLU's slope",
    'The last layer has the sigmoid on the way forward, so on the way back it needs activation="sigmoid".',
    hint="Which activation do you pass for layer L?",
    where="L_model_backward, the call before the loop",
)
def _last_slope_of_relu(L):
    return ["relu"] * L


@step_mistake(
    backward_activations,
    "L_model_backward: ReLU's and the sigmoid's slopes are exchanged",
    "The last layer has the sigmoid and the hidden ones ReLU; yours are the other way round.",
    hint="Which activation do you pass before the loop, and which inside?",
    where="L_model_backward, the calls of linear_activation_backward",
)
def _model_slopes_exchanged(L):
    return ["sigmoid"] * (L - 1) + ["relu"]


@step_mistake(
    incoming,
    "L_model_backward: every hidden layer is fed with dAL",
    "Layer l needs the gradient that layer l + 1 handed back. Yours gets dAL, the derivative of the cost by the "
    "network's output, in every round.",
    hint="What does linear_activation_backward return first, and who needs it next?",
    where="L_model_backward, the first argument of the call inside the loop",
)
def _hidden_layers_fed_with_dAL(grads, dAL, l, L):
    return dAL


@step_mistake(
    incoming,
    "L_model_backward: every hidden layer is fed with the last layer's gradient",
    "Inside the loop the incoming gradient never changes: each hidden layer gets what the last layer handed back. "
    "That is right for two layers only. Layer l needs what layer l + 1 handed back.",
    hint="Which index does the key of the incoming gradient have in the second round of the loop?",
    where="L_model_backward, the first argument of the call inside the loop",
)
def _hidden_layers_fed_with_last(grads, dAL, l, L):
    return dAL if l == L else grads[activation_key(L - 1)]


_KEYS = (
    "Going back, layer l needs the gradient that layer l + 1 handed back, under the key where that layer has "
    "just stored it. "
    "Yours looks under another key, where nothing stands yet."
)
_KEYS_WHERE = (
    "L_model_backward, the key of the incoming gradient inside the loop, and the key under which the layer before it "
    "stores its own"
)


@step_mistake(
    incoming,
    "L_model_backward: a gradient is read before it is written",
    _KEYS,
    hint="Write down, for L = 3, which keys the last layer stores and which key the first round of the loop reads.",
    where=_KEYS_WHERE,
)
def _gradient_key_not_stored(grads, dAL, l, L):
    return dAL if l == L else grads[activation_key(l + 1)]


@step_mistake(
    incoming,
    "L_model_backward: a gradient is read before it is written",
    _KEYS,
    hint="Write down, for L = 3, which keys the last layer stores and which key the first round of the loop reads.",
    where=_KEYS_WHERE,
)
def _lower_gradient_key_not_stored(grads, dAL, l, L):
    return dAL if l == L else grads[activation_key(l - 1)]


@step_mistake(
    cache_for,
    "L_model_backward: the caches are used in forward order",
    "On the way back layer l needs its own cache, caches[l - 1]. Yours takes the hidden layers' caches from the first "
    "one on.",
    hint="For L = 4: which cache does the first round of your loop use?",
    where="L_model_backward, the line of current_cache",
)
def _caches_forwards(caches, l):
    return caches[l - 1] if l == len(caches) else caches[len(caches) - 1 - l]


@step_mistake(
    cache_for,
    "L_model_backward: the same cache for every hidden layer",
    "Each hidden layer needs its own cache, caches[l - 1]. Yours takes the one of layer L - 1 in every round, which "
    "is right for two layers only.",
    hint="Does the index of current_cache contain the loop variable?",
    where="L_model_backward, the line of current_cache",
)
def _one_cache_for_all(caches, l):
    return caches[l - 1] if l == len(caches) else caches[len(caches) - 2]


@step_mistake(
    visited_layers,
    "L_model_backward: the last hidden layer is skipped",
    "After layer L comes layer L - 1. Yours goes on one layer lower, with L - 2.",
    hint="reversed(range(L - 1)) begins with L - 2, which is layer L - 1 because counting starts at 0.",
    where="L_model_backward, the range of the loop",
)
def _last_hidden_missing(L):
    return [L, *range(L - 2, 0, -1)]


@step_mistake(
    visited_layers,
    "L_model_backward: the first layer is missing",
    "The loop ends one layer too early: layer 1 has gradients too.",
    hint="reversed(range(L - 1)) ends with 0. What does yours end with?",
    where="L_model_backward, the range of the loop",
)
def _first_layer_missing(L):
    return range(L, 1, -1)


@step_mistake(
    visited_layers,
    "L_model_backward: the hidden layers are missing",
    "Only the gradients of the last layer are there. The loop over the hidden layers L - 1, ..., 1 does not run, or "
    "stores nothing.",
    hint="Print inside the loop: which layers does it visit?",
    where="L_model_backward, the loop",
)
def _only_last_layer(L):
    return range(L, L - 1, -1)


@step_mistake(
    stored,
    "L_model_backward: the weights' and the biases' gradients are exchanged",
    "linear_activation_backward returns (dA_prev, dW, db), in this order.",
    hint="In which order do you unpack the three results?",
    where="L_model_backward, where the results are stored",
)
def _dW_and_db_exchanged(grads, l, L, dA_prev, dW, db):
    grads[activation_key(l - 1)], grads[f"dW{l}"], grads[f"db{l}"] = dA_prev, db, dW


def _older_key(l):
    return f"dA{l + 1}"


# The course's older numbering of dA is accepted too.
for step, texts, wrong in STEP_MISTAKES:
    name = f"{wrong.__name__.lstrip('_')}_older_numbering"
    mistake(step, **texts, name=name, also={activation_key: _older_key})(wrong)


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
    L_model_backward,
    "L_model_backward: the derivatives by the activations are not kept",
    "Your dictionary holds dW and db of every layer, but not dA0 ... dA(L-1), which the task asks for as well.",
    hint="Compare the keys of your dictionary with those of the starter.",
    where="L_model_backward, the lines that store the gradients",
)
def _no_dA_kept(AL, Y, caches):
    return {key: value for key, value in _all_gradients(AL, Y, caches).items() if not key.startswith("dA")}


@mistake(
    L_model_backward,
    "L_model_backward: two things are returned",
    "Your function returns the gradients and the last dA_prev. Only the dictionary of gradients is asked for.",
    hint="Look at the return statement.",
    where="L_model_backward, the return statement",
)
def _gradients_and_dA_returned(AL, Y, caches):
    grads = _all_gradients(AL, Y, caches)
    return grads, grads[activation_key(0)]
