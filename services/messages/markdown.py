"""One Markdown source, two forms: HTML, and plain text that says the same.

Values are escaped before they come in, so a text somebody wrote cannot become a link or markup.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Controls, line ends and changes of writing direction: none belongs inside a merge field."""

_parser = MarkdownIt("commonmark", {"html": False})


def one_line(text: str) -> str:
    """A text without line ends, controls and double spaces."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def escape(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _PUNCTUATION.sub(r"\\\1", text)


def to_html(source: str) -> str:
    """The body of the HTML part; tags in the source are shown, not obeyed."""
    return _parser.render(source)


def to_text(source: str) -> str:
    """The text part: a blank line between paragraphs, a link as «what it says: address»."""
    return "\n\n".join(_paragraphs(_parser.parse(source))) + "\n"


def _paragraphs(tokens: list[Token]) -> Iterator[str]:
    item = False
    for token in tokens:
        if token.type == "list_item_open":
            item = True
        elif token.type == "inline":
            yield ("- " if item else "") + _inline(token.children or [])
            item = False


def _inline(tokens: list[Token]) -> str:
    written: list[str] = []
    address = ""
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            written.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            written.append("\n")
        elif token.type == "link_open":
            address = str(token.attrs["href"])
        elif token.type == "link_close":
            written.append(f": {address}")
    return "".join(written)
