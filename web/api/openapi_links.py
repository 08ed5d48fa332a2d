"""Links of the OpenAPI document: which operations take the id that an answer names."""

from __future__ import annotations

from typing import Any, cast

REF = "#/components/schemas/"


def add_links(spec: dict[str, Any]) -> None:
    """Link each operation that makes something with those below the address of what it has made.

    What `POST /things` answers has an `id`, which is the part `{thing_id}` of `/things/{thing_id}` and of the addresses
    that begin so.
    """
    for path, methods in spec["paths"].items():
        answer = _made(spec, methods.get("post", {}))
        if answer is None:
            continue
        below = {
            operation["operationId"]: _parameters(path, other)
            for other, operations in spec["paths"].items()
            if _own_id(path, other) and other.count("{") == path.count("{") + 1
            for operation in operations.values()
        }
        if below:
            answer["links"] = {
                name: {"operationId": name, "parameters": parameters} for name, parameters in below.items()
            }


def _made(spec: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any] | None:
    """The response of an operation that has made something with an id."""
    for status in ("201", "202"):
        answer = operation.get("responses", {}).get(status, {})
        name = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
        if "id" in spec["components"]["schemas"].get(name.removeprefix(REF), {}).get("properties", {}):
            return cast(dict[str, Any], answer)
    return None


def _own_id(path: str, other: str) -> str:
    """The name of the part that follows `path` in `other`, if it is an id."""
    part = other.removeprefix(f"{path}/").partition("/")[0] if other.startswith(f"{path}/") else ""
    return part[1:-1] if part.endswith("_id}") else ""


def _parameters(path: str, other: str) -> dict[str, str]:
    outer = {part[1:-1]: f"$request.path.{part[1:-1]}" for part in path.split("/") if part.startswith("{")}
    return {**outer, _own_id(path, other): "$response.body#/id"}
