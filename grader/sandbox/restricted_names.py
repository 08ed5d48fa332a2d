"""The names that a submission in the restricted subset may use; see `restricted`.

What is listed keeps nothing of its arguments: no registry, cache or setting that a later call could read back. Settings
that submissions often make (random seeds, `np.seterr`, print options, filters of warnings) are restored between test
cases by `inside.reset`.
"""

from __future__ import annotations

import ast
import builtins
import itertools
import math

import numpy as np


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _public(module: object) -> frozenset[str]:
    return frozenset(name for name in vars(module) if not name.startswith("_"))


#: Numbers, None and scalar types: immutable, so they may be passed on as values.
NUMPY_VALUES = frozenset(
    name
    for name, value in vars(np).items()
    if not name.startswith("_")
    and name not in ("void", "record")
    and (value is None or isinstance(value, int | float) or (isinstance(value, type) and issubclass(value, np.generic)))
)
_UFUNCS = frozenset(
    name for name, value in vars(np).items() if isinstance(value, np.ufunc) and not name.startswith("_")
)
_NUMPY_FUNCTIONS = _words(
    """
    all allclose amax amin any append apply_along_axis apply_over_axes arange argmax argmin argpartition argsort
    argwhere around array array2string array_equal array_equiv array_repr array_split array_str asanyarray asarray
    asarray_chkfinite asmatrix ascontiguousarray asfortranarray astype atleast_1d atleast_2d atleast_3d average bincount
    block broadcast_arrays broadcast_shapes broadcast_to can_cast choose clip column_stack common_type compress
    concat concatenate convolve copy copyto corrcoef correlate count_nonzero cov cross cumprod cumsum cumulative_prod
    cumulative_sum delete diag diag_indices diagflat diagonal diff digitize dot dsplit dstack dtype ediff1d einsum
    errstate expand_dims extract eye fill_diagonal fix flatnonzero flip fliplr flipud format_float_positional
    format_float_scientific fromfunction fromiter full full_like geomspace gradient hamming hanning histogram
    histogram2d histogramdd hsplit hstack i0 identity imag indices inner insert interp intersect1d in1d isclose
    iscomplex iscomplexobj isfortran isin isneginf isposinf isreal isrealobj isscalar issubdtype iterable kron
    lexsort linspace logspace matrix max may_share_memory mean median meshgrid min min_scalar_type moveaxis nan_to_num
    nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd
    nansum nanvar ndenumerate ndim ndindex nonzero ones ones_like outer partition percentile permute_dims piecewise
    place polyadd polyder polyfit polyint polymul polysub polyval printoptions prod promote_types ptp put
    put_along_axis putmask quantile ravel ravel_multi_index real real_if_close repeat reshape result_type roll
    rollaxis rot90 round searchsorted select set_printoptions setdiff1d seterr setxor1d shape shares_memory sinc size
    sort sort_complex split squeeze stack std sum swapaxes take take_along_axis tensordot tile trace transpose
    trapezoid trapz tri tril tril_indices tril_indices_from trim_zeros triu triu_indices triu_indices_from union1d
    unique unique_counts unique_values unravel_index unstack unwrap vander var vdot vectorize vsplit vstack where zeros
    zeros_like
    """
)
_RANDOM_FUNCTIONS = _words(
    """
    beta binomial chisquare choice default_rng dirichlet exponential f gamma geometric gumbel hypergeometric
    laplace logistic lognormal logseries multinomial multivariate_normal negative_binomial normal pareto permutation
    poisson power rand randint randn random random_integers random_sample ranf rayleigh sample seed shuffle
    standard_cauchy standard_exponential standard_gamma standard_normal standard_t triangular uniform vonmises wald
    weibull zipf RandomState
    """
)
_LINALG = _words(
    """
    cholesky cond det eig eigh eigvals eigvalsh inv lstsq matmul matrix_norm matrix_power matrix_rank multi_dot norm
    outer pinv qr slogdet solve svd svdvals tensordot trace vecdot vector_norm LinAlgError
    """
)
#: What may be used of each module: called, or as an exception, a base class, a decorator or an annotation.
NAMES = {
    "numpy": _NUMPY_FUNCTIONS | _UFUNCS | NUMPY_VALUES,
    "numpy.random": _RANDOM_FUNCTIONS,
    "numpy.linalg": _LINALG,
    "math": _public(math),
    "itertools": _public(itertools),
    "random": _words(
        """
        betavariate choice choices expovariate gammavariate gauss getrandbits lognormvariate normalvariate paretovariate
        randint random randrange sample seed shuffle triangular uniform vonmisesvariate weibullvariate
        """
    ),
    "time": _words("ctime monotonic perf_counter perf_counter_ns process_time sleep time time_ns"),
    "copy": _words("copy deepcopy"),
    "functools": _words("cache lru_cache partial reduce"),
    "collections": _words("Counter OrderedDict defaultdict deque namedtuple"),
    "dataclasses": _words("dataclass field"),
    "abc": _words("ABC abstractmethod"),
    "warnings": _words("filterwarnings simplefilter"),
    "typing": _words("Any Callable Dict Iterable Iterator List NamedTuple Optional Sequence Set Tuple Union"),
    "__future__": _words("annotations division print_function"),
}
#: What may be passed on as a value.
VALUES = {"numpy": NUMPY_VALUES, "math": frozenset({"pi", "e", "inf", "nan", "tau"})}
#: Attributes of these are C code: they have no attributes that could be set.
STATIC = {"numpy": NUMPY_VALUES | _UFUNCS, "math": frozenset()}
#: Imported classes from which others may be derived.
BASES = {("abc", "ABC"), ("typing", "NamedTuple")}
#: What may stand where only types do: in annotations and beside `type(x)`.
TYPES = {"numpy": NUMPY_VALUES | {"ndarray"}, "typing": NAMES["typing"]}

