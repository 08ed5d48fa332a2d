"""Other forms of the functions: arguments and results as an older notebook, or another course, has them."""

import numpy as np

from grader.engine import adapter
from reference.mlp_notebook.solution import (
    linear_backward,
    linear_forward,
    relu_der,
    softmax_cross_entropy_loss,
    softmax_cross_entropy_loss_der,
)

#: Failures of a function that is handed something else than it expects.
ANY = ("exception", "answer")
#: The width of MNIST's last layer.
CLASSES = 10


@adapter(
    softmax_cross_entropy_loss_der,
    "The second argument is the dictionary, not A",
    "Your function is right when it is handed the array A itself. The task hands it the cache, a dictionary that holds "
    'A under the key "A".',
    hint='How do you get A out of the dictionary? cache["A"].',
    where="The first lines of softmax_cross_entropy_loss_der.",
    when=ANY,
)
def _der_takes_activations(call, Y, cache):
    return call(Y, cache["A"])


@adapter(
    softmax_cross_entropy_loss_der,
    "The arguments are exchanged",
    "Your function is right when the cache comes first and the labels second. The task hands over Y, then the cache.",
    hint="In which order does the task name the arguments?",
    where="The def line of softmax_cross_entropy_loss_der.",
    when=("exception",),
)
def _der_takes_cache_first(call, Y, cache):
    return call(cache, Y)


@adapter(
    softmax_cross_entropy_loss_der,
    "The arguments are exchanged, and the cache is a dictionary",
    "Your function is right when it is handed the array A and then the labels. The task hands over the labels Y, and "
    'then the cache, a dictionary that holds A under the key "A".',
    hint='In which order does the task name the arguments? A is cache["A"].',
    where="The def line of softmax_cross_entropy_loss_der.",
    when=("exception",),
)
def _der_takes_activations_first(call, Y, cache):
    return call(cache["A"], Y)


@adapter(
    softmax_cross_entropy_loss_der,
    "The number of classes is fixed to 10",
    "Your function is right when there are ten classes, and only then. The number of classes is the number of rows of "
    "A, whatever the data are.",
    hint="Where does the number of rows of the one-hot labels come from?",
    where="The line that makes the one-hot labels.",
    # An answer of another number of classes is no ground: the padded copy would hide that the cache is changed.
    when=("ValueError", "IndexError"),
)
def _der_of_ten_classes(call, Y, cache):
    A = cache["A"]
    return call(Y, {"A": np.vstack([A, np.zeros((CLASSES - len(A), A.shape[1]))])})[: len(A)]


@adapter(
    softmax_cross_entropy_loss_der,
    "One parameter too many: the number of classes",
    "Your function is right when it is handed the number of classes as well. The task calls it with Y and the cache "
    "only: the number of classes is the number of rows of A.",
    hint='How many rows has cache["A"]?',
    where="The def line of softmax_cross_entropy_loss_der.",
    when=ANY,
)
def _der_takes_number_of_classes(call, Y, cache):
    return call(Y, cache, len(cache["A"]))


@adapter(
    softmax_cross_entropy_loss,
    "The number of classes is fixed to 10",
    "Your function is right when there are ten classes, and only then. The number of classes is the number of rows of "
    "Z, whatever the data are.",
    hint="Where does the number of rows of the one-hot labels come from?",
    where="The line that makes the one-hot labels.",
    when=("ValueError", "IndexError"),
)
def _loss_of_ten_classes(call, Z, Y=None):
    # Scores this far below the others have probabilities that do not show.
    lowest = np.full((CLASSES - len(Z), Z.shape[1]), Z.min(axis=0) - 50.0)
    labels = () if Y is None else (Y,)
    A, cache, loss = call(np.vstack([Z, lowest]), *labels)
    return A[: len(Z)], {**cache, "A": cache["A"][: len(Z)]}, loss


@adapter(
    softmax_cross_entropy_loss,
    "One parameter too many: the number of classes",
    "Your function is right when the number of classes is its second argument. The task calls it with Z and Y only: "
    "the number of classes is the number of rows of Z.",
    hint="How many rows has Z?",
    where="The def line of softmax_cross_entropy_loss.",
    when=ANY,
)
def _loss_takes_number_of_classes(call, Z, *labels):
    return call(Z, len(Z), *labels)


