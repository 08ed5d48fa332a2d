"""Mistakes in update_parameters."""

from grader.engine import adapter, mistake
from reference import clipping
from reference.dnn_step_by_step.solution import step, update_parameters, updated_kinds, updated_layers


@mistake(
    step,
    "update_parameters: the step goes uphill",
    "The gradient points to where the cost grows, so it is subtracted. Yours is added.",
    hint="Plus or minus?",
    where="update_parameters, the lines of the update",
)
def _uphill(value, gradient, learning_rate):
    return value + learning_rate * gradient


@mistake(
    step,
    "update_parameters: the learning rate is missing",
    "The whole gradient is subtracted. The step is learning_rate times the gradient.",
    hint="Where is learning_rate used?",
    where="update_parameters, the lines of the update",
)
def _without_rate(value, gradient, learning_rate):
    return value - gradient


@mistake(
    step,
    "update_parameters: the parameter is replaced by the step",
    "Your new parameter is -learning_rate times the gradient. The old value has to stay in: new = old - rate * "
    "gradient.",
    hint="Does the old value appear on the right-hand side?",
    where="update_parameters, the lines of the update",
)
def _replaced_by_step(value, gradient, learning_rate):
    return -learning_rate * gradient


@mistake(
    step,
    "update_parameters: the parameter is replaced by the step",
    "Your new parameter is learning_rate times the gradient. The old value has to stay in, and the step is subtracted: "
    "new = old - rate * gradient.",
    hint="Does the old value appear on the right-hand side?",
    where="update_parameters, the lines of the update",
)
def _replaced_by_step_uphill(value, gradient, learning_rate):
    return learning_rate * gradient


@mistake(
    step,
    "update_parameters: nothing is updated",
    "The parameters come back as they were.",
    hint="Are the new values stored under the keys of the dictionary that you return?",
    where="update_parameters, the lines of the update",
)
def _nothing_updated(value, gradient, learning_rate):
    return value


@mistake(
    updated_layers,
    "update_parameters: the last layer is not updated",
    "Layers are numbered 1 ... L. The parameters of layer L stay as they were.",
    hint="range(L) gives 0 ... L - 1. With l + 1 as the key all layers are visited; what is your combination?",
    where="update_parameters, the range of the loop",
)
def _last_layer_not_updated(L):
    return range(1, L)


@mistake(
    updated_layers,
    "update_parameters: the first layer is not updated",
    "Layers are numbered 1 ... L. The parameters of layer 1 stay as they were.",
    hint="Which key does the first round of your loop use?",
    where="update_parameters, the range of the loop",
)
def _first_layer_not_updated(L):
    return range(2, L + 1)


@mistake(
    updated_layers,
    "update_parameters: only the last layer is updated",
    "Layers are numbered 1 ... L. The parameters of all layers but layer L stay as they were.",
    hint="Which layers does your loop visit?",
    where="update_parameters, the loop",
)
def _only_last_layer_updated(L):
    return (L,)


@mistake(
    updated_layers,
    "update_parameters: only the first layer is updated",
    "Layers are numbered 1 ... L. The parameters of all layers but layer 1 stay as they were.",
    hint="Which layers does your loop visit? Does the return statement stand inside the loop?",
    where="update_parameters, the loop",
)
def _only_first_layer_updated(L):
    return (1,)


@mistake(
    step,
    "update_parameters: the step is multiplied by the parameter",
    "Your step is learning_rate times the parameter times its gradient. It is learning_rate times the gradient.",
    hint="How often does the old value appear on the right-hand side?",
    where="update_parameters, the lines of the update",
)
def _step_times_value(value, gradient, learning_rate):
    return value - learning_rate * value * gradient


@mistake(
    updated_kinds,
    "update_parameters: the biases are not updated",
    "Only the weights change. The biases take the same step with db.",
    hint="Two lines inside the loop: one for W, one for b.",
    where="update_parameters, the loop",
)
def _only_weights_updated():
    return ("W",)


@mistake(
    updated_kinds,
    "update_parameters: the weights are not updated",
    "Only the biases change. The weights take the same step with dW.",
    hint="Two lines inside the loop: one for W, one for b.",
    where="update_parameters, the loop",
)
def _only_biases_updated():
    return ("b",)


