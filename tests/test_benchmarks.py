"""Every module of bench/ is a benchmark that the command line can run, or is known as a helper."""

from __future__ import annotations

import importlib
import pkgutil

import bench
from bench.__main__ import HELPERS, ONLY_WHEN_NAMED, WITH_BASE, WITH_BASES, WITH_SHARE

MODULES = {module.name for module in pkgutil.iter_modules(bench.__path__)}


def test_every_module_that_is_no_helper_is_a_benchmark():
    missing = [name for name in MODULES - HELPERS if not hasattr(importlib.import_module(f"bench.{name}"), "main")]
    assert missing == []


def test_the_lists_name_modules_that_exist():
    assert HELPERS | ONLY_WHEN_NAMED | WITH_BASE | WITH_BASES | WITH_SHARE <= MODULES