@adapter(
    softmax_cross_entropy_loss,
    "One parameter too many: the number of classes",
    "Your function is right when the number of classes is its third argument. The task calls it with Z and Y only: "
    "the number of classes is the number of rows of Z.",
    hint="How many rows has Z?",
    where="The def line of softmax_cross_entropy_loss.",
    when=("TypeError",),
)
def _loss_takes_number_of_classes_last(call, Z, Y=np.array([])):  # noqa: B008  nobody writes into it
    return call(Z, Y, len(Z))


@adapter(
    softmax_cross_entropy_loss,
    "The labels have to be one-hot in your function",
    "Your function is right when it is handed one-hot labels of shape (n, m). The task hands over the labels "
    "themselves, numbers in a row of shape (1, m).",
    hint="How do you turn the label 2 of three classes into the column 0, 0, 1?",
    where="The first lines of softmax_cross_entropy_loss.",
    when=ANY,
)
def _loss_takes_one_hot(call, Z, *labels):
    return call(Z, *((np.arange(len(Z))[:, None] == Y.ravel()).astype(float) for Y in labels))


@adapter(
    softmax_cross_entropy_loss_der,
    "The labels have to be one-hot in your function",
    "Your function is right when it is handed one-hot labels of shape (n, m). The task hands over the labels "
    "themselves, numbers in a row of shape (1, m).",
    hint="How do you turn the label 2 of three classes into the column 0, 0, 1?",
    where="The first lines of softmax_cross_entropy_loss_der.",
    when=ANY,
)
def _der_takes_one_hot(call, Y, cache):
    return call((np.arange(len(cache["A"]))[:, None] == Y.ravel()).astype(float), cache)


@adapter(
    relu_der,
    "The second argument is the dictionary, not Z",
    "Your function is right when it is handed the array Z itself. The task hands it the cache, a dictionary that holds "
    'Z under the key "Z".',
    hint='How do you get Z out of the dictionary? cache["Z"].',
    where="The first lines of relu_der.",
    when=("exception",),
)
def _relu_der_takes_input(call, dA, cache):
    return call(dA, cache["Z"])


@adapter(
    relu_der,
    "The arguments are exchanged",
    "Your function is right when the cache comes first and the gradient second. The task hands over dA, then the "
    "cache.",
    hint="In which order does the task name the arguments?",
    where="The def line of relu_der.",
    when=("exception",),
)
def _relu_der_takes_cache_first(call, dA, cache):
    return call(cache, dA)


@adapter(
    linear_forward,
    "The arguments are exchanged",
    "Your function is right when the weights come first. The task hands over A_prev, W, b, in this order.",
    hint="In which order does the task name the arguments?",
    where="The def line of linear_forward.",
    when=ANY,
)
def _forward_takes_weights_first(call, A_prev, W, b):
    return call(W, A_prev, b)


@adapter(
    linear_forward,
    "The arguments are exchanged",
    "Your function is right when the weights and biases come first. The task hands over A_prev, W, b, in this order.",
    hint="In which order does the task name the arguments?",
    where="The def line of linear_forward.",
    when=ANY,
)
def _forward_takes_input_last(call, A_prev, W, b):
    return call(W, b, A_prev)


@adapter(
    linear_backward,
    "The cache is a dictionary, not an array",
    "Your function is right when its second argument is the array A_prev itself. The task hands it the cache, a "
    'dictionary that holds A_prev under the key "A".',
    hint='How do you get A_prev out of the dictionary? cache["A"].',
    where="The first lines of linear_backward.",
    when=("exception",),
)
def _backward_takes_input(call, dZ, cache, W, b):
    return call(dZ, cache["A"], W, b)


@adapter(
    linear_backward,
    "The cache is a dictionary, not a tuple",
    "Your function is right when the cache is the tuple (A_prev, W, b). Here it is a dictionary that holds A_prev "
    'under the key "A", and W and b are arguments of their own.',
    hint='How do you get A_prev out of the dictionary? cache["A"].',
    where="The line of linear_backward that takes the cache apart.",
    when=("exception",),
)
def _backward_takes_tuple(call, dZ, cache, W, b):
    return call(dZ, (cache["A"], W, b), W, b)


@adapter(
    linear_backward,
    "W and b are arguments of their own",
    "Your function is right when it is called with dZ and a tuple (A_prev, W, b). The task calls it with dZ, the "
    'cache, W and b, and the cache is a dictionary that holds A_prev under the key "A".',
    hint='How do you get A_prev out of the dictionary? cache["A"].',
    where="The def line of linear_backward.",
    when=("exception",),
)
def _backward_takes_two_arguments(call, dZ, cache, W, b):
    return call(dZ, (cache["A"], W, b))
