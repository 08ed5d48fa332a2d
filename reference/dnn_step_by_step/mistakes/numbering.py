"""Mistakes in L_model_backward about which cache, which key, and which first gradient belong to a layer."""

import numpy as np

from grader.engine import mistake
from reference.dnn_step_by_step.solution import (
    L_model_backward,
    activation_key,
    backward_activations,
    cache_for,
    cost_gradient,
    linear_activation_backward,
    stored,
    visited_layers,
)


def _older_key(l):
    return f"dA{l + 1}"


def in_both_numberings(step, wrong, name, title, explanation, *, hint, where):
    """A mistake that occurs with the current numbering of dA and with the older one."""
    texts = {"title": f"L_model_backward: {title}", "explanation": explanation, "hint": hint, "where": where}
    mistake(step, **texts, name=name)(wrong)
    mistake(step, **texts, name=f"{name}_older_numbering", also={activation_key: _older_key})(wrong)


_CACHES = "L_model_backward, the line of the hidden layer's cache"

in_both_numberings(
    cache_for,
    lambda caches, l: caches[l - 1] if l == len(caches) else caches[-(l - 1)],
    "caches_counted_from_the_end",
    "the hidden layers' caches are counted from the end",
    "Your hidden layers get caches[0], caches[-1], caches[-2], ... A negative index counts from the end of the list, "
    "so only the first of them is right, which is all of them for two layers. Layer l needs caches[l - 1].",
    hint="Which entry of a list of three is number -1?",
    where=_CACHES,
)
in_both_numberings(
    cache_for,
    lambda caches, l: caches[l - 1] if l == len(caches) else caches[-l],
    "caches_counted_from_the_end_by_one",
    "the hidden layers' caches are counted from the end",
    "Your layer l gets caches[-l]. A negative index counts from the end of the list: layer 1 gets the cache of layer "
    "L. Layer l needs caches[l - 1].",
    hint="Which entry of a list of three is number -1?",
    where=_CACHES,
)
in_both_numberings(
    cache_for,
    lambda caches, l: caches[min(l, len(caches) - 1)],
    "cache_of_the_layer_above",
    "every hidden layer gets the cache of the layer above",
    "Layer l needs its own cache, caches[l - 1], because lists begin at 0. Your hidden layers get caches[l].",
    hint="For L = 2: which of the two caches belongs to layer 1?",
    where=_CACHES,
)
in_both_numberings(
    cache_for,
    lambda caches, l: caches[l - 1] if l == len(caches) else caches[l - 2],
    "cache_of_the_layer_below",
    "every hidden layer gets the cache of the layer below",
    "Layer l needs its own cache, caches[l - 1]. Your hidden layers get caches[l - 2], which for layer 1 is the last "
    "one of the list.",
    hint="For L = 2: which of the two caches belongs to layer 1?",
    where=_CACHES,
)
in_both_numberings(
    cache_for,
    lambda caches, l: caches[max(l - 2, 0)] if l == len(caches) else caches[l - 1],
    "last_cache_one_too_low",
    "the last layer gets the cache of layer L - 1",
    "Lists begin at 0, so the cache of layer L is caches[L - 1], the last one. Yours takes the one before.",
    hint="For L = 2: which index has the last of two caches?",
    where="L_model_backward, the cache of the last layer",
)
in_both_numberings(
    cost_gradient,
    lambda AL, Y: AL,
    "AL_for_dAL",
    "the last layer is fed with AL",
    "The first gradient on the way back is dAL, the derivative of the cost by AL. Your last layer gets AL itself, so "
    "the labels do not matter.",
    hint="Is the variable that holds dAL used anywhere?",
    where="L_model_backward, the first argument of the call for the last layer",
)
in_both_numberings(
    cost_gradient,
    lambda AL, Y: Y - AL,
    "dAL_is_difference",
    "Y - AL is used as dAL",
    "dAL = -(Y / AL - (1 - Y) / (1 - AL)). The plain difference lacks the division, and its sign is the other one.",
    hint="Differentiate -(Y log AL + (1 - Y) log(1 - AL)) by AL.",
    where="L_model_backward, the line of dAL",
)


def _hidden_dA_one_too_high(grads, l, L, dA_prev, dW, db):
    grads[activation_key(l - 1 if l == L else l)], grads[f"dW{l}"], grads[f"db{l}"] = dA_prev, dW, db


