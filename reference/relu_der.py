"""Backward through ReLU: the reference solution, and the mistakes that are known.

Forward, A = max(0, Z); backward, dZ = dA * 1[Z > 0]; all arrays (n, m), n units and m samples. At Z = 0, where ReLU has
no derivative, the course takes 0. Source: Goodfellow, Bengio, Courville, Deep Learning (2016), sections 6.3 and 6.5.
"""

import numpy as np

# ruff: noqa: F821  `mistake` comes from there
BUILDS_ON = "mistakes"


def relu(Z):
    """Forward, beside its derivative: A = max(0, Z), shape (n, m), and what backward will need."""
    return np.maximum(0, Z), {"Z": Z}


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


@mistake(
    is_open,
    "The gradient passes where Z is exactly 0",
    "Your condition lets an entry of the gradient through when Z is exactly 0. In this course relu'(0) = 0, so "
    "only entries with Z > 0 are passed on. Zeros are not rare: rounded inputs and dead units produce many.",
    hint="Which entries does your comparison treat as active: the ones with Z > 0, or also those with Z = 0?",
    where="The comparison of Z with 0 (>= for >, or < for <=).",
)
def _gradient_at_zero(Z):
    return Z >= 0


@mistake(
    is_open,
    "The mask is the wrong way round",
    "Your result keeps the gradient where Z is not positive and clears it where Z is positive. ReLU passes a "
    "positive input on, so it is there that the gradient flows back.",
    hint="Take one entry with Z = 2. ReLU hands it on unchanged: what is its slope?",
    where="The comparison of Z with 0, or the order of the two branches.",
)
def _mask_inverted(Z):
    return Z <= 0


@mistake(
    is_open,
    "The mask is the wrong way round",
    "Your result keeps the gradient where Z is negative and clears it everywhere else. ReLU passes a positive "
    "input on, so it is there that the gradient flows back.",
    hint="Take one entry with Z = 2. ReLU hands it on unchanged: what is its slope?",
    where="The comparison of Z with 0, or the order of the two branches.",
)
def _mask_inverted_strictly(Z):
    return Z < 0


@mistake(
    is_open,
    "The gradient is stopped for Z between 0 and 1",
    "Entries with 0 < Z < 1 get 0 in your result, as if ReLU only began at 1 (or as if its value had been cut to "
    "a whole number). The slope is 1 for every positive Z, however small.",
    hint="Try Z = 0.3: what does your function make of it, and why?",
    where="The threshold, or a conversion to int.",
)
def _opens_from_one(Z):
    return Z >= 1


@mistake(
    is_open,
    "The gradient is stopped for Z up to 1",
    "Entries with 0 < Z <= 1 get 0 in your result, as if ReLU only began above 1. The slope is 1 for every "
    "positive Z, however small.",
    hint="Try Z = 0.3 and Z = 1: what does your function make of them, and why?",
    where="The threshold that Z is compared with.",
)
def _opens_above_one(Z):
    return Z > 1


@mistake(
    is_open,
    "Negative inputs pass the gradient too",
    "Your result clears the gradient only where Z is exactly 0. ReLU cuts off every negative input, so there its "
    "slope is 0 as well.",
    hint="What is the slope of max(0, z) at z = -3?",
    where="The condition on Z.",
)
def _opens_where_not_zero(Z):
    return Z != 0


@mistake(
    through,
    "The incoming gradient is missing",
    "Your result is the derivative of ReLU alone: ones and zeros. The chain rule asks for its product with the "
    "gradient that came in, dZ = dA * relu'(Z).",
    hint="Your mask is right. What does the chain rule do with dA?",
    where="The line that makes the result: dA has to be in it.",
)
def _incoming_gradient_ignored(dA, opened):
    return opened.astype(float)


@mistake(
    through,
    "The incoming gradient is missing",
    "Your result only says where Z is positive: ones and zeros as whole numbers, or True and False. That is the "
    "derivative of ReLU alone. The chain rule asks for its product with the gradient that came in, dZ = dA * relu'(Z).",
    hint="Your mask is right. What does the chain rule do with dA?",
    where="The line that makes the result: dA has to be in it.",
)
def _mask_alone(dA, opened):
    return opened.astype(int)


