"""A multi-layer ReLU network with softmax and cross entropy: the reference solution, and the mistakes that are known.

Columns are samples. Forward, layer l: Z = W A_prev + b, A = max(0, Z), the last layer linear; A = softmax(Z) and
loss = -1/m sum_j log A[Y_j, j]. Backward: dZ = (A - onehot(Y)) / m for the last layer, then dA_prev = W^T dZ,
dW = dZ A_prev^T, db = row sums of dZ, and dZ = dA * 1[Z > 0] through ReLU. Shapes: Z, A (n, m), W (n, p), b (n, 1),
Y (1, m). Source: Goodfellow, Bengio, Courville, Deep Learning (2016), sections 4.1, 6.2.2 and 6.5.
"""

import numpy as np

# ruff: noqa: F821  `mistake` comes from there
BUILDS_ON = "mistakes"


def seed_numpy(seed, draws=()):
    """Seed NumPy; then draw as the course does when it samples images: for each (n, k), k of n with replacement."""
    np.random.seed(seed)
    for n, k in draws:
        np.random.choice(n, k)


# ReLU.


def rectified(Z):
    """max(0, Z), (n, m)."""
    return np.maximum(0, Z)


def relu_cache(Z, A):
    """What backward will need."""
    return {"Z": Z}


def relu(Z):
    """A (n, m) and the cache with Z."""
    A = rectified(Z)
    return A, relu_cache(Z, A)


def is_open(Z):
    """Which entries let the gradient through: booleans of shape (n, m)."""
    return Z > 0


def through(dA, opened):
    """The gradient where `opened`, zero elsewhere: shape (n, m), a new array."""
    dZ = np.array(dA, copy=True)
    dZ[~opened] = 0
    return dZ


def relu_der(dA, cache):
    """dZ of shape (n, m) from dA of shape (n, m) and cache["Z"] of shape (n, m)."""
    return through(dA, is_open(cache["Z"]))


def linear(Z):
    """The identity, given by the course."""
    return Z, {}


def linear_der(dA, cache):
    """The gradient as it is, given by the course."""
    return np.array(dA, copy=True)


# Softmax and cross entropy.


def shifted(Z):
    """Z minus the maximum of each sample, (n, m)."""
    return Z - np.max(Z, axis=0, keepdims=True)


def normalised(E):
    """Columns that add up to 1, (n, m)."""
    return E / np.sum(E, axis=0, keepdims=True)


def softmax(Z):
    """Probabilities, (n, m)."""
    return normalised(np.exp(shifted(Z)))


def softmax_cache(Z, A):
    """What the derivative will need."""
    return {"A": A}


def label_logs(A, Y):
    """log of the probability of each sample's label, (m,)."""
    return np.log(A[Y.ravel(), np.arange(Y.size)])


def mean_loss(A, Y):
    """Minus the mean over the samples, a number."""
    return -np.sum(label_logs(A, Y)) / Y.size


def no_loss(A):
    """What stands for the loss without labels."""
    return []


def softmax_cross_entropy_loss(Z, Y=np.array([])):  # noqa: B008  the course's signature; nobody writes into it
    """A (n, m), the cache with A, and the loss, which is [] without labels."""
    A = softmax(Z)
    loss = mean_loss(A, Y) if Y.size else no_loss(A)
    return A, softmax_cache(Z, A), loss


def one_hot(Y, n):
    """1 in row Y[0, j] of column j, (n, m)."""
    return (np.arange(n).reshape(-1, 1) == Y.reshape(1, -1)).astype(float)


def difference(A, Y):
    """A minus the one-hot labels, (n, m)."""
    return A - one_hot(Y, A.shape[0])


def softmax_cross_entropy_loss_der(Y, cache):
    """dZ = (A - onehot(Y)) / m, (n, m)."""
    return difference(cache["A"], Y) / Y.size


# Layers.


def initial_weights(n, p):
    """0.01 times standard normal numbers, (n, p)."""
    return np.random.randn(n, p) * 0.01


def initial_biases(n):
    """Zeros, (n, 1)."""
    return np.zeros((n, 1))


def initialize_network(net_dims):
    """W1, b1, W2, b2, ...; net_dims counts the units of each layer, inputs first."""
    parameters = {}
    for layer in range(1, len(net_dims)):
        parameters[f"W{layer}"] = initial_weights(net_dims[layer], net_dims[layer - 1])
        parameters[f"b{layer}"] = initial_biases(net_dims[layer])
    return parameters


def weighted(A, W, b):
    """Z = W A + b, (n, m)."""
    return np.dot(W, A) + b


def linear_cache(A, Z):
    """What backward will need."""
    return {"A": A}


def linear_forward(A_prev, W, b):
    """Z (n, m) and the cache with A_prev."""
    Z = weighted(A_prev, W, b)
    return Z, linear_cache(A_prev, Z)


def layer_forward(A_prev, W, b, activation):
    """Given by the course."""
    Z, lin_cache = linear_forward(A_prev, W, b)
    A, act_cache = relu(Z) if activation == "relu" else linear(Z)
    return A, {"lin_cache": lin_cache, "act_cache": act_cache}


def multi_layer_forward(X, parameters):
    """Given by the course: ReLU in all layers but the last."""
    count = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, count + 1):
        activation = "relu" if layer < count else "linear"
        A, cache = layer_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation)
        caches.append(cache)
    return A, caches


def gradient_back(dZ, W):
    """dA_prev = W^T dZ, (p, m)."""
    return np.dot(W.T, dZ)


def weight_gradient(dZ, A):
    """dW = dZ A^T, (n, p)."""
    return np.dot(dZ, A.T)


