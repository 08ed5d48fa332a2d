"""Mistakes in multi_layer_network."""

from grader.engine import mistake
from reference.mlp_notebook.mistakes.update import update_returns_pair
from reference.mlp_notebook.solution import (
    initialize_network,
    is_recorded,
    iterations_of,
    multi_layer_backward,
    multi_layer_forward,
    one_iteration,
    outcome,
    softmax_cross_entropy_loss,
    softmax_cross_entropy_loss_der,
    update_parameters,
)


@mistake(
    one_iteration,
    "The parameters are never updated",
    "The network stays as it was initialised: the result of update_parameters is not kept, or it is not called.",
    hint="parameters = update_parameters(...).",
    where="The last of the five lines.",
)
def _training_without_update(X, Y, parameters, iteration, learning_rate):
    AL, _ = multi_layer_forward(X, parameters)
    return softmax_cross_entropy_loss(AL, Y)[2], parameters


def _taking_pair_apart(update):
    """One iteration that expects two results of update_parameters, as an older version of the course has it."""

    def one_iteration(X, Y, parameters, iteration, learning_rate):
        AL, caches = multi_layer_forward(X, parameters)
        _, cache, cost = softmax_cross_entropy_loss(AL, Y)
        gradients = multi_layer_backward(softmax_cross_entropy_loss_der(Y, cache), caches, parameters)
        return cost, update(parameters, gradients, iteration, learning_rate)[0]

    return one_iteration


def _decayed(parameters, gradients, epoch, alpha):
    return update_returns_pair(parameters, gradients, epoch, alpha / (1 + 0.01 * epoch))


for name, update, decays in (
    ("update_returns_pair_expected", update_returns_pair, ""),
    (
        "update_returns_pair_expected_with_decay",
        _decayed,
        " In addition the learning rate decays with the epoch.",
    ),
):
    mistake(
        update_parameters,
        "Two things are returned",
        "Your update_parameters returns the parameters and the learning rate. Only the dictionary of parameters is "
        f"asked for.{decays}",
        hint="Look at the return statement of update_parameters.",
        where="The return statement, and the last of the five lines of the loop.",
        name=name,
        also={one_iteration: _taking_pair_apart(update)},
    )(update)


@mistake(
    one_iteration,
    "The network is initialised in every iteration",
    "Each iteration begins with new parameters, so nothing that was learned is kept.",
    hint="How often is initialize_network called?",
    where="The beginning of the loop.",
)
def _training_from_new_start(X, Y, parameters, iteration, learning_rate):
    count = len(parameters) // 2
    fresh = initialize_network([X.shape[0], *(len(parameters[f"b{layer}"]) for layer in range(1, count + 1))])
    AL, caches = multi_layer_forward(X, fresh)
    _, cache, cost = softmax_cross_entropy_loss(AL, Y)
    gradients = multi_layer_backward(softmax_cross_entropy_loss_der(Y, cache), caches, fresh)
    return cost, update_parameters(fresh, gradients, iteration, learning_rate)


@mistake(
    one_iteration,
    "The probabilities are sent back",
    "multi_layer_backward gets the probabilities themselves. What goes back is the derivative of the loss, the result "
    "of softmax_cross_entropy_loss_der.",
    hint="What is the result of step 3 used for?",
    where="The fourth of the five lines: the first argument of multi_layer_backward.",
)
def _training_sends_probabilities_back(X, Y, parameters, iteration, learning_rate):
    scores, caches = multi_layer_forward(X, parameters)
    A, _, cost = softmax_cross_entropy_loss(scores, Y)
    return cost, update_parameters(parameters, multi_layer_backward(A, caches, parameters), iteration, learning_rate)


@mistake(
    one_iteration,
    "The learning rate of the argument is not used",
    "Your network always learns with rate 0.1. The argument learning_rate may have another value.",
    hint="What do you hand to update_parameters?",
    where="The last of the five lines.",
)
def _training_with_fixed_rate(X, Y, parameters, iteration, learning_rate):
    AL, caches = multi_layer_forward(X, parameters)
    _, cache, cost = softmax_cross_entropy_loss(AL, Y)
    gradients = multi_layer_backward(softmax_cross_entropy_loss_der(Y, cache), caches, parameters)
    return cost, update_parameters(parameters, gradients, iteration, 0.1)


