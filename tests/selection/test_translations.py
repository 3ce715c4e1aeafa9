"""Every sentence of the selection has its Norwegian."""

import ast
from pathlib import Path

from services import selection
from services.kit.i18n import catalogues
from services.selection.interviews.schemas import UNASKED
from services.selection.references import rules as references
from services.selection.scores import rules as scores
from services.selection.wording import MESSAGES

AREA = Path(selection.__file__ or "").parent
RAISED = frozenset({"Conflict", "Forbidden", "Gone", "Invalid"})
STANDING = {
    UNASKED,
    scores.MARKS_MISSING,
    scores.UNKNOWN_CRITERION,
    references.SAME_ADDRESS,
    references.YOURSELF,
    references.TOO_FEW,
    *MESSAGES.values(),
}


def sentences() -> set[str]:
    """What is raised, and what is called a message before it is."""
    found: set[str | None] = set()
    for path in AREA.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.update(_text(each) for each in node.args[1:2] if node.func.id in RAISED)
            elif isinstance(node, ast.Assign):
                names = {each.id for each in node.targets if isinstance(each, ast.Name)}
                if names & {"message", "unknown", "missing"}:
                    found.add(_text(node.value))
    return {text for text in found if text}


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_every_sentence_has_its_norwegian():
    known = {
        message.id
        for piece in catalogues("nb").values()
        for message in piece
        if isinstance(message.id, str) and message.string
    }
    assert len(sentences()) > 40
    assert {text for text in STANDING | sentences() if text not in known} == set()
