"""Every message, item, label and line of nomination, offer, decision file has its Norwegian."""

import ast
from pathlib import Path

from services import onboarding, recruitment
from services.kit.i18n import catalogues
from services.recruitment.casefile import document
from services.recruitment.nomination import completeness
from services.recruitment.offer import contract, rules

AREA = Path(recruitment.__file__ or "").parent
PLACES = [AREA / "nomination", AREA / "offer", AREA / "casefile"]
PLACES.append(Path(onboarding.__file__ or "").parent)
TELLING = {"Conflict": 1, "Invalid": 1, "Forbidden": 1, "_said": 1, "_law": 1, "said": 0}
"""Functions that take a msgid, and as which argument."""

STANDING = completeness.MSGIDS | contract.MSGIDS | rules.MSGIDS | document.MSGIDS


def told() -> set[str]:
    """The messages that are written where they are used."""
    found: set[str] = set()
    for path in (path for place in PLACES for path in place.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                place = TELLING.get(name, len(node.args))
                if place < len(node.args) and isinstance(node.args[place], ast.Constant):
                    found.add(ast.literal_eval(node.args[place]))
    return found


def test_every_text_has_its_norwegian() -> None:
    known = {
        message.id
        for piece in catalogues("nb").values()
        for message in piece
        if isinstance(message.id, str) and message.string
    }
    assert len(told()) > 50
    assert {text for text in told() | STANDING if text not in known} == set()
