"""Mistakes in update_parameters."""

from grader.engine import mistake
from reference.mlp_notebook.solution import layers_to_update, step, update_parameters


@mistake(
    layers_to_update,
    "The last layer is not updated",
    "Your loop ends one layer early, so the last layer never learns.",
    hint="range(1, L) stops at L - 1.",
    where="The range of the loop.",
)
def _last_layer_not_updated(count):
    return range(1, count)


@mistake(
    layers_to_update,
    "The first layer is not updated",
    "Your loop begins one layer late, so the first layer never learns.",
    hint="The layers are counted from 1.",
    where="The range of the loop.",
)
def _first_layer_not_updated(count):
    return range(2, count + 1)


@mistake(
    step,
    "The step goes the wrong way",
    "Your parameters are updated with plus. Gradient descent goes against the gradient: minus.",
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


@mistake(
    step,
    "The learning rate decays",
    "Your step divides alpha by 1 + 0.01 epoch. The task asks for plain gradient descent: alpha stays as it is.",
    hint="What is epoch used for?",
    where="The line that changes alpha.",
)
def _step_with_decay(parameter, gradient, epoch, alpha):
    return parameter - alpha / (1 + 0.01 * epoch) * gradient


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
