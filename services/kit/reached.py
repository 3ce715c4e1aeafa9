"""Which problems a function can end in, followed through the source from call to call.

What is named is taken as called, and of a class everything; a decision leads to what records it.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.kit.raised import Raised, Texts, raised_by

OURS = "services."
ERRORS = "services.kit.errors"
CODES = "workflows.payloads"
DECIDED = "Decided"
"""The enum whose members are the keys of what records each decision."""
Place = tuple[str, str]
"""A module, and a name at its top."""


@dataclass(frozen=True)
class _Module:
    tree: ast.Module
    texts: Texts
    defined: dict[str, list[ast.stmt]] = field(default_factory=dict[str, list[ast.stmt]])
    names: dict[str, Place] = field(default_factory=dict[str, Place])
    """Imported names, and where each stands."""
    modules: dict[str, str] = field(default_factory=dict[str, str])
    """Imported modules by what they are called here."""


class Reach:
    """The modules that are loaded, each read once."""

    def __init__(self) -> None:
        self._modules: dict[str, _Module] = {}
        self._places: dict[Place, tuple[list[Raised], list[Place]]] = {}
        self._recorders: dict[str, list[Place]] | None = None

    def of(self, module: str, name: str) -> list[Raised]:
        """The problems of a function or class of a loaded module."""
        waiting: list[Place] = [(module, name)]
        seen: set[Place] = set()
        found: dict[Raised, None] = {}
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            raised, named = self._at(place)
            found |= dict.fromkeys(raised)
            waiting += named
        return list(found)

    def _at(self, place: Place) -> tuple[list[Raised], list[Place]]:
        """What is raised at a place, and what is named there."""
        if place not in self._places:
            module, name = place
            read = self._read(module)
            raised: list[Raised] = []
            named = [read.names[name]] if name in read.names else []
            for node in read.defined.get(name, ()):
                raised += raised_by(node, read.texts)
                named += self._named(node, module, read)
            self._places[place] = raised, named
        return self._places[place]

    def _named(self, node: ast.AST, module: str, read: _Module) -> Iterator[Place]:
        for part in ast.walk(node):
            match part:
                case ast.Name(id=name) if name in read.defined or name in read.names:
                    yield module, name
                case ast.Attribute(value=ast.Name(id=owner), attr=name):
                    if owner in read.modules:
                        yield read.modules[owner], name
                    elif read.names.get(owner, ("", ""))[1] == DECIDED:
                        yield from self._recording(name)
                case _:
                    pass

    def _recording(self, kind: str) -> list[Place]:
        if self._recorders is None:
            self._recorders = defaultdict(list)
            for module in [name for name in sys.modules if name.startswith(OURS)]:
                if f"{DECIDED}." not in _source(module):
                    continue
                for node in ast.walk(self._read(module).tree):
                    for key, value in _entries(node):
                        self._recorders[key].append((module, value))
        return self._recorders.get(kind, [])

    def _read(self, name: str) -> _Module:
        if name not in self._modules:
            self._modules[name] = _module(name)
        return self._modules[name]


def _source(name: str) -> str:
    path = getattr(sys.modules.get(name), "__file__", None)
    return Path(path).read_text(encoding="utf-8") if path and name != ERRORS else ""


def _module(name: str) -> _Module:
    tree = ast.parse(_source(name))
    read = _Module(tree, Texts(tree))
    for node in read.tree.body:
        for defined in _defined(node):
            read.defined.setdefault(defined, []).append(node)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith((OURS, CODES)):
            for one in node.names:
                whole, here = f"{node.module}.{one.name}", one.asname or one.name
                if whole in sys.modules:
                    read.modules[here] = whole
                else:
                    read.names[here] = (node.module or "", one.name)
    return read


def _defined(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [one.id for one in targets if isinstance(one, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case _:
            return []


def _entries(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Of a dictionary by decision: each decision, and the function that is named for it."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(node, ast.Dict):
        pairs = list(zip(node.keys, node.values, strict=True))
    for key, value in pairs:
        match key, value:
            case (
                ast.Attribute(value=ast.Name(id=owner), attr=kind),
                ast.Name(id=name) | ast.Call(func=ast.Name(id=name)),
            ) if owner == DECIDED:
                yield kind, name
            case _:
                pass
