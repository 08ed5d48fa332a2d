"""What stands for names of modules that are not available, where Python code runs the same without the module."""

from __future__ import annotations

import builtins
import functools
import typing
from collections.abc import Callable, Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

#: Modules that draw, print or measure. What they return decides nothing, so it may be used without effect.
_DISPLAY = frozenset(
    {
        *("matplotlib", "pylab", "mpl_toolkits", "seaborn", "plotly", "bokeh", "altair", "plotnine", "cufflinks"),
        *(
            "IPython",
            "ipywidgets",
            "graphviz",
            "pydot",
            "pydotplus",
            "networkx",
            "wandb",
            "tensorboard",
            "tensorboardX",
        ),
        *("colorama", "termcolor", "tabulate", "prettytable", "rich", "google", "pytest", "memory_profiler"),
        *("line_profiler", "loguru", "coloredlogs", "dotenv", "tqdm", "progressbar", "alive_progress", "fastprogress"),
        "psutil",
    }
)
#: Functions that change what the function they are given does, so that it cannot take their place.
_TRANSFORMS = frozenset(
    {
        *("grad", "value_and_grad", "elementwise_grad", "vmap", "pmap", "xmap", "jacobian", "jacfwd", "jacrev", "jvp"),
        *("vjp", "hessian", "hvp", "linearize", "scan", "guvectorize", "stencil", "lambdify", "checkpoint", "remat"),
        "elementwise",
    }
)
#: Modules whose functions take functions, but decorate none.
_WITHOUT_DECORATORS = frozenset({"scipy", "sklearn", "sympy", "statsmodels", "pandas", "PIL", "cv2"})


def displays(name: str) -> bool:
    """Whether the stub of that name ("matplotlib.pyplot.plot") belongs to a module that only shows something."""
    return name.partition(".")[0] in _DISPLAY


def decorated(name: str, args: tuple[Any, ...]) -> bool:
    """Whether a call of the stub with these arguments decorates a function or class, which stays as it is."""
    if len(args) != 1 or not isinstance(args[0], FunctionType | type):
        return False
    root, _, rest = name.partition(".")
    last = rest.rpartition(".")[2]
    return not (root in _WITHOUT_DECORATORS or last in _TRANSFORMS or last[:1].isupper() or rest.startswith("cuda"))


def false_without_module(name: str) -> bool:
    """Whether the call of the stub asks a question that is answered with no: `torch.cuda.is_available()`."""
    last = name.rpartition(".")[2]
    return last.startswith(("is_", "has_")) or last in ("issparse", "isspmatrix")


class ProgressBar:
    """Goes through what it is given, as a progress bar does, and shows nothing."""

    def __init__(self, iterable: Any = None, *_args: Any, **options: Any) -> None:
        self.iterable = iterable
        self.total = options.get("total")
        self.n = 0

    def __iter__(self) -> Iterator[Any]:
        return iter(() if self.iterable is None else self.iterable)

    def __len__(self) -> int:
        return len(() if self.iterable is None else self.iterable)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing

    @staticmethod
    def write(*_args: Any, **_options: Any) -> None:
        """Print nothing."""

    @staticmethod
    def pandas(*_args: Any, **_options: Any) -> None:
        """Register nothing."""


def _nothing(*_args: Any, **_options: Any) -> None:
    return None


def _counted(*bounds: int, **_options: Any) -> ProgressBar:
    return ProgressBar(range(*bounds))


def _enumerated(iterable: Any, start: int = 0, **_options: Any) -> Iterator[tuple[int, Any]]:
    return enumerate(iterable, start)


def _zipped(*iterables: Any, **_options: Any) -> Iterator[tuple[Any, ...]]:
    return zip(*iterables, strict=False)


def vectorize(*args: Any, **_options: Any) -> Any:
    """numba.vectorize, with or without signatures: a function of numbers becomes one of arrays.

    The entries of the result get one common type, as numba gives them.
    """
    return _elementwise(args[0]) if len(args) == 1 and isinstance(args[0], FunctionType) else _elementwise


def _elementwise(function: FunctionType) -> Callable[..., Any]:
    apply = np.frompyfunc(function, function.__code__.co_argcount, 1)

    @functools.wraps(function)
    def on_arrays(*args: Any) -> Any:
        result = apply(*args)
        return np.array(result.tolist()).reshape(result.shape) if isinstance(result, np.ndarray) else result

    return on_arrays


_PROGRESS: Mapping[str, Any] = {
    "tqdm": ProgressBar,
    "tqdm_notebook": ProgressBar,
    "tqdm_gui": ProgressBar,
    "trange": _counted,
    "tnrange": _counted,
    "tenumerate": _enumerated,
    "tzip": _zipped,
}
#: What packages for Python 2 and 3 call names that Python 3 has itself.
_PYTHON_3: Mapping[str, Any] = {
    **{name: getattr(builtins, name) for name in ("range", "zip", "map", "filter", "input", "chr", "str", "int")},
    "xrange": range,
    "raw_input": input,
    "unicode": str,
    "basestring": str,
    "long": int,
    "unichr": chr,
    "reduce": functools.reduce,
    "print_": print,
    "text_type": str,
    "binary_type": bytes,
    "string_types": (str,),
    "integer_types": (int,),
    "PY2": False,
    "PY3": True,
    "iteritems": lambda d: iter(d.items()),
    "itervalues": lambda d: iter(d.values()),
    "iterkeys": iter,
}
#: Module -> last part of a name -> what stands for it.
_SAME: Mapping[str, Mapping[str, Any]] = {
    "tqdm": _PROGRESS,
    "six": _PYTHON_3,
    "past": _PYTHON_3,
    "future": _PYTHON_3,
    "numba": {"prange": range, "vectorize": vectorize},
    "rich": {"track": ProgressBar},
    "fastprogress": {"progress_bar": ProgressBar, "master_bar": ProgressBar},
    "progressbar": {"progressbar": ProgressBar, "ProgressBar": ProgressBar},
    "alive_progress": {"alive_it": ProgressBar},
}


def same_without_module(name: str) -> Any:
    """What does the same as the name ("numba.prange") without its module; None if nothing does."""
    return _SAME.get(name.partition(".")[0], {}).get(name.rpartition(".")[2])


def replacement(module: str) -> ModuleType | None:
    """A module of the standard library that holds the names of a missing one."""
    return typing if module == "typing_extensions" else None


def note(module: str) -> str:
    """The end of the sentence that tells that a module is not available."""
    if module in ("tqdm", "progressbar", "alive_progress", "fastprogress"):
        return "your loops run without its progress bars"
    if module in ("six", "past", "future"):
        return "its names for Python 2 and 3 are Python's own here"
    if module == "numba":
        return "your functions run without its compiler"
    if module in _DISPLAY:
        return "nothing that it shows is graded"
    return "a function that needs it for its result cannot be graded"
