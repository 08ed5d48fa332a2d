"""Prepares the OpenAPI document for the documentation page, which loads nothing from other hosts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Spec = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One line of a table: a parameter or a member of an object."""

    name: str
    kind: str
    required: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    anchor: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    #: (media type, name of the schema or ""), one per form the body may take.
    bodies: tuple[tuple[str, str], ...]
    #: (status, description, media types, name of the schema or "").
    responses: tuple[tuple[str, str, str, str], ...]


def operations(spec: Spec) -> Iterator[Operation]:
    """Every operation of `spec`, in the document's order."""
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            yield Operation(
                method=method.upper(),
                path=path,
                anchor=operation.get("operationId") or f"{method}{path}".replace("/", "-").strip("-{}"),
                summary=operation.get("summary", ""),
                description=operation.get("description", ""),
                parameters=tuple(_parameter(_resolved(spec, each)) for each in operation.get("parameters", ())),
                bodies=tuple(_bodies(operation.get("requestBody", {}))),
                responses=tuple(_responses(operation["responses"])),
            )


def objects(spec: Spec) -> Iterator[tuple[str, str, tuple[Field, ...]]]:
    """Name, description and members of every object of `spec`."""
    for name, schema in sorted(spec.get("components", {}).get("schemas", {}).items()):
        required = set(schema.get("required", ()))
        fields = tuple(
            Field(name=key, kind=kind(member), required=key in required, note=_note(member))
            for key, member in schema.get("properties", {}).items()
        )
        if fields:
            yield name, schema.get("description", ""), fields


def kind(schema: Spec) -> str:
    """A schema in short: "string", "integer or null", "list of CaseOut"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return " or ".join(kind(option) for option in schema[choice])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    name = str(schema.get("type", "anything"))
    return f"{name} ({schema['format']})" if "format" in schema else name


def _note(schema: Spec) -> str:
    notes = [schema["description"]] if schema.get("description") else []
    if schema.get("default") not in (None, ""):
        notes.append(f"Default: {schema['default']}.")
    return " ".join(notes)


def _resolved(spec: Spec, found: Spec) -> Spec:
    """What a reference to a component means; anything else as it is."""
    while "$ref" in found:
        _, kind_of_component, name = str(found["$ref"]).removeprefix("#").rsplit("/", 2)
        found = spec["components"][kind_of_component][name]
    return found


def _parameter(parameter: Spec) -> Field:
    schema = parameter.get("schema", {})
    return Field(
        name=f"{parameter['name']} ({parameter['in']})",
        kind=kind(schema),
        required=bool(parameter.get("required")),
        note=parameter.get("description") or _note(schema),
    )


def _bodies(body: Spec) -> Iterator[tuple[str, str]]:
    for media, content in body.get("content", {}).items():
        yield media, _schema_name(content)


def _responses(responses: Spec) -> Iterator[tuple[str, str, str, str]]:
    for status, response in responses.items():
        content = response.get("content", {})
        names = {_schema_name(media) for media in content.values()} - {""}
        yield status, response.get("description", ""), ", ".join(content), next(iter(names), "")


def _schema_name(content: Spec) -> str:
    reference = content.get("schema", {}).get("$ref", "")
    return str(reference).rsplit("/", 1)[-1]
