"""An application as the pages of the career site send it, read into what the API takes."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Protocol
from uuid import UUID

from fastapi import Request
from starlette.datastructures import UploadFile

from services.candidates.applications.forms import MOST_PAPERS
from services.candidates.applications.intake import Upload
from services.candidates.applications.schemas import Handed, PaperKind
from services.candidates.questions import pages as questions
from services.candidates.questions.kinds import QuestionKind
from services.candidates.questions.pages import Asked, Typed
from services.kit.errors import Invalid, TooLarge
from services.kit.files.uploads import LARGEST
from services.kit.i18n import Language, translate
from services.kit.i18n import marked as _
from services.kit.pages.forms import Form
from services.kit.web import language_of

PAPERS: dict[str, PaperKind] = {"cv": "cv", "diplomas": "diploma", "others": "other"}
"""The fields for papers, and what comes in each."""
MENDING = {
    "name": _("Write your name."),
    "email": _("Write an e-mail address, such as name@example.org."),
    "phone": _("Write the phone number in digits, such as +47 900 00 000."),
    "age": _("Write your age in whole years, from 13 to 100."),
}
"""What to mend in a field, with its name."""
ABOUT = ("occupation", "municipality", "gender", "letter")


@dataclass(frozen=True)
class Chosen:
    """A file, and the field it was chosen in."""

    field: str
    kind: PaperKind
    upload: Upload


class Kept(Protocol):
    """A file that goes with an application."""

    @property
    def field(self) -> str: ...
    @property
    def kind(self) -> PaperKind: ...
    @property
    def filename(self) -> str: ...


@asynccontextmanager
async def sent(request: Request) -> AsyncGenerator[Form]:
    """The form of somebody who need not be signed in; its files are open meanwhile."""
    async with request.form(max_files=4 * MOST_PAPERS) as form:
        yield Form(language_of(request), form)


def handed(
    form: Form, asked: Sequence[Asked], kept: Sequence[Kept], cv: dict[str, Any] | None
) -> Handed:
    """What was filled in, as the API takes it; raises ValidationError."""
    told: dict[str, Any] = {
        # Without these two the API's own model says what is missing.
        "name": form.text("name"),
        "email": form.text("email"),
        **form.filled(("phone", *ABOUT, "language", "via")),
        "age": form.number("age"),
        "cv": cv,
        "answers": answers(form, asked, kept),
        "paper_kinds": {one.filename: one.kind for one in kept},
        "exemption_asked": form.has("exemption_asked"),
        "exemption_reason": form.text("exemption_reason") or None,
    }
    return Handed.model_validate(told)


def answers(form: Form, asked: Sequence[Asked], kept: Sequence[Kept]) -> dict[UUID, Typed]:
    """What was answered; to a question for a file, the name of the file."""
    names = {one.field: one.filename for one in kept}
    files: dict[UUID, Typed] = {
        one.id: names[questions.field(one.id)]
        for one in asked
        if one.kind == QuestionKind.FILE and questions.field(one.id) in names
    }
    return questions.answers(form, asked) | files


async def papers(form: Form, asked: Sequence[Asked]) -> list[Chosen]:
    """Every file that was chosen, each under a name of its own."""
    chosen: list[Chosen] = []
    taken: set[str] = set()
    for field, kind, file in files(form, asked):
        require_size(file, field)
        name = _unlike(file.filename or "", taken)
        taken.add(name)
        chosen.append(Chosen(field, kind, Upload(name, await file.read())))
    if len(chosen) > MOST_PAPERS:
        message = "That is too many files; at most {most}, please."
        raise Invalid("too_many_papers", message, {"others": message}, most=MOST_PAPERS)
    return chosen


def require_size(file: UploadFile, field: str) -> None:
    """Refuse a file that is too large before it is read."""
    if (file.size or 0) > LARGEST:
        raise TooLarge(
            "file_too_large",
            "{name} is too large: a file may be {megabytes} MB.",
            name=file.filename,
            megabytes=LARGEST >> 20,
        ).at(field)


def files(form: Form, asked: Sequence[Asked]) -> Iterator[tuple[str, PaperKind, UploadFile]]:
    """Every file that was chosen, with its field."""
    for field, kind in PAPERS.items():
        for file in form.files(field):
            yield field, kind, file
    for one in asked:
        if one.kind == QuestionKind.FILE:
            for file in form.files(questions.field(one.id))[:1]:
                yield questions.field(one.id), "other", file


def _unlike(name: str, taken: set[str]) -> str:
    """The name, numbered where another file has it: answers and kinds go by it."""
    path, number, found = PurePosixPath(name), 2, name
    while found in taken:
        found, number = f"{path.stem} ({number}){path.suffix}", number + 1
    return found


def explain(
    form: Form, chosen: Sequence[Chosen], asked: Sequence[Asked], language: Language
) -> None:
    """Say what to mend so that it is understood in a list of its own, away from its field."""
    for name, message in MENDING.items():
        if name in form.errors:
            form.errors[name] = translate(language, message)
    for one in asked:
        if message := form.errors.get(questions.field(one.id)):
            form.errors[questions.field(one.id)] = (
                f"{one.en if language == 'en' else one.nb} {message}"
            )
    for number, one in enumerate(chosen):
        if message := form.errors.pop(f"papers.{number}", None):
            form.errors[one.field] = f"{one.upload.filename}: {message}"
