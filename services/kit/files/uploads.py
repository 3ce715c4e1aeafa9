"""What is taken as an upload: by size, by what it is and not by what it is called, and cleaned.

Everything here is work for the processor; `FileStore.take` runs it in a thread.
"""

import io
import lzma
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import filetype

from services.kit.errors import TooLarge, WrongType
from services.kit.files.pdf import cleaned

MEGABYTE = 1 << 20
LARGEST = 10 * MEGABYTE
LARGEST_UNPACKED = 50 * MEGABYTE
MOST_ENTRIES = 200
LONGEST_NAME = 120

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
MEDIA_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": WORD,
    "odt": OPEN_TEXT,
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
_ENTRY = b"PK\x01\x02"
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""Whatever a damaged archive ends in; the module documents the first only."""


@dataclass(frozen=True)
class Checked:
    """An upload that may be kept."""

    content: bytes
    filename: str
    media_type: str


def check(content: bytes, filename: str) -> Checked:
    """Take or refuse an upload; raises `TooLarge` (413) or `WrongType` (415)."""
    name = safe_name(filename)
    if len(content) > LARGEST:
        raise TooLarge("file_too_large", "A file may be {megabytes} MB at most.", megabytes=10)
    said = MEDIA_TYPES.get(PurePosixPath(name).suffix.lower().removeprefix("."))
    if said is None:
        raise WrongType(
            "file_type_not_taken",
            "Files of this type are not taken: send PDF, DOCX, ODT, JPG or PNG.",
        )
    if _found(content) != said:
        raise WrongType(
            "file_type_differs", "What is in this file is not what its name says it is."
        )
    return Checked(cleaned(content) if said == "application/pdf" else content, name, said)


def safe_name(filename: str) -> str:
    """A file name without folders, control or direction characters, of bearable length."""
    last = re.split(r"[/\\]", filename)[-1]
    shown = "".join(
        letter
        for letter in unicodedata.normalize("NFC", last)
        if not unicodedata.category(letter).startswith("C")
    ).strip(" .")
    path = PurePosixPath(shown or "file")
    return f"{path.stem[:LONGEST_NAME]}{path.suffix[:10]}"


def _found(content: bytes) -> str | None:
    """What the content is, whatever it is called."""
    kind: Any = filetype.guess(content)
    if kind is None:
        return None
    if content.startswith(b"PK"):
        return _office(content)
    return kind.mime


def _office(content: bytes) -> str | None:
    """Which document a zip file is; looks only at its directory, so that nothing is unpacked."""
    too_large = TooLarge("file_unpacks_too_large", "This file holds more than is taken.")
    # Documents within the document have directories too; thousands of entries are an attack.
    if content.count(_ENTRY) > 5 * MOST_ENTRIES:
        raise too_large
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if (
                len(entries) > MOST_ENTRIES
                or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED
            ):
                raise too_large
            names = {entry.filename for entry in entries}
            if any(name.endswith("vbaProject.bin") for name in names):
                raise WrongType("file_has_macros", "Files with macros are not taken.")
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return WORD
            if "mimetype" in names and archive.getinfo("mimetype").file_size < LONGEST_NAME:
                return archive.read("mimetype").decode("ascii", "replace").strip()
    except _UNREADABLE:
        return None
    return None
