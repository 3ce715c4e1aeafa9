"""Reading a case file: everything that can be known from it alone, before anything is started."""

import re
from collections.abc import Iterable, Iterator, MutableMapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from services.kit.mending import to_mend
from services.play.case import Case, Keys
from services.play.checks import check, odd
from services.play.loose import items, mapping, meant
from services.play.places import Document, Fault, Place, document, shown

QUOTED = re.compile(r"'([^']*)'")


class NotACase(ValueError):
    """Says in words everything that is wrong with a file, a line for each fault."""


@dataclass(frozen=True)
class Read:
    """A case, and what in its file is not understood or may not be meant, a line for each."""

    case: Case
    warnings: list[str]


def read(path: Path) -> Case:
    """The case in a file; raises `NotACase`."""
    return examine(path).case


def examine(path: Path) -> Read:
    """The case in a file, and what to warn of; raises `NotACase`.

    The form may be extended, so a key that is not understood is told and left out. What is expected
    is kept whole: such a key comes out otherwise.
    """
    found = _document(path)
    content = found.content
    if not mapping(content):
        raise NotACase(
            "The file holds no keys such as «case»." if content else "The file is empty."
        )
    expected = deepcopy(content.get("expected"))
    warnings = [
        f"{_line(found, place)}not understood: {shown(place)}{question}"
        for place, question in _beyond(Case, content, ())
    ]
    if expected is not None:
        content["expected"] = expected
    faults: list[Fault] = [(place, "This stands here twice.") for place in found.twice]
    try:
        case = Case.model_validate(content)
    except ValidationError as error:
        case = None
        faults += _of_form(error)
    faults += check(content)
    if case is None or faults:
        raise NotACase("\n".join(_told(found, faults)))
    return Read(case, [*warnings, *_told(found, odd(content))])


def _told(found: Document, faults: Iterable[Fault]) -> Iterator[str]:
    """In the order of the file."""
    for place, says in sorted(faults, key=lambda fault: found.line(fault[0]) or 0):
        yield f"{_line(found, place)}{shown(place)}: {says}"


def _document(path: Path) -> Document:
    try:
        return document(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotACase(f"The file cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise NotACase("The file is not text in UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise NotACase(f"{line}This is not YAML: {error.problem}.") from None
    except RecursionError:
        raise NotACase("The file is nested too deeply, or refers to itself.") from None
    except yaml.YAMLError:
        raise NotACase("This is not YAML: there are characters that no text has.") from None


def _line(found: Document, place: Place) -> str:
    line = found.line(place)
    return f"line {line}: " if line else ""


def _beyond(
    form: type[BaseModel], content: MutableMapping[Any, Any], above: Place
) -> Iterator[tuple[Place, str]]:
    """The keys that the form does not have, which are taken out, and what may be meant by each."""
    for key in list(content):
        place = (*above, key)
        if key not in form.model_fields:
            del content[key]
            yield place, meant(key, form.model_fields)
            continue
        field = form.model_fields[key]
        below = next(filter(None, map(_form_in, [field.annotation, *field.metadata])), None)
        if below is None:
            continue
        yield from _beyond(below, mapping(content[key]), place)
        for position, part in enumerate(items(content[key])):
            yield from _beyond(below, mapping(part), (*place, position))


def _form_in(annotation: Any) -> type[BaseModel] | None:
    """The form of what a field holds, one or a list of them; what is by free keys has none."""
    if isinstance(annotation, Keys):
        return annotation.form
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is dict:
        return None
    return next(filter(None, map(_form_in, get_args(annotation))), None)


def _of_form(error: ValidationError) -> Iterable[Fault]:
    """What is wrong with the form, as the API would say it, and what stands there instead."""
    for found in error.errors(include_url=False):
        place: Place = tuple(part for part in found["loc"] if part != "[key]")
        context = found.get("ctx", {})
        if found["type"] == "value_error":
            says = str(context.get("error"))
        elif found["type"] in ("model_type", "dict_type"):
            says = "This must have keys of its own below it."
        else:
            (says,) = to_mend("en", [{**found, "loc": ("file",)}]).values()
        given = found["input"]
        if found["type"] != "missing" and isinstance(given, str | int | float | None):
            says += f" Here it is {'empty' if given in (None, '') else f'«{given}»'}"
            says += meant(given, QUOTED.findall(str(context.get("expected", "")))) or "."
        if found["type"] == "string_type" and isinstance(given, int | float):
            says += " Put it in quotes."
        yield place, says
