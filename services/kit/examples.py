"""Examples for the description of the API, made from the schemas where nobody wrote one.

A field's own example, default or first choice is taken; what is left follows from its format and
limits, so that every example is valid and a reader can send it after changing the ids.
"""

import re
from collections.abc import Mapping
from typing import Any, cast

from services.kit.samples import SAMPLES

Schema = Mapping[str, Any]

DEEPEST = 6
"""Where a schema that contains itself is left off."""
_FORMATS: dict[str, str] = {
    "uuid": "0c6f1a52-6a0c-4a7e-9d0a-0d6f6ad6a1a4",
    "date": "2027-02-01",
    "date-time": "2027-02-01T08:00:00Z",
    "time": "08:00:00",
    "duration": "P3D",
    "email": "kari.nordmann@example.org",
    "uri": "https://stafett.example.org/",
    "binary": "(a file)",
}
PLAIN = "text"
"""What stands where nothing is known of a field."""
_PATTERNS = ("1", "12345", "123456", "1234567", "12345678", "123456789", "A", "a")
"""Tried in turn where a field has to match a pattern."""


def example_of(schema: Schema, schemas: Schema, name: str = "", depth: int = 0) -> Any:
    """A valid example of a JSON schema; `schemas` are the components that it refers to."""
    if "$ref" in schema:
        target = schemas[schema["$ref"].rpartition("/")[2]]
        return example_of(target, schemas, name, depth + 1)
    for given in ("example", "const", "default"):
        if schema.get(given) not in (None, ""):
            return schema[given]
    for choice in ("examples", "enum"):
        if schema.get(choice):
            return completed(schema[choice][0], schema, schemas)
    for either in ("anyOf", "oneOf"):
        if either in schema:
            return _first(schema[either], schemas, name, depth)
    if "allOf" in schema:
        parts = [example_of(part, schemas, name, depth) for part in schema["allOf"]]
        return {key: value for part in parts for key, value in part.items()}
    return _by_type(schema, schemas, name, depth)


def completed(example: Any, schema: Schema, schemas: Schema) -> Any:
    """A written example with the required fields that are null in it: FastAPI leaves those out."""
    if not isinstance(example, dict):
        return example
    given: dict[str, Any] = cast("dict[str, Any]", example)
    fields: Schema = schema.get("properties", {})
    missing = [key for key in schema.get("required", ()) if key not in given]
    return {**given, **{key: _null_or_example(fields[key], schemas, key) for key in missing}}


def _null_or_example(schema: Schema, schemas: Schema, name: str) -> Any:
    nullable = any(option.get("type") == "null" for option in schema.get("anyOf", ()))
    return None if nullable else example_of(schema, schemas, name)


def _first(options: list[Schema], schemas: Schema, name: str, depth: int) -> Any:
    """The first that says something; nothing, where a schema would go on for ever."""
    optional = any(option.get("type") == "null" for option in options)
    if optional and depth > DEEPEST:
        return None
    saying = [option for option in options if option.get("type") != "null"]
    return example_of((saying or options)[0], schemas, name, depth)


def _by_type(schema: Schema, schemas: Schema, name: str, depth: int) -> Any:
    match schema.get("type"):
        case "object":
            return _object(schema, schemas, name, depth)
        case "array":
            if depth > DEEPEST and not schema.get("minItems"):
                return []
            if "prefixItems" in schema:
                return [example_of(one, schemas, name, depth + 1) for one in schema["prefixItems"]]
            return [example_of(schema.get("items", {}), schemas, name, depth + 1)]
        case "integer" | "number":
            return _number(schema)
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return _text(schema, name)


def _object(schema: Schema, schemas: Schema, name: str, depth: int) -> dict[str, Any]:
    fields: Schema = schema.get("properties", {})
    required = schema.get("required", ())
    shown = {
        key: example_of(field, schemas, f"{schema.get('title', '')}.{key}", depth + 1)
        for key, field in fields.items()
        if depth <= DEEPEST or key in required
    }
    more: Schema | bool | None = schema.get("additionalProperties")
    if not fields and more and not isinstance(more, bool):
        return {"key": example_of(more, schemas, name, depth + 1)}
    return shown


def _number(schema: Schema) -> float:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    if high is not None and low is None:
        low = min(0, high)
    value: float = 1 if low is None else low
    if "exclusiveMinimum" in schema and value == schema["exclusiveMinimum"]:
        value += 1
    return value


def _text(schema: Schema, name: str) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 1000)
    text = _FORMATS.get(schema.get("format", "")) or _sample(name)
    fitting = [each.ljust(least, each[-1])[:most] for each in (text, *_PATTERNS)]
    pattern = re.compile(schema.get("pattern", ""))
    return next((each for each in fitting if pattern.search(each)), fitting[0])


def _sample(name: str) -> str:
    """By schema and field, else by the field alone."""
    field = name.rpartition(".")[2]
    return SAMPLES.get(name.lower()) or SAMPLES.get(field, PLAIN)