def bias_gradient(dZ):
    """db, the sum over the samples, (n, 1)."""
    return np.sum(dZ, axis=1, keepdims=True)


def linear_backward(dZ, cache, W, b):
    """dA_prev (p, m), dW (n, p), db (n, 1)."""
    return gradient_back(dZ, W), weight_gradient(dZ, cache["A"]), bias_gradient(dZ)


def layer_backward(dA, cache, W, b, activation):
    """Given by the course."""
    der = relu_der if activation == "relu" else linear_der
    return linear_backward(der(dA, cache["act_cache"]), cache["lin_cache"], W, b)


def multi_layer_backward(dAL, caches, parameters):
    """Given by the course: dW1, db1, ..."""
    count = len(caches)
    gradients, dA = {}, dAL
    for layer in range(count, 0, -1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        activation = "relu" if layer < count else "linear"
        dA, gradients[f"dW{layer}"], gradients[f"db{layer}"] = layer_backward(dA, caches[layer - 1], W, b, activation)
    return gradients


# The whole.


def labels_of(A):
    """The row with the largest probability of each column, (1, m)."""
    return np.argmax(A, axis=0).reshape(1, -1)


def classify(X, parameters):
    """Labels, (1, m)."""
    Z, _ = multi_layer_forward(X, parameters)
    A, _, _ = softmax_cross_entropy_loss(Z)
    return labels_of(A)


def step(parameter, gradient, epoch, alpha):
    """A parameter after one plain step, a new array."""
    return parameter - alpha * gradient


def layers_to_update(count):
    """Numbers of the layers that learn."""
    return range(1, count + 1)


def update_parameters(parameters, gradients, epoch, alpha):
    """All parameters after one step, a new dictionary."""
    updated = dict(parameters)
    for layer in layers_to_update(len(parameters) // 2):
        for name in (f"W{layer}", f"b{layer}"):
            updated[name] = step(parameters[name], gradients[f"d{name}"], epoch, alpha)
    return updated


def is_recorded(iteration):
    """Whether the cost of this iteration, counted from 0, is kept."""
    return iteration % 20 == 0


def iterations_of(num_iterations):
    """The iterations, counted from 0."""
    return range(num_iterations)


def one_iteration(X, Y, parameters, iteration, learning_rate):
    """(cost, parameters after the step)."""
    AL, caches = multi_layer_forward(X, parameters)
    _, cache, cost = softmax_cross_entropy_loss(AL, Y)
    gradients = multi_layer_backward(softmax_cross_entropy_loss_der(Y, cache), caches, parameters)
    return cost, update_parameters(parameters, gradients, iteration, learning_rate)


def outcome(costs, parameters):
    """What multi_layer_network returns."""
    return costs, parameters


def multi_layer_network(X, Y, net_dims, num_iterations=500, learning_rate=0.1, log=True):
    """costs (of iterations 1, 21, 41, ...) and the trained parameters."""
    parameters = initialize_network(net_dims)
    costs = []
    for iteration in iterations_of(num_iterations):
        cost, parameters = one_iteration(X, Y, parameters, iteration, learning_rate)
        if is_recorded(iteration):
            costs.append(cost)
    return outcome(costs, parameters)


# relu.


#: Functions that the course gives, and changes that change nothing.
MUTANTS_EQUIVALENT = {
    "seed_numpy": "Not the submission's.",
    "layer_forward": "Given by the course.",
    "multi_layer_forward": "Given by the course.",
    "layer_backward": "Given by the course.",
    "multi_layer_backward": "Given by the course.",
    "shifted: keepdims=True -> keepdims=False": "A row is subtracted from every row all the same.",
    "normalised: keepdims=True -> keepdims=False": "Every row is divided by a row all the same.",
    "one_hot: 1 -> 2": "NumPy takes any negative length as the one to be found out.",
    "labels_of: 1 -> 2": "NumPy takes any negative length as the one to be found out.",
}


@mistake(
    relu,
    "The results are in another order",
    "Your function returns the cache first. The order is A, cache.",
    hint="Compare your return statement with the task.",
    where="The return statement.",
)
def _relu_in_other_order(Z):
    A = rectified(Z)
    return relu_cache(Z, A), A


@mistake(
    rectified,
    "Negative numbers pass",
    "Your relu hands every number on as it is. ReLU replaces the negative ones by 0.",
    hint="np.max(Z, 0) reads the 0 as an axis; the larger of two numbers is np.maximum(0, Z).",
    where="The line that computes A.",
)
def _relu_is_identity(Z):
    return np.array(Z)


@mistake(
    rectified,
    "The slope instead of the value",
    "Your relu returns 1 where Z is positive. That is the derivative; ReLU itself hands Z on.",
    hint="What is max(0, 5)?",
    where="The line that computes A.",
)
def _relu_is_mask(Z):
    return np.where(np.asarray(Z) > 0, 1, 0)


@mistake(
    rectified,
    "The absolute value",
    "Your relu turns -2 into 2. ReLU turns it into 0.",
    hint="What is max(0, -2)?",
    where="The line that computes A.",
)
def _relu_is_absolute(Z):
    return np.abs(Z)


@mistake(
    rectified,
    "That is leaky ReLU",
    "Your relu lets a hundredth of the negative numbers through. Plain ReLU gives 0.",
    hint="Which activation is asked for?",
    where="The line that computes A.",
)
def _relu_is_leaky(Z):
    return np.where(np.asarray(Z) > 0, Z, 0.01 * np.asarray(Z))


@mistake(
    relu_cache,
    "The cache holds A instead of Z",
    'Your cache keeps the output of ReLU under "Z". Backward needs its input.',
    hint="Is Z overwritten before it is stored? Z[Z < 0] = 0 changes Z itself.",
    where="The line that fills the cache, or the one that computes A in place.",
)
def _relu_caches_output(Z, A):
    return {"Z": A}


@mistake(
    relu_cache,
    "The cache is empty",
    'Your cache has no entry "Z". Backward needs the input of ReLU.',
    hint='cache["Z"] = Z.',
    where="The line that fills the cache.",
)
def _relu_caches_nothing(Z, A):
    return {}


# relu_der.


@mistake(
    is_open,
    "The gradient passes where Z is exactly 0",
    "Your condition lets an entry of the gradient through when Z is exactly 0. In this course relu'(0) = "
    "0, so only entries with Z > 0 are "
    "passed on.",
    hint="Which entries does your comparison treat as active: the ones with Z > 0, or also those with Z = 0?",
    where="The comparison of Z with 0 (>= for >, or < for <=).",
)
def _gradient_at_zero(Z):
    return Z >= 0


@mistake(
    is_open,
    "The mask is the wrong way round",
    "Your result keeps the gradient where Z is not positive and clears it where Z is positive.",
    hint="Take one entry with Z = 2. ReLU hands it on unchanged: what is its slope?",
    where="The comparison of Z with 0, or the order of the two branches.",
)
def _mask_inverted(Z):
    return Z <= 0


@mistake(
    is_open,
    "The gradient is stopped for Z between 0 and 1",
    "Entries with 0 < Z < 1 get 0 in your result. The slope is 1 for every positive Z, however small.",
    hint="Try Z = 0.3: what does your function make of it, and why?",
    where="The threshold, or a conversion to int.",
)
def _opens_from_one(Z):
    return Z >= 1


@mistake(
    through,
    "The incoming gradient is missing",
    "Your result is the derivative of ReLU alone: ones and zeros. The chain rule asks for its product with dA.",
    hint="Your mask is right. What does the chain rule do with dA?",
    where="The line that makes the result: dA has to be in it.",
)
def _incoming_gradient_ignored(dA, opened):
    return opened.astype(float)


@mistake(
    through,
    "Negative gradients are lost",
    "Where Z is positive, your result keeps only positive gradients. A gradient may have any sign.",
    hint="Take Z = 1 and dA = -2. The answer is -2.",
    where="A maximum (or a comparison) that is applied to dA or to the product.",
)
def _gradient_cut_at_zero(dA, opened):
    return np.where(opened, np.maximum(dA, 0), 0)


@mistake(
    through,
    "dA is overwritten",
    "Your numbers are right, but the caller's dA has changed: you wrote into it instead of into a copy.",
    hint="dZ = dA does not copy, it gives the same array a second name.",
    where="The line that makes dZ: np.array(dA, copy=True), or np.where, make a new array.",
)
def _gradient_overwritten(dA, opened):
    dA[~opened] = 0
    return dA


@mistake(
    relu_der,
    "The gradient is handed on unchanged",
    "Your result equals dA in every entry. Where Z is not positive the gradient has to become 0.",
    hint="Use Z: which entries of dZ must be 0?",
    where="Between copying dA and returning dZ.",
)
def _gradient_untouched(dA, cache):
    return np.array(dA, copy=True)


@mistake(
    relu_der,
    "The mask is made from dA instead of Z",
    "Your result clears the entries where the gradient is not positive. What decides is the layer's input Z.",
    hint="Which array do you compare with 0?",
    where='The comparison: it has to look at cache["Z"].',
)
def _mask_from_gradient(dA, cache):
    return np.where(np.asarray(dA) > 0, dA, 0)


@mistake(
    relu_der,
    "Multiplied by ReLU instead of by its derivative",
    "Your result is dA * max(0, Z). The chain rule needs the slope of ReLU, which is 1 where Z > 0, not its value.",
    hint="What is the slope of max(0, z) at z = 5? It is not 5.",
    where="The factor that dA is multiplied by.",
)
def _times_relu(dA, cache):
    return dA * np.maximum(0, cache["Z"])


@mistake(
    relu_der,
    "Multiplied by Z instead of by the derivative",
    "Your result is dA * Z. The chain rule needs the slope of ReLU at Z, which is 1 or 0.",
    hint="What is the slope of max(0, z) at z = 5? And at z = -5?",
    where="The factor that dA is multiplied by.",
)
def _times_input(dA, cache):
    return dA * cache["Z"]


@mistake(
    relu_der,
    "That is the forward pass",
    "Your result is max(0, Z). Here the gradient is asked for: dA where Z > 0.",
    hint="The result has to be made of entries of dA.",
    where="The line that makes the result.",
)
def _forward_again(dA, cache):
    return np.maximum(0, cache["Z"])


@mistake(
    relu_der,
    "The cached Z is overwritten with zeros and ones",
    'Z = cache["Z"] gives the stored array a second name; writing 0 and 1 into it changes the cache. The '
    "forward pass has stored these values "
    "for others too.",
    hint="Where do you write, and whose array is it?",
    where="The assignments Z[...] = 0 and Z[...] = 1: make a mask of its own instead.",
)
def _cache_overwritten_with_mask(dA, cache):
    Z = cache["Z"]
    Z[Z <= 0] = 0
    Z[Z > 0] = 1
    return dA * Z


@mistake(
    relu_der,
    "The cached Z is overwritten with zeros and ones, and zero counts as active",
    'Z = cache["Z"] gives the stored array a second name; writing 0 and 1 into it changes the cache. And '
    "Z = 0 becomes 1, so the gradient passes "
    "there.",
    hint="Where do you write, and what becomes of an entry that is exactly 0?",
    where="The assignments Z[...] = 0 and Z[...] = 1: make a mask of its own instead.",
)
def _cache_overwritten_and_open_at_zero(dA, cache):
    Z = cache["Z"]
    opened = Z >= 0
    Z[opened] = 1
    Z[~opened] = 0
    return dA * Z


@mistake(
    relu_der,
    "The cached Z is overwritten",
    'Your numbers are right, but the negative entries of cache["Z"] are now 0: Z = cache["Z"] gives the '
    "stored array a second name.",
    hint="Where do you write, and whose array is it?",
    where="The assignment Z[...] = 0: make a mask of its own, or copy Z first.",
)
def _cache_clipped(dA, cache):
    Z = cache["Z"]
    Z[Z <= 0] = 0
    return np.where(Z > 0, dA, 0)


# softmax_cross_entropy_loss.


@mistake(
    shifted,
    "The maximum is not subtracted",
    "Your exponentials overflow for scores above about 709: infinity divided by infinity is NaN. "
    "Subtracting the maximum of each sample "
    "changes nothing in the result and avoids it.",
    hint="exp(1000) is infinite, exp(1000 - 1000) is 1.",
    where="Before np.exp: Z - np.max(Z, axis=0, keepdims=True).",
)
def _maximum_not_subtracted(Z):
    return Z


@mistake(
    shifted,
    "One maximum for the whole batch",
    "You subtract the largest score of all samples. A sample whose scores lie far below it gets only "
    "zeros from exp, and 0 / 0 is NaN. Each "
    "sample needs its own maximum.",
    hint="Columns are samples: which axis does the maximum run over?",
    where="np.max(Z, axis=0, keepdims=True) in place of np.max(Z).",
)
def _maximum_of_the_batch(Z):
    return Z - np.max(Z)


@mistake(
    shifted,
    "The maximum of each class is subtracted",
    "You subtract the maximum of each row. That changes the result: a softmax stays the same only if all "
    "scores of one sample are shifted "
    "alike.",
    hint="Columns are samples: which axis does the maximum run over?",
    where="The axis of np.max: 0.",
)
def _maximum_of_each_class(Z):
    return Z - np.max(Z, axis=1, keepdims=True)


@mistake(
    normalised,
    "The softmax runs along the wrong axis",
    "In your A the rows add up to 1. Columns are samples here, so the columns have to.",
    hint="Look at A.sum(axis=0): it should be all ones.",
    where="The axis of np.sum: 0.",
)
def _softmax_over_samples(E):
    return E / np.sum(E, axis=1, keepdims=True)


@mistake(
    softmax,
    "The softmax runs along the wrong axis",
    "In your A the rows add up to 1, as in code for samples in rows. Columns are samples here, so the columns have to.",
    hint="Look at A.sum(axis=0): it should be all ones.",
    where="The axes of np.max and np.sum: 0.",
)
def _softmax_of_rows(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True)


@mistake(
    normalised,
    "The softmax divides by the sum of the whole batch",
    "All entries of your A together add up to 1. Each sample, that is each column, has to.",
    hint="Look at A.sum(axis=0): it should be all ones.",
    where="np.sum(..., axis=0, keepdims=True) in place of np.sum(...).",
)
def _softmax_of_the_batch(E):
    return E / np.sum(E)


@mistake(
    normalised,
    "The exponentials are not normalised",
    "Your A holds the exponentials themselves. Divided by the sum of their column they become probabilities.",
    hint="Look at A.sum(axis=0): it should be all ones.",
    where="The division after np.exp.",
)
def _not_normalised(E):
    return E


@mistake(
    softmax,
    "That is the sigmoid",
    "Your A is the sigmoid of each score. The softmax divides the exponentials by the sum over the classes.",
    hint="Look at A.sum(axis=0): it should be all ones.",
    where="The line that computes A.",
)
def _sigmoid_for_softmax(Z):
    return 1 / (1 + np.exp(-Z))


@mistake(
    softmax_cache,
    "The cache lacks A",
    'Your cache has no entry "A". The derivative looks for the probabilities under this name.',
    hint='Is the key exactly "A"?',
    where="The line that fills the cache.",
)
def _softmax_caches_other_key(Z, A):
    return {}


@mistake(
    softmax_cache,
    "The cached A is transposed",
    "Your cache keeps A with samples in rows. The derivative expects it as it is, (n, m).",
    hint="Is there a .T too many?",
    where="The line that fills the cache.",
)
def _softmax_caches_transposed(Z, A):
    return {"A": A.T}


@mistake(
    softmax_cache,
    "The cache holds the scores",
    'Your cache keeps Z under "A". The derivative needs the probabilities.',
    hint="Which variable do you store?",
    where="The line that fills the cache.",
)
def _softmax_caches_scores(Z, A):
    return {"A": Z}


@mistake(
    label_logs,
    "A constant inside the logarithm is too large",
    "Your loss is slightly too small: a constant such as 1e-5 is added inside the logarithm and shows in "
    "the fourth decimal.",
    hint="The probabilities of a softmax are never 0 here. If you want to be safe, 1e-8 or less does not show.",
    where="The constant in np.log(A + ...).",
)
def _logarithm_with_constant(A, Y):
    return np.log(A[Y.ravel(), np.arange(Y.size)] + 1e-5)


@mistake(
    mean_loss,
    "The loss is summed instead of averaged",
    "Your loss is the sum over the samples. It has to be divided by m, the number of samples.",
    hint="Does your loss grow with the number of samples?",
    where="The line that computes the loss.",
)
def _loss_summed(A, Y):
    return -np.sum(label_logs(A, Y))


@mistake(
    mean_loss,
    "The loss has the wrong sign",
    "Your loss is negative. Logarithms of probabilities are negative, so a minus makes the loss positive.",
    hint="-1/m times the sum.",
    where="The line that computes the loss.",
)
def _loss_negative(A, Y):
    return np.sum(label_logs(A, Y)) / Y.size


@mistake(
    mean_loss,
    "The loss is averaged over classes and samples",
    "Your loss is divided by the number of entries, n * m. It is the mean over the m samples.",
    hint="np.mean of an (n, m) array divides by n * m.",
    where="The line that computes the loss.",
)
def _loss_over_all_entries(A, Y):
    return -np.sum(label_logs(A, Y)) / A.size


@mistake(
    mean_loss,
    "The loss is divided by the number of classes",
    "Your loss is divided by the number of rows of A. The samples are the columns.",
    hint="Which of A.shape[0] and A.shape[1] is m?",
    where="The line that computes the loss.",
)
def _loss_over_classes(A, Y):
    return -np.sum(label_logs(A, Y)) / A.shape[0]


@mistake(
    mean_loss,
    "The loss counts the other classes too",
    "Your loss adds log(1 - A) of the classes that are not the label, as for separate yes-or-no "
    "questions. Softmax cross entropy takes "
    "the label's probability alone.",
    hint="One term per sample: log of A at the label.",
    where="The line that computes the loss.",
)
def _loss_binary(A, Y):
    H = one_hot(Y, A.shape[0])
    return -np.sum(H * np.log(A) + (1 - H) * np.log(1 - A)) / Y.size


@mistake(
    mean_loss,
    "One sample per class instead of one class per sample",
    "Your loss takes, for each class, the first sample that has it: argmax of the one-hot matrix along "
    "axis 1. It needs, for each sample, "
    "the probability of its label.",
    hint="Samples are columns: argmax along axis 0 gives back the labels.",
    where="The line that picks the probabilities out of A.",
)
def _loss_one_sample_per_class(A, Y):
    H = one_hot(Y, A.shape[0])
    return -np.sum(np.log(A[np.arange(A.shape[0]), np.argmax(H, axis=1)])) / Y.size


@mistake(
    mean_loss,
    "The squared error instead of the cross entropy",
    "Your loss is a squared difference of probabilities and labels. Cross entropy is -1/m times the sum "
    "of the logarithms.",
    hint="Where is the logarithm?",
    where="The line that computes the loss.",
)
def _loss_squared(A, Y):
    return np.sum((A - one_hot(Y, A.shape[0])) ** 2) / Y.size


@mistake(
    label_logs,
    "A constant inside the logarithm is far too large",
    "Your loss is too small: a constant of 1e-4 is added inside the logarithm and shows in the third decimal.",
    hint="The probabilities of a softmax are never 0 here. If you want to be safe, 1e-8 or less does not show.",
    where="The constant in np.log(A + ...).",
)
def _logarithm_with_ten_thousandth(A, Y):
    return np.log(A[Y.ravel(), np.arange(Y.size)] + 1e-4)


@mistake(
    label_logs,
    "A constant inside the logarithm is far too large",
    "Your loss is too small: a constant of 1e-3 is added inside the logarithm and shows in the second decimal.",
    hint="The probabilities of a softmax are never 0 here. If you want to be safe, 1e-8 or less does not show.",
    where="The constant in np.log(A + ...).",
)
def _logarithm_with_thousandth(A, Y):
    return np.log(A[Y.ravel(), np.arange(Y.size)] + 1e-3)


@mistake(
    label_logs,
    "The logarithm is missing",
    "Your loss is the mean of the probabilities themselves, with a minus. Cross entropy takes their logarithm.",
    hint="What is the loss when every label gets the probability 1?",
    where="The line of the loss: np.log.",
)
def _logarithm_missing(A, Y):
    return A[Y.ravel(), np.arange(Y.size)]


@mistake(
    label_logs,
    "The logarithm has base 2",
    "Your loss is larger by the factor 1 / ln 2 = 1.44. Cross entropy takes the natural logarithm here, np.log.",
    hint="Which function of NumPy is the natural logarithm?",
    where="The line of the loss.",
)
def _logarithm_to_base_two(A, Y):
    return np.log2(A[Y.ravel(), np.arange(Y.size)])


@mistake(
    label_logs,
    "Every label is looked up in the first sample",
    "Your loss takes, for each label, the probability that the first sample gives it. Y has the shape (1, m), so "
    "Y.shape[0] is 1, and np.arange(1) names the first column only.",
    hint="How many samples has Y of shape (1, m), and which axis counts them?",
    where="The column index beside the labels: np.arange(m) with m = Y.shape[1].",
)
def _labels_of_first_sample(A, Y):
    return np.log(A[Y.ravel(), 0])


@mistake(
    mean_loss,
    "The labels are multiplied in as numbers",
    "Your loss is the sum of Y times log A, with the labels 0, 1, 2, ... as factors of whole columns. The sum of "
    "the formula picks one entry of each column: make the labels one-hot first, or index with them.",
    hint="By what is the column of a sample with label 2 multiplied?",
    where="The line of the loss.",
)
def _labels_times_logarithm(A, Y):
    return -np.sum(Y * np.log(A)) / Y.size


@mistake(
    no_loss,
    "Without labels the loss is 0",
    "When Y is empty, the loss has to be [], not 0.",
    hint="Return [] when Y.size == 0.",
    where="The case without labels.",
)
def _zero_without_labels(A):
    return 0.0


@mistake(
    no_loss,
    "Without labels the loss is None",
    "When Y is empty, the loss has to be [], not None.",
    hint="Return [] when Y.size == 0.",
    where="The case without labels.",
)
def _none_without_labels(A):
    return None


@mistake(
    no_loss,
    "Without labels the loss is not a number",
    "When Y is empty, the loss has to be []. Yours is computed all the same: a mean over nothing is NaN.",
    hint="Return [] when Y.size == 0.",
    where="The case without labels.",
)
def _nan_without_labels(A):
    return float("nan")


# softmax_cross_entropy_loss_der.


@mistake(
    softmax_cross_entropy_loss_der,
    "Not divided by the number of samples",
    "Your derivative is A - onehot(Y). The loss is a mean over m samples, so its derivative is divided by"
    " m. (Y.shape[0] is 1 here: Y is (1, m).)",
    hint="Which of Y.shape[0] and Y.shape[1] is m?",
    where="The last line.",
)
def _der_not_divided(Y, cache):
    return difference(cache["A"], Y)


@mistake(
    softmax_cross_entropy_loss_der,
    "Divided by the number of classes",
    "Your derivative is divided by the number of rows of A. The samples are the columns.",
    hint="Which of A.shape[0] and A.shape[1] is m?",
    where="The last line.",
)
def _der_divided_by_classes(Y, cache):
    return difference(cache["A"], Y) / cache["A"].shape[0]


@mistake(
    softmax_cross_entropy_loss_der,
    "Divided by the number of entries",
    "Your derivative is divided by n * m. It has to be divided by m, the number of samples.",
    hint="A.size counts all entries.",
    where="The last line.",
)
def _der_divided_by_entries(Y, cache):
    return difference(cache["A"], Y) / cache["A"].size


@mistake(
    softmax_cross_entropy_loss_der,
    "Divided by the number of samples twice",
    "Your derivative is divided by m * m. Once is enough.",
    hint="Where do you divide?",
    where="The last lines.",
)
def _der_divided_twice(Y, cache):
    return difference(cache["A"], Y) / Y.size**2


@mistake(
    softmax_cross_entropy_loss_der,
    "Only A is divided by the number of samples",
    "Your derivative is A / m - onehot(Y). The whole difference has to be divided by m.",
    hint="Mind the brackets: (A - onehot) / m.",
    where="The last line.",
)
def _der_divides_activations_only(Y, cache):
    return cache["A"] / Y.size - one_hot(Y, cache["A"].shape[0])


@mistake(
    softmax_cross_entropy_loss_der,
    "Only the labels are divided by the number of samples",
    "Your derivative is A - onehot(Y) / m. The whole difference has to be divided by m.",
    hint="Mind the brackets: (A - onehot) / m.",
    where="The last line.",
)
def _der_divides_labels_only(Y, cache):
    return cache["A"] - one_hot(Y, cache["A"].shape[0]) / Y.size


@mistake(
    softmax_cross_entropy_loss_der,
    "The cached activations are overwritten",
    'Your numbers are right, but dZ = cache["A"] gives the cached array a second name, and subtracting 1 '
    "in it changes the cache.",
    hint='Start with dZ = np.array(cache["A"], copy=True).',
    where="The line that makes dZ.",
)
def _der_overwrites_cache(Y, cache):
    dZ = cache["A"]
    dZ[Y.ravel(), np.arange(Y.size)] -= 1
    return dZ / Y.size


@mistake(
    softmax_cross_entropy_loss_der,
    "The cached activations are overwritten with the result",
    'Your numbers are right, but dZ = cache["A"] gives the cached array a second name, and all that you '
    "do in place changes the cache.",
    hint='Start with dZ = np.array(cache["A"], copy=True).',
    where="The line that makes dZ.",
)
def _der_written_into_cache(Y, cache):
    dZ = cache["A"]
    dZ[Y.ravel(), np.arange(Y.size)] -= 1
    dZ /= Y.size
    return dZ


@mistake(
    difference,
    "The sign is reversed",
    "Your derivative is onehot(Y) - A. Training would climb away from the labels.",
    hint="A - onehot(Y).",
    where="The line that subtracts.",
)
def _der_reversed(A, Y):
    return one_hot(Y, A.shape[0]) - A


@mistake(
    difference,
    "The labels are subtracted as numbers",
    "Your derivative is A - Y, with the label 2 counted as 2. The labels have to become columns of zeros "
    "with a single one.",
    hint="What shape and entries has the one-hot form of Y?",
    where="The line that makes the one-hot labels.",
)
def _labels_subtracted(A, Y):
    return A - Y


@mistake(
    difference,
    "The labels are missing",
    "Your derivative is A alone. The one-hot labels have to be subtracted.",
    hint="Where does Y enter?",
    where="The line that computes dZ.",
)
def _der_without_labels(A, Y):
    return np.array(A)


@mistake(
    difference,
    "Only the label's entry is kept",
    "Your derivative is A - 1 at the label and 0 for the other classes. They have a derivative too: A.",
    hint="Take all of A, and subtract 1 at the labels only.",
    where="The line that computes dZ.",
)
def _der_only_labels(A, Y):
    return np.where(one_hot(Y, A.shape[0]) > 0, A - 1, 0)


@mistake(
    difference,
    "That is the derivative with respect to A",
    "Your derivative is -onehot(Y) / A, the derivative of the cross entropy with respect to the "
    "probabilities. With respect to the scores Z it is "
    "A - onehot(Y).",
    hint="The softmax belongs to this function too.",
    where="The line that computes dZ.",
)
def _der_of_cross_entropy_only(A, Y):
    return -one_hot(Y, A.shape[0]) / A


@mistake(
    difference,
    "The sigmoid's derivative is multiplied in",
    "Your derivative is (A - onehot(Y)) * A * (1 - A). The softmax and the cross entropy together give A "
    "- onehot(Y), without another factor.",
    hint="Derive the loss with respect to Z in one go.",
    where="The line that computes dZ.",
)
def _der_with_sigmoid(A, Y):
    return (A - one_hot(Y, A.shape[0])) * A * (1 - A)


# initialize_network.


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
    "np.random.rand draws between 0 and 1, so your weights are all positive. np.random.randn draws normal"
    " numbers of both signs.",
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
    "Your biases have the shape (n,). Added to an (n, m) array they would run along the wrong axis; they "
    "have to be columns, (n, 1).",
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


# linear_forward and linear_backward.


@mistake(
    weighted,
    "The bias is missing",
    "Your Z is W A. The biases have to be added: W A + b.",
    hint="Where does b enter?",
    where="The line that computes Z.",
)
def _forward_without_bias(A, W, b):
    return np.dot(W, A)


@mistake(
    weighted,
    "The weights are transposed",
    "Your Z is W^T A + b. W already has one row per unit: W A + b.",
    hint="Is there a .T too many?",
    where="The line that computes Z.",
)
def _forward_transposed(A, W, b):
    return np.dot(W.T, A) + b


@mistake(
    weighted,
    "The order of the matrix product",
    "Your Z is A W + b. Columns are samples, so the weights stand on the left: W A + b.",
    hint="Compare the shapes: (n, p) times (p, m).",
    where="The line that computes Z.",
)
def _forward_swapped(A, W, b):
    return np.dot(A, W) + b


@mistake(
    linear_cache,
    "The cache holds Z instead of A",
    'Your cache keeps the result under "A". Backward needs the input of the layer, A_prev.',
    hint="Which variable do you store?",
    where="The line that fills the cache.",
)
def _forward_caches_result(A, Z):
    return {"A": Z}


@mistake(
    linear_cache,
    "The cache lacks A",
    'Your cache has no entry "A". Backward looks for the input of the layer under this name.',
    hint='Is the key exactly "A"?',
    where="The line that fills the cache.",
)
def _forward_caches_nothing(A, Z):
    return {}


@mistake(
    linear_backward,
    "Divided by the number of samples once more",
    "Your dW and db are divided by m. In this notebook the derivative of the loss has been divided by m already.",
    hint="Where has the 1/m of the mean gone?",
    where="The lines that compute dW and db.",
)
def _backward_divided_by_samples(dZ, cache, W, b):
    m = dZ.shape[1]
    return gradient_back(dZ, W), weight_gradient(dZ, cache["A"]) / m, bias_gradient(dZ) / m


@mistake(
    linear_forward,
    "The cache is a tuple",
    'Your cache is (A, W, b). The task asks for a dictionary with the input of the layer under the key "A".',
    hint='cache = {"A": A_prev}.',
    where="The line that fills the cache.",
)
def _forward_caches_tuple(A_prev, W, b):
    return weighted(A_prev, W, b), (A_prev, W, b)


@mistake(
    linear_backward,
    "The results are in another order",
    "Your function returns dW, db, dA_prev. The order is dA_prev, dW, db.",
    hint="Compare your return statement with the task.",
    where="The return statement.",
)
def _backward_in_other_order(dZ, cache, W, b):
    return weight_gradient(dZ, cache["A"]), bias_gradient(dZ), gradient_back(dZ, W)


@mistake(
    weight_gradient,
    "dW is divided by the number of samples",
    "Your dW is divided by m. In this notebook the derivative of the loss has been divided by m already.",
    hint="Where has the 1/m of the mean gone?",
    where="The line that computes dW.",
)
def _weight_gradient_divided(dZ, A):
    return np.dot(dZ, A.T) / dZ.shape[1]


@mistake(
    weight_gradient,
    "dW is transposed",
    "Your dW is A_prev dZ^T. It has to have the shape of W: dZ A_prev^T.",
    hint="Compare the shapes of dW and W.",
    where="The line that computes dW.",
)
def _weight_gradient_transposed(dZ, A):
    return np.dot(A, dZ.T)


@mistake(
    bias_gradient,
    "db is divided by the number of samples",
    "Your db is the mean over the samples. Here it is the sum: the derivative of the loss has been "
    "divided by m already.",
    hint="np.sum, not np.mean.",
    where="The line that computes db.",
)
def _bias_gradient_mean(dZ):
    return np.mean(dZ, axis=1, keepdims=True)


@mistake(
    bias_gradient,
    "db has one axis",
    "Your db has the shape (n,): the sum has dropped an axis. b is (n, 1), and db has to be as well.",
    hint="np.sum(dZ, axis=1, keepdims=True).",
    where="The line that computes db.",
)
def _bias_gradient_flat(dZ):
    return np.sum(dZ, axis=1)


@mistake(
    bias_gradient,
    "db is summed over the units",
    "Your db adds up the units of each sample. It has to add up the samples of each unit.",
    hint="Columns are samples: which axis does the sum run over?",
    where="The axis of np.sum: 1.",
)
def _bias_gradient_over_units(dZ):
    return np.sum(dZ, axis=0, keepdims=True)


@mistake(
    bias_gradient,
    "db is one number",
    "Your db adds up everything. Each unit has its own bias and its own sum over the samples.",
    hint="np.sum(dZ, axis=1, keepdims=True).",
    where="The line that computes db.",
)
def _bias_gradient_total(dZ):
    return np.sum(dZ)


@mistake(
    bias_gradient,
    "db is dZ",
    "Your db has one column per sample. The samples share the bias, so their gradients are added up.",
    hint="np.sum(dZ, axis=1, keepdims=True).",
    where="The line that computes db.",
)
def _bias_gradient_not_summed(dZ):
    return np.array(dZ)


@mistake(
    gradient_back,
    "The weights are not transposed on the way back",
    "Your dA_prev is W dZ. On the way back the weights are transposed: W^T dZ.",
    hint="Compare the shapes: dA_prev is (p, m).",
    where="The line that computes dA_prev.",
)
def _back_not_transposed(dZ, W):
    return np.dot(W, dZ)


@mistake(
    gradient_back,
    "dA_prev is divided by the number of samples",
    "Your dA_prev is divided by m. The derivative of the loss has been divided by m already.",
    hint="Where has the 1/m of the mean gone?",
    where="The line that computes dA_prev.",
)
def _back_divided(dZ, W):
    return np.dot(W.T, dZ) / dZ.shape[1]


# classify.


@mistake(
    labels_of,
    "argmax runs along the wrong axis",
    "Your labels say, for each class, which sample is best. Columns are samples, so argmax runs over axis 0.",
    hint="How many labels should come out for m samples?",
    where="The axis of np.argmax: 0.",
)
def _argmax_over_samples(A):
    return np.argmax(A, axis=1).reshape(1, -1)


@mistake(
    labels_of,
    "argmax runs along the wrong axis, and the result has one axis",
    "Your labels say, for each class, which sample is best. Columns are samples, so argmax runs over axis"
    " 0; the result is (1, m).",
    hint="How many labels should come out for m samples?",
    where="The axis of np.argmax: 0.",
)
def _argmax_over_samples_flat(A):
    return np.argmax(A, axis=1)


@mistake(
    labels_of,
    "argmax runs along the wrong axis, and the result is a column",
    "Your labels say, for each class, which sample is best. Columns are samples, so argmax runs over axis"
    " 0; the result is (1, m).",
    hint="How many labels should come out for m samples?",
    where="The axis of np.argmax: 0.",
)
def _argmax_over_samples_column(A):
    return np.argmax(A, axis=1).reshape(-1, 1)


@mistake(
    labels_of,
    "The labels have one axis",
    "Your labels are right, but their shape is (m,). The task asks for (1, m), as Y has it.",
    hint="reshape(1, -1), or keepdims=True.",
    where="The last line.",
)
def _labels_flat(A):
    return np.argmax(A, axis=0)


@mistake(
    labels_of,
    "The labels are a column",
    "Your labels are right, but their shape is (m, 1). The task asks for (1, m), as Y has it.",
    hint="reshape(1, -1), or keepdims=True.",
    where="The last line.",
)
def _labels_column(A):
    return np.argmax(A, axis=0).reshape(-1, 1)


@mistake(
    labels_of,
    "Probabilities instead of labels",
    "You return the largest probability of each sample. The label is the row where it stands.",
    hint="np.max gives the value, np.argmax its place.",
    where="The last line.",
)
def _largest_probability(A):
    return np.max(A, axis=0, keepdims=True)


@mistake(
    labels_of,
    "All probabilities instead of labels",
    "You return the probabilities of all classes. The label of a sample is the row with the largest one.",
    hint="np.argmax(A, axis=0).",
    where="The last line.",
)
def _probabilities_returned(A):
    return A


@mistake(
    labels_of,
    "The least likely class",
    "Your labels are the rows with the smallest probability.",
    hint="argmin or argmax?",
    where="The last line.",
)
def _argmin(A):
    return np.argmin(A, axis=0).reshape(1, -1)


@mistake(
    labels_of,
    "One label for the whole batch",
    "np.argmax without an axis looks at all entries as one list. Each column needs its own label.",
    hint="np.argmax(A, axis=0).",
    where="The last line.",
)
def _argmax_of_everything(A):
    return np.argmax(A)


# update_parameters.


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
    "Your new parameters are alpha times the gradient, with a minus: the old ones are lost. The step is "
    "subtracted from them.",
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
def _update_returns_pair(parameters, gradients, epoch, alpha):
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


# multi_layer_network.


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


def _enter_older_updates():
    def decayed(parameters, gradients, epoch, alpha):
        return _update_returns_pair(parameters, gradients, epoch, alpha / (1 + 0.01 * epoch))

    for name, update in (("pair_expected", _update_returns_pair), ("pair_expected_with_decay", decayed)):
        decays = " In addition the learning rate decays with the epoch." if update is decayed else ""
        MISCONCEPTIONS.append(
            {
                "name": f"update_returns_{name}",
                "title": "Two things are returned",
                "explanation": "Your update_parameters returns the parameters and the learning rate. Only the "
                f"dictionary of parameters is asked for.{decays}",
                "hint": "Look at the return statement of update_parameters.",
                "where": "The return statement, and the last of the five lines of the loop.",
                "replaces": {"update_parameters": update, "one_iteration": _taking_pair_apart(update)},
            }
        )


_enter_older_updates()


@mistake(
    one_iteration,
    "The network is initialised in every iteration",
    "Your loop draws new parameters at the beginning of each iteration, so nothing that was learned is kept.",
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
    "multi_layer_backward gets the probabilities themselves. What goes back is the derivative of the loss, the "
    "result of softmax_cross_entropy_loss_der.",
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
    "Your loop always trains with rate 0.1. The argument learning_rate may have another value.",
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
    "Your loop runs num_iterations - 1 times.",
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