@mistake(
    relu_der,
    "The gradient is handed on unchanged",
    "Your result equals dA in every entry, as if ReLU were the identity. Where Z is not positive the gradient has"
    " to become 0.",
    hint="Use Z: which entries of dZ must be 0?",
    where="Between copying dA and returning dZ.",
)
def _gradient_untouched(dA, cache):
    return np.array(dA, copy=True)


@mistake(
    relu_der,
    "The mask is made from dA instead of Z",
    "Your result clears the entries where the gradient is not positive. A gradient may have any sign; what "
    "decides is the layer's input Z on the way forward.",
    hint="Which array do you compare with 0?",
    where='The comparison: it has to look at cache["Z"].',
)
def _mask_from_gradient(dA, cache):
    return np.where(np.asarray(dA) > 0, dA, 0)


@mistake(
    through,
    "Negative gradients are lost",
    "Where Z is positive, your result keeps only positive gradients. The gradient may well be negative and has to"
    " pass unchanged.",
    hint="Take Z = 1 and dA = -2. The answer is -2.",
    where="A maximum (or a comparison) that is applied to dA or to the product.",
)
def _gradient_cut_at_zero(dA, opened):
    return np.where(opened, np.maximum(dA, 0), 0)


@mistake(
    through,
    "The sign of the gradient is lost",
    "Your result holds the absolute value of dA where Z is positive. The gradient has to pass with its sign.",
    hint="Take Z = 1 and dA = -2. The answer is -2.",
    where="The line that multiplies with dA.",
)
def _gradient_absolute(dA, opened):
    return np.where(opened, np.abs(dA), 0)


@mistake(
    through,
    "The sign is reversed",
    "Your result is the right one times -1. The slope of ReLU is +1 where it is active; the minus sign of "
    "gradient descent belongs in the update, not here.",
    hint="Where does the minus come from?",
    where="The line that makes the result.",
)
def _sign_reversed(dA, opened):
    return -np.where(opened, dA, 0)


@mistake(
    through,
    "Divided by the number of samples",
    "Your result is the right one divided by m, the number of columns. The mean over the samples is taken once, "
    "in the loss; ReLU works entry by entry.",
    hint="Is there any average in the derivative of max(0, z)?",
    where="A division by the number of columns.",
)
def _divided_by_samples(dA, opened):
    return np.where(opened, dA, 0) / dA.shape[1]


@mistake(
    through,
    "That is the derivative of leaky ReLU",
    "Where Z is not positive your result is 0.01 * dA. Plain ReLU is flat there: its slope is exactly 0.",
    hint="Which activation does this layer have: ReLU or leaky ReLU?",
    where="The branch for Z <= 0.",
)
def _leaky_slope(dA, opened):
    return np.where(opened, dA, 0.01 * dA)


@mistake(
    through,
    "The closed entries are 1 instead of 0",
    "Where Z is not positive, your result is 1. Nothing flows back there, so these entries have to be 0.",
    hint="What reaches the input when the unit is cut off?",
    where="The value that is written where Z <= 0.",
)
def _one_where_closed(dA, opened):
    return np.where(opened, dA, 1)


@mistake(
    through,
    "One positive entry opens the whole batch",
    "Your function looks at all of Z at once: as soon as any entry is positive, all of dA is passed on. The "
    "decision is made for each entry on its own.",
    hint="What does .any() (or an `if` on a whole array) tell you about a single entry?",
    where="The condition: it needs one answer per entry.",
)
def _one_decides_for_all(dA, opened):
    return np.array(dA) if opened.any() else np.zeros_like(dA)


@mistake(
    through,
    "One closed entry closes the whole batch",
    "Your function looks at all of Z at once: only when every entry is positive is dA passed on. The decision is "
    "made for each entry on its own.",
    hint="What does .all() (or an `if` on a whole array) tell you about a single entry?",
    where="The condition: it needs one answer per entry.",
)
def _all_must_be_open(dA, opened):
    return np.array(dA) if opened.all() else np.zeros_like(dA)


