"""Mistakes in initialize_network."""

import numpy as np

from grader.engine import adapter, mistake
from reference.mlp_notebook.solution import initial_biases, initial_weights, initialize_network


@mistake(
    initial_weights,
    "The weights are ten times too large",
    "Your weights are 0.1 times standard normal numbers. The factor is 0.01.",
    hint="np.random.randn(...) * 0.01.",
    where="The line that draws the weights.",
)
def _weights_ten_times(n, p):
    return np.random.randn(n, p) * 0.1


@mistake(
    initial_weights,
    "The factor 0.01 is missing",
    "Your weights are standard normal numbers. They have to be multiplied by 0.01.",
    hint="np.random.randn(...) * 0.01.",
    where="The line that draws the weights.",
)
def _weights_not_scaled(n, p):
    return np.random.randn(n, p)


@mistake(
    initial_weights,
    "Uniform instead of normal numbers",
    "Your weights are drawn evenly between 0 and 0.01, so they are all positive. np.random.randn draws normal numbers "
    "of both signs.",
    hint="rand or randn?",
    where="The line that draws the weights.",
)
def _weights_uniform(n, p):
    return np.random.rand(n, p) * 0.01


@mistake(
    initial_weights,
    "The weights are transposed",
    "Your W1 has one row per input. It has to have one row per unit of its layer: (n_l, n_(l-1)).",
    hint="W A + b has to work with A of shape (n_(l-1), m).",
    where="The shape in the line that draws the weights.",
)
def _weights_transposed(n, p):
    return np.random.randn(p, n) * 0.01


@mistake(
    initial_weights,
    "The weights are zero",
    "With zero weights all units of a layer stay alike for ever. They have to start as small random numbers.",
    hint="np.random.randn(...) * 0.01.",
    where="The line that makes the weights.",
)
def _weights_zero(n, p):
    return np.zeros((n, p))


@mistake(
    initial_weights,
    "Another scale: the square root of 2 / n",
    "Your weights are scaled by the square root of 2 / n_(l-1) (He's rule). Here the factor is 0.01.",
    hint="np.random.randn(...) * 0.01.",
    where="The line that draws the weights.",
)
def _weights_he(n, p):
    return np.random.randn(n, p) * np.sqrt(2 / p)


@mistake(
    initial_weights,
    "Another scale: the square root of 1 / n",
    "Your weights are scaled by the square root of 1 / n_(l-1) (Xavier's rule). Here the factor is 0.01.",
    hint="np.random.randn(...) * 0.01.",
    where="The line that draws the weights.",
)
def _weights_xavier(n, p):
    return np.random.randn(n, p) / np.sqrt(p)


@mistake(
    initial_biases,
    "The biases are random",
    "Your biases are drawn. They have to start at zero.",
    hint="np.zeros((n, 1)).",
    where="The line that makes the biases.",
)
def _biases_random(n):
    return np.random.randn(n, 1) * 0.01


@mistake(
    initial_biases,
    "The biases are large random numbers",
    "Your biases are drawn, without the factor 0.01. They have to start at zero.",
    hint="np.zeros((n, 1)).",
    where="The line that makes the biases.",
)
def _biases_standard_normal(n):
    return np.random.randn(n, 1)


@mistake(
    initial_biases,
    "The biases have one axis",
    "Your biases have the shape (n,). Added to an (n, m) array they would run along the wrong axis; they have to be "
    "columns, (n, 1).",
    hint="np.zeros((n, 1)).",
    where="The line that makes the biases.",
)
def _biases_flat(n):
    return np.zeros(n)


@mistake(
    initial_biases,
    "The biases are ones",
    "Your biases start at 1. They have to start at zero.",
    hint="np.zeros((n, 1)).",
    where="The line that makes the biases.",
)
def _biases_one(n):
    return np.ones((n, 1))


@mistake(
    initialize_network,
    "The last layer is missing",
    "Your dictionary ends one layer early. A list of k numbers describes k - 1 layers.",
    hint="Where does your range end?",
    where="The loop over the layers.",
)
def _last_layer_not_initialised(net_dims):
    parameters = {}
    for layer in range(1, len(net_dims) - 1):
        parameters[f"W{layer}"] = initial_weights(net_dims[layer], net_dims[layer - 1])
        parameters[f"b{layer}"] = initial_biases(net_dims[layer])
    return parameters


@mistake(
    initialize_network,
    "The layers are counted from 0",
    "Your dictionary begins with W0 and b0. The layers are counted from 1.",
    hint="Which key does the first layer get?",
    where="The keys in the loop over the layers.",
)
def _layers_from_zero(net_dims):
    parameters = {}
    for layer in range(1, len(net_dims)):
        parameters[f"W{layer - 1}"] = initial_weights(net_dims[layer], net_dims[layer - 1])
        parameters[f"b{layer - 1}"] = initial_biases(net_dims[layer])
    return parameters


def _sizes_of(net_dims, title, name):
    def fixed(_):
        parameters = {}
        for layer in range(1, len(net_dims)):
            parameters[f"W{layer}"] = initial_weights(net_dims[layer], net_dims[layer - 1])
            parameters[f"b{layer}"] = initial_biases(net_dims[layer])
        return parameters

    mistake(
        initialize_network,
        "The sizes of the layers are fixed",
        f"Your parameters always belong to a network of {title} units. They have to follow the argument net_dims.",
        hint="Which of the numbers in your function should come out of net_dims?",
        where="The lines that make W and b.",
        name=name,
    )(fixed)


_sizes_of((5, 4, 1), "5, 4 and 1", "sizes_of_the_example")
_sizes_of((784, 200, 10), "784, 200 and 10", "sizes_of_the_images")


@mistake(
    initialize_network,
    "There are always two layers",
    "Your dictionary has W1, b1, W2 and b2, however many layers net_dims describes.",
    hint="How many layers has a list of five numbers?",
    where="The loop over the layers.",
)
def _always_two_layers(net_dims):
    parameters = {}
    for layer in (1, 2):
        parameters[f"W{layer}"] = initial_weights(net_dims[layer], net_dims[layer - 1])
        parameters[f"b{layer}"] = initial_biases(net_dims[layer])
    return parameters


@adapter(
    initialize_network,
    "The biases are not zero",
    "Your biases are some other numbers. They have to start at zero.",
    hint="np.zeros((n, 1)).",
    where="The line that makes the biases.",
    when=("value",),
)
def _biases_not_zero(call, net_dims):
    return {
        name: np.zeros(np.shape(value)) if name.startswith("b") else value for name, value in call(net_dims).items()
    }


@adapter(
    initialize_network,
    "The weights have another size",
    "Your weights are random numbers of another size than 0.01 times standard normal ones.",
    hint="np.random.randn(...) * 0.01.",
    where="The line that draws the weights.",
    when=("value",),
)
def _weights_of_other_size(call, net_dims):
    return {
        name: value * (0.01 / np.std(value)) if name.startswith("W") and np.std(value) > 0 else value
        for name, value in call(net_dims).items()
    }


@mistake(
    initial_biases,
    "The biases are rows",
    "Your biases have the shape (1, n). A layer's biases are a column, (n, 1): one number for each row of Z.",
    hint="Samples are columns: which of the two axes counts the units?",
    where="The line that makes the biases.",
)
def _biases_as_rows(n):
    return np.zeros((1, n))
