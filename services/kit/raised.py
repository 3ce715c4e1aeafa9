"""Which problems the program can answer with, read from its source.

The documentation shows their codes, and a test holds every message against the catalogues; both
would go stale if somebody had to keep a list.
"""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import extract_from_ast

from services.kit import errors

SERVICES = Path(errors.__file__).parents[1]

_TRANSLATORS = {"translate": 1, "ngettext": 1, "_": 0, "go_to": 1}
"""Functions that take a msgid, and as which argument."""
_TREE: dict[str, type[errors.StafettError]] = {
    name: kind
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.StafettError)
}


@dataclass(frozen=True)
class Raised:
    """One way in which something can be refused."""

    status: int
    code: str
    message: str
    """Empty where it is not said at the place itself."""
    fields: tuple[tuple[str, str], ...] = ()


def raised_in(place: Path) -> list[Raised]:
    """What a module or the modules below a folder raise, in the order in which it stands there."""
    found: dict[Raised, None] = {}
    for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
        tree = _tree(path)
        found |= dict.fromkeys(raised_by(tree, Texts(tree)))
    return list(found)


def raised_by(node: ast.AST, texts: "Texts") -> Iterator[Raised]:
    """What a part of a module raises, in which these texts have names."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and (kind := _TREE.get(_name(call.func))):
            if problem := _raised(kind, call, texts):
                yield problem
        elif isinstance(call, ast.Raise) and (kind := _TREE.get(_name(call.exc))):
            yield _default(kind)


class Texts:
    """The texts a module gives names to."""

    def __init__(self, module: ast.Module) -> None:
        self._module = module

    @cached_property
    def _given(self) -> list[tuple[int, str, str]]:
        return [
            (node.lineno, target.id, node.value.value)
            for node in ast.walk(self._module)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name) and isinstance(node.value.value, str)
        ]

    def of(self, node: ast.expr) -> str | None:
        """A text, or the one that its name was last given before."""
        if not isinstance(node, ast.Name):
            return _literal(node)
        given = [one for one in self._given if one[1] == node.id and one[0] <= node.lineno]
        return max(given)[2] if given else None


def by_default() -> list[Raised]:
    """The errors that say the same wherever they are raised."""
    return [_default(kind) for kind in _TREE.values() if not _wants_arguments(kind)]


def msgids_in(folder: Path) -> dict[str, str]:
    """Every literal msgid below a folder, with the file that has it."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.py")):
        tree = _tree(path)
        texts = Texts(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for msgid in _msgids(node, texts):
                    found.setdefault(msgid, str(path.relative_to(SERVICES)))
    return found


def msgids_in_templates(folder: Path) -> dict[str, str]:
    """Every msgid in the templates below a folder, with the file that has it."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.html")):
        template = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for _, _, said in extract_from_ast(template, ("_", "ngettext")):
            msgid = said if isinstance(said, str) else next(filter(None, said or ()), None)
            if msgid:
                found.setdefault(msgid, str(path.relative_to(folder)))
    return found


def _msgids(node: ast.Call, texts: Texts) -> Iterator[str]:
    name = _name(node.func)
    if kind := _TREE.get(name):
        problem = _raised(kind, node, texts)
        if problem:
            yield from filter(None, [problem.message])
            yield from (message for _, message in problem.fields)
    elif (place := _TRANSLATORS.get(name)) is not None:
        wanted = node.args[place : place + (2 if name == "ngettext" else 1)]
        yield from filter(None, (_literal(argument) for argument in wanted[:1]))


def _raised(kind: type[errors.StafettError], node: ast.Call, texts: Texts) -> Raised | None:
    if not node.args and not _wants_arguments(kind):
        return _default(kind)
    code = _literal(node.args[0]) if len(node.args) > 1 else None
    if code is None:
        return None
    return Raised(kind.status, code, texts.of(node.args[1]) or "", tuple(_fields(node, texts)))


def _fields(node: ast.Call, texts: Texts) -> Iterator[tuple[str, str]]:
    given = [*node.args[2:], *(word.value for word in node.keywords if word.arg == "fields")]
    for argument in given:
        if isinstance(argument, ast.Dict):
            for key, value in zip(argument.keys, argument.values, strict=True):
                if text := texts.of(value):
                    yield (key and _literal(key)) or "…", text


def _default(kind: type[errors.StafettError]) -> Raised:
    error = kind()  # pyright: ignore[reportCallIssue] - only kinds that need no arguments
    return Raised(kind.status, error.code, error.message)


def _wants_arguments(kind: type[errors.StafettError]) -> bool:
    parameters = inspect.signature(kind).parameters.values()
    return any(
        one.default is one.empty and one.kind in {one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD}
        for one in parameters
    )


def _name(node: ast.expr | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
