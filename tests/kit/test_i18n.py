"""Both languages, in messages, dates and numbers; and no message without its Norwegian."""

import ast
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from services.kit import i18n
from services.kit.i18n import catalogues, language, negotiate, ngettext, translate
from services.kit.mending import EMPTY, KINDS, MENDING, NO_ADDRESS, OTHERWISE
from services.kit.pages.rendering import FOLDER
from services.kit.problems import DETAILS, TITLES
from services.kit.processes.phases import PHASES
from services.kit.raised import SERVICES, msgids_in, msgids_in_templates
from services.messages.kinds import KINDS as LETTERS

MOMENT = datetime(2026, 12, 3, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "nb"), ("", "nb"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("nb", "nb"),
        ("nn-NO, en;q=0.9", "nb"), ("en;q=0.4, no;q=0.5", "nb"), ("fr, en;q=0.1", "en"),
        ("fr", "nb"), ("en;q=0", "nb"), ("en;q=x, nb;q=0.1", "nb"), ("*", "nb"), ("sv", "nb"),
    ],
)  # fmt: skip
def test_negotiate(header: str | None, expected: str) -> None:
    assert negotiate(header) == expected


def test_language() -> None:
    found = [language(tag) for tag in ("en-US", "EN", "nb_NO", "nn", None, "de")]
    assert found == ["en", "en", "nb", "nb", "nb", "nb"]


def test_english_is_the_source() -> None:
    assert translate("en", "There is nothing here.") == "There is nothing here."


def test_norwegian_comes_from_the_catalogue() -> None:
    assert translate("nb", "This must be at most {le}.", le=100) == "Dette kan være høyst 100."


def test_values_are_written_as_people_write_them() -> None:
    text = "{when} {day} {share} {count}"
    values = {"when": MOMENT, "day": date(2026, 12, 4), "share": Decimal("1234.5"), "count": 7}
    assert translate("nb", text, **values) == (
        "torsdag 3. desember 2026 kl. 23.59 4. desember 2026 1\xa0234,5 7"
    )
    assert translate("en", text, **values) == (
        "Thursday 3 December 2026 at 23:59 4 December 2026 1,234.5 7"
    )


def test_dates() -> None:
    assert i18n.date_text("nb", date(2026, 12, 4)) == "fredag 4. desember"
    assert i18n.date_text("en", date(2026, 12, 4)) == "Friday 4 December"
    assert i18n.time_text("nb", MOMENT) == "23.59"
    assert i18n.time_text("en", MOMENT) == "23:59"


def test_plural() -> None:
    forms = [ngettext("en", "{count} day", "{count} days", count) for count in (0, 1, 2)]
    assert forms == ["0 days", "1 day", "2 days"]


TABLES = {
    "kit/problems.py": [*TITLES.values(), *(message for _, message in DETAILS.values())],
    "kit/mending.py": [*MENDING.values(), *KINDS.values(), EMPTY, NO_ADDRESS, OTHERWISE],
    "messages/kinds.py": list(LETTERS.values()),
    "kit/processes/phases.py": list(PHASES.values()),
}
USED = (
    msgids_in(SERVICES)
    | msgids_in_templates(FOLDER)
    | {msgid: place for place, ids in TABLES.items() for msgid in ids}
)
TRANSLATED: dict[str, str] = {
    form: message.string if isinstance(message.string, str) else "".join(message.string or ())
    for catalogue in catalogues("nb").values()
    for message in catalogue
    if message.id
    for form in ([message.id] if isinstance(message.id, str) else message.id[:1])
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_has_its_norwegian() -> None:
    missing = {msgid: place for msgid, place in USED.items() if not TRANSLATED.get(msgid)}
    assert missing == {}


def test_a_translation_uses_the_same_values() -> None:
    differing = {
        msgid: text
        for msgid, text in TRANSLATED.items()
        if not placeholders(text) <= placeholders(msgid) | {"count"}
    }
    assert differing == {}


def test_no_catalogue_contradicts_another() -> None:
    seen: dict[str, str] = {}
    for catalogue in catalogues("nb").values():
        for message in catalogue:
            if isinstance(message.id, str) and message.id:
                assert isinstance(message.string, str)
                assert seen.setdefault(message.id, message.string) == message.string


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call with a literal msgid that has placeholders, with where it stands."""
    for path in sorted(SERVICES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            for argument in node.args[:3]:
                if isinstance(argument, ast.Constant) and argument.value in USED:
                    yield str(argument.value), node, f"{path.relative_to(SERVICES)}:{node.lineno}"


def test_every_placeholder_is_filled() -> None:
    unfilled: dict[str, set[str]] = {}
    for msgid, node, where in calls():
        given = {word.arg for word in node.keywords}
        # What is handed over as a whole, or kept for later, cannot be seen here.
        if None in given or (isinstance(node.func, ast.Name) and node.func.id in {"Raised", "_"}):
            continue
        if missing := placeholders(msgid) - {str(name) for name in given} - {"count"}:
            unfilled[f"{where} {msgid}"] = missing
    assert unfilled == {}
