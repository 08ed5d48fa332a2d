"""Brings the pages for administrators together: importing a module registers its routes."""

from __future__ import annotations

from web.operations import audit, connections, overview
from web.operations.base import blueprint

__all__ = ["audit", "blueprint", "connections", "overview"]
