"""Mistakes in update_parameters."""

import numpy as np

from grader.engine import adapter, mistake
from reference import clipping
from reference.mlp_notebook.solution import layers_to_update, step, update_parameters


@mistake(
    layers_to_update,
    "The last layer is not updated",
    "The parameters of the last layer are the same before and after, so it never learns.",
    hint="range(1, L) stops at L - 1.",
    where="The range of the loop.",
)
def _last_layer_not_updated(count):
    return range(1, count)


@mistake(
    layers_to_update,
    "The first layer is not updated",
    "The parameters of the first layer are the same before and after, so it never learns.",
    hint="The layers are counted from 1.",
    where="The range of the loop.",
)
def _first_layer_not_updated(count):
    return range(2, count + 1)


@mistake(
    layers_to_update,
    "Only the last layer is updated",
    "The parameters of all other layers are the same before and after.",
    hint="Which layers does your loop visit?",
    where="The loop over the layers.",
)
def _only_last_layer_updated(count):
    return (count,)


@mistake(
    layers_to_update,
    "Only the first layer is updated",
    "The parameters of all other layers are the same before and after.",
    hint="Which layers does your loop visit? Does the return statement stand inside the loop?",
    where="The loop over the layers.",
)
def _only_first_layer_updated(count):
    return (1,)


@mistake(
    step,
    "The step goes the wrong way",
    "Your parameters move by plus alpha times the gradient. Gradient descent goes against the gradient: minus.",
    hint="Which sign has your update?",
    where="The lines that compute the new W and b.",
)
def _step_ascends(parameter, gradient, epoch, alpha):
    return parameter + alpha * gradient


@mistake(
    step,
    "The learning rate is missing",
    "Your parameters move by the whole gradient. The step is alpha times the gradient.",
    hint="Where does alpha enter?",
    where="The lines that compute the new W and b.",
)
def _step_without_rate(parameter, gradient, epoch, alpha):
    return parameter - gradient


@mistake(
    step,
    "The parameters are replaced by the step",
    "Your new parameters are alpha times the gradient, with a minus: the old ones are lost. The step is subtracted "
    "from them.",
    hint="Is it -= or = in your update?",
    where="The lines that compute the new W and b.",
)
def _step_replaces(parameter, gradient, epoch, alpha):
    return -alpha * gradient


@mistake(
    step,
    "The parameters are replaced by the step",
    "Your new parameters are alpha times the gradient: the old ones are lost. The step is subtracted from them.",
    hint="Does the old value appear on the right-hand side?",
    where="The lines that compute the new W and b.",
)
def _step_replaces_uphill(parameter, gradient, epoch, alpha):
    return alpha * gradient


@mistake(
    step,
    "The learning rate decays with the epoch",
    "Your step is alpha / (1 + epoch) times the gradient. Here the rate stays the same.",
    hint="Is epoch needed for a plain step?",
    where="The lines that compute the new W and b.",
)
def _step_decays(parameter, gradient, epoch, alpha):
    return parameter - alpha / (1 + epoch) * gradient


@mistake(
    step,
    "Nothing is updated",
    "The parameters are the same before and after.",
    hint="Are the new values put into the dictionary that you return?",
    where="The lines that compute the new W and b.",
)
def _step_does_nothing(parameter, gradient, epoch, alpha):
    return parameter


