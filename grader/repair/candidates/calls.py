"""Calls: a similar function, the axis of a reduction and `keepdims`, the order of arguments, a call too many."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.model import RepairKind
from grader.repair.candidates.site import Draft, Site, function_name, is_module

#: What a reduction computes.
REDUCTIONS = {
    "sum": "the sum",
    "mean": "the mean",
    "average": "the mean",
    "max": "the maximum",
    "amax": "the maximum",
    "min": "the minimum",
    "amin": "the minimum",
    "argmax": "the position of the maximum",
    "argmin": "the position of the minimum",
    "std": "the standard deviation",
    "var": "the variance",
    "prod": "the product",
    "any": "`any`",
    "all": "`all`",
    "norm": "the norm",
}
_NO_KEEPDIMS = frozenset({"argmax", "argmin"})
#: Function -> functions that are taken for it.
SIMILAR = {
    "max": ("maximum", "argmax"),
    "amax": ("maximum",),
    "maximum": ("max", "minimum"),
    "min": ("minimum",),
    "minimum": ("maximum", "min"),
    "sum": ("mean",),
    "mean": ("sum",),
    "argmax": ("argmin", "max"),
    "argmin": ("argmax",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like",),
    "ones_like": ("zeros_like",),
    "greater": ("greater_equal", "less"),
    "greater_equal": ("greater", "less_equal"),
    "less": ("less_equal", "greater"),
    "less_equal": ("less", "greater_equal"),
    "exp": ("exp2", "log"),
    "log": ("exp", "log1p"),
    "log2": ("log",),
    "log10": ("log",),
    "log1p": ("log",),
    "rand": ("randn",),
    "randn": ("rand",),
    "random": ("randn",),
    "normal": ("uniform",),
    "uniform": ("normal",),
    "standard_normal": ("random",),
    "divide": ("multiply",),
    "add": ("subtract",),
    "subtract": ("add",),
    "square": ("abs", "sqrt"),
    "abs": ("square",),
    "sqrt": ("square",),
    "std": ("var",),
    "var": ("std",),
    "floor": ("round", "ceil"),
    "int": ("round", "float"),
    "tanh": ("sinh",),
    "append": ("extend",),
    "extend": ("append",),
}
_COMMUTATIVE = frozenset({"maximum", "minimum", "multiply", "add", "array_equal", "isclose", "zip"})


def call_drafts(node: ast.expr, site: Site) -> Iterator[Draft]:
    """Other functions and arguments for the call `node`."""
    if not isinstance(node, ast.Call):
        return
    name = function_name(node)
    for other in SIMILAR.get(name, ()):
        yield from _renamed(node, name, other, site)
    if name in REDUCTIONS:
        yield from _axis(node, name, site)
    yield from _reordered(node, name, site)
    yield from _unwrapped(node, name, site)
    for keyword in node.keywords:
        if keyword.arg == "dtype":
            yield _rebuilt(node, site, node.args, _without(node, "dtype"), RepairKind.DTYPE, "the type of the numbers")


def _renamed(node: ast.Call, name: str, other: str, site: Site) -> Iterator[Draft]:
    func = node.func
    start, end = site.function.text.span(func)
    text = site.code(func)
    if isinstance(func, ast.Name) and name in {"max", "min"}:
        # The built-in function takes no arrays.
        text = f"{site.numpy}.{other}"
    else:
        text = text[: -len(name)] + other
    after = text + site.code(node)[end - start :]
    edits = (site.edit(start, end, text),)
    yield Draft(RepairKind.FUNCTION, f"which function is called: `{name}`", edits, node, site.code(node), after)


def _axis(node: ast.Call, name: str, site: Site) -> Iterator[Draft]:
    is_method = isinstance(node.func, ast.Attribute) and not is_module(node.func.value, site)
    fixed = 0 if is_method else 1
    if len(node.args) < fixed or any(isinstance(arg, ast.Starred) for arg in node.args):
        return
    subject = f"the axis of {REDUCTIONS[name]}"
    old_axis = next((site.code(k.value) for k in node.keywords if k.arg == "axis"), None)
    if old_axis is None and len(node.args) == fixed + 1:
        old_axis = site.code(node.args[fixed])
    kept = any(k.arg == "keepdims" and site.code(k.value) != "False" for k in node.keywords)
    rest = [k for k in node.keywords if k.arg not in {"axis", "keepdims"}]
    for axis in ("0", "1", "-1", None):
        for keep in (kept, not kept):
            if (axis, keep) == (old_axis, kept) or (keep and name in _NO_KEEPDIMS):
                continue
            words = [*rest]
            extra = [*([f"axis={axis}"] if axis else []), *(["keepdims=True"] if keep else [])]
            weight = (0.6 if keep != kept and axis != old_axis else 1.0) * (0.3 if axis == "-1" else 1.0)
            about = f"whether {REDUCTIONS[name]} keeps its dimensions" if axis == old_axis else subject
            yield _rebuilt(node, site, node.args[:fixed], words, RepairKind.AXIS, about, extra, weight)


def _rebuilt(
    node: ast.Call,
    site: Site,
    args: list[ast.expr],
    keywords: list[ast.keyword],
    kind: RepairKind,
    subject: str,
    extra: list[str] | None = None,
    weight: float = 1.0,
) -> Draft:
    """The call with other arguments."""
    words = [*(site.code(arg) for arg in args), *(site.code(keyword) for keyword in keywords), *(extra or [])]
    return site.swap(node, f"{site.code(node.func)}({', '.join(words)})", kind, subject, weight)


def _without(node: ast.Call, name: str) -> list[ast.keyword]:
    return [keyword for keyword in node.keywords if keyword.arg != name]


def _reordered(node: ast.Call, name: str, site: Site) -> Iterator[Draft]:
    if name in _COMMUTATIVE or any(isinstance(arg, ast.Starred) for arg in node.args):
        return
    for first in range(len(node.args) - 1):
        args = [*node.args]
        args[first], args[first + 1] = args[first + 1], args[first]
        if site.code(args[first]) != site.code(args[first + 1]):
            subject = f"the order of the arguments of `{name}`" if name else "the order of arguments"
            yield _rebuilt(node, site, args, node.keywords, RepairKind.ORDER, subject, None, 0.8)
    if name == "where" and len(node.args) == 3:
        args = [node.args[0], node.args[2], node.args[1]]
        yield _rebuilt(node, site, args, node.keywords, RepairKind.ORDER, "the order of the arguments of `where`")


def _unwrapped(node: ast.Call, name: str, site: Site) -> Iterator[Draft]:
    """Without the call: its only argument, or the array whose method it is."""
    subject = f"a call of `{name}`" if name else "a call"
    is_method = isinstance(node.func, ast.Attribute) and not is_module(node.func.value, site)
    kind = RepairKind.SHAPE if name in {"reshape", "flatten", "ravel", "squeeze", "transpose"} else RepairKind.CALL
    if is_method and isinstance(node.func, ast.Attribute) and not _is_self(node.func.value, site):
        yield site.swap(node, site.code(node.func.value), kind, subject, 0.7)
    elif len(node.args) == 1 or (node.args and kind is RepairKind.SHAPE):
        yield site.swap(node, site.code(node.args[0]), kind, subject, 0.7)
        if name in {"sum", "mean"} and len(node.args) == 1:
            text = f"{site.atom(node.args[0])}.T"
            yield site.swap(node, text, RepairKind.TRANSPOSITION, subject, 0.6)


def _is_self(node: ast.expr, site: Site) -> bool:
    return isinstance(node, ast.Name) and node.id == site.function.self_name
