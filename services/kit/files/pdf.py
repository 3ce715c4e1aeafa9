"""Takes out of a PDF what would run by itself when somebody opens it."""

import io
import re
from collections.abc import Iterable

import pikepdf

from services.kit.errors import WrongType

# Names may be written with #xx, and objects may lie compressed in object streams: both hide what
# is looked for, so both count as suspicious. A hit in compressed page content costs only a look.
_SUSPICIOUS = re.compile(
    rb"/(?:JavaScript|JS|AA|OpenAction|Launch|SubmitForm|ImportData|RichMedia|XFA|EmbeddedFile"
    rb"|ObjStm|Encrypt)\b|/[A-Za-z]*#[0-9A-Fa-f]{2}"
)
_RUNNING = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition"})
"""Actions that do more than show another place."""
_UNASKED = ("/OpenAction", "/AA", "/JS", "/XFA", "/RichMediaContent")
"""Keys under which something happens without being asked for."""
_NAMES = ("/JavaScript", "/EmbeddedFiles")


def cleaned(content: bytes) -> bytes:
    """The same PDF without scripts, actions at opening and embedded files.

    One that has none is returned as it came, byte for byte. Raises `WrongType` for one that is
    protected by a password, cannot be read, or has no pages.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if not len(pdf.pages):
                raise _unreadable()
            if not _SUSPICIOUS.search(content) or not _clean(pdf):
                return content
            output = io.BytesIO()
            pdf.save(output)
            return output.getvalue()
    except pikepdf.PasswordError as error:
        raise WrongType("file_protected", "This PDF is protected by a password.") from error
    except (pikepdf.PdfError, RecursionError) as error:
        raise _unreadable() from error


def _unreadable() -> WrongType:
    return WrongType("file_unreadable", "This PDF cannot be read.")


def _clean(pdf: pikepdf.Pdf) -> bool:
    changed = False
    if (names := pdf.Root.get("/Names")) is not None:
        changed = _drop(names, _NAMES)
    for found in pdf.objects:
        for part in _dictionaries(found):
            changed |= _drop(part, _UNASKED)
            action = part.get("/A")
            if isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) in _RUNNING:
                del part["/A"]
                changed = True
            if str(part.get("/S")) in _RUNNING:
                part["/S"] = pikepdf.Name("/Nothing")
                changed = True
    return changed


def _dictionaries(found: pikepdf.Object) -> Iterable[pikepdf.Object]:
    """An indirect object and the dictionaries written directly into it."""
    waiting = [found]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            inner = list(part.values()) if isinstance(part, pikepdf.Dictionary) else []
        elif isinstance(part, pikepdf.Array):
            inner = list(part)
        else:
            continue
        waiting += [
            one
            for one in inner
            if isinstance(one, pikepdf.Dictionary | pikepdf.Array) and not one.is_indirect
        ]


def _drop(part: pikepdf.Object, keys: Iterable[str]) -> bool:
    present = [key for key in keys if key in part]
    for key in present:
        del part[key]
    return bool(present)