def _last_dA_one_too_high(grads, l, L, dA_prev, dW, db):
    grads[activation_key(l if l == L else l - 1)], grads[f"dW{l}"], grads[f"db{l}"] = dA_prev, dW, db


def _handed_on_by_itself(store):
    """L_model_backward that hands the gradient on in a variable, and keeps it with `store`."""

    def L_model_backward(AL, Y, caches):
        grads, L = {}, len(caches)
        dA = cost_gradient(AL, np.reshape(Y, AL.shape))
        for l in range(L, 0, -1):
            found = linear_activation_backward(dA, cache_for(caches, l), backward_activations(L)[l - 1])
            store(grads, l, L, *found)
            dA = found[0]
        return grads

    return L_model_backward


for wrong, title, explanation, where in (
    (
        _hidden_dA_one_too_high,
        "the hidden layers' dA stand under the wrong number",
        "Your last layer keeps its dA_prev under the number L - 1, but the hidden layer l keeps its own under l "
        "instead of l - 1: it overwrites what layer l + 1 has put there, and dA0 is missing.",
        "L_model_backward, the keys of dA inside the loop",
    ),
    (
        _last_dA_one_too_high,
        "the last layer's dA stands under the wrong number",
        "Your last layer keeps its dA_prev under the number L, but the hidden layer l keeps its own under l - 1.",
        "L_model_backward, the key of dA of the last layer",
    ),
):
    texts = {"title": f"L_model_backward: {title}", "explanation": explanation, "where": where}
    texts["hint"] = (
        "Write down, for L = 3, under which keys the last layer and the two rounds of the loop store their dA."
    )
    name = wrong.__name__.lstrip("_")
    if wrong is _hidden_dA_one_too_high:
        # Of the other one, read by its key, only a KeyError would be seen, which has other causes too.
        mistake(stored, **texts, name=f"{name}_and_read")(wrong)
    mistake(L_model_backward, **texts, name=name)(_handed_on_by_itself(wrong))


def _parameters_one_too_low(grads, l, L, dA_prev, dW, db):
    number = l if l == L else l - 1
    grads[activation_key(l - 1)], grads[f"dW{number}"], grads[f"db{number}"] = dA_prev, dW, db


def _parameters_one_too_high(grads, l, L, dA_prev, dW, db):
    number = l if l == L else l + 1
    grads[activation_key(l - 1)], grads[f"dW{number}"], grads[f"db{number}"] = dA_prev, dW, db


for wrong, name, kept in (
    (_parameters_one_too_low, "parameters_one_too_low", "one too low: layer 1 stands under dW0 and db0"),
    (_parameters_one_too_high, "parameters_one_too_high", "one too high: layer L - 1 overwrites layer L"),
):
    in_both_numberings(
        stored,
        wrong,
        name,
        "the hidden layers' dW and db stand under the wrong number",
        f"Layers are numbered 1 ... L. The numbers in the keys of your hidden layers are {kept}.",
        hint="Inside the loop l begins with L - 2, because counting starts at 0: which layer is that?",
        where="L_model_backward, the keys of dW and db inside the loop",
    )


in_both_numberings(
    visited_layers,
    lambda L: range(L, max(L - 2, 0), -1),
    "returned_after_the_first_round",
    "only the last two layers have gradients",
    "Your dictionary has the gradients of layers L and L - 1, which is enough for two layers only. After the first "
    "round of the loop nothing is added any more.",
    hint="How is the return statement indented: as the loop, or as what the loop repeats?",
    where="L_model_backward, the indentation of the return statement",
)


def _unpacked_in_other_order(grads, l, L, dA_prev, dW, db):
    if l < L:
        dW, db = db, dW
    grads[activation_key(l - 1)], grads[f"dW{l}"], grads[f"db{l}"] = dA_prev, dW, db


in_both_numberings(
    stored,
    _unpacked_in_other_order,
    "hidden_dW_and_db_exchanged",
    "the hidden layers' dW and db are exchanged",
    "linear_activation_backward returns (dA_prev, dW, db), in this order. Inside your loop the last two are exchanged.",
    hint="In which order do you unpack the three results?",
    where="L_model_backward, where the results are stored inside the loop",
)
