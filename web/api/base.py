"""Shared parts of the REST API."""

from __future__ import annotations

from apiflask import APIBlueprint
from pydantic import BaseModel

blueprint = APIBlueprint("api", __name__, url_prefix="/api", template_folder="templates", tag="Grader")

#: What a route returns: body, status and headers.
Answer = tuple[BaseModel, int] | tuple[BaseModel, int, dict[str, str]]