@mistake(
    update_parameters,
    "The biases are not updated",
    "Your weights move, but the biases are the same before and after.",
    hint="Is there a line for b beside the one for W?",
    where="The body of the loop.",
)
def _biases_not_updated(parameters, gradients, epoch, alpha):
    updated = dict(parameters)
    for layer in layers_to_update(len(parameters) // 2):
        updated[f"W{layer}"] = step(parameters[f"W{layer}"], gradients[f"dW{layer}"], epoch, alpha)
    return updated


def _decaying(rate):
    def step(parameter, gradient, epoch, alpha):
        return parameter - alpha / (1 + rate * epoch) * gradient

    return step


for rate, name in ((0.01, "step_with_decay"), (0.1, "step_with_decay_of_a_tenth"), (0.001, "step_with_small_decay")):
    mistake(
        step,
        "The learning rate decays",
        f"Your step divides alpha by 1 + {rate} epoch. The task asks for plain gradient descent: alpha stays as it is.",
        hint="What is epoch used for?",
        where="The line that changes alpha.",
        name=name,
    )(_decaying(rate))


@mistake(
    update_parameters,
    "Two things are returned",
    "Your function returns the parameters and the learning rate. Only the dictionary of parameters is asked for.",
    hint="Look at the return statement.",
    where="The return statement.",
)
def update_returns_pair(parameters, gradients, epoch, alpha):
    updated = dict(parameters)
    for layer in layers_to_update(len(parameters) // 2):
        for name in (f"W{layer}", f"b{layer}"):
            updated[name] = step(parameters[name], gradients[f"d{name}"], epoch, alpha)
    return updated, alpha


@mistake(
    update_parameters,
    "Nothing is returned",
    "Your function ends without returning the parameters.",
    hint="Add `return parameters` at the end.",
    where="The last line.",
)
def _update_returns_nothing(parameters, gradients, epoch, alpha):
    return None


def _with_rate(parameters, updated, gradients, alpha):
    """The right parameters, if every one of `updated` moved by one multiple of its gradient; else `updated`."""
    moved = np.concatenate([np.ravel(parameters[name] - updated[name]) for name in parameters])
    slopes = np.concatenate([np.ravel(gradients[f"d{name}"]) for name in parameters])
    rate = float(moved @ slopes / (slopes @ slopes))
    if rate <= 0 or not np.allclose(moved, rate * slopes, rtol=1e-6, atol=1e-9 * rate):
        return updated
    return {name: parameters[name] - alpha * gradients[f"d{name}"] for name in parameters}


@adapter(
    update_parameters,
    "The step has another size than alpha",
    "Your parameters move against the gradient, all by the same multiple of it, but this multiple is not alpha.",
    hint="By what is the gradient multiplied? Is alpha changed before?",
    where="The lines that compute the new W and b.",
    when=("value",),
)
def _update_with_other_rate(call, parameters, gradients, epoch, alpha):
    return _with_rate(parameters, call(parameters, gradients, epoch, alpha), gradients, alpha)


@adapter(
    update_parameters,
    "Two things are returned, and the step has another size than alpha",
    "Your function returns the parameters and one more thing; only the dictionary of parameters is asked for. And the "
    "parameters move by another multiple of the gradient than alpha.",
    hint="Look at the return statement. By what is the gradient multiplied?",
    where="The return statement, and the lines that compute the new W and b.",
    when=("type",),
)
def _update_returns_pair_with_other_rate(call, parameters, gradients, epoch, alpha):
    updated, _ = call(parameters, gradients, epoch, alpha)
    return _with_rate(parameters, updated, gradients, alpha)


@adapter(
    update_parameters,
    "The gradients have other keys",
    'Your function looks for the gradients under the parameters\' own keys. They stand under "dW1", "db1", "dW2", ...',
    hint="Which keys has the dictionary `gradients`?",
    where="The keys in the lines that compute the new W and b.",
    when=("KeyError",),
)
def _update_reads_keys_without_d(call, parameters, gradients, epoch, alpha):
    return call(parameters, {**gradients, **{name[1:]: value for name, value in gradients.items()}}, epoch, alpha)


@adapter(
    update_parameters,
    "One parameter too many",
    "Your function is right when it is handed a fifth argument, a rate of decay of 0. The task calls it with "
    "parameters, gradients, epoch and alpha.",
    hint="Which parameters does the task name?",
    where="The def line of update_parameters.",
    when=("TypeError",),
)
def _update_takes_decay(call, parameters, gradients, epoch, alpha):
    return call(parameters, gradients, epoch, alpha, 0.0)


@adapter(
    update_parameters,
    "One parameter too few: the epoch",
    "Your function is right when it is called without the epoch. The task calls it with parameters, gradients, epoch "
    "and alpha, in this order.",
    hint="Which parameters does the task name?",
    where="The def line of update_parameters.",
    when=("exception", "answer"),
)
def _update_without_epoch(call, parameters, gradients, epoch, alpha):
    return call(parameters, gradients, alpha)


@mistake(
    step,
    "The learning rate multiplies the parameter too",
    "Your step is alpha (W - dW). The learning rate belongs to the gradient only: W - alpha dW.",
    hint="Which brackets does the formula have?",
    where="The lines that compute the new W and b.",
)
def _rate_times_difference(parameter, gradient, epoch, alpha):
    return alpha * (parameter - gradient)


@adapter(
    update_parameters,
    clipping.TITLE,
    clipping.explanation("Your step is"),
    hint=clipping.HINT,
    where="The lines that compute the new W and b.",
    when=clipping.WHEN,
)
def _update_with_clipped_gradients(call, parameters, gradients, epoch, alpha):
    updated = call(parameters, gradients, epoch, alpha)
    steps = [(parameters[name] - updated[name]) / alpha for name in parameters]
    right = clipping.unclipped(steps, [gradients[f"d{name}"] for name in parameters])
    return {name: parameters[name] - alpha * gradient for name, gradient in zip(parameters, right, strict=True)}