@mistake(
    update_parameters,
    "update_parameters: W takes two steps, b none",
    "W moves by twice its step, and b does not move. One of two steps is for b, with db.",
    hint="Read the keys of both lines aloud.",
    where="update_parameters, the lines of the update",
)
def _weights_updated_twice(params, grads, learning_rate):
    parameters = dict(params)
    for l in updated_layers(len(parameters) // 2):
        for _ in range(2):
            parameters[f"W{l}"] = step(parameters[f"W{l}"], grads[f"dW{l}"], learning_rate)
    return parameters


def _stepping(weights_by, biases_by):
    """Update with the gradients under these letters."""

    def update_parameters(params, grads, learning_rate):
        parameters = dict(params)
        for l in updated_layers(len(parameters) // 2):
            for kind, by in (("W", weights_by), ("b", biases_by)):
                parameters[f"{kind}{l}"] = step(parameters[f"{kind}{l}"], grads[f"d{by}{l}"], learning_rate)
        return parameters

    return update_parameters


for weights_by, biases_by, name, what in (
    ("b", "b", "weights_step_by_db", "W takes a step with db"),
    ("W", "W", "biases_step_by_dW", "b takes a step with dW"),
    ("b", "W", "gradients_exchanged", "W takes a step with db, and b with dW"),
):
    mistake(
        update_parameters,
        f"update_parameters: {what}",
        "W takes a step with its own gradient dW, and b with db. Broadcasting hides that the shapes differ.",
        hint="Read the keys of both lines aloud.",
        where="update_parameters, the lines of the update",
        name=name,
    )(_stepping(weights_by, biases_by))


@mistake(
    update_parameters,
    "update_parameters: nothing is returned",
    "Your function ends without returning the parameters.",
    hint="Add `return parameters` at the end.",
    where="update_parameters, the last line",
)
def _parameters_not_returned(params, grads, learning_rate):
    return None


@mistake(
    update_parameters,
    "update_parameters: the new b is computed from W",
    "Your new biases are W - learning_rate * db. The old value that stays in is b.",
    hint="Compare the two lines of the update word by word.",
    where="update_parameters, the line of b",
)
def _biases_from_weights(params, grads, learning_rate):
    parameters = dict(params)
    for l in updated_layers(len(parameters) // 2):
        for kind in updated_kinds():
            parameters[f"{kind}{l}"] = step(parameters[f"W{l}"], grads[f"d{kind}{l}"], learning_rate)
    return parameters


def _stepping_in_part(kind_without_rate):
    """Update in which the step of one kind of parameter is the whole gradient."""

    def update_parameters(params, grads, learning_rate):
        parameters = dict(params)
        for l in updated_layers(len(parameters) // 2):
            for kind in updated_kinds():
                rate = 1 if kind == kind_without_rate else learning_rate
                parameters[f"{kind}{l}"] = step(parameters[f"{kind}{l}"], grads[f"d{kind}{l}"], rate)
        return parameters

    return update_parameters


for kind, name in (("W", "weights_step_without_rate"), ("b", "biases_step_without_rate")):
    mistake(
        update_parameters,
        f"update_parameters: the learning rate is missing in the line of {kind}",
        f"The whole gradient d{kind} is subtracted from {kind}. The step is learning_rate times the gradient, in both "
        "lines.",
        hint="Compare the two lines of the update word by word.",
        where=f"update_parameters, the line of {kind}",
        name=name,
    )(_stepping_in_part(kind))


@mistake(
    step,
    "update_parameters: the learning rate multiplies the parameter too",
    "Your step is learning_rate (W - dW). The learning rate belongs to the gradient only: W - learning_rate dW.",
    hint="Which brackets does the formula have?",
    where="update_parameters, the lines of the update",
)
def _rate_times_difference(value, gradient, learning_rate):
    return learning_rate * (value - gradient)


@adapter(
    update_parameters,
    f"update_parameters: {clipping.TITLE[0].lower()}{clipping.TITLE[1:]}",
    clipping.explanation("Your step is"),
    hint=clipping.HINT,
    where="update_parameters, the lines of the update",
    when=clipping.WHEN,
)
def _update_with_clipped_gradients(call, params, grads, learning_rate):
    updated = call(params, grads, learning_rate)
    steps = [(params[name] - updated[name]) / learning_rate for name in params]
    clipping.unclipped(steps, [grads[f"d{name}"] for name in params])
    return update_parameters(params, grads, learning_rate)