@mistake(
    is_recorded,
    "Every cost is kept",
    "Your costs hold one number for each iteration. Only every 20th is asked for: iterations 1, 21, 41, ...",
    hint="if ii % 20 == 0.",
    where="The line that appends to costs.",
)
def _every_cost_kept(iteration):
    return True


@mistake(
    is_recorded,
    "The costs of other iterations are kept",
    "Your costs hold iterations 20, 40, ... Counted from 1, iterations 1, 21, 41, ... are asked for.",
    hint="if ii % 20 == 0, with ii counted from 0.",
    where="The line that appends to costs.",
)
def _costs_one_late(iteration):
    return iteration % 20 == 19


@mistake(
    iterations_of,
    "One iteration too few",
    "Your network takes num_iterations - 1 steps.",
    hint="Where does your range end?",
    where="The range of the loop.",
)
def _one_iteration_too_few(num_iterations):
    return range(num_iterations - 1)


@mistake(
    outcome,
    "The results are in another order",
    "Your function returns parameters, costs. The order is costs, parameters.",
    hint="Look at the return statement.",
    where="The return statement.",
)
def _network_in_other_order(costs, parameters):
    return parameters, costs


@mistake(
    outcome,
    "Only the parameters are returned",
    "Your function returns the parameters alone. The costs come first: costs, parameters.",
    hint="Look at the return statement.",
    where="The return statement.",
)
def _network_without_costs(costs, parameters):
    return parameters


@mistake(
    one_iteration,
    "The learning rate and the iteration are exchanged",
    "Your loop hands update_parameters the learning rate as its third argument and the iteration as its fourth. The "
    "iteration is the step size then.",
    hint="In which order does the def line of update_parameters name them?",
    where="The last of the five lines.",
)
def _rate_and_iteration_exchanged(X, Y, parameters, iteration, learning_rate):
    AL, caches = multi_layer_forward(X, parameters)
    _, cache, cost = softmax_cross_entropy_loss(AL, Y)
    gradients = multi_layer_backward(softmax_cross_entropy_loss_der(Y, cache), caches, parameters)
    return cost, update_parameters(parameters, gradients, learning_rate, iteration)


@mistake(
    is_recorded,
    "Every 10th cost is kept",
    "Your costs hold every 10th iteration. Every 20th is asked for: iterations 1, 21, 41, ...",
    hint="if ii % 20 == 0.",
    where="The line that appends to costs.",
)
def _every_10th_cost_kept(iteration):
    return iteration % 10 == 0


@mistake(
    is_recorded,
    "The costs are kept too rarely",
    "After 21 iterations your costs hold the first iteration alone. Every 20th is asked for: iterations 1, 21, 41, ...",
    hint="if ii % 20 == 0.",
    where="The line that appends to costs.",
)
def _costs_kept_too_rarely(iteration):
    return iteration % 50 == 0


def _at_rate(rate_of):
    """One iteration at the rate `rate_of(learning_rate, iteration)`."""

    def one_iteration(X, Y, parameters, iteration, learning_rate):
        AL, caches = multi_layer_forward(X, parameters)
        _, cache, cost = softmax_cross_entropy_loss(AL, Y)
        gradients = multi_layer_backward(softmax_cross_entropy_loss_der(Y, cache), caches, parameters)
        return cost, update_parameters(parameters, gradients, iteration, rate_of(learning_rate, iteration))

    return one_iteration


for name, rate_of, what in (
    ("training_rate_decays", lambda rate, i: rate * 0.99**i, "0.99 times that of the iteration before"),
    ("training_rate_decays_fast", lambda rate, i: rate * 0.95**i, "0.95 times that of the iteration before"),
    ("training_rate_decays_by_division", lambda rate, i: rate / (1 + 0.01 * i), "divided by 1 + 0.01 ii"),
):
    mistake(
        one_iteration,
        "The learning rate decays",
        f"The rate of your iterations becomes smaller and smaller: it is {what}. Here it stays the same.",
        hint="Which learning rate does update_parameters get in iteration 20?",
        where="The line of the loop that changes the rate, or the last of the five lines.",
        name=name,
    )(_at_rate(rate_of))
