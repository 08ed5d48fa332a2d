"""Modules besides NumPy that an assignment may allow."""

from __future__ import annotations

from typing import Final

#: Each with the top-level modules that it is made of.
ALLOWABLE_MODULES: Final[dict[str, tuple[str, ...]]] = {
    "scipy": ("scipy",),
    "sklearn": ("sklearn", "scipy", "joblib", "threadpoolctl"),
}