@mistake(
    through,
    "The gradient is cut to whole numbers",
    "Your result has integers where the gradient has decimals. The array you write into holds integers (or you "
    "convert to int), so everything after the decimal point is lost.",
    hint="Which dtype has the array that you return?",
    where="astype(int), int(...), or an array made without dtype=float.",
)
def _cut_to_whole_numbers(dA, opened):
    return np.where(opened, dA, 0).astype(int)


@mistake(
    through,
    "dA is overwritten",
    "Your numbers are right, but the caller's dA has changed: you wrote into it instead of into a copy. In a "
    "network somebody may still need that array.",
    hint="dZ = dA does not copy, it gives the same array a second name.",
    where="The line that makes dZ: np.array(dA, copy=True), or np.where, make a new array.",
)
def _gradient_overwritten(dA, opened):
    dA[~opened] = 0
    return dA


@mistake(
    relu_der,
    "The cached Z is overwritten with zeros and ones",
    'Z = cache["Z"] gives the stored array a second name; writing 0 and 1 into it changes the cache. The forward '
    "pass has stored these values for others too.",
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
    "The cached Z is overwritten",
    'Your numbers are right, but the negative entries of cache["Z"] are now 0: Z = cache["Z"] gives the stored '
    "array a second name, and you wrote into it.",
    hint="Where do you write, and whose array is it?",
    where="The assignment Z[...] = 0: make a mask of its own, or copy Z first.",
)
def _cache_clipped(dA, cache):
    Z = cache["Z"]
    Z[Z <= 0] = 0
    return np.where(Z > 0, dA, 0)


@mistake(
    relu_der,
    "The result is written into the cached Z",
    'Your numbers are right, but they were written into cache["Z"] itself: Z = cache["Z"] gives the stored array '
    "a second name. The forward pass has stored these values for others too.",
    hint="Where do you write, and whose array is it?",
    where="The assignments into Z: write into a copy of dA instead.",
)
def _cache_becomes_result(dA, cache):
    Z = cache["Z"]
    Z[Z <= 0] = 0
    opened = Z > 0
    Z[opened] = np.asarray(dA)[opened]
    return Z


@mistake(
    relu_der,
    "Multiplied by ReLU instead of by its derivative",
    "Your result is dA * max(0, Z). The chain rule needs the slope of ReLU, which is 1 where Z > 0, not its value.",
    hint="What is the slope of max(0, z) at z = 5? It is not 5.",
    where="The factor that dA is multiplied by.",
)
def _relu_instead_of_derivative(dA, cache):
    return dA * np.maximum(0, cache["Z"])


@mistake(
    relu_der,
    "That is the forward pass",
    "Your result is max(0, Z), the output of ReLU on the way forward. Here its gradient is asked for: dA where Z > 0.",
    hint="The result has to be made of entries of dA.",
    where="The line that makes the result.",
)
def _forward_again(dA, cache):
    return np.maximum(0, cache["Z"])


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
    "Z and dA are mixed up",
    "Your result holds Z where Z is positive and dA elsewhere. It has to hold dA where Z is positive, and 0 elsewhere.",
    hint="Read your condition aloud: where Z > 0, take ...",
    where="The two values that the condition chooses between.",
)
def _input_where_open(dA, cache):
    return np.where(cache["Z"] > 0, cache["Z"], dA)


@mistake(
    relu_der,
    "That is the derivative of the sigmoid",
    "Your result is dA * s * (1 - s) with the sigmoid s of Z. This layer has ReLU, whose slope is 1 or 0.",
    hint="Which activation does this layer have?",
    where="The factor that dA is multiplied by.",
)
def _sigmoid_derivative(dA, cache):
    s = 1 / (1 + np.exp(-np.asarray(cache["Z"], dtype=float)))
    return dA * s * (1 - s)


