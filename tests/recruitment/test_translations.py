"""Every finding, sentence and standing text of need, profile and advert has its Norwegian."""

import ast
from pathlib import Path

from services import recruitment
from services.kit.i18n import catalogues
from services.recruitment.advert import render
from services.recruitment.findings import MEND
from services.recruitment.need import rules
from services.recruitment.need.sentences import MSGIDS
from services.recruitment.wording import MESSAGES

AREA = Path(recruitment.__file__ or "").parent
FINDERS = {"error": 2, "warning": 2, "require_reason": 1}
"""Functions that take a msgid, and as which argument."""

STANDING = {
    *render.HEADINGS.values(),
    *render.STANDING.values(),
    *render.POSITIONS.values(),
    *render.LABELS.values(),
    render.POLICE_CERTIFICATE,
    *MESSAGES.values(),
    *MSGIDS,
    MEND,
    rules.ANSWERED,
    rules.UNDERSTAFFED,
}


def found_by_checks() -> set[str]:
    msgids: set[str] = set()
    for noun in ("need", "profile", "advert"):
        for path in (AREA / noun).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    place = FINDERS.get(node.func.id, len(node.args))
                    if place < len(node.args) and isinstance(node.args[place], ast.Constant):
                        msgids.add(ast.literal_eval(node.args[place]))
    return msgids


def test_every_text_has_its_norwegian():
    known = {
        message.id
        for piece in catalogues("nb").values()
        for message in piece
        if isinstance(message.id, str) and message.string
    }
    assert len(found_by_checks()) > 25
    assert {text for text in STANDING | found_by_checks() if text not in known} == set()
