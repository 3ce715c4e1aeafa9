"""Everything the area tells people is there in bokmål."""

import re

import pytest

from services.candidates.career import markup
from services.candidates.own import rules
from services.kit.i18n import catalogues, translate


@pytest.mark.parametrize("msgid", sorted(rules.MSGIDS | markup.MSGIDS))
def test_it_is_translated(msgid: str) -> None:
    values = dict.fromkeys(re.findall(r"{(\w+)}", msgid), "1")
    assert translate("nb", msgid, **values) != msgid


def test_every_translation_keeps_the_placeholders() -> None:
    for message in catalogues("nb")["candidates"]:
        kept = set(re.findall(r"{\w+}", str(message.string)))
        assert kept == set(re.findall(r"{\w+}", str(message.id)))
