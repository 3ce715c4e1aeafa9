"""Reads what a candidate sends: JSON alone, or a form with JSON and papers."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from services.candidates.applications.intake import Upload
from services.kit.errors import TooLarge, WrongType
from services.kit.files.uploads import LARGEST
from services.kit.guards import LARGEST_REQUEST

PART = "application"
PAPERS = "papers"
MOST_PAPERS = 15
LARGEST_TEXT = 300_000

Content = TypeVar("Content", bound=BaseModel)


@dataclass(frozen=True)
class Sent(Generic[Content]):
    """What was sent."""

    content: Content
    uploads: list[Upload]


async def read(request: Request, model: type[Content]) -> Sent[Content]:
    """The content and the papers of a request.

    Raises RequestValidationError (422), `TooLarge` (413) and `WrongType` (415).
    """
    if int(request.headers.get("content-length", "0")) > LARGEST_REQUEST:
        raise _too_large()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return Sent(_parsed(model, await request.body()), [])
    if kind != "multipart/form-data":
        raise WrongType("body_type_not_taken", "Send JSON, or a form with JSON and files.")
    async with request.form(
        max_files=MOST_PAPERS, max_fields=MOST_PAPERS, max_part_size=LARGEST_TEXT
    ) as form:
        return Sent(_parsed(model, await _text(form)), await _uploads(form))


def _parsed(model: type[Content], text: bytes | str) -> Content:
    if len(text) > LARGEST_TEXT:
        raise _too_large()
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=True)
        raise RequestValidationError(
            [{**one, "loc": ("body", *one["loc"])} for one in found]
        ) from error


async def _text(form: FormData) -> bytes | str:
    """The part `application`: a field, or a file of the type application/json."""
    part = form.get(PART)
    if isinstance(part, UploadFile):
        return await part.read()
    if part is None:
        raise RequestValidationError([{"type": "missing", "loc": ("body", PART)}])
    return part


async def _uploads(form: FormData) -> list[Upload]:
    uploads: list[Upload] = []
    for name, part in form.multi_items():
        if name == PART:
            continue
        # A browser sends an empty part for a file that was not chosen.
        if name == PAPERS and part == "":
            continue
        if name != PAPERS or not isinstance(part, UploadFile):
            raise RequestValidationError([{"type": "extra_forbidden", "loc": ("body", name)}])
        if part.filename:
            if (part.size or 0) > LARGEST:
                raise _too_large().at(f"{PAPERS}.{len(uploads)}")
            uploads.append(Upload(part.filename, await part.read()))
    return uploads


def _too_large() -> TooLarge:
    return TooLarge(
        "request_too_large",
        "This is too large: a file may be {megabytes} MB, and all together {together} MB.",
        megabytes=LARGEST >> 20,
        together=LARGEST_REQUEST >> 20,
    )


def body(model: type[BaseModel]) -> dict[str, Any]:
    """The request body for OpenAPI; FastAPI cannot say that a body comes in two forms."""
    schema = model.model_json_schema()
    form = {
        "type": "object",
        "required": [PART],
        "properties": {
            PART: schema,
            PAPERS: {
                "type": "array",
                "maxItems": MOST_PAPERS,
                "items": {"type": "string", "format": "binary"},
                "description": "PDF, DOCX, ODT, JPG or PNG of 10 MB at most.",
            },
        },
    }
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": schema},
                "multipart/form-data": {
                    "schema": form,
                    "encoding": {PART: {"contentType": "application/json"}},
                },
            },
        }
    }
