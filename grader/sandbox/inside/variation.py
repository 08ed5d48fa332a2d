"""Variants of the submission's functions, one after the other in one process, for repair search.

A function keeps its identity and gets other code, so that what refers to it (`np.vectorize(relu)`, a class) follows.
What is found this way is a hint: the worker runs a variant that seems right in a process of its own.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from types import CodeType, FunctionType
from typing import Any

import numpy as np

#: Class or "", function, and the text of its definition.
Definition = tuple[str, str, str]


class Variation:
    """Which functions have other code at the moment."""

    def __init__(self) -> None:
        self._originals: list[tuple[FunctionType, CodeType]] = []

    def apply(self, namespace: dict[str, Any], definitions: Iterable[Definition]) -> None:
        """Give these functions the code of the definitions, and all others their own again; reset random seeds.

        Raises KeyError, TypeError, ValueError or SyntaxError where that is not possible.
        """
        for function, code in self._originals:
            function.__code__ = code
        self._originals.clear()
        random.seed(0)
        np.random.seed(0)
        for owner, name, text in definitions:
            function = (vars(namespace[owner]) if owner else namespace)[name]
            if not isinstance(function, FunctionType):
                raise TypeError(f"{name} is no function")
            code = _code(text, name)
            before = function.__code__
            function.__code__ = code
            self._originals.append((function, before))


def _code(text: str, name: str) -> CodeType:
    module = compile(text, "<variant>", "exec", dont_inherit=True)
    return next(item for item in module.co_consts if isinstance(item, CodeType) and item.co_name == name)
