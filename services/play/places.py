"""Where things stand in a YAML file, so that what is wrong can be shown there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

Place = tuple[str | int, ...]
"""Keys and positions in lists, from the top of the file."""
Fault = tuple[Place, str]
"""Where something is wrong, and what, in words."""


class _Loader(yaml.SafeLoader):
    """A date stays text: the form says what is to be one, and one that does not exist is told."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Document:
    """What a file holds, and on which line each part of it begins."""

    content: Any
    lines: dict[Place, int]
    twice: list[Place]
    """Keys that stand there a second time: YAML itself would take the last and say nothing."""

    def line(self, place: Place) -> int | None:
        """The line of a place, or of the nearest one above it that is there."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)


def document(text: str) -> Document:
    """Read YAML; raises `yaml.YAMLError`."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Document(None, {}, [])
        lines: dict[Place, int] = {}
        twice: list[Place] = []
        for place, line in _places(node, ()):
            if place in lines:
                twice.append(place)
            lines[place] = line
        return Document(loader.construct_document(node), lines, twice)
    finally:
        loader.dispose()


def _places(node: yaml.Node, above: Place) -> Iterator[tuple[Place, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*above, str(key.value))
            yield place, key.start_mark.line + 1
            yield from _places(value, place)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            place = (*above, position)
            yield place, value.start_mark.line + 1
            yield from _places(value, place)


def shown(place: Place) -> str:
    """A place as people write it, such as `applicants[0].ratings[kari@example.org].teamwork`."""
    said = ""
    for part in place:
        plain = isinstance(part, str) and part.isidentifier()
        said += f".{part}" if plain else f"[{part}]"
    return said.removeprefix(".")