#: Built-in functions that reach other namespaces, files or frames, or tell addresses. `type` is allowed in some places.
FORBIDDEN_BUILTINS = frozenset(dir(builtins)) - {
    *(name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)),
    *("True", "False", "None", "Ellipsis", "NotImplemented", "__name__", "__doc__", "__debug__"),
    *_words(
        """
        abs all any ascii bin bool callable chr classmethod complex dict divmod enumerate filter float
        format frozenset hasattr hex int isinstance issubclass iter len list map max min next object oct ord pow print
        property range repr reversed round set slice sorted staticmethod str sum super tuple zip
        """
    ),
}
#: Attributes by which frames, code, uninitialised memory or the objects behind others can be reached.
FORBIDDEN_ATTRIBUTES = _words(
    """
    obj ctypes data tofile dump dumps setflags bit_generator with_traceback register cffi func_globals mro
    view tobytes getfield setfield from_bytes encode
    f_back f_builtins f_code f_globals f_locals f_trace _bit_generator _module _core _globals
    """
)
#: Attributes by which the bytes of an array would be read as something else, if they were set.
FORBIDDEN_TARGETS = frozenset({"dtype", "strides"})
BUILTIN_TYPES = frozenset(name for name, value in vars(builtins).items() if isinstance(value, type))
FORBIDDEN_PREFIXES = ("gi_", "cr_", "ag_", "tb_", "co_")
#: Names that keep their meaning: beside these a type may stand.
RESERVED = BUILTIN_TYPES | {"isinstance", "print"}
#: Keywords with which NumPy leaves parts of a result as they were in memory.
FORBIDDEN_KEYWORDS = frozenset({"where", "formatter"})
#: Methods with two underscores that a class may define: none is given an object that is not the submission's.
METHODS = frozenset(
    f"__{name}__"
    for name in _words(
        """
        init post_init call repr str len getitem setitem delitem iter next contains eq ne lt le gt ge hash bool
        int float neg pos abs add sub mul truediv floordiv mod pow matmul radd rsub rmul rtruediv rfloordiv
        rmod rpow rmatmul iadd isub imul itruediv ifloordiv ipow imatmul
        """
    )
)
#: Nodes whose parts are all looked at as values.
PLAIN_NODES = tuple(
    getattr(ast, name)
    for name in sorted(
        _words(
            """
            Module Return Delete Assign AugAssign For While If With withitem Raise Try Assert Expr Pass Break Continue
            Global Nonlocal BoolOp NamedExpr BinOp UnaryOp Lambda IfExp Dict Set ListComp SetComp DictComp GeneratorExp
            comprehension Yield YieldFrom JoinedStr Subscript Starred List Tuple Slice
            """
        )
    )
)