@mistake(
    relu_der,
    "That is the derivative of tanh",
    "Your result is dA * (1 - tanh(Z)^2). This layer has ReLU, whose slope is 1 or 0.",
    hint="Which activation does this layer have?",
    where="The factor that dA is multiplied by.",
)
def _tanh_derivative(dA, cache):
    return dA * (1 - np.tanh(cache["Z"]) ** 2)


@mistake(
    relu_der,
    "0 / 0 where Z is 0",
    "Dividing max(0, Z) by Z gives 1 and 0 as it should, except where Z is 0: there it is 0 / 0, which is NaN.",
    hint="Compare Z with 0 instead of dividing by it.",
    where="The division by Z.",
)
def _divided_by_input(dA, cache):
    Z = np.asarray(cache["Z"], dtype=float)
    return dA * (np.maximum(0, Z) / Z)


@mistake(
    relu_der,
    "Half of the gradient passes where Z is exactly 0",
    "Your slope at Z = 0 is 0.5. That is one possible choice, but in this course relu'(0) = 0.",
    hint="np.heaviside takes the value at 0 as its second argument.",
    where="The value for Z = 0.",
)
def _half_at_zero(dA, cache):
    return dA * np.heaviside(cache["Z"], 0.5)


@mistake(
    relu_der,
    "Negative inputs give -dA instead of 0",
    "Your slope is the sign of Z: -1 for negative inputs. ReLU is flat there, so its slope is 0.",
    hint="What is the slope of max(0, z) at z = -3?",
    where="The factor for Z < 0.",
)
def _sign_of_input(dA, cache):
    return dA * np.sign(cache["Z"])


@mistake(
    through,
    "The result is transposed",
    "Rows and columns of your result are exchanged. dZ has the shape of dA, (n, m).",
    hint="Is there a .T too many?",
    where="The line that makes the result.",
)
def _transposed(dA, opened):
    return np.where(opened, dA, 0).T


@mistake(
    through,
    "The result has lost its shape",
    "The values are right, but they come as one flat row. dZ has the shape of dA, (n, m).",
    hint="Does a boolean index, a loop with append or a ravel make your result flat?",
    where="The line that makes the result.",
)
def _flattened(dA, opened):
    return np.where(opened, dA, 0).ravel()


@mistake(
    through,
    "Matrix product instead of an elementwise product",
    "ReLU works entry by entry, so dA and the mask are multiplied entry by entry. np.dot and @ are matrix products.",
    hint="Which operator multiplies two arrays of the same shape entry by entry?",
    where="The product of dA and the mask: use * or np.multiply.",
)
def _matrix_product(dA, opened):
    return np.dot(dA, opened.astype(float))


@mistake(
    through,
    "Matrix product instead of an elementwise product",
    "ReLU works entry by entry, so dA and the mask are multiplied entry by entry, without any transposition. "
    "np.dot and @ are matrix products.",
    hint="Which operator multiplies two arrays of the same shape entry by entry?",
    where="The product of dA and the mask: use * or np.multiply.",
)
def _matrix_product_of_transposed(dA, opened):
    return np.dot(dA.T, opened.astype(float))


@mistake(
    through,
    "Matrix product instead of an elementwise product",
    "ReLU works entry by entry, so dA and the mask are multiplied entry by entry, without any transposition. "
    "np.dot and @ are matrix products.",
    hint="Which operator multiplies two arrays of the same shape entry by entry?",
    where="The product of dA and the mask: use * or np.multiply.",
)
def _matrix_product_with_transposed(dA, opened):
    return np.dot(dA, opened.T.astype(float))


@mistake(
    relu_der,
    "Nothing is returned",
    "Your function ends without `return`, so its result is None.",
    hint="Add `return dZ` at the end, at the level of the function's body.",
    where="The last line of the function.",
)
def _nothing_returned(dA, cache):
    return None


@mistake(
    relu_der,
    "Two things are returned",
    "Your function returns a tuple: the right dZ, and the cache. Only dZ is asked for.",
    hint="Return dZ alone.",
    where="The return statement.",
)
def _pair_returned(dA, cache):
    return np.where(cache["Z"] > 0, dA, 0), cache
