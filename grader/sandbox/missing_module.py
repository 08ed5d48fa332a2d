"""What a student can do without a module that is not available in the jail."""

from __future__ import annotations

#: Libraries that submissions import. What is none of them may be a file of the student's own.
LIBRARIES = frozenset(
    {
        *("torch", "torchvision", "torchtext", "pytorch_lightning", "lightning", "einops", "opt_einsum"),
        *("tensorflow", "tensorflow_datasets", "tensorflow_probability", "tf", "keras", "theano", "mxnet", "caffe"),
        *("jax", "jaxlib", "flax", "haiku", "optax", "chainer", "cupy", "autograd", "cntk", "paddle"),
        *("scipy", "sklearn", "skimage", "pandas", "polars", "numba", "numexpr", "dask", "sympy", "mpmath"),
        *("statsmodels", "xgboost", "lightgbm", "catboost", "nltk", "gensim", "transformers", "datasets"),
        *("PIL", "cv2", "imageio", "h5py"),
    }
)


def instead_of(module: str) -> str:
    """The end of the sentence that says that `module` ("scipy.special") is not available."""
    if module.partition(".")[0] in LIBRARIES:
        return "; write it with NumPy."
    return ". If it is a file of your own, put its code into the file that you submit; if not, write it with NumPy."
